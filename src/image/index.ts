export type { Sampling } from '../kernels/image-kernels.js';
export type { BorderMode } from '../kernels/kernels.js';
export { type GrayscaleOptions, type GrayscaleWeights, toGrayscale } from './grayscale.js';
export { fromImageData, type ImageBytes, type ImageLike, toImageData } from './image-data.js';
export type { ResampleMethod } from './line-weights.js';
export { randomCrop } from './random-crop.js';
export { type ResampleOptions, resample } from './resample.js';
export { type WarpOptions, warp } from './warp.js';
