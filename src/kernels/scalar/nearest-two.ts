// The two nearest rows of all pairs. Distances are first estimated as |b|²/2 − a·b, whose products run three
// by four rows at a time. Where rows are nearly equal, rounding blurs such an estimate; so every row that could
// be among the two nearest within that blur is measured again, as Σ(a − b)².
import type { FloatTypedArray } from '../../core/types.js';

/** Rows of a tile: as many sums as fit into a processor's registers. */
const QUERIES = 3;
const TRAINS = 4;

/** Rows taken at a time, so that they stay in the cache while they meet each other. */
const QUERY_BLOCK = 64 * QUERIES;
const TRAIN_BLOCK = 64 * TRAINS;

/** See `MatchingKernels.nearestTwo`. */
export function nearestTwo(
  query: FloatTypedArray,
  train: FloatTypedArray,
  n: number,
  m: number,
  d: number,
  nearest: Int32Array,
  squared: Float64Array,
): void {
  const queries = new Float64Array(QUERY_BLOCK * d);
  const trains = new Float64Array(TRAIN_BLOCK * d);
  const sums = new Float64Array(QUERIES * TRAINS);
  // Rows that only fill up the last tile are infinitely far away.
  const halfNorms = new Float64Array(m + TRAINS).fill(Infinity);
  let largest = 0;
  for (let j = 0; j < m; j++) {
    halfNorms[j] = halfNorm(train, j, d);
    largest = Math.max(largest, halfNorms[j]!);
  }
  for (let begin = 0; begin < n; begin += QUERY_BLOCK) {
    const rows = Math.min(QUERY_BLOCK, n - begin);
    interleave(query, begin, rows, d, QUERIES, queries);
    const searches = Array.from({ length: rows }, (_, r) => {
      // A sum of d products errs by at most d·ε/2 of Σ|ab| ≤ (|a|² + |b|²)/2: in the norm and in the product
      // of both rows compared, and in the sums that decide in the end.
      const blur = (4 * d + 16) * Number.EPSILON * (halfNorm(query, begin + r, d) + largest);
      return { rows: [], estimates: [], least: Infinity, limit: Number.MAX_VALUE, blur };
    });
    for (let start = 0; start < m; start += TRAIN_BLOCK) {
      const columns = Math.min(TRAIN_BLOCK, m - start);
      interleave(train, start, columns, d, TRAINS, trains);
      for (let i = 0; i < rows; i += QUERIES) {
        const inTile = Math.min(QUERIES, rows - i);
        for (let j = 0; j < columns; j += TRAINS) {
          multiplyTile(queries, i * d, trains, j * d, d, sums);
          for (let r = 0; r < inTile; r++) {
            const search = searches[i + r]!;
            for (let c = 0; c < TRAINS; c++) {
              const estimate = halfNorms[start + j + c]! - sums[QUERIES * c + r]!;
              if (estimate <= search.limit) offer(search, start + j + c, estimate);
            }
          }
        }
      }
    }
    searches.forEach(({ rows: candidates, estimates, limit }, r) => {
      const near = candidates.filter((_, at) => estimates[at]! <= limit);
      measureRows(near, near.length, query, begin + r, train, d, nearest, squared);
    });
  }
}

/** What is known of one row of `query`. */
interface Search {
  /** Rows of `train` that were among the two nearest, blur allowed, when they came. */
  readonly rows: number[];
  readonly estimates: number[];
  /** The least estimate. */
  least: number;
  /** The second least estimate, with its blur. */
  limit: number;
  /** How far apart the estimates of equally near rows may be. */
  readonly blur: number;
}

function offer(search: Search, row: number, estimate: number): void {
  search.rows.push(row);
  search.estimates.push(estimate);
  const second = Math.max(search.least, estimate);
  search.least = Math.min(search.least, estimate);
  search.limit = Math.min(search.limit, second + search.blur);
}

/**
 * Measures some rows, and keeps the two nearest.
 *
 * @param rows - rows of `train`, in ascending order
 * @param count - how many of them
 * @param query - [n, d]
 * @param i - row of `query`
 * @param train - [m, d]
 * @param d - numbers of a row
 * @param nearest - gets the rows at 2i, −1 where there is none
 * @param squared - gets the squared distances at 2i, Infinity where there is none
 */
export function measureRows(
  rows: ArrayLike<number>,
  count: number,
  query: FloatTypedArray,
  i: number,
  train: FloatTypedArray,
  d: number,
  nearest: Int32Array,
  squared: Float64Array,
): void {
  let first = -1;
  let second = -1;
  let least = Infinity;
  let next = Infinity;
  for (let at = 0; at < count; at++) {
    const row = rows[at]!;
    const distance = squaredDistance(query, i * d, train, row * d, d);
    if (distance < least) {
      [second, next] = [first, least];
      [first, least] = [row, distance];
    } else if (distance < next) {
      [second, next] = [row, distance];
    }
  }
  nearest[2 * i] = first;
  nearest[2 * i + 1] = second;
  squared[2 * i] = least;
  squared[2 * i + 1] = next;
}

// target[k·step·… ]: elements k of `step` rows side by side, then elements k + 1; then the next `step` rows.
function interleave(
  source: FloatTypedArray,
  begin: number,
  rows: number,
  d: number,
  step: number,
  target: Float64Array,
): void {
  for (let i = 0; i < rows; i++) {
    const r = i % step;
    let from = (begin + i) * d;
    for (let at = (i - r) * d + r, k = 0; k < d; k++, at += step) target[at] = source[from++]!;
  }
}

// sums[3c + r] = Σ q[3k + r]·t[4k + c].
function multiplyTile(
  q: Float64Array,
  qAt: number,
  t: Float64Array,
  tAt: number,
  d: number,
  sums: Float64Array,
): void {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let c0 = 0;
  let c1 = 0;
  let c2 = 0;
  let d0 = 0;
  let d1 = 0;
  let d2 = 0;
  for (let k = 0, i = qAt, j = tAt; k < d; k++, i += 3, j += 4) {
    const q0 = q[i]!;
    const q1 = q[i + 1]!;
    const q2 = q[i + 2]!;
    let x = t[j]!;
    a0 += q0 * x;
    a1 += q1 * x;
    a2 += q2 * x;
    x = t[j + 1]!;
    b0 += q0 * x;
    b1 += q1 * x;
    b2 += q2 * x;
    x = t[j + 2]!;
    c0 += q0 * x;
    c1 += q1 * x;
    c2 += q2 * x;
    x = t[j + 3]!;
    d0 += q0 * x;
    d1 += q1 * x;
    d2 += q2 * x;
  }
  sums[0] = a0;
  sums[1] = a1;
  sums[2] = a2;
  sums[3] = b0;
  sums[4] = b1;
  sums[5] = b2;
  sums[6] = c0;
  sums[7] = c1;
  sums[8] = c2;
  sums[9] = d0;
  sums[10] = d1;
  sums[11] = d2;
}

function halfNorm(rows: FloatTypedArray, i: number, d: number): number {
  let sum = 0;
  for (let at = i * d; at < (i + 1) * d; at++) sum += rows[at]! * rows[at]!;
  return sum / 2;
}

function squaredDistance(
  a: FloatTypedArray,
  aAt: number,
  b: FloatTypedArray,
  bAt: number,
  d: number,
): number {
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const difference = a[aAt + k]! - b[bAt + k]!;
    sum += difference * difference;
  }
  return sum;
}
