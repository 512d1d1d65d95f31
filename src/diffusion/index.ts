export { type DiscretizedOptions, discretizedLogLikelihood } from './discretized.js';
export {
  type AncestralStepProblem,
  type ExplainedAncestralStep,
  explainAncestralStep,
} from './explain-ancestral.js';
export { explainVariationalBound, type VariationalBoundProblem } from './explain-bound.js';
export {
  type ExplainedForwardComposition,
  explainForwardComposition,
  type ForwardCompositionProblem,
} from './explain-composition.js';
export {
  type ExplainDiscretizedOptions,
  type ExplainedDiscretized,
  explainDiscretizedLogLikelihood,
} from './explain-discretized.js';
export { explainDiffusionPosterior, type PosteriorProblem } from './explain-posterior.js';
export { type ExplainedNoiseSchedule, explainNoiseSchedule } from './explain-schedule.js';
export {
  type DiffusionStepProblem,
  type ExplainedDiffusionStep,
  explainDiffusionStep,
} from './explain-step.js';
export {
  type ExplainedTrainingStep,
  explainTrainingStep,
  type TrainingStepProblem,
  type TrainingTarget,
} from './explain-training.js';
export { type DiffusionGaussian, qPosterior, qSample, qStep } from './forward.js';
export {
  type DdpmLossOptions,
  type DdpmWeightedLossOptions,
  ddpmSimpleLoss,
  ddpmWeightedLoss,
} from './losses.js';
export {
  type NoiseOrVelocity,
  predictNoise,
  predictStart,
  predictVelocity,
  type StartOrNoise,
  type StartOrVelocity,
} from './parameterizations.js';
export {
  type DdimStepOptions,
  ddimStep,
  type PSampleOptions,
  pMean,
  pSample,
  type SampleNoiseOptions,
} from './reverse.js';
export type { ReverseVariance } from './reverse-variance.js';
export {
  type AncestralSampleOptions,
  ancestralSample,
  type NoiseModel,
  sampleTimesteps,
} from './sample-loop.js';
export type { DiffusionTime, TimeValue } from './samples.js';
export {
  betaSchedule,
  type CosineScheduleOptions,
  type DiffusionSchedule,
  diffusionSchedule,
  type LinearScheduleOptions,
} from './schedule.js';
export {
  type VariationalBound,
  type VariationalBoundOptions,
  variationalBound,
} from './variational-bound.js';
