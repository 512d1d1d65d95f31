import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { separableFilter } from '../../../src/kernels/scalar/separable-filter.js';
import { smoothLevels as smoothLevelsScalar } from '../../../src/kernels/scalar/smooth-levels.js';
import { exactSeparableFilter } from '../../../src/kernels/simd/exact-separable-filter.js';
import { imageLevels } from '../../../src/kernels/simd/generated/image-levels.js';
import { holding, ordinary } from '../../../src/kernels/simd/hold.js';
import { smoothLevels } from '../../../src/kernels/simd/smooth-levels.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { BORDERS, taps } from './taps.js';

const inMemory = <T>(run: (hold: typeof ordinary) => T): T => holding(imageLevels, run);

const tasks = fc.record({
  height: fc.oneof(fc.integer({ min: 4, max: 13 }), fc.integer({ min: 14, max: 70 })),
  width: fc.oneof(fc.integer({ min: 4, max: 33 }), fc.integer({ min: 34, max: 120 })),
  radii: fc.array(fc.integer({ min: 0, max: 13 }), { minLength: 1, maxLength: 5 }),
  border: fc.constantFrom(...BORDERS),
  downFirst: fc.boolean(),
});

describe.runIf(simd)('the SIMD kernel for levels of a scale space', () => {
  it('makes each level of the one before, wherever they lie, in the place of the source too', () => {
    fc.assert(
      fc.property(tasks, ({ height, width, radii, border, downFirst }) => {
        const area = height * width;
        const source = randomFloats(area, width, 0, 1);
        const kernels = radii.map((radius) => taps(radius, 'even'));
        let from = source;
        const wanted = kernels.flatMap((kernel) => {
          const level = new Float32Array(area);
          const rest = [height, width, kernel, kernel, border, 0, downFirst] as const;
          exactSeparableFilter(from, level, ...rest);
          from = level;
          return [...level];
        });
        for (const place of [inMemory, <T>(run: (hold: typeof ordinary) => T) => run(ordinary)]) {
          const got = place((hold) => {
            const held = hold('float32', Math.max(2, radii.length) * area, 2 ** 21);
            const level = (i: number) =>
              held.numbers.subarray(i * area, (i + 1) * area) as Float32Array;
            level(1).set(source);
            const levels = radii.map((_, i) => level(i));
            smoothLevels(level(1), levels, height, width, kernels, border, downFirst);
            return [...held.numbers.subarray(0, radii.length * area)];
          });
          expect(got.length).toBe(wanted.length);
          expect(got.findIndex((value, i) => value !== wanted[i])).toBe(-1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('writes nowhere else', () => {
    const [height, width] = [50, 45];
    const source = randomFloats(height * width, 5);
    const kernels = [3, 0, 7].map((radius) => taps(radius, 'even'));
    for (const border of BORDERS) {
      for (const downFirst of [false, true]) {
        const levels = kernels.map(() => new Float32Array(source.length));
        const count = withCanaries(() => {
          smoothLevels(source, levels, height, width, kernels, border, downFirst);
        });
        expect(count).toBeGreaterThan(0);
        let truth: ArrayLike<number> = source;
        for (const [i, kernel] of kernels.entries()) {
          const next = new Float64Array(source.length);
          const before = Float64Array.from(truth);
          separableFilter(before, next, height, width, kernel, kernel, border, 0);
          truth = next;
          const errors = next.map((value, at) => Math.abs(value - levels[i]![at]!));
          expect(Math.max(...errors)).toBeLessThan(2 ** -21);
        }
      }
    }
  });

  it('leaves to the scalar kernel levels that overflow in float32, and those in float64', () => {
    const image = Float32Array.from({ length: 900 }, (_, i) => (i % 2 === 0 ? 3e38 : -3e38));
    const kernels = [taps(2, 'even'), taps(1, 'even')];
    const run = (kernel: typeof smoothLevels, source: Float32Array | Float64Array) => {
      const levels = kernels.map(() => source.slice());
      kernel(source, levels, 30, 30, kernels, 'reflect', false);
      return levels;
    };
    expect(run(smoothLevels, image)[0]).toEqual(run(smoothLevelsScalar, image)[0]);
    expect(run(smoothLevels, image)[1]!.every(Number.isFinite)).toBe(true);
    const wide = Float64Array.from(image, Math.fround);
    expect(run(smoothLevels, wide)).toEqual(run(smoothLevelsScalar, wide));
  });
});
