// Blob responses and their maxima over space and scale.
import type { FloatTypedArray } from '../../core/types.js';

/** See `Kernels.signedDeterminant`. */
export function signedDeterminant(
  xx: FloatTypedArray,
  xy: FloatTypedArray,
  yy: FloatTypedArray,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < xx.length; i++) {
    const determinant = xx[i]! * yy[i]! - xy[i]! * xy[i]!;
    // Where the determinant is positive, both curvatures have the sign of xx.
    target[i] = determinant > 0 ? (xx[i]! < 0 ? determinant : -determinant) : 0;
  }
}

/** See `Kernels.findMaxima`. */
export function findMaxima(
  finer: FloatTypedArray,
  level: FloatTypedArray,
  coarser: FloatTypedArray,
  height: number,
  width: number,
  sign: number,
  threshold: number,
  found: number[],
): void {
  for (let y = 0, i = 0; y < height; y++) {
    const top = y > 0 ? i - width : i;
    const bottom = y < height - 1 ? i + width : i;
    for (let x = 0; x < width; x++, i++) {
      const v = sign * level[i]!;
      if (!(v > threshold)) continue;
      const first = x > 0 ? x - 1 : x;
      const last = x < width - 1 ? x + 1 : x;
      if (
        isLargest(level, v, sign, top, bottom, width, first, last) &&
        isLargest(finer, v, sign, top, bottom, width, first, last) &&
        isLargest(coarser, v, sign, top, bottom, width, first, last)
      ) {
        found.push(i);
      }
    }
  }
}

function isLargest(
  plane: FloatTypedArray,
  v: number,
  sign: number,
  top: number,
  bottom: number,
  width: number,
  first: number,
  last: number,
): boolean {
  for (let row = top; row <= bottom; row += width) {
    for (let x = first; x <= last; x++) if (!(v >= sign * plane[row + x]!)) return false;
  }
  return true;
}
