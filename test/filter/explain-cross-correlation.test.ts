import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  explainNormalizedCrossCorrelation,
  normalizedCrossCorrelation,
} from '../../src/filter/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainNormalizedCrossCorrelation', () => {
  it('works out each window on paper', () => {
    // T − 9/4: −9/4, −5/4, −1/4, 15/4, squares (81 + 25 + 1 + 225)/16 = 83/4. The window 1, 9; 1, 5 less 4: −3, 5, −3, 1,
    // squares 44, products 27/4 − 25/4 + 3/4 + 15/4 = 5.
    const d = explainNormalizedCrossCorrelation(
      [
        [1, 1, 9],
        [1, 1, 5],
        [3, 4, 7],
      ],
      [
        [0, 1],
        [2, 6],
      ],
    );
    expect(d.result.shape).toEqual([2, 2]);
    expect(d.result.get(0, 0)).toBe(0);
    expect(d.result.get(0, 1)).toBeCloseTo(5 / Math.sqrt((83 / 4) * 44), 14);
    const text = expectShown(d);
    expect(text).toContain('5/√(20.75 · 44) ≈ 0.1655');
    expect(text).toContain('All its numbers are the same');
  });

  it('is what normalizedCrossCorrelation returns, for any image and template', () => {
    const pixel = fc.integer({ min: -9, max: 9 });
    const size = fc.integer({ min: 1, max: 4 });
    const grid = (h: number, w: number) =>
      fc.array(fc.array(pixel, { minLength: w, maxLength: w }), { minLength: h, maxLength: h });
    const sizes = fc.tuple(size, size, fc.nat(3), fc.nat(3));
    const pairs = sizes.chain(([h, w, more, wider]) =>
      fc.tuple(grid(h + more, w + wider), grid(h, w)),
    );
    fc.assert(
      fc.property(pairs, ([image, template]) => {
        fc.pre(new Set(template.flat()).size > 1);
        const d = explainNormalizedCrossCorrelation(image, template);
        expect(toNested(d.result)).toEqual(toNested(normalizedCrossCorrelation(image, template)));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses a window whose numbers are lost beside the rest of the image', () => {
    const image = [
      [1e20, 1, 2],
      [0, 3, 5],
    ];
    const template = [
      [1, 2],
      [3, 4],
    ];
    expect(() => explainNormalizedCrossCorrelation(image, template)).toThrow(
      'explainNormalizedCrossCorrelation: "image" expected windows whose numbers are equal or differ by more than what ' +
        'rounding loses, got one at row 0, column 1 that differs by 4',
    );
  });

  it('names itself and the argument in errors', () => {
    const explain = explainNormalizedCrossCorrelation;
    expect(() => explain([[1, 2]], [[1], [2]])).toThrow(
      'explainNormalizedCrossCorrelation: "template" expected shape (h, w), none 0, at most (1, 2)',
    );
    expect(() => explain([[1, 2]], [[3, 3]])).toThrow(
      'explainNormalizedCrossCorrelation: "template" expected numbers that are not all the same',
    );
    expect(() => explain([[1, 2]], [[1, 1e70]])).toThrow(
      'explainNormalizedCrossCorrelation: "template" expected numbers of a size up to 1e+60',
    );
    expect(() => explain([new Array<number>(8).fill(1)], [[1, 2]])).toThrow(
      'explainNormalizedCrossCorrelation: "image" expected at most 7 rows and columns',
    );
  });

  it('fits the width where it is largest', () => {
    const image = [0, 1, 2, 3, 4, 5, 6].map((y) =>
      [0, 1, 2, 3, 4, 5, 6].map((x) => 100 + ((37 * x + 91 * y) % 156)),
    );
    expectShown(explainNormalizedCrossCorrelation(image, image.slice(0, 6)));
    expectShown(
      explainNormalizedCrossCorrelation(
        image,
        image.slice(2, 4).map((row) => row.slice(3, 5)),
      ),
    );
  });
});
