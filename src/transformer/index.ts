export {
  type BatchNormOptions,
  type BatchStatistics,
  batchNorm,
  batchStatistics,
} from './batch-norm.js';
export { type DropoutOptions, dropout } from './dropout.js';
export { embedTokens } from './embed-tokens.js';
export {
  type ExplainedPositions,
  type ExplainPositionsOptions,
  explainSinusoidalPositions,
} from './explain-sinusoidal-positions.js';
export {
  type FeedForwardActivation,
  type FeedForwardOptions,
  type FeedForwardParameters,
  feedForward,
} from './feed-forward.js';
export {
  type LayerNormOptions,
  layerNorm,
  type NormParameters,
  type RmsNormOptions,
  rmsNorm,
} from './layer-norm.js';
export { linear } from './linear.js';
export { type LinearBiases, type LinearBiasOptions, linearBiases } from './linear-biases.js';
export { type PerplexityOptions, perplexity } from './perplexity.js';
export { type RotaryLayout, type RotaryOptions, rotaryPositions } from './rotary-positions.js';
export {
  type SampleTokenOptions,
  type SamplingOptions,
  sampleToken,
  samplingProbabilities,
} from './sample-token.js';
export { type SinusoidalOptions, sinusoidalPositions } from './sinusoidal-positions.js';
