import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { separableFilter as separableScalar } from '../../../src/kernels/scalar/separable-filter.js';
import { windowProducts as windowProductsScalar } from '../../../src/kernels/scalar/window-products.js';
import { separableDoubles } from '../../../src/kernels/simd/double-filter.js';
import { exactSeparableFilter } from '../../../src/kernels/simd/exact-separable-filter.js';
import { separableFilter } from '../../../src/kernels/simd/separable-filter.js';
import { windowProducts } from '../../../src/kernels/simd/window-products.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { BORDERS, taps } from './taps.js';

const kinds = fc.constantFrom('even' as const, 'odd' as const, 'any' as const);
const widths = fc.oneof(fc.constantFrom(1, 2, 3, 7, 8, 9, 15), fc.integer({ min: 20, max: 90 }));
const radii = fc.integer({ min: 0, max: 12 });

/** Float64 numbers that are no float32 ones. */
function randomDoubles(count: number, seed: number): Float64Array {
  return Float64Array.from(randomFloats(count, seed), (x) => x / 3);
}

describe.runIf(simd)('the SIMD filter of float64 images', () => {
  it('is the scalar one, to the last bit, and leaves alone what is not its own', () => {
    fc.assert(
      fc.property(
        fc.record({
          rows: fc.integer({ min: 1, max: 60 }),
          width: widths,
          border: fc.constantFrom(...BORDERS),
        }),
        fc.record({ y: radii, x: radii, kindY: kinds, kindX: kinds }),
        ({ rows, width, border }, { y, x, kindY, kindX }) => {
          const height = Math.max(rows, Math.ceil(1024 / width));
          fc.pre(y < height && x < width);
          fc.pre(!(y === 1 && x === 1));
          const image = randomDoubles(height * width, width);
          const task = [height, width, taps(y, kindY), taps(x, kindX), border, 0.3] as const;
          const wanted = new Float64Array(image.length);
          separableScalar(image, wanted, ...task);
          const got = new Float64Array(image.length).fill(Number.NaN);
          const count = withCanaries(() => separableFilter(image, got, ...task));
          expect(got).toEqual(wanted);
          expect(count).toBeGreaterThan(0);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('serves filters that are exact, wide rows and many taps', () => {
    const [height, width] = [90, 1500];
    const image = randomDoubles(height * width, 1);
    for (const radius of [2, 40, 80]) {
      const task = [height, width, taps(radius, 'even'), taps(radius, 'even'), 'wrap', 0] as const;
      const wanted = new Float64Array(image.length);
      separableScalar(image, wanted, ...task);
      const got = new Float64Array(image.length);
      expect(withCanaries(() => exactSeparableFilter(image, got, ...task))).toBeGreaterThan(0);
      expect(got).toEqual(wanted);
    }
  });

  it('carries on what is not finite as the scalar one does', () => {
    const image = randomDoubles(1600, 2);
    image[50] = Number.NaN;
    image[700] = Infinity;
    image[1200] = -1.7e308;
    const task = [40, 40, taps(3, 'even'), taps(2, 'any'), 'constant', Infinity] as const;
    const wanted = new Float64Array(1600);
    separableScalar(image, wanted, ...task);
    const got = new Float64Array(1600);
    expect(withCanaries(() => separableDoubles(image, got, ...task))).toBeGreaterThan(0);
    expect(got).toEqual(wanted);
  });

  it('sums products of derivatives', () => {
    for (const [height, width] of [
      [33, 47],
      [8, 200],
      [300, 9],
    ] as const) {
      const size = height * width;
      const [ix, iy] = [randomDoubles(size, 3), randomDoubles(size, 4)];
      const kernel = taps(4, 'even');
      const make = () =>
        [0, 1, 2].map(() => new Float64Array(size)) as [Float64Array, Float64Array, Float64Array];
      const [wanted, got] = [make(), make()];
      windowProductsScalar(ix, iy, height, width, kernel, kernel, 'mirror', ...wanted);
      const count = withCanaries(() => {
        windowProducts(ix, iy, height, width, kernel, kernel, 'mirror', ...got);
      });
      expect(count).toBeGreaterThan(0);
      expect(got).toEqual(wanted);
    }
  });

  it('leaves little images, long kernels and three taps to the scalar one', () => {
    const count = withCanaries(() => {
      for (const [height, width, radius] of [
        [30, 30, 2],
        [5, 400, 5],
        [400, 5, 5],
        [40, 40, 1],
      ] as const) {
        const image = randomDoubles(height * width, 5);
        const kernel = taps(radius, 'even');
        const [got, wanted] = [new Float64Array(image.length), new Float64Array(image.length)];
        separableFilter(image, got, height, width, kernel, kernel, 'reflect', 0);
        separableScalar(image, wanted, height, width, kernel, kernel, 'reflect', 0);
        expect(got).toEqual(wanted);
      }
    });
    expect(count).toBe(0);
  });
});
