import type { FloatTypedArray } from '../../core/types.js';
import type { DescriptorFinish } from '../patch-kernels.js';
import { atan2 } from './atan2.js';

/** Cells on each side of the descriptor's square. */
const CELLS = 4;
/** Orientation bins of a cell. */
const BINS = 8;
/** From the square's centre to its border with half a cell more, in cells. */
const HALF = (CELLS + 1) / 2;
/**
 * Places between the cells, on each side, with one more for what lies on the square's end. At each stand the bins, the
 * first once more at the end: the upper neighbour of each is the next. Of each stand the shares of the four cells around.
 */
const PLACES = CELLS + 2;
const SHARES = 4;
const PLACE_STEP = (BINS + 1) * SHARES;
const LINE_STEP = PLACES * PLACE_STEP;

/** Numbers that votes are collected in. */
const VOTES = PLACES * LINE_STEP;

/** Numbers in a descriptor. */
export const DESCRIPTOR_LENGTH: number = CELLS * CELLS * BINS;
/** Numbers of a place: level, x, y, size of a cell, orientation. */
export const DESCRIPTOR_PLACE = 5;
/** From the centre of a descriptor to its farthest sample, in cells. */
export const DESCRIPTOR_REACH: number = 2.5 * Math.SQRT2;
/** No number of the normalised descriptor exceeds this before it is normalised again; Lowe 2004, section 6.1. */
export const CLIP = 0.2;

/** What is read and written while the votes of a descriptor are collected. */
export interface VoteRoom {
  /** Shares of votes by place, bin and cell. */
  readonly votes: Float64Array;
  /** Of each row of a window the first column that counts, and how many do. */
  readonly spans: Float64Array;
  /** What columns and rows of a window weigh. */
  readonly columnWeights: Float64Array;
  readonly rowWeights: Float64Array;
}

/** Adds the votes of so many rows of a window whose first sample is levels[at], (dx, dy) from the middle. */
export type VoteAdder = (
  room: VoteRoom,
  at: number,
  rows: number,
  dx: number,
  dy: number,
  cos: number,
  sin: number,
  orientation: number,
) => void;

/** See `PatchKernels.siftDescriptors`. */
export function siftDescriptors(
  levels: FloatTypedArray,
  height: number,
  width: number,
  places: Float64Array,
  finish: DescriptorFinish,
  target: FloatTypedArray,
): void {
  const add = votesOf(levels, width);
  const numbers = (count: number): Float64Array => new Float64Array(count);
  describePlaces(numbers, add, height, width, places, finish, target);
}

/**
 * The same with votes that are added somehow.
 *
 * @param numbers - room for so many numbers, and one more
 * @param add - adds votes
 * @param height - rows of a level
 * @param width - its columns
 * @param places - see `DESCRIPTOR_PLACE`
 * @param finish - what is done to the votes
 * @param target - where the descriptors go
 */
