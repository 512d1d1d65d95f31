// Language modelling: each token is to be told from those before it.
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { categoricalCrossEntropyFor } from '../divergence/categorical-loss.js';
import type { LossValue } from '../divergence/reduction.js';
import { shapeOf } from '../gradient/moves.js';
import { slice } from '../gradient/shape.js';
import type { Traced } from '../gradient/traced.js';
import { readTokens, type TokenList } from './token-lists.js';

/** What a model reads and what it is to write. */
export interface TokenPairs {
  /** What it reads. */
  readonly input: number[];
  /** What it is to write; for each token of the input the one after it, or a text of its own length. */
  readonly target: number[];
}

/**
 * What a causal language model reads and what it is to tell: for each token the next one.
 *
 * $$x_i = t_i, \quad y_i = t_{i+1}, \quad i = 0, \dots, n - 2$$
 *
 * With a causal mask one reading gives n − 1 predictions: the output at place i has seen tokens 0 to i and tells token
 * i + 1.
 *
 * @param ids - token numbers, at least two
 * @returns `input`, all but the last, and `target`, all but the first
 * @throws KindError where it is no list, DomainError for fewer than two or a number that is no token
 * @see A. Radford and others, "Improving language understanding by generative pre-training", 2018, equation 1
 *
 * @example
 * Four tokens, three predictions.
 * ```ts
 * import { nextTokenPairs } from 'fovea';
 * nextTokenPairs([5, 9, 2, 7]) // => { input: [5, 9, 2], target: [9, 2, 7] }
 * ```
 */
export function nextTokenPairs(ids: TokenList): TokenPairs {
  const list = readTokens('nextTokenPairs', 'ids', ids, undefined, 2);
  return { input: list.slice(0, -1), target: list.slice(1) };
}

/**
 * The loss of a causal language model over whole texts: the cross-entropy of each next token, in nats, averaged.
 *
 * $$-\frac{1}{n - 1} \sum_{i=0}^{n-2} \ln \operatorname{softmax}(z_i)_{t_{i+1}}$$
 *
 * Logits and tokens are of the same places: the shift by one is made here, and the last place, whose next token is not
 * known, does not count. `perplexity` is e to the power of this.
 *
 * @param logits - scores of the vocabulary after each token, [..., n, V]
 * @param ids - the tokens, [..., n], at least two in a text
 * @returns a traced value for a traced one, else a number
 * @throws KindError where an argument is no array, ShapeError where shapes do not fit, DomainError where a number is no
 * token
 * @see A. Radford and others, "Improving language understanding by generative pre-training", 2018, equation 1
 *
 * @example
 * After the first token the second is expected for sure, after the second nothing.
 * ```ts
 * import { causalLanguageModelLoss } from 'fovea';
 * causalLanguageModelLoss([[0, 60], [0, 0], [9, 9]], [0, 1, 0]) // => 0.34657359
 * ```
 */
export function causalLanguageModelLoss<L extends ArrayInput | Traced>(
  logits: L,
  ids: ArrayInput,
): LossValue<L, number, 'mean'>;
export function causalLanguageModelLoss(
  logits: ArrayInput | Traced,
  ids: ArrayInput,
): number | FloatNdArray | Traced {
  const fn = 'causalLanguageModelLoss';
  const [shape, own] = [shapeOf(logits, fn, 'logits'), shapeOf(ids, fn, 'ids')];
  const lead = shape.slice(0, -1);
  const fits = own.length === lead.length && own.every((length, axis) => length === lead[axis]);
  if (lead.length === 0 || !(lead.at(-1)! >= 2)) {
    const expected = 'shape (..., n, V) with n at least 2';
    throw new ShapeError({
      function: fn,
      argument: 'logits',
      expected,
      got: `(${shape.join(', ')})`,
    });
  }
  if (!fits) {
    const [expected, got] = [`shape (${lead.join(', ')})`, `(${own.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'ids', expected, got });
  }
  const all = lead.slice(0, -1).map(() => null);
  return categoricalCrossEntropyFor(
    { fn, logits: 'logits', target: 'ids' },
    slice(logits, [...all, [0, -1]]) as Exclude<ArrayInput, readonly unknown[]> | Traced,
    slice(ids, [...all, [1, null]]),
  );
}

/**
 * A task in words in front of a text, as T5 is told what to do.
 *
 * @param task - what is to be done, such as "summarize"
 * @param text - what it is to be done to
 * @returns the task, a colon, a blank and the text
 * @throws KindError where one is no string
 * @see C. Raffel and others, "Exploring the limits of transfer learning with a unified text-to-text transformer", 2020,
 * section 2.4
 *
 * @example
 * Translation as writing a text after a text.
 * ```ts
 * import { textToText } from 'fovea';
 * textToText('translate English to German', 'That is good.') // => 'translate English to German: That is good.'
 * ```
 */
export function textToText(task: string, text: string): string {
  for (const [argument, value] of [
    ['task', task],
    ['text', text],
  ] as const) {
    if (typeof value === 'string') continue;
    const got = describeValue(value);
    throw new KindError({ function: 'textToText', argument, expected: 'a string', got });
  }
  return `${task}: ${text}`;
}
