export { type EstimateOptions, estimateTransform } from './estimate-transform.js';
export { explainDescriptorMatch, type MatchExplanation } from './explain-match.js';
export { explainRansac } from './explain-ransac.js';
export { type ExplainTransformOptions, explainTransformEstimate } from './explain-transform.js';
export { explainRansacTrials } from './explain-trials.js';
export { type DescriptorMatch, type MatchOptions, matchDescriptors } from './match-descriptors.js';
export { type MatchImagesOptions, type MatchImagesResult, matchImages } from './match-images.js';
export type { MatchedPoint } from './matched-points.js';
export {
  type MatchedPoints,
  type MatchingAccuracy,
  type MatchingAccuracyOptions,
  matchingAccuracy,
} from './matching-accuracy.js';
export type { TransformModel } from './models.js';
export { type RansacOptions, type RansacResult, ransac } from './ransac.js';
export { type RansacTrialsProblem, ransacTrials } from './ransac-trials.js';
export {
  type ImageSize,
  type RepeatabilityOptions,
  type RepeatabilityResult,
  repeatability,
  type ScaledPoint,
} from './repeatability.js';
export { transformPoints } from './transform-points.js';
