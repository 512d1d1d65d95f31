export { causalMask, combineMasks, paddingMask } from './masks.js';
export type { AttentionOptions } from './options.js';
export {
  type AttentionGradients,
  type AttentionValue,
  attentionGradients,
  scaledDotProductAttention,
} from './scaled-dot-product.js';
export { type AttentionStages, attentionStages, attentionWeights } from './stages.js';
