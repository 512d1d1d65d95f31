export { type Nested, type NestedArray, type Storage, toNested } from '../core/create.js';
export { normal, permutation, randomGenerator, uniform } from '../core/random.js';
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
export type { BorderMode } from '../kernels/kernels.js';
export {
  type EluOptions,
  elu,
  gelu,
  type LeakyReluOptions,
  leakyRelu,
  logSigmoid,
  relu,
  sigmoid,
  silu,
  softplus,
} from './activations.js';
export { abs, add, div, maximum, minimum, mul, neg, pow, square, sub } from './arithmetic.js';
export { concat } from './concat.js';
export { fromNested, zeros } from './create.js';
export type { Elementwise, Operand } from './elementwise.js';
export { cos, exp, log, sin, sqrt, tanh } from './functions.js';
export { matmul } from './matmul.js';
export { type PadOptions, type PadWidths, pad } from './pad.js';
export { logSumExp, max, mean, min, sum, type VarianceOptions, variance } from './reduce.js';
export type { AxisOption, Reduced, ReduceOptions } from './reduce-axes.js';
export { reshape, transpose } from './shape.js';
export { type Range, slice } from './slice.js';
export { logSoftmax, type SoftmaxOptions, softmax } from './softmax.js';
export { solve } from './solve.js';
export type { SameStorage } from './storage.js';
export { where } from './where.js';
