export {
  type AttentionPool,
  type AttentionPoolOptions,
  type AttentionPoolParameters,
  attentionPool,
} from './attention-pool.js';
export {
  type ExplainAttentionPoolOptions,
  explainAttentionPool,
} from './explain-attention-pool.js';
export { type ClipEmbeddings, type ClipLogits, explainClipLoss } from './explain-clip-loss.js';
export { type ExplainedGroupAccuracy, explainGroupAccuracy } from './explain-groups.js';
export { explainLinearProbe } from './explain-linear-probe.js';
export { explainContrastivePairCounts } from './explain-pair-counts.js';
export { explainNearDuplicates, explainPromptEnsemble } from './explain-prompts.js';
export { explainRandomCrop } from './explain-random-crop.js';
export { explainRecallAtK, explainTopKAccuracy } from './explain-ranks.js';
export {
  type ExplainedZeroShot,
  type ExplainZeroShotOptions,
  explainZeroShotClassification,
} from './explain-zero-shot.js';
export { type GroupAccuracy, type GroupResult, groupAccuracy } from './groups.js';
export {
  classifyLinearly,
  type LinearClassifier,
  type LinearPrediction,
  type LinearProbe,
  type LinearProbeOptions,
  linearProbe,
} from './linear-probe.js';
export { type ClipLossGradient, clipLossGradient, infoNceGradient } from './loss-gradients.js';
export {
  type ClipLoss,
  clipLoss,
  contrastivePairCounts,
  infoNce,
  type PairCounts,
  type PairLoss,
  type SigmoidPairOptions,
  sigmoidPairLoss,
} from './losses.js';
export {
  type DuplicatePair,
  duplicateGroups,
  type NearDuplicateOptions,
  nearDuplicatePairs,
} from './near-duplicates.js';
export { cosineSimilarities, l2Normalize } from './normalize.js';
export { type RecallOptions, recallAtK, topKAccuracy } from './ranks.js';
export { boundLogScale, type SimilarityScale } from './scale.js';
export { ensemblePrompts, fillTemplates, type ZeroShot, zeroShotClassify } from './zero-shot.js';
