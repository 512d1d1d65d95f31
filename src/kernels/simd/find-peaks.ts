// Local maxima of float32 images: the kernel finds what exceeds its eight neighbours, and then what is as near.
import { addPeak, findPeaks as findPeaksScalar, hasEqualPeak } from '../scalar/find-peaks.js';
import { PeakList } from '../scalar/peak-list.js';
import type { StructureKernels } from '../structure-kernels.js';
import { imagePeaks } from './generated/image-peaks.js';
import { roundDown } from './round-to-float.js';
import { inArena } from './wasm-module.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 1024;
/** Numbers that are copied at a time, in whole rows. */
const STRIP = 16384;
/** Rows beside a strip that are copied with it at most. */
const MOST_BESIDE = 16;

/** See `StructureKernels.findPeaks`. */
export const findPeaks: StructureKernels['findPeaks'] = (
  response,
  height,
  width,
  distance,
  margin,
  threshold,
) => {
  const found = new PeakList(response);
  const served =
    response instanceof Float32Array &&
    response.length >= LEAST &&
    distance > 0 &&
    inArena(imagePeaks, (wasm, arena) => {
      const least = roundDown(threshold);
      const bottom = height - margin;
      const own = arena.find(response);
      const most = own === undefined ? Math.max(1, Math.floor(STRIP / width)) : height;
      const step = 4 * width;
      const near = distance <= MOST_BESIDE;
      const beside = near ? distance : 1;
      // A strip with the rows above and below it, where the image lies elsewhere.
      const strip = own ?? arena.words((most + 2 * beside) * width);
      const [placesAt, valuesAt] = [arena.words(width), arena.words(width)];
      const places = arena.int32(placesAt, width);
      const values = arena.float32(valuesAt, width);
      const image = own === undefined ? response : arena.float32(own, height * width);
      const consider = (y: number, x: number): void => {
        const inside = x >= margin && x < width - margin;
        if (inside && image[y * width + x]! > threshold) {
          addPeak(image, height, width, distance, y, x, found);
        }
      };
      const first = Math.max(1, margin);
      const last = Math.min(width - 1, width - margin);
      for (let top = margin; top < bottom; top += most) {
        const end = Math.min(bottom, top + most);
        const from = own === undefined ? Math.max(0, top - beside) : 0;
        if (own === undefined) {
          const rows = image.subarray(from * width, Math.min(height, end + beside) * width);
          arena.float32(strip, rows.length).set(rows);
        }
        for (let y = top; y < end; y++) {
          const row = strip + (y - from) * step;
          // Beyond the image stands what excludes nothing.
          const above = y > 0 ? row - step : row;
          const below = y + 1 < height ? row + step : row;
          const start = y * width;
          let count = wasm.scanPeaks(
            above,
            row,
            below,
            first,
            last,
            least,
            start,
            placesAt,
            valuesAt,
          );
          if (distance > 1 && near) {
            const origin = strip - from * step;
            count = wasm.keepHighest(origin, height, width, distance, y, placesAt, valuesAt, count);
          }
          consider(y, 0);
          for (let n = 0; n < count; n++) {
            const place = places[n]!;
            const v = values[n]!;
            const i = place < 0 ? ~place : place;
            if (!near) addPeak(image, height, width, distance, y, i - start, found);
            else if (place >= 0 || !hasEqualPeak(image, found, y, i - start, width, distance, v)) {
              found.push(i, v);
            }
          }
          if (width > 1) consider(y, width - 1);
        }
      }
    });
  return served
    ? found.peaks
    : findPeaksScalar(response, height, width, distance, margin, threshold);
};
