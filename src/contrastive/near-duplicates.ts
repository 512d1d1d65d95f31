// Images that are nearly the same, found by their embeddings.
import { matmul } from '../array/matmul.js';
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { transpose } from '../gradient/shape.js';
import { l2NormalizeFor } from './normalize.js';
import { readFinite } from './read.js';

/** What `nearDuplicatePairs` may be told. */
export interface NearDuplicateOptions {
  /** The least cosine of a pair, above −1 to 1; 0.95 where left out. */
  readonly threshold?: number | undefined;
  /** Other embeddings to compare with, [m, d]; the same list where left out. */
  readonly against?: ArrayInput | undefined;
}

/** Two embeddings that are nearly the same. */
export interface DuplicatePair {
  /** The row of the first. */
  readonly a: number;
  /** The row of the second: a later one of the same list, or one of the list in `against`. */
  readonly b: number;
  /** Their cosine. */
  readonly similarity: number;
}

const FN = 'nearDuplicatePairs';

/** Rows that are compared at a time: their table of similarities stays small. */
const BLOCK = 256;

/**
 * Pairs of embeddings whose cosine reaches a threshold: images that are copies of each other, but for their size or a
 * filter; or images of a test that were trained on.
 *
 * Every pair is compared, n² of them, in blocks, so memory stays small. Cosines are taken to reach the threshold when they
 * miss it by no more than rounding, 10⁻¹² in float64 and 10⁻⁶ in float32, so that a threshold of 1 finds exact copies.
 *
 * @param embeddings - one a row, [n, d]
 * @param options - `threshold`: 0.95 where left out, what suits depends on the encoder; `against`: other embeddings
 * [m, d], to find pairs between two lists instead of within one
 * @returns the pairs, in the order of `a`, then of `b`; within one list each pair once, with a before b
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where they are no matrices of one
 * width, DomainError where a number is not finite, a row is all zeros, or the threshold is out of range
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 5
 *
 * @example
 * The third is the first, twice as long; the second is something else.
 * ```ts
 * import { nearDuplicatePairs } from 'fovea';
 * nearDuplicatePairs([[1, 2], [2, -1], [2, 4]]) // => [{ a: 0, b: 2, similarity: 1 }]
 * nearDuplicatePairs([[1, 2]], { against: [[0, 1], [1, 1]], threshold: 0.9 }).length // => 1
 * ```
 */
export function nearDuplicatePairs(
  embeddings: ArrayInput,
  options?: NearDuplicateOptions,
): DuplicatePair[] {
  return nearDuplicatePairsFor(FN, embeddings, options);
}

/** `nearDuplicatePairs` for functions that it is a part of, whose name errors tell. */
export function nearDuplicatePairsFor(
  fn: string,
  embeddings: ArrayInput,
  options?: NearDuplicateOptions,
): DuplicatePair[] {
  const { threshold = 0.95, against } = checkOptions(fn, options, ['threshold', 'against']);
  checkNumber(fn, 'threshold', threshold, { above: -1, max: 1 });
  const rows = directions(fn, 'embeddings', embeddings);
  const others = against === undefined ? rows : directions(fn, 'against', against);
  const [n, d] = rows.shape as [number, number];
  const m = others.shape[0]!;
  if (others.shape[1] !== d) {
    const got = `(${others.shape.join(', ')})`;
    throw new ShapeError({ function: fn, argument: 'against', expected: `shape (m, d=${d})`, got });
  }
  const columns = transpose(others);
  const pairs: DuplicatePair[] = [];
  for (let start = 0; start < n; start += BLOCK) {
    const end = Math.min(start + BLOCK, n);
    const block = wrap(rows.data.subarray(start * d, end * d), [end - start, d]);
    const { data } = matmul(block, columns);
    const least = threshold - (data instanceof Float32Array ? 1e-6 : 1e-12);
    for (let a = start; a < end; a++) {
      const first = (a - start) * m;
      for (let b = against === undefined ? a + 1 : 0; b < m; b++) {
        const similarity = data[first + b]!;
        if (similarity >= least) pairs.push({ a, b, similarity });
      }
    }
  }
  return pairs;
}

function directions(fn: string, argument: string, embeddings: ArrayInput): FloatNdArray {
  const rank = { is: 2, called: 'one embedding a row, (n, d)' };
  const read = readFinite(fn, argument, embeddings, rank);
  return l2NormalizeFor(fn, argument, read) as FloatNdArray;
}

/**
 * Groups that hang together by pairs: of each group all but one can be thrown away.
 *
 * Two that are in no pair may come into one group by way of others between them, so with a low threshold groups grow
 * into chains.
 *
 * @param pairs - those of `nearDuplicatePairs` within one list, or others with rows `a` and `b`
 * @returns groups of at least two rows, rows and groups in rising order
 * @throws KindError where it is no list of pairs, DomainError where a row is no whole number from 0 on
 *
 * @example
 * 0 and 4 belong together by way of 2.
 * ```ts
 * import { duplicateGroups } from 'fovea';
 * duplicateGroups([{ a: 0, b: 2 }, { a: 2, b: 4 }, { a: 1, b: 3 }]) // => [[0, 2, 4], [1, 3]]
 * ```
 */
export function duplicateGroups(pairs: readonly Pick<DuplicatePair, 'a' | 'b'>[]): number[][] {
  const fn = 'duplicateGroups';
  if (!Array.isArray(pairs)) {
    const [argument, expected] = ['pairs', 'a list of pairs'];
    throw new KindError({ function: fn, argument, expected, got: describeValue(pairs) });
  }
  const parent = new Map<number, number>();
  const rootOf = (row: number): number => {
    let root = row;
    for (let up = parent.get(root)!; up !== root; up = parent.get(root)!) root = up;
    // The way is shortened for those who come after.
    for (let at = row; at !== root; ) {
      const up = parent.get(at)!;
      parent.set(at, root);
      at = up;
    }
    return root;
  };
  for (const [i, pair] of (pairs as readonly Pick<DuplicatePair, 'a' | 'b'>[]).entries()) {
    if (typeof pair !== 'object' || (pair as unknown) === null) {
      const [argument, expected] = [`pairs[${i}]`, 'a pair { a, b }'];
      throw new KindError({ function: fn, argument, expected, got: describeValue(pair) });
    }
    const { a, b } = pair;
    for (const [name, row] of [
      ['a', a],
      ['b', b],
    ] as const) {
      checkNumber(fn, `pairs[${i}].${name}`, row, { integer: true, min: 0 });
      if (!parent.has(row)) parent.set(row, row);
    }
    const [first, second] = [rootOf(a), rootOf(b)].sort((p, q) => p - q) as [number, number];
    parent.set(second, first);
  }
  const groups = new Map<number, number[]>();
  for (const row of [...parent.keys()].sort((p, q) => p - q)) {
    const root = rootOf(row);
    const group = groups.get(root) ?? [];
    groups.set(root, group);
    group.push(row);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
