// Models before training: every parameter drawn from a seeded stream.
import { checkOneOf } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import { checkElements } from '../core/limit.js';
import { checkRng, normal, uniform } from '../core/random.js';
import type { FloatDType, FloatNdArray, Rng } from '../core/types.js';
import { MODEL_KINDS, readConfig, readStack } from './model-config.js';
import type {
  AttentionMatrices,
  DecoderLayerMatrices,
  EncoderDecoderMatrices,
  EncoderLayerMatrices,
  FeedForwardMatrices,
  LanguageModel,
  LanguageModelPlan,
  NormVectors,
  StackConfig,
  StackMatrices,
  StackPlan,
} from './parameters.js';

/** An untrained stack of layers: its plan and its parameters. */
export interface InitializedStack<Matrices> {
  /** The plan, every choice made. */
  readonly config: StackConfig;
  /** The parameters, a plain tree of arrays. */
  readonly parameters: Matrices;
}

const FN = 'initializeTransformer';
/** Standard deviation of embeddings in GPT-2, Radford et al. 2018, section 4.1. */
const EMBEDDING_DEVIATION = 0.02;

/**
 * A transformer before training, with parameters drawn from a seeded stream: a causal language model, or stacks of
 * layers as `transformerEncoder` and `transformerDecoder` take them.
 *
 * Matrices [in, out] are drawn as Glorot and Bengio do, uniform within
 *
 * $$\pm \sqrt{\frac{6}{\mathrm{in} + \mathrm{out}}}$$
 *
 * where those that end in a residual sum (`wo`, `w2`) are divided by the root of the number of such sums, as in
 * GPT-2, so that the sums do not grow with depth. Embeddings and learned positions are normal with standard deviation
 * 0.02, as there; $1 / \sqrt D$ where sinusoids are added, for tokens are then multiplied by $\sqrt D$. Biases and
 * shifts are 0, factors of norms 1. One seed gives one model, on every engine.
 *
 * A language model of `layers` causal layers of width D has about $12 D^2$ parameters a layer, besides V·D for its
 * embedding.
 *
 * @param config - for a language model `vocabulary`, `context`, `width`, `heads`, `layers`, and where wanted
 * `feedForward` (4·width), `norm` ("pre"), `activation` ("gelu"), `positions` ("learned"; "sinusoidal", "rotary",
 * "linear" or "none"), `tied` (true: the embedding makes the logits too), `epsilon` (1e-5); for stacks `kind`
 * ("encoder", "decoder" or "encoder-decoder"), `width`, `heads`, `layers`, `feedForward` (4·width), `norm` ("post");
 * for both `dtype` ("float64" or "float32")
 * @param rng - the stream, which advances
 * @returns `config` with every choice made, and `parameters`, a plain tree of arrays
 * @throws KindError for unknown names and other kinds of values, DomainError for sizes below 1 and heads that do not
 * divide the width; DomainError for a result of more than 2²⁸ elements
 * @see X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010,
 * equation 16; A. Radford et al., "Language models are unsupervised multitask learners", 2019, section 2.3
 *
 * @example
 * A model of 27 tokens.
 * ```ts
 * import { initializeTransformer, languageModelLogits, randomGenerator } from 'fovea';
 * const plan = { vocabulary: 27, context: 16, width: 12, heads: 3, layers: 2 };
 * const model = initializeTransformer(plan, randomGenerator(1));
 * model.parameters.layers[1]!.feedForward.w1.shape // => [12, 48]
 * languageModelLogits(model, [0, 5, 26]).shape // => [3, 27]
 * ```
 */
export function initializeTransformer(config: LanguageModelPlan, rng: Rng): LanguageModel;
export function initializeTransformer(
  config: StackPlan & { readonly kind: 'encoder' },
  rng: Rng,
): InitializedStack<StackMatrices<EncoderLayerMatrices>>;
export function initializeTransformer(
  config: StackPlan & { readonly kind: 'decoder' },
  rng: Rng,
): InitializedStack<StackMatrices<DecoderLayerMatrices>>;
export function initializeTransformer(
  config: StackPlan & { readonly kind: 'encoder-decoder' },
  rng: Rng,
): InitializedStack<EncoderDecoderMatrices>;
export function initializeTransformer(
  config: LanguageModelPlan | StackPlan,
  rng: Rng,
):
  | LanguageModel
  | InitializedStack<
      | StackMatrices<EncoderLayerMatrices>
      | StackMatrices<DecoderLayerMatrices>
      | EncoderDecoderMatrices
    > {
  const kind = checkOneOf(FN, 'kind', config?.kind ?? 'language-model', MODEL_KINDS);
  checkRng(FN, 'rng', rng);
  const dtype = checkOneOf(FN, 'dtype', config?.dtype ?? 'float64', ['float64', 'float32']);
  if (kind === 'language-model') return languageModel(config as LanguageModelPlan, rng, dtype);
  const plan = readStack(FN, config as StackPlan);
  const draws = new Draws(rng, dtype, plan.width, plan.feedForward);
  const encoder = (): StackMatrices<EncoderLayerMatrices> =>
    draws.stack(plan, 2, (count) => draws.encoderLayer(count));
  const decoder = (): StackMatrices<DecoderLayerMatrices> =>
    draws.stack(plan, 3, (count) => draws.decoderLayer(count));
  if (kind === 'encoder') return { config: plan, parameters: encoder() };
  if (kind === 'decoder') return { config: plan, parameters: decoder() };
  return { config: plan, parameters: { encoder: encoder(), decoder: decoder() } };
}

