import type { FloatTypedArray } from '../../core/types.js';

/** See `Kernels.subtract`. */
export function subtract(
  minuend: FloatTypedArray,
  subtrahend: FloatTypedArray,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < target.length; i++) target[i] = minuend[i]! - subtrahend[i]!;
}

/** See `Kernels.findExtrema`. */
export function findExtrema(
  volume: FloatTypedArray,
  depth: number,
  height: number,
  width: number,
  threshold: number,
  found: number[],
): void {
  const plane = height * width;
  for (let z = 1; z < depth - 1; z++) {
    for (let y = 1; y < height - 1; y++) {
      const end = z * plane + y * width + width - 1;
      for (let i = z * plane + y * width + 1; i < end; i++) {
        const v = volume[i]!;
        if (!(v >= threshold || v <= -threshold)) continue;
        // Most places fail against the two neighbours beside them; then the plane, then the other two.
        if (v > volume[i - 1]!) {
          if (
            v > volume[i + 1]! &&
            v > volume[i - width]! &&
            v > volume[i + width]! &&
            v > volume[i - width - 1]! &&
            v > volume[i - width + 1]! &&
            v > volume[i + width - 1]! &&
            v > volume[i + width + 1]! &&
            exceedsBlock(volume, v, i - plane, width) &&
            exceedsBlock(volume, v, i + plane, width)
          ) {
            found.push(i);
          }
        } else if (
          v < volume[i - 1]! &&
          v < volume[i + 1]! &&
          v < volume[i - width]! &&
          v < volume[i + width]! &&
          v < volume[i - width - 1]! &&
          v < volume[i - width + 1]! &&
          v < volume[i + width - 1]! &&
          v < volume[i + width + 1]! &&
          fallsBelowBlock(volume, v, i - plane, width) &&
          fallsBelowBlock(volume, v, i + plane, width)
        ) {
          found.push(i);
        }
      }
    }
  }
}

function exceedsBlock(volume: FloatTypedArray, v: number, i: number, width: number): boolean {
  return (
    v > volume[i]! &&
    v > volume[i - 1]! &&
    v > volume[i + 1]! &&
    v > volume[i - width]! &&
    v > volume[i + width]! &&
    v > volume[i - width - 1]! &&
    v > volume[i - width + 1]! &&
    v > volume[i + width - 1]! &&
    v > volume[i + width + 1]!
  );
}

function fallsBelowBlock(volume: FloatTypedArray, v: number, i: number, width: number): boolean {
  return (
    v < volume[i]! &&
    v < volume[i - 1]! &&
    v < volume[i + 1]! &&
    v < volume[i - width]! &&
    v < volume[i + width]! &&
    v < volume[i - width - 1]! &&
    v < volume[i - width + 1]! &&
    v < volume[i + width - 1]! &&
    v < volume[i + width + 1]!
  );
}
