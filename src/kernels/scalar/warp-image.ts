import type { FloatTypedArray } from '../../core/types.js';
import type { Sampling } from '../image-kernels.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from './border.js';

/** See `ImageKernels.warpImage`. */
export function warpImage(
  source: FloatTypedArray,
  target: FloatTypedArray,
  height: number,
  width: number,
  channels: number,
  targetHeight: number,
  targetWidth: number,
  matrix: Float64Array,
  sampling: Sampling,
  border: BorderMode,
  constant: number,
): void {
  const places = new Float64Array(2 * targetWidth);
  for (let y = 0; y < targetHeight; y++) {
    locateRow(matrix, y, places);
    const out = y * targetWidth * channels;
    if (sampling === 'nearest') {
      for (let p = 0; p < places.length; p++) places[p] = Math.ceil(places[p]! - 0.5);
    }
    sampleRow(source, target, out, height, width, channels, places, border, constant);
  }
}

// Places x, y in the source of one row of the target.
function locateRow(matrix: Float64Array, y: number, places: Float64Array): void {
  const xx = matrix[0]!;
  const yx = matrix[3]!;
  const wx = matrix[6]!;
  const x0 = matrix[1]! * y + matrix[2]!;
  const y0 = matrix[4]! * y + matrix[5]!;
  const w0 = matrix[7]! * y + matrix[8]!;
  const count = places.length >> 1;
  if (wx === 0 && w0 === 1) {
    for (let x = 0; x < count; x++) {
      places[2 * x] = xx * x + x0;
      places[2 * x + 1] = yx * x + y0;
    }
    return;
  }
  for (let x = 0; x < count; x++) {
    const w = wx * x + w0;
    places[2 * x] = (xx * x + x0) / w;
    places[2 * x + 1] = (yx * x + y0) / w;
  }
}

function sampleRow(
  source: FloatTypedArray,
  target: FloatTypedArray,
  start: number,
  height: number,
  width: number,
  channels: number,
  places: Float64Array,
  border: BorderMode,
  constant: number,
): void {
  let out = start;
  for (let p = 0; p < places.length; p += 2) {
    const x = places[p]!;
    const y = places[p + 1]!;
    const left = Math.floor(x);
    const top = Math.floor(y);
    const right = x - left;
    const down = y - top;
    if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
      let at = (top * width + left) * channels;
      let below = at + width * channels;
      for (const end = at + channels; at < end; at++, below++) {
        const a = source[at]!;
        const b = source[below]!;
        const upper = a + right * (source[at + channels]! - a);
        const lower = b + right * (source[below + channels]! - b);
        target[out++] = upper + down * (lower - upper);
      }
      continue;
    }
    // Where the map has no finite place, the differences above are NaN.
    const nowhere = Number.isNaN(right) || Number.isNaN(down);
    const beyond = left < -1 || top < -1 || left >= width || top >= height;
    if (nowhere || (beyond && border === 'constant')) {
      for (let c = 0; c < channels; c++) target[out++] = constant;
      continue;
    }
    const x0 = borderIndex(left, width, border);
    const y0 = borderIndex(top, height, border);
    // A neighbour without weight is not asked for: it may be missing.
    const x1 = right === 0 ? x0 : borderIndex(left + 1, width, border);
    const y1 = down === 0 ? y0 : borderIndex(top + 1, height, border);
    for (let c = 0; c < channels; c++) {
      const a = pixel(source, y0, x0, width, channels, c, constant);
      const b = pixel(source, y1, x0, width, channels, c, constant);
      const upper = a + right * (pixel(source, y0, x1, width, channels, c, constant) - a);
      const lower = b + right * (pixel(source, y1, x1, width, channels, c, constant) - b);
      target[out++] = upper + down * (lower - upper);
    }
  }
}

function pixel(
  source: FloatTypedArray,
  y: number,
  x: number,
  width: number,
  channels: number,
  channel: number,
  constant: number,
): number {
  if (x === OUTSIDE || y === OUTSIDE) return constant;
  return source[(y * width + x) * channels + channel]!;
}
