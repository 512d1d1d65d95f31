import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { gaussianBlur } from '../../src/filter/gaussian-blur.js';
import { type Corner, detectCorners, refineCorners } from '../../src/structure-tensor/index.js';

type Point = readonly [x: number, y: number];
type Shape = (x: number, y: number) => boolean;

/** Each pixel the covered share of its square, from 16×16 samples. */
function render(size: number, inside: Shape): NdArray<Float64Array> {
  const samples = 16;
  const data = Float64Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [i % size, Math.floor(i / size)];
    let count = 0;
    for (let s = 0; s < samples * samples; s++) {
      const dx = ((s % samples) + 0.5) / samples - 0.5;
      const dy = (Math.floor(s / samples) + 0.5) / samples - 0.5;
      if (inside(x + dx, y + dy)) count++;
    }
    return count / (samples * samples);
  });
  return createNdArray(data, [size, size]);
}

/** Into the frame of a figure turned by `angle` around (cx, cy), and out of it. */
const frame = (cx: number, cy: number, angle: number) => {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return {
    into: (x: number, y: number): Point => [
      c * (x - cx) + s * (y - cy),
      c * (y - cy) - s * (x - cx),
    ],
    out: (u: number, v: number): Point => [cx + c * u - s * v, cy + s * u + c * v],
  };
};

/** Distance of each true corner to the nearest one found. */
const errors = (found: readonly Corner[], truth: readonly Point[]): number[] =>
  truth.map(([x, y]) => Math.min(...found.map((p) => Math.hypot(p.x - x, p.y - y))));

const ANGLES = [0, 0.13, 0.3, 0.5, 0.7, Math.PI / 4];

describe('detectCorners with subpixel', () => {
  it.each([0, 0.7, 1, 1.5, 2])(
    'finds the corners of turned squares, blurred by %d, within 0.1 px of the truth',
    (blur) => {
      let worst = 0;
      ANGLES.forEach((angle, i) => {
        const side = 16 + 3 * i;
        const { into, out } = frame(27.31 + 0.17 * i, 26.83 - 0.23 * i, angle);
        const half = side / 2;
        const sharp = render(54, (x, y) => {
          const [u, v] = into(x, y);
          return Math.abs(u) < half && Math.abs(v) < half;
        });
        const image = blur > 0 ? gaussianBlur(sharp, blur) : sharp;
        const found = detectCorners(image, { subpixel: true, relativeThreshold: 0.1 });
        expect(found).toHaveLength(4);
        const truth = [out(half, half), out(half, -half), out(-half, half), out(-half, -half)];
        worst = Math.max(worst, ...errors(found, truth));
      });
      if (process.env['SHOW_WORST']) console.log('square', blur, worst);
      expect(worst).toBeLessThan(0.1);
    },
  );

  it.each([0, 0.7, 1, 1.5])(
    'finds the inner corners of a checkerboard, blurred by %d, within 0.1 px of the truth',
    (blur) => {
      let worst = 0;
      ANGLES.forEach((angle, i) => {
        const cell = 12.4;
        const { into, out } = frame(31.2 + 0.21 * i, 30.7 + 0.13 * i, angle);
        const sharp = render(64, (x, y) => {
          const [u, v] = into(x, y);
          return (Math.floor(u / cell) + Math.floor(v / cell)) % 2 === 0;
        });
        const image = blur > 0 ? gaussianBlur(sharp, blur) : sharp;
        const found = detectCorners(image, { subpixel: true, relativeThreshold: 0.1 });
        const truth = [-1, 0, 1].flatMap((u) => [-1, 0, 1].map((v) => out(u * cell, v * cell)));
        worst = Math.max(worst, ...errors(found, truth));
      });
      if (process.env['SHOW_WORST']) console.log('board', blur, worst);
      expect(worst).toBeLessThan(0.1);
    },
  );

  it('moves nothing where there is no crossing of two edges', () => {
    const flat = createNdArray(new Float64Array(400).fill(3), [20, 20]);
    const edge = createNdArray(
      Float64Array.from({ length: 400 }, (_, i) => (i % 20 > 9 ? 1 : 0)),
      [20, 20],
    );
    for (const image of [flat, edge]) {
      const { data } = refineCorners(image, [[9.25, 10.5]]);
      expect(Array.from(data)).toEqual([9.25, 10.5]);
    }
  });
});

describe('detectCorners', () => {
  it.each(['harris', 'shi-tomasi', 'foerstner'] as const)(
    'by "%s" finds the four corners of a square, and none in a constant image',
    (method) => {
      const image = render(32, (x, y) => x > 8 && x < 22 && y > 9 && y < 24);
      const found = detectCorners(image, { method, relativeThreshold: 0.2 });
      expect(found).toHaveLength(4);
      const truth: Point[] = [[8, 9], [22, 9], [8, 24], [22, 24]]; // biome-ignore format: a list
      expect(Math.max(...errors(found, truth))).toBeLessThan(1.6);
      const flat = createNdArray(new Float64Array(900).fill(0.1), [30, 30]);
      expect(detectCorners(flat, { method, derivativeSigma: 1.3 })).toEqual([]);
      expect(detectCorners(flat, { method, subpixel: true })).toEqual([]);
    },
  );

  it('refuses options of another method and k outside its range, with the reason', () => {
    const image = [[0, 1], [1, 0]]; // biome-ignore format: a matrix
    expect(() => detectCorners(image, { method: 'foerstner', k: 0.04 })).toThrow(
      'detectCorners: "k" expected no value with method "foerstner", got 0.04',
    );
    expect(() => detectCorners(image, { roundness: 0.6 })).toThrow('no value with method "harris"');
    expect(() => detectCorners(image, { k: 0.25 })).toThrow('det is at most trace²/4');
    expect(() => detectCorners([[0, Number.NaN]])).toThrow('got NaN at [0, 1]');
    expect(() => detectCorners(image, { window: 4 })).toThrow('an odd number');
  });
});
