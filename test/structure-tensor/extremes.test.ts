import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import {
  type Corner,
  classifyPoint,
  type DetectCornersOptions,
  detectCorners,
  findPeaks,
  foerstnerResponse,
  harrisResponse,
  inspectPoint,
  kitchenRosenfeldResponse,
  nobleResponse,
  refineCorners,
  tensorCoherence,
  tensorOrientation,
} from '../../src/structure-tensor/index.js';
import { randomFloats } from '../kernels/simd/numbers.js';

const [height, width] = [40, 48];
/** A chessboard with a little noise. */
const board = randomFloats(height * width, 3).map((noise, i) => {
  const [x, y] = [i % width, Math.floor(i / width)];
  return (((x >> 3) + (y >> 3)) % 2) + noise / 16;
});

/** The board times a power of two, which is exact. */
const boardTimes = (exponent: number, Numbers: typeof Float32Array | typeof Float64Array) =>
  createNdArray(
    new Numbers(board).map((v) => v * 2 ** exponent),
    [height, width],
  );

const places = (corners: readonly Corner[]): number[][] => corners.map(({ x, y }) => [x, y]);

describe('detectCorners at any contrast', () => {
  for (const method of ['harris', 'shi-tomasi', 'foerstner'] as const) {
    const power = method === 'harris' ? 4 : 2;
    it.each([-100, -60, -30, -20, 0, 30, 60, 100])(
      `${method}: finds the same corners times 2^%d`,
      (exponent) => {
        for (const Numbers of [Float32Array, Float64Array]) {
          for (const subpixel of [false, true]) {
            const wanted = detectCorners(boardTimes(0, Numbers), { method, subpixel });
            expect(wanted.length).toBeGreaterThan(15);
            const image = boardTimes(exponent, Numbers);
            const corners = detectCorners(image, { method, subpixel });
            expect(places(corners)).toEqual(places(wanted));
            corners.forEach(({ response }, n) => {
              const share = response / 2 ** (exponent * power) / wanted[n]!.response;
              expect(Math.abs(share - 1)).toBeLessThan(1e-5);
            });
          }
        }
      },
    );
  }

  it('takes thresholds and what stands outside in the unit of the image', () => {
    const settings = (exponent: number): Partial<DetectCornersOptions> => ({
      threshold: 0.0055 * 2 ** (4 * exponent),
      border: 'constant',
      constant: 2 ** exponent,
    });
    const wanted = detectCorners(boardTimes(0, Float32Array), settings(0));
    const fewer = detectCorners(boardTimes(0, Float32Array));
    expect(wanted.length).toBeLessThan(fewer.length);
    for (const exponent of [-70, 70]) {
      const corners = detectCorners(boardTimes(exponent, Float32Array), settings(exponent));
      expect(places(corners)).toEqual(places(wanted));
    }
  });

  it('says so where no number holds the measure', () => {
    for (const [method, power, exponents] of [
      ['harris', 4, [-300, 300, -1000, 1000]],
      ['foerstner', 2, [-600, 600, -1000, 1000]],
    ] as const) {
      for (const exponent of exponents) {
        expect(() => detectCorners(boardTimes(exponent, Float64Array), { method })).toThrow(
          `detectCorners: "image" expected intensities of which float64 holds the power ${power} (scale the image), got ${exponent < 0 ? 'smaller' : 'larger'} ones`,
        );
      }
    }
  });

  it('finds nothing where there is nothing', () => {
    for (const value of [0, 1e-30, 1e30]) {
      const flat = createNdArray(new Float32Array(2000).fill(value), [40, 50]);
      expect(detectCorners(flat)).toEqual([]);
    }
  });
});

