export { type AdadeltaOptions, adadelta } from './adadelta.js';
export { type AdagradOptions, adagrad } from './adagrad.js';
export { type AdamOptimizer, type AdamOptions, adam, adamw } from './adam.js';
export { type AdamaxOptions, adamax } from './adamax.js';
export { type ClippedGradients, clipByNorm, clipByValue } from './clip.js';
export {
  type CriticalPoint,
  type CurvatureOptions,
  classifyCriticalPoint,
  conditionNumber,
} from './critical-point.js';
export { type ExplainedCriticalPoint, explainCriticalPoint } from './explain-critical-point.js';
export {
  type ExplainDescentOptions,
  type ExplainedDescent,
  explainGradientDescent,
} from './explain-descent.js';
export {
  type ExplainEpochOptions,
  type ExplainedEpoch,
  explainEpochIterations,
} from './explain-epoch.js';
export {
  type ExplainedUpdate,
  type ExplainUpdateOptions,
  explainUpdate,
  type SmallParameter,
  type UpdateProblem,
} from './explain-update.js';
export { gatherRows, type MinibatchOptions, minibatches } from './minibatches.js';
export {
  type MinimizeOptions,
  type Minimum,
  minimize,
  type Objective,
  type ObjectiveWithGradient,
  type Progress,
} from './minimize.js';
export { type NadamOptions, nadam } from './nadam.js';
export { type RmspropOptions, rmsprop } from './rmsprop.js';
export {
  type MomentumOptions,
  momentum,
  type NesterovOptions,
  nesterov,
  type RequiredRate,
  type SgdOptions,
  sgd,
} from './sgd.js';
export type {
  CommonOptions,
  GradientsOf,
  LearningRate,
  Optimizer,
  OptimizerName,
  OptimizerSettings,
  OptimizerState,
  StepResult,
  Updated,
} from './types.js';
