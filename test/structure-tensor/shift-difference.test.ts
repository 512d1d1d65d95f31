import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import {
  intensityChange,
  shiftDifference,
  windowTensor,
} from '../../src/structure-tensor/index.js';

describe('shiftDifference', () => {
  it('equals the tensor’s quadratic form on planes', () => {
    const slope = fc.integer({ min: -5, max: 5 });
    fc.assert(
      fc.property(
        slope,
        slope,
        fc.integer({ min: -2, max: 2 }),
        fc.integer({ min: -2, max: 2 }),
        (a, b, u, v) => {
          const plane = Array.from({ length: 8 }, (_, y) =>
            Array.from({ length: 9 }, (_, x) => a * x + b * y),
          );
          const ix = Array.from({ length: 3 }, () => [a, a, a, a]);
          const iy = Array.from({ length: 3 }, () => [b, b, b, b]);
          const exact = shiftDifference(plane, { x: 3, y: 2, width: 4, height: 3 }, [u, v]);
          expect(exact).toBe(intensityChange(windowTensor(ix, iy), [u, v]));
        },
      ),
    );
  });

  it('sums over the window alone, x along columns, in a view too', () => {
    // Only the pixel (1, 0) differs; shifted by (1, 0) the window's first pixel reads it.
    const image = createNdArray(
      new Uint8Array([9, 0, 9, 3, 9, 0, 9, 0, 9, 0, 9, 0]),
      [2, 3],
      [6, 2],
      1,
    );
    expect(shiftDifference(image, { x: 0, y: 0, width: 1, height: 1 }, [1, 0])).toBe(9);
    expect(shiftDifference(image, { x: 0, y: 0, width: 1, height: 1 }, [0, 1])).toBe(0);
    expect(shiftDifference(image, { x: 0, y: 0, width: 2, height: 2 }, [0, 0])).toBe(0);
  });

  it('refuses windows and shifts that leave the image', () => {
    const image = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const window = { x: 1, y: 0, width: 2, height: 1 };
    expect(() => shiftDifference(image, { ...window, width: 3 }, [0, 0])).toThrow(
      'shiftDifference: "window" expected x + width up to 3, got 1 + 3',
    );
    expect(() => shiftDifference(image, window, [1, 0])).toThrow(
      '"displacement" expected x + u from 0 to 1, got 1 + 1',
    );
    expect(() => shiftDifference(image, window, [0, 0.5])).toThrow(
      '"displacement[1]" expected a whole number',
    );
    expect(() => shiftDifference(image, window, [0, -1])).toThrow('y + v from 0 to 1');
  });
});
