export {
  chiSquareDivergence,
  type DistanceOptions,
  hellingerDistance,
  totalVariation,
} from './distances.js';
export type { Distributions, DivergenceOptions, DivergenceValue } from './distributions.js';
export { jensenShannonDistance, jensenShannonDivergence } from './jensen-shannon.js';
export { crossEntropy, entropy, klDivergence } from './kl-divergence.js';
export {
  klTerms,
  type MutualInformationOptions,
  type MutualInformationValue,
  mutualInformation,
} from './kl-terms.js';
export {
  bhattacharyyaDistance,
  type RenyiOptions,
  renyiDivergence,
  renyiEntropy,
} from './renyi.js';
export { type StandardNormalOptions, standardNormalKl } from './standard-normal.js';
