export {
  type BatchNormOptions,
  type BatchStatistics,
  batchNorm,
  batchStatistics,
} from './batch-norm.js';
export {
  type DecoderLayerOptions,
  type DecoderLayerParameters,
  decoderLayer,
} from './decoder-layer.js';
export { type DropoutOptions, dropout } from './dropout.js';
export { embedTokens } from './embed-tokens.js';
export {
  type EncoderLayerOptions,
  type EncoderLayerParameters,
  encoderLayer,
  type LayerOptions,
  type NormPlace,
} from './encoder-layer.js';
export {
  type ExplainDecoderOptions,
  type ExplainedDecoderLayer,
  explainDecoderLayer,
} from './explain-decoder-layer.js';
export { explainDropout } from './explain-dropout.js';
export {
  type ExplainEncoderOptions,
  type ExplainEncoderParameters,
  type ExplainedEncoderLayer,
  explainEncoderLayer,
} from './explain-encoder-layer.js';
export {
  type ExplainedGeneration,
  type ExplainGenerationOptions,
  explainTokenGeneration,
} from './explain-generation.js';
export { explainTransformerParameterCount } from './explain-parameter-count.js';
export { type ExplainPerplexityOptions, explainPerplexity } from './explain-perplexity.js';
export { explainPositionShift } from './explain-position-shift.js';
export { type ExplainedTokenChoice, explainTokenChoice } from './explain-sampling.js';
export {
  type ExplainedPositions,
  type ExplainPositionsOptions,
  explainSinusoidalPositions,
} from './explain-sinusoidal-positions.js';
export {
  type ExplainedVocabulary,
  type ExplainVocabularyOptions,
  explainVocabularyProjection,
} from './explain-vocabulary.js';
export {
  type FeedForwardActivation,
  type FeedForwardOptions,
  type FeedForwardParameters,
  feedForward,
} from './feed-forward.js';
export { type GenerateOptions, generateTokens } from './generate-tokens.js';
export { type InitializedStack, initializeTransformer } from './initialize.js';
export {
  type KeyValueCache,
  type KeyValueState,
  type KeyValueStep,
  keyValueCache,
} from './key-value-cache.js';
export {
  type LanguageModelOptions,
  type LayerMemory,
  languageModelLogits,
} from './language-model.js';
export {
  type LayerNormOptions,
  layerNorm,
  type NormParameters,
  type RmsNormOptions,
  rmsNorm,
} from './layer-norm.js';
export { linear } from './linear.js';
export { type LinearBiases, type LinearBiasOptions, linearBiases } from './linear-biases.js';
export { type TransformerParameterCount, transformerParameterCount } from './parameter-count.js';
export type {
  AttentionMatrices,
  DecoderLayerMatrices,
  EncoderDecoderMatrices,
  EncoderLayerMatrices,
  FeedForwardMatrices,
  LanguageModel,
  LanguageModelConfig,
  LanguageModelParameters,
  LanguageModelPlan,
  ModelPositions,
  NormVectors,
  StackConfig,
  StackMatrices,
  StackPlan,
} from './parameters.js';
export { type PerplexityOptions, perplexity } from './perplexity.js';
export { type PositionShiftOptions, positionShiftMatrix } from './position-shift.js';
export { type RotaryLayout, type RotaryOptions, rotaryPositions } from './rotary-positions.js';
export {
  type SampleTokenOptions,
  type SamplingOptions,
  sampleToken,
  samplingProbabilities,
} from './sample-token.js';
export { type SinusoidalOptions, sinusoidalPositions } from './sinusoidal-positions.js';
export { type StackParameters, transformerDecoder, transformerEncoder } from './stacks.js';
