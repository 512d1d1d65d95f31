import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterAxis as filterAxisScalar } from '../../../src/kernels/scalar/filter-axis.js';
import { filterAxis } from '../../../src/kernels/simd/filter-axis.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { BORDERS, taps } from './taps.js';
import { axisTwin } from './twins/weighted-rows.js';

function filtered(run: typeof filterAxis, ...[source, ...rest]: Parameters<typeof axisTwin>) {
  const target = new Float32Array(source.length).fill(Number.NaN);
  run(source, target, ...rest);
  return target;
}

describe.runIf(simd)('the SIMD filter along an axis', () => {
  it('is its twin, exactly, and leaves alone what is not its own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 30 }),
        fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(16, 63, 64, 65, 130)),
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom('even' as const, 'odd' as const, 'any' as const),
        fc.constantFrom(...BORDERS),
        (outer, length, inner, radius, kind, border) => {
          fc.pre(outer * length * inner >= 256 && radius < length);
          const source = randomFloats(outer * length * inner, length);
          const task = [source, outer, length, inner, taps(radius, kind), border, 0.3] as const;
          const wanted = axisTwin(...task);
          const count = withCanaries(() => expect(filtered(filterAxis, ...task)).toEqual(wanted));
          expect(count).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [1, 9001, 1],
    [1, 3000, 3],
    [2, 9, 4100],
  ])('takes long lines and wide rows in parts: %i × %i × %i', (outer, length, inner) => {
    for (const border of ['wrap', 'constant'] as const) {
      const source = randomFloats(outer * length * inner, 1);
      const task = [source, outer, length, inner, taps(2, 'even'), border, -1] as const;
      expect(filtered(filterAxis, ...task)).toEqual(axisTwin(...task));
    }
  });

  it('leaves to the scalar kernel what overflows in float32 sums, float64, few numbers, long kernels', () => {
    const kernel = taps(3, 'even');
    for (const [length, inner] of [
      [30, 10],
      [4, 100],
    ] as const) {
      const large = new Float32Array(length * inner).fill(3e38);
      const task = [large, 1, length, inner, kernel, 'reflect', 0] as const;
      expect(filtered(filterAxis, ...task)).toEqual(filtered(filterAxisScalar, ...task));
    }
    const single = randomFloats(900, 3);
    const count = withCanaries(() => {
      for (const [source, length] of [
        [Float64Array.from(single), 30],
        [single.subarray(0, 240), 20],
        [single, 3],
      ] as const) {
        const got = new Float64Array(source.length);
        const wanted = new Float64Array(source.length);
        filterAxis(source, got, 1, length, source.length / length, kernel, 'wrap', 0);
        filterAxisScalar(source, wanted, 1, length, source.length / length, kernel, 'wrap', 0);
        expect(got).toEqual(wanted);
      }
    });
    expect(count).toBe(0);
  });
});
