import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as scalar from '../../../src/kernels/scalar/extrema.js';
import { findDifferenceExtrema, findExtrema, subtract } from '../../../src/kernels/simd/extrema.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

type Scan = typeof findExtrema;

function scan(
  run: Scan,
  volume: Float32Array,
  shape: readonly [number, number, number],
  threshold: number,
  firstOfEquals: boolean,
): number[] {
  const found: number[] = [];
  run(volume, ...shape, threshold, firstOfEquals, found);
  return found;
}

/** Volumes with plateaus, extrema at every place, steps as small as there are, and overflowing differences. */
const UNITS = [1, 1e-3, 2 ** -149, 2e38];

function levels(size: number, seed: number, steps: number, unit: number): Float32Array {
  return randomFloats(size, seed, -steps, steps).map((x) => Math.round(x) * unit);
}

const shapes = fc.record({
  depth: fc.integer({ min: 3, max: 6 }),
  height: fc.integer({ min: 3, max: 24 }),
  width: fc.oneof(fc.integer({ min: 3, max: 19 }), fc.constantFrom(33, 64, 130)),
  steps: fc.constantFrom(1, 3, 40),
  unit: fc.constantFrom(...UNITS),
  share: fc.constantFrom(0, 0.3, 1.01),
  firstOfEquals: fc.boolean(),
});

describe.runIf(simd)('the SIMD scan for extrema', () => {
  it('finds what the scalar one finds, in its order, and leaves alone what is not its own', () => {
    let all = 0;
    fc.assert(
      fc.property(shapes, ({ depth, height, width, steps, unit, share, firstOfEquals }) => {
        const shape = [depth, height, width] as const;
        fc.pre(depth * height * width >= 256);
        const volume = levels(depth * height * width, width, steps, unit);
        const threshold = share * steps * unit;
        for (const [fast, slow] of [
          [findExtrema, scalar.findExtrema],
          [findDifferenceExtrema, scalar.findDifferenceExtrema],
        ] as const) {
          const wanted = scan(slow, volume, shape, threshold, firstOfEquals);
          const count = withCanaries(() =>
            expect(scan(fast, volume, shape, threshold, firstOfEquals)).toEqual(wanted),
          );
          expect(count).toBe(2);
          all += wanted.length;
        }
      }),
      { numRuns: 120 },
    );
    expect(all).toBeGreaterThan(1000);
  });

  it('goes on from strip to strip', () => {
    const shape = [5, 61, 1000] as const;
    const volume = levels(5 * 61 * 1000, 1, 400, 1);
    for (const [fast, slow] of [
      [findExtrema, scalar.findExtrema],
      [findDifferenceExtrema, scalar.findDifferenceExtrema],
    ] as const) {
      const wanted = scan(slow, volume, shape, 30, true);
      expect(wanted.length).toBeGreaterThan(1000);
      expect(scan(fast, volume, shape, 30, true)).toEqual(wanted);
    }
  });

  it('takes a threshold between float32 numbers as it is', () => {
    const shape = [3, 20, 20] as const;
    const volume = new Float32Array(1200);
    volume[605] = Math.fround(0.1);
    volume[655] = -Math.fround(0.1);
    for (const threshold of [0.1, Math.fround(0.1), Math.fround(0.1) + 1e-16, 1e300]) {
      const wanted = scan(scalar.findExtrema, volume, shape, threshold, false);
      expect(scan(findExtrema, volume, shape, threshold, false)).toEqual(wanted);
    }
    expect(scan(findExtrema, volume, shape, 0.1, false)).toEqual([605, 655]);
  });

  it('leaves float64, and what is small, to the scalar one', () => {
    const volume = levels(3000, 2, 40, 1);
    const count = withCanaries(() => {
      for (const [data, depth] of [
        [Float64Array.from(volume), 3],
        [volume.subarray(0, 240), 4],
      ] as const) {
        const shape = [depth, 10, data.length / 10 / depth] as const;
        for (const [fast, slow] of [
          [findExtrema, scalar.findExtrema],
          [findDifferenceExtrema, scalar.findDifferenceExtrema],
        ] as const) {
          const found: number[] = [];
          const wanted: number[] = [];
          fast(data, ...shape, 1, false, found);
          slow(data, ...shape, 1, false, wanted);
          expect(found).toEqual(wanted);
        }
      }
    });
    expect(count).toBe(0);
  });
});

describe.runIf(simd)('the SIMD difference', () => {
  it('is the scalar one, exactly, of any length, in place too', () => {
    for (const length of [1023, 1024, 1025, 1026, 1027, 8191, 8193, 20_000]) {
      const a = randomFloats(length, 1);
      const b = randomFloats(length, 2);
      const wanted = a.map((x, i) => x - b[i]!);
      const got = new Float32Array(length);
      const count = withCanaries(() => subtract(a, b, got));
      expect(count).toBe(length < 1024 ? 0 : 2);
      expect(got).toEqual(wanted);
      subtract(a, b, a);
      expect(a).toEqual(wanted);
    }
  });
});
