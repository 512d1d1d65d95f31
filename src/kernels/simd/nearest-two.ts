// The two nearest rows of all pairs: rows are rounded to whole numbers of 16 bits, whose products run in integers,
// exactly. What rounding may do to a distance is known beforehand; every row that could be among the two nearest
// within that is measured as the scalar kernel does, so that results are the same.
import type { FloatTypedArray } from '../../core/types.js';
import type { MatchingKernels } from '../matching-kernels.js';
import { measureRows, nearestTwo as nearestTwoScalar } from '../scalar/nearest-two.js';
import type { Arena } from './arena.js';
import { type MatchingExports, matching } from './generated/matching.js';
import { inArena } from './wasm-module.js';

/** Multiplications below which setting up costs more than it saves. */
const LEAST_WORK = 16384;
/** Longer rows would be rounded too roughly. */
const MOST_NUMBERS = 131072;
/** Length of a row in whole numbers, so that sums stay within 32 bits: 2^14.5. */
const LONGEST = 23170;
/** Lengths whose squares are less are known too roughly: terms of these are lost below all numbers. */
const LEAST_SQUARE = 1e-280;
/** Numbers of the rows that are searched at a time, and these rows at most. */
const BLOCK = 65536;
const MOST_ROWS = 512;
/** So many times as many rows are asked about: each of these blocks has the others rounded anew. */
const TIMES = 4;
/** Pairs of numbers that stay in the first cache: the rows that meet a panel. */
const STRIP = 4096;
/** Rows of a panel; see assembly/matching.ts for these. */
const COLUMNS = 8;
const CAPACITY = 64;
const FARTHEST = 0x7fffffff;

/** How rows become whole numbers. */
interface Rounding {
  /** What numbers are multiplied by before they are rounded. */
  readonly scale: number;
  /** Whether rounding changes nothing. */
  readonly exact: boolean;
}

/** See `MatchingKernels.nearestTwo`. */
export const nearestTwo: MatchingKernels['nearestTwo'] = (
  query,
  train,
  n,
  m,
  d,
  nearest,
  squared,
) => {
  const lost: number[] = [];
  const served =
    n * m * d >= LEAST_WORK &&
    d <= MOST_NUMBERS &&
    inArena(matching, (wasm, arena) => {
      const rounding = chooseRounding(query, train, n, m, d);
      if (rounding === undefined) {
        for (let i = 0; i < n; i++) lost.push(i);
        return;
      }
      const most = Math.min(
        MOST_ROWS,
        Math.max(COLUMNS, Math.floor(BLOCK / d / COLUMNS) * COLUMNS),
      );
      for (let begin = 0; begin < n; begin += TIMES * most) {
        const rows = Math.min(TIMES * most, n - begin);
        arena.scope(() => {
          searchBlock(wasm, arena, rounding, query, train, begin, rows, m, d, most, {
            nearest,
            squared,
            lost,
          });
        });
      }
    });
  if (!served) nearestTwoScalar(query, train, n, m, d, nearest, squared);
  else if (lost.length > 0) searchAgain(query, train, lost, m, d, nearest, squared);
};

interface Results {
  readonly nearest: Int32Array;
  readonly squared: Float64Array;
  /** Rows of `query` with more candidates than there is room for. */
  readonly lost: number[];
}

