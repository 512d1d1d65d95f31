import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/core/errors.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { imageGradients } from '../../src/filter/index.js';
import {
  explainShiftDifference,
  intensityChange,
  shiftDifference,
  windowTensor,
} from '../../src/structure-tensor/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainShiftDifference', () => {
  it('works out both numbers on paper', () => {
    // 4 − 1 = 3, 9 − 4 = 5; slopes (4 − 0)/2 = 2, (9 − 1)/2 = 4.
    const d = explainShiftDifference([[0, 1, 4, 9]], { x: 1, y: 0, width: 2, height: 1 }, [1, 0]);
    expect(d.result).toEqual({ exact: 34, approximate: 20 });
    const text = expectShown(d);
    expect(text).toContain('3² + 5² = 34');
    expect(text).toContain('2² + 4² = 20');
  });

  it('agrees with itself where the image is a plane', () => {
    const plane = [0, 1, 2, 3, 4, 5].map((y) => [0, 1, 2, 3, 4, 5].map((x) => 3 * x - 2 * y));
    const d = explainShiftDifference(plane, { x: 1, y: 1, width: 3, height: 3 }, [1, -1]);
    // Each pixel changes by 3 + 2; the product of both derivatives counts twice.
    expect(d.result).toEqual({ exact: 225, approximate: 225 });
    expectShown(d);
  });

  it('is what shiftDifference and intensityChange return, for any image', () => {
    const pixels = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 30, maxLength: 30 });
    const place = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 2 })));
    fc.assert(
      fc.property(pixels, place, (values, [x, y, i, j]) => {
        const image = Array.from({ length: 5 }, (_, row) => values.slice(6 * row, 6 * row + 6));
        const window = { x: x!, y: y!, width: 3, height: 2 };
        const move = [Math.min(i!, 3) - x!, j! - y!];
        const d = explainShiftDifference(image, window, move);
        expect(d.result.exact).toBe(shiftDifference(image, window, move));
        const { ix, iy } = imageGradients(image, { operator: 'central' });
        const cut = (all: typeof ix) => all.lo(y!, x!).hi(2, 3);
        const change = intensityChange(windowTensor(cut(ix), cut(iy)), move);
        expect(d.result.approximate).toBe(change);
        expect(verifyDerivation(d)).toMatchObject({ ok: true });
      }),
    );
    const large = Array.from({ length: 8 }, (_, y) =>
      Array.from({ length: 8 }, (__, x) => 100 + ((37 * x + 91 * y) % 156)),
    );
    expectShown(explainShiftDifference(large, { x: 0, y: 0, width: 5, height: 5 }, [2, 3]));
  });

  it('refuses what no one works out by hand', () => {
    const wide = [new Array<number>(9).fill(1)];
    expect(() => explainShiftDifference(wide, { x: 0, y: 0, width: 1, height: 1 }, [0, 0])).toThrow(
      'explainShiftDifference: "image" expected shape (height, width), at most 8 each; larger ones no one works out by hand, got (1, 9)',
    );
    const image = Array.from({ length: 8 }, () => new Array<number>(8).fill(1));
    expect(() =>
      explainShiftDifference(image, { x: 0, y: 0, width: 6, height: 5 }, [0, 0]),
    ).toThrow(ShapeError);
    expect(() =>
      explainShiftDifference(image, { x: 0, y: 0, width: 2, height: 2 }, [7, 0]),
    ).toThrow(/explainShiftDifference: "displacement"/);
  });

  it('refuses sizes that no one works with by hand, by the name of its own argument', () => {
    for (const unit of [1e200, 1e-200]) {
      const image = [
        [0, unit, 0],
        [unit, 0, 0],
      ];
      expect(() =>
        explainShiftDifference(image, { x: 0, y: 0, width: 1, height: 1 }, [1, 0]),
      ).toThrow('explainShiftDifference: "image" expected numbers of');
    }
  });
});
