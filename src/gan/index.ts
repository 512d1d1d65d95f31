export {
  type AaeBatch,
  type AaeLosses,
  aaeLosses,
  type LabelledCodes,
  type PriorScores,
} from './aae.js';
export {
  type ConfidenceOptions,
  type CycleOptions,
  confidencePenalty,
  cycleConsistencyLoss,
  featureMatchingLoss,
  minibatchDiscrimination,
} from './batch-features.js';
export { type ModeCoverage, modeCoverage } from './coverage.js';
export { type ExplainedAaeLosses, explainAaeLosses } from './explain-aae.js';
export {
  explainConfidencePenalty,
  explainCycleConsistencyLoss,
  explainFeatureMatchingLoss,
  explainMinibatchDiscrimination,
} from './explain-batch-features.js';
export { explainModeCoverage } from './explain-coverage.js';
export {
  type ExplainedDiscriminator,
  explainOptimalDiscriminator,
  type OptimalDiscriminatorProblem,
} from './explain-discriminator.js';
export {
  explainTwoTimeScaleStep,
  explainUnrolledGanStep,
  type NumberGame,
} from './explain-game-step.js';
export { explainLabelCondition, explainLabelSmoothing, explainOneHot } from './explain-labels.js';
export { type ExplainedGanLosses, explainGanLosses, type GanScores } from './explain-losses.js';
export { explainMixturePrior } from './explain-priors.js';
export { explainPushForwardDensity } from './explain-push-forward.js';
export {
  type ExplainedReplay,
  type ExplainReplayOptions,
  explainReplayStep,
} from './explain-replay.js';
export {
  type GameValue,
  type GanPlayers,
  type RequiredRates,
  type TwoTimeScaleOptions,
  twoTimeScaleStep,
  type UnrolledOptions,
  unrolledGanStep,
} from './game-steps.js';
export {
  addLabelNoise,
  conditionOnLabel,
  type LabelNoise,
  type OneHotOptions,
  oneHot,
  smoothLabels,
} from './labels.js';
export {
  type DiscriminatorLossOptions,
  discriminatorLoss,
  type GanVariant,
  type GeneratorLossOptions,
  generatorLoss,
} from './losses.js';
export {
  type Critic,
  clipWeights,
  type GradientPenaltyOptions,
  gradientPenalty,
  gradientPenaltyAt,
  type PenaltyOptions,
} from './penalty.js';
export {
  type ClusterPriorOptions,
  type ComponentOptions,
  type MixturePriorOptions,
  type PriorDraws,
  type RequiredRng,
  type SwissRollOptions,
  sampleClusterPrior,
  sampleMixturePrior,
  sampleSwissRoll,
} from './priors.js';
export { type PushForwardOptions, pushForwardDensity } from './push-forward.js';
export {
  type ReplayBuffer,
  type ReplayOptions,
  type ReplayState,
  type ReplayStep,
  replayBuffer,
} from './replay.js';
export {
  discriminatorStationarity,
  ganCriterion,
  ganValue,
  ganValueDiscrete,
  optimalDiscriminator,
} from './value.js';
