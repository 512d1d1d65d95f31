// How many numbers a transformer learns, from its plan alone.
import { checkOneOf } from '../core/check.js';
import { MODEL_KINDS, readConfig, readStack } from './model-config.js';
import type { LanguageModelPlan, StackPlan } from './parameters.js';

/** How many numbers the parts of a transformer have, over all its layers. */
export interface TransformerParameterCount {
  /** Of the vectors of tokens, V·D. */
  readonly embedding: number;
  /** Of learned positions, context·D. */
  readonly positions: number;
  /** Of all attentions, 4·D² + 4·D each. */
  readonly attention: number;
  /** Of all feed-forward layers, 2·D·hidden + hidden + D each. */
  readonly feedForward: number;
  /** Of all norms, 2·D each. */
  readonly norms: number;
  /** Of the matrix that makes the logits, D·V where it is not the embedding. */
  readonly output: number;
  /** Their sum. */
  readonly total: number;
}

const FN = 'transformerParameterCount';

/**
 * How many parameters a transformer has, part by part, without making it.
 *
 * $$4 D^2 + 4 D \text{ an attention}, \quad 2 D h + h + D \text{ a feed-forward layer}, \quad 2 D \text{ a norm}$$
 *
 * Here h is the width between the two feed-forward layers; with h = 4·D a layer of an encoder has about 12·D². The
 * number of heads changes nothing. An encoder layer has two norms, a decoder layer two attentions and three norms; where
 * norms stand before ("pre") a stack ends with one more.
 *
 * @param config - as in `initializeTransformer`
 * @returns the numbers of `embedding`, `positions`, `attention`, `feedForward`, `norms` and `output` over all layers,
 * and their `total`
 * @throws as `initializeTransformer`
 * @see A. Vaswani et al., "Attention is all you need", 2017, table 3
 *
 * @example
 * The smallest GPT-2, and a layer of the first transformer.
 * ```ts
 * import { transformerParameterCount } from 'fovea';
 * const gpt2 = { vocabulary: 50257, context: 1024, width: 768, heads: 12, layers: 12 };
 * transformerParameterCount(gpt2).total // => 124439808
 * const layer = { kind: 'encoder', width: 512, heads: 8, layers: 1, feedForward: 2048 } as const;
 * transformerParameterCount(layer).total // => 3152384
 * ```
 */
export function transformerParameterCount(
  config: LanguageModelPlan | StackPlan,
): TransformerParameterCount {
  return transformerParameterCountFor(FN, config);
}

/** `transformerParameterCount` for functions that it is a part of, whose name errors tell. */
export function transformerParameterCountFor(
  fn: string,
  config: LanguageModelPlan | StackPlan,
): TransformerParameterCount {
  const kind = checkOneOf(fn, 'kind', config?.kind ?? 'language-model', MODEL_KINDS);
  if (kind !== 'language-model') {
    const { width, layers, feedForward, norm } = readStack(fn, config as StackPlan);
    const encoders = kind === 'decoder' ? 0 : layers;
    const decoders = kind === 'encoder' ? 0 : layers;
    const last = norm === 'pre' ? Number(encoders > 0) + Number(decoders > 0) : 0;
    return add(width, {
      ...{ embedding: 0, positions: 0, output: 0, hidden: feedForward },
      attentions: encoders + 2 * decoders,
      feedForwards: encoders + decoders,
      norms: 2 * encoders + 3 * decoders + last,
    });
  }
  const { kind: _, dtype: __, ...choices } = (config ?? {}) as LanguageModelPlan;
  const plan = readConfig(fn, '', choices);
  const { vocabulary, context, width, layers, feedForward, norm, positions, tied } = plan;
  return add(width, {
    embedding: vocabulary * width,
    positions: positions === 'learned' ? context * width : 0,
    output: tied ? 0 : width * vocabulary,
    hidden: feedForward,
    attentions: layers,
    feedForwards: layers,
    norms: 2 * layers + (norm === 'pre' ? 1 : 0),
  });
}

interface Parts {
  readonly embedding: number;
  readonly positions: number;
  readonly output: number;
  /** Width between the two feed-forward layers. */
  readonly hidden: number;
  readonly attentions: number;
  readonly feedForwards: number;
  readonly norms: number;
}

function add(width: number, parts: Parts): TransformerParameterCount {
  const { embedding, positions, output, hidden } = parts;
  const attention = parts.attentions * (4 * width * width + 4 * width);
  const feedForward = parts.feedForwards * (2 * width * hidden + hidden + width);
  const norms = parts.norms * 2 * width;
  const total = embedding + positions + attention + feedForward + norms + output;
  return { embedding, positions, attention, feedForward, norms, output, total };
}
