export {
  type DominantOrientation,
  type DominantOrientationsOptions,
  dominantOrientations,
} from './dominant.js';
export { type ExplainBlockOptions, explainBlockNormalization } from './explain-block.js';
export { type ExplainHogOptions, explainHog } from './explain-hog.js';
export {
  explainRotationInvariance,
  type RotationExplanation,
  type RotationProblem,
} from './explain-rotation.js';
export { explainOrientationVotes } from './explain-votes.js';
export { type Hog, hog } from './hog.js';
export type { HogInterpolation, HogNorm, HogOptions, HogPreset } from './hog-options.js';
export type { BinAnchors, OrientationVotesOptions } from './options.js';
export {
  type GradientPolar,
  gradientPolar,
  type PeriodOption,
  relativeOrientation,
} from './polar.js';
export {
  type OrientationHistogramOptions,
  type OrientationVote,
  orientationHistogram,
  orientationVotes,
} from './votes.js';
