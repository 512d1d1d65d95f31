// Histograms of an image's central differences: some rows at a time are copied in, and turned into votes.
import type { FloatTypedArray } from '../../core/types.js';
import type { OrientationKernels, Spread } from '../orientation-kernels.js';
import { voteGradients as voteGradientsScalar } from '../scalar/vote-gradients.js';
import { exactBin } from '../scalar/vote-places.js';
import type { Arena } from './arena.js';
import { type DescriptorCellsExports, descriptorCells } from './generated/descriptor-cells.js';
import { inArena } from './wasm-module.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 256;
/** Numbers that are copied at a time, in whole rows. */
const STRIP = 16384;
/** Bytes of what two neighbouring bins get of a vote. */
const PAIR = 16;

/** See `OrientationKernels.voteGradients`: the same numbers as the scalar kernel's. */
export const voteGradients: OrientationKernels['voteGradients'] = (
  image,
  height,
  width,
  factor,
  bins,
  signed,
  whole,
  targets,
) => {
  const served =
    height * width >= LEAST &&
    inArena(descriptorCells, (wasm, arena) => {
      const rowAt = wideRows(wasm, arena, image, height, width);
      const votes = arena.allocate(PAIR * (width + 1));
      const offsets = arena.words(width + 1);
      const edges = whole ? arena.words(width) : 0;
      const collected = targets.map(({ rows, columns, sums }) => {
        const length = columns.slots * bins;
        const line = arena.allocate(PAIR * length);
        const all = arena.allocate(8 * (sums.length + 1));
        arena.float64(line, 2 * length).fill(0);
        arena.float64(all, sums.length).set(sums);
        const joined = arena.allocate(8 * (length + 1));
        return {
          rows,
          columns,
          sums,
          length,
          line,
          joined,
          all,
          ...putSpread(arena, columns, bins),
        };
      });
      const perRadian = bins / (signed ? 2 * Math.PI : Math.PI);
      for (let y = 0; y < height; y++) {
        if (targets.every(({ rows }) => rows.starts[y] === rows.starts[y + 1])) continue;
        const here = rowAt(y);
        const step = y > 0 && y + 1 < height ? 8 * width : 0;
        const [above, below] = [here - step, here + step];
        const unsure = wasm.voteRow(
          above,
          here,
          below,
          width,
          factor,
          perRadian,
          bins,
          votes,
          offsets,
          edges,
        );
        if (unsure > 0) {
          const offset = arena.int32(offsets, width);
          const places = arena.int32(edges, unsure);
          const [up, own, down] = [above, here, below].map((row) => arena.float64(row, width)) as [
            Float64Array,
            Float64Array,
            Float64Array,
          ];
          for (const x of places) {
            const gx = x > 0 && x + 1 < width ? factor * (own[x + 1]! - own[x - 1]!) : 0;
            const gy = factor * (down[x]! - up[x]!);
            offset[x] = PAIR * exactBin(gy, gx, bins, signed);
          }
        }
        for (const {
          rows,
          columns,
          length,
          line,
          joined,
          all,
          starts,
          slots,
          weights,
        } of collected) {
          const end = rows.starts[y + 1]!;
          let k = rows.starts[y]!;
          if (k === end) continue;
          wasm.spreadVotes(votes, offsets, width, starts, slots, weights, line);
          wasm.joinShares(line, columns.slots, bins, joined);
          for (; k < end; k++) {
            wasm.addWideRow(joined, rows.weight[k]!, length, all + 8 * rows.slot[k]! * length);
          }
        }
      }
      for (const { sums, all } of collected) sums.set(arena.float64(all, sums.length));
    });
  if (!served) voteGradientsScalar(image, height, width, factor, bins, signed, whole, targets);
};

/** Says where row y lies in float64, between the rows above and below it; rows are asked for in their order. */
function wideRows(
  wasm: DescriptorCellsExports,
  arena: Arena,
  image: FloatTypedArray,
  height: number,
  width: number,
): (y: number) => number {
  const most = Math.max(1, Math.floor(STRIP / width));
  const count = (most + 2) * width;
  const strip = arena.allocate(8 * (count + 1));
  const narrow = image instanceof Float32Array ? arena.words(count) : 0;
  let first = 0;
  let end = 0;
  return (y) => {
    if (y >= end) {
      first = Math.max(0, y - 1);
      end = Math.min(height, y + most);
      const rows = image.subarray(first * width, Math.min(height, end + 1) * width);
      if (rows instanceof Float32Array) {
        arena.float32(narrow, rows.length).set(rows);
        wasm.widen(narrow, rows.length, strip);
      } else {
        arena.float64(strip, rows.length).set(rows);
      }
    }
    return strip + 8 * (y - first) * width;
  };
}

function putSpread(
  arena: Arena,
  { starts, slot, weight }: Spread,
  bins: number,
): { readonly starts: number; readonly slots: number; readonly weights: number } {
  const at = {
    starts: arena.words(starts.length),
    slots: arena.words(slot.length),
    weights: arena.allocate(8 * weight.length),
  };
  arena.int32(at.starts, starts.length).set(starts);
  arena.int32(at.slots, slot.length).set(slot.map((n) => PAIR * bins * n));
  arena.float64(at.weights, weight.length).set(weight);
  return at;
}
