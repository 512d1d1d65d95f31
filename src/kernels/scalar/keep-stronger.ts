import type { FloatTypedArray } from '../../core/types.js';

/** See `Kernels.keepStronger`. */
export function keepStronger(
  ix: FloatTypedArray,
  iy: FloatTypedArray,
  otherX: FloatTypedArray,
  otherY: FloatTypedArray,
): void {
  for (let i = 0; i < ix.length; i++) {
    const x = ix[i]!;
    const y = iy[i]!;
    const u = otherX[i]!;
    const v = otherY[i]!;
    if (!(u * u + v * v > x * x + y * y)) continue;
    ix[i] = u;
    iy[i] = v;
  }
}
