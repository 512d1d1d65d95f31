import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import type { BorderMode } from '../../src/filter/index.js';
import { gaussianBlur, gaussianKernel } from '../../src/filter/index.js';
import { FLOATS, numbersOf, views } from '../laws/views.js';
import { readImage } from '../reference/read.js';
import { BORDERS, correlateSlowly, largestDifference } from './slow.js';

const borders = fc.constantFrom(...BORDERS);
const sigmas = fc.double({ min: 0.3, max: 4, noNaN: true });
const pixels = (height: number, width: number): fc.Arbitrary<NdArray<Float64Array>> =>
  fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: height * width,
      maxLength: height * width,
    })
    .map((values) => createNdArray(Float64Array.from(values), [height, width]));

describe('gaussianBlur', () => {
  it('turns a delta into mass 1, mean 0 and variance sigma² on each axis', () => {
    const [height, width, sigmaY, sigmaX] = [61, 53, 3.1, 1.7];
    const delta = createNdArray(new Float64Array(height * width), [height, width]);
    delta.set(31, 23, 1);
    const blurred = gaussianBlur(delta, [sigmaY, sigmaX], { truncate: 7 });
    let [mass, x, y, xx, yy] = [0, 0, 0, 0, 0];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const value = blurred.get(row, column);
        mass += value;
        x += value * (column - 23);
        y += value * (row - 31);
        xx += value * (column - 23) ** 2;
        yy += value * (row - 31) ** 2;
      }
    }
    expect(mass).toBeCloseTo(1, 12);
    expect(x).toBeCloseTo(0, 12);
    expect(y).toBeCloseTo(0, 12);
    expect(xx).toBeCloseTo(sigmaX ** 2, 7);
    expect(yy).toBeCloseTo(sigmaY ** 2, 7);
  });

  it('blurs twice as once by the root of the summed squares', () => {
    const photo = readImage('camera-A');
    const once = gaussianBlur(photo, Math.hypot(1.6, 2.1), { truncate: 7 });
    const twice = gaussianBlur(gaussianBlur(photo, 1.6, { truncate: 7 }), 2.1, { truncate: 7 });
    // Grey values to 255. What remains is the sampling of the Gaussians.
    expect(largestDifference(twice.data, once.data)).toBeLessThan(1e-5);
    // Out to 4 sigma the tails that are cut off show.
    const cut = gaussianBlur(gaussianBlur(photo, 1.6), 2.1);
    expect(
      largestDifference(cut.data, gaussianBlur(photo, Math.hypot(1.6, 2.1)).data),
    ).toBeLessThan(0.05);
  });

  it('commutes with transposition, mirroring and shifts of a wrapped image', () => {
    fc.assert(
      fc.property(pixels(7, 11), sigmas, borders, (image, sigma, border) => {
        const blurred = gaussianBlur(image, sigma, { border });
        const same = (
          a: NdArray<Float64Array | Float32Array>,
          b: NdArray<Float64Array | Float32Array>,
        ): void => {
          expect(a.shape).toEqual(b.shape);
          expect(largestDifference(numbersOf(a), numbersOf(b))).toBeLessThan(1e-14);
        };
        const options = { border };
        same(gaussianBlur(image.transpose(1, 0), sigma, options), blurred.transpose(1, 0));
        same(gaussianBlur(image.step(1, -1), sigma, options), blurred.step(1, -1));
        same(gaussianBlur(image.step(-1, 1), sigma, options), blurred.step(-1, 1));
        const shifted = image.data.map((_, i) => image.data[(i + 22) % 77]!);
        const wrapped = gaussianBlur(image, sigma, { border: 'wrap' }).data;
        const both = gaussianBlur(createNdArray(shifted, [7, 11]), sigma, { border: 'wrap' }).data;
        const back = both.map((_, i) => both[(i + 55) % 77]!);
        expect(largestDifference(back, wrapped)).toBeLessThan(1e-14);
      }),
    );
  });

  it('is linear, and keeps a constant image', () => {
    fc.assert(
      fc.property(pixels(6, 5), pixels(6, 5), sigmas, borders, (a, b, sigma, border) => {
        const options = { border };
        const mixed = a.data.map((value, i) => 2 * value - 3 * b.data[i]!);
        const sum = gaussianBlur(createNdArray(mixed, [6, 5]), sigma, options).data;
        const first = gaussianBlur(a, sigma, options).data;
        const second = gaussianBlur(b, sigma, options).data;
        const expected = first.map((value, i) => 2 * value - 3 * second[i]!);
        expect(largestDifference(sum, expected)).toBeLessThan(1e-13);
        const flat = createNdArray(new Float64Array(30).fill(0.7), [6, 5]);
        const kept = gaussianBlur(flat, sigma, { border, constant: 0.7 }).data;
        expect(largestDifference(kept, flat.data)).toBeLessThan(1e-14);
      }),
    );
  });

  it('equals the direct sum over the kernels’ product, with kernels longer than the image', () => {
    fc.assert(
      fc.property(
        pixels(4, 3),
        sigmas,
        borders,
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 2 }),
        (image, sigma, border, alongY, alongX) => {
          // Correlation with the reversed kernel is convolution.
          const taps = (derivative: number): number[] =>
            Array.from(gaussianKernel(sigma, { derivative }).data).reverse();
          const kernel = taps(alongY).map((y) => taps(alongX).map((x) => y * x));
          const nested = toNested(image) as number[][];
          const expected = correlateSlowly(nested, kernel, border, 0.4).flat();
          const options = { border, constant: 0.4, derivative: [alongY, alongX] };
          const actual = gaussianBlur(image, sigma, options).data;
          // Second derivatives of narrow Gaussians have taps of up to 1/sigma² = 11.
          expect(largestDifference(actual, expected)).toBeLessThan(1e-11);
        },
      ),
    );
  });

  it('takes slope and curvature: derivatives of a ramp and a parabola', () => {
    const ramp = createNdArray(
      Float64Array.from({ length: 41 * 41 }, (_, i) => 3 * (i % 41) - 2 * Math.floor(i / 41)),
      [41, 41],
    );
    const at = (derivative: number[]): number =>
      gaussianBlur(ramp, 2, { derivative, truncate: 8 }).get(20, 20);
    expect(at([0, 1])).toBeCloseTo(3, 8);
    expect(at([1, 0])).toBeCloseTo(-2, 8);
    expect(at([0, 2])).toBeCloseTo(0, 8);
    const parabola = Float64Array.from({ length: 41 }, (_, i) => 1.5 * (i - 20) ** 2);
    const second = gaussianBlur(parabola, 2, { derivative: 2, truncate: 8 });
    expect(second.get(20)).toBeCloseTo(3, 8);
  });

  it('has no derivative outside of a constant border, so none of a constant image', () => {
    const flat = createNdArray(new Float64Array(35).fill(2), [5, 7]);
    for (const derivative of [1, 2, [0, 1], [1, 0], [2, 0]]) {
      const options = { derivative, border: 'constant', constant: 2, truncate: 8 } as const;
      // The second derivative's taps sum to 0 but for sampling and truncation.
      expect(
        largestDifference(gaussianBlur(flat, 2, options).data, new Float64Array(35)),
      ).toBeLessThan(1e-8);
    }
  });

  it('leaves alone the axes whose sigma is 0', () => {
    fc.assert(
      fc.property(pixels(5, 6), sigmas, (image, sigma) => {
        const rows = gaussianBlur(image, [0, sigma]);
        for (let y = 0; y < 5; y++) {
          const line = gaussianBlur(image.pick(y, null), sigma);
          expect(largestDifference(numbersOf(rows.pick(y, null)), line.data)).toBeLessThan(1e-14);
        }
        const columns = gaussianBlur(image, [sigma, 0]);
        const turned = gaussianBlur(image.transpose(1, 0), [0, sigma]).transpose(1, 0);
        expect(largestDifference(numbersOf(columns), numbersOf(turned))).toBeLessThan(1e-14);
      }),
    );
  });

  it('takes arrays of any rank, a kernel for each axis', () => {
    const colours = createNdArray(
      Float64Array.from({ length: 9 * 8 * 3 }, (_, i) => Math.sin(i * i)),
      [9, 8, 3],
    );
    const blurred = gaussianBlur(colours, [1.2, 0.8, 0]);
    for (let channel = 0; channel < 3; channel++) {
      const alone = gaussianBlur(colours.pick(null, null, channel), [1.2, 0.8]);
      const together = numbersOf(blurred.pick(null, null, channel));
      expect(largestDifference(together, alone.data)).toBeLessThan(1e-14);
    }
    const radii = gaussianBlur(colours, 1, { radius: [0, 2, 1], derivative: [0, 1, 0] });
    const byHand = gaussianBlur(
      gaussianBlur(colours, [0, 1, 0], { radius: 2, derivative: [0, 1, 0] }),
      [0, 0, 1],
      {
        radius: 1,
      },
    );
    expect(largestDifference(radii.data, byHand.data)).toBeLessThan(1e-14);
  });

  it('reads views of any layout and storage, and changes nothing', () => {
    fc.assert(
      fc.property(views({ shape: [5, 3] }), sigmas, borders, (view, sigma, border) => {
        const before = view.data.slice();
        const dtype = view.dtype === 'float32' ? 'float32' : 'float64';
        const result = gaussianBlur(view, sigma, { border });
        expect(result.dtype).toBe(dtype);
        const plain = createNdArray(Float64Array.from(numbersOf(view)), [5, 3]);
        const expected = gaussianBlur(plain, sigma, { border }).data;
        // Values to 100: 24 bits hold them to 6e-6.
        const rounding = dtype === 'float32' ? 1e-5 : 0;
        expect(largestDifference(result.data, expected)).toBeLessThanOrEqual(rounding);
        expect(view.data).toEqual(before);
        expect(result.data.buffer).not.toBe(view.data.buffer);
      }),
    );
  });

  it('returns fresh storage, even where nothing changes', () => {
    const image = new Float64Array([1, 2, 3]);
    const result = gaussianBlur(image, 0.01);
    expect(result.data).toEqual(image);
    expect(result.data).not.toBe(image);
    const volume = createNdArray(image, [1, 1, 3]);
    expect(gaussianBlur(volume, [0.01, 0, 0]).data).not.toBe(image);
  });

  it('keeps one pixel, whatever surrounds it but a constant', () => {
    for (const dtype of FLOATS) {
      const data = dtype === 'float32' ? Float32Array.of(0.5) : Float64Array.of(0.5);
      for (const border of BORDERS.filter((rule) => rule !== 'constant')) {
        const result = gaussianBlur(createNdArray(data, [1, 1]), 3, { border });
        expect(result.get(0, 0)).toBeCloseTo(0.5, 7);
      }
    }
    const [middle] = gaussianKernel(3).data.slice(12, 13);
    const alone = gaussianBlur([[0.5]], 3, { border: 'constant' });
    expect(alone.get(0, 0)).toBeCloseTo(0.5 * middle! ** 2, 15);
  });
});

