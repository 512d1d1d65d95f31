export { type Pooler, poolClassToken, prependToken } from './class-token.js';
export { type CorruptSpansOptions, corruptSpans, restoreSpans } from './corrupt-spans.js';
export { type CosineRateOptions, cosineLearningRate } from './cosine-rate.js';
export {
  type MaskCount,
  type MaskCountOptions,
  maskCount,
  type PatchCount,
  patchCount,
} from './counts.js';
export { type CostComparison, compareCost, type ModelCost } from './efficiency.js';
export {
  type EmbeddingTables,
  embedPatches,
  type GridPositionOptions,
  gridPositions,
  modalityEmbeddings,
  type PatchEmbedding,
} from './embed-patches.js';
export { type ExplainedBertInput, explainBertInput } from './explain-bert-input.js';
export { explainCosineLearningRate } from './explain-cosine-rate.js';
export { explainMaskCount, explainPatchCount } from './explain-counts.js';
export { explainCombinedLoss, explainMaskedReconstructionLoss } from './explain-losses.js';
export { explainMatchScore } from './explain-match-score.js';
export { explainMatchingPairs } from './explain-matching-pairs.js';
export {
  explainCostComparison,
  explainMatchingLoss,
  explainNextSentenceLoss,
} from './explain-pairs.js';
export {
  explainClassTokenPool,
  explainPatchEmbedding,
  explainPatches,
  explainTokenRestoration,
} from './explain-patches.js';
export { explainSpanCorruption } from './explain-span-corruption.js';
export { explainSpanMasking } from './explain-span-masking.js';
export {
  explainCausalLanguageModelLoss,
  explainMaskedLanguageModelLoss,
} from './explain-token-losses.js';
export { explainTokenMasking } from './explain-token-masking.js';
export { explainVisibleTokens } from './explain-visible-tokens.js';
export {
  type MaskedTokens,
  type MaskTokensOptions,
  maskedLanguageModelLoss,
  maskTokens,
} from './mask-tokens.js';
export {
  type Masking,
  type RandomMaskingOptions,
  randomMasking,
  type SpanMaskingOptions,
  spanMasking,
} from './masking.js';
export {
  combinedLoss,
  type LossWeights,
  type MatchingPairs,
  type MatchScoreOptions,
  matchingLoss,
  matchingPairs,
  matchScore,
  type PretrainingLosses,
} from './matching.js';
export {
  causalLanguageModelLoss,
  nextTokenPairs,
  type TokenPairs,
  textToText,
} from './next-token.js';
export type { PatchSize } from './patch-layout.js';
export { type PatchifyOptions, patchify, type UnpatchifyOptions, unpatchify } from './patches.js';
export {
  type MaskedReconstructionOptions,
  maskedReconstructionLoss,
  type NormalizePatchesOptions,
  normalizePatches,
} from './reconstruction-loss.js';
export { restoreTokens } from './restore.js';
export {
  type BertInput,
  type BertInputOptions,
  bertInput,
  nextSentenceLoss,
  nextSentencePairs,
  type SentencePair,
} from './sentence-pairs.js';
export type { TokenList } from './token-lists.js';
export {
  type Architecture,
  type ArchitectureOptions,
  architectureMask,
  type VisibleTokensOptions,
  visibleTokens,
} from './visible-tokens.js';
