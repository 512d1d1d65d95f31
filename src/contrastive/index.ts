export {
  boundLogScale,
  type ClipLoss,
  clipLoss,
  contrastivePairCounts,
  infoNce,
  type PairCounts,
  type PairLoss,
  type SigmoidPairOptions,
  type SimilarityScale,
  sigmoidPairLoss,
} from './losses.js';
export { cosineSimilarities, l2Normalize } from './normalize.js';
