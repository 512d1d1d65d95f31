// A causal language model: from token numbers to the scores of what comes next.

import type { Heads } from '../attention/multi-head.js';
import { namingCulprit } from '../attention/name-culprit.js';
import { checkOptions } from '../core/check.js';
import { KindError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { add, mul } from '../gradient/arithmetic.js';
import { asArray, dtypeOf, shapeOf, swapLast } from '../gradient/moves.js';
import { takeRows } from '../gradient/rows.js';
import { concat, reshape, slice } from '../gradient/shape.js';
import type { Traced } from '../gradient/traced.js';
import { type DropoutOptions, dropoutFor } from './dropout.js';
import { readIds } from './embed-tokens.js';
import { encode, type LayerSite } from './encoder-layer.js';
import { normalize } from './layer-norm.js';
import { linearFor } from './linear.js';
import { linearBiases } from './linear-biases.js';
import { readConfig } from './model-config.js';
import type { LanguageModel, LanguageModelConfig, LanguageModelParameters } from './parameters.js';
import { rotaryPositions } from './rotary-positions.js';
import { checkAxes, refuse } from './shapes.js';
import { sinusoidalPositions } from './sinusoidal-positions.js';

/** What `languageModelLogits` may be told. */
export interface LanguageModelOptions {
  /** Dropout of the first sums and of what each part of a layer adds, for training; none where left out. */
  readonly dropout?: DropoutOptions | undefined;
}

/** The keys and values of one layer, for the tokens so far. */
export interface LayerMemory<Value = FloatNdArray> {
  /** [..., heads, m, d] */
  readonly keys: Value;
  /** [..., heads, m, d] */
  readonly values: Value;
}

/**
 * The logits of a causal language model: for each token the scores of all tokens as the next one.
 *
 * $$\mathrm{logits}_i = h_i W, \quad p(t_{i+1} \mid t_1, \dots, t_i) = \mathrm{softmax}(\mathrm{logits}_i)$$
 *
 * Row i depends on the tokens up to i alone, so one call on a whole text gives the prediction at each of its places:
 * train it by `categoricalCrossEntropy(logits, next)`. To differentiate by the parameters, hand over
 * `{ config, parameters }` with traced parameters.
 *
 * @param model - from `initializeTransformer`, or parameters of another origin in the same tree
 * @param ids - token numbers, shape [n], or a batch of texts of one length [..., n]; n at most `context`
 * @param options - `dropout`: `{ rate, rng }`, for training
 * @returns shape [..., n, V]; a traced value where the parameters are traced
 * @throws DomainError for numbers that are no tokens, with their place; ShapeError for more tokens than the context,
 * none, or parameters whose shapes do not meet; KindError for missing parameters
 * @see A. Radford et al., "Language models are unsupervised multitask learners", 2019, section 2
 *
 * @example
 * What comes later changes nothing before.
 * ```ts
 * import { initializeTransformer, languageModelLogits, randomGenerator, toNested } from 'fovea';
 * const plan = { vocabulary: 5, context: 8, width: 4, heads: 2, layers: 1 };
 * const model = initializeTransformer(plan, randomGenerator(1));
 * const [a, b] = [languageModelLogits(model, [3, 1, 4]), languageModelLogits(model, [3, 1, 0])];
 * a.get(1, 2) === b.get(1, 2) // => true
 * a.get(2, 2) === b.get(2, 2) // => false
 * ```
 */
export function languageModelLogits(
  model: LanguageModel<ArrayInput>,
  ids: ArrayInput,
  options?: LanguageModelOptions,
): FloatNdArray;
export function languageModelLogits(
  model: LanguageModel<Traced>,
  ids: ArrayInput,
  options?: LanguageModelOptions,
): Traced;
export function languageModelLogits(
  model: LanguageModel<ArrayInput | Traced>,
  ids: ArrayInput,
  options?: LanguageModelOptions,
): FloatNdArray | Traced {
  return languageModelLogitsFor(
    'languageModelLogits',
    model as LanguageModel<Traced>,
    ids,
    options,
  );
}

/** `languageModelLogits` for functions that it is a part of, whose name errors tell. */
export function languageModelLogitsFor(
  fn: string,
  model: LanguageModel<ArrayInput>,
  ids: ArrayInput,
  options?: LanguageModelOptions,
): FloatNdArray;
export function languageModelLogitsFor(
  fn: string,
  model: LanguageModel<Traced>,
  ids: ArrayInput,
  options?: LanguageModelOptions,
): Traced;
export function languageModelLogitsFor(
  fn: string,
  model: LanguageModel<ArrayInput | Traced>,
  ids: ArrayInput,
  options?: LanguageModelOptions,
): FloatNdArray | Traced {
  const { dropout } = checkOptions(fn, options, ['dropout']);
  return runLanguageModel(fn, model, ids, undefined, dropout).logits;
}

/** What a language model gives for tokens after others. */
export interface LanguageModelRun {
  /** [..., n, V] */
  readonly logits: FloatNdArray | Traced;
  /** Keys and values of each layer, for all tokens so far. */
  readonly memory: readonly LayerMemory<FloatNdArray | Traced>[];
}

/**
 * Runs a language model on tokens, after others whose keys and values are remembered.
 *
 * @param fn - name of the public function, for errors
 * @param model - plan and parameters
 * @param ids - the new tokens [..., n]
 * @param past - what the run before gave as its memory; none at the beginning
 * @param dropout - for training
 * @returns logits of the new tokens, and the memory that the next run goes on from
 */
export function runLanguageModel(
  fn: string,
  model: LanguageModel<ArrayInput | Traced>,
  ids: ArrayInput,
  past?: readonly LayerMemory<FloatNdArray | Traced>[],
  dropout?: DropoutOptions,
): LanguageModelRun {
  const { config, parameters } = checkOptions(fn, model, ['config', 'parameters'], 'model');
  const plan = readConfig(fn, 'config.', config);
  checkTree(fn, plan, parameters);
  const places = readIds(fn, 'ids', ids, plan.vocabulary);
  const n = places.shape.at(-1);
  if (n === undefined || n === 0) refuse(fn, 'ids', '(..., n) with n at least 1', places.shape);
  const before = past?.[0] === undefined ? 0 : shapeOf(past[0].keys).at(-2)!;
  if (before + n > plan.context) {
    const expected = `(..., n) with ${before > 0 ? `${before} + ` : ''}n at most the context ${plan.context}`;
    refuse(fn, 'ids', expected, places.shape);
  }
  let x = place(plan, parameters, takeRows(fn, parameters.embedding, places), before);
  if (dropout) x = dropoutFor(fn, 'dropout', x, dropout);
  const settings = {
    attention: { heads: plan.heads, causal: 'end', ...biasOf(plan, x, before) },
    norm: plan.norm,
    activation: plan.activation,
    epsilon: plan.epsilon,
    dropout,
  } as const;
  const memory = parameters.layers.map((layer, i) => {
    const site: LayerSite = { fn, path: `parameters.layers[${i}].`, settings };
    let kept: LayerMemory<FloatNdArray | Traced> | undefined;
    const between = (heads: Heads): Heads => {
      const met = meet(plan, heads, before, past?.[i]);
      kept = { keys: met.k, values: met.v };
      return met;
    };
    x = namingCulprit(fn, { parameters }, () => encode(site, x, layer, between));
    return kept!;
  });
  return { logits: project(fn, plan, parameters, x), memory };
}

/** Refuses trees that lack a part, and parts of other sizes. */
function checkTree(
  fn: string,
  { vocabulary, context, width, layers, positions, norm, tied }: LanguageModelConfig,
  parameters: LanguageModelParameters<ArrayInput | Traced>,
): void {
  const names = ['embedding', 'positions', 'layers', 'norm', 'output'] as const;
  const given = checkOptions(fn, parameters, names, 'parameters');
  checkAxes(fn, 'parameters.embedding', given.embedding, ['V', vocabulary], ['D', width]);
  if (positions === 'learned') {
    checkAxes(fn, 'parameters.positions', given.positions, ['context', context], ['D', width]);
  }
  if (!tied) checkAxes(fn, 'parameters.output', given.output, ['D', width], ['V', vocabulary]);
  if (!Array.isArray(given.layers) || given.layers.length !== layers) {
    throw new KindError({
      function: fn,
      argument: 'parameters.layers',
      expected: `a list of ${layers}`,
      got: Array.isArray(given.layers) ? `${given.layers.length}` : 'no list',
    });
  }
  if (norm === 'pre' && given.norm === undefined) {
    throw new KindError({
      function: fn,
      argument: 'parameters.norm',
      expected: 'the norm after the last layer, as norms stand before',
      got: 'nothing',
    });
  }
}

/** Tokens with their places added, where places are added. */
function place(
  { positions, width }: LanguageModelConfig,
  parameters: LanguageModelParameters<ArrayInput | Traced>,
  x: FloatNdArray | Traced,
  before: number,
): FloatNdArray | Traced {
  const n = shapeOf(x).at(-2)!;
  if (positions === 'learned') {
    return asArray(add(x, slice(parameters.positions!, [[before, before + n]]))) as FloatNdArray;
  }
  if (positions !== 'sinusoidal') return x;
  // Tokens are made as large as the waves, Vaswani et al. 2017, section 3.4.
  const waves = sinusoidalPositions(n, width, { offset: before, dtype: dtypeOf(x) });
  return asArray(add(mul(x, Math.sqrt(width)), waves)) as FloatNdArray | Traced;
}

/** The bias of each head, where it falls with distance: an axis of length 1 for each leading axis of the tokens. */
function biasOf(
  { positions, heads }: LanguageModelConfig,
  x: FloatNdArray | Traced,
  before: number,
): { readonly bias?: ArrayInput } {
  if (positions !== 'linear') return {};
  const shape = shapeOf(x);
  const n = shape.at(-2)!;
  const { bias } = linearBiases(heads, n, before + n, { align: 'end', dtype: dtypeOf(x) });
  const ones = new Array<number>(shape.length - 2).fill(1);
  return { bias: reshape(bias, [...ones, heads, n, before + n]) };
}

/** Heads turned by their places, and set behind those that are remembered. */
function meet(
  { positions }: LanguageModelConfig,
  { q, k, v }: Heads,
  offset: number,
  past: LayerMemory<FloatNdArray | Traced> | undefined,
): Heads {
  const turn = (x: FloatNdArray | Traced): FloatNdArray | Traced =>
    positions === 'rotary' ? rotaryPositions(x, { layout: 'interleaved', offset }) : x;
  const behind = (x: FloatNdArray | Traced, old: FloatNdArray | Traced): FloatNdArray | Traced =>
    concat([old, x], shapeOf(x).length - 2) as FloatNdArray | Traced;
  const turned = { q: turn(q), k: turn(k), v };
  if (past === undefined) return turned;
  return { q: turned.q, k: behind(turned.k, past.keys), v: behind(v, past.values) };
}

/** Logits of the vectors after the last layer. */
function project(
  fn: string,
  { norm, tied, epsilon }: LanguageModelConfig,
  parameters: LanguageModelParameters<ArrayInput | Traced>,
  x: FloatNdArray | Traced,
): FloatNdArray | Traced {
  const last = norm === 'pre' ? normalize(fn, 'parameters.norm.', x, parameters.norm!, epsilon) : x;
  const matrix = tied ? swapLast(parameters.embedding) : parameters.output!;
  return linearFor(fn, ['parameters.output', ''], last, matrix, undefined);
}
