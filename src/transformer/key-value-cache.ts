// What a language model remembers of the tokens so far, so that the next one costs one row instead of all.
import { checkOptions } from '../core/check.js';
import { readArray } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { asArray } from '../gradient/moves.js';
import { flatten } from '../gradient/tree.js';
import { type LayerMemory, runLanguageModel } from './language-model.js';
import { readConfig } from './model-config.js';
import type { LanguageModel } from './parameters.js';

/** The keys and values of the tokens so far, as plain data. */
export interface KeyValueState {
  /** How many tokens have been read. */
  readonly length: number;
  /** For each layer keys and values, [..., heads, length, d]; none before the first token. */
  readonly layers: readonly LayerMemory[];
  /** Tells the model that it belongs to from others: a sum over its plan and all its parameters. */
  readonly model: string;
}

/** What a step of a cache gives. */
export interface KeyValueStep {
  /** The state with the new tokens. */
  readonly state: KeyValueState;
  /** The logits of the new tokens, [..., n, V]; the last row scores the token that comes next. */
  readonly logits: FloatNdArray;
}

/** Reads tokens with a language model, a few at a time. */
export interface KeyValueCache {
  /** The state before any token. */
  readonly init: () => KeyValueState;
  /**
   * Reads the next tokens.
   *
   * @param state - where to go on from; it stays as it is
   * @param ids - the next tokens, shape [n], or a batch [..., n]
   * @returns the new state, and the logits of these tokens
   */
  readonly step: (state: KeyValueState, ids: ArrayInput) => KeyValueStep;
}

const FN = 'keyValueCache';

/**
 * Reads tokens with a causal language model a few at a time, and keeps the keys and values of those that were read.
 *
 * The logits are those of `languageModelLogits` on all tokens at once, but a step costs only the new rows: the rows
 * before do not change, for each token sees only what came before it. Keys are kept as they are scored, turned by
 * their positions where these are rotary.
 *
 * States are plain data and are never changed: a text can be continued in several ways from one state. Keeping n
 * tokens takes 2·layers·n·width numbers.
 *
 * @param model - from `initializeTransformer`, with plain parameters; they must not be changed while the cache is in use
 * @returns `init()`, which gives the state before any token, and `step(state, ids)`, which gives the next `state` and
 * the `logits` [..., n, V] of the new tokens
 * @throws as `languageModelLogits`; the step: DomainError where the state belongs to a model of another plan or other
 * parameters, ShapeError where there are more tokens than the context or another number of texts, KindError where the
 * state is none
 * @see N. Shazeer, "Fast transformer decoding: one write-head is all you need", 2019, section 2.4
 *
 * @example
 * Two tokens, then one: the last row is that of all three.
 * ```ts
 * import { initializeTransformer, keyValueCache, languageModelLogits, randomGenerator } from 'fovea';
 * const plan = { vocabulary: 5, context: 8, width: 4, heads: 2, layers: 1 };
 * const model = initializeTransformer(plan, randomGenerator(1));
 * const cache = keyValueCache(model);
 * const { state } = cache.step(cache.init(), [3, 1]);
 * const next = cache.step(state, [4]);
 * next.state.length // => 3
 * next.logits.get(0, 2) === languageModelLogits(model, [3, 1, 4]).get(2, 2) // => true
 * ```
 */
export function keyValueCache(model: LanguageModel<ArrayInput>): KeyValueCache {
  const sum = sumOf(model);
  return {
    init: () => ({ length: 0, layers: [], model: sum }),
    step: (state, ids) => readOn(`${FN}.step`, model, checkState(state, sum), ids),
  };
}

/**
 * Reads tokens after those of a state.
 *
 * @param fn - name of the public function, for errors
 * @param model - the model
 * @param state - a state of this model
 * @param ids - the next tokens
 * @returns the new state, and the logits of these tokens
 */
export function readOn(
  fn: string,
  model: LanguageModel<ArrayInput>,
  state: KeyValueState,
  ids: ArrayInput,
): KeyValueStep {
  const read = readArray(fn, 'ids', ids, 'float64').shape;
  const known = state.layers[0]?.keys.shape.slice(0, -3);
  if (known !== undefined && known.join() !== read.slice(0, -1).join()) {
    throw new ShapeError({
      function: fn,
      argument: 'ids',
      expected: `shape (${[...known, 'n'].join(', ')}), as the tokens before`,
      got: `(${read.join(', ')})`,
    });
  }
  const past = state.layers.length === 0 ? undefined : state.layers;
  // Of plain parameters everything is plain.
  const { logits, memory } = runLanguageModel(fn, model, ids, past) as {
    logits: FloatNdArray;
    memory: readonly LayerMemory[];
  };
  return {
    state: { length: state.length + read.at(-1)!, layers: memory, model: state.model },
    logits,
  };
}

function checkState(state: KeyValueState, sum: string): KeyValueState {
  if (typeof state !== 'object' || state === null || !Array.isArray(state.layers)) {
    throw new KindError({
      function: `${FN}.step`,
      argument: 'state',
      expected: 'a state from init() or an earlier step',
      got: describeValue(state),
    });
  }
  if (state.model === sum) return state;
  throw new DomainError({
    function: `${FN}.step`,
    argument: 'state',
    expected: `a state of this model (${sum})`,
    got: `one of another plan or other parameters (${state.model})`,
  });
}

/**
 * A short name for a model that depends on its plan and every bit of its parameters.
 *
 * @see FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
 */
function sumOf(model: LanguageModel<ArrayInput>): string {
  const { config, parameters } = checkOptions(FN, model, ['config', 'parameters'], 'model');
  let sum = 0x811c9dc5;
  const take = (word: number): void => {
    sum = Math.imul(sum ^ word, 0x01000193);
    // Only low bits would reach high ones, but words of floats differ in their high bits.
    sum ^= sum >>> 15;
  };
  const planned = Object.entries(readConfig(FN, 'model.config.', config)).sort();
  for (const letter of JSON.stringify(planned)) take(letter.codePointAt(0)!);
  for (const leaf of flatten(FN, 'model.parameters', parameters).leaves) {
    const { data } = readArray(FN, 'model.parameters', asArray(leaf) as ArrayInput);
    const words = new Int32Array(data.slice().buffer);
    for (let i = 0; i < words.length; i++) take(words[i]!);
  }
  return (sum >>> 0).toString(36);
}