export function describePlaces(
  numbers: (count: number) => Float64Array,
  add: VoteAdder,
  height: number,
  width: number,
  places: Float64Array,
  finish: DescriptorFinish,
  target: FloatTypedArray,
): void {
  const room: VoteRoom = {
    votes: numbers(VOTES),
    spans: numbers(2 * height),
    columnWeights: numbers(width),
    rowWeights: numbers(height),
  };
  const cells = new Float64Array(DESCRIPTOR_LENGTH);
  for (let i = 0; i * DESCRIPTOR_PLACE < places.length; i++) {
    const at = i * DESCRIPTOR_PLACE;
    const start = places[at]! * height * width;
    const [x, y] = [places[at + 1]!, places[at + 2]!];
    const [size, orientation] = [places[at + 3]!, places[at + 4]!];
    room.votes.fill(0);
    collectVotes(room, add, start, height, width, x, y, size, orientation);
    gatherCells(room.votes, cells);
    finishDescriptor(cells, finish);
    target.set(cells, i * DESCRIPTOR_LENGTH);
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

/** Collects the votes of the gradients around a place. */
function collectVotes(
  room: VoteRoom,
  add: VoteAdder,
  start: number,
  height: number,
  width: number,
  x: number,
  y: number,
  cellSize: number,
  orientation: number,
): void {
  const cos = Math.cos(orientation) / cellSize;
  const sin = Math.sin(orientation) / cellSize;
  // The window has a standard deviation of half the square's side, two cells.
  const exponent = -1 / (2 * (CELLS / 2) ** 2 * cellSize * cellSize);
  const radius = HALF * cellSize * cellSize * (Math.abs(cos) + Math.abs(sin));
  const top = Math.max(1, Math.ceil(y - radius));
  const bottom = Math.min(height - 2, Math.floor(y + radius));
  const leftmost = Math.max(1, Math.ceil(x - radius));
  const rightmost = Math.min(width - 2, Math.floor(x + radius));
  const { spans, columnWeights, rowWeights } = room;
  for (let column = leftmost; column <= rightmost; column++) {
    columnWeights[column - leftmost] = Math.exp((column - x) ** 2 * exponent);
  }
  const sides = squareSides(cos, sin, HALF);
  for (let row = top; row <= bottom; row++) {
    const dy = row - y;
    rowWeights[row - top] = Math.exp(dy ** 2 * exponent);
    // The part of the row inside the turned square: |u| < HALF and |v| < HALF.
    const [left, right] = spanOf(sides, dy, leftmost - x, rightmost - x);
    const first = Math.ceil(left + x);
    spans[2 * (row - top)] = first - leftmost;
    spans[2 * (row - top) + 1] = Math.floor(right + x) - first + 1;
  }
  const at = start + top * width + leftmost;
  add(room, at, bottom - top + 1, leftmost - x, top - y, cos, sin, orientation);
}

/** Adds votes of levels whose rows have so many numbers. */
function votesOf(levels: FloatTypedArray, width: number): VoteAdder {
  const perRadian = BINS / (2 * Math.PI);
  return (
    { votes, spans, columnWeights, rowWeights },
    from,
    rows,
    left,
    top,
    cos,
    sin,
    orientation,
  ) => {
    for (let row = 0; row < rows; row++) {
      const dy = top + row;
      const start = spans[2 * row]!;
      const end = start + spans[2 * row + 1]!;
      for (let column = start; column < end; column++) {
        const dx = left + column;
        const u = dx * cos + dy * sin;
        const v = dy * cos - dx * sin;
        // Rounding may let a sample on the square's very border through.
        if (!(Math.abs(u) < HALF && Math.abs(v) < HALF)) continue;
        const at = from + row * width + column;
        const gx = levels[at + 1]! - levels[at - 1]!;
        const gy = levels[at + width]! - levels[at - width]!;
        const length = Math.sqrt(gx * gx + gy * gy);
        const weight = rowWeights[row]! * columnWeights[column]! * length;
        // Bins count against the sense of the image's angles, as in the descriptors of Lowe and OpenCV.
        let place = (orientation - atan2(gy, gx)) * perRadian;
        place -= Math.floor(place / BINS) * BINS;
        const i = Math.floor(u + HALF);
        const j = Math.floor(v + HALF);
        const b = Math.floor(place);
        const shareX = u + HALF - i;
        const share = place - b;
        const rest = 1 - share;
        const w1 = weight * (v + HALF - j);
        const w0 = weight - w1;
        const w01 = w0 * shareX;
        const w00 = w0 * (1 - shareX);
        const w11 = w1 * shareX;
        const w10 = w1 * (1 - shareX);
        const low = j * LINE_STEP + i * PLACE_STEP + (b < BINS ? b : 0) * SHARES;
        votes[low]! += w00 * rest;
        votes[low + 1]! += w01 * rest;
        votes[low + 2]! += w10 * rest;
        votes[low + 3]! += w11 * rest;
        votes[low + 4]! += w00 * share;
        votes[low + 5]! += w01 * share;
        votes[low + 6]! += w10 * share;
        votes[low + 7]! += w11 * share;
      }
    }
  };
}

/** Sums what each of 4×4 cells gets in each bin from the four places at its corners. */
function gatherCells(votes: Float64Array, target: Float64Array): void {
  for (let at = 0; at < VOTES; at += PLACE_STEP) {
    for (let k = at; k < at + SHARES; k++) votes[k]! += votes[k + BINS * SHARES]!;
  }
  let to = 0;
  for (let j = 0; j < CELLS; j++) {
    for (let i = 0; i < CELLS; i++) {
      let at = j * LINE_STEP + i * PLACE_STEP;
      for (const end = at + BINS * SHARES; at < end; at += SHARES) {
        const below = at + LINE_STEP;
        target[to++] =
          votes[at + 3]! +
          votes[at + PLACE_STEP + 2]! +
          (votes[below + 1]! + votes[below + PLACE_STEP]!);
      }
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
