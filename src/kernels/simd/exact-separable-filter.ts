// Smoothing of float32 images, as exactly as in float64, for levels of a scale space: keypoints lie where neighbours
// differ by little more than the rounding of plain float32 sums, and would move when the image is turned.
//
// With symmetric taps k that add up to one, Σ k[t]·r[t] = r[0] + Σ K[t]·(d[t] − d[1 − t]), t ≥ 1, where d[t] is
// r[t] − r[t − 1] and K[t] = Σ k[s], s ≥ t. What is rounded is small, but for the sum at the end.
import type { FilterKernels } from '../filter-kernels.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from '../scalar/border.js';
import { separableFilter as separableScalar } from '../scalar/separable-filter.js';
import { isSymmetric } from '../scalar/weighted-sums.js';
import type { Arena } from './arena.js';
import { type ImageLevelsExports, imageLevels } from './generated/image-levels.js';
import { readRows, writeRows } from './strips.js';
import { inArena } from './wasm-module.js';
import { rowPitch } from './weighted-rows.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 256;
/** How far the sum of taps may be from one. */
const ROUNDING = 1e-12;

/** See `FilterKernels.separableFilter`. */
export const exactSeparableFilter: FilterKernels['separableFilter'] = (
  source,
  target,
  height,
  width,
  kernelY,
  kernelX,
  border,
  constant,
  downFirst = false,
) => {
  let finite = false;
  const served =
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    height * width >= LEAST &&
    kernelY.length >> 1 < height &&
    kernelX.length >> 1 < width &&
    smooths(kernelX) &&
    smooths(kernelY) &&
    inArena(imageLevels, (wasm, arena) => {
      const rowAt = readRows(arena, source, height, width);
      const lines = layOut(wasm, arena, rowAt, height, width, kernelY, kernelX, border, constant);
      const smoothed = downFirst ? columnsFirst(wasm, arena, lines) : rowsFirst(wasm, arena, lines);
      finite = writeRows(arena, [target], height, width, smoothed);
    });
  if (served && finite) return true;
  return separableScalar(source, target, height, width, kernelY, kernelX, border, constant);
};

function smooths(kernel: Float64Array): boolean {
  const sum = kernel.reduce((total, tap) => total + tap, 0);
  return Math.abs(sum - 1) <= ROUNDING && isSymmetric(kernel);
}

/** Taps of the differences, from the outermost inwards, and how many. */
function putTaps(arena: Arena, kernel: Float64Array): [taps: number, radius: number] {
  const radius = kernel.length >> 1;
  let sum = 0;
  const taps = Float32Array.from({ length: radius }, (_, t) => {
    sum += kernel[t]!;
    return sum;
  });
  return [arena.put(taps), radius];
}

/** A ring of rows, filled with 0: says where row y lies. */
function ringOf(arena: Arena, count: number, pitch: number): (y: number) => number {
  const at = arena.words(count * pitch);
  arena.float32(at, count * pitch).fill(0);
  // Rows above the image have negative numbers.
  return (y) => at + 4 * pitch * ((y + count * pitch) % count);
}

/** Rows of an image and what smooths them. */
interface Lines {
  readonly width: number;
  /** Numbers from one line to the next. */
  readonly extended: number;
  /** Taps of the differences, along rows and down columns, and how many. */
  readonly tapsX: number;
  readonly tapsY: number;
  readonly across: number;
  readonly down: number;
  /** For `sumSteps`: the places of `steps`, one after the other. */
  readonly alongTable: number;
  /** What numbers of a line exceed those before them by, beginning with its second. */
  readonly steps: number;

  /** Where line y lies, inside the image or not, with the numbers before and after it; good for `down` lines more. */
  lineOf(y: number): number;

  /** Brings line y, and its steps; false where it is constant. */
  bring(y: number): boolean;
}

