// The parameters of whole models: plain records and lists of arrays, so that gradients, optimizers and JSON take them
// as they are. Types, not interfaces: only these count as records of whatever names.
import type { ArrayInput, FloatDType, FloatNdArray } from '../core/types.js';
import type { Traced } from '../gradient/traced.js';
import type { NormPlace } from './encoder-layer.js';
import type { FeedForwardActivation } from './feed-forward.js';

/** The parameters of multi-head attention, all of them there. */
export type AttentionMatrices<P extends ArrayInput | Traced = FloatNdArray> = {
  /** Makes queries, [D, D]. */
  readonly wq: P;
  /** Makes keys, [D, D]. */
  readonly wk: P;
  /** Makes values, [D, D]. */
  readonly wv: P;
  /** Projects the heads side by side, [D, D]. */
  readonly wo: P;
  /** Added to queries, [D]. */
  readonly bq: P;
  /** Added to keys, [D]. */
  readonly bk: P;
  /** Added to values, [D]. */
  readonly bv: P;
  /** Added to the output, [D]. */
  readonly bo: P;
};

/** The parameters of a norm, all of them there. */
export type NormVectors<P extends ArrayInput | Traced = FloatNdArray> = {
  /** Factors, [D]. */
  readonly gamma: P;
  /** Shifts, [D]. */
  readonly beta: P;
};

/** The parameters of a feed-forward layer, all of them there. */
export type FeedForwardMatrices<P extends ArrayInput | Traced = FloatNdArray> = {
  /** The first matrix, [D, hidden]. */
  readonly w1: P;
  /** The first bias, [hidden]. */
  readonly b1: P;
  /** The second matrix, [hidden, D]. */
  readonly w2: P;
  /** The second bias, [D]. */
  readonly b2: P;
};

/** The parameters of an encoder layer, all of them there. */
export type EncoderLayerMatrices<P extends ArrayInput | Traced = FloatNdArray> = {
  /** Of the self-attention. */
  readonly attention: AttentionMatrices<P>;
  /** Of the norm of the attention. */
  readonly norm1: NormVectors<P>;
  /** Of the feed-forward layer. */
  readonly feedForward: FeedForwardMatrices<P>;
  /** Of the norm of the feed-forward layer. */
  readonly norm2: NormVectors<P>;
};

/** The parameters of a decoder layer, all of them there. */
export type DecoderLayerMatrices<P extends ArrayInput | Traced = FloatNdArray> = {
  /** Of the self-attention. */
  readonly selfAttention: AttentionMatrices<P>;
  /** Of its norm. */
  readonly norm1: NormVectors<P>;
  /** Of the attention to the memory. */
  readonly crossAttention: AttentionMatrices<P>;
  /** Of its norm. */
  readonly norm2: NormVectors<P>;
  /** Of the feed-forward layer. */
  readonly feedForward: FeedForwardMatrices<P>;
  /** Of its norm. */
  readonly norm3: NormVectors<P>;
};

/** The parameters of a stack of layers. */
export type StackMatrices<Layer, P extends ArrayInput | Traced = FloatNdArray> = {
  /** Layers, from the input to the output. */
  readonly layers: readonly Layer[];
  /** Of the norm after the last layer; where norms stand before. */
  readonly norm?: NormVectors<P>;
};

/** The parameters of an encoder and a decoder. */
export type EncoderDecoderMatrices<P extends ArrayInput | Traced = FloatNdArray> = {
  /** Of the encoder. */
  readonly encoder: StackMatrices<EncoderLayerMatrices<P>, P>;
  /** Of the decoder. */
  readonly decoder: StackMatrices<DecoderLayerMatrices<P>, P>;
};

