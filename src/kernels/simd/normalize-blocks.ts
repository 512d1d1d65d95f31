import type { OrientationKernels } from '../orientation-kernels.js';
import { normalizeBlocks as normalizeBlocksScalar } from '../scalar/normalize-blocks.js';
import { descriptorCells } from './generated/descriptor-cells.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Numbers that go through at a time, in whole runs: they stay in the first cache. */
const STRIP = 4096;

/** See `OrientationKernels.normalizeBlocks`. */
export const normalizeBlocks: OrientationKernels['normalizeBlocks'] = (blocks, length, norm) => {
  const { rule, epsilon, clip, beside } = norm;
  const served =
    (rule === 'l2' || rule === 'l2-hys') &&
    blocks.length >= LEAST &&
    inArena(descriptorCells, (wasm, arena) => {
      const again = rule === 'l2-hys';
      const under = beside === undefined ? epsilon * epsilon : 0;
      const [first, second] = beside ?? [0, 0];
      const most = again ? clip : Infinity;
      const runs = Math.max(1, Math.floor(STRIP / length));
      const at = arena.allocate(runs * length * blocks.BYTES_PER_ELEMENT);
      const wide = blocks instanceof Float64Array;
      const normalize = wide ? wasm.normalizeWideRuns : wasm.normalizeRuns;
      for (let start = 0; start < blocks.length; start += runs * length) {
        const part = blocks.subarray(start, start + runs * length);
        const count = part.length;
        const strip = wide ? arena.float64(at, count) : arena.float32(at, count);
        strip.set(part);
        normalize(at, count / length, length, under, first, second, most, again);
        part.set(strip);
      }
    });
  if (!served) normalizeBlocksScalar(blocks, length, norm);
};