function layOut(
  wasm: ImageLevelsExports,
  arena: Arena,
  rowAt: (y: number) => number,
  height: number,
  width: number,
  kernelY: Float64Array,
  kernelX: Float64Array,
  border: BorderMode,
  constant: number,
): Lines {
  const [tapsX, across] = putTaps(arena, kernelX);
  const [tapsY, down] = putTaps(arena, kernelY);
  const extended = rowPitch(width) + 2 * across;
  const lineOf = ringOf(arena, down + 1, extended);
  const steps = arena.words(extended);
  arena.float32(steps, extended).fill(0);
  const beyond = arena.words(2 * across);
  arena.int32(beyond, 2 * across).forEach((_, i, table) => {
    table[i] = borderIndex(i < across ? i - across : width + i - across, width, border);
  });
  const alongTable = arena.words(2 * across);
  arena.int32(alongTable, 2 * across).forEach((_, i, table) => {
    table[i] = steps + 4 * i;
  });
  const bring = (y: number): boolean => {
    const from = borderIndex(y, height, border);
    if (from === OUTSIDE) arena.float32(lineOf(y), extended).fill(constant);
    else wasm.stepRow(rowAt(from), width, lineOf(y), across, beyond, constant, steps);
    return from !== OUTSIDE;
  };
  return { width, extended, tapsX, tapsY, across, down, alongTable, steps, lineOf, bring };
}

/** What rows exceed those above them by: 2·down of them, and where the table of those around row y begins. */
function stepRing(
  arena: Arena,
  down: number,
  pitch: number,
): [stepOf: (y: number) => number, tableOf: (y: number) => number] {
  const stepOf = ringOf(arena, Math.max(1, 2 * down), pitch);
  // The ring twice over: where it begins changes from row to row.
  const table = arena.words(4 * down);
  arena.int32(table, 4 * down).forEach((_, i, places) => {
    places[i] = stepOf(i);
  });
  return [stepOf, (y) => (down === 0 ? table : table + 4 * ((y + 1 + down) % (2 * down)))];
}

/** Writes smoothed row y to a place; to be asked for each row from the first on; false where not finite. */
type WriteSmoothed = (y: number, target: number) => boolean;

/** Smooths along the rows, then down the columns. */
function rowsFirst(wasm: ImageLevelsExports, arena: Arena, lines: Lines): WriteSmoothed {
  const { width, tapsX, tapsY, across, down, alongTable, lineOf, bring } = lines;
  const pitch = rowPitch(width);
  // What smoothing along a row adds to it.
  const sumsOf = ringOf(arena, down + 1, pitch);
  const [stepOf, tableOf] = stepRing(arena, down, pitch);
  const hereOf = (y: number): number => lineOf(y) + 4 * across;
  let next = -down;
  return (y, target) => {
    for (; next <= y + down; next++) {
      const sums = sumsOf(next);
      if (bring(next)) wasm.sumSteps(alongTable, tapsX, across, 0, 0, sums, width);
      else arena.float32(sums, pitch).fill(0);
      if (next === -down || down === 0) continue;
      const [above, sumsAbove] = [hereOf(next - 1), sumsOf(next - 1)];
      wasm.stepBetween(above, hereOf(next), sumsAbove, sums, width, stepOf(next));
    }
    return Boolean(wasm.sumSteps(tableOf(y), tapsY, down, hereOf(y), sumsOf(y), target, width));
  };
}

/** Smooths down the columns, then along the rows: to what `rowsFirst` makes of the image with its axes exchanged. */
function columnsFirst(wasm: ImageLevelsExports, arena: Arena, lines: Lines): WriteSmoothed {
  const { width, extended, tapsX, tapsY, across, down, alongTable, steps, lineOf, bring } = lines;
  const whole = width + 2 * across;
  const pitch = extended + 16;
  const [stepOf, tableOf] = stepRing(arena, down, pitch);
  const none = arena.words(pitch);
  const sums = arena.words(pitch);
  arena.float32(none, pitch).fill(0);
  arena.float32(sums, pitch).fill(0);
  let next = -down;
  return (y, target) => {
    for (; next <= y + down; next++) {
      bring(next);
      if (next === -down || down === 0) continue;
      wasm.stepBetween(lineOf(next - 1), lineOf(next), none, none, whole, stepOf(next));
    }
    const line = lineOf(y);
    wasm.sumSteps(tableOf(y), tapsY, down, 0, 0, sums, whole);
    wasm.stepBetween(line, line + 4, sums, sums + 4, whole, steps);
    const [here, along] = [line + 4 * across, sums + 4 * across];
    return Boolean(wasm.sumSteps(alongTable, tapsX, across, here, along, target, width));
  };
}
