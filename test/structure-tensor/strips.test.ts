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
