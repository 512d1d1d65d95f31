import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { toNested } from '../../src/core/to-nested.js';
import { differenceOfGaussians, scaleSpaceExtrema } from '../../src/scale-space/extrema.js';
import { type ReferenceArray, readCases, toFloats, worstRatio } from '../reference/read.js';

type Volume = number[][][];

const shapeOf = (v: Volume): number[] => [v.length, v[0]!.length, v[0]![0]!.length];

/** Every sample against every other of its block: slow, and with nothing in common with the kernel. */
function bruteForce(v: Volume, threshold: number): string[] {
  const [n, h, w] = shapeOf(v) as [number, number, number];
  const found: string[] = [];
  for (let s = 1; s < n - 1; s++) {
    for (let y = 1; y < h - 1; y++) {
      for (let x = 1; x < w - 1; x++) {
        const here = v[s]![y]![x]!;
        const others: number[] = [];
        for (const ds of [-1, 0, 1]) {
          for (const dy of [-1, 0, 1]) {
            for (const dx of [-1, 0, 1]) {
              if (ds !== 0 || dy !== 0 || dx !== 0) others.push(v[s + ds]![y + dy]![x + dx]!);
            }
          }
        }
        if (Math.abs(here) < threshold) continue;
        if (here > Math.max(...others)) found.push(`${s} ${y} ${x} maximum`);
        if (here < Math.min(...others)) found.push(`${s} ${y} ${x} minimum`);
      }
    }
  }
  return found;
}

// Few different values, so that ties and plateaus are common.
const volumes = fc
  .tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: 1, max: 6 }),
  )
  .chain(([n, h, w]) => {
    const row = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: w, maxLength: w });
    const image = fc.array(row, { minLength: h, maxLength: h });
    return fc.array(image, { minLength: n, maxLength: n });
  });

describe('scaleSpaceExtrema', () => {
  it('finds what brute force finds, plateaus excluded, in order', () => {
    fc.assert(
      fc.property(volumes, fc.integer({ min: 0, max: 4 }), (volume, threshold) => {
        const found = scaleSpaceExtrema(volume, { threshold });
        const told = found.map(({ level, y, x, kind }) => `${level} ${y} ${x} ${kind}`);
        expect(told).toEqual(bruteForce(volume, threshold));
        for (const { level, y, x, value } of found) expect(value).toBe(volume[level]![y]![x]);
      }),
      { numRuns: 300 },
    );
  });

  it.each(readCases('02-pyramid-dog', 'localExtrema3d').map((c) => [c.name, c] as const))(
    'agrees with NumPy: %s',
    (_, c) => {
      for (const dtype of ['float64', 'float32'] as const) {
        const found = scaleSpaceExtrema(toFloats(c.inputs.volume, dtype));
        for (const kind of ['maximum', 'minimum'] as const) {
          const rows = found.filter((e) => e.kind === kind).map((e) => [e.level, e.y, e.x]);
          const expected: ReferenceArray =
            kind === 'maximum' ? c.expected.maxima : c.expected.minima;
          expect(rows.flat()).toEqual(Array.from(expected.data));
        }
      }
    },
  );

  it('has none where an axis is shorter than three', () => {
    expect(scaleSpaceExtrema([[[1, 2, 3]], [[1, 9, 1]], [[1, 2, 3]]])).toEqual([]);
  });

  it('reads a transposed view as it is seen', () => {
    const data = new Float64Array(27);
    data[13] = 1;
    const view = createNdArray(data, [3, 3, 3]).transpose(2, 0, 1);
    expect(scaleSpaceExtrema(view)).toHaveLength(1);
  });

  it('refuses what is no volume, NaN, a negative threshold and unknown options', () => {
    expect(() => scaleSpaceExtrema([[1]])).toThrow(
      'scaleSpaceExtrema: "dog" expected shape (n, h, w), got (1, 1)',
    );
    expect(() => scaleSpaceExtrema([[[1, Number.NaN]]])).toThrow('got NaN at [0, 0, 1]');
    expect(() => scaleSpaceExtrema([[[1]]], { threshold: -1 })).toThrow('"threshold" expected');
    // @ts-expect-error an option that does not exist
    expect(() => scaleSpaceExtrema([[[1]]], { treshold: 1 })).toThrow('"treshold"');
  });
});

describe('differenceOfGaussians', () => {
  const levels = [
    [
      [25, 22],
      [20, 17],
    ],
    [
      [25, 20],
      [21, 16],
    ],
    [
      [24, 18],
      [25, 14],
    ],
  ];

  it('subtracts the finer from the coarser level, and the other way round where asked', () => {
    expect(toNested(differenceOfGaussians(levels))).toEqual([
      [
        [0, -2],
        [1, -1],
      ],
      [
        [-1, -2],
        [4, -2],
      ],
    ]);
    expect(toNested(differenceOfGaussians(levels, { order: 'finer-minus-coarser' }))).toEqual([
      [
        [0, 2],
        [-1, 1],
      ],
      [
        [1, 2],
        [-4, 2],
      ],
    ]);
  });

  it.each(readCases('02-pyramid-dog', 'dogStackFromSigmas').map((c) => [c.name, c] as const))(
    'agrees with SciPy: %s',
    (_, c) => {
      for (const dtype of ['float64', 'float32'] as const) {
        const dog = differenceOfGaussians(toFloats(c.expected.gaussians, dtype));
        expect(dog.dtype).toBe(dtype);
        expect(worstRatio(dog.data, c.expected.dog.data, c.tolerance[dtype])).toBeLessThan(1);
      }
    },
  );

  it('refuses a single level and an unknown order', () => {
    expect(() => differenceOfGaussians([[[1]]])).toThrow('expected at least 2 levels');
    // @ts-expect-error an order that does not exist
    expect(() => differenceOfGaussians(levels, { order: 'lowe' })).toThrow(
      'expected one of "coarser-minus-finer", "finer-minus-coarser", got "lowe"',
    );
  });
});
