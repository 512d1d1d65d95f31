// Sums over rows of float32 probabilities, and of two such rows.
import type { DivergenceKernels, PairKernel } from '../divergence-kernels.js';
import {
  distributionSums as distributionSumsScalar,
  klLines as klScalar,
} from '../scalar/divergence-lines.js';
import { divergence } from './generated/divergence.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Shorter rows are mostly ends. */
const LEAST_LENGTH = 16;
/** Numbers of each distribution that go through at a time, in whole rows. */
const STRIP = 8192;

function pays(outer: number, length: number, inner: number): boolean {
  return inner === 1 && length >= LEAST_LENGTH && outer * length >= LEAST;
}

/** See `DivergenceKernels`. */
export const distributionSums: DivergenceKernels['distributionSums'] = (
  source,
  target,
  outer,
  length,
  inner,
) => {
  const served =
    pays(outer, length, inner) &&
    source instanceof Float32Array &&
    inArena(divergence, (wasm, arena) => {
      const most = Math.min(outer, Math.max(1, Math.floor(STRIP / length)));
      const wide = Math.ceil(length / 4) * 4;
      const [at, sums] = [arena.words(most * wide), arena.words(2 * most)];
      for (let first = 0; first < outer; first += most) {
        const rows = Math.min(most, outer - first);
        putRows(source, first, rows, length, wide, arena.float32(at, rows * wide), 0);
        wasm.sumRows(at, rows, wide, sums);
        target.set(arena.float64(sums, rows), first);
      }
    });
  if (!served) distributionSumsScalar(source, target, outer, length, inner);
};

/** See `PairName`: Σ (p ln(p/q) − p + q), the terms of float32 numbers in float64. */
export const klLines: PairKernel = (p, q, target, outer, length, inner) => {
  const served =
    pays(outer, length, inner) &&
    p instanceof Float32Array &&
    q instanceof Float32Array &&
    inArena(divergence, (wasm, arena) => {
      const most = Math.min(outer, Math.max(1, Math.floor(STRIP / length)));
      // Ends of rows are filled up with pairs of ones, whose terms are 0.
      const wide = Math.ceil(length / 4) * 4;
      const [left, right, sums] = [
        arena.words(most * wide),
        arena.words(most * wide),
        arena.words(2 * most),
      ];
      for (let first = 0; first < outer; first += most) {
        const rows = Math.min(most, outer - first);
        putRows(p, first, rows, length, wide, arena.float32(left, rows * wide), 1);
        putRows(q, first, rows, length, wide, arena.float32(right, rows * wide), 1);
        wasm.klRows(left, right, rows, wide, sums);
        const results = arena.float64(sums, rows);
        for (let r = 0; r < rows; r++) {
          const row = first + r;
          if (results[r]! >= 0) target[row] = results[r]!;
          else {
            const [start, end] = [row * length, (row + 1) * length];
            const one = target.subarray(row, row + 1);
            klScalar(p.subarray(start, end), q.subarray(start, end), one, 1, length, 1);
          }
        }
      }
    });
  if (!served) klScalar(p, q, target, outer, length, inner);
};

/** Copies rows in, their ends filled up with a number. */
function putRows(
  source: Float32Array,
  first: number,
  rows: number,
  length: number,
  wide: number,
  target: Float32Array,
  end: number,
): void {
  if (wide === length) {
    target.set(source.subarray(first * length, (first + rows) * length));
    return;
  }
  target.fill(end);
  for (let r = 0; r < rows; r++) {
    const start = (first + r) * length;
    target.set(source.subarray(start, start + length), r * wide);
  }
}
