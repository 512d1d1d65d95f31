export {
  type CheckGradientOptions,
  checkGradient,
  type GradientCheck,
} from './check-gradient.js';
export { grad, type ScalarLoss, type ValueAndGradient, valueAndGrad } from './grad.js';
export {
  type FromArgument,
  type Hessian,
  hessian,
  type Jacobian,
  type JacobianRow,
  jacobian,
} from './jacobian.js';
export { network } from './network.js';
export { backwardPass } from './network-backward.js';
export {
  type NetworkEquations,
  type NetworkEquationsOptions,
  networkEquations,
} from './network-equations.js';
export {
  type ExplainBackwardPassOptions,
  type ExplainedBackwardPass,
  type ExplainForwardPassOptions,
  explainBackwardPass,
  explainForwardPass,
} from './network-explain.js';
export { forwardPass } from './network-forward.js';
export type { NetworkNames } from './network-names.js';
export type {
  BackwardLayer,
  BackwardPass,
  ForwardLayer,
  ForwardPass,
  Network,
  NetworkActivation,
  NetworkInput,
  NetworkLayer,
  NetworkLayerInput,
  NetworkLoss,
} from './network-types.js';
export { type PrimitiveFunction, type PrimitivePullback, primitive } from './primitive.js';
export { stopGradient } from './stop-gradient.js';
export type { Traceable, Traced } from './traced.js';
export type { Gradient, ParameterTree, TracedTree, UntracedTree } from './tree.js';
export { type Cotangent, type PlainTree, type Vjp, vjp } from './vjp.js';
