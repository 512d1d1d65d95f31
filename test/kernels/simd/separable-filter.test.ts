import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { separableFilter as separableScalar } from '../../../src/kernels/scalar/separable-filter.js';
import { separableFilter } from '../../../src/kernels/simd/separable-filter.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { BORDERS, taps } from './taps.js';
import { separableTwin } from './twins/weighted-rows.js';

const kinds = fc.constantFrom('even' as const, 'odd' as const, 'any' as const);
const tasks = fc.record({
  height: fc.integer({ min: 1, max: 30 }),
  width: fc.oneof(fc.constantFrom(1, 2, 3, 7, 8, 9, 15, 16, 17), fc.integer({ min: 20, max: 90 })),
  radiusY: fc.integer({ min: 0, max: 9 }),
  radiusX: fc.integer({ min: 0, max: 9 }),
  kindY: kinds,
  kindX: kinds,
  border: fc.constantFrom(...BORDERS),
});

type Filter = typeof separableFilter;

function filtered(run: Filter, ...[source, ...rest]: Parameters<typeof separableTwin>) {
  const target = new Float32Array(source.length).fill(Number.NaN);
  run(source, target, ...rest);
  return target;
}

describe.runIf(simd)('the SIMD separable filter', () => {
  it('is its twin, exactly, and leaves alone what is not its own', () => {
    fc.assert(
      fc.property(tasks, ({ height: rows, width, radiusY, radiusX, kindY, kindX, border }) => {
        // Narrow images are high enough to be taken.
        const height = Math.max(rows, Math.ceil(256 / width));
        fc.pre(radiusY < height && radiusX < width);
        const image = randomFloats(height * width, width);
        const task = [image, height, width, taps(radiusY, kindY), taps(radiusX, kindX)] as const;
        const wanted = separableTwin(...task, border, 0.3);
        const count = withCanaries(() =>
          expect(filtered(separableFilter, ...task, border, 0.3)).toEqual(wanted),
        );
        expect(count).toBeGreaterThan(0);
      }),
      { numRuns: 80 },
    );
  });

  it.each(BORDERS)('goes on from strip to strip: %s', (border) => {
    const [height, width] = [40, 500];
    const task = [randomFloats(height * width, 1), height, width, taps(6, 'even')] as const;
    const wanted = separableTwin(...task, taps(4, 'odd'), border, -2);
    expect(filtered(separableFilter, ...task, taps(4, 'odd'), border, -2)).toEqual(wanted);
  });

  it('stays within a few roundings of the truth, with many taps too', () => {
    const [height, width] = [200, 300];
    const image = randomFloats(height * width, 2, 0, 1);
    for (const radius of [1, 6, 20, 90]) {
      const truth = new Float64Array(image.length);
      const kernel = taps(radius, 'even');
      separableScalar(image, truth, height, width, kernel, kernel, 'reflect', 0);
      const got = filtered(separableFilter, image, height, width, kernel, kernel, 'reflect', 0);
      const errors = truth.map((value, i) => Math.abs(got[i]! - value));
      // Numbers below 1 are off by 2⁻²⁵ when they are rounded.
      expect(Math.max(...errors) * 2 ** 25).toBeLessThan(radius > 50 ? 8 : 5);
    }
  });

  it('leaves a constant image as it is, to a rounding', () => {
    const image = new Float32Array(900).fill(0.7);
    for (const radius of [1, 5, 13]) {
      const kernel = taps(radius, 'even');
      const got = filtered(separableFilter, image, 30, 30, kernel, kernel, 'reflect', 0);
      expect(Math.max(...got.map((x) => Math.abs(x / Math.fround(0.7) - 1)))).toBeLessThan(2e-7);
      const odd = filtered(
        separableFilter,
        image,
        30,
        30,
        kernel,
        taps(radius, 'odd'),
        'reflect',
        0,
      );
      expect(odd.every((x) => x === 0)).toBe(true);
    }
  });

  it('says that all is finite where it is, and never where a number is not', () => {
    fc.assert(
      fc.property(
        tasks,
        fc.nat(),
        fc.constantFrom(Number.NaN, Infinity, -Infinity),
        ({ height: rows, width, radiusY, radiusX, kindY, kindX, border }, place, spoilt) => {
          const height = Math.max(rows, Math.ceil(256 / width));
          fc.pre(radiusY < height && radiusX < width);
          const image = randomFloats(height * width, width);
          const rest = [height, width, taps(radiusY, kindY), taps(radiusX, kindX)] as const;
          const target = new Float32Array(image.length);
          expect(separableFilter(image, target, ...rest, border, 0.3)).toBe(true);
          image[place % image.length] = spoilt;
          expect(separableFilter(image, target, ...rest, border, 0.3)).toBe(false);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('leaves to the scalar kernel what overflows in float32 sums', () => {
    const image = new Float32Array(900).fill(3e38);
    const kernel = taps(2, 'even');
    const got = filtered(separableFilter, image, 30, 30, kernel, kernel, 'reflect', 0);
    expect(got).toEqual(filtered(separableScalar, image, 30, 30, kernel, kernel, 'reflect', 0));
    expect(got[31]! / 3e38).toBeCloseTo(1, 6);
  });

  it('leaves float64, little images and long kernels to the scalar kernel', () => {
    const kernel = taps(10, 'even');
    const single = randomFloats(900, 3);
    const count = withCanaries(() => {
      for (const [image, height, width] of [
        [Float64Array.from(single), 30, 30],
        [single.subarray(0, 240), 20, 12],
        [single, 9, 100],
        [single, 100, 9],
      ] as const) {
        const got = new Float64Array(image.length);
        const wanted = new Float64Array(image.length);
        separableFilter(image, got, height, width, kernel, kernel, 'reflect', 0);
        separableScalar(image, wanted, height, width, kernel, kernel, 'reflect', 0);
        expect(got).toEqual(wanted);
      }
    });
    expect(count).toBe(0);
  });
});
