import type { FloatTypedArray } from '../../core/types.js';
import type { Spread } from '../orientation-kernels.js';

/** See `Kernels.spreadVotes`. */
export function spreadVotes(
  magnitude: FloatTypedArray,
  place: FloatTypedArray,
  width: number,
  bins: number,
  rows: Spread,
  columns: Spread,
  target: FloatTypedArray,
): void {
  const length = columns.slots * bins;
  const line = new Float64Array(length);
  const height = rows.starts.length - 1;
  // Shares are products of a row's and a column's: a row is first summed along itself, then added to
  // the rows of slots that it belongs to.
  for (let y = 0; y < height; y++) {
    const from = rows.starts[y]!;
    const to = rows.starts[y + 1]!;
    if (from === to) continue;
    line.fill(0);
    spreadRow(magnitude, place, y * width, bins, columns, line);
    for (let k = from; k < to; k++) {
      addLine(line, rows.weight[k]!, target, rows.slot[k]! * length);
    }
  }
}

function spreadRow(
  magnitude: FloatTypedArray,
  place: FloatTypedArray,
  start: number,
  bins: number,
  columns: Spread,
  line: Float64Array,
): void {
  const { starts, slot, weight } = columns;
  const width = starts.length - 1;
  for (let x = 0; x < width; x++) {
    const vote = magnitude[start + x]!;
    if (vote === 0) continue;
    const at = place[start + x]!;
    // The split of `addVote`, made once for all the slots of a pixel.
    const bin = Math.floor(at);
    const share = at - bin;
    const low = bin < bins ? bin : bin - bins;
    const high = low + 1 < bins ? low + 1 : 0;
    const highVote = vote * share;
    const lowVote = vote * (1 - share);
    const to = starts[x + 1]!;
    for (let k = starts[x]!; k < to; k++) {
      const base = slot[k]! * bins;
      const w = weight[k]!;
      line[base + low]! += lowVote * w;
      line[base + high]! += highVote * w;
    }
  }
}

function addLine(line: Float64Array, weight: number, target: FloatTypedArray, start: number): void {
  for (let i = 0; i < line.length; i++) target[start + i]! += weight * line[i]!;
}
