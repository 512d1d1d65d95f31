// Images whose structure tensor, or Harris' measure of it, is made row by row: see assembly/image-tensor.ts.
import type { BorderMode } from '../kernels.js';
import { isSymmetric } from '../scalar/weighted-sums.js';
import type { Arena } from './arena.js';
import { isAntisymmetric, roundTaps } from './float-taps.js';
import type { ImageTensorExports } from './generated/image-tensor.js';
import { placesBeyond, putWords, putZeros } from './layout.js';
import { putRing } from './row-ring.js';
import { rowsAtATime } from './strips.js';
import { rowPitch } from './weighted-rows.js';

/** How far beyond the end of a row kernels may write. */
const BEYOND = 16;
/** Numbers of a vector. */
const LANES = 4;
/** Rows of memory beside the rings. */
const LINES = 13;
/** How many words a task has, and which of them is what. */
const TASK = 28;
const LARGEST = 2;
const FIRST = 24;
const TARGET = 26;

/** What derivatives are taken by, and what their products are weighed by. */
export interface Operators {
  readonly along: Float64Array;
  readonly across: Float64Array;
  readonly window: Float64Array;
  readonly border: BorderMode;
  readonly constant: number;
}

/** Derivatives are differences; averages and windows are the same from both ends, and reach no further than to the other. */
export function areTaken(
  { along, across, window }: Operators,
  height: number,
  width: number,
): boolean {
  return (
    Math.max(along.length, window.length) >> 1 < Math.min(height, width) &&
    along.length === across.length &&
    isAntisymmetric(along) &&
    isSymmetric(across) &&
    isSymmetric(window)
  );
}

/** Whether there are kernels of their own for so few taps. */
export function areThree({ along, window }: Operators): boolean {
  return along.length === 3 && window.length === 3;
}

/** A task of assembly/image-tensor.ts. */
interface Task {
  /** Where its numbers stand. */
  readonly at: number;
  /** How many rows of its other end are taken in before the image, and after it. */
  readonly ahead: number;
  /** How many rows later than others a row may be finished. */
  readonly delay: number;

  /** Tells from which row on rows are written where, and how many bytes lie between the entries of a tensor. */
  aim(first: number, place: number, step: number): void;
}

/** Lays out what assembly/image-tensor.ts reads. An image that goes on with its other end is given such rows. */
function putTask(
  arena: Arena,
  height: number,
  width: number,
  operators: Operators,
  k: number,
  entries: number,
): Task {
  const { along, across, window, border, constant } = operators;
  const three = areThree(operators);
  const [count, windowCount] = [along.length, window.length];
  const [radius, windowRadius] = [count >> 1, windowCount >> 1];
  const step = 4 * rowPitch(width + 2 * Math.max(radius, windowRadius) + LANES);
  const wraps = border === 'wrap';
  const ahead = wraps ? radius + windowRadius : 0;
  const rows = height + 2 * ahead;
  // Sums of windows of three taps are not made up for.
  const averages = three ? Float32Array.from(across) : roundTaps(across, true);
  const slopes = roundTaps(along, false);
  const outside = (taps: Float64Array): number =>
    taps.reduce((sum, tap) => sum + tap * constant, 0);
  const ring = (reach: number, pitch: number, beyond: number): number =>
    putRing(arena, rows, reach, pitch, wraps ? 'nearest' : border, beyond);
  const line = putZeros(arena, LINES * step);
  const at = putWords(arena, [
    ...[0, 0, 0, 0],
    ...[rows, width, three ? 1 : 0, entries === 1 ? 1 : 0],
    arena.put(count === 3 ? Float32Array.of(averages[0]!, averages[1]!, slopes[2]!) : slopes),
    arena.put(averages),
    count,
    arena.put(three ? Float32Array.from(window) : roundTaps(window, true)),
    windowCount,
    putWords(arena, placesBeyond(radius, width, border)),
    putWords(arena, placesBeyond(windowRadius, width, border)),
    ring(radius, step, three ? constant : outside(along)),
    three ? 0 : ring(radius, step, outside(across)),
    ring(windowRadius, 3 * step, 0),
    line,
    step,
    putWords(
      arena,
      Array.from({ length: count }, (_, t) => line + 4 * t),
    ),
    ...[0, 0, 0],
    ...[ahead, ahead + height],
    ...[0, 0],
  ]);
  arena.float64(at, 1)[0] = k;
  arena.float32(at, TASK).set([-Infinity, constant], LARGEST);
  return {
    at,
    ahead,
    delay: radius + windowRadius + 4,
    aim: (first, place, step) => {
      const words = arena.int32(at, TASK);
      words[FIRST] = first;
      words[TARGET] = place;
      words[TARGET + 1] = step;
    },
  };
}

/**
 * Makes the structure tensor of an image, or Harris' measure of it.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param image - [height, width]
 * @param height - rows
 * @param width - numbers of a row
 * @param operators - of which `areTaken` is true
 * @param k - of the measure
 * @param targets - for the measure one image, for the tensor three
 * @returns NaN where numbers are not finite, and not all is there; else the largest measure
 */
export function takeImage(
  wasm: ImageTensorExports,
  arena: Arena,
  image: Float32Array,
  height: number,
  width: number,
  operators: Operators,
  k: number,
  targets: readonly Float32Array[],
): number {
  // It may be lost when the memory grows.
  const held = targets.length === 1 ? arena.find(targets[0]!) : undefined;
  const { at, ahead, delay, aim } = putTask(arena, height, width, operators, k, targets.length);
  const most = rowsAtATime(height, width);
  const strip = arena.words(most * width);
  const step = 4 * (Math.min(height, most + delay) * width + BEYOND);
  const made = held ?? arena.allocate(targets.length * step);
  aim(ahead, made, step);
  let done = 0;
  for (let y = -ahead; y < height + ahead; ) {
    const first = (y + ahead * height) % height;
    const count = Math.min(most, height - first, height + ahead - y);
    arena.float32(strip, count * width).set(image.subarray(first * width, (first + count) * width));
    const finished = wasm.takeRows(at, strip, count);
    if (finished < 0) return Number.NaN;
    y += count;
    const end = Math.min(finished - ahead, height);
    if (held !== undefined || end <= done) continue;
    targets.forEach((target, n) => {
      target.set(arena.float32(made + n * step, (end - done) * width), done * width);
    });
    done = end;
    aim(ahead + done, made, step);
  }
  return arena.float32(at, TASK)[LARGEST]!;
}
