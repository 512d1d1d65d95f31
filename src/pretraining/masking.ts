// Which tokens are hidden, and how those that are left find their places again.
import { checkNumber, checkOptions } from '../core/check.js';
import { readArray, wrap } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { checkEach } from '../divergence/checks.js';
import { shapeOf } from '../gradient/moves.js';
import { takeRows } from '../gradient/rows.js';
import type { Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { maskCount, readRatio } from './counts.js';
import { drawSpans, groupsOf, readSpans } from './spans.js';

/** Tokens of which some are hidden. */
export interface Masking<V = FloatNdArray> {
  /** The tokens that stay, in the order of `keep`, [k, d]. */
  readonly visible: V;
  /** Places of the tokens that stay, counted from 0. */
  readonly keep: number[];
  /** Places of the tokens that are hidden. */
  readonly masked: number[];
  /** 1 where a token is hidden, 0 where it stays, [n]: what `maskedReconstructionLoss` takes. */
  readonly mask: FloatNdArray;
  /** For each place its index in `keep` followed by `masked`: what `restoreTokens` takes. */
  readonly restore: number[];
}

/** Options of `randomMasking`. */
export interface RandomMaskingOptions {
  /** The part of the tokens that is hidden, from 0 up to but without 1; 0.75 where left out. */
  readonly ratio?: number | undefined;
  /** The stream that decides, which advances. */
  readonly rng?: Rng | undefined;
  /** In place of a stream a number for each token, [n]: those with the smallest stay. */
  readonly noise?: ArrayInput | undefined;
}

/** Options of `spanMasking`. */
export interface SpanMaskingOptions {
  /** The part of the tokens that is hidden, from 0 up to but without 1; 0.75 where left out. */
  readonly ratio?: number | undefined;
  /** The stream that decides, which advances. */
  readonly rng?: Rng | undefined;
  /** How long hidden spans are on average, at least 1; 3 where left out. */
  readonly meanSpan?: number | undefined;
  /** In place of random spans given ones, `[start, end]` with the end not included: of speech, of the patches of a moment. */
  readonly spans?: readonly (readonly [start: number, end: number])[] | undefined;
}

/**
 * Hides tokens at random, as masked autoencoders do: a random number for each token, sorted, and those with the smallest
 * stay.
 *
 * $$k = \lfloor (1 - r) \, n \rfloor \text{ tokens stay}, \quad n - k \text{ are hidden}$$
 *
 * Each set of k tokens is equally likely. The encoder sees `visible` alone; `restoreTokens` puts mask tokens where the
 * others were. Places must be in the tokens before some are taken out. For a batch call it for each sample.
 *
 * @param tokens - [n, d]
 * @param options - `ratio`: r from 0 up to but without 1, 0.75 where left out; `rng`, or `noise`: [n] numbers of one's own
 * @returns `visible` [k, d], a traced value for a traced one; `keep`, `masked` and `restore`, plain lists; `mask` [n]
 * @throws ShapeError where tokens are no matrix or there is not one number of noise for each, DomainError where the ratio
 * is out of range, KindError where there is no stream, both are given or an option is unknown
 * @see K. He and others, "Masked autoencoders are scalable vision learners", 2022, section 3 and its authors' code
 *
 * @example
 * Of four tokens the one with the least noise stays.
 * ```ts
 * import { randomGenerator, randomMasking, toNested } from 'fovea';
 * const tokens = [[1, 2], [3, 4], [5, 6], [7, 8]];
 * const { visible, keep, masked, restore } = randomMasking(tokens, { noise: [0.6, 0.9, 0.2, 0.4] });
 * toNested(visible) // => [[5, 6]]
 * keep // => [2]
 * masked // => [3, 0, 1]
 * restore // => [2, 3, 0, 1]
 * randomMasking(tokens, { ratio: 0.5, rng: randomGenerator(1) }).keep.length // => 2
 * ```
 */
export function randomMasking<X extends ArrayInput | Traced>(
  tokens: X,
  options: RandomMaskingOptions,
): Masking<ArrayValue<X>>;
export function randomMasking(
  tokens: ArrayInput | Traced,
  options: RandomMaskingOptions,
): Masking<FloatNdArray | Traced> {
  const fn = 'randomMasking';
  const { ratio, rng, noise } = checkOptions(fn, options, ['ratio', 'rng', 'noise']);
  const n = countTokens(fn, tokens);
  const { visible } = maskCount(n, { ratio: readRatio(fn, ratio) });
  const numbers = readNoise(fn, n, rng, noise);
  const order = placesBy(numbers);
  return maskingOf(fn, tokens, order.slice(0, visible), order.slice(visible));
}

/**
 * Hides tokens in spans of neighbours, which are harder to guess than single ones; or first of all those in given spans,
 * such as speech.
 *
 * As many tokens stay as in `randomMasking`. Without `spans` the hidden ones are cut at random into spans of `meanSpan`
 * on average, and so are the visible ones between them: at least one stays between two spans, so that with large ratios
 * spans are longer. With `spans` whole spans are hidden in random order, the last one in part where the number is
 * reached, and tokens in none only when all spans are. Spans of all patches of a moment hide moments, as TVLT's
 * frame-level masking does.
 *
 * @param tokens - [n, d]
 * @param options - `rng`; `ratio`: from 0 up to but without 1, 0.75 where left out; `meanSpan`: at least 1, 3 where left
 * out; or `spans`: `[start, end]` each, the end not included, which do not overlap
 * @returns as `randomMasking`, with `keep` and `masked` in ascending order
 * @throws ShapeError where tokens are no matrix, DomainError where a number is out of range or spans overlap or leave the
 * tokens, KindError where there is no stream, `meanSpan` and `spans` are both given or an option is unknown
 * @see C. Raffel and others, "Exploring the limits of transfer learning with a unified text-to-text transformer", 2020,
 * section 3.3.4, for random spans; Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, for spans of
 * speech
 *
 * @example
 * Speech in tokens 2 to 4 is hidden, of the others one.
 * ```ts
 * import { randomGenerator, spanMasking, zeros } from 'fovea';
 * const rng = randomGenerator(1);
 * const { masked } = spanMasking(zeros([8, 2]), { ratio: 0.5, spans: [[2, 5]], rng });
 * masked.length // => 4
 * masked.filter((place) => place >= 2 && place < 5) // => [2, 3, 4]
 * ```
 */
export function spanMasking<X extends ArrayInput | Traced>(
  tokens: X,
  options: SpanMaskingOptions,
): Masking<ArrayValue<X>>;
export function spanMasking(
  tokens: ArrayInput | Traced,
  options: SpanMaskingOptions,
): Masking<FloatNdArray | Traced> {
  return spanMaskingFor('spanMasking', tokens, options);
}

/** `spanMasking` for functions that it is a part of, whose name errors tell. */
export function spanMaskingFor<X extends ArrayInput | Traced>(
  fn: string,
  tokens: X,
  options: SpanMaskingOptions,
): Masking<ArrayValue<X>>;
export function spanMaskingFor(
  fn: string,
  tokens: ArrayInput | Traced,
  options: SpanMaskingOptions,
): Masking<FloatNdArray | Traced> {
  const names = ['ratio', 'rng', 'meanSpan', 'spans'] as const;
  const { ratio, rng, meanSpan, spans } = checkOptions(fn, options, names);
  const n = countTokens(fn, tokens);
  const { masked } = maskCount(n, { ratio: readRatio(fn, ratio) });
  const stream = checkRng(fn, 'rng', rng);
  if (spans !== undefined && meanSpan !== undefined) {
    const expected = 'nothing beside "spans": they have their lengths';
    throw new KindError({
      function: fn,
      argument: 'meanSpan',
      expected,
      got: describeValue(meanSpan),
    });
  }
  const mean = checkNumber(fn, 'meanSpan', meanSpan ?? 3, { min: 1 });
  const hidden = new Uint8Array(n);
  if (spans === undefined) {
    for (const [start, end] of drawSpans(n, masked, mean, stream)) hidden.fill(1, start, end);
  } else {
    const groups = groupsOf(readSpans(fn, n, spans), n, stream);
    for (const place of groups.slice(0, masked)) hidden[place] = 1;
  }
  const places = Array.from({ length: n }, (_, place) => place);
  const split = (which: number): number[] => places.filter((place) => hidden[place] === which);
  return maskingOf(fn, tokens, split(0), split(1));
}

function countTokens(fn: string, tokens: ArrayInput | Traced): number {
  const shape = shapeOf(tokens, fn, 'tokens');
  if (shape.length === 2) return shape[0]!;
  const got = `(${shape.join(', ')})`;
  throw new ShapeError({ function: fn, argument: 'tokens', expected: 'shape (n, d)', got });
}

function readNoise(
  fn: string,
  n: number,
  rng: Rng | undefined,
  noise: ArrayInput | undefined,
): ArrayLike<number> {
  if (noise === undefined) {
    const stream = checkRng(fn, 'rng', rng);
    return Float64Array.from({ length: n }, () => stream.nextFloat64());
  }
  if (rng !== undefined) {
    const expected = 'nothing beside "rng": one of them decides';
    throw new KindError({ function: fn, argument: 'noise', expected, got: 'both' });
  }
  const { data, shape } = readArray(fn, 'noise', noise, 'float64');
  if (shape.length !== 1 || shape[0] !== n) {
    const [expected, got] = [`shape (n=${n})`, `(${shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'noise', expected, got });
  }
  checkEach(fn, 'noise', noise, 'finite numbers', Number.isFinite);
  return data;
}

/** Places by ascending number; of equal ones the first comes first. */
function placesBy(numbers: ArrayLike<number>): number[] {
  const places = Array.from({ length: numbers.length }, (_, place) => place);
  return places.sort((a, b) => numbers[a]! - numbers[b]!);
}

function maskingOf(
  fn: string,
  tokens: ArrayInput | Traced,
  keep: number[],
  masked: number[],
): Masking<FloatNdArray | Traced> {
  const n = keep.length + masked.length;
  const restore = new Array<number>(n);
  [...keep, ...masked].forEach((place, i) => {
    restore[place] = i;
  });
  const mask = new Float32Array(n);
  for (const place of masked) mask[place] = 1;
  const visible = takeRows(fn, tokens, { ids: Int32Array.from(keep), shape: [keep.length] });
  return { visible, keep, masked, mask: wrap(mask, [n]), restore };
}
