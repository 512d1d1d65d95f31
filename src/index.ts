export { DomainError, type ErrorParts, KindError, ShapeError } from './core/errors.js';
export { normal, permutation, randomGenerator, uniform } from './core/random.js';
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
} from './core/types.js';
export { kernelInfo } from './kernels/select.js';
