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
  firstOfEquals: boolean,
  found: number[],
): void {
  const plane = height * width;
  // Differences of unequal floats are at least the smallest float: gradual underflow sees to that.
  // Against samples that come later in the volume an equal may pass; against earlier ones never.
  const slack = firstOfEquals ? 0 : Number.MIN_VALUE;
  for (let z = 1; z < depth - 1; z++) {
    for (let y = 1; y < height - 1; y++) {
      const end = z * plane + y * width + width - 1;
      for (let i = z * plane + y * width + 1; i < end; i++) {
        const v = volume[i]!;
        if (!(v >= threshold || v <= -threshold)) continue;
        // Most places fail against the two neighbours beside them; then the plane, then the other two.
        if (v > volume[i - 1]!) {
          if (
            v - volume[i + 1]! >= slack &&
            v > volume[i - width]! &&
            v - volume[i + width]! >= slack &&
            v > volume[i - width - 1]! &&
            v > volume[i - width + 1]! &&
            v - volume[i + width - 1]! >= slack &&
            v - volume[i + width + 1]! >= slack &&
            exceedsBlock(volume, v, i - plane, width, Number.MIN_VALUE) &&
            exceedsBlock(volume, v, i + plane, width, slack)
          ) {
            found.push(i);
          }
        } else if (
          v < volume[i - 1]! &&
          volume[i + 1]! - v >= slack &&
          v < volume[i - width]! &&
          volume[i + width]! - v >= slack &&
          v < volume[i - width - 1]! &&
          v < volume[i - width + 1]! &&
          volume[i + width - 1]! - v >= slack &&
          volume[i + width + 1]! - v >= slack &&
          fallsBelowBlock(volume, v, i - plane, width, Number.MIN_VALUE) &&
          fallsBelowBlock(volume, v, i + plane, width, slack)
        ) {
          found.push(i);
        }
      }
    }
  }
}

/** Whether v exceeds the nine samples around i by at least `slack`. */
function exceedsBlock(
  volume: FloatTypedArray,
  v: number,
  i: number,
  width: number,
  slack: number,
): boolean {
  return (
    v - volume[i]! >= slack &&
    v - volume[i - 1]! >= slack &&
    v - volume[i + 1]! >= slack &&
    v - volume[i - width]! >= slack &&
    v - volume[i + width]! >= slack &&
    v - volume[i - width - 1]! >= slack &&
    v - volume[i - width + 1]! >= slack &&
    v - volume[i + width - 1]! >= slack &&
    v - volume[i + width + 1]! >= slack
  );
}

/** Whether v falls below the nine samples around i by at least `slack`. */
function fallsBelowBlock(
  volume: FloatTypedArray,
  v: number,
  i: number,
  width: number,
  slack: number,
): boolean {
  return (
    volume[i]! - v >= slack &&
    volume[i - 1]! - v >= slack &&
    volume[i + 1]! - v >= slack &&
    volume[i - width]! - v >= slack &&
    volume[i + width]! - v >= slack &&
    volume[i - width - 1]! - v >= slack &&
    volume[i - width + 1]! - v >= slack &&
    volume[i + width - 1]! - v >= slack &&
    volume[i + width + 1]! - v >= slack
  );
}
