import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainGaussianBlur, gaussianBlur, gaussianKernel } from '../../src/filter/index.js';
import { expectShown } from '../derivation/shown.js';

const pixel = fc.integer({ min: -255, max: 255 });
const images = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
  .chain(([h, w]) =>
    fc.array(fc.array(pixel, { minLength: w, maxLength: w }), { minLength: h, maxLength: h }),
  );

describe('explainGaussianBlur', () => {
  it('works out a kernel and a blur on paper', () => {
    // e^(−1/2) = 0.60653; 1 + 2 · 0.60653 = 2.21306; 0.60653 / 2.21306 = 0.27407.
    const image = [
      [10, 10, 80],
      [10, 80, 90],
      [20, 90, 100],
    ];
    const d = explainGaussianBlur(image, 1, { radius: 1 });
    const [side, middle] = [Math.exp(-0.5), 1].map((w) => w / (1 + 2 * Math.exp(-0.5)));
    expect(d.result.kernel.get(0)).toBeCloseTo(side!, 14);
    const row = (a: number, b: number, c: number): number => side! * (a + c) + middle! * b;
    const centre = row(row(10, 10, 80), row(10, 80, 90), row(20, 90, 100));
    expect(d.result.blurred.get(1, 1)).toBeCloseTo(centre, 12);
    const text = expectShown(d);
    expect(text).toContain('(0.6065, 1, 0.6065)/2.213 ≈ (0.2741, 0.4519, 0.2741)');
    expect(text).toContain('0.27407 · 10 + 0.45186 · 10 + 0.27407 · 80');
  });

  it('is what gaussianKernel and gaussianBlur return, for any image, border and width', () => {
    const options = fc.record({
      radius: fc.integer({ min: 0, max: 2 }),
      border: fc.constantFrom('reflect', 'mirror', 'nearest', 'wrap', 'constant'),
      constant: pixel,
    });
    fc.assert(
      fc.property(images, fc.double({ min: 0.3, max: 3, noNaN: true }), options, (image, s, o) => {
        const d = explainGaussianBlur(image, s, o);
        expect(d.result.blurred).toEqual(gaussianBlur(image, s, o));
        expect(d.result.kernel).toEqual(gaussianKernel(s, { radius: o.radius }));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('holds where a row is nothing beside another', () => {
    const image = [
      [-1.7768940108311827e-12, 0.44543114848033066, -4],
      [-10.6, -1, -4],
      [-2, 4, 0],
    ];
    const d = explainGaussianBlur(image, 0.09112038707485987, { radius: 1 });
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('refuses images so faint that floats have few digits for them', () => {
    expect(() => explainGaussianBlur([[1e-310, 2e-315]], 1, { radius: 1 })).toThrow(
      'explainGaussianBlur: "image" expected numbers of which the largest has a size of 1e-300 or more, or zeros',
    );
  });

  it('fits the width where it is largest', () => {
    const image = [0, 1, 2, 3, 4, 5, 6].map((y) =>
      [0, 1, 2, 3, 4, 5, 6].map((x) => 100 + ((37 * x + 91 * y) % 156)),
    );
    expectShown(explainGaussianBlur(image, 0.4, { radius: 2, border: 'constant', constant: -1 }));
  });

  it('has a kernel in two dimensions that sums to 1', () => {
    const { kernel, kernel2d } = explainGaussianBlur([[1]], 0.8, { radius: 2 }).result;
    const flat = (toNested(kernel2d) as number[][]).flat();
    expect(flat.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
    expect(kernel2d.get(0, 3)).toBeCloseTo(kernel.get(0) * kernel.get(3), 15);
  });

  it('takes the reach of gaussianBlur where it is short, and truncate', () => {
    expect(explainGaussianBlur([[1, 5]], 0.5).result.kernel.shape).toEqual([5]);
    expect(explainGaussianBlur([[1, 5]], 1, { truncate: 1 }).result.kernel.shape).toEqual([3]);
  });

  it('leaves a constant image as it is, which an undivided kernel does not', () => {
    const d = explainGaussianBlur([[7, 7, 7]], 1, { radius: 1 });
    expect(d.result.blurred.get(0, 0)).toBeCloseTo(7, 13);
    expect(d.steps[0]?.steps?.[1]?.value).toBeCloseTo(2.21306, 5);
  });

  it('refuses what no one works out by hand', () => {
    const wide = [[1, 2, 3, 4, 5, 6, 7, 8]];
    expect(() => explainGaussianBlur(wide, 1, { radius: 1 })).toThrow(
      'explainGaussianBlur: "image" expected at most 7 rows and columns; larger ones no one works out by hand, got (1, 8)',
    );
    expect(() => explainGaussianBlur([[1]], 1)).toThrow(/"radius" .*by hand, got 4/);
    expect(() => explainGaussianBlur([[1]], 0)).toThrow(DomainError);
    expect(() => explainGaussianBlur([[1]], 1e-300)).toThrow(/"sigma" .*, got 1e-300/);
    expect(() => explainGaussianBlur([1, 2], 1)).toThrow(ShapeError);
    expect(() => explainGaussianBlur([[Number.NaN]], 1)).toThrow(/"image" .*finite/);
    // @ts-expect-error: no such option.
    expect(() => explainGaussianBlur([[1]], 1, { size: 3 })).toThrow(KindError);
  });
});