function searchBlock(
  wasm: MatchingExports,
  arena: Arena,
  rounding: Rounding,
  query: FloatTypedArray,
  train: FloatTypedArray,
  begin: number,
  rows: number,
  m: number,
  d: number,
  most: number,
  { nearest, squared, lost }: Results,
): void {
  const pairs = Math.ceil(d / 2);
  const padded = Math.ceil(rows / 4) * 4;
  const queries = arena.words(padded * pairs);
  const limits = arena.words(padded);
  const states = arena.words(4 * padded);
  const lists = arena.words(2 * CAPACITY * padded);
  const panels = arena.words(most * pairs);
  const norms = arena.words(most);
  const products = arena.words(4 * COLUMNS);
  const squares = arena.allocate(8 * Math.max(rows, most));
  const round = rounder(wasm, arena, d, rounding.scale, most);
  for (let r = 0; r < rows; r += most) {
    const at = queries + 4 * r * pairs;
    round(query, begin + r, Math.min(most, rows - r), 1, at, squares + 8 * r);
  }
  // Rows that only fill up the last tile are near nothing.
  arena.int32(queries, padded * pairs).fill(0, rows * pairs);
  const sums = arena.float64(squares, Math.max(rows, most));
  const limit = arena.int32(limits, padded).fill(-FARTHEST);
  const state = arena.int32(states, 4 * padded).fill(0);
  for (let r = 0; r < rows; r++) {
    // Each of two estimates that are compared errs by at most 2(|a||δ| + |b||δ| + |δ|²) + 1/2, with roundings |δ| ≤
    // √d/2. Where they are exact, a later row counts only if it is nearer.
    const length = Math.sqrt(sums[r]!);
    const blur = rounding.exact ? -1 : Math.ceil(2 * Math.sqrt(d) * (length + LONGEST) + d) + 4;
    state.set([FARTHEST - 1, FARTHEST - 1, blur], 4 * r);
    limit[r] = FARTHEST - 1 - Math.abs(blur);
  }
  const strip = Math.max(4, Math.floor(STRIP / pairs / 4) * 4);
  for (let start = 0; start < m; start += most) {
    const columns = Math.min(most, m - start);
    const count = Math.ceil(columns / COLUMNS);
    // So are those that fill up the last panel: their products are 0, their norms beyond any limit.
    arena.int32(panels, COLUMNS * count * pairs).fill(0, COLUMNS * (count - 1) * pairs);
    round(train, start, columns, COLUMNS, panels, squares);
    const whole = arena.int32(norms, most).fill(FARTHEST);
    for (let c = 0; c < columns; c++) whole[c] = Math.round(sums[c]!);
    wasm.search(
      padded,
      strip,
      queries,
      pairs,
      panels,
      count,
      norms,
      start,
      limits,
      states,
      lists,
      products,
    );
  }
  const found = arena.int32(lists, 2 * CAPACITY * padded);
  const candidates = new Int32Array(CAPACITY);
  for (let r = 0; r < rows; r++) {
    const count = state[4 * r + 3]!;
    if (count < 0) {
      lost.push(begin + r);
      continue;
    }
    const largest = state[4 * r + 1]! + Math.max(0, state[4 * r + 2]!);
    let kept = 0;
    for (let at = 2 * CAPACITY * r, end = at + 2 * count; at < end; at += 2) {
      if (found[at + 1]! <= largest) candidates[kept++] = found[at]!;
    }
    measureRows(candidates, kept, query, begin + r, train, d, nearest, squared);
  }
}

/** Rounds rows into the memory of the kernels, `most` of them at a time. */
function rounder(
  wasm: MatchingExports,
  arena: Arena,
  d: number,
  scale: number,
  most: number,
): (
  source: FloatTypedArray,
  begin: number,
  rows: number,
  step: number,
  to: number,
  norms: number,
) => void {
  const at = arena.allocate(8 * most * d);
  return (source, begin, rows, step, to, norms) => {
    const wide = source instanceof Float64Array;
    const numbers = wide ? arena.float64(at, rows * d) : arena.float32(at, rows * d);
    numbers.set(source.subarray(begin * d, (begin + rows) * d));
    wasm.roundRows(at, wide, rows, d, scale, step, to, norms);
  };
}

/** Undefined where rows cannot be rounded. */
function chooseRounding(
  query: FloatTypedArray,
  train: FloatTypedArray,
  n: number,
  m: number,
  d: number,
): Rounding | undefined {
  const largest = Math.max(largestNorm(query, n, d), largestNorm(train, m, d));
  const longest = Math.sqrt(largest);
  if (longest <= LONGEST && isWhole(query) && isWhole(train)) return { scale: 1, exact: true };
  const scale = (LONGEST - Math.sqrt(d) / 2 - 1) / longest;
  return scale > 0 && largest > LEAST_SQUARE ? { scale, exact: false } : undefined;
}

function isWhole(numbers: FloatTypedArray): boolean {
  for (let i = 0; i < numbers.length; i++) {
    if (Math.round(numbers[i]!) !== numbers[i]) return false;
  }
  return true;
}

function largestNorm(rows: FloatTypedArray, count: number, d: number): number {
  let largest = 0;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let at = i * d; at < (i + 1) * d; at++) sum += rows[at]! * rows[at]!;
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** With the scalar kernel, for some of the rows. */
function searchAgain(
  query: FloatTypedArray,
  train: FloatTypedArray,
  rows: readonly number[],
  m: number,
  d: number,
  nearest: Int32Array,
  squared: Float64Array,
): void {
  const some = query.slice(0, rows.length * d);
  rows.forEach((row, i) => {
    some.set(query.subarray(row * d, (row + 1) * d), i * d);
  });
  const found = new Int32Array(2 * rows.length);
  const distances = new Float64Array(2 * rows.length);
  nearestTwoScalar(some, train, rows.length, m, d, found, distances);
  rows.forEach((row, i) => {
    nearest.set(found.subarray(2 * i, 2 * i + 2), 2 * row);
    squared.set(distances.subarray(2 * i, 2 * i + 2), 2 * row);
  });
}
