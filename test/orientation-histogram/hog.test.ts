import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { randomGenerator, uniform } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import {
  type HogOptions,
  type HogPreset,
  hog,
  orientationVotes,
} from '../../src/orientation-histogram/index.js';
import { FLOATS, numbersOf, views } from '../laws/views.js';

const PRESETS: (HogPreset | undefined)[] = [undefined, 'dalal-triggs', 'opencv', 'scikit-image'];
const SMALL = { cellSize: 3, blockSize: 2 } as const;

/** An image from a function of x and y. */
const imageOf = (height: number, width: number, f: (x: number, y: number) => number): number[][] =>
  Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_x, x) => f(x, y)));

const noise = (height: number, width: number, seed: number): number[][] => {
  const values = uniform(randomGenerator(seed), [height, width]);
  return imageOf(height, width, (x, y) => 200 * values.get(y, x));
};

const closeTo = (actual: ArrayLike<number>, expected: ArrayLike<number>, error = 1e-9): void => {
  expect(actual.length).toBe(expected.length);
  const far = Array.from(actual, (value, i) => Math.abs(value - expected[i]!));
  expect(Math.max(0, ...far)).toBeLessThanOrEqual(error);
};

type Constructor = typeof DomainError | typeof KindError | typeof ShapeError;
const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, v) => sum + v, 0);

