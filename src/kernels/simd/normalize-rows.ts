// Layer norm and RMS norm of rows, and the way back of float32 ones. Rows of float32 whose factor that cannot hold well, or
// which leave its range on the way, are left to the scalar kernels, as are those of which it would hold few digits.
import type { FloatTypedArray } from '../../core/types.js';
import type { LayerKernels, RowNorm } from '../layer-kernels.js';
import {
  normalizeRowsBackward as normalizeRowsBackwardScalar,
  normalizeRows as normalizeRowsScalar,
} from '../scalar/normalize-rows.js';
import type { Arena } from './arena.js';
import { normalizeDoubleRows } from './double-norms.js';
import { layers } from './generated/layers.js';
import { LARGEST, redoLines } from './overflow.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Shorter rows are mostly ends. */
const LEAST_WIDTH = 8;
/** Numbers that go through at a time, in whole rows. */
const STRIP = 16384;
/** Rows whose gradients by gamma are summed in float32, before these sums are added up in float64. */
const RUN = 128;

function pays(rows: number, width: number): boolean {
  return width >= LEAST_WIDTH && rows * width >= LEAST;
}

/** Whether float32 holds a factor and its products. */
function isPlain(scale: number): boolean {
  return scale > 1e-37 && scale < 1e37;
}

/** Whether a row is so close to its mean, beside the root of epsilon, that float32 would hold few digits of what it becomes. */
function isFaint(
  { width, epsilon }: RowNorm,
  source: Float32Array,
  row: number,
  center: number,
  scale: number,
): boolean {
  // Rows whose variance is not next to nothing beside epsilon are not looked at.
  if (!(epsilon * scale * scale > 1 - 1e-9)) return false;
  let largest = 0;
  for (let i = row * width; i < (row + 1) * width; i++) {
    largest = Math.max(largest, Math.abs(source[i]! - center));
  }
  return largest > 0 && (largest < 1e-36 || largest * scale < 1e-30);
}

/** Some rows of a matrix, without a copy. */
function rowsOf<T extends FloatTypedArray>(numbers: T, width: number, first: number, count = 1): T {
  return numbers.subarray(first * width, (first + count) * width) as T;
}

/** A row of factors or shifts, filled up with zeros. */
function putRow(
  arena: Arena,
  row: FloatTypedArray | undefined,
  width: number,
  wide: number,
  otherwise: number,
): number {
  const at = arena.words(wide);
  const numbers = arena.float32(at, wide).fill(0);
  if (row === undefined) numbers.fill(otherwise, 0, width);
  else numbers.set(row);
  return at;
}

/** Copies rows in, each filled up with zeros. */
function putRows(
  numbers: Float32Array,
  source: Float32Array,
  first: number,
  rows: number,
  width: number,
  wide: number,
): void {
  if (wide === width) {
    numbers.set(source.subarray(first * width, (first + rows) * width));
    return;
  }
  for (let r = 0; r < rows; r++) {
    const from = (first + r) * width;
    numbers.set(source.subarray(from, from + width), r * wide);
    numbers.fill(0, r * wide + width, (r + 1) * wide);
  }
}

/** Copies rows out. */
function takeRows(
  numbers: Float32Array,
  target: Float32Array,
  first: number,
  rows: number,
  width: number,
  wide: number,
): void {
  if (wide === width) {
    target.set(numbers.subarray(0, rows * width), first * width);
    return;
  }
  for (let r = 0; r < rows; r++) {
    target.set(numbers.subarray(r * wide, r * wide + width), (first + r) * width);
  }
}

