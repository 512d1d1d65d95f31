export {
  type AdditiveAttention,
  type AdditiveParameters,
  additiveAttention,
  type KernelAttention,
  type KernelAttentionOptions,
  kernelAttention,
  type Similarity,
} from './additive.js';
export { type AttentionGradients, attentionGradients } from './attention-gradients.js';
export {
  type ExplainAdditiveOptions,
  explainAdditiveAttention,
  type KeyNames,
} from './explain-additive.js';
export { explainCausalMask } from './explain-causal-mask.js';
export {
  type ColumnAttentionParameters,
  type ExplainedColumnAttention,
  explainColumnAttention,
} from './explain-columns.js';
export {
  type ExplainAttentionGradientsOptions,
  explainAttentionGradients,
} from './explain-gradients.js';
export { type ExplainKernelOptions, explainKernelAttention } from './explain-kernel.js';
export { type ExplainMultiHeadOptions, explainMultiHeadAttention } from './explain-multi-head.js';
export type { TokenOptions } from './explain-names.js';
export {
  type ExplainAttentionOptions,
  type ExplainedAttention,
  explainScaledDotProductAttention,
} from './explain-scaled-dot-product.js';
export {
  type ExplainWeightTableOptions,
  explainWeightTable,
  type WeightTable,
} from './explain-weight-table.js';
export { mergeHeads, splitHeads } from './heads.js';
export { causalMask, combineMasks, paddingMask } from './masks.js';
export {
  type AttentionMemory,
  type HeadProjection,
  type MultiHeadAttention,
  type MultiHeadOptions,
  type MultiHeadParameters,
  multiHeadAttention,
} from './multi-head.js';
export type { AttentionOptions } from './options.js';
export type { AttentionMask, NestedBooleans } from './read-mask.js';
export { type AttentionValue, scaledDotProductAttention } from './scaled-dot-product.js';
export { type AttentionStages, attentionStages, attentionWeights } from './stages.js';
