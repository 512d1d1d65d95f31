import type { FloatTypedArray } from '../../core/types.js';

/** See `Kernels.gradientPolar`. */
export function gradientPolar(
  ix: FloatTypedArray,
  iy: FloatTypedArray,
  period: number,
  unitsPerRadian: number,
  magnitude: FloatTypedArray,
  orientation: FloatTypedArray,
): boolean {
  for (let i = 0; i < ix.length; i++) {
    const x = ix[i]!;
    const y = iy[i]!;
    magnitude[i] = lengthOf(x, y);
    // Adding 0 makes −0 a 0: no gradient has no direction, whatever the signs of its zeros.
    let angle = Math.atan2(y + 0, x + 0) * unitsPerRadian;
    if (angle < 0) angle += angle < -period ? 2 * period : period;
    orientation[i] = angle;
    // Once rounded to storage, an angle just below the period may have reached it.
    if (!(orientation[i]! < period)) orientation[i] = angle > period ? angle - period : 0;
  }
  return false;
}

/** √(x² + y²), of numbers of any size; what engines have for it takes five times as long. */
function lengthOf(x: number, y: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const larger = Math.max(ax, ay);
  if (larger === 0) return 0;
  if (!(larger < Number.POSITIVE_INFINITY)) return Math.hypot(x, y);
  const p = ax / larger;
  const q = ay / larger;
  return Math.sqrt(p * p + q * q) * larger;
}
