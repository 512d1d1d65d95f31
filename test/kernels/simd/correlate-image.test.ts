import { describe, expect, it } from 'vitest';
import { correlateImage as correlateScalar } from '../../../src/kernels/scalar/correlate-image.js';
import { correlateImage } from '../../../src/kernels/simd/correlate-image.js';
import { BORDERS } from '../../filter/slow.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

describe.runIf(simd)('the SIMD correlation with a kernel of two axes', () => {
  it.each([
    [40, 33, 3, 3],
    [31, 64, 8, 5],
    [9, 8, 20, 31],
    [64, 71, 1, 12],
    [70, 100, 16, 1],
    // Kernels whose lines take several growths of the memory.
    [3, 5000, 90, 7],
  ])(
    'is the scalar one, exactly: %i × %i pixels by %i × %i taps',
    (height, width, rows, columns) => {
      // Rows that are the same from both ends have no way of their own here.
      const taps = Float64Array.from(randomFloats(rows * columns, 3));
      taps.fill(0.25, 0, columns);
      for (const Storage of [Float32Array, Float64Array])
        for (const border of BORDERS) {
          const source = new Storage(randomFloats(height * width, 4));
          const [got, wanted] = [source.slice().fill(9), source.slice()];
          const calls = withCanaries(() =>
            correlateImage(source, got, height, width, taps, rows, columns, border, 0.3),
          );
          expect(calls).toBeGreaterThan(0);
          correlateScalar(source, wanted, height, width, taps, rows, columns, border, 0.3);
          expect(got).toEqual(wanted);
        }
    },
  );
});
