// The two changes of size between octaves, of float32 images, in float64 as the scalar kernels do, to the same numbers.
import type { Kernels } from '../kernels.js';
import {
  doubleImage as doubleScalar,
  halveImage as halveScalar,
} from '../scalar/octave-resample.js';
import type { Arena } from './arena.js';
import { type ImageLevelsExports, imageLevels } from './generated/image-levels.js';
import { rowsAtATime, writeStrips } from './strips.js';
import { inArena } from './wasm-module.js';
import { rowPitch } from './weighted-rows.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 256;

/** Makes an image of `ratio` times the size by a kernel for some of its rows; the source is copied in as it is needed. */
function resample(
  arena: Arena,
  run: ImageLevelsExports['doubleRows' | 'halveRows'],
  source: Float32Array,
  target: Float32Array,
  height: number,
  width: number,
  ratio: number,
): void {
  const [newHeight, newWidth] = [height * ratio, width * ratio];
  const line = arena.allocate(8 * rowPitch(width + 2));
  const place = arena.find(source);
  const most = place === undefined ? rowsAtATime(newHeight, newWidth) : newHeight;
  const copy = place ?? arena.words((Math.ceil(most / ratio) + 3) * width);
  writeStrips(arena, target, newHeight, newWidth, (top, rows, to) => {
    const last = top + rows;
    for (let first = top; first < last; first += most) {
      const end = Math.min(first + most, last);
      let image = copy;
      if (place === undefined) {
        // With a row more on either side.
        const above = Math.max(0, Math.floor(first / ratio) - 1) * width;
        const below = Math.min(height, Math.ceil(end / ratio) + 1) * width;
        arena.float32(copy, below - above).set(source.subarray(above, below));
        image -= 4 * above;
      }
      run(image, height, width, first, end, line, to + 4 * (first - top) * newWidth);
    }
    return true;
  });
}

/** See `Kernels.doubleImage`. */
export const doubleImage: Kernels['doubleImage'] = (source, target, height, width) => {
  const served =
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    height * width >= LEAST &&
    inArena(imageLevels, (wasm, arena) => {
      resample(arena, wasm.doubleRows, source, target, height, width, 2);
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
      resample(arena, wasm.halveRows, source, target, height, width, 1 / 2);
    });
  if (!served) halveScalar(source, target, height, width);
};
