import type { FloatTypedArray } from '../../core/types.js';
import { atan2 } from './atan2.js';
import { addVote } from './circular-votes.js';

/** See `Kernels.gradientHistogram`. */
export function gradientHistogram(
  levels: FloatTypedArray,
  start: number,
  height: number,
  width: number,
  x: number,
  y: number,
  sigma: number,
  radius: number,
  histogram: Float64Array,
): void {
  const bins = histogram.length;
  const perRadian = bins / (2 * Math.PI);
  const exponent = -1 / (2 * sigma * sigma);
  const top = Math.max(1, Math.ceil(y - radius));
  const bottom = Math.min(height - 2, Math.floor(y + radius));
  for (let row = top; row <= bottom; row++) {
    const dy = row - y;
    const reach = Math.sqrt(radius * radius - dy * dy);
    const left = Math.max(1, Math.ceil(x - reach));
    const right = Math.min(width - 2, Math.floor(x + reach));
    let at = start + row * width + left;
    for (let column = left; column <= right; column++, at++) {
      const gx = levels[at + 1]! - levels[at - 1]!;
      const gy = levels[at + width]! - levels[at - width]!;
      const dx = column - x;
      const weight = Math.exp((dx * dx + dy * dy) * exponent) * Math.sqrt(gx * gx + gy * gy);
      // Bin b stands at the angle 2πb/bins; a vote is shared between the two bins beside it.
      let place = atan2(gy, gx) * perRadian;
      if (place < 0) place += bins;
      addVote(histogram, 0, bins, place, weight);
    }
  }
}
