export { fromNested } from './array/create.js';
export { logSumExp } from './array/reduce.js';
export type { AxisOption, Reduced, ReduceOptions } from './array/reduce-axes.js';
export { logSoftmax, type SoftmaxOptions, softmax } from './array/softmax.js';
export { type Nested, type Storage, toNested } from './core/create.js';
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
export { type GrayscaleOptions, type GrayscaleWeights, toGrayscale } from './image/grayscale.js';
export { fromImageData, type ImageBytes, type ImageLike, toImageData } from './image/image-data.js';
export type { ResampleMethod } from './image/line-weights.js';
export { type ResampleOptions, resample } from './image/resample.js';
export { type WarpOptions, warp } from './image/warp.js';
export type { Sampling } from './kernels/image-kernels.js';
export type { BorderMode } from './kernels/kernels.js';
export { kernelInfo } from './kernels/select.js';
