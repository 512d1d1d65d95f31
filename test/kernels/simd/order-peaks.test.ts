import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderPeaks as orderPeaksScalar } from '../../../src/kernels/scalar/order-peaks.js';
import { orderPeaks } from '../../../src/kernels/simd/order-peaks.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

describe.runIf(simd)('the SIMD order of peaks', () => {
  it('is the scalar one, equal ones as they came, and leaves alone what is not its own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 256, max: 3000 }),
        fc.constantFrom(2, 40, 1e9),
        fc.constantFrom(1e-42, 1, 1e38),
        (count, steps, scale) => {
          // Few steps: many are equal, and 0 and −0 among them.
          const values = randomFloats(count, count).map(
            (x) => (Math.round(x * steps) / steps) * scale,
          );
          values.set([Infinity, -Infinity, 0, -0]);
          const peaks = { places: Uint32Array.from(values.keys(), (i) => 2 ** 31 + 3 * i), values };
          const given = { places: peaks.places.slice(), values: values.slice() };
          const wanted = orderPeaksScalar(peaks);
          const allocations = withCanaries(() => expect(orderPeaks(peaks)).toEqual(wanted));
          expect(allocations).toBe(5);
          expect(peaks).toEqual(given);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves few peaks and those of float64 to the scalar one', () => {
    const places = Uint32Array.from({ length: 300 }, (_, i) => i);
    const values = randomFloats(300, 2);
    const allocations = withCanaries(() => {
      for (const peaks of [
        { places, values: Float64Array.from(values) },
        { places: places.subarray(0, 255), values: values.subarray(0, 255) },
      ]) {
        expect(orderPeaks(peaks)).toEqual(orderPeaksScalar(peaks));
      }
    });
    expect(allocations).toBe(0);
  });
});
