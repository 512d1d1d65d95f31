// Pairs of points, four numbers each: x, y in the source and u, v in the target.
import { bindShapes } from '../core/check.js';
import { checkFinite, isNdArray, readArray } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatTypedArray } from '../core/types.js';

/** Pairs of points that belong together, with how exactly they are stored. */
export interface PointPairs {
  /** x, y, u, v of each pair. */
  readonly pairs: Float64Array;
  /** Number of pairs. */
  readonly n: number;
  /** Relative spacing of the numbers: that of float32 where an argument is one. */
  readonly precision: number;
}

/** Where the two points of a pair begin. */
export type Side = 0 | 2;

/** Relative spacing of float32 numbers. */
const SINGLE = 2 ** -23;

/** An element of a transform this small beside the numbers it is a sum of is what rounding leaves of zero. */
const ZERO = 32 * Number.EPSILON;

/**
 * Reads two lists of points that belong together.
 *
 * @param fn - name of the public function, for errors
 * @param source - [n, 2]
 * @param target - [n, 2]
 * @param least - how many are needed
 * @param model - what for
 * @returns the pairs
 * @throws KindError where an argument is no array, ShapeError where shapes do not fit or points are too few,
 * DomainError for NaN and infinite coordinates
 */
export function readPairs(
  fn: string,
  source: ArrayInput,
  target: ArrayInput,
  least: number,
  model: string,
): PointPairs {
  const from = checkFinite(fn, 'source', readArray(fn, 'source', source, 'float64'));
  const to = checkFinite(fn, 'target', readArray(fn, 'target', target, 'float64'));
  const { n } = bindShapes(fn, { source: [from, 'n 2'], target: [to, 'n 2'] });
  if (n < least) {
    throw new ShapeError({
      function: fn,
      argument: 'source',
      expected: `at least ${least} points, which ${model === 'affine' ? 'an' : 'a'} ${model} needs`,
      got: `${n}`,
    });
  }
  const pairs = new Float64Array(4 * n);
  for (let i = 0; i < n; i++) {
    pairs[4 * i] = from.data[2 * i]!;
    pairs[4 * i + 1] = from.data[2 * i + 1]!;
    pairs[4 * i + 2] = to.data[2 * i]!;
    pairs[4 * i + 3] = to.data[2 * i + 1]!;
  }
  return { pairs, n, precision: Math.max(precisionOf(source), precisionOf(target)) };
}

function precisionOf(input: ArrayInput): number {
  const data: unknown = isNdArray(input) ? input.data : input;
  return data instanceof Float32Array ? SINGLE : Number.EPSILON;
}

/**
 * The pairs whose weight is not zero.
 *
 * @param pairs - x, y, u, v of each pair
 * @param weights - one a pair
 * @returns those pairs, in order
 */
export function pairsWithWeight(pairs: Float64Array, weights: FloatTypedArray): Float64Array {
  return pairs.filter((_, at) => weights[at >> 2] !== 0);
}

/** A shift and a scale: p becomes (p − centre)·scale. */
export interface Frame {
  /** x of the centre. */
  readonly x: number;
  /** y of the centre. */
  readonly y: number;
  /** A power of two, so that it rounds nothing. */
  readonly scale: number;
}

/**
 * The frame in which the points of one side have their mean at 0 and a mean distance of about √2 from it.
 *
 * @param pairs - x, y, u, v of each pair
 * @param side - 0 for the source, 2 for the target
 * @param weights - one a pair, of which one at least is positive
 * @returns the frame
 * @see R. Hartley, "In defense of the eight-point algorithm", PAMI 1997, section 5
 */
export function frameOf(pairs: Float64Array, side: Side, weights: Float64Array): Frame {
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  // Sums of differences to one of the points keep the digits of points far away from 0.
  const x0 = pairs[side]!;
  const y0 = pairs[side + 1]!;
  for (let i = 0, at: number = side; i < weights.length; i++, at += 4) {
    total += weights[i]!;
    sumX += weights[i]! * (pairs[at]! - x0);
    sumY += weights[i]! * (pairs[at + 1]! - y0);
  }
  const x = x0 + sumX / total;
  const y = y0 + sumY / total;
  let distances = 0;
  for (let i = 0, at: number = side; i < weights.length; i++, at += 4) {
    distances += weights[i]! * Math.hypot(pairs[at]! - x, pairs[at + 1]! - y);
  }
  const exponent = Math.round(Math.log2((Math.SQRT2 * total) / distances));
  return { x, y, scale: Number.isFinite(exponent) ? 2 ** exponent : 1 };
}

/**
 * Pairs in frames of their own.
 *
 * @param pairs - x, y, u, v of each pair
 * @param source - frame of the first points
 * @param target - frame of the second points
 * @returns the pairs in these frames
 */
export function pairsInFrames(pairs: Float64Array, source: Frame, target: Frame): Float64Array {
  const inFrames = new Float64Array(pairs.length);
  for (let at = 0; at < pairs.length; at += 4) {
    inFrames[at] = (pairs[at]! - source.x) * source.scale;
    inFrames[at + 1] = (pairs[at + 1]! - source.y) * source.scale;
    inFrames[at + 2] = (pairs[at + 2]! - target.x) * target.scale;
    inFrames[at + 3] = (pairs[at + 3]! - target.y) * target.scale;
  }
  return inFrames;
}

/**
 * A transform between two frames, as one between the points outside of them: T₂⁻¹·H·T₁, scaled so that its
 * last element is 1, or where that is zero its largest.
 *
 * @param h - the transform between the frames, 9 numbers
 * @param source - frame of the first points
 * @param target - frame of the second points
 * @returns the transform
 */
export function withoutFrames(h: Float64Array, source: Frame, target: Frame): Float64Array {
  const t = new Float64Array(9);
  for (let row = 0; row < 3; row++) {
    const a = h[3 * row]! * source.scale;
    const b = h[3 * row + 1]! * source.scale;
    t[3 * row] = a;
    t[3 * row + 1] = b;
    t[3 * row + 2] = h[3 * row + 2]! - (a * source.x + b * source.y);
  }
  for (let column = 0; column < 3; column++) {
    t[column] = t[column]! / target.scale + target.x * t[6 + column]!;
    t[3 + column] = t[3 + column]! / target.scale + target.y * t[6 + column]!;
  }
  // In the frame points lie about 1 from the centre, so that these are the numbers that may cancel to zero.
  const [g, k] = [Math.abs(h[6]!), Math.abs(h[7]!)];
  const size = Math.max(
    Math.abs(h[8]!),
    g * Math.max(1, Math.abs(source.scale * source.x)),
    k * Math.max(1, Math.abs(source.scale * source.y)),
  );
  if (!(Math.abs(t[8]!) > ZERO * size)) t[8] = 0;
  const divisor =
    t[8] !== 0 ? t[8]! : t.reduce((top, v) => (Math.abs(v) > Math.abs(top) ? v : top));
  // Adding 0 makes 0 of −0.
  return t.map((value) => value / divisor + 0);
}

/** Linear elements below it may have lost digits, or all of them. */
const LEAST_ELEMENT = 2 ** -950;

/**
 * Whether float64 holds a transform between points, which it does not where their sizes are too many orders of magnitude
 * apart.
 *
 * @param t - what `withoutFrames` made
 * @returns true where its elements are numbers that have their digits
 */
export function isHeld(t: Float64Array): boolean {
  const linear = [t[0]!, t[1]!, t[3]!, t[4]!].map(Math.abs);
  return t.every(Number.isFinite) && Math.max(...linear) > LEAST_ELEMENT;
}
