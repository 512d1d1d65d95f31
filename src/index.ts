export { fromNested, type NestedRows, zeros } from './array/create.js';
export type { AxisOption, Reduced, ReduceOptions } from './array/reduce-axes.js';
export type { SoftmaxOptions } from './array/softmax.js';
export * from './attention/index.js';
export * from './audio/index.js';
export * from './contrastive/index.js';
export * from './convolution/index.js';
export type { Storage } from './core/create.js';
export { DomainError, type ErrorParts, KindError, ShapeError } from './core/errors.js';
export { normal, permutation, randomGenerator, uniform } from './core/random.js';
export { type Nested, type NestedArray, toNested } from './core/to-nested.js';
export type {
  ArrayInput,
  DType,
  FloatDType,
  FloatNdArray,
  FloatTypedArray,
  NestedNumbers,
  NumericNdArray,
  NumericTypedArray,
  Options,
  Rng,
} from './core/types.js';
export * from './derivation/index.js';
export * from './diffusion/index.js';
export * from './divergence/index.js';
export * from './exercise/index.js';
export * from './expression/index.js';
export * from './filter/index.js';
export * from './gan/index.js';
export * from './gradient/index.js';
export { logSumExp } from './gradient/log-sum-exp.js';
export { logSoftmax, softmax } from './gradient/softmax.js';
export type { ArrayValue, ReducedValue } from './gradient/value-types.js';
export * from './image/index.js';
export * from './intensity-histogram/index.js';
export { kernelInfo } from './kernels/select.js';
export * from './matching/index.js';
export * from './optimizer/index.js';
export * from './orientation-histogram/index.js';
export * from './plot/index.js';
export * from './pretraining/index.js';
export * from './probability/index.js';
export * from './scale-space/index.js';
export * from './structure-tensor/index.js';
export * from './transformer/index.js';
export * from './vae/index.js';