describe('gaussianBlur refuses', () => {
  const image = [
    [1, 2],
    [3, 4],
  ];

  it.each([
    [0, DomainError],
    [-1, DomainError],
    [Number.NaN, DomainError],
    [[0, 0], DomainError],
    [[1, -1], DomainError],
    [[1, Number.NaN], DomainError],
    [[1], ShapeError],
    [[1, 1, 1], ShapeError],
    ['1', KindError],
    [undefined, KindError],
  ])('sigma %j', (sigma, kind) => {
    const call = (): unknown => gaussianBlur(image, sigma as number);
    expect(call).toThrow(kind);
    expect(call).toThrow('gaussianBlur: "sigma" expected');
  });

  it('NaN and infinite pixels, with their position', () => {
    expect(() =>
      gaussianBlur(
        [
          [1, 2],
          [Number.NaN, 4],
        ],
        1,
      ),
    ).toThrow('gaussianBlur: "image" expected finite numbers, got NaN at [1, 0]');
    expect(() => gaussianBlur(Float32Array.of(1, 2, Number.NEGATIVE_INFINITY), 1)).toThrow(
      'got -Infinity at [2]',
    );
  });

  // The check of large float32 images is left to the kernels.
  it.each([
    [0, [0, 0]],
    [1023, [31, 31]],
    [500, [15, 20]],
  ])('NaN and infinite pixels of float32 images: place %i', (place, position) => {
    for (const [derivative, value] of [
      [0, Number.NaN],
      [1, Number.POSITIVE_INFINITY],
      [[0, 2], Number.NEGATIVE_INFINITY],
    ] as const) {
      const pixels = new Float32Array(1024).fill(0.5);
      pixels[place] = value;
      const spoilt = createNdArray(pixels, [32, 32]);
      const message = `got ${value} at [${position.join(', ')}]`;
      expect(() => gaussianBlur(spoilt, 1.5, { derivative })).toThrow(message);
    }
  });

  it('no finite pixels, be they ever so large', () => {
    const large = createNdArray(new Float32Array(1024).fill(3.4e38), [32, 32]);
    expect(gaussianBlur(large, 1).get(9, 9) / 3.4e38).toBeCloseTo(1, 6);
  });

  it('what is no image: scalars, nothing, ragged rows, words', () => {
    const scalar = createNdArray(Float64Array.of(1), []);
    expect(() => gaussianBlur(scalar, 1)).toThrow(ShapeError);
    expect(() => gaussianBlur(createNdArray(new Float64Array(0), [0, 3]), 1)).toThrow(
      'gaussianBlur: "image" expected at least one pixel, got (0, 3)',
    );
    expect(() => gaussianBlur([[1, 2], [3]] as number[][], 1)).toThrow(ShapeError);
    expect(() => gaussianBlur('image' as unknown as number[], 1)).toThrow(KindError);
  });

  it('unknown options and values', () => {
    expect(() => gaussianBlur(image, 1, { mode: 'wrap' } as object)).toThrow(
      'only the names truncate, radius, border, constant, derivative, got "mode"',
    );
    expect(() => gaussianBlur(image, 1, { border: 'symmetric' as BorderMode })).toThrow(
      'one of "reflect", "mirror", "nearest", "wrap", "constant", got "symmetric"',
    );
    expect(() => gaussianBlur(image, 1, { constant: Number.NaN })).toThrow(DomainError);
    expect(() => gaussianBlur(image, 1, { truncate: -1 })).toThrow(DomainError);
    expect(() => gaussianBlur(image, 1, { radius: [1] })).toThrow(ShapeError);
    expect(() => gaussianBlur(image, 1, { radius: 1.5 })).toThrow(DomainError);
    expect(() => gaussianBlur(image, 1, { derivative: [0, 1, 0] })).toThrow(ShapeError);
    expect(() => gaussianBlur(image, 1, { derivative: -1 })).toThrow(DomainError);
    expect(() => gaussianBlur(image, 1, { derivative: 'x' as unknown as number })).toThrow(
      KindError,
    );
  });

  it('a derivative along an axis that it leaves alone', () => {
    expect(() => gaussianBlur(image, [1, 0], { derivative: [0, 1] })).toThrow(
      'gaussianBlur: "sigma" expected a number > 0 on each axis with a derivative, got 0 on axis 1',
    );
  });
});
