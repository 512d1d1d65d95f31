// Votes spread over slots, in the order of assembly/descriptor-cells.ts.
import type { Spread } from '../../../../src/kernels/orientation-kernels.js';

/** Adds votes to `target`, [rows.slots, columns.slots, bins]. */
export function spreadVotesTwin(
  magnitude: Float32Array,
  place: Float32Array,
  bins: number,
  rows: Spread,
  columns: Spread,
  target: Float32Array,
): void {
  const length = columns.slots * bins;
  const width = columns.starts.length - 1;
  for (let y = 0; y < rows.starts.length - 1; y++) {
    const [low, high] = [new Float64Array(length), new Float64Array(length)];
    for (let x = 0; x < width; x++) {
      const vote = magnitude[y * width + x]!;
      const at = place[y * width + x]!;
      const share = at - Math.floor(at);
      for (let k = columns.starts[x]!; k < columns.starts[x + 1]!; k++) {
        const to = columns.slot[k]! * bins + (Math.floor(at) % bins);
        low[to]! += vote * (1 - share) * columns.weight[k]!;
        high[to]! += vote * share * columns.weight[k]!;
      }
    }
    for (let k = rows.starts[y]!; k < rows.starts[y + 1]!; k++) {
      for (let i = 0; i < length; i++) {
        const b = i % bins;
        const before = i - b + ((b + bins - 1) % bins);
        target[rows.slot[k]! * length + i]! += rows.weight[k]! * (low[i]! + high[before]!);
      }
    }
  }
}
