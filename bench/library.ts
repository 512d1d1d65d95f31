// The one place that says which fovea is measured: the sources, which run as fast as the built package.
export { normal, randomGenerator } from '../src/core/random.js';
export { gaussianBlur } from '../src/filter/gaussian-blur.js';
export { matchDescriptors } from '../src/matching/match-descriptors.js';
export { ransac } from '../src/matching/ransac.js';
export { differenceOfGaussians, scaleSpaceExtrema } from '../src/scale-space/extrema.js';
export { gaussianScaleSpace } from '../src/scale-space/gaussian-scale-space.js';
export type { Keypoint } from '../src/scale-space/keypoint.js';
export type { SiftOptions } from '../src/scale-space/settings.js';
export { sift } from '../src/scale-space/sift.js';
