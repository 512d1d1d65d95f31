// What the SIMD filters compute, number by number.
import type { BorderMode } from '../../../../src/kernels/kernels.js';
import { borderIndex, OUTSIDE } from '../../../../src/kernels/scalar/border.js';

const f = Math.fround;

/** Float32 taps; the middle one of a symmetric kernel makes up for the rounding of the others. */
function roundTaps(kernel: Float64Array): Float32Array {
  const taps = Float32Array.from(kernel);
  if (!isMirrored(kernel, 1)) return taps;
  const radius = kernel.length >> 1;
  let middle = kernel[radius]!;
  kernel.forEach((tap, t) => {
    if (t !== radius) middle += tap - taps[t]!;
  });
  taps[radius] = middle;
  return taps;
}

function isMirrored(kernel: Float64Array, sign: number): boolean {
  return kernel.every((tap, t) => tap === sign * kernel[kernel.length - 1 - t]!);
}

/** Sums along a line that begins `radius` before the first of them: equal taps from outside in, or all in turn. */
function sumLine(kernel: Float64Array, at: (t: number) => number): number {
  const taps = roundTaps(kernel);
  const radius = kernel.length >> 1;
  const sign = isMirrored(kernel, 1) ? 1 : isMirrored(kernel, -1) ? -1 : 0;
  let sum = 0;
  for (let t = 0; t < (sign === 0 ? kernel.length : radius); t++) {
    const value = sign === 0 ? at(t) : f(at(t) + sign * at(kernel.length - 1 - t));
    sum = f(sum + f(taps[t]! * value));
  }
  return sign === 1 ? f(sum + f(taps[radius]! * at(radius))) : sum;
}

/**
 * An [outer, length, inner] array correlated along its middle axis, in float32.
 *
 * @param source - the array
 * @param outer - its first side
 * @param length - its middle side
 * @param inner - its last side
 * @param kernel - odd number of taps
 * @param border - what stands outside
 * @param constant - what stands there for "constant"
 * @returns the sums
 */
export function axisTwin(
  source: Float32Array,
  outer: number,
  length: number,
  inner: number,
  kernel: Float64Array,
  border: BorderMode,
  constant: number,
): Float32Array {
  const radius = kernel.length >> 1;
  return source.slice(0, outer * length * inner).map((_, i) => {
    const place = Math.floor(i / inner) % length;
    return sumLine(kernel, (t) => {
      const from = borderIndex(place + t - radius, length, border);
      return from === OUTSIDE ? f(constant) : source[i + (from - place) * inner]!;
    });
  });
}

/**
 * A [height, width] image correlated along its rows, then down its columns, in float32.
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
export function separableTwin(
  image: Float32Array,
  height: number,
  width: number,
  kernelY: Float64Array,
  kernelX: Float64Array,
  border: BorderMode,
  constant: number,
): Float32Array {
  const outside = kernelX.reduce((sum, tap) => sum + tap * constant, 0);
  const between = axisTwin(image, height, width, 1, kernelX, border, constant);
  return axisTwin(between, 1, height, width, kernelY, border, outside);
}
