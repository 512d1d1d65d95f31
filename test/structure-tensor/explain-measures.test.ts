import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  explainCornerMeasures,
  foerstnerResponse,
  harrisResponse,
  nobleResponse,
  shiTomasiResponse,
  tensorEigenvalues,
} from '../../src/structure-tensor/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainCornerMeasures', () => {
  it('works out every measure on paper', () => {
    // Eigenvalues 8 and 2 along the diagonals.
    const d = explainCornerMeasures(
      [
        [5, 3],
        [3, 5],
      ],
      { k: 0.05, epsilon: 0 },
    );
    expect(d.result).toEqual({
      larger: 8,
      smaller: 2,
      harris: expect.closeTo(16 - 0.05 * 100, 12),
      shiTomasi: 2,
      noble: expect.closeTo(3.2, 12),
      foerstner: { w: expect.closeTo(1.6, 12), q: expect.closeTo(0.64, 12) },
    });
    const text = expectShown(d);
    expect(text).toContain('det M = a c − b² = 5 · 5 − 3² = 16');
    expect(text).toContain('min(λ₁, λ₂) = min(8, 2) = 2');
    expect(text).toContain('(2 · 16)/(10 + 0)');
    expect(text).toContain('(4 · 16)/10²');
  });

  it('tells an edge, whose smaller eigenvalue is 0', () => {
    const d = explainCornerMeasures([
      [1, 2],
      [2, 4],
    ]);
    expect(d.result).toMatchObject({ larger: 5, smaller: 0, shiTomasi: 0, noble: 0 });
    expect(d.result.harris).toBeCloseTo(-1, 12);
    expectShown(d);
  });

  it('is what the functions return, for any tensor of derivatives', () => {
    const size = fc.double({ min: -300, max: 300, noNaN: true }).map((x) => Math.fround(x));
    fc.assert(
      fc.property(fc.array(fc.tuple(size, size), { minLength: 1, maxLength: 9 }), (pairs) => {
        const sum = (f: (x: number, y: number) => number) =>
          pairs.reduce((all, [x, y]) => all + f(x, y), 0);
        const [a, b, c] = [sum((x) => x * x), sum((x, y) => x * y), sum((_, y) => y * y)];
        fc.pre([a, b, c].every((x) => x === 0 || Math.abs(x) > 1e-60) && a + c > 0);
        const m = [
          [a, b],
          [b, c],
        ];
        const d = explainCornerMeasures(m);
        expect(d.result).toEqual({
          ...tensorEigenvalues(m),
          harris: harrisResponse(m),
          shiTomasi: shiTomasiResponse(m),
          noble: nobleResponse(m),
          foerstner: foerstnerResponse(m),
        });
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
    );
  });

  it('refuses what is no tensor of a window', () => {
    expect(() =>
      explainCornerMeasures([
        [0, 0],
        [0, 0],
      ]),
    ).toThrow(
      'explainCornerMeasures: "tensor" expected a trace above 0; of a flat window all measures are 0, got 0',
    );
    expect(() =>
      explainCornerMeasures([
        [-1, 0],
        [0, 4],
      ]),
    ).toThrow(/no negative number/);
    expect(() =>
      explainCornerMeasures([
        [1e70, 0],
        [0, 1],
      ]),
    ).toThrow(DomainError);
    expect(() =>
      explainCornerMeasures([
        [1, 2],
        [3, 4],
      ]),
    ).toThrow(/symmetric/);
    expect(() =>
      explainCornerMeasures([
        [Number.NaN, 0],
        [0, 1],
      ]),
    ).toThrow(/finite/);
    expect(() => explainCornerMeasures([1, 2])).toThrow(ShapeError);
    expect(() =>
      explainCornerMeasures(
        [
          [1, 0],
          [0, 1],
        ],
        { k: 0.25 },
      ),
    ).toThrow(/"k"/);
    // @ts-expect-error: no such option.
    const unknown: { k: number } = { K: 0.04 };
    expect(() =>
      explainCornerMeasures(
        [
          [1, 0],
          [0, 1],
        ],
        unknown,
      ),
    ).toThrow(KindError);
  });
});
