// What the SIMD kernels of attention compute, rounding by rounding: tiles of 32 queries by 128 keys.
import type { AttentionSums, AttentionTask } from '../../../../src/kernels/attention-kernels.js';
import { expNonPositive, tanh } from './exponential.js';
import { sumOf } from './softmax.js';

const f = Math.fround;
const ROWS = 32;
const COLUMNS = 128;
/** Keys are taken in chunks of so many numbers of keys and values, whole tiles. */
const CHUNK = 65536;

/** Σ a·b over `count` terms, in order. */
function dot(count: number, a: (i: number) => number, b: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum = f(sum + f(a(i) * b(i)));
  return sum;
}

interface Tile {
  readonly item: number;
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
  /** Rows of scores, −∞ where hidden. */
  readonly scores: number[][];
  /** 1 − tanh² of the cap. */
  readonly slopes: number[][];
}

/** The tiles of the queries from `row` on. */
function tilesOf(task: AttentionTask, item: number, row: number): Tile[] {
  const { n, limits, low, high } = task;
  const rows = Math.min(ROWS, n - row);
  const from = Math.floor(Math.max(0, row + low) / 8) * 8;
  const to = Math.min(limits[item]!, row + rows + high);
  const tiles: Tile[] = [];
  const chunk = Math.max(1, Math.floor(CHUNK / (task.d + task.e) / COLUMNS)) * COLUMNS;
  for (let column = from, columns = 0; column < to; column += columns) {
    const end = (Math.floor(column / chunk) + 1) * chunk;
    columns = Math.min(COLUMNS, end - column, to - column);
    const pairs = Array.from({ length: rows }, (_, r) =>
      Array.from({ length: columns }, (_, j) => scoreOf(task, item, row + r, column + j)),
    );
    const scores = pairs.map((line) => line.map(([score]) => score));
    const slopes = pairs.map((line) => line.map(([, slope]) => slope));
    tiles.push({ item, row, rows, column, columns, scores, slopes });
  }
  return tiles;
}

function scoreOf(task: AttentionTask, item: number, i: number, j: number): [number, number] {
  const { query, key, share, n, m, d, scale, softcap, low, high, mask, bias } = task;
  const q = (item * n + i) * d;
  const k = (Math.floor(item / share) * m + j) * d;
  const factor = f(softcap > 0 ? scale / softcap : scale);
  let score = dot(
    d,
    (c) => f(query[q + c]! * factor),
    (c) => key[k + c]!,
  );
  let slope = 1;
  if (softcap > 0) {
    const t = tanh(score);
    score = f(t * f(softcap));
    slope = f(1 - f(t * t));
  }
  if (bias) score = f(score + bias.data[bias.starts[item]! + i * bias.rowStep + j]!);
  const masked = mask && mask.data[mask.starts[item]! + i * mask.rowStep + j] === 0;
  return [masked || j < i + low || j > i + high ? -Infinity : score, slope];
}

/** See `AttentionKernels.attend`. */
export function attendTwin(task: AttentionTask): { output: Float32Array; kept: AttentionSums } {
  const { items, share, n, m, e, value } = task;
  const output = new Float32Array(items * n * e);
  const kept = { tops: new Float64Array(items * n), totals: new Float64Array(items * n) };
  for (let item = 0; item < items; item++) {
    const base = Math.floor(item / share) * m;
    for (let row = 0; row < n; row += ROWS) {
      const tiles = tilesOf(task, item, row);
      for (let r = 0; r < Math.min(ROWS, n - row); r++) {
        let [top, total] = [-Infinity, 0];
        const sums = new Float32Array(e);
        for (const { scores, column, columns } of tiles) {
          const before = top;
          top = Math.max(before, ...scores[r]!);
          if (top === -Infinity) continue;
          if (top > before && before > -Infinity) {
            const factor = expNonPositive(f(before - top));
            total *= factor;
            for (let c = 0; c < e; c++) sums[c]! *= factor;
          }
          const weights = scores[r]!.map((score) => expNonPositive(f(score - top)));
          total += sumOf(weights);
          for (let c = 0; c < e; c++) {
            sums[c]! += dot(
              columns,
              (j) => weights[j]!,
              (j) => value[(base + column + j) * e + c]!,
            );
          }
        }
        const at = item * n + row + r;
        kept.tops[at] = top;
        kept.totals[at] = total;
        output.set(total === 0 ? sums : sums.map((sum) => sum / f(total)), at * e);
      }
    }
  }
  return { output, kept };
}

/** See `AttentionKernels.attendBackward`. */
export function attendBackwardTwin(
  task: AttentionTask,
  output: Float32Array,
  kept: AttentionSums,
  gradient: Float32Array,
): { query: Float32Array; key: Float32Array; value: Float32Array; bias: Float64Array } {
  const { items, share, n, m, d, e, bias } = task;
  const query = new Float32Array(items * n * d);
  const key = new Float32Array((items / share) * m * d);
  const value = new Float32Array((items / share) * m * e);
  const byBias = new Float64Array(bias?.data.length ?? 0);
  for (let item = 0; item < items; item++) {
    const base = Math.floor(item / share) * m;
    for (let row = 0; row < n; row += ROWS) {
      for (const tile of tilesOf(task, item, row)) {
        const { rows, column, columns } = tile;
        const first = item * n + row;
        const weights = tile.scores.map((line, r) => {
          const total = kept.totals[first + r]!;
          if (total === 0) return line.map(() => 0);
          const shrink = f(1 / total);
          return line.map((score) => f(expNonPositive(f(score - kept.tops[first + r]!)) * shrink));
        });
        const slopes = weights.map((line, r) => {
          let sum = 0;
          for (let c = 0; c < e; c++)
            sum += gradient[(first + r) * e + c]! * output[(first + r) * e + c]!;
          return line.map((weight, j) => {
            const byWeight = dot(
              e,
              (c) => gradient[(first + r) * e + c]!,
              (c) => task.value[(base + column + j) * e + c]!,
            );
            const slope = f(weight * f(byWeight - f(sum)));
            if (bias) byBias[bias.starts[item]! + (row + r) * bias.rowStep + column + j]! += slope;
            const scaled = f(slope * f(task.scale));
            return task.softcap > 0 ? f(scaled * tile.slopes[r]![j]!) : scaled;
          });
        });
        for (let r = 0; r < rows; r++) {
          for (let c = 0; c < d; c++) {
            query[(first + r) * d + c]! += dot(
              columns,
              (j) => slopes[r]![j]!,
              (j) => task.key[(base + column + j) * d + c]!,
            );
          }
        }
        for (let j = 0; j < columns; j++) {
          for (let c = 0; c < d; c++) {
            key[(base + column + j) * d + c]! += dot(
              rows,
              (r) => slopes[r]![j]!,
              (r) => task.query[(first + r) * d + c]!,
            );
          }
          for (let c = 0; c < e; c++) {
            value[(base + column + j) * e + c]! += dot(
              rows,
              (r) => weights[r]![j]!,
              (r) => gradient[(first + r) * e + c]!,
            );
          }
        }
      }
    }
  }
  return { query, key, value, bias: byBias };
}
