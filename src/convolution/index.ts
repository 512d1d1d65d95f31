export {
  type Conv2dOptions,
  type ConvTranspose2dOptions,
  type ConvValue,
  conv2d,
  convTranspose2d,
} from './conv2d.js';
export {
  type Conv3dCost,
  type ConvCost,
  type ConvCostOptions,
  conv3dCost,
  convCost,
} from './cost.js';
export {
  type Conv2dProblem,
  type ExplainConv2dOptions,
  explainConv2d,
  type OutputPixel,
} from './explain-conv2d.js';
export {
  type ExplainedConv3dCost,
  explainConv3dCost,
  explainDenseParameterCount,
} from './explain-cost.js';
export { explainConvParameterCount } from './explain-parameter-count.js';
export { explainAveragePool2d, explainMaxPool2d } from './explain-pool.js';
export { explainReceptiveField } from './explain-receptive-field.js';
export { explainConvOutputSize } from './explain-sizes.js';
export {
  type ConvLayerSize,
  type ConvParameterCount,
  convParameterCount,
  type DenseLayerSize,
  denseParameterCount,
} from './parameter-count.js';
export { type AveragePoolOptions, averagePool2d, maxPool2d } from './pool.js';
export {
  type FieldSize,
  type ReceptiveField,
  type ReceptiveLayer,
  receptiveField,
} from './receptive-field.js';
export {
  type ConvSizeOptions,
  type ConvTransposeSizeOptions,
  convOutputSize,
  convTransposeOutputSize,
  type PoolSizeOptions,
  poolOutputSize,
  type SizeLike,
} from './sizes.js';
export type { ConvPadding, ConvSteps, PerAxis } from './windows.js';
