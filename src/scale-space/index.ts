export {
  type BlobMethod,
  type BlobPolarity,
  type DetectBlobsOptions,
  type DetectedBlob,
  detectBlobs,
} from './blobs.js';
export {
  type ConversionDetails,
  type ConvertKeypointsOptions,
  convertKeypoints,
} from './convert.js';
export type { ExtremumFate } from './detect.js';
export { explainDescriptorNormalization } from './explain-descriptor.js';
export {
  type ExplainExtremumOptions,
  type ExtremumProblem,
  explainScaleSpaceExtremum,
} from './explain-extremum.js';
export { explainSamplingGrid, type GridExplanation } from './explain-grid.js';
export {
  type ExplainDescriptorOptions,
  explainDescriptor,
} from './explain-keypoint-descriptor.js';
export {
  type ExplainOctaveOptions,
  explainScaleSpaceOctave,
  type OctaveExplanation,
} from './explain-octave.js';
export {
  type ExplainRefinementOptions,
  explainExtremumRefinement,
  type RefinementExplanation,
} from './explain-refinement.js';
export {
  type ExplainScalesOptions,
  explainOctaveScales,
  type OctaveScales,
} from './explain-scales.js';
export {
  type DifferenceOptions,
  type DifferenceOrder,
  differenceOfGaussians,
  type ExtremaOptions,
  scaleSpaceExtrema,
} from './extrema.js';
export {
  type GaussianScaleSpaceOptions,
  gaussianScaleSpace,
  type ScaleSpaceOctave,
} from './gaussian-scale-space.js';
export { type InspectedExtremum, inspectKeypoints } from './inspect.js';
export type { Extremum, Keypoint, KeypointFrame } from './keypoint.js';
export type {
  ColmapKeypoint,
  IpolKeypoint,
  KeypointConvention,
  KeypointInputs,
  KeypointRecords,
  KorniaKeypoint,
  OpenCvKeypoint,
  ScikitImageKeypoint,
  VlfeatKeypoint,
} from './keypoint-records.js';
export { describeKeypoints, detectKeypoints } from './keypoints.js';
export {
  gaussianPyramid,
  laplacianPyramid,
  type PyramidExpandOptions,
  type PyramidLevelsOptions,
  pyramidExpand,
  pyramidReduce,
  reconstructFromLaplacian,
} from './pyramid.js';
export type { PyramidKernel, PyramidOptions } from './pyramid-steps.js';
export {
  type ExtremumFit,
  type FitOrder,
  type RefinementRejection,
  type RefineOptions,
  type RejectedExtremum,
  refineExtremum,
} from './refine.js';
export type { SiftOptions } from './settings.js';
export { type SiftResult, sift } from './sift.js';
