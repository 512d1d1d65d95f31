// Sums over rows of float32 probabilities, and of two such rows.
import type { DivergenceKernels, PairKernel, PairSums } from '../divergence-kernels.js';
import {
  crossEntropyLines as crossEntropyScalar,
  distributionSums as distributionSumsScalar,
  jensenShannonLines as jensenShannonScalar,
  klLines as klScalar,
} from '../scalar/divergence-lines.js';
import { divergence } from './generated/divergence.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Shorter rows are mostly ends. */
const LEAST_LENGTH = 16;
/** Numbers of each distribution that go through at a time, in whole rows. */
const STRIP = 32768;
/** Numbers of a row that the kernel works on at a time, and keeps something of. */
const BLOCK = 256;

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

/** A kernel of `divergence` that adds up a function of each pair of rows. */
type PairRows = (
  p: number,
  q: number,
  rows: number,
  length: number,
  results: number,
  pSums: number,
  qSums: number,
  scratch: number,
) => void;

/**
 * A pair kernel with the terms of float32 numbers in float64; rows that it does not finish are the scalar one's. Pairs of
 * `fill`, at the ends of rows, have terms of 0, and no sum of probabilities feels them.
 */
function createPair(
  rowsOf: (wasm: NonNullable<ReturnType<typeof divergence>>) => PairRows,
  fill: number,
  scalar: PairKernel,
): PairKernel {
  return (p, q, target, outer, length, inner, sums) => {
    const served =
      pays(outer, length, inner) &&
      p instanceof Float32Array &&
      q instanceof Float32Array &&
      inArena(divergence, (wasm, arena) => {
        const run = rowsOf(wasm);
        const most = Math.min(outer, Math.max(1, Math.floor(STRIP / length)));
        const wide = Math.ceil(length / 4) * 4;
        const left = arena.words(most * wide);
        const right = p === q ? left : arena.words(most * wide);
        const [results, pSums, qSums] = [2, 2, 2].map((words) => arena.words(words * most)) as [
          number,
          number,
          number,
        ];
        const scratch = arena.words(2 * BLOCK);
        for (let first = 0; first < outer; first += most) {
          const rows = Math.min(most, outer - first);
          putRows(p, first, rows, length, wide, arena.float32(left, rows * wide), fill);
          if (p !== q) {
            putRows(q, first, rows, length, wide, arena.float32(right, rows * wide), fill);
          }
          run(left, right, rows, wide, results, pSums, qSums, scratch);
          const [values, ofP, ofQ] = [results, pSums, qSums].map((at) => arena.float64(at, rows));
          target.set(values!, first);
          sums?.[0].set(ofP!, first);
          sums?.[1].set(ofQ!, first);
          for (let r = 0; r < rows; r++) {
            if (values![r]! >= 0 && ofP![r]! + ofQ![r]! < Infinity) continue;
            scalarRow(scalar, p, q, target, first + r, length, sums);
          }
        }
      });
    if (!served) scalar(p, q, target, outer, length, inner, sums);
  };
}

/** Two of it have a term of 0; a power within the call would keep bundlers from leaving the kernel out. */
const SMALL = 2 ** -125;

/** See `PairName`: Σ (p ln(p/q) − p + q). */
export const klLines: PairKernel = /* @__PURE__ */ createPair(
  (wasm) => wasm.klRows,
  SMALL,
  klScalar,
);

/** See `PairName`: −Σ p ln q. */
export const crossEntropyLines: PairKernel = /* @__PURE__ */ createPair(
  (wasm) => wasm.crossRows,
  0,
  crossEntropyScalar,
);

/** See `PairName`: ½ Σ (p ln(p/m) + q ln(q/m)). */
export const jensenShannonLines: PairKernel = /* @__PURE__ */ createPair(
  (wasm) => wasm.middleRows,
  0,
  jensenShannonScalar,
);

/** Leaves a row to the scalar kernel. */
function scalarRow(
  scalar: PairKernel,
  p: Float32Array,
  q: Float32Array,
  target: Float64Array,
  row: number,
  length: number,
  sums: PairSums | undefined,
): void {
  const [left, right] = [p, q].map((numbers) => numbers.subarray(row * length, (row + 1) * length));
  const one = (numbers: Float64Array): Float64Array => numbers.subarray(row, row + 1);
  const two: PairSums | undefined = sums && [one(sums[0]), one(sums[1])];
  scalar(left!, right!, one(target), 1, length, 1, two);
}

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
