import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { correlate } from '../../src/filter/correlate.js';
import { numbersOf, views } from '../laws/views.js';
import { BORDERS, correlateSlowly, largestDifference } from './slow.js';

const IMAGE = [
  [1, 2, 4],
  [8, 16, 32],
];

describe('correlate', () => {
  it('does not turn the kernel: a tap to the right takes the pixel to the right', () => {
    const options = { border: 'constant' } as const;
    expect(toNested(correlate(IMAGE, [[0, 0, 1]], options))).toEqual([
      [2, 4, 0],
      [16, 32, 0],
    ]);
    expect(toNested(correlate(IMAGE, [[0], [0], [1]], { ...options, constant: 7 }))).toEqual([
      [8, 16, 32],
      [7, 7, 7],
    ]);
  });

  it('has the middle of an even kernel right of and below its centre', () => {
    expect(toNested(correlate(IMAGE, [[1, 0]], { border: 'nearest' }))).toEqual([
      [1, 1, 2],
      [8, 8, 16],
    ]);
    expect(toNested(correlate(IMAGE, [[1], [0]], { border: 'nearest' }))).toEqual([
      [1, 2, 4],
      [1, 2, 4],
    ]);
  });

  it('equals the definition on views of any layout and storage, and changes nothing', () => {
    const sizes = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(
        fc.tuple(sizes, sizes).chain(([h, w]) => views({ shape: [h, w] })),
        fc.tuple(sizes, sizes).chain(([h, w]) => views({ shape: [h, w] })),
        fc.constantFrom(...BORDERS),
        (image, kernel, border) => {
          const before = [image.data.slice(), kernel.data.slice()];
          const result = correlate(image, kernel, { border, constant: 3 });
          const expected = correlateSlowly(
            toNested(image) as number[][],
            toNested(kernel) as number[][],
            border,
            3,
          );
          // Whole numbers: sums are exact, in float32 too.
          expect(numbersOf(result)).toEqual(expected.flat());
          expect(result.dtype).toBe(image.dtype === 'float32' ? 'float32' : 'float64');
          expect([image.data, kernel.data]).toEqual(before);
        },
      ),
    );
  });

  it('reflects at the border where nothing else is said', () => {
    const kernel = [[1, 1, 1]];
    const reflected = correlate(IMAGE, kernel, { border: 'reflect' });
    expect(largestDifference(correlate(IMAGE, kernel).data, reflected.data)).toBe(0);
    expect(correlate(IMAGE, kernel).get(0, 0)).toBe(4);
  });

  it('refuses what is no image or no kernel', () => {
    expect(() => correlate([1, 2, 3], [[1]])).toThrow(
      'correlate: "image" expected shape (height, width), got (3)',
    );
    expect(() => correlate(createNdArray(new Float64Array(0), [0, 0]), [[1]])).toThrow(ShapeError);
    expect(() => correlate(IMAGE, [1, 2, 1])).toThrow(
      'correlate: "kernel" expected shape (height, width), none 0, got (3)',
    );
    expect(() => correlate(IMAGE, createNdArray(new Float64Array(0), [0, 3]))).toThrow(ShapeError);
    expect(() => correlate(IMAGE, [[1, Number.NaN]])).toThrow(
      'correlate: "kernel" expected finite numbers, got NaN at [0, 1]',
    );
    expect(() => correlate([[Number.POSITIVE_INFINITY]], [[1]])).toThrow(DomainError);
    expect(() => correlate(IMAGE, [[1]], { cval: 1 } as object)).toThrow(
      'only the names border, constant, got "cval"',
    );
    expect(() => correlate(IMAGE, [[1]], { border: 'zero' as 'wrap' })).toThrow(KindError);
    expect(() => correlate(IMAGE, 3 as unknown as number[])).toThrow(KindError);
  });
});
