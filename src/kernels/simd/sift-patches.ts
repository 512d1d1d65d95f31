// Histograms of gradients around keypoints: the samples around each are copied in, some rows at a time.
import type { FloatTypedArray } from '../../core/types.js';
import type { Kernels } from '../kernels.js';
import { siftDescriptor as descriptorScalar, squareSpan } from '../scalar/sift-descriptor.js';
import { gradientHistogram as histogramScalar } from '../scalar/sift-orientation.js';
import type { Arena } from './arena.js';
import { type DescriptorExports, descriptor } from './generated/descriptor.js';
import { inArena } from './wasm-module.js';

/** Samples that are copied at a time, in whole rows. */
const STRIP = 16384;
/** Cells on each side of a descriptor, directions of each, and places that votes are kept at; see assembly/descriptor.ts. */
const CELLS = 4;
const DIRECTIONS = 8;
const NUMBERS = CELLS * CELLS * DIRECTIONS;
const VOTES = (CELLS + 1) ** 2 * DIRECTIONS * 4;
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

/** The windows' Gaussian, by columns and rows. */
interface Weights {
  /** Where the weight of the first column lies. */
  readonly columns: number;
  /** The weight of each row. */
  readonly rows: Float32Array;
}

function putWeights(
  wasm: DescriptorExports,
  arena: Arena,
  { top, bottom, left, right }: Window,
  x: number,
  y: number,
  exponent: number,
): Weights {
  const down = bottom - top + 1;
  const across = right - left + 1;
  const columns = arena.words(Math.ceil(across / 4) * 4);
  const rows = arena.words(Math.ceil(down / 4) * 4);
  wasm.windowWeights(left - x, exponent, across, columns);
  wasm.windowWeights(top - y, exponent, down, rows);
  return { columns, rows: arena.float32(rows, down).slice() };
}

/** Copies rows of samples, with those around them, and visits each row inside. */
function eachRow(
  arena: Arena,
  levels: Float32Array,
  start: number,
  width: number,
  window: Window,
  visit: (row: number, at: number, pitch: number) => void,
): void {
  const { top, bottom, left, right } = window;
  const across = right - left + 3;
  const most = Math.min(bottom - top + 1, Math.max(1, Math.floor(STRIP / across)));
  const strip = arena.words((most + 2) * across);
  const pitch = 4 * across;
  for (let first = top; first <= bottom; first += most) {
    const rows = Math.min(most, bottom - first + 1);
    const from = start + (first - 1) * width + left - 1;
    copyRows(levels, from, width, rows + 2, across, arena.float32(strip, (rows + 2) * across));
    for (let r = 0; r < rows; r++) visit(first + r, strip + (r + 1) * pitch + 4, pitch);
  }
}

function copyRows(
  source: Float32Array,
  start: number,
  step: number,
  rows: number,
  columns: number,
  target: Float32Array,
): void {
  for (let r = 0, from = start; r < rows; r++, from += step) {
    target.set(source.subarray(from, from + columns), r * columns);
  }
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
    const weights = putWeights(wasm, arena, window, x, y, -1 / (2 * sigma * sigma));
    eachRow(arena, samples, start, width, window, (row, at, pitch) => {
      const dy = row - y;
      const reach = Math.sqrt(radius * radius - dy * dy);
      const skip = Math.max(0, Math.ceil(x - reach) - window.left);
      const last = Math.min(window.right, Math.floor(x + reach));
      const count = last - window.left - skip + 1;
      const columns = weights.columns + 4 * skip;
      const weight = weights.rows[row - window.top]!;
      wasm.orientationRow(at + 4 * skip, pitch, columns, count, weight, bins, votes);
    });
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
    const weights = putWeights(wasm, arena, window, x, y, exponent);
    const direction = (orientation * DIRECTIONS) / (2 * Math.PI);
    const votes = arena.words(VOTES);
    arena.float32(votes, VOTES).fill(0);
    eachRow(arena, samples, start, width, window, (row, at, pitch) => {
      const dy = row - y;
      const [from, to] = squareSpan(dy, cos, sin, half, window.left - x, window.right - x);
      const first = Math.ceil(from + x);
      const skip = first - window.left;
      wasm.descriptorRow(
        at + 4 * skip,
        pitch,
        weights.columns + 4 * skip,
        Math.floor(to + x) - first + 1,
        weights.rows[row - window.top]!,
        (first - x) * cos + dy * sin,
        dy * cos - (first - x) * sin,
        cos,
        sin,
        direction,
        votes,
      );
    });
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
