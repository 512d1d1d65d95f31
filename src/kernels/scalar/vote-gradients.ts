// Histograms of an image's central differences, row by row: no derivative is kept.
import type { FloatTypedArray } from '../../core/types.js';
import type { Spread, VoteTarget } from '../orientation-kernels.js';
import { votePlaces } from './vote-places.js';

/** See `OrientationKernels.voteGradients`. */
export function voteGradients(
  image: FloatTypedArray,
  height: number,
  width: number,
  factor: number,
  bins: number,
  signed: boolean,
  whole: boolean,
  targets: readonly VoteTarget[],
): void {
  const magnitude = new Float64Array(width);
  const place = new Float64Array(width);
  const collected = targets.map(({ rows, columns, sums }) => ({
    rows,
    columns,
    sums,
    line: new Float64Array(columns.slots * bins),
    // For each bin what votes between it and the next one give to that one.
    carried: new Float64Array(columns.slots * bins),
    wide: sums instanceof Float64Array ? sums : Float64Array.from(sums),
  }));
  for (let y = 0; y < height; y++) {
    if (targets.every(({ rows }) => rows.starts[y] === rows.starts[y + 1])) continue;
    differences(image, y, height, width, factor, magnitude, place);
    votePlaces(magnitude, place, bins, signed, whole);
    for (const { rows, columns, line, carried, wide } of collected) {
      const from = rows.starts[y]!;
      const to = rows.starts[y + 1]!;
      if (from === to) continue;
      spreadRow(magnitude, place, bins, columns, line, carried);
      joinShares(line, carried, bins);
      for (let k = from; k < to; k++) {
        const weight = rows.weight[k]!;
        const start = rows.slot[k]! * line.length;
        for (let i = 0; i < line.length; i++) wide[start + i]! += weight * line[i]!;
      }
      line.fill(0);
      carried.fill(0);
    }
  }
  for (const { sums, wide } of collected) if (sums !== wide) sums.set(wide);
}

function differences(
  image: FloatTypedArray,
  y: number,
  height: number,
  width: number,
  factor: number,
  ix: Float64Array,
  iy: Float64Array,
): void {
  const here = y * width;
  const inside = y > 0 && y + 1 < height;
  for (let x = 0; x < width; x++) {
    const i = here + x;
    ix[x] = x > 0 && x + 1 < width ? factor * (image[i + 1]! - image[i - 1]!) : 0;
    iy[x] = inside ? factor * (image[i + width]! - image[i - width]!) : 0;
  }
}

function spreadRow(
  magnitude: Float64Array,
  place: Float64Array,
  bins: number,
  { starts, slot, weight }: Spread,
  line: Float64Array,
  carried: Float64Array,
): void {
  for (let x = 0; x < magnitude.length; x++) {
    const vote = magnitude[x]!;
    const at = place[x]!;
    const whole = Math.floor(at);
    const share = at - whole;
    const bin = whole < bins ? whole : 0;
    const high = vote * share;
    const low = vote * (1 - share);
    const end = starts[x + 1]!;
    for (let k = starts[x]!; k < end; k++) {
      const to = slot[k]! * bins + bin;
      line[to]! += low * weight[k]!;
      carried[to]! += high * weight[k]!;
    }
  }
}

function joinShares(line: Float64Array, carried: Float64Array, bins: number): void {
  for (let start = 0; start < line.length; start += bins) {
    let before = carried[start + bins - 1]!;
    for (let i = start; i < start + bins; i++) {
      line[i]! += before;
      before = carried[i]!;
    }
  }
}
