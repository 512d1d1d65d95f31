export {
  type LayerNormOptions,
  layerNorm,
  type NormParameters,
  type RmsNormOptions,
  rmsNorm,
} from './layer-norm.js';
export { linear } from './linear.js';
