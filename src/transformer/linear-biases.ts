// Positions as a penalty on distance, straight on the scores of attention.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import { KindError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import type { FloatDType, FloatNdArray } from '../core/types.js';

/** Options of `linearBiases`. */
export interface LinearBiasOptions {
  /** How queries and keys of different numbers are aligned: both from the "start", or the last query at the last key, "end". */
  readonly align?: 'start' | 'end' | undefined;
  /** Storage of the bias: "float64" where left out, or "float32". */
  readonly dtype?: FloatDType | undefined;
}

/** What `linearBiases` gives. */
export interface LinearBiases {
  /** How much a step of distance costs in each head, [heads]. */
  readonly slopes: FloatNdArray;
  /** What is added to the scores, [heads, n, m]. */
  readonly bias: FloatNdArray;
}

const FN = 'linearBiases';

/**
 * Attention with linear biases (ALiBi): scores lose an amount that grows with the distance between query and key,
 * in each head at its own rate.
 *
 * $$B_{hij} = -s_h \, |i - j|, \qquad s_h = 2^{-8h / H}, \quad h = 1, \dots, H$$
 *
 * No other positions are needed. Where the number of heads H is no power of two, slopes are those of the next
 * smaller power and then, for the heads that are left, every other one of the next larger, as in the authors' code.
 * The paper's attention is causal; for keys after the query, which that never sees, the bias here is the same as
 * for keys as far before. Give `bias` to attention's `bias`, beside `causal`.
 *
 * @param heads - number of heads H, at least 1
 * @param n - number of queries, at least 1
 * @param m - number of keys, n where left out
 * @param options - `align`: "start" or "end", which must be said where n and m differ; `dtype`: "float64" where left
 * out
 * @returns `slopes` [heads] and `bias` [heads, n, m]
 * @throws KindError where lengths differ and their alignment is not said, or an option is unknown; DomainError where
 * a number is out of range; DomainError for a result of more than 2²⁸ elements
 * @see O. Press, N. A. Smith, M. Lewis, "Train short, test long: attention with linear biases enables input length
 * extrapolation", 2022, section 3
 *
 * @example
 * Two heads; the first forgets faster.
 * ```ts
 * import { linearBiases, toNested } from 'fovea';
 * const { slopes, bias } = linearBiases(2, 2);
 * toNested(slopes) // => [0.0625, 0.00390625]
 * toNested(bias) // => [[[0, -0.0625], [-0.0625, 0]], [[0, -0.00390625], [-0.00390625, 0]]]
 * ```
 */
export function linearBiases(
  heads: number,
  n: number,
  m: number = n,
  options?: LinearBiasOptions,
): LinearBiases {
  checkNumber(FN, 'heads', heads, { integer: true, min: 1 });
  checkNumber(FN, 'n', n, { integer: true, min: 1 });
  checkNumber(FN, 'm', m, { integer: true, min: 1 });
  checkElements(FN, 'n', [heads, n, m]);
  const given = checkOptions(FN, options, ['align', 'dtype']);
  const dtype = checkOneOf(FN, 'dtype', given.dtype ?? 'float64', ['float64', 'float32']);
  const shift = readAlignment(given.align, n, m) === 'end' ? m - n : 0;
  const slopes = slopesOf(heads);
  const bias = allocate(dtype, heads * n * m);
  for (let head = 0, at = 0; head < heads; head++) {
    for (let i = 0; i < n; i++) {
      // 0 − x, so that no distance is 0 and not −0.
      for (let j = 0; j < m; j++) bias[at++] = 0 - slopes[head]! * Math.abs(i + shift - j);
    }
  }
  const kept = allocate(dtype, heads);
  kept.set(slopes);
  return { slopes: wrap(kept, [heads]), bias: wrap(bias, [heads, n, m]) };
}

function readAlignment(align: unknown, n: number, m: number): 'start' | 'end' {
  if (align !== undefined) return checkOneOf(FN, 'align', align, ['start', 'end']);
  if (n === m) return 'start';
  throw new KindError({
    function: FN,
    argument: 'align',
    expected: `"start" or "end", for ${n} queries and ${m} keys can be aligned either way`,
    got: 'nothing',
  });
}

function slopesOf(heads: number): number[] {
  const power = 2 ** Math.floor(Math.log2(heads));
  const geometric = (count: number): number[] =>
    Array.from({ length: count }, (_, h) => 2 ** ((-8 * (h + 1)) / count));
  const between = geometric(2 * power).filter((_, h) => h % 2 === 0);
  return [...geometric(power), ...between.slice(0, heads - power)];
}
