import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/core/errors.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainImageGradients, imageGradients } from '../../src/filter/index.js';
import { expectShown } from '../derivation/shown.js';

const pixel = fc.integer({ min: -255, max: 255 });
const side = fc.integer({ min: 3, max: 7 });
const images = fc
  .tuple(side, side)
  .chain(([h, w]) =>
    fc.array(fc.array(pixel, { minLength: w, maxLength: w }), { minLength: h, maxLength: h }),
  );

describe('explainImageGradients', () => {
  const image = [
    [1, 2, 3],
    [4, 5, 9],
    [7, 8, 9],
  ];

  it("works out Sobel's sums on paper", () => {
    const d = explainImageGradients(image, { normalize: false });
    // (3 − 1) + 2 (9 − 4) + (9 − 7) and (7 − 1) + 2 (8 − 2) + (9 − 3).
    expect(d.result.ix.get(0, 0)).toBe(14);
    expect(d.result.iy.get(0, 0)).toBe(24);
    const text = expectShown(d);
    expect(text).toContain('−1 + 3 − 2 · 4 + 2 · 9 − 7 + 9 = 14');
    expect(text).toContain('−1 − 2 · 2 − 3 + 7 + 2 · 8 + 9 = 24');
  });

  it.each([
    ['sobel', 8, 14],
    ['scharr', 32, 3 * 2 + 10 * 5 + 3 * 2],
    ['prewitt', 6, 2 + 5 + 2],
    ['central', 2, 5],
  ] as const)('divides by the sum of %s of a ramp', (operator, divisor, sum) => {
    const d = explainImageGradients(image, { operator });
    expect(d.result.ix.get(0, 0)).toBeCloseTo(sum / divisor, 14);
    expect(expectShown(d)).toContain(`n = ${divisor}`);
  });

  it('is the interior of imageGradients, for any image and operator', () => {
    const options = fc.record({
      operator: fc.constantFrom('sobel', 'scharr', 'prewitt', 'central'),
      normalize: fc.boolean(),
    });
    fc.assert(
      fc.property(images, options, (pixels, settings) => {
        const d = explainImageGradients(pixels, settings);
        const { ix, iy } = imageGradients(pixels, settings);
        const [h, w] = d.result.ix.shape as [number, number];
        expect([h, w]).toEqual([pixels.length - 2, pixels[0]!.length - 2]);
        for (let y = 0; y < h; y++) {
          for (let x = 0; x < w; x++) {
            expect(d.result.ix.get(y, x)).toBe(ix.get(y + 1, x + 1));
            expect(d.result.iy.get(y, x)).toBe(iy.get(y + 1, x + 1));
          }
        }
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('does not turn the kernels: the sign is that of the rise', () => {
    const ramp = [0, 1, 2].map((y) => [0, 1, 2].map((x) => 3 * x - 5 * y));
    const { ix, iy } = explainImageGradients(ramp).result;
    expect([ix.get(0, 0), iy.get(0, 0)]).toEqual([3, -5]);
  });

  it('refuses what no one works out by hand', () => {
    expect(() => explainImageGradients([[1, 2, 3]])).toThrow(
      'explainImageGradients: "image" expected 3 to 7 rows and columns; larger ones no one works out by hand, got (1, 3)',
    );
    const large = Array.from({ length: 8 }, () => [1, 2, 3]);
    expect(() => explainImageGradients(large)).toThrow(ShapeError);
    // @ts-expect-error: a Gaussian has no whole numbers.
    expect(() => explainImageGradients(image, { operator: 'gaussian' })).toThrow(/"operator"/);
    const broken = [[Infinity, 1, 2], ...image.slice(1)];
    expect(() => explainImageGradients(broken)).toThrow(/"image" .*finite/);
  });
});
