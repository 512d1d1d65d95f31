import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FloatTypedArray } from '../../../src/core/types.js';
import { windowProducts as windowProductsScalar } from '../../../src/kernels/scalar/window-products.js';
import { windowProducts } from '../../../src/kernels/simd/window-products.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { BORDERS, taps } from './taps.js';
import { separableTwin } from './twins/weighted-rows.js';

type Task =
  Parameters<typeof windowProducts> extends [...infer Rest, infer _X, infer _Y, infer _Z]
    ? Rest
    : never;

function products(run: typeof windowProducts, make: () => FloatTypedArray, ...task: Task) {
  const entries = [make(), make(), make()] as const;
  run(...task, ...entries);
  return [...entries];
}

describe.runIf(simd)('the SIMD products over windows', () => {
  it('are the filtered products, exactly, and leave alone what is not their own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 25 }),
        fc.oneof(fc.constantFrom(15, 16, 17), fc.integer({ min: 20, max: 70 })),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom(...BORDERS),
        (height, width, radiusY, radiusX, border) => {
          fc.pre(height * width >= 256 && radiusY < height && radiusX < width);
          const [ix, iy] = [randomFloats(height * width, 1), randomFloats(height * width, 2)];
          const rest = [height, width, taps(radiusY, 'even'), taps(radiusX, 'even')] as const;
          const wanted = [
            [ix, ix],
            [ix, iy],
            [iy, iy],
          ].map(([a, b]) => {
            const product = a!.map((value, i) => value * b![i]!);
            return separableTwin(product, ...rest, border, 0);
          });
          const make = () => new Float32Array(ix.length).fill(Number.NaN);
          const count = withCanaries(() =>
            expect(products(windowProducts, make, ix, iy, ...rest, border)).toEqual(wanted),
          );
          expect(count).toBeGreaterThan(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('go on from strip to strip', () => {
    const [height, width] = [40, 500];
    const [ix, iy] = [randomFloats(20_000, 1), randomFloats(20_000, 2)];
    const kernel = taps(4, 'even');
    for (const border of ['reflect', 'wrap'] as const) {
      const task = [ix, iy, height, width, kernel, kernel, border] as const;
      const got = products(windowProducts, () => new Float32Array(20_000), ...task);
      const product = ix.map((value, i) => value * iy[i]!);
      expect(got[1]).toEqual(separableTwin(product, height, width, kernel, kernel, border, 0));
    }
  });

  it('leave to the scalar kernel what overflows in float32, float64, few numbers and long windows', () => {
    const kernel = taps(3, 'even');
    const single = randomFloats(900, 3);
    const large = single.map((x) => (x > 0.99 ? 2e19 : 0));
    const compare = (make: () => FloatTypedArray, ...task: Task): void => {
      expect(products(windowProducts, make, ...task)).toEqual(
        products(windowProductsScalar, make, ...task),
      );
    };
    compare(() => new Float32Array(900), large, large, 30, 30, kernel, kernel, 'reflect');
    const count = withCanaries(() => {
      compare(() => new Float64Array(900), single, single, 30, 30, kernel, kernel, 'reflect');
      compare(() => new Float32Array(900), single, single, 3, 300, kernel, kernel, 'reflect');
      const small = single.subarray(0, 200);
      compare(() => new Float32Array(200), small, small, 20, 10, kernel, kernel, 'reflect');
    });
    expect(count).toBe(0);
  });
});
