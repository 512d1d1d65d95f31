// Local maxima of float32 images: the kernel finds what exceeds its eight neighbours, the rest is as it was.
import { addPeak, findPeaks as findPeaksScalar } from '../scalar/find-peaks.js';
import type { StructureKernels } from '../structure-kernels.js';
import { imagePeaks } from './generated/image-peaks.js';
import { roundDown } from './round-to-float.js';
import { inArena } from './wasm-module.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 1024;
/** Numbers that are copied at a time, in whole rows. */
const STRIP = 16384;

/** See `StructureKernels.findPeaks`. */
export const findPeaks: StructureKernels['findPeaks'] = (
  response,
  height,
  width,
  distance,
  margin,
  threshold,
  found,
) => {
  const served =
    response instanceof Float32Array &&
    response.length >= LEAST &&
    distance > 0 &&
    inArena(imagePeaks, (wasm, arena) => {
      const least = roundDown(threshold);
      const bottom = height - margin;
      const most = Math.max(1, Math.floor(STRIP / width));
      const step = 4 * width;
      // A strip with the rows above and below it.
      const rows = arena.words((most + 2) * width);
      const columns = arena.words(width);
      const places = arena.int32(columns, width);
      const consider = (y: number, x: number): void => {
        const inside = x >= margin && x < width - margin;
        if (inside && response[y * width + x]! > threshold) {
          addPeak(response, height, width, distance, y, x, found);
        }
      };
      for (let top = margin; top < bottom; top += most) {
        const end = Math.min(bottom, top + most);
        const from = Math.max(0, top - 1);
        const strip = response.subarray(from * width, Math.min(height, end + 1) * width);
        arena.float32(rows, strip.length).set(strip);
        for (let y = top; y < end; y++) {
          const row = rows + (y - from) * step;
          // Beyond the image stands what excludes nothing.
          const above = y > 0 ? row - step : row;
          const below = y + 1 < height ? row + step : row;
          const first = Math.max(1, margin);
          const last = Math.min(width - 1, width - margin);
          const count = wasm.scanPeaks(above, row, below, first, last, least, columns);
          consider(y, 0);
          for (let n = 0; n < count; n++) {
            const x = places[n]!;
            const i = y * width + x;
            if (distance === 1 && exceedsEarlier(response, i, y > 0 ? width : 1)) found.push(i);
            else addPeak(response, height, width, distance, y, x, found);
          }
          if (width > 1) consider(y, width - 1);
        }
      }
    });
  if (!served) findPeaksScalar(response, height, width, distance, margin, threshold, found);
};

/** Whether a pixel that no neighbour exceeds is above those before it: the one beside it and three of a row above. */
function exceedsEarlier(response: Float32Array, i: number, width: number): boolean {
  const value = response[i]!;
  const above = i - width;
  return (
    value > response[i - 1]! &&
    value > response[above - 1]! &&
    value > response[above]! &&
    value > response[above + 1]!
  );
}
