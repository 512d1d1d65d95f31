// Histograms of gradients around keypoints: of samples in the memory of the kernels, or copied in.
import type { FloatTypedArray } from '../../core/types.js';
import type { Kernels } from '../kernels.js';
import { siftDescriptor as descriptorScalar } from '../scalar/sift-descriptor.js';
import { gradientHistogram as histogramScalar } from '../scalar/sift-orientation.js';
import type { Arena } from './arena.js';
import { type DescriptorExports, descriptor } from './generated/descriptor.js';
import { inArena } from './wasm-module.js';

/** Cells on each side of a descriptor, directions of each, and places that votes are kept at; see assembly/descriptor.ts. */
const CELLS = 4;
const DIRECTIONS = 8;
const NUMBERS = CELLS * CELLS * DIRECTIONS;
const VOTES = (CELLS + 1) ** 2 * (DIRECTIONS + 1) * 4;
/** Sums below it are left to the scalar kernel: float32 numbers end not far under it. */
const LEAST_SUM = 1e-25;

/** Samples whose gradients count, by rows and columns of an image. */
interface Window {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Those within a square that an image's borders leave: samples on the border have no gradient. */
function windowAround(x: number, y: number, radius: number, height: number, width: number): Window {
  return {
    top: Math.max(1, Math.ceil(y - radius)),
    bottom: Math.min(height - 2, Math.floor(y + radius)),
    left: Math.max(1, Math.ceil(x - radius)),
    right: Math.min(width - 2, Math.floor(x + radius)),
  };
}

/** A window where kernels find it. */
interface Placed {
  /** Where its first sample lies. */
  readonly first: number;
  /** Bytes from one row to the next. */
  readonly pitch: number;
  /** Where its Gaussian's weights lie, of columns and of rows. */
  readonly columnWeights: number;
  readonly rowWeights: number;
  readonly columns: number;
  readonly rows: number;
}

function place(
  wasm: DescriptorExports,
  arena: Arena,
  levels: Float32Array,
  start: number,
  width: number,
  { top, bottom, left, right }: Window,
  x: number,
  y: number,
  exponent: number,
): Placed {
  const rows = bottom - top + 1;
  const columns = right - left + 1;
  const there = arena.find(levels);
  const columnWeights = arena.words(Math.ceil(columns / 4) * 4);
  const rowWeights = arena.words(Math.ceil(rows / 4) * 4);
  wasm.windowWeights(left - x, exponent, columns, columnWeights);
  wasm.windowWeights(top - y, exponent, rows, rowWeights);
  const weights = { columnWeights, rowWeights, columns, rows };
  if (there !== undefined) {
    return { first: there + 4 * (start + top * width + left), pitch: 4 * width, ...weights };
  }
  // With those around them.
  const across = columns + 2;
  const copy = arena.words((rows + 2) * across);
  const target = arena.float32(copy, (rows + 2) * across);
  let from = start + (top - 1) * width + left - 1;
  for (let r = 0; r < target.length; r += across) {
    target.set(levels.subarray(from, from + across), r);
    from += width;
  }
  return { first: copy + 4 * (across + 1), pitch: 4 * across, ...weights };
}

/** Adds votes to those that are there, if float32 could hold them. */
function addTo(target: Float64Array, votes: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < votes.length; i++) sum += votes[i]!;
  if (!(sum === 0 || (sum > LEAST_SUM && sum < Infinity))) return false;
  for (let i = 0; i < votes.length; i++) target[i]! += votes[i]!;
  return true;
}

/** See `Kernels.gradientHistogram`. */
export const gradientHistogram: Kernels['gradientHistogram'] = (
  levels,
  start,
  height,
  width,
  x,
  y,
  sigma,
  radius,
  histogram,
) => {
  const bins = histogram.length;
  const served = serve(levels, histogram, bins, (wasm, arena, samples, votes) => {
    const window = windowAround(x, y, radius, height, width);
    if (window.left > window.right || window.top > window.bottom) return;
    const exponent = -1 / (2 * sigma * sigma);
    const placed = place(wasm, arena, samples, start, width, window, x, y, exponent);
    wasm.orientationWindow(
      placed.first,
      placed.pitch,
      placed.columnWeights,
      placed.columns,
      placed.rowWeights,
      placed.rows,
      window.left,
      window.top,
      x,
      y,
      radius,
      bins,
      votes,
    );
  });
  if (!served) histogramScalar(levels, start, height, width, x, y, sigma, radius, histogram);
};

/** See `Kernels.siftDescriptor`. */
export const siftDescriptor: Kernels['siftDescriptor'] = (
  levels,
  start,
  height,
  width,
  x,
  y,
  cellSize,
  orientation,
  target,
) => {
  const served = serve(levels, target, NUMBERS, (wasm, arena, samples, numbers) => {
    const cos = Math.cos(orientation) / cellSize;
    const sin = Math.sin(orientation) / cellSize;
    const half = (CELLS + 1) / 2;
    const radius = half * cellSize * cellSize * (Math.abs(cos) + Math.abs(sin));
    const window = windowAround(x, y, radius, height, width);
    if (window.left > window.right || window.top > window.bottom) return;
    const exponent = -1 / (2 * (CELLS / 2) ** 2 * cellSize * cellSize);
    const placed = place(wasm, arena, samples, start, width, window, x, y, exponent);
    const votes = arena.words(VOTES);
    arena.float32(votes, VOTES).fill(0);
    wasm.descriptorWindow(
      placed.first,
      placed.pitch,
      placed.columnWeights,
      placed.columns,
      placed.rowWeights,
      placed.rows,
      window.left,
      window.top,
      x,
      y,
      cos,
      sin,
      (orientation * DIRECTIONS) / (2 * Math.PI),
      votes,
    );
    wasm.gatherCells(votes, numbers);
  });
  if (!served) {
    descriptorScalar(levels, start, height, width, x, y, cellSize, orientation, target);
  }
};

/** Collects votes in float32 and adds them to `target`; false where that cannot be. */
function serve(
  levels: FloatTypedArray,
  target: Float64Array,
  count: number,
  collect: (wasm: DescriptorExports, arena: Arena, levels: Float32Array, votes: number) => void,
): boolean {
  let added = false;
  const served =
    levels instanceof Float32Array &&
    inArena(descriptor, (wasm, arena) => {
      const votes = arena.words(count);
      arena.float32(votes, count).fill(0);
      collect(wasm, arena, levels, votes);
      added = addTo(target, arena.float32(votes, count));
    });
  return served && added;
}
