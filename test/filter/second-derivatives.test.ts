import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import {
  determinantOfHessian,
  gaussianBlur,
  hessianMatrix,
  laplacianOfGaussian,
} from '../../src/filter/index.js';
import { numbersOf, views } from '../laws/views.js';
import { largestDifference } from './slow.js';

const SIZE = 41;
const MIDDLE = 20;

/** An image by a formula in x and y, counted from its middle. */
const drawn = (f: (x: number, y: number) => number): NdArray<Float64Array> =>
  createNdArray(
    Float64Array.from({ length: SIZE * SIZE }, (_, i) =>
      f((i % SIZE) - MIDDLE, Math.floor(i / SIZE) - MIDDLE),
    ),
    [SIZE, SIZE],
  );
const noisy = createNdArray(
  Float64Array.from({ length: 13 * 11 }, (_, i) => Math.sin(i * i)),
  [13, 11],
);

describe('laplacianOfGaussian', () => {
  it('is the sum of the curvatures of a quadratic', () => {
    const image = drawn((x, y) => 1.5 * x * x - 0.25 * y * y + x * y + 4 * x - 1);
    const at = laplacianOfGaussian(image, 2, { truncate: 8 }).get(MIDDLE, MIDDLE);
    expect(at).toBeCloseTo(3 - 0.5, 8);
  });

  it('of a Gaussian blob of standard deviation s is −2A·s²/(s² + σ²)² at its centre', () => {
    const s = 3;
    const blob = drawn((x, y) => 0.8 * Math.exp(-(x * x + y * y) / (2 * s * s)));
    const at = (sigma: number, scaleNormalized: boolean): number =>
      laplacianOfGaussian(blob, sigma, { truncate: 8, scaleNormalized }).get(MIDDLE, MIDDLE);
    for (const sigma of [1.5, 2, 3]) {
      const expected = (-2 * 0.8 * s * s) / (s * s + sigma * sigma) ** 2;
      expect(at(sigma, false)).toBeCloseTo(expected, 7);
      expect(at(sigma, true)).toBeCloseTo(sigma * sigma * expected, 6);
    }
    // Normalised, its extremum over the scales is at the blob's own.
    expect(Math.abs(at(3, true))).toBeGreaterThan(Math.abs(at(2.8, true)));
    expect(Math.abs(at(3, true))).toBeGreaterThan(Math.abs(at(3.2, true)));
  });

  it('is the sum of the second derivatives along each axis, in any number of axes', () => {
    const volume = createNdArray(
      Float64Array.from({ length: 5 * 6 * 7 }, (_, i) => Math.sin(i * i)),
      [5, 6, 7],
    );
    const sigma = [1, 0.8, 1.4];
    const parts = [
      [2, 0, 0],
      [0, 2, 0],
      [0, 0, 2],
    ].map((derivative) => gaussianBlur(volume, sigma, { derivative, border: 'wrap' }).data);
    const expected = parts[0]!.map((value, i) => value + parts[1]![i]! + parts[2]![i]!);
    const actual = laplacianOfGaussian(volume, sigma, { border: 'wrap' });
    expect(actual.shape).toEqual([5, 6, 7]);
    expect(largestDifference(actual.data, expected)).toBeLessThan(1e-14);
    const scaled = laplacianOfGaussian(volume, sigma, { border: 'wrap', scaleNormalized: true });
    const weighed = parts[0]!.map(
      (value, i) => value + 0.64 * parts[1]![i]! + 1.96 * parts[2]![i]!,
    );
    expect(largestDifference(scaled.data, weighed)).toBeLessThan(1e-14);
  });

  it('refuses what has no second derivative', () => {
    expect(() => laplacianOfGaussian(noisy, [1, 0])).toThrow(
      'laplacianOfGaussian: "sigma" expected a number > 0 on each axis with a derivative',
    );
    expect(() => laplacianOfGaussian(noisy, -1)).toThrow(DomainError);
    expect(() => laplacianOfGaussian([[Number.NaN]], 1)).toThrow('got NaN at [0, 0]');
    expect(() => laplacianOfGaussian(noisy, 1, { derivative: 1 } as object)).toThrow(KindError);
    expect(() => laplacianOfGaussian(noisy, 1, { scaleNormalized: 'yes' as never })).toThrow(
      KindError,
    );
  });
});