function languageModel(plan: LanguageModelPlan, rng: Rng, dtype: FloatDType): LanguageModel {
  const { kind: _, dtype: __, ...choices } = (plan ?? {}) as LanguageModelPlan;
  const config = readConfig(FN, '', choices);
  const { vocabulary, context, width } = config;
  const draws = new Draws(rng, dtype, width, config.feedForward);
  const deviation = config.positions === 'sinusoidal' ? 1 / Math.sqrt(width) : EMBEDDING_DEVIATION;
  const embedding = draws.vectors(vocabulary, deviation);
  const learned = config.positions === 'learned';
  const positions = learned ? { positions: draws.vectors(context, deviation) } : {};
  const stack = draws.stack(config, 2, (count) => draws.encoderLayer(count));
  const output = config.tied ? {} : { output: draws.matrix(width, vocabulary) };
  return { config, parameters: { embedding, ...positions, ...stack, ...output } };
}

/** Draws parameters, one after the other. */
class Draws {
  readonly #rng: Rng;
  readonly #dtype: FloatDType;
  readonly #width: number;
  readonly #hidden: number;

  constructor(rng: Rng, dtype: FloatDType, width: number, hidden: number) {
    this.#rng = rng;
    this.#dtype = dtype;
    this.#width = width;
    this.#hidden = hidden;
  }

  /** A matrix [inputs, outputs], within the bounds of Glorot and Bengio divided by a number. */
  matrix(inputs: number, outputs: number, divisor = 1): FloatNdArray {
    const bound = Math.sqrt(6 / (inputs + outputs)) / divisor;
    checkElements(FN, 'width', [inputs, outputs]);
    const drawn = uniform(this.#rng, [inputs, outputs]);
    return this.#store(drawn, (value) => bound * (2 * value - 1));
  }

  /** Vectors for tokens or places, [count, D]. */
  vectors(count: number, deviation: number): FloatNdArray {
    checkElements(FN, 'width', [count, this.#width]);
    return this.#store(normal(this.#rng, [count, this.#width]), (value) => deviation * value);
  }

  /** Layers, of which each adds `parts` times to the sums, and the norm after them where norms stand before. */
  stack<Layer>(
    { layers, norm }: Pick<StackConfig, 'layers' | 'norm'>,
    parts: number,
    layer: (sums: number) => Layer,
  ): StackMatrices<Layer> {
    const list = Array.from({ length: layers }, () => layer(layers * parts));
    return norm === 'pre' ? { layers: list, norm: this.#norm() } : { layers: list };
  }

  encoderLayer(sums: number): EncoderLayerMatrices {
    return {
      attention: this.#attention(sums),
      norm1: this.#norm(),
      feedForward: this.#feedForward(sums),
      norm2: this.#norm(),
    };
  }

  decoderLayer(sums: number): DecoderLayerMatrices {
    return {
      selfAttention: this.#attention(sums),
      norm1: this.#norm(),
      crossAttention: this.#attention(sums),
      norm2: this.#norm(),
      feedForward: this.#feedForward(sums),
      norm3: this.#norm(),
    };
  }

  #attention(sums: number): AttentionMatrices {
    const width = this.#width;
    const zeros = (): FloatNdArray => this.#constant(0, width);
    return {
      wq: this.matrix(width, width),
      wk: this.matrix(width, width),
      wv: this.matrix(width, width),
      wo: this.matrix(width, width, Math.sqrt(sums)),
      ...{ bq: zeros(), bk: zeros(), bv: zeros(), bo: zeros() },
    };
  }

  #feedForward(sums: number): FeedForwardMatrices {
    return {
      w1: this.matrix(this.#width, this.#hidden),
      b1: this.#constant(0, this.#hidden),
      w2: this.matrix(this.#hidden, this.#width, Math.sqrt(sums)),
      b2: this.#constant(0, this.#width),
    };
  }

  #norm(): NormVectors {
    return { gamma: this.#constant(1, this.#width), beta: this.#constant(0, this.#width) };
  }

  #constant(value: number, length: number): FloatNdArray {
    return wrap(allocate(this.#dtype, length).fill(value), [length]);
  }

  #store(drawn: FloatNdArray, change: (value: number) => number): FloatNdArray {
    const data = allocate(this.#dtype, elementCount(drawn.shape));
    for (let i = 0; i < data.length; i++) data[i] = change(drawn.data[i]!);
    return wrap(data, drawn.shape);
  }
}
