export { addGaussianNoise, type MaskPixelsOptions, maskPixels } from './corrupt.js';
export { type DiscreteElbo, type DiscreteModel, discreteElbo } from './discrete-elbo.js';
export { type Elbo, type ElboTerms, type ElboValue, elbo } from './elbo.js';
export { explainActiveUnits } from './explain-active-units.js';
export { explainGaussianNoise, explainMaskPixels } from './explain-corruption.js';
export { type DiscreteElboProblem, explainElbo, type GaussianElboProblem } from './explain-elbo.js';
export {
  explainLatentArithmetic,
  explainLatentInterpolation,
  explainLatentTraversal,
} from './explain-latent.js';
export { explainNearestCodes } from './explain-nearest-codes.js';
export { explainPrincipalComponents } from './explain-principal-components.js';
export {
  explainBernoulliLogLikelihood,
  explainHuberLoss,
  explainMeanAbsoluteError,
  explainMeanSquaredError,
} from './explain-reconstruction.js';
export {
  type ExplainedReparameterization,
  explainReparameterization,
  type ReparameterizationProblem,
} from './explain-reparameterization.js';
export { explainTsneAffinities } from './explain-tsne-affinities.js';
export { explainTsneGradient } from './explain-tsne-gradient.js';
export {
  type ActiveUnits,
  type ActiveUnitsOptions,
  activeUnits,
  type InterpolationOptions,
  interpolateLatents,
  latentTraversal,
  type TraversalOptions,
} from './latent.js';
export { latentArithmetic } from './latent-arithmetic.js';
export { type NearestCode, type NearestCodesOptions, nearestCodes } from './nearest-codes.js';
export { type PrincipalComponents, principalComponents } from './principal-components.js';
export {
  bernoulliLogLikelihood,
  type GaussianLikelihoodOptions,
  gaussianLogLikelihood,
  type HuberOptions,
  huberLoss,
  meanAbsoluteError,
  meanSquaredError,
  type PerSample,
  type ReconstructionOptions,
} from './reconstruction.js';
export { reparameterize } from './reparameterize.js';
export {
  type TsneAffinitiesOptions,
  type TsneGradient,
  type TsneOptions,
  tsne,
  tsneAffinities,
  tsneGradient,
} from './tsne.js';
