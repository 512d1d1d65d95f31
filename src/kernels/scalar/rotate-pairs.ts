import type { FloatTypedArray } from '../../core/types.js';
import type { PairTurns } from '../position-kernels.js';

/** See `PositionKernels.rotatePairs`. */
export function rotatePairs(
  source: FloatTypedArray,
  target: FloatTypedArray,
  items: number,
  { cosines, sines, n, pairs, step, gap }: PairTurns,
): void {
  for (let item = 0, start = 0; item < items; item++) {
    for (let row = 0, at = 0; row < n; row++, start += 2 * pairs) {
      for (let pair = 0; pair < pairs; pair++, at++) {
        const first = start + pair * step;
        const a = source[first]!;
        const b = source[first + gap]!;
        target[first] = a * cosines[at]! - b * sines[at]!;
        target[first + gap] = a * sines[at]! + b * cosines[at]!;
      }
    }
  }
}