describe('hessianMatrix', () => {
  it('has the curvatures of a quadratic', () => {
    const image = drawn((x, y) => 1.5 * x * x - 0.25 * y * y + 0.7 * x * y + 4 * x - y);
    const { hxx, hxy, hyy } = hessianMatrix(image, 1.7, { truncate: 8 });
    expect(hxx.get(MIDDLE, MIDDLE)).toBeCloseTo(3, 8);
    expect(hyy.get(MIDDLE, MIDDLE)).toBeCloseTo(-0.5, 8);
    expect(hxy.get(MIDDLE, MIDDLE)).toBeCloseTo(0.7, 8);
  });

  it('exchanges x and y with the image; a mirror turns the sign of xy', () => {
    const { hxx, hxy, hyy } = hessianMatrix(noisy, 1.2);
    const turned = hessianMatrix(noisy.transpose(1, 0), 1.2);
    const same = (a: typeof hxx, b: number[]): void => {
      expect(largestDifference(numbersOf(a), b)).toBeLessThan(1e-14);
    };
    same(turned.hxx, numbersOf(hyy.transpose(1, 0)));
    same(turned.hyy, numbersOf(hxx.transpose(1, 0)));
    same(turned.hxy, numbersOf(hxy.transpose(1, 0)));
    const mirrored = hessianMatrix(noisy.step(1, -1), 1.2);
    same(mirrored.hxx, numbersOf(hxx.step(1, -1)));
    same(
      mirrored.hxy,
      numbersOf(hxy.step(1, -1)).map((value) => -value),
    );
  });

  it('sums on its diagonal to the Laplacian, and is made of derivatives of blurs', () => {
    const options = { border: 'mirror', truncate: 3, scaleNormalized: true } as const;
    const { hxx, hxy, hyy } = hessianMatrix(noisy, 1.5, options);
    const laplacian = laplacianOfGaussian(noisy, 1.5, options).data;
    expect(
      largestDifference(
        hxx.data.map((value, i) => value + hyy.data[i]!),
        laplacian,
      ),
    ).toBeLessThan(1e-14);
    const mixed = gaussianBlur(noisy, 1.5, { border: 'mirror', truncate: 3, derivative: 1 }).data;
    expect(
      largestDifference(
        hxy.data,
        mixed.map((value) => value * 2.25),
      ),
    ).toBeLessThan(1e-14);
  });

  it('refuses what is no image', () => {
    expect(() => hessianMatrix([1, 2, 3], 1)).toThrow(ShapeError);
    expect(() => hessianMatrix(noisy, 0)).toThrow(DomainError);
    expect(() => hessianMatrix(noisy, [0, 1])).toThrow(DomainError);
    expect(() => hessianMatrix(noisy, 1, { order: 'rc' } as object)).toThrow(KindError);
  });
});

describe('determinantOfHessian', () => {
  it('is positive on bowls, negative on saddles, 0 on edges', () => {
    const at = (f: (x: number, y: number) => number): number =>
      determinantOfHessian(drawn(f), 1.5, { truncate: 8 }).get(MIDDLE, MIDDLE);
    expect(at((x, y) => x * x + 3 * y * y)).toBeCloseTo(12, 7);
    expect(at((x, y) => -x * x - 3 * y * y)).toBeCloseTo(12, 7);
    expect(at((x, y) => x * y)).toBeCloseTo(-1, 7);
    expect(at((x, y) => Math.tanh(x - y))).toBeCloseTo(0, 7);
  });

  it('is hxx·hyy − hxy² of any view, in its dtype, and grows with sigma⁴ when normalised', () => {
    fc.assert(
      fc.property(views({ shape: [5, 6] }), (view) => {
        const before = view.data.slice();
        const { hxx, hxy, hyy } = hessianMatrix(toNested(view) as number[][], 1.5);
        const expected = hxx.data.map((value, i) => value * hyy.data[i]! - hxy.data[i]! ** 2);
        const actual = determinantOfHessian(view, 1.5);
        const single = view.dtype === 'float32';
        expect(actual.dtype).toBe(single ? 'float32' : 'float64');
        // Second derivatives of values to 100 are below 100.
        expect(largestDifference(actual.data, expected)).toBeLessThan(single ? 2e-3 : 1e-9);
        const scaled = determinantOfHessian(view, 1.5, { scaleNormalized: true }).data;
        const weighed = expected.map((value) => value * 1.5 ** 4);
        expect(largestDifference(scaled, weighed)).toBeLessThan(single ? 1e-2 : 1e-9);
        expect(view.data).toEqual(before);
      }),
    );
  });

  it('names itself in errors', () => {
    expect(() => determinantOfHessian([1], 1)).toThrow('determinantOfHessian: "image" expected');
  });
});
