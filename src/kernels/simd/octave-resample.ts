// The two changes of size between octaves, of float32 images, in float64 as the scalar kernels do, to the same numbers.
import type { Kernels } from '../kernels.js';
import {
  doubleImage as doubleScalar,
  halveImage as halveScalar,
} from '../scalar/octave-resample.js';
import type { Arena } from './arena.js';
import { type ImageLevelsExports, imageLevels } from './generated/image-levels.js';
import { readRows, writeRows } from './strips.js';
import { inArena } from './wasm-module.js';
import { rowPitch } from './weighted-rows.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 1024;
/** Rows in float64 that are kept. */
const KEPT = 4;

/** Says where row y lies in float64, while no row that is four or more away is asked for. */
function wideRows(
  wasm: ImageLevelsExports,
  arena: Arena,
  source: Float32Array,
  height: number,
  width: number,
): (y: number) => number {
  const rowAt = readRows(arena, source, height, width);
  const pitch = 8 * rowPitch(width);
  const rows = arena.allocate(KEPT * pitch);
  let next = 0;
  return (y) => {
    for (; next <= y; next++) {
      wasm.widenRow(rowAt(next), width, rows + (next % KEPT) * pitch);
    }
    return rows + (y % KEPT) * pitch;
  };
}

/** See `Kernels.doubleImage`. */
export const doubleImage: Kernels['doubleImage'] = (source, target, height, width) => {
  const served =
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    height * width >= LEAST &&
    inArena(imageLevels, (wasm, arena) => {
      const rowAt = wideRows(wasm, arena, source, height, width);
      const line = arena.allocate(8 * rowPitch(width + 2));
      writeRows(arena, target, 2 * height, 2 * width, (y, to) => {
        const near = y >> 1;
        const far = Math.min(Math.max(y % 2 === 0 ? near - 1 : near + 1, 0), height - 1);
        const [first, second] = [rowAt(near), rowAt(far)];
        wasm.mixRows(first, second, width, line);
        wasm.doubleRow(line, width, to);
        return true;
      });
    });
  if (!served) doubleScalar(source, target, height, width);
};

/** See `Kernels.halveImage`; images of even sides. */
export const halveImage: Kernels['halveImage'] = (source, target, height, width) => {
  const served =
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    height * width >= LEAST &&
    height % 2 === 0 &&
    width % 2 === 0 &&
    inArena(imageLevels, (wasm, arena) => {
      const rowAt = wideRows(wasm, arena, source, height, width);
      const line = arena.allocate(8 * rowPitch(width + 2));
      writeRows(arena, target, height / 2, width / 2, (y, to) => {
        const rows = [2 * y - 1, 2 * y, 2 * y + 1, 2 * y + 2].map((row) =>
          rowAt(Math.min(Math.max(row, 0), height - 1)),
        ) as [number, number, number, number];
        wasm.betweenRows(...rows, width, line);
        wasm.halveRow(line, width / 2, to);
        return true;
      });
    });
  if (!served) halveScalar(source, target, height, width);
};
