import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderPeaks } from '../../../src/kernels/scalar/order-peaks.js';

/** Few different values, so that many are equal, and the ends of the range. */
const value = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    2 ** -149,
    -(2 ** -149),
    3.4028234663852886e38,
    -3.4028234663852886e38,
  ),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);

/** Long ones are sorted by their digits. */
const lists = fc.oneof(
  fc.array(value, { maxLength: 60 }),
  fc.array(value, { minLength: 260, maxLength: 900 }),
);

describe('orderPeaks', () => {
  it('puts places by falling value, equal ones (0 and −0 too) as they came, in either precision', () => {
    fc.assert(
      fc.property(lists, fc.constantFrom(1, 2, 3), (values, step) => {
        const found = values.map((_, i) => i).filter((i) => i % step === 0);
        // Inserted one by one behind all that are not smaller.
        const expected: number[] = [];
        for (const i of found) {
          const at = expected.findIndex((other) => values[other]! < values[i]!);
          expected.splice(at < 0 ? expected.length : at, 0, i);
        }
        for (const storage of [Float32Array, Float64Array]) {
          const peaksOf = (places: number[]) => ({
            places: Uint32Array.from(places),
            values: new storage(places.map((i) => values[i]!)),
          });
          const given = peaksOf(found);
          expect(orderPeaks(given)).toEqual(peaksOf(expected));
          expect(given).toEqual(peaksOf(found));
        }
      }),
    );
  });
});
