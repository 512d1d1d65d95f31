// Points under a 3×3 transform of the plane, and how far they fall from where they should.
import type { FloatTypedArray } from '../../core/types.js';

/** See `MatchingKernels.mapPoints`. */
export function mapPoints(
  t: FloatTypedArray,
  points: FloatTypedArray,
  target: FloatTypedArray,
  n: number,
): void {
  for (let at = 0; at < 2 * n; at += 2) {
    const x = points[at]!;
    const y = points[at + 1]!;
    const w = t[6]! * x + t[7]! * y + t[8]!;
    target[at] = w === 0 ? Infinity : (t[0]! * x + t[1]! * y + t[2]!) / w;
    target[at + 1] = w === 0 ? Infinity : (t[3]! * x + t[4]! * y + t[5]!) / w;
  }
}

/** See `MatchingKernels.transferErrors`. */
export function transferErrors(
  t: Float64Array,
  pairs: Float64Array,
  n: number,
  limit: number,
  enough: number,
  errors: Float64Array,
): number {
  const [a, b, c, d, e, f, g, h, i] = [
    t[0]!,
    t[1]!,
    t[2]!,
    t[3]!,
    t[4]!,
    t[5]!,
    t[6]!,
    t[7]!,
    t[8]!,
  ];
  let sum = 0;
  for (let k = 0, at = 0; k < n && sum <= enough; k++, at += 4) {
    const x = pairs[at]!;
    const y = pairs[at + 1]!;
    const w = g * x + h * y + i;
    const du = (a * x + b * y + c) / w - pairs[at + 2]!;
    const dv = (d * x + e * y + f) / w - pairs[at + 3]!;
    const error = w === 0 ? Infinity : du * du + dv * dv;
    errors[k] = error;
    sum += error < limit ? error : limit;
  }
  return sum;
}
