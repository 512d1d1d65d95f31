import type { PairKernel } from '../divergence-kernels.js';
import { klLines as klScalar } from '../scalar/divergence-lines.js';
import { divergence } from './generated/divergence.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Shorter rows are mostly ends. */
const LEAST_LENGTH = 16;
/** Numbers of each distribution that go through at a time, in whole rows. */
const STRIP = 8192;

/** See `PairName`: Σ (p ln(p/q) − p + q), the terms of float32 numbers in float64. */
export const klLines: PairKernel = (p, q, target, outer, length, inner) => {
  const served =
    inner === 1 &&
    length >= LEAST_LENGTH &&
    outer * length >= LEAST &&
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
        putRows(p, first, rows, length, wide, arena.float32(left, rows * wide));
        putRows(q, first, rows, length, wide, arena.float32(right, rows * wide));
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

function putRows(
  source: Float32Array,
  first: number,
  rows: number,
  length: number,
  wide: number,
  target: Float32Array,
): void {
  if (wide === length) {
    target.set(source.subarray(first * length, (first + rows) * length));
    return;
  }
  target.fill(1);
  for (let r = 0; r < rows; r++) {
    const start = (first + r) * length;
    target.set(source.subarray(start, start + length), r * wide);
  }
}
