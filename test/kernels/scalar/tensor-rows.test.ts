import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BorderMode } from '../../../src/kernels/kernels.js';
import { tensorOfThree } from '../../../src/kernels/scalar/tensor-rows.js';

/** Where a sample comes from, by walking from outside to inside step by step; undefined for the constant. */
function fold(at: number, length: number, border: BorderMode): number | undefined {
  if (at >= 0 && at < length) return at;
  if (border === 'constant') return undefined;
  if (border === 'nearest') return at < 0 ? 0 : length - 1;
  if (border === 'wrap') return at < 0 ? at + length : at - length;
  if (border === 'mirror') return at < 0 ? -at : 2 * length - 2 - at;
  return at < 0 ? -1 - at : 2 * length - 1 - at;
}

/** Straight from the contract: nine products each for derivatives and for windows. */
function slowTensor(
  image: readonly number[],
  [height, width]: readonly [number, number],
  [along, across, window]: readonly (readonly number[])[],
  border: BorderMode,
  constant: number,
): number[][] {
  const nine = (taps: (v: number, u: number) => number, at: (v: number, u: number) => number) => {
    let sum = 0;
    for (let v = 0; v < 3; v++) for (let u = 0; u < 3; u++) sum += taps(v, u) * at(v - 1, u - 1);
    return sum;
  };
  const sample = (data: readonly number[], y: number, x: number, outside: number): number => {
    const [v, u] = [fold(y, height, border), fold(x, width, border)];
    return v === undefined || u === undefined ? outside : data[v * width + u]!;
  };
  const each = (make: (y: number, x: number) => number): number[] =>
    image.map((_, i) => make(Math.floor(i / width), i % width));
  const derivative = (down: readonly number[], right: readonly number[]) =>
    each((y, x) =>
      nine(
        (v, u) => down[v]! * right[u]!,
        (v, u) => sample(image, y + v, x + u, constant),
      ),
    );
  const [ix, iy] = [derivative(across!, along!), derivative(along!, across!)];
  return [
    [ix, ix],
    [ix, iy],
    [iy, iy],
  ].map(([a, b]) => {
    const products = a!.map((value, i) => value * b![i]!);
    return each((y, x) =>
      nine(
        (v, u) => window![v]! * window![u]!,
        (v, u) => sample(products, y + v, x + u, 0),
      ),
    );
  });
}

describe('tensorOfThree', () => {
  it('is the sum over the window of products of derivatives, for any taps and each border', () => {
    const taps = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 });
    const image = fc
      .tuple(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 2, max: 7 }))
      .chain(([height, width]) => {
        const length = { minLength: height * width, maxLength: height * width };
        return fc.tuple(
          fc.constant([height, width] as const),
          fc.array(fc.integer({ min: -20, max: 20 }), length),
        );
      });
    const border = fc.constantFrom<BorderMode>('reflect', 'mirror', 'nearest', 'wrap', 'constant');
    fc.assert(
      fc.property(image, taps, taps, taps, border, ([shape, data], along, across, window, mode) => {
        const [height, width] = shape;
        const expected = slowTensor(data, shape, [along, across, window], mode, 7);
        const source = Float64Array.from(data);
        const [ixx, ixy, iyy] = [source.slice(), source.slice(), source.slice()];
        const [a, b, c] = [along, across, window].map((list) => Float64Array.from(list));
        tensorOfThree(source, height, width, a!, b!, c!, mode, 7, ixx, ixy, iyy);
        // Whole numbers: no sum is rounded. Adding 0 makes −0 a 0.
        for (const [n, entry] of [ixx, ixy, iyy].entries()) {
          expect(Array.from(entry, (v) => v + 0)).toEqual(expected[n]!.map((v) => v + 0));
        }
        expect(source).toEqual(Float64Array.from(data));
      }),
    );
  });
});
