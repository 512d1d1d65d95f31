import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPeaks as findPeaksScalar } from '../../../src/kernels/scalar/find-peaks.js';
import { findPeaks } from '../../../src/kernels/simd/find-peaks.js';
import { roundDown, roundUp } from '../../../src/kernels/simd/round-to-float.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

type Task = Parameters<typeof findPeaks>;

describe.runIf(simd)('the SIMD search for peaks', () => {
  it('finds what the scalar one finds, in its order, and leaves alone what is not its own', () => {
    let all = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.oneof(fc.constantFrom(1, 2, 3, 15, 16, 17), fc.integer({ min: 20, max: 200 })),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom(1, 3, 1000),
        fc.constantFrom(-Infinity, -0.5, 0, 0.7),
        fc.boolean(),
        (rows, width, distance, margin, steps, threshold, spoilt) => {
          const height = Math.max(rows, Math.ceil(1024 / width));
          // Few steps: plateaus.
          const image = randomFloats(height * width, width).map(
            (x) => Math.round(x * steps) / steps,
          );
          // Nothing is above what is no number.
          if (spoilt) for (let i = 7; i < image.length; i += 31) image[i] = Number.NaN;
          const task = [image, height, width, distance, margin, threshold] as const;
          const wanted = findPeaksScalar(...task);
          const count = withCanaries(() => expect(findPeaks(...task)).toEqual(wanted));
          expect(count).toBe(6);
          expect(wanted.values).toEqual(Float32Array.from(wanted.places, (i) => image[i]!));
          all += wanted.places.length;
        },
      ),
      { numRuns: 150 },
    );
    expect(all).toBeGreaterThan(1000);
  });

  it.each([1, 2, 3, 5, 16, 17, 40])(
    'looks beyond the strips that it copies, %d rows',
    (distance) => {
      // Strips of 20 and of 2 rows.
      for (const [height, width] of [
        [60, 800],
        [11, 7000],
      ] as const) {
        for (const steps of [2, 1000]) {
          const image = randomFloats(height * width, distance).map(
            (x) => Math.round(x * steps) / steps,
          );
          const task = [image, height, width, distance, 0, -Infinity] as const;
          const wanted = findPeaksScalar(...task);
          withCanaries(() => expect(findPeaks(...task)).toEqual(wanted));
          expect(wanted.places.length).toBeGreaterThan(5);
        }
      }
    },
  );

  it('takes a threshold between float32 numbers as it is', () => {
    const image = new Float32Array(1200);
    image[605] = Math.fround(0.1);
    for (const threshold of [0.1, Math.fround(0.1), Math.fround(0.1) - 1e-16]) {
      const task = [image, 30, 40, 1, 0, threshold] as const;
      expect(findPeaks(...task)).toEqual(findPeaksScalar(...task));
    }
  });

  it('leaves float64, little images and distance 0 to the scalar one', () => {
    const image = randomFloats(1200, 1);
    const count = withCanaries(() => {
      const tasks: Task[] = [
        [Float64Array.from(image), 30, 40, 1, 0, 0],
        [image.subarray(0, 900), 30, 30, 1, 0, 0],
        [image, 30, 40, 0, 0, 0],
      ];
      for (const task of tasks) {
        expect(findPeaks(...task)).toEqual(findPeaksScalar(...task));
      }
    });
    expect(count).toBe(0);
  });
});

describe('roundUp and roundDown', () => {
  it('are the float32 numbers beside a number', () => {
    const float = fc.float({ noNaN: true });
    fc.assert(
      fc.property(float, fc.double({ noNaN: true }), (x, number) => {
        expect(x >= roundUp(number)).toBe(x >= number);
        expect(x > roundDown(number)).toBe(x > number);
        expect(roundUp(x)).toBe(x);
        expect(roundDown(x)).toBe(x);
      }),
    );
    // Those that no draw hits: beside 0, and beyond the largest.
    for (const number of [1e-50, -1e-50, 1e39, -1e39, 0.1, -0.1, Infinity, -Infinity]) {
      const [up, down] = [roundUp(number), roundDown(number)];
      expect(up >= number && down <= number && roundUp(down) === down).toBe(true);
    }
  });
});
