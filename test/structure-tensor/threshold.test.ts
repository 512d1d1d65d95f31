import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { findPeaks } from '../../src/structure-tensor/index.js';

describe('a threshold relative to the largest', () => {
  it('is the same for float32 and float64 numbers, positive, negative, zero or mixed', () => {
    const numbers = fc
      .float({ noNaN: true, noDefaultInfinity: true })
      .map((x) => Math.fround(Math.max(-1e30, Math.min(1e30, x))));
    const kinds = fc.constantFrom(
      (x: number) => x,
      (x: number) => Math.abs(x),
      (x: number) => -Math.abs(x),
      (x: number) => (x > 0 ? 0 : -0),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(numbers, { minLength: 81, maxLength: 81 }),
        kinds,
        fc.constantFrom(0, 0.25, 0.5, 1),
        (height, width, drawn, kind, relativeThreshold) => {
          const values = drawn.slice(0, height * width).map(kind);
          const [single, double] = [Float32Array, Float64Array].map((Kind) =>
            findPeaks(createNdArray(Kind.from(values), [height, width]), { relativeThreshold }),
          );
          expect(single).toEqual(double);
        },
      ),
    );
  });
});
