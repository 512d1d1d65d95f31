// T5's pre-training: spans of a text are taken out, and the model writes them.
import { checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { checkRng } from '../core/random.js';
import type { Rng } from '../core/types.js';
import type { TokenPairs } from './next-token.js';
import { drawSpans } from './spans.js';
import { readTokens, type TokenList } from './token-lists.js';

/** What `corruptSpans` needs. */
export interface CorruptSpansOptions {
  /** The part of the tokens that is taken out, above 0 and below 1; 0.15 where left out. */
  readonly rate?: number | undefined;
  /** How long spans are on average, at least 1; 3 where left out. */
  readonly meanSpan?: number | undefined;
  /** Tokens that stand for what was taken out, in the order in which they are used; none of them in the text. */
  readonly sentinels: TokenList;
  /** Whether one more sentinel ends the target, as in the paper's figure 2; false where left out, as in T5's code. */
  readonly endSentinel?: boolean | undefined;
  /** The stream that decides, which advances. */
  readonly rng: Rng;
}

/**
 * Takes random spans out of a text: the input has a sentinel in place of each, the target each sentinel followed by what it
 * stands for.
 *
 * Of n tokens round(r·n) are taken out, at least one and never all, in round(r·n / mean) spans, at least one; at least one
 * token stays between two spans. No token is lost, and input and target have the same sentinels in the same order:
 * `restoreSpans` puts the text together again.
 *
 * @param ids - token numbers, at least two
 * @param options - `sentinels`, `rng`; `rate`: r above 0 and below 1, 0.15 where left out; `meanSpan`: at least 1, 3 where
 * left out; `endSentinel`: whether one more sentinel ends the target, false where left out
 * @returns `input` and `target`
 * @throws KindError where something is of another kind, unknown or missing, DomainError where a number is out of range,
 * a sentinel stands in the text or twice in its list, or there are fewer sentinels than spans
 * @see C. Raffel and others, "Exploring the limits of transfer learning with a unified text-to-text transformer", 2020,
 * sections 3.1.4 and 3.3.4
 *
 * @example
 * Ten tokens, three of them taken out in one span.
 * ```ts
 * import { corruptSpans, randomGenerator, restoreSpans } from 'fovea';
 * const ids = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
 * const sentinels = [99, 98, 97];
 * const { input, target } = corruptSpans(ids, { rate: 0.3, sentinels, rng: randomGenerator(1) });
 * input.length // => 8
 * target.length // => 4
 * target[0] // => 99
 * restoreSpans(input, target, sentinels) // => [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
 * ```
 */
export function corruptSpans(ids: TokenList, options: CorruptSpansOptions): TokenPairs {
  return corruptSpansFor('corruptSpans', ids, options);
}

/** `corruptSpans` for functions that it is a part of, whose name errors tell. */
export function corruptSpansFor(
  fn: string,
  ids: TokenList,
  options: CorruptSpansOptions,
): TokenPairs {
  const names = ['rate', 'meanSpan', 'sentinels', 'endSentinel', 'rng'] as const;
  const given = checkOptions(fn, options, names);
  const { rate = 0.15, meanSpan = 3, endSentinel = false } = given;
  checkNumber(fn, 'rate', rate, { above: 0, below: 1 });
  checkNumber(fn, 'meanSpan', meanSpan, { min: 1 });
  checkBoolean(fn, 'endSentinel', endSentinel);
  const sentinels = readSentinels(fn, given.sentinels);
  const rng = checkRng(fn, 'rng', given.rng);
  const list = readTokens(fn, 'ids', ids, undefined, 2);
  const known = new Set(sentinels);
  const stranger = list.findIndex((id) => known.has(id));
  if (stranger >= 0) {
    const [expected, got] = ['no sentinel in the text', `${list[stranger]} at [${stranger}]`];
    throw new DomainError({ function: fn, argument: 'ids', expected, got });
  }
  const n = list.length;
  const hidden = Math.min(Math.max(Math.round(n * rate), 1), n - 1);
  const spans = drawSpans(n, hidden, meanSpan, rng);
  const needed = spans.length + (endSentinel ? 1 : 0);
  if (needed > sentinels.length) {
    const spare = endSentinel ? ' and one for the end' : '';
    const expected = `at least ${needed} sentinels, one for each of ${spans.length} spans${spare}`;
    const got = `${sentinels.length}`;
    throw new DomainError({ function: fn, argument: 'sentinels', expected, got });
  }
  const input: number[] = [];
  const target: number[] = [];
  let at = 0;
  spans.forEach(([start, end], i) => {
    for (; at < start; at++) input.push(list[at]!);
    input.push(sentinels[i]!);
    target.push(sentinels[i]!);
    for (; at < end; at++) target.push(list[at]!);
  });
  for (; at < n; at++) input.push(list[at]!);
  if (endSentinel) target.push(sentinels[spans.length]!);
  return { input, target };
}

/**
 * The text that `corruptSpans` took apart, or that a model has filled in: each sentinel of the input replaced by what the
 * target has after it.
 *
 * @param input - tokens with sentinels
 * @param target - the same sentinels in the same order, each followed by what it stands for; one more may end it
 * @param sentinels - the tokens that are sentinels
 * @returns the text
 * @throws KindError where one is no list, DomainError where sentinels of input and target do not pair up, or the target
 * does not begin with one
 * @see C. Raffel and others, "Exploring the limits of transfer learning with a unified text-to-text transformer", 2020,
 * figure 2
 *
 * @example
 * Two gaps are filled.
 * ```ts
 * import { restoreSpans } from 'fovea';
 * restoreSpans([7, 99, 8, 98], [99, 1, 2, 98, 3, 97], [99, 98, 97]) // => [7, 1, 2, 8, 3]
 * ```
 */
export function restoreSpans(input: TokenList, target: TokenList, sentinels: TokenList): number[] {
  const fn = 'restoreSpans';
  const known = new Set(readSentinels(fn, sentinels));
  const text = readTokens(fn, 'input', input);
  const fills: { readonly sentinel: number; readonly tokens: number[] }[] = [];
  readTokens(fn, 'target', target).forEach((id, i) => {
    if (known.has(id)) fills.push({ sentinel: id, tokens: [] });
    else if (i === 0) refusePairs(fn, 'a sentinel first', String(id));
    else fills.at(-1)!.tokens.push(id);
  });
  let next = 0;
  const restored = text.flatMap((id) => {
    if (!known.has(id)) return [id];
    const fill = fills[next++];
    if (fill?.sentinel === id) return fill.tokens;
    return refusePairs(fn, `sentinel ${id}, next in the input`, String(fill?.sentinel ?? 'none'));
  });
  const left = fills.slice(next);
  if (left.length > 1 || (left[0]?.tokens.length ?? 0) > 0) {
    refusePairs(fn, 'no more sentinels than the input, but for one at the end', `${fills.length}`);
  }
  return restored;
}

function refusePairs(fn: string, expected: string, got: string): never {
  throw new DomainError({ function: fn, argument: 'target', expected, got });
}

function readSentinels(fn: string, sentinels: TokenList): number[] {
  const list = readTokens(fn, 'sentinels', sentinels, undefined, 1);
  const seen = new Set<number>();
  const twice = list.findIndex((id) => seen.size === seen.add(id).size);
  if (twice < 0) return list;
  const [expected, got] = ['tokens that differ', `${list[twice]} twice`];
  throw new DomainError({ function: fn, argument: 'sentinels', expected, got });
}
