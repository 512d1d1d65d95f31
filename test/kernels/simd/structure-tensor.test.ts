import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FloatTypedArray } from '../../../src/core/types.js';
import { harrisResponse as harrisScalar } from '../../../src/kernels/scalar/tensor-measures.js';
import { tensorOfThree as tensorScalar } from '../../../src/kernels/scalar/tensor-rows.js';
import {
  harrisOfImage,
  harrisResponse,
  tensorOfThree,
} from '../../../src/kernels/simd/structure-tensor.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { BORDERS, taps } from './taps.js';
import { tensorTwin } from './twins/structure-tensor.js';
import { separableTwin } from './twins/weighted-rows.js';

const SLOPE = Float64Array.of(-0.5, 0, 0.5);
const SOBEL = Float64Array.of(0.25, 0.5, 0.25);
const SCHARR = Float64Array.of(3 / 16, 10 / 16, 3 / 16);
const WINDOW = Float64Array.of(1 / 3, 1 / 3, 1 / 3);

type Rest = Parameters<typeof tensorTwin> extends [unknown, ...infer Others] ? Others : never;

function tensor<T extends FloatTypedArray>(
  run: typeof tensorOfThree,
  make: () => T,
  ...task: readonly [source: FloatTypedArray, ...Rest]
): T[] {
  const entries = [make(), make(), make()] as const;
  run(...task, ...entries);
  return [...entries];
}

