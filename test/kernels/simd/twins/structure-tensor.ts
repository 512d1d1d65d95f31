// What the SIMD structure tensor computes, number by number.
import type { BorderMode } from '../../../../src/kernels/kernels.js';
import { borderIndex, OUTSIDE } from '../../../../src/kernels/scalar/border.js';

const f = Math.fround;

/** Equal taps, or opposite ones beside a 0, share a multiplication. */
function weigh(taps: Float32Array, before: number, here: number, after: number): number {
  if (taps[0] === -taps[2]!) return f(taps[2]! * f(after - before));
  return f(f(taps[0]! * f(before + after)) + f(taps[1]! * here));
}

/**
 * The windowed products of an image's derivatives, in float32.
 *
 * @param image - [height, width]
 * @param height - rows
 * @param width - columns
 * @param along - taps of the derivative
 * @param across - taps across it
 * @param window - taps of the window
 * @param border - what stands outside
 * @param constant - what stands there for "constant"
 * @returns ixx, ixy and iyy
 */
export function tensorTwin(
  image: Float32Array,
  height: number,
  width: number,
  along: Float64Array,
  across: Float64Array,
  window: Float64Array,
  border: BorderMode,
  constant: number,
): Float32Array[] {
  const [a, c, w] = [along, across, window].map((taps) => Float32Array.from(taps)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const at = (data: Float32Array, y: number, x: number, outside: number): number => {
    const [row, column] = [borderIndex(y, height, border), borderIndex(x, width, border)];
    return row === OUTSIDE || column === OUTSIDE ? outside : data[row * width + column]!;
  };
  const map = (value: (y: number, x: number) => number): Float32Array =>
    image.map((_, i) => value(Math.floor(i / width), i % width));
  const down = (taps: Float32Array, y: number, x: number): number =>
    weigh(taps, ...([-1, 0, 1].map((d) => at(image, y + d, x, f(constant))) as Triple));
  const ix = map((y, x) => weigh(a, ...([-1, 0, 1].map((d) => down(c, y, x + d)) as Triple)));
  const iy = map((y, x) => weigh(c, ...([-1, 0, 1].map((d) => down(a, y, x + d)) as Triple)));
  return [
    [ix, ix],
    [ix, iy],
    [iy, iy],
  ].map(([p, q]) => {
    const product = p!.map((value, i) => value * q![i]!);
    const rows = map((y, x) =>
      weigh(w, ...([-1, 0, 1].map((d) => at(product, y, x + d, 0)) as Triple)),
    );
    return map((y, x) => weigh(w, ...([-1, 0, 1].map((d) => at(rows, y + d, x, 0)) as Triple)));
  });
}

type Triple = [number, number, number];
