// Local maxima of an image over a square neighbourhood.
import type { FloatTypedArray } from '../../core/types.js';

/** See `Kernels.findPeaks`. */
export function findPeaks(
  response: FloatTypedArray,
  height: number,
  width: number,
  distance: number,
  margin: number,
  threshold: number,
  found: number[],
): void {
  for (let y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      const i = y * width + x;
      const v = response[i]!;
      if (!(v > threshold)) continue;
      // The neighbours in the row rule out most pixels.
      if (
        distance > 0 &&
        ((x > 0 && response[i - 1]! > v) || (x + 1 < width && response[i + 1]! > v))
      )
        continue;
      if (isHighest(response, height, width, y, x, distance, v)) found.push(i);
    }
  }
}

function isHighest(
  response: FloatTypedArray,
  height: number,
  width: number,
  y: number,
  x: number,
  distance: number,
  v: number,
): boolean {
  const left = Math.max(0, x - distance);
  const right = Math.min(width - 1, x + distance);
  const bottom = Math.min(height - 1, y + distance);
  for (let row = Math.max(0, y - distance); row <= bottom; row++) {
    for (let i = row * width + left; i <= row * width + right; i++) {
      if (response[i]! > v) return false;
    }
  }
  return true;
}