/** The parameters of a causal language model. */
export type LanguageModelParameters<P extends ArrayInput | Traced = FloatNdArray> = {
  /** A row for each token, [V, D]; where `output` is missing, it makes the logits too. */
  readonly embedding: P;
  /** A row for each place, [context, D]; where positions are learned. */
  readonly positions?: P;
  /** Layers, from the input to the output. */
  readonly layers: readonly EncoderLayerMatrices<P>[];
  /** Of the norm after the last layer; where norms stand before. */
  readonly norm?: NormVectors<P>;
  /** Makes logits of the last vectors, [D, V]; where it is not tied to the embedding. */
  readonly output?: P;
};

/**
 * How a language model knows the places of its tokens: by learned vectors or sinusoids added to them, by turning
 * queries and keys ("rotary", pairs interleaved), by a bias that falls with distance ("linear"), or not at all.
 */
export type ModelPositions = 'learned' | 'sinusoidal' | 'rotary' | 'linear' | 'none';

/** The plan of a causal language model, every choice made. */
export interface LanguageModelConfig {
  /** How many tokens there are, V. */
  readonly vocabulary: number;
  /** The longest sequence of tokens. */
  readonly context: number;
  /** The length of a token's vector, D. */
  readonly width: number;
  /** How many heads, a divisor of the width. */
  readonly heads: number;
  /** How many layers. */
  readonly layers: number;
  /** The length of the vectors between the two feed-forward layers. */
  readonly feedForward: number;
  /** Where the norms are. */
  readonly norm: NormPlace;
  /** The activation of the feed-forward layers. */
  readonly activation: FeedForwardActivation;
  /** How places are known. */
  readonly positions: ModelPositions;
  /** Whether the embedding makes the logits too. */
  readonly tied: boolean;
  /** Added to variances. */
  readonly epsilon: number;
}

/** A causal language model: its plan and its parameters. */
export interface LanguageModel<P extends ArrayInput | Traced = FloatNdArray> {
  /** The plan. */
  readonly config: LanguageModelConfig;
  /** The parameters, a plain tree of arrays. */
  readonly parameters: LanguageModelParameters<P>;
}

/** The plan of a stack of layers, every choice made. */
export interface StackConfig {
  /** What is stacked. */
  readonly kind: 'encoder' | 'decoder' | 'encoder-decoder';
  /** The length of a token's vector, D. */
  readonly width: number;
  /** How many heads, a divisor of the width. */
  readonly heads: number;
  /** How many layers; in each of the two where there are two stacks. */
  readonly layers: number;
  /** The length of the vectors between the two feed-forward layers. */
  readonly feedForward: number;
  /** Where the norms are. */
  readonly norm: NormPlace;
}

/** The plan that `initializeTransformer` takes for a language model; what may be left out has a default. */
export interface LanguageModelPlan
  extends Pick<LanguageModelConfig, 'vocabulary' | 'context' | 'width' | 'heads' | 'layers'> {
  /** A language model, which is also what is meant where it is left out. */
  readonly kind?: 'language-model' | undefined;
  /** 4·width where left out. */
  readonly feedForward?: number | undefined;
  /** "pre" where left out. */
  readonly norm?: NormPlace | undefined;
  /** "gelu" where left out. */
  readonly activation?: FeedForwardActivation | undefined;
  /** "learned" where left out. */
  readonly positions?: ModelPositions | undefined;
  /** True where left out. */
  readonly tied?: boolean | undefined;
  /** 1e-5 where left out. */
  readonly epsilon?: number | undefined;
  /** Storage of the parameters; "float64" where left out. */
  readonly dtype?: FloatDType | undefined;
}

/** The plan that `initializeTransformer` takes for stacks of layers. */
export interface StackPlan extends Pick<StackConfig, 'width' | 'heads' | 'layers'> {
  /** What is stacked. */
  readonly kind: StackConfig['kind'];
  /** 4·width where left out. */
  readonly feedForward?: number | undefined;
  /** "post" where left out. */
  readonly norm?: NormPlace | undefined;
  /** Storage of the parameters; "float64" where left out. */
  readonly dtype?: FloatDType | undefined;
}
