export {
  type DominantOrientation,
  type DominantOrientationsOptions,
  dominantOrientations,
} from './dominant.js';
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
