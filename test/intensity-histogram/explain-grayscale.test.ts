import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { toGrayscale } from '../../src/image/index.js';
import { explainGrayscale } from '../../src/intensity-histogram/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainGrayscale', () => {
  it('weighs the channels of a pixel on paper', () => {
    const d = explainGrayscale(
      [
        [
          [1, 0.5, 0],
          [1, 1, 1],
        ],
      ],
      { at: { x: 0, y: 0 } },
    );
    expect(d.result.get(0, 0)).toBeCloseTo(0.299 + 0.587 / 2, 6);
    expect(d.result.get(0, 1)).toBeCloseTo(1, 6);
    const text = expectShown(d);
    expect(text).toContain('0.299 · 1 + 0.587 · 0.5 + 0.114 · 0 = 0.5925');
    expect(text).toContain('n = h w · 3 = 1 · 2 · 3 = 6');
  });

  it('reads bytes as fractions of 255', () => {
    const bytes = createNdArray(new Uint8Array([255, 0, 51, 0, 255, 0]), [2, 1, 3]);
    const d = explainGrayscale(bytes, { weights: 'bt709', at: { x: 0, y: 1 } });
    expect(d.result.get(1, 0)).toBeCloseTo(0.7152, 6);
    expect(expectShown(d)).toContain('(0.2126 · 0 + 0.7152 · 255 + 0.0722 · 0)/255 = 0.7152');
  });

  it('is what toGrayscale returns, for any picture', () => {
    const side = fc.integer({ min: 1, max: 6 });
    const pictures = fc.tuple(side, side).chain(([h, w]) =>
      fc
        .array(
          fc.double({ min: 0, max: 1, noNaN: true }).map((x) => (x < 1e-30 ? 0 : x)),
          {
            minLength: 3 * h * w,
            maxLength: 3 * h * w,
          },
        )
        .map((values) => createNdArray(Float64Array.from(values), [h, w, 3])),
    );
    fc.assert(
      fc.property(pictures, fc.constantFrom('bt601', 'bt709'), (picture, weights) => {
        const d = explainGrayscale(picture, { weights });
        expect(toNested(d.result)).toEqual(toNested(toGrayscale(picture, { weights })));
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 40 },
    );
    const wild = Float64Array.from({ length: 108 }, (_, i) => ((37 * i * i) % 1001) / 1001);
    expectShown(explainGrayscale(createNdArray(wild, [6, 6, 3])));
  });

  it('refuses what has not three channels', () => {
    expect(() => explainGrayscale([[[1, 2, 3, 4]]])).toThrow(
      'explainGrayscale: "image" expected shape (h, w, 3), at most 6 rows and columns, got (1, 1, 4)',
    );
    expect(() => explainGrayscale([[1, 2, 3]])).toThrow(ShapeError);
    expect(() => explainGrayscale([[[1, Number.NaN, 0]]])).toThrow(DomainError);
    expect(() => explainGrayscale([[[1, 0, 0]]], { at: { x: 1, y: 0 } })).toThrow(/"at.x"/);
    expect(() => explainGrayscale([[[1, 1e-40, 0]]])).toThrow(/in size, or 0/);
    // @ts-expect-error: no such standard.
    expect(() => explainGrayscale([[[1, 0, 0]]], { weights: 'bt2020' })).toThrow(/"weights"/);
    // @ts-expect-error: no such option.
    expect(() => explainGrayscale([[[1, 0, 0]]], { background: 1 })).toThrow(KindError);
  });
});
