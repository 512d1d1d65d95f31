export {
  type ClassifyOptions,
  classifyPoint,
  inspectPoint,
  type PointInspection,
  type PointKind,
} from './classify-point.js';
export {
  type Corner,
  type CornerMethod,
  type DetectCornersOptions,
  detectCorners,
} from './detect-corners.js';
export {
  intensityChange,
  type TensorEigenvalues,
  tensorCoherence,
  tensorEigenvalues,
  tensorOrientation,
} from './eigenvalues.js';
export {
  type ExplainHarrisOptions,
  explainHarris,
  type HarrisExplanation,
} from './explain-harris.js';
export { type ExplainMapOptions, explainHarrisMap } from './explain-map.js';
export {
  type ExplainMeasuresOptions,
  explainCornerMeasures,
  type MeasuresExplanation,
} from './explain-measures.js';
export { type ExplainPeaksOptions, explainPeaks } from './explain-peaks.js';
export { explainShiftDifference, type ShiftExplanation } from './explain-shift.js';
export { findPeaks, type Peak, type PeakOptions } from './find-peaks.js';
export { kitchenRosenfeldResponse } from './kitchen-rosenfeld.js';
export { type RefineCornersOptions, refineCorners } from './refine-corners.js';
export {
  type FoerstnerResponse,
  foerstnerResponse,
  type HarrisOptions,
  harrisResponse,
  type NobleOptions,
  nobleResponse,
  shiTomasiResponse,
} from './responses.js';
export { type ImageWindow, shiftDifference } from './shift-difference.js';
export {
  type GradientInput,
  type StructureTensorOptions,
  structureTensor,
} from './structure-tensor.js';
export type { StructureTensor, TensorField } from './tensor-field.js';
export { windowTensor } from './window-tensor.js';
