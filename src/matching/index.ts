export { type EstimateOptions, estimateTransform } from './estimate-transform.js';
export { type DescriptorMatch, type MatchOptions, matchDescriptors } from './match-descriptors.js';
export type { TransformModel } from './models.js';
export { type RansacOptions, type RansacResult, ransac } from './ransac.js';
export { transformPoints } from './transform-points.js';
