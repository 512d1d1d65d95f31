export type { Storage } from '../core/create.js';
export { normal, permutation, randomGenerator, uniform } from '../core/random.js';
export { type Nested, type NestedArray, toNested } from '../core/to-nested.js';
export type {
  ArrayInput,
  DType,
  FloatDType,
  FloatNdArray,
  FloatTypedArray,
  NestedNumbers,
  NumericNdArray,
  NumericTypedArray,
  Rng,
} from '../core/types.js';
export {
  elu,
  gelu,
  leakyRelu,
  logSigmoid,
  relu,
  sigmoid,
  silu,
  softplus,
} from '../gradient/activations.js';
export {
  abs,
  add,
  div,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  square,
  sub,
} from '../gradient/arithmetic.js';
export { cos, exp, log, sin, sqrt, tanh } from '../gradient/functions.js';
export { logSumExp } from '../gradient/log-sum-exp.js';
export { matmul } from '../gradient/matmul.js';
export { pad } from '../gradient/pad.js';
export { max, mean, min, sum, variance } from '../gradient/reduce.js';
export { concat, reshape, slice, transpose } from '../gradient/shape.js';
export { logSoftmax, softmax } from '../gradient/softmax.js';
export { solve } from '../gradient/solve.js';
export type { Traceable, Traced } from '../gradient/traced.js';
export type {
  ArrayValue,
  Computed,
  MovedValue,
  ReducedValue,
} from '../gradient/value-types.js';
export { where } from '../gradient/where.js';
export type { BorderMode } from '../kernels/kernels.js';
export type { EluOptions, LeakyReluOptions } from './activations.js';
export { fromNested, type NestedRows, zeros } from './create.js';
export type { Elementwise, Operand } from './elementwise.js';
export type { PadOptions, PadWidths } from './pad.js';
export type { VarianceOptions } from './reduce.js';
export type { AxisOption, Reduced, ReduceOptions } from './reduce-axes.js';
export type { Range } from './slice.js';
export type { SoftmaxOptions } from './softmax.js';
export type { SameStorage } from './storage.js';
export { type SymmetricEigen, symmetricEigen } from './symmetric-eigen.js';
