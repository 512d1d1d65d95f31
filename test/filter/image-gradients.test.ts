import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import {
  correlate,
  type GradientOperator,
  gaussianBlur,
  imageGradients,
} from '../../src/filter/index.js';
import { numbersOf, views } from '../laws/views.js';
import { BORDERS, largestDifference } from './slow.js';

/** The kernels as textbooks print them, for the derivative along x, and what divides them. */
const PRINTED: readonly (readonly [GradientOperator, readonly number[][], number])[] = [
  ['sobel', [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], 8], // biome-ignore format: a matrix
  ['prewitt', [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], 6], // biome-ignore format: a matrix
  ['scharr', [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]], 32], // biome-ignore format: a matrix
  ['central', [[-1, 0, 1]], 2],
];

const ALL: readonly GradientOperator[] = ['sobel', 'scharr', 'prewitt', 'central', 'gaussian'];
const transposed = (matrix: readonly number[][]): number[][] =>
  matrix[0]!.map((_, x) => matrix.map((row) => row[x]!));
const noisy = createNdArray(
  Float64Array.from({ length: 9 * 7 }, (_, i) => Math.sin(i * i)),
  [9, 7],
);

describe('imageGradients', () => {
  it("has OpenCV's longer Sobel kernels: an aperture of 5", () => {
    const impulse = createNdArray(new Float64Array(81), [9, 9]);
    impulse.set(4, 4, 1);
    const raw = imageGradients(impulse, { size: 5, normalize: false }).ix;
    // Correlation turns the kernel round.
    const row = (y: number): number[] => [2, 3, 4, 5, 6].map((x) => raw.get(y, x) + 0);
    expect(row(4)).toEqual([6, 12, 0, -12, -6]);
    expect(row(2)).toEqual([1, 2, 0, -2, -1]);
    const ramp = createNdArray(
      Float64Array.from({ length: 121 }, (_, i) => 3 * (i % 11)),
      [11, 11],
    );
    expect(imageGradients(ramp, { size: 7 }).ix.get(5, 5)).toBeCloseTo(3, 13);
    expect(() => imageGradients(ramp, { size: 6 })).toThrow('an odd number from 3 to 31');
    expect(() => imageGradients(ramp, { size: 5, operator: 'prewitt' })).toThrow('"size"');
  });

  it.each(PRINTED)(
    '"%s" correlates with the printed kernel, on every border',
    (operator, kernel, divisor) => {
      for (const border of BORDERS) {
        const options = { border, constant: 0.3 };
        const raw = imageGradients(noisy, { operator, normalize: false, ...options });
        const scaled = imageGradients(noisy, { operator, ...options });
        const x = correlate(noisy, kernel, options).data;
        const y = correlate(noisy, transposed(kernel), options).data;
        expect(largestDifference(raw.ix.data, x)).toBeLessThan(1e-13);
        expect(largestDifference(raw.iy.data, y)).toBeLessThan(1e-13);
        const divided = (sums: ArrayLike<number>): number[] =>
          Array.from(sums, (sum) => sum / divisor);
        expect(largestDifference(scaled.ix.data, divided(x))).toBeLessThan(1e-14);
        expect(largestDifference(scaled.iy.data, divided(y))).toBeLessThan(1e-14);
      }
    },
  );

  it.each(ALL)('"%s" gives a ramp its slope, in grey values per pixel', (operator) => {
    const ramp = createNdArray(
      Float64Array.from({ length: 19 * 23 }, (_, i) => 0.3 * (i % 23) - 0.7 * Math.floor(i / 23)),
      [19, 23],
    );
    const { ix, iy } = imageGradients(ramp, { operator });
    // The Gaussian is cut at 4 sigma.
    const digits = operator === 'gaussian' ? 2 : 14;
    expect(ix.get(9, 11)).toBeCloseTo(0.3, digits);
    expect(iy.get(9, 11)).toBeCloseTo(-0.7, digits);
  });

  it.each(ALL)(
    '"%s" turns with the image: transposed, mirrored, turned upside down',
    (operator) => {
      const { ix, iy } = imageGradients(noisy, { operator });
      const turned = imageGradients(noisy.transpose(1, 0), { operator });
      expect(largestDifference(numbersOf(turned.ix), numbersOf(iy.transpose(1, 0)))).toBeLessThan(
        1e-14,
      );
      expect(largestDifference(numbersOf(turned.iy), numbersOf(ix.transpose(1, 0)))).toBeLessThan(
        1e-14,
      );
      const mirrored = imageGradients(noisy.step(1, -1), { operator });
      const negative = numbersOf(ix.step(1, -1)).map((value) => -value);
      expect(largestDifference(numbersOf(mirrored.ix), negative)).toBeLessThan(1e-14);
      expect(largestDifference(numbersOf(mirrored.iy), numbersOf(iy.step(1, -1)))).toBeLessThan(
        1e-14,
      );
    },
  );

  it('"gaussian" is the derivative of a blur', () => {
    const { ix, iy } = imageGradients(noisy, {
      operator: 'gaussian',
      sigma: 1.3,
      border: 'mirror',
    });
    const x = gaussianBlur(noisy, 1.3, { derivative: [0, 1], border: 'mirror' });
    const y = gaussianBlur(noisy, 1.3, { derivative: [1, 0], border: 'mirror' });
    expect(largestDifference(ix.data, x.data)).toBe(0);
    expect(largestDifference(iy.data, y.data)).toBe(0);
    const usual = imageGradients(noisy, { operator: 'gaussian' });
    expect(
      largestDifference(usual.ix.data, gaussianBlur(noisy, 1, { derivative: [0, 1] }).data),
    ).toBe(0);
  });

  it('is Sobel with a reflected border, normalised, where nothing is said', () => {
    const said = imageGradients(noisy, { operator: 'sobel', border: 'reflect', normalize: true });
    const { ix, iy } = imageGradients(noisy);
    expect(largestDifference(ix.data, said.ix.data)).toBe(0);
    expect(largestDifference(iy.data, said.iy.data)).toBe(0);
  });

  it('at the edge takes half a step where pixels repeat, none where they mirror', () => {
    const options = { operator: 'central' } as const;
    expect(imageGradients([[1, 4, 9]], options).ix.data).toEqual(Float64Array.of(1.5, 4, 2.5));
    const mirror = imageGradients([[1, 4, 9]], { ...options, border: 'mirror' });
    expect(mirror.ix.data).toEqual(Float64Array.of(0, 4, 0));
    expect(imageGradients([[5]]).ix.data).toEqual(Float64Array.of(0));
  });

  it('reads views of any layout and storage, and changes nothing', () => {
    fc.assert(
      fc.property(views({ shape: [4, 5] }), fc.constantFrom(...ALL), (view, operator) => {
        const before = view.data.slice();
        const { ix, iy } = imageGradients(view, { operator });
        const plain = imageGradients(toNested(view) as number[][], { operator });
        // Differences of values to 100.
        const rounding = view.dtype === 'float32' ? 1e-5 : 0;
        expect(largestDifference(ix.data, plain.ix.data)).toBeLessThanOrEqual(rounding);
        expect(largestDifference(iy.data, plain.iy.data)).toBeLessThanOrEqual(rounding);
        expect(ix.dtype).toBe(view.dtype === 'float32' ? 'float32' : 'float64');
        expect(view.data).toEqual(before);
      }),
    );
  });

  it('refuses wrong images and options, and options that contradict each other', () => {
    expect(() => imageGradients([1, 2, 3])).toThrow(ShapeError);
    expect(() => imageGradients([[1, Number.NaN]])).toThrow('got NaN at [0, 1]');
    for (const place of [0, 500, 1023]) {
      const spoilt = new Float32Array(1024);
      spoilt[place] = Number.NEGATIVE_INFINITY;
      for (const operator of ['sobel', 'central', 'gaussian'] as const) {
        expect(() => imageGradients(createNdArray(spoilt, [32, 32]), { operator })).toThrow(
          `got -Infinity at [${place >> 5}, ${place & 31}]`,
        );
      }
    }
    expect(() => imageGradients(noisy, { operator: 'roberts' as 'sobel' })).toThrow(
      'imageGradients: "operator" expected one of "sobel", "scharr", "prewitt", "central", "gaussian"',
    );
    expect(() => imageGradients(noisy, { normalise: true } as object)).toThrow(KindError);
    expect(() => imageGradients(noisy, { normalize: 1 as unknown as boolean })).toThrow(KindError);
    expect(() => imageGradients(noisy, { operator: 'gaussian', sigma: 0 })).toThrow(DomainError);
    expect(() => imageGradients(noisy, { operator: 'sobel', sigma: 1 })).toThrow(
      'imageGradients: "sigma" expected no value with operator "sobel", got 1',
    );
    expect(() => imageGradients(noisy, { operator: 'gaussian', normalize: false })).toThrow(
      'imageGradients: "normalize" expected true with operator "gaussian", got false',
    );
  });
});
