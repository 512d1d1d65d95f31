import { describe, expect, it } from 'vitest';
import * as scalar from '../../../src/kernels/scalar/octave-resample.js';
import { doubleImage, halveImage } from '../../../src/kernels/simd/octave-resample.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

/** Large enough to be served, one row, one column, odd and even sides, more than one strip. */
const SIZES = [
  [1, 1024],
  [1024, 1],
  [2, 512],
  [512, 2],
  [33, 35],
  [34, 62],
  [36, 33],
  [35, 34],
  [70, 500],
] as const;

describe.runIf(simd).each(SIZES)('octaves of %i × %i by SIMD', (height, width) => {
  const image = randomFloats(height * width, width);

  it('are doubled to the numbers of the scalar kernel, and nothing else is touched', () => {
    const got = new Float32Array(4 * image.length).fill(Number.NaN);
    const wanted = got.slice();
    const count = withCanaries(() => doubleImage(image, got, height, width));
    expect(count).toBe(3);
    scalar.doubleImage(image, wanted, height, width);
    expect(got).toEqual(wanted);
  });

  it('are halved to the numbers of the scalar kernel, and nothing else is touched', () => {
    const size = Math.ceil(height / 2) * Math.ceil(width / 2);
    const got = new Float32Array(size).fill(Number.NaN);
    const wanted = got.slice();
    const count = withCanaries(() => halveImage(image, got, height, width));
    expect(count).toBe(height % 2 === 0 && width % 2 === 0 ? 3 : 0);
    scalar.halveImage(image, wanted, height, width);
    expect(got).toEqual(wanted);
  });
});

describe('octaves of float64 and of few pixels', () => {
  it('are left to the scalar kernels', () => {
    const single = randomFloats(1024, 1);
    const count = withCanaries(() => {
      for (const [image, side] of [
        [Float64Array.from(single), 32],
        [single.subarray(0, 900), 30],
      ] as const) {
        for (const [fast, slow] of [
          [doubleImage, scalar.doubleImage],
          [halveImage, scalar.halveImage],
        ] as const) {
          const got = new Float64Array(4 * image.length);
          const wanted = got.slice();
          fast(image, got, side, side);
          slow(image, wanted, side, side);
          expect(got).toEqual(wanted);
        }
      }
    });
    expect(count).toBe(0);
  });
});
