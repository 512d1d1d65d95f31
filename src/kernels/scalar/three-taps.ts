// Separable filters with three taps each way: sums along three rows go round while they are added up and down.
import type { FloatTypedArray } from '../../core/types.js';
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from './border.js';

/**
 * Correlates the columns of one or more images, whose rows are brought in one by one, with three taps.
 *
 * @param targets - one image each; sums of image n are at n·width in a row's sums
 * @param height - rows, at least 1
 * @param width - of a row, at least 2
 * @param kernel - three taps
 * @param border - which row stands above and below
 * @param outside - what sums stand there for the rule "constant"
 * @param bringRow - writes the sums along row y, one image after the other
 */
export function addThreeRows(
  targets: readonly FloatTypedArray[],
  height: number,
  width: number,
  kernel: Float64Array,
  border: BorderMode,
  outside: number,
  bringRow: (y: number, sums: Float64Array) => void,
): void {
  const bring = (y: number, sums: Float64Array): Float64Array => {
    const from = borderIndex(y, height, border);
    if (from === OUTSIDE) sums.fill(outside);
    else bringRow(from, sums);
    return sums;
  };
  const fresh = (): Float64Array => new Float64Array(targets.length * width);
  let above = bring(-1, fresh());
  let here = bring(0, fresh());
  let below = fresh();
  for (let y = 0; y < height; y++) {
    bring(y + 1, below);
    for (let n = 0; n < targets.length; n++) {
      addRows(above, here, below, n * width, width, kernel, targets[n]!, y * width);
    }
    const free = above;
    above = here;
    here = below;
    below = free;
  }
}

// Outer taps first: sums of a symmetric kernel do not depend on the direction.
function addRows(
  above: Float64Array,
  here: Float64Array,
  below: Float64Array,
  from: number,
  width: number,
  kernel: Float64Array,
  target: FloatTypedArray,
  to: number,
): void {
  const upper = kernel[0]!;
  const own = kernel[1]!;
  const lower = kernel[2]!;
  for (let x = 0; x < width; x++) {
    const i = from + x;
    target[to + x] = upper * above[i]! + lower * below[i]! + own * here[i]!;
  }
}

/**
 * Correlates a row with three taps.
 *
 * @param source - holds the row
 * @param start - its first sample
 * @param width - its length, at least 2
 * @param kernel - three taps
 * @param border - which sample stands before and after
 * @param constant - what stands there for the rule "constant"
 * @param sums - where the sums go, from 0 on
 */
export function weighThree(
  source: FloatTypedArray,
  start: number,
  width: number,
  kernel: Float64Array,
  border: BorderMode,
  constant: number,
  sums: Float64Array,
): void {
  const left = kernel[0]!;
  const middle = kernel[1]!;
  const right = kernel[2]!;
  const outside = (x: number): number => {
    const from = borderIndex(x, width, border);
    return from === OUTSIDE ? constant : source[start + from]!;
  };
  const last = width - 1;
  let before = outside(-1);
  let here = source[start]!;
  for (let x = 0; x < last; x++) {
    const after = source[start + x + 1]!;
    sums[x] = left * before + right * after + middle * here;
    before = here;
    here = after;
  }
  sums[last] = left * before + right * outside(width) + middle * here;
}