/** See `LayerKernels.normalizeRows`: float32 rows, with sums in float64, and float64 ones. */
export const normalizeRows: LayerKernels['normalizeRows'] = (
  norm,
  source,
  target,
  beta,
  centers,
  scales,
) => {
  const { rows, width, centred, gamma, epsilon } = norm;
  if (pays(rows, width) && normalizeDoubleRows(norm, source, target, beta, centers, scales)) {
    return;
  }
  const served =
    pays(rows, width) &&
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    inArena(layers, (wasm, arena) => {
      const wide = Math.ceil(width / 4) * 4;
      const most = Math.min(rows, Math.max(1, Math.floor(STRIP / wide)));
      const factors = putRow(arena, gamma, width, wide, 1);
      const shifts = putRow(arena, beta, width, wide, 0);
      const [at, means, spreads] = [
        arena.words(most * wide),
        arena.words(2 * most),
        arena.words(2 * most),
      ];
      // No number of a row is above √width before it is multiplied.
      const bound = LARGEST / 4;
      if (
        !wasm.within(factors, width, bound / Math.sqrt(width)) ||
        !wasm.within(shifts, width, bound)
      ) {
        normalizeRowsScalar(norm, source, target, beta, centers, scales);
        return;
      }
      const numbers = arena.float32(at, most * wide);
      const [mean, spread] = [arena.float64(means, most), arena.float64(spreads, most)];
      for (let first = 0; first < rows; first += most) {
        const count = Math.min(most, rows - first);
        putRows(numbers, source, first, count, width, wide);
        wasm.normalizeRows(
          at,
          count,
          width,
          wide * 4,
          centred,
          factors,
          shifts,
          epsilon,
          means,
          spreads,
        );
        takeRows(numbers, target, first, count, width, wide);
        centers.set(mean.subarray(0, count), first);
        scales.set(spread.subarray(0, count), first);
        for (let r = first; r < first + count; r++) {
          if (isPlain(scales[r]!) && !isFaint(norm, source, r, centers[r]!, scales[r]!)) continue;
          normalizeRowsScalar(
            { ...norm, rows: 1 },
            rowsOf(source, width, r),
            rowsOf(target, width, r),
            beta,
            centers.subarray(r, r + 1),
            scales.subarray(r, r + 1),
          );
        }
      }
    });
  if (!served) normalizeRowsScalar(norm, source, target, beta, centers, scales);
};

/** See `LayerKernels.normalizeRowsBackward`: float32 rows; gradients by gamma are summed in float32 over some rows. */
export const normalizeRowsBackward: LayerKernels['normalizeRowsBackward'] = (
  norm,
  source,
  gradient,
  centers,
  scales,
  targets,
) => {
  const { rows, width, centred, gamma } = norm;
  const { source: bySource } = targets;
  const served =
    pays(rows, width) &&
    source instanceof Float32Array &&
    gradient instanceof Float32Array &&
    bySource instanceof Float32Array &&
    scales.every((scale, r) => isPlain(scale) && !isFaint(norm, source, r, centers[r]!, scale)) &&
    inArena(layers, (wasm, arena) => {
      const wide = Math.ceil(width / 4) * 4;
      const most = Math.min(rows, RUN, Math.max(1, Math.floor(STRIP / wide)));
      const factors = putRow(arena, gamma, width, wide, 1);
      const [at, outer, byGamma] = [
        arena.words(most * wide),
        arena.words(most * wide),
        arena.words(wide),
      ];
      const [means, spreads] = [arena.words(2 * most), arena.words(2 * most)];
      const numbers = arena.float32(at, most * wide);
      const gradients = arena.float32(outer, most * wide);
      const sums = arena.float32(byGamma, wide);
      const [mean, spread] = [arena.float64(means, most), arena.float64(spreads, most)];
      for (let first = 0; first < rows; first += most) {
        const count = Math.min(most, rows - first);
        putRows(numbers, source, first, count, width, wide);
        putRows(gradients, gradient, first, count, width, wide);
        mean.set(centers.subarray(first, first + count));
        spread.set(scales.subarray(first, first + count));
        sums.fill(0);
        wasm.normalizeRowsBackward(
          at,
          outer,
          count,
          width,
          wide * 4,
          centred,
          factors,
          means,
          spreads,
          byGamma,
        );
        takeRows(gradients, bySource, first, count, width, wide);
        const redo = (from: number, some: number, target: FloatTypedArray, byGamma: Float64Array) =>
          normalizeRowsBackwardScalar(
            { ...norm, rows: some },
            rowsOf(source, width, from, some),
            rowsOf(gradient, width, from, some),
            centers.subarray(from, from + some),
            scales.subarray(from, from + some),
            { source: target, gamma: byGamma },
          );
        if (!wasm.within(outer, count * wide, LARGEST)) {
          redoLines(rowsOf(bySource, width, first, count), width, (row, some) => {
            const target = rowsOf(bySource, width, first + row, some);
            redo(first + row, some, target, new Float64Array(width));
          });
        }
        if (wasm.within(byGamma, width, LARGEST)) {
          for (let i = 0; i < width; i++) targets.gamma[i]! += sums[i]!;
        } else redo(first, count, new Float32Array(count * width), targets.gamma);
      }
    });
  if (!served) normalizeRowsBackwardScalar(norm, source, gradient, centers, scales, targets);
};