describe('hog', () => {
  it("adds up each pixel's votes, shared between bins and cells by distance", () => {
    const [height, width, cell, bins] = [8, 11, 3, 5];
    const image = noise(height, width, 3);
    const at = (y: number, x: number): number => image[y]![x]!;
    // 2 × 3 whole cells; beyond the edge the image is mirrored about its last pixels.
    const expected = Array.from({ length: 2 * 3 * bins }, () => 0);
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 9; x++) {
        const ix = x === 0 ? 0 : (at(y, x + 1) - at(y, x - 1)) / 2;
        const iy = y === 0 ? 0 : (at(y + 1, x) - at(y - 1, x)) / 2;
        const votes = orientationVotes(Math.atan2(iy, ix), Math.hypot(ix, iy), { bins });
        for (let row = 0; row < 2; row++) {
          for (let column = 0; column < 3; column++) {
            const down = 1 - Math.abs(y - (row * cell + 1)) / cell;
            const across = 1 - Math.abs(x - (column * cell + 1)) / cell;
            if (down <= 0 || across <= 0) continue;
            for (const { bin, weight } of votes) {
              expected[(row * 3 + column) * bins + bin]! += down * across * weight;
            }
          }
        }
      }
    }
    const { cells } = hog(image, { cellSize: cell, orientations: bins });
    expect(cells.shape).toEqual([2, 3, bins]);
    // Angles are taken to 4e-8 rad.
    closeTo(cells.data, expected, 1e-4);
  });

  it('gives whole votes to the bin that holds the angle, and halves them only between bins', () => {
    // Straight down: 90° lies on the edge of the two bins of four, and begins the third.
    const ramp = imageOf(6, 6, (_x, y) => 4 * y);
    const options = { cellSize: 2, blockSize: 1, orientations: 4, norm: 'none' } as const;
    const whole = hog(ramp, { ...options, interpolation: 'none' }).blocks;
    expect(toNested(whole.pick(1, 1))).toEqual([[[0, 0, 16, 0]]]);
    const split = hog(ramp, { ...options, interpolation: 'orientation' }).blocks;
    closeTo(
      split
        .pick(1, 1, 0, 0)
        .data.slice(split.pick(1, 1, 0, 0).offset)
        .slice(0, 4),
      [0, 8, 8, 0],
      1e-5,
    );
  });

  it('takes every bin of the full circle with "signed" and joins opposites without', () => {
    const options = { cellSize: 4, blockSize: 1, orientations: 4, interpolation: 'none' } as const;
    const rising = imageOf(4, 4, (x, y) => x + 2 * y);
    const falling = imageOf(4, 4, (x, y) => 9 - x - 2 * y);
    closeTo(hog(rising, options).cells.data, hog(falling, options).cells.data);
    const up = hog(rising, { ...options, signed: true }).cells.data;
    const down = hog(falling, { ...options, signed: true }).cells.data;
    closeTo([up[2]!, up[3]!, up[0]!, up[1]!], down);
    expect(up[0]).toBeGreaterThan(0);
  });

  it('votes alike with a gradient and its opposite, all around the circle', () => {
    const options = { cellSize: 5, blockSize: 1, norm: 'none' } as const;
    fc.assert(
      fc.property(
        fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
        fc.constantFrom<HogOptions['interpolation']>('trilinear', 'orientation', 'none'),
        (angle, interpolation) => {
          const [a, b] = [Math.cos(angle), Math.sin(angle)];
          const there = hog(
            imageOf(5, 5, (x, y) => a * x + b * y),
            { ...options, interpolation },
          );
          const back = hog(
            imageOf(5, 5, (x, y) => -a * x - b * y),
            { ...options, interpolation },
          );
          // On the edge of a bin whole votes may fall to either side.
          const same = (h: typeof there): number[] =>
            interpolation === 'none' ? [sumOf(h.cells.data)] : [...h.cells.data];
          closeTo(same(there), same(back), 1e-5);
        },
      ),
      {
        examples: [
          [-Math.PI, 'trilinear'],
          [-Math.PI + 1e-9, 'trilinear'],
          [-1e-300, 'orientation'],
        ],
      },
    );
  });

  it.each(PRESETS)('keeps L2-Hys at a norm of at most 1: %s', (preset) => {
    const { blocks } = hog(noise(20, 17, 5), { ...SMALL, preset });
    const length = 4 * 9;
    for (let start = 0; start < blocks.data.length; start += length) {
      const norm = Math.hypot(...blocks.data.subarray(start, start + length));
      expect(norm).toBeLessThanOrEqual(1 + 1e-12);
      expect(norm).toBeGreaterThan(0.9);
    }
  });

  it.each(PRESETS)('gives zeros for a constant image, by every norm: %s', (preset) => {
    for (const norm of ['l2-hys', 'l2', 'l1', 'l1-sqrt', 'none'] as const) {
      const { cells, descriptor } = hog(
        imageOf(9, 9, () => 7),
        { ...SMALL, norm, preset },
      );
      for (const value of [...cells.data, ...descriptor.data]) expect(value).toBe(0);
    }
  });

  it.each(PRESETS)('does not see a constant added to the image: %s', (preset) => {
    const image = imageOf(12, 12, (x, y) => (x * x + 3 * y * x + 5 * y) % 17);
    const brighter = image.map((row) => row.map((value) => value + 64));
    const options = { ...SMALL, preset, gammaCorrection: false };
    expect(hog(brighter, options).descriptor.data).toEqual(hog(image, options).descriptor.data);
  });

  it.each([undefined, 'dalal-triggs', 'scikit-image'] as const)(
    'of a mirrored image is the mirrored histogram: %s',
    (preset) => {
      // Whole votes on the edge of a bin go to its upper side, mirrored or not.
      const interpolation = preset === 'scikit-image' ? 'orientation' : 'trilinear';
      const image = noise(12, 9, 11);
      const mirrored = image.map((row) => [...row].reverse());
      const options = { ...SMALL, preset, interpolation, orientations: 6 } as const;
      const [left, right] = [hog(image, options).blocks, hog(mirrored, options).blocks];
      const [down, across] = [left.shape[0]!, left.shape[1]!];
      for (let i = 0; i < down; i++) {
        for (let j = 0; j < across; j++) {
          for (let k = 0; k < 2 * 2 * 6; k++) {
            const [u, v, bin] = [Math.floor(k / 12), Math.floor(k / 6) % 2, k % 6];
            // 180° − θ: the bins in reverse.
            const other = right.get(i, across - 1 - j, u, 1 - v, 5 - bin);
            expect(Math.abs(left.get(i, j, u, v, bin) - other)).toBeLessThan(1e-9);
          }
        }
      }
    },
  );

  it("takes blocks from the cells at every step, or from each block's own pixels", () => {
    const image = noise(16, 20, 7);
    const options = { cellSize: 4, blockSize: [2, 3], norm: 'none', blockStride: 2 } as const;
    const { cells, blocks, descriptor } = hog(image, options);
    expect(blocks.shape).toEqual([2, 2, 2, 3, 9]);
    expect(blocks.get(1, 1, 1, 2, 4)).toBe(cells.get(3, 4, 4));
    expect(descriptor.data).toEqual(blocks.data);
    // Whole votes and a Gaussian so wide that it weighs nothing: a block's own pixels are its cells' again.
    const wide = { ...options, blockWeight: 1e9, interpolation: 'none' } as const;
    closeTo(
      hog(image, wide).blocks.data,
      hog(image, { ...wide, blockWeight: undefined }).blocks.data,
    );
  });

  it('weighs a pixel by its distance from the middle of the block', () => {
    // One bright column: the pixels beside it have all the gradients.
    const image = imageOf(4, 8, (x) => (x === 2 ? 1 : 0));
    const options = { cellSize: [4, 4], blockSize: [1, 2], norm: 'none', orientations: 1 } as const;
    const { blocks } = hog(image, { ...options, interpolation: 'none', blockWeight: 2 });
    const weight = (d: number): number => Math.exp(-(d * d) / 8);
    const rows = 2 * weight(0.5) + 2 * weight(1.5);
    closeTo(blocks.data, [(rows * (weight(2.5) + weight(0.5))) / 2, 0]);
  });

  it('takes the strongest channel of each pixel', () => {
    const strong = imageOf(6, 6, (x) => 5 * x);
    const weak = imageOf(6, 6, (_x, y) => 2 * y);
    const colour = strong.map((row, y) => row.map((value, x) => [weak[y]![x]!, value, 3]));
    const { cells } = hog(colour, SMALL);
    // At the sides the strong channel's derivative is 0, and the weak one's turn has come.
    const { cells: grey } = hog(strong, SMALL);
    expect(cells.get(0, 0, 4)).toBeGreaterThan(grey.get(0, 0, 4));
    closeTo([cells.get(0, 0, 8), cells.get(0, 0, 0)], [grey.get(0, 0, 8), grey.get(0, 0, 0)]);
  });

  it('takes square roots first with gammaCorrection', () => {
    const image = noise(9, 9, 2);
    const roots = image.map((row) => row.map(Math.sqrt));
    expect(hog(image, { ...SMALL, gammaCorrection: true }).cells.data).toEqual(
      hog(roots, SMALL).cells.data,
    );
    expect(() => hog([[1, -1]], { cellSize: 1, blockSize: 1, gammaCorrection: true })).toThrow(
      'at row 0, column 1',
    );
  });

  it('lets what is given go before the preset, and takes an operator with every preset', () => {
    const image = noise(12, 12, 4);
    const own = hog(image, { preset: 'scikit-image', cellSize: 3, blockSize: 2, norm: 'l1' });
    expect(own.blocks.shape).toEqual([3, 3, 2, 2, 9]);
    for (const preset of PRESETS) {
      for (const gradient of ['sobel', 'gaussian'] as const) {
        const { descriptor } = hog(image, { ...SMALL, preset, gradient });
        expect(descriptor.data.some((value) => value > 0)).toBe(true);
      }
    }
  });

  it('reads views of any layout and leaves them as they are', () => {
    fc.assert(
      fc.property(views({ shape: [5, 7], dtypes: [...FLOATS, 'uint8'] }), (view) => {
        const before = [...numbersOf(view)];
        const options = { cellSize: 2, orientations: 4, preset: 'opencv' } as const;
        const result = hog(view, options);
        const Storage = view.dtype === 'float32' ? Float32Array : Float64Array;
        const plain: FloatNdArray = createNdArray(Storage.from(before), [5, 7]);
        expect(result.descriptor.data).toEqual(hog(plain, options).descriptor.data);
        expect(result.cells.data).toBeInstanceOf(Storage);
        expect([...numbersOf(view)]).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });

  it('shares no storage between its results or with the image', () => {
    const { blocks, descriptor } = hog(noise(6, 6, 1), SMALL);
    expect(blocks.data.buffer).not.toBe(descriptor.data.buffer);
  });

  it('refuses cells larger than the image and blocks of more cells than there are', () => {
    const image = noise(8, 6, 1);
    expect(() => hog(image, { cellSize: [2, 7] })).toThrow(
      'hog: "cellSize" expected at most the image\'s 6 columns, got 7',
    );
    expect(() => hog(image, { cellSize: [9, 2] })).toThrow("the image's 8 rows");
    expect(() => hog(image, { cellSize: 3, blockSize: [3, 1] })).toThrow(
      "the image's 2 rows of cells",
    );
    expect(() => hog(image, { cellSize: 3, blockSize: [1, 3] })).toThrow(DomainError);
  });

  it('refuses what is no image and no such option', () => {
    const image = noise(8, 8, 1);
    const refused = (options: object, error: Constructor): void =>
      expect(() => hog(image, { cellSize: 2, ...options })).toThrow(error);
    expect(() => hog([1, 2, 3])).toThrow(ShapeError);
    expect(() => hog([[Number.NaN]])).toThrow(DomainError);
    for (const options of [
      { orientations: 0 },
      { orientations: 1.5 },
      { cellSize: 0 },
      { blockSize: 0 },
      { blockStride: 0 },
      { blockWeight: 0 },
      { blockWeight: Number.NaN },
    ]) {
      refused(options, DomainError);
    }
    for (const options of [
      { preset: 'matlab' },
      { norm: 'l3' },
      { interpolation: 'linear' },
      { gradient: 'roberts' },
      { gammaCorrection: 1 },
      { signed: 0 },
      { cellSize: '2' },
      { bins: 9 },
    ]) {
      refused(options, KindError);
    }
    refused({ cellSize: [2, 2, 2] }, ShapeError);
  });

  it('refuses intensities whose squares no number holds, where votes would be none or infinite', () => {
    const image = (unit: number): number[][] =>
      [
        [0, 1, 3],
        [2, 5, 1],
        [4, 4, 0],
      ].map((row) => row.map((v) => v * unit));
    const settings = { cellSize: 3, blockSize: 1, norm: 'none' } as const;
    const wanted = hog(image(1), settings).cells;
    for (const unit of [2 ** -400, 2 ** 400]) {
      const { cells } = hog(image(unit), settings);
      expect(Array.from(cells.data, (v) => v / unit)).toEqual(Array.from(wanted.data));
    }
    for (const [unit, size] of [
      [2 ** -600, 'smaller'],
      [2 ** -500, 'smaller'],
      [2 ** 500, 'larger'],
      [2 ** 1000, 'larger'],
    ] as const) {
      expect(() => hog(image(unit), settings)).toThrow(
        `hog: "image" expected intensities of which squares are numbers, sums of them too (divide or multiply the image), got ${size} ones`,
      );
    }
    const none = hog(image(0), settings).cells;
    expect(none.data.every((v) => v === 0)).toBe(true);
    const flat = Array.from({ length: 3 }, () => [1e-200, 1e-200, 1e-200]);
    expect(hog(flat, settings).cells.data.every((v) => v === 0)).toBe(true);
  });
});
