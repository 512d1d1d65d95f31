export type { BaseOptions } from './base.js';
export {
  type BinaryCrossEntropyOptions,
  type BinaryLogitsOptions,
  binaryCrossEntropy,
  binaryCrossEntropyFromLogits,
} from './binary-losses.js';
export {
  type CategoricalCrossEntropyOptions,
  categoricalCrossEntropy,
} from './categorical-loss.js';
export {
  chiSquareDivergence,
  type DistanceOptions,
  hellingerDistance,
  totalVariation,
} from './distances.js';
export type { Distributions, DivergenceOptions, DivergenceValue } from './distributions.js';
export type { ShownGaussian } from './explain-diagonal.js';
export {
  type ExplainDivergenceOptions,
  explainCrossEntropy,
  explainKlDivergence,
} from './explain-divergence.js';
export { explainGaussianKl } from './explain-gaussian.js';
export { explainJensenShannonDivergence } from './explain-jensen-shannon.js';
export { explainMonteCarloKl } from './explain-monte-carlo.js';
export { klDivergenceFromLogits, type LogitsOptions } from './from-logits.js';
export { bernoulliKl, type DiagonalGaussian, type GaussianValue, gaussianKl } from './gaussian.js';
export { jensenShannonDistance, jensenShannonDivergence } from './jensen-shannon.js';
export { crossEntropy, entropy, klDivergence } from './kl-divergence.js';
export {
  klTerms,
  type MutualInformationOptions,
  type MutualInformationValue,
  mutualInformation,
} from './kl-terms.js';
export { type MonteCarloEstimate, type MonteCarloOptions, monteCarloKl } from './monte-carlo.js';
export {
  gaussianWasserstein,
  type MultivariateGaussian,
  type MultivariateValue,
  multivariateGaussianKl,
} from './multivariate-gaussian.js';
export type { LossValue, Reduction } from './reduction.js';
export {
  bhattacharyyaDistance,
  type RenyiOptions,
  renyiDivergence,
  renyiEntropy,
} from './renyi.js';
export { type StandardNormalOptions, standardNormalKl } from './standard-normal.js';
export { type WassersteinOptions, wassersteinDistance } from './wasserstein.js';
