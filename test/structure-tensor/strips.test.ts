// Corners of images of several strips against tensor, response and peaks of the whole image.
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { randomGenerator } from '../../src/core/random.js';
import {
  detectCorners,
  findPeaks,
  harrisResponse,
  structureTensor,
} from '../../src/structure-tensor/index.js';

const SETTINGS = [
  { window: 3 },
  { window: 5, operator: 'scharr', size: undefined },
  { sigma: 1.5, derivativeSigma: 1, scaleNormalized: true },
  { sigma: 20, size: 7 },
] as const;
const BORDERS = ['reflect', 'mirror', 'nearest', 'wrap', 'constant'] as const;

describe('detectCorners of float32', () => {
  it.each(BORDERS)('finds what the steps one by one find, be it large or small: %s', (border) => {
    const rng = randomGenerator(8);
    // The memory of the kernels has to grow for the second, and not for the third.
    for (const [height, width, steps] of [
      [40, 30, 1000],
      [600, 900, 1000],
      [70, 80, 2],
      [3, 500, 1000],
    ] as const) {
      const data = Float32Array.from(
        { length: height * width },
        () => Math.round(rng.nextFloat64() * steps) / steps,
      );
      const image = createNdArray(data, [height, width]);
      for (const minDistance of [1, 3]) {
        const settings = { window: 3, border, constant: 0.5 } as const;
        const peaks = { threshold: 0, relativeThreshold: 0.01, minDistance, maxPeaks: 9000 };
        const response = harrisResponse(structureTensor(image, settings), { k: 0.05 });
        const wanted = findPeaks(response, peaks).map(({ x, y, value }) => ({
          x,
          y,
          response: value,
        }));
        const corners = detectCorners(image, { ...settings, k: 0.05, ...peaks });
        expect(corners).toEqual(wanted);
        expect(corners.length).toBeGreaterThan(10);
      }
    }
  });

  it('refuses pixels that are not finite, wherever they are, as tensor and response do', () => {
    for (const place of [0, 31, 500, 1023]) {
      const pixels = Float32Array.from({ length: 1024 }, (_, i) => i % 7);
      const good = createNdArray(pixels.slice(), [32, 32]);
      pixels[place] = Number.POSITIVE_INFINITY;
      const spoilt = createNdArray(pixels, [32, 32]);
      const message = `got Infinity at [${place >> 5}, ${place & 31}]`;
      for (const options of [{ window: 3 }, { window: 5 }]) {
        expect(() => detectCorners(spoilt, options)).toThrow(message);
        expect(() => structureTensor(spoilt, options)).toThrow(message);
      }
      for (const name of ['ixx', 'ixy', 'iyy'] as const) {
        const field = { ixx: good, ixy: good, iyy: good, [name]: spoilt };
        expect(() => harrisResponse(field)).toThrow(
          `"${name}" expected finite numbers, ${message}`,
        );
      }
    }
  });
});

describe('detectCorners, strip by strip', () => {
  it.each(BORDERS)('finds what the whole image has, edges included, with border "%s"', (border) => {
    const rng = randomGenerator(7);
    for (const [height, width] of [
      [129, 23],
      [258, 5],
    ] as const) {
      const data = Float64Array.from({ length: height * width }, () => rng.nextFloat64());
      const image = createNdArray(data, [height, width]);
      for (const setting of SETTINGS) {
        const tensor = structureTensor(image, { ...setting, border, constant: 0.5 });
        const whole = findPeaks(harrisResponse(tensor), {
          threshold: 0,
          relativeThreshold: 0.01,
          minDistance: 2,
        });
        const corners = detectCorners(image, {
          ...setting,
          border,
          constant: 0.5,
          minDistance: 2,
        });
        const places = (list: readonly { x: number; y: number }[]) =>
          list.map(({ x, y }) => [x, y]);
        expect(places(corners)).toEqual(places(whole));
        const top = whole[0]?.value ?? 0;
        corners.forEach((corner, n) => {
          expect(Math.abs(corner.response - whole[n]!.value)).toBeLessThanOrEqual(1e-13 * top);
        });
      }
    }
  });
});
