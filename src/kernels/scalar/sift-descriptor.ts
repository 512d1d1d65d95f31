import type { FloatTypedArray } from '../../core/types.js';
import type { DescriptorFinish } from '../patch-kernels.js';
import { atan2 } from './atan2.js';

/** Cells on each side of the descriptor's square. */
const CELLS = 4;
/** Orientation bins of a cell. */
const BINS = 8;
// One cell more on each side, so that votes beyond the square need no test.
const PADDED = CELLS + 2;

/** Numbers in a descriptor. */
export const DESCRIPTOR_LENGTH: number = CELLS * CELLS * BINS;
/** Numbers of a place: level, x, y, size of a cell, orientation. */
export const DESCRIPTOR_PLACE = 5;
/** From the centre of a descriptor to its farthest sample, in cells. */
export const DESCRIPTOR_REACH: number = 2.5 * Math.SQRT2;
/** No number of the normalised descriptor exceeds this before it is normalised again; Lowe 2004, section 6.1. */
export const CLIP = 0.2;

/** See `PatchKernels.siftDescriptors`. */
export function siftDescriptors(
  levels: FloatTypedArray,
  height: number,
  width: number,
  places: Float64Array,
  finish: DescriptorFinish,
  target: FloatTypedArray,
): void {
  const votes = new Float64Array(DESCRIPTOR_LENGTH);
  for (let i = 0; i * DESCRIPTOR_PLACE < places.length; i++) {
    const at = i * DESCRIPTOR_PLACE;
    const start = places[at]! * height * width;
    const [x, y] = [places[at + 1]!, places[at + 2]!];
    const [size, orientation] = [places[at + 3]!, places[at + 4]!];
    votes.fill(0);
    collectVotes(levels, start, height, width, x, y, size, orientation, votes);
    finishDescriptor(votes, finish);
    target.set(votes, i * DESCRIPTOR_LENGTH);
  }
}

/**
 * Brings votes to the common length of descriptors, in place.
 *
 * @param votes - 128; zeros stay zeros
 * @param finish - how, see `DescriptorFinish`
 */
export function finishDescriptor(votes: Float64Array, finish: DescriptorFinish): void {
  if (finish === 'votes') return;
  unitLength(votes);
  for (let i = 0; i < votes.length; i++) votes[i] = Math.min(votes[i]!, CLIP);
  if (finish === 'root') rootsOfShares(votes);
  else unitLength(votes);
}

/** Scales to unit length; zeros stay zeros. */
export function unitLength(v: Float64Array): void {
  let square = 0;
  for (let i = 0; i < v.length; i++) square += v[i]! * v[i]!;
  if (square === 0) return;
  const factor = 1 / Math.sqrt(square);
  for (let i = 0; i < v.length; i++) v[i]! *= factor;
}

/** Scales to a sum of one and takes square roots, which has unit length; zeros stay zeros. */
function rootsOfShares(v: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i]!;
  if (sum === 0) return;
  for (let i = 0; i < v.length; i++) v[i] = Math.sqrt(v[i]! / sum);
}

