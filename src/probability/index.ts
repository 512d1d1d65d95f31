export {
  type BayesLogResult,
  type BayesResult,
  bayesPosterior,
  bayesPosteriorFromLogs,
  type EvidenceValue,
  type MapDecision,
  mapDecision,
} from './bayes.js';
export { bernoulliLogDensity, bernoulliLogDensityFromLogits } from './bernoulli-density.js';
export {
  type CategoricalDensityOptions,
  type CategoricalDensityValue,
  categoricalLogDensity,
  categoricalLogDensityFromLogits,
} from './categorical-density.js';
export {
  binomialProbabilities,
  type ClassPriorsOptions,
  classPriors,
  sampleCategorical,
} from './discrete.js';
export { type EvidenceDecomposition, evidenceDecomposition } from './evidence.js';
export { type ExplainBayesOptions, explainBayesDecision } from './explain-decision.js';
export {
  explainBinomialProbabilities,
  explainCategoricalDraws,
  explainClassPriors,
} from './explain-discrete.js';
export { type ExplainedEvidence, explainEvidenceDecomposition } from './explain-evidence.js';
export { explainGaussianLogDensity } from './explain-gaussian-density.js';
export {
  type GaussianDensityOptions,
  type GaussianDensityValue,
  gaussianLogDensity,
} from './gaussian-density.js';
export type { BayesOptions } from './read-problem.js';
