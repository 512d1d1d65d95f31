// Images combined pixel by pixel.
import type { FloatTypedArray } from '../../core/types.js';

/** See `Kernels.addMultiple`. */
export function addMultiple(
  source: FloatTypedArray,
  factor: number,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < source.length; i++) target[i]! += factor * source[i]!;
}

/** See `Kernels.symmetricDeterminant`. */
export function symmetricDeterminant(
  xx: FloatTypedArray,
  xy: FloatTypedArray,
  yy: FloatTypedArray,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < xx.length; i++) target[i] = xx[i]! * yy[i]! - xy[i]! * xy[i]!;
}
