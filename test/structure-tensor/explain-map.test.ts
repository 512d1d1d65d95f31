import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  explainHarrisMap,
  harrisResponse,
  structureTensor,
} from '../../src/structure-tensor/index.js';
import { expectShown } from '../derivation/shown.js';

const square = [
  [0, 0, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 8, 8],
  [0, 0, 8, 8],
];

describe('explainHarrisMap', () => {
  it('works out the map of a corner on paper', () => {
    const d = explainHarrisMap(square, { at: { x: 1, y: 1 } });
    // Around (1, 1) the squares along x are 0 0 0 / 0 1 1 / 0 9 9, and so turned over along y; the products 0 0 0 / 0 1 3 / 0 3 9.
    const [a, b, c] = [20 / 9, 16 / 9, 20 / 9];
    expect(d.result.get(1, 1)).toBeCloseTo(a * c - b * b - 0.04 * (a + c) ** 2, 12);
    // Symmetric about its diagonal, as the image is.
    expect(d.result.get(1, 3)).toBeCloseTo(d.result.get(3, 1), 12);
    const text = expectShown(d);
    expect(text).toContain('(0 + 0 − 2 · 0 + 2 · 0 − 0 + 8)/8 = 1');
    expect(text).toContain('(0 + 0 + 0 + 0 + 1 + 1 + 0 + 9 + 9)/9');
    expect(text).toContain('At column 1, row 1 there is a corner in the window.');
  });

  it('shows the pixel of the largest response where none is asked for', () => {
    expect(expectShown(explainHarrisMap(square))).toContain('At column 2, row 2, in detail');
  });

  it('tells an edge and a flat window', () => {
    const edge = explainHarrisMap(
      [
        [0, 0, 4],
        [0, 0, 4],
        [0, 0, 4],
      ],
      { at: { x: 1, y: 1 } },
    );
    expect(expectShown(edge)).toContain('an edge runs through it');
    expect(
      expectShown(
        explainHarrisMap([
          [3, 3],
          [3, 3],
        ]),
      ),
    ).toContain('the window is flat');
    // One pixel has a tensor without a determinant.
    expect(expectShown(explainHarrisMap(square, { window: 1 }))).toContain('no corner can be told');
  });

  it('is what harrisResponse returns for the tensor of the image', () => {
    const side = fc.integer({ min: 2, max: 5 });
    const images = fc.tuple(side, side).chain(([h, w]) =>
      fc.array(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: w, maxLength: w }), {
        minLength: h,
        maxLength: h,
      }),
    );
    const operators = fc.constantFrom('sobel', 'scharr', 'prewitt', 'central');
    const windows = fc.constantFrom(1, 3, 5);
    fc.assert(
      fc.property(
        images,
        operators,
        windows,
        fc.boolean(),
        (image, operator, window, normalize) => {
          const d = explainHarrisMap(image, { operator, window, normalize, k: 0.06 });
          const expected = harrisResponse(structureTensor(image, { operator, window, normalize }), {
            k: 0.06,
          });
          const [own, other] = [d.result, expected].map((map) =>
            (toNested(map) as number[][]).flat(),
          );
          const most = Math.max(...other!.map(Math.abs));
          own!.forEach((value, i) => {
            expect(Math.abs(value - other![i]!)).toBeLessThanOrEqual(1e-12 * most);
          });
          expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
    const large = Array.from({ length: 7 }, (_, y) =>
      Array.from({ length: 7 }, (__, x) => (37 * x * x + 91 * y * x) % 256),
    );
    expectShown(explainHarrisMap(large, { window: 5, operator: 'scharr' }));
    const fewer = large.slice(0, 5).map((row) => row.slice(0, 5));
    expectShown(explainHarrisMap(fewer, { window: 5, normalize: false, operator: 'scharr' }));
    expect(() => explainHarrisMap(large, { normalize: false })).toThrow(/2 to 5 rows/);
  });

  it('refuses what no one works out by hand', () => {
    expect(() => explainHarrisMap([[1, 2, 3]])).toThrow(
      'explainHarrisMap: "image" expected 2 to 7 rows and columns; larger ones no one works out by hand, got (1, 3)',
    );
    expect(() => explainHarrisMap(new Array(8).fill([1, 2]))).toThrow(ShapeError);
    expect(() => explainHarrisMap(square, { window: 2 })).toThrow(/odd number/);
    expect(() => explainHarrisMap(square, { window: 7 })).toThrow(DomainError);
    expect(() => explainHarrisMap(square, { at: { x: 4, y: 0 } })).toThrow(/"at.x"/);
    expect(() => explainHarrisMap(square, { k: 0 })).toThrow(/"k"/);
    expect(() =>
      explainHarrisMap([
        [1, 2],
        [3, Number.NaN],
      ]),
    ).toThrow(/finite/);
    expect(() =>
      explainHarrisMap([
        [1, 2],
        [3, 1e90],
      ]),
    ).toThrow(/of a size up to/);
    // @ts-expect-error: no such option.
    expect(() => explainHarrisMap(square, { sigma: 1 })).toThrow(KindError);
  });

  it('refuses images so faint that products of them vanish', () => {
    const image = [
      [0, 0, 0],
      [0, 1e-90, 0],
      [0, 0, 2e-90],
    ];
    expect(() => explainHarrisMap(image)).toThrow(
      'explainHarrisMap: "image" expected numbers of which the largest has a size of 1e-60 or more, or zeros, got 2e-90',
    );
  });
});