describe('corner measures of very small and very large tensors', () => {
  it.each([-1000, -700, -560, 0, 560, 700, 1000])('are right times 2^%d', (exponent) => {
    const unit = 2 ** exponent;
    const tensor = [
      [3 * unit, unit],
      [unit, 2 * unit],
    ];
    expect(foerstnerResponse(tensor)).toEqual({ w: unit, q: 0.8 });
    expect(nobleResponse(tensor, { epsilon: 0 })).toBe(2 * unit);
  });

  it("Harris' is refused where products overflow", () => {
    expect(() => harrisResponse([[1e200, 0], [0, 1e200]])).toThrow('harrisResponse: "tensor" expected entries whose products are float64 numbers'); // biome-ignore format: a matrix
    const entry = createNdArray(new Float32Array(2000).fill(1e30), [40, 50]);
    const none = createNdArray(new Float32Array(2000), [40, 50]);
    expect(() => harrisResponse({ ixx: entry, ixy: none, iyy: entry })).toThrow(
      'harrisResponse: "tensor" expected entries whose products are float32 numbers (divide the image by its largest value), got larger ones',
    );
  });

  it.each([-1000, -300, -120, 100, 300, 980])(
    "Kitchen and Rosenfeld's is right times 2^%d",
    (exponent) => {
      const wanted = kitchenRosenfeldResponse(boardTimes(0, Float64Array)).data;
      const found = kitchenRosenfeldResponse(boardTimes(exponent, Float64Array)).data;
      found.forEach((value, i) => {
        expect(value / 2 ** exponent).toBeCloseTo(wanted[i]!, 12);
      });
    },
  );
});

describe('places between pixels, of very small and very large numbers', () => {
  // Half a pixel beside a parabola's middle pixel: 1 − (x − 2.25)²/9 and so along y.
  const hill = (unit: number): number[][] =>
    [0, 1, 2, 3, 4].map((y) =>
      [0, 1, 2, 3, 4].map((x) => (1 - (x - 2.25) ** 2 / 9 - (y - 1.75) ** 2 / 9) * unit),
    );

  it.each([-1000, -560, 560, 1000])('findPeaks finds the top of a hill times 2^%d', (exponent) => {
    const unit = 2 ** exponent;
    const [peak] = findPeaks(hill(unit), { subpixel: true });
    expect(peak!.x).toBeCloseTo(2.25, 10);
    expect(peak!.y).toBeCloseTo(1.75, 10);
    expect(peak!.value / unit).toBeCloseTo(1, 10);
  });

  it.each([-1000, -400, 400, 1000])(
    'refineCorners finds the same corner times 2^%d',
    (exponent) => {
      const image = Array.from({ length: 20 }, (_, y) =>
        Array.from({ length: 20 }, (_, x) => (x > 8 && y > 9 ? 1 : 0)),
      );
      const scaled = image.map((row) => row.map((value) => value * 2 ** exponent));
      const wanted = refineCorners(image, [[10, 11]]);
      expect(wanted.get(0, 0)).toBeCloseTo(8.5, 1);
      const found = refineCorners(scaled, [[10, 11]]);
      expect([found.get(0, 0), found.get(0, 1)]).toEqual([wanted.get(0, 0), wanted.get(0, 1)]);
    },
  );
});

describe('one tensor of very small or very large entries', () => {
  it('keeps direction and coherence', () => {
    const [a, b, c] = [1.5e308, 6e307, 1.2e308];
    const large = [
      [a, b],
      [b, c],
    ];
    const same = [
      [a / 4, b / 4],
      [b / 4, c / 4],
    ];
    expect(
      tensorOrientation([
        [1e308, 1.2e308],
        [1.2e308, -1.4e308],
      ]),
    ).toBeCloseTo(Math.PI / 8, 12);
    expect(tensorCoherence(large)).toBeCloseTo(tensorCoherence(same), 12);
  });

  it('is not called flat where no number holds its response', () => {
    for (const [exponent, size] of [
      [-1000, 'smaller'],
      [1000, 'larger'],
    ] as const) {
      const unit = 2 ** exponent;
      const tensor = [
        [14 * unit, 12 * unit],
        [12 * unit, 16 * unit],
      ];
      expect(() => classifyPoint(tensor)).toThrow(
        /^classifyPoint: "tensor" expected entries whose products are float64/,
      );
      expect(() => inspectPoint(tensor)).toThrow(`${size} ones`);
    }
    expect(
      classifyPoint([
        [0, 0],
        [0, 0],
      ]),
    ).toBe('flat');
  });
});
