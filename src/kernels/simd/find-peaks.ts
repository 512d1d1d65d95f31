// Local maxima of float32 images.
import { findPeaks as findPeaksScalar } from '../scalar/find-peaks.js';
import type { Peaks, StructureKernels } from '../structure-kernels.js';
import { imagePeaks } from './generated/image-peaks.js';
import { roundDown } from './round-to-float.js';
import { inArena } from './wasm-module.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 1024;
/** Numbers that are copied at a time at least, in whole rows. */
const STRIP = 16384;
/** Numbers that are looked at in search of higher ones, for each of the image, before it is left to the scalar search. */
const LOOKS = 256;

/** See `StructureKernels.findPeaks`. */
export const findPeaks: StructureKernels['findPeaks'] = (
  response,
  height,
  width,
  distance,
  margin,
  threshold,
) => {
  let peaks: Peaks | undefined;
  if (response instanceof Float32Array && response.length >= LEAST && distance > 0) {
    inArena(imagePeaks, (wasm, arena) => {
      const own = arena.find(response);
      // Farther than to the other end is no farther than that.
      const near = Math.min(distance, Math.max(height, width));
      const edge = Math.min(margin, Math.max(height, width));
      const [rows, columns] = [Math.max(0, height - 2 * edge), Math.max(0, width - 2 * edge)];
      // No two are nearer.
      const room = Math.ceil(rows / (near + 1)) * Math.ceil(columns / (near + 1));
      const [places, values, line] = [
        arena.words(room),
        arena.words(room),
        arena.words(2 * width),
      ] as const;
      // The last peak near each column, and how many rows of a neighbourhood may be looked at.
      const [last, left] = [arena.words(width), arena.words(1)] as const;
      arena.int32(last, width).fill(-1);
      arena.int32(left, 1)[0] = Math.min((LOOKS * response.length) / (2 * near + 1), 2 ** 31 - 1);
      // A strip with the rows above and below it, not many more than it has itself, where the image lies elsewhere.
      const most = own === undefined ? Math.max(Math.floor(STRIP / width), 2 * near) : height;
      const held = Math.min(height, most + 2 * near);
      const strip = own ?? arena.words(held * width);
      let count = 0;
      for (let top = edge; top < edge + rows && count >= 0; top += most) {
        const bottom = Math.min(edge + rows, top + most);
        const first = own === undefined ? Math.max(0, top - near) : 0;
        if (own === undefined) {
          const strips = response.subarray(first * width, Math.min(height, bottom + near) * width);
          arena.float32(strip, strips.length).set(strips);
        }
        count = wasm.findPeaks(
          strip - 4 * first * width,
          ...([height, width, near, edge, roundDown(threshold)] as const),
          ...([top, bottom, line, last, left, places, values, count, room] as const),
        );
      }
      if (count < 0) return;
      peaks = {
        places: new Uint32Array(arena.int32(places, count)),
        values: arena.float32(values, count).slice(),
      };
    });
  }
  return peaks ?? findPeaksScalar(response, height, width, distance, margin, threshold);
};
