// The two changes of size between octaves. Both are symmetric: a mirrored image gives the mirrored result.
import type { FloatTypedArray } from '../../core/types.js';

/** See `Kernels.doubleImage`. */
export function doubleImage(
  source: FloatTypedArray,
  target: FloatTypedArray,
  height: number,
  width: number,
): void {
  const outWidth = 2 * width;
  for (let row = 0; row < 2 * height; row++) {
    const nearRow = row >> 1;
    const farRow = Math.min(Math.max(row & 1 ? nearRow + 1 : nearRow - 1, 0), height - 1);
    const near = nearRow * width;
    const far = farRow * width;
    let out = row * outWidth;
    let here = 0.75 * source[near]! + 0.25 * source[far]!;
    let before = here;
    for (let x = 1; x <= width; x++) {
      const after = x < width ? 0.75 * source[near + x]! + 0.25 * source[far + x]! : here;
      target[out++] = 0.75 * here + 0.25 * before;
      target[out++] = 0.75 * here + 0.25 * after;
      before = here;
      here = after;
    }
  }
}

// The cubic through four samples, taken half way between the middle two; it adds no variance to a blur.
const INNER = 9 / 16;
const OUTER = -1 / 16;

/** See `Kernels.halveImage`. */
export function halveImage(
  source: FloatTypedArray,
  target: FloatTypedArray,
  height: number,
  width: number,
): void {
  const outHeight = (height + 1) >> 1;
  const outWidth = (width + 1) >> 1;
  const evenHeight = height % 2 === 0;
  const evenWidth = width % 2 === 0;
  const line = new Float64Array(width + 2);
  for (let row = 0; row < outHeight; row++) {
    const r1 = 2 * row * width;
    if (evenHeight) {
      const r2 = r1 + width;
      const r0 = row === 0 ? r1 : r1 - width;
      const r3 = 2 * row + 2 < height ? r2 + width : r2;
      for (let x = 0; x < width; x++) {
        line[x + 1] =
          INNER * (source[r1 + x]! + source[r2 + x]!) + OUTER * (source[r0 + x]! + source[r3 + x]!);
      }
    } else {
      for (let x = 0; x < width; x++) line[x + 1] = source[r1 + x]!;
    }
    const out = row * outWidth;
    if (evenWidth) {
      line[0] = line[1]!;
      line[width + 1] = line[width]!;
      for (let x = 0; x < outWidth; x++) {
        const at = 2 * x;
        target[out + x] =
          INNER * (line[at + 1]! + line[at + 2]!) + OUTER * (line[at]! + line[at + 3]!);
      }
    } else {
      for (let x = 0; x < outWidth; x++) target[out + x] = line[2 * x + 1]!;
    }
  }
}