/** Adds votes [4, 4, 8] of the gradients around a place to `target`. */
function collectVotes(
  levels: FloatTypedArray,
  start: number,
  height: number,
  width: number,
  x: number,
  y: number,
  cellSize: number,
  orientation: number,
  target: Float64Array,
): void {
  const votes = new Float64Array(PADDED * PADDED * BINS);
  const cos = Math.cos(orientation) / cellSize;
  const sin = Math.sin(orientation) / cellSize;
  const perRadian = BINS / (2 * Math.PI);
  // The window has a standard deviation of half the square's side, two cells.
  const exponent = -1 / (2 * (CELLS / 2) ** 2 * cellSize * cellSize);
  const half = (CELLS + 1) / 2;
  const radius = half * cellSize * cellSize * (Math.abs(cos) + Math.abs(sin));
  const top = Math.max(1, Math.ceil(y - radius));
  const bottom = Math.min(height - 2, Math.floor(y + radius));
  const leftmost = Math.max(1, Math.ceil(x - radius));
  const rightmost = Math.min(width - 2, Math.floor(x + radius));
  if (rightmost < leftmost) return;
  const columnWeights = new Float64Array(rightmost - leftmost + 1);
  for (let i = 0; i < columnWeights.length; i++) {
    const dx = leftmost + i - x;
    columnWeights[i] = Math.exp(dx * dx * exponent);
  }
  const sides = squareSides(cos, sin, half);
  for (let row = top; row <= bottom; row++) {
    const dy = row - y;
    const rowWeight = Math.exp(dy * dy * exponent);
    // The part of the row inside the turned square: |u| < half and |v| < half.
    const [left, right] = spanOf(sides, dy, leftmost - x, rightmost - x);
    const first = Math.ceil(left + x);
    const last = Math.floor(right + x);
    let at = start + row * width + first;
    for (let column = first; column <= last; column++, at++) {
      const dx = column - x;
      const u = dx * cos + dy * sin;
      const v = dy * cos - dx * sin;
      // Rounding may let a sample on the square's very border through.
      if (!(u > -half && u < half && v > -half && v < half)) continue;
      const gx = levels[at + 1]! - levels[at - 1]!;
      const gy = levels[at + width]! - levels[at - width]!;
      const weight = rowWeight * columnWeights[column - leftmost]! * Math.sqrt(gx * gx + gy * gy);
      // Bins count against the sense of the image's angles, as in the descriptors of Lowe and OpenCV.
      let place = (orientation - atan2(gy, gx)) * perRadian;
      place -= Math.floor(place / BINS) * BINS;
      const cellX = u + CELLS / 2 + 0.5;
      const cellY = v + CELLS / 2 + 0.5;
      const i = Math.floor(cellX);
      const j = Math.floor(cellY);
      const b = Math.floor(place);
      const shareX = cellX - i;
      const shareY = cellY - j;
      const shareB = place - b;
      const low = b < BINS ? b : 0;
      const high = low + 1 < BINS ? low + 1 : 0;
      const base = (j * PADDED + i) * BINS;
      const down = PADDED * BINS;
      const w1 = weight * shareY;
      const w0 = weight - w1;
      const w01 = w0 * shareX;
      const w00 = w0 - w01;
      const w11 = w1 * shareX;
      const w10 = w1 - w11;
      votes[base + low]! += w00 * (1 - shareB);
      votes[base + high]! += w00 * shareB;
      votes[base + BINS + low]! += w01 * (1 - shareB);
      votes[base + BINS + high]! += w01 * shareB;
      votes[base + down + low]! += w10 * (1 - shareB);
      votes[base + down + high]! += w10 * shareB;
      votes[base + down + BINS + low]! += w11 * (1 - shareB);
      votes[base + down + BINS + high]! += w11 * shareB;
    }
  }
  for (let j = 0; j < CELLS; j++) {
    for (let i = 0; i < CELLS; i++) {
      const from = ((j + 1) * PADDED + i + 1) * BINS;
      const to = (j * CELLS + i) * BINS;
      for (let b = 0; b < BINS; b++) target[to + b]! += votes[from + b]!;
    }
  }
}

// A side nearly along the row bounds dx so far out that the window's own bounds come first.
const ALONG = 1e-9;

/** Where a row meets the sides of a turned square: at `slope` times its distance from the middle, ± `reach`. */
interface Sides {
  readonly slope: number;
  readonly reach: number;
}

/**
 * The two pairs of sides of a turned square, |u| = half and |v| = half.
 *
 * @param cos - of the turn, by the size of a cell
 * @param sin - likewise
 * @param half - half the side of the square, in cells
 * @returns both pairs, for `spanOf`
 */
export function squareSides(cos: number, sin: number, half: number): readonly [Sides, Sides] {
  const beyond = { slope: 0, reach: Number.POSITIVE_INFINITY };
  return [
    Math.abs(cos) > ALONG ? { slope: -sin / cos, reach: Math.abs(half / cos) } : beyond,
    Math.abs(sin) > ALONG ? { slope: cos / sin, reach: Math.abs(half / sin) } : beyond,
  ];
}

/**
 * Interval of dx inside a turned square, within [from, to].
 *
 * @param sides - of the square
 * @param dy - of the row
 * @param from - least dx
 * @param to - largest dx
 * @returns least and largest dx; the least may be the larger one
 */
export function spanOf(
  [across, along]: readonly [Sides, Sides],
  dy: number,
  from: number,
  to: number,
): [number, number] {
  const [a, b] = [dy * across.slope, dy * along.slope];
  return [
    Math.max(from, a - across.reach, b - along.reach),
    Math.min(to, a + across.reach, b + along.reach),
  ];
}