describe.runIf(simd)('the SIMD structure tensor', () => {
  it('is its twin, exactly, and leaves alone what is not its own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }),
        fc.oneof(fc.constantFrom(2, 3, 15, 16, 17), fc.integer({ min: 20, max: 140 })),
        fc.constantFrom(...BORDERS),
        fc.constantFrom(SOBEL, SCHARR),
        (height, width, border, across) => {
          fc.pre(height * width >= 256);
          const image = randomFloats(height * width, width);
          const task = [image, height, width, SLOPE, across, WINDOW, border, 0.3] as const;
          const make = () => new Float32Array(image.length).fill(Number.NaN);
          const count = withCanaries(() =>
            expect(tensor(tensorOfThree, make, ...task)).toEqual(tensorTwin(...task)),
          );
          expect(count).toBeGreaterThan(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each(BORDERS)('goes on from strip to strip: %s', (border) => {
    const task = [randomFloats(70 * 600, 1), 70, 600, SLOPE, SOBEL, WINDOW, border, -2] as const;
    const got = tensor(tensorOfThree, () => new Float32Array(70 * 600), ...task);
    expect(got).toEqual(tensorTwin(...task));
  });

  it('stays within a few roundings of the truth', () => {
    const image = randomFloats(10_000, 2, 0, 1);
    const task = [image, 100, 100, SLOPE, SCHARR, WINDOW, 'reflect', 0] as const;
    const truth = tensor(tensorScalar, () => new Float64Array(10_000), ...task);
    const got = tensor(tensorOfThree, () => new Float32Array(10_000), ...task);
    // A derivative of pixels in 0..1 is below 1/2, and so is the root of each entry.
    const errors = truth.flatMap((entry, n) => [...entry.map((x, i) => Math.abs(x - got[n]![i]!))]);
    expect(Math.max(...errors) * 2 ** 26).toBeLessThan(6);
  });

  it('says that all is finite where it is, and never where a pixel is not; so does the response', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }),
        fc.oneof(fc.constantFrom(2, 3, 15, 16, 17), fc.integer({ min: 20, max: 140 })),
        fc.constantFrom(...BORDERS),
        fc.nat(),
        fc.constantFrom(Number.NaN, Infinity, -Infinity),
        (rows, width, border, place, spoilt) => {
          // Narrow images are high enough to be taken.
          const height = Math.max(rows, Math.ceil(256 / width));
          const image = randomFloats(height * width, width);
          const rest = [height, width, SLOPE, SOBEL, WINDOW, border, 0.3] as const;
          const fresh = () => image.slice();
          const target = fresh();
          expect(tensorOfThree(image, ...rest, fresh(), fresh(), fresh())).toBe(true);
          const largest = harrisOfImage(image, ...rest, 0.04, target);
          expect(largest).toBe(target.reduce((a, b) => Math.max(a, b)));
          image[place % image.length] = spoilt;
          expect(tensorOfThree(image, ...rest, fresh(), fresh(), fresh())).toBe(false);
          expect(harrisOfImage(image, ...rest, 0.04, target)).toBe(Number.NaN);
          const more = [SLOPE, SOBEL, taps(4, 'even'), border, 0.3, 0.04] as const;
          expect(harrisOfImage(image, height, width, ...more, target)).toBe(Number.NaN);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves to the scalar kernel taps of other forms', () => {
    const image = randomFloats(900, 5);
    for (const [along, across, window] of [
      [Float64Array.of(-0.5, 0, 0.4), SOBEL, WINDOW],
      [Float64Array.of(-0.5, 0.1, 0.5), SOBEL, WINDOW],
      [SLOPE, Float64Array.of(0.2, 0.5, 0.3), WINDOW],
      [SLOPE, SOBEL, Float64Array.of(0.2, 0.5, 0.3)],
    ] as const) {
      const task = [image, 30, 30, along, across, window, 'reflect', 0] as const;
      const single = () => new Float32Array(900);
      expect(tensor(tensorOfThree, single, ...task)).toEqual(tensor(tensorScalar, single, ...task));
      expect(harrisOfImage(...task, 0.04, single())).toBe(Number.NaN);
    }
  });

  it('is 0 where the image is constant', () => {
    const image = new Float32Array(900).fill(0.7);
    const task = [image, 30, 30, SLOPE, SCHARR, WINDOW, 'reflect', 0] as const;
    const got = tensor(tensorOfThree, () => new Float32Array(900).fill(1), ...task);
    expect(got.every((entry) => entry.every((x) => x === 0))).toBe(true);
  });

  it('leaves to the scalar kernel what overflows in float32 sums, float64, and what is small', () => {
    const image = randomFloats(900, 3);
    const large = image.map((x) => (x > 0.95 ? 1e20 : 0));
    const single = () => new Float32Array(900);
    const task = [large, 30, 30, SLOPE, SOBEL, WINDOW, 'reflect', 0] as const;
    expect(tensor(tensorOfThree, single, ...task)).toEqual(tensor(tensorScalar, single, ...task));
    const count = withCanaries(() => {
      const others = [image, 30, 30, SLOPE, SOBEL, WINDOW, 'reflect', 0] as const;
      const double = () => new Float64Array(900);
      expect(tensor(tensorOfThree, double, ...others)).toEqual(
        tensor(tensorScalar, double, ...others),
      );
      const small = [image.subarray(0, 255), 15, 17, SLOPE, SOBEL, WINDOW, 'wrap', 0] as const;
      const little = () => new Float32Array(255);
      expect(tensor(tensorOfThree, little, ...small)).toEqual(
        tensor(tensorScalar, little, ...small),
      );
    });
    expect(count).toBe(0);
  });
});

/** The response of what is filtered step by step: along the rows, and then down the columns. */
function responseTwin(k: number, ...task: Parameters<typeof tensorTwin>): Float32Array {
  const [image, height, width, along, across, window, border, constant] = task;
  const three = along.length === 3 && window.length === 3;
  const derivative = (down: Float64Array, right: Float64Array) =>
    separableTwin(image, height, width, down, right, border, constant);
  const stepByStep = (): Float32Array[] => {
    const [ix, iy] = [derivative(across, along), derivative(along, across)];
    return [
      [ix, ix],
      [ix, iy],
      [iy, iy],
    ].map(([a, b]) => {
      const products = a!.map((value, i) => value * b![i]!);
      return separableTwin(products, height, width, window, window, border, 0);
    });
  };
  const [ixx, ixy, iyy] = three ? tensorTwin(...task) : stepByStep();
  const response = new Float32Array(image.length);
  harrisScalar(ixx!, ixy!, iyy!, k, response);
  return response;
}

describe.runIf(simd)('the SIMD Harris response of an image', () => {
  it("is the scalar one of the twins' tensor, exactly, for any window, and leaves alone what is not its own", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }),
        fc.oneof(fc.constantFrom(2, 3, 15, 16, 17), fc.integer({ min: 20, max: 700 })),
        fc.constantFrom(1, 1, 2, 3),
        fc.constantFrom(0, 1, 1, 2, 4, 9),
        fc.constantFrom(...BORDERS),
        (rows, width, radius, windowRadius, border) => {
          const height = Math.max(rows, Math.ceil(256 / width));
          fc.pre(Math.max(radius, windowRadius) < Math.min(height, width));
          const image = randomFloats(height * width, width);
          const [along, across] =
            radius === 1 ? [SLOPE, SOBEL] : [taps(radius, 'odd'), taps(radius, 'even')];
          const window = windowRadius === 1 ? WINDOW : taps(windowRadius, 'even');
          const task = [image, height, width, along, across, window, border, 0.3] as const;
          const wanted = responseTwin(0.05, ...task);
          const got = new Float32Array(image.length).fill(Number.NaN);
          const count = withCanaries(() => {
            expect(harrisOfImage(...task, 0.05, got)).toBe(wanted.reduce((a, b) => Math.max(a, b)));
          });
          expect(got).toEqual(wanted);
          expect(count).toBeGreaterThan(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each(BORDERS)('goes on from strip to strip: %s', (border) => {
    for (const [windowRadius, scale] of [
      [1, 1],
      [4, 1000],
    ] as const) {
      const image = randomFloats(70 * 600, 1).map((x) => x * scale);
      const window = windowRadius === 1 ? WINDOW : taps(windowRadius, 'even');
      const task = [image, 70, 600, SLOPE, SOBEL, window, border, -2] as const;
      const got = new Float32Array(70 * 600);
      harrisOfImage(...task, 0.04, got);
      expect(got).toEqual(responseTwin(0.04, ...task));
    }
  });

  it('is left to its steps for float64, where sums overflow, where taps reach too far, and where the image is small', () => {
    const image = randomFloats(900, 3);
    const large = image.map((x) => (x > 0.95 ? 1e20 : 0));
    for (const [source, height, width, window] of [
      [Float64Array.from(image), 30, 30, WINDOW],
      [large, 30, 30, WINDOW],
      [large, 30, 30, taps(2, 'even')],
      [image, 30, 30, taps(30, 'even')],
      [image, 30, 30, taps(2, 'any')],
      [image.subarray(0, 255), 15, 17, WINDOW],
    ] as const) {
      const task = [source, height, width, SLOPE, SOBEL, window, 'wrap', 0, 0.04] as const;
      expect(harrisOfImage(...task, source.slice())).toBe(Number.NaN);
    }
  });
});

describe.runIf(simd)('the SIMD Harris response', () => {
  it('is the scalar one, exactly', () => {
    for (const length of [255, 256, 257, 4095, 4097, 9001]) {
      const [a, b, c] = [1, 2, 3].map((seed) => randomFloats(length, seed)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const [got, wanted] = [new Float32Array(length), new Float32Array(length)];
      const count = withCanaries(() => harrisResponse(a, b, c, 0.04, got));
      expect(count).toBe(length < 256 ? 0 : 3);
      harrisScalar(a, b, c, 0.04, wanted);
      expect(got).toEqual(wanted);
    }
  });

  it('says that entries and measures are finite where they are, in the last few numbers too', () => {
    for (const length of [256, 9003]) {
      const good = randomFloats(length, 6).fill(3e18, 0, 9);
      const target = new Float32Array(length);
      expect(harrisResponse(good, good, good, 0.04, target)).toBe(true);
      for (const place of [0, length - 1]) {
        const bad = good.slice();
        bad[place] = Number.NEGATIVE_INFINITY;
        expect(harrisResponse(bad, good, good, 0.04, target)).toBe(false);
        expect(harrisResponse(good, bad, good, 0.04, target)).toBe(false);
        expect(harrisResponse(good, good, bad, 0.04, target)).toBe(false);
        // The product of two of these is larger than any float32 number.
        bad[place] = 3e38;
        expect(harrisResponse(bad, good, bad, 0.04, target)).toBe(false);
      }
    }
  });

  it('leaves float64 to the scalar kernel', () => {
    const a = Float64Array.from(randomFloats(300, 1));
    const [got, wanted] = [new Float64Array(300), new Float64Array(300)];
    harrisResponse(a, a, a, 0.05, got);
    harrisScalar(a, a, a, 0.05, wanted);
    expect(got).toEqual(wanted);
  });
});
