// Maps of each intensity by itself.
import type { FloatTypedArray } from '../../core/types.js';

/** `IntensityKernels.reflectValues` in TypeScript. */
export function reflectValuesScalar(
  source: FloatTypedArray,
  max: number,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < source.length; i++) target[i] = max - source[i]!;
}

/** `IntensityKernels.shiftValues` in TypeScript. */
export function shiftValuesScalar(
  source: FloatTypedArray,
  delta: number,
  max: number,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < source.length; i++) {
    target[i] = Math.min(Math.max(source[i]! + delta, 0), max);
  }
}

/** `IntensityKernels.stretchValues` in TypeScript. */
export function stretchValuesScalar(
  source: FloatTypedArray,
  from: readonly [number, number],
  to: readonly [number, number],
  target: FloatTypedArray,
): void {
  const [low, high] = from;
  const [start, end] = to;
  const width = high - low;
  const length = end - start;
  for (let i = 0; i < source.length; i++) {
    const value = source[i]!;
    if (value <= low) target[i] = start;
    else if (value >= high) target[i] = end;
    else if (width < Infinity && length < Infinity) {
      target[i] = ((value - low) / width) * length + start;
    } else {
      // Differences of large numbers may be larger than any number.
      const share = (value / 2 - low / 2) / (high / 2 - low / 2);
      target[i] = start * (1 - share) + end * share;
    }
  }
}

/** `IntensityKernels.raiseValues` in TypeScript. */
export function raiseValuesScalar(
  source: FloatTypedArray,
  gamma: number,
  max: number,
  gain: number,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < source.length; i++) target[i] = (source[i]! / max) ** gamma * max * gain;
}

/** `IntensityKernels.followCurve` in TypeScript. */
export function followCurveScalar(
  source: FloatTypedArray,
  knots: Float64Array,
  heights: Float64Array,
  target: FloatTypedArray,
): void {
  const last = knots.length - 1;
  for (let i = 0; i < source.length; i++) {
    const value = source[i]!;
    if (!(value > knots[0]!)) {
      target[i] = heights[0]!;
      continue;
    }
    if (value >= knots[last]!) {
      target[i] = heights[last]!;
      continue;
    }
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (knots[middle]! <= value) low = middle;
      else high = middle;
    }
    const rise = heights[high]! - heights[low]!;
    const run = knots[high]! - knots[low]!;
    const slope = rise / run;
    if (Number.isFinite(rise) && run < Infinity && Number.isFinite(slope)) {
      target[i] = slope * (value - knots[low]!) + heights[low]!;
      continue;
    }
    // Differences of large numbers may be larger than any number, and so may slopes.
    const unit = run < Infinity ? 1 : 2;
    const share = (value / unit - knots[low]! / unit) / (knots[high]! / unit - knots[low]! / unit);
    target[i] = heights[low]! * (1 - share) + heights[high]! * share;
  }
}
