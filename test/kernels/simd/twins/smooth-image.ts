// What the exact SIMD filter computes, number by number: smoothing by what neighbours differ, in float32.
import type { BorderMode } from '../../../../src/kernels/kernels.js';
import { borderIndex, OUTSIDE } from '../../../../src/kernels/scalar/border.js';

const f = Math.fround;

/** A row or column of an image that goes on beyond its ends, as the sum of two numbers each. */
type Line = (at: number) => readonly [value: number, more: number];

/** What smoothing adds to the number at x: tails of the taps times differences, from the outermost inwards. */
function smoothing(line: Line, x: number, kernel: Float64Array): number {
  const radius = kernel.length >> 1;
  const step = (at: number): number => {
    const [[here, more], [before, moreBefore]] = [line(at), line(at - 1)];
    return f(f(here - before) + f(more - moreBefore));
  };
  let sum = 0;
  let tail = 0;
  for (let t = radius; t > 0; t--) {
    tail += kernel[radius - t]!;
    sum = f(sum + f(f(tail) * f(step(x + t) - step(x + 1 - t))));
  }
  return sum;
}

/**
 * A [height, width] image smoothed along its rows, then down its columns, with taps that are the same from both ends
 * and add up to one.
 *
 * @param image - the image
 * @param height - rows
 * @param width - columns
 * @param kernelY - odd number of taps
 * @param kernelX - odd number of taps
 * @param border - what stands outside
 * @param constant - what stands there for "constant"
 * @returns the sums
 */
export function smoothTwin(
  image: Float32Array,
  height: number,
  width: number,
  kernelY: Float64Array,
  kernelX: Float64Array,
  border: BorderMode,
  constant: number,
): Float32Array {
  const at = (y: number, x: number): number => {
    const row = borderIndex(y, height, border);
    const column = borderIndex(x, width, border);
    return row === OUTSIDE || column === OUTSIDE ? f(constant) : image[row * width + column]!;
  };
  const radius = kernelY.length >> 1;
  const added = new Map<number, Float32Array>();
  for (let y = -radius; y < height + radius; y++) {
    const row: Line = (x) => [at(y, x), 0];
    added.set(
      y,
      new Float32Array(width).map((_, x) => smoothing(row, x, kernelX)),
    );
  }
  return image.map((value, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    const column: Line = (row) => [at(row, x), added.get(row)![x]!];
    return f(value + f(added.get(y)![x]! + smoothing(column, y, kernelY)));
  });
}
