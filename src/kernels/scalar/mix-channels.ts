import type { FloatTypedArray, NumericTypedArray } from '../../core/types.js';

/** See `ImageKernels.mixChannels`. */
export function mixChannels(
  source: NumericTypedArray,
  target: FloatTypedArray,
  channels: number,
  weights: Float64Array,
  alpha: number,
  opaque: number,
  background: number,
): void {
  const first = weights[0]!;
  const second = weights[1] ?? 0;
  const third = weights[2] ?? 0;
  const mixed = weights.length > 1;
  for (let i = 0, at = 0; i < target.length; i++, at += channels) {
    let value = first * source[at]!;
    if (mixed) value += second * source[at + 1]! + third * source[at + 2]!;
    if (alpha >= 0) {
      const share = source[at + alpha]! / opaque;
      value = share * value + (1 - share) * background;
    }
    target[i] = value;
  }
}
