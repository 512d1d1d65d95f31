// The arithmetic of t-SNE on buffers.
import { exponential } from '../kernels/scalar/exponential.js';

type Numbers = ArrayLike<number>;

/** Squared distances that differ by less than their mean divided by this are equal but for rounding. */
const FINEST = 1e10;

/** Steps of Newton's method at most; then bounds are halved. */
const NEWTON = 30;

/** What the logarithm of a precision grows by at a time, at most: where entropy hardly falls, its slope says little. */
const FARTHEST = 2;

/** Squared distances of all pairs, [n, n]. */
export function distancesOf(x: Numbers, n: number, d: number): Float64Array {
  const squares = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let c = 0; c < d; c++) sum += (x[i * d + c]! - x[j * d + c]!) ** 2;
      squares[i * n + j] = sum;
      squares[j * n + i] = sum;
    }
  }
  return squares;
}

/** The affinities of each point by itself. */
export interface Conditional {
  /** p(j|i), [n, n], a row for each point. */
  readonly rows: Float64Array;
  /** 1/2σ² of each point. */
  readonly precisions: Float64Array;
}

/**
 * How much of a neighbour each point has in each other, by itself.
 *
 * @param squares - squared distances [n, n]
 * @param n - number of points
 * @param perplexity - of each row
 * @returns the rows, and the precisions that were found for them
 */
export function conditionalOf(squares: Float64Array, n: number, perplexity: number): Conditional {
  const rows = new Float64Array(n * n);
  const precisions = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    precisions[i] = fillRow(
      squares.subarray(i * n, (i + 1) * n),
      i,
      Math.log(perplexity),
      rows.subarray(i * n, (i + 1) * n),
    );
  }
  return { rows, precisions };
}

/**
 * Symmetric affinities of a given perplexity.
 *
 * @param squares - squared distances [n, n]
 * @param n - number of points
 * @param perplexity - of each row
 * @returns [n, n], adding up to 1
 */
export function affinitiesOf(squares: Float64Array, n: number, perplexity: number): Float64Array {
  const { rows } = conditionalOf(squares, n, perplexity);
  const joint = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      joint[i * n + j] = (rows[i * n + j]! + rows[j * n + i]!) / (2 * n);
    }
  }
  return joint;
}

// Entropy falls as the precision 1/2σ² rises, from ln(n − 1) at 0; found by Newton's method between bounds, in units of the
// mean squared distance, so that the unit of the points does not matter.
function fillRow(squares: Float64Array, i: number, wanted: number, row: Float64Array): number {
  let [nearest, total] = [Infinity, 0];
  squares.forEach((square, j) => {
    if (j === i) return;
    nearest = Math.min(nearest, square);
    total += square;
  });
  const unit = total > 0 ? total / (squares.length - 1) : 1;
  let [low, high, precision, weighed] = [0, Infinity, 1, 0];
  for (let round = 0; round < 200; round++) {
    weighed = precision / unit;
    const { entropy, fall } = weigh(squares, i, nearest, weighed, row);
    const apart = entropy - wanted;
    if (Math.abs(apart) < 1e-10) break;
    if (apart > 0) low = precision;
    else high = precision;
    // A step in the logarithm of the precision, not far, and only between what is known.
    const next = precision * Math.exp(Math.min(apart / fall, FARTHEST));
    if (round < NEWTON && next > low && next < high) precision = next;
    else precision = high === Infinity ? 2 * precision : (low + high) / 2;
    // Only rounding tells the nearest apart any more: they are more than the perplexity counts.
    if (precision > FINEST) break;
  }
  let sum = 0;
  for (const weight of row) sum += weight;
  for (let j = 0; j < row.length; j++) row[j]! /= sum;
  return weighed;
}

/**
 * Fills a row with weights, that of the nearest 1, and gives the entropy of their shares in nats, and how fast it falls with
 * the logarithm of the precision.
 */
function weigh(
  squares: Float64Array,
  i: number,
  nearest: number,
  precision: number,
  row: Float64Array,
): { readonly entropy: number; readonly fall: number } {
  let [total, moment, second] = [0, 0, 0];
  for (let j = 0; j < row.length; j++) {
    const beyond = precision * (squares[j]! - nearest);
    const weight = j === i ? 0 : exponential(-beyond);
    row[j] = weight;
    total += weight;
    moment += weight * beyond;
    second += weight * beyond * beyond;
  }
  const mean = moment / total;
  return { entropy: Math.log(total) + mean, fall: second / total - mean * mean };
}

/**
 * The divergence of the plane's affinities from those wanted, and its slope.
 *
 * @param p - affinities [n, n]
 * @param y - places [n, d]
 * @param n - number of points
 * @param d - numbers of a place
 * @param exaggeration - factor of p in the slope
 * @param slope - receives ∂C/∂y, [n, d]
 * @returns C, without the exaggeration
 */
export function slopeOf(
  p: Numbers,
  y: Numbers,
  n: number,
  d: number,
  exaggeration: number,
  slope: Float64Array,
): number {
  const near = distancesOf(y, n, d);
  for (let at = 0; at < n * n; at++) near[at] = 1 / (1 + near[at]!);
  for (let i = 0; i < n; i++) near[i * (n + 1)] = 0;
  let total = 0;
  for (const value of near) total += value;
  slope.fill(0);
  let loss = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const at = i * n + j;
      const q = near[at]! / total;
      if (p[at]! > 0) loss += p[at]! * Math.log(p[at]! / q);
      const pull = 4 * (exaggeration * p[at]! - q) * near[at]!;
      for (let c = 0; c < d; c++) slope[i * d + c]! += pull * (y[i * d + c]! - y[j * d + c]!);
    }
  }
  return loss;
}
