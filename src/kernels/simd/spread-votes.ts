import type { OrientationKernels, Spread } from '../orientation-kernels.js';
import { spreadVotes as spreadVotesScalar } from '../scalar/spread-votes.js';
import type { Arena } from './arena.js';
import { descriptorCells } from './generated/descriptor-cells.js';
import { readRows } from './strips.js';
import { inArena } from './wasm-module.js';

/** Votes below which copying costs more than it saves. */
const LEAST = 256;

/** See `OrientationKernels.spreadVotes`. */
export const spreadVotes: OrientationKernels['spreadVotes'] = (
  magnitude,
  place,
  width,
  bins,
  rows,
  columns,
  target,
) => {
  const served =
    magnitude.length >= LEAST &&
    magnitude instanceof Float32Array &&
    place instanceof Float32Array &&
    target instanceof Float32Array &&
    inArena(descriptorCells, (wasm, arena) => {
      const height = rows.starts.length - 1;
      const length = columns.slots * bins;
      const magnitudeAt = readRows(arena, magnitude, height, width);
      const placeAt = readRows(arena, place, height, width);
      const [starts, slots, weights] = putSpread(arena, columns);
      const line = arena.allocate(16 * length);
      const sums = arena.allocate(8 * length);
      const cells = arena.put(target);
      arena.float64(line, 2 * length).fill(0);
      for (let y = 0; y < height; y++) {
        const end = rows.starts[y + 1]!;
        let k = rows.starts[y]!;
        if (k === end) continue;
        wasm.spreadRow(magnitudeAt(y), placeAt(y), width, bins, starts, slots, weights, line);
        wasm.joinShares(line, columns.slots, bins, sums);
        for (; k < end; k++) {
          wasm.addRow(sums, rows.weight[k]!, length, cells + 4 * rows.slot[k]! * length);
        }
      }
      target.set(arena.float32(cells, target.length));
    });
  if (!served) spreadVotesScalar(magnitude, place, width, bins, rows, columns, target);
};

function putSpread(
  arena: Arena,
  { starts, slot, weight }: Spread,
): [starts: number, slots: number, weights: number] {
  const at: [number, number, number] = [
    arena.words(starts.length),
    arena.words(slot.length),
    arena.allocate(8 * weight.length),
  ];
  arena.int32(at[0], starts.length).set(starts);
  arena.int32(at[1], slot.length).set(slot);
  arena.float64(at[2], weight.length).set(weight);
  return at;
}
