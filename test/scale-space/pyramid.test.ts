import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { gaussianBlur } from '../../src/filter/gaussian-blur.js';
import {
  gaussianPyramid,
  laplacianPyramid,
  pyramidExpand,
  pyramidReduce,
  reconstructFromLaplacian,
} from '../../src/scale-space/pyramid.js';
import type { PyramidKernel } from '../../src/scale-space/pyramid-steps.js';
import { correlateSlowly, largestDifference } from '../filter/slow.js';
import { numbersOf, views } from '../laws/views.js';
import { type ReferenceCase, readCases, toFloats, worstRatio } from '../reference/read.js';

const DTYPES = ['float64', 'float32'] as const;
const FAMILY = '02-pyramid-dog';

type Floats = Float64Array | Float32Array;

/** The levels of a case in order: level0, level1, … and the rest. */
const expectedLevels = (expected: Record<string, { data: Floats }>): Floats[] =>
  Object.keys(expected)
    .sort()
    .map((name) => expected[name]!.data);

/** The cases beyond their tolerance, with how far, as a multiple of it. */
function failures(
  operation: string,
  dtype: (typeof DTYPES)[number],
  run: (c: ReferenceCase) => { actual: ArrayLike<number>[]; expected: ArrayLike<number>[] },
): string[] {
  const cases = readCases(FAMILY, operation);
  expect(cases.length).toBeGreaterThan(0);
  return cases.flatMap((c) => {
    const { actual, expected } = run(c);
    expect(actual.length).toBe(expected.length);
    return expected.flatMap((level, k) => {
      const ratio = worstRatio(actual[k]!, level, c.tolerance[dtype]);
      return ratio <= 1 ? [] : [`${c.name}, level ${k}: ${ratio}`];
    });
  });
}

const noisy = (height: number, width: number): NdArray<Float64Array> =>
  createNdArray(
    Float64Array.from({ length: height * width }, (_, i) => Math.sin(i * i)),
    [height, width],
  );

/** An image of any small size, its sizes odd and even, of one pixel too. */
const images = fc
  .tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 11 }))
  .chain(([height, width]) =>
    fc
      .array(fc.double({ min: -1, max: 1, noNaN: true }), {
        minLength: height * width,
        maxLength: height * width,
      })
      .map((values) => createNdArray(Float64Array.from(values), [height, width])),
  );

const options = fc.constantFrom<{ kernel?: PyramidKernel; factor?: number }>(
  {},
  { kernel: { sigma: 2 / 3 } },
  { kernel: { sigma: 0.5 }, factor: 1.5 },
  { kernel: { sigma: 1 }, factor: 3 },
);

describe.each(DTYPES)('in %s', (dtype) => {
  it('pyramidReduce agrees with OpenCV’s pyrDown, level by level, in even and odd sizes', () => {
    expect(
      failures('pyramidDownBinomial5', dtype, ({ inputs, expected }) => {
        const image = toFloats(inputs.image, dtype);
        const pyramid = gaussianPyramid(image, { levels: 4 }).slice(1);
        expect(pyramid.every((level) => level.dtype === dtype)).toBe(true);
        const once = pyramidReduce(image);
        expect(once.data).toEqual(pyramid[0]!.data);
        return { actual: pyramid.map((level) => level.data), expected: expectedLevels(expected) };
      }),
    ).toEqual([]);
  });

  it('pyramidExpand agrees with OpenCV’s pyrUp', () => {
    expect(
      failures('pyramidUpBinomial5', dtype, ({ inputs, parameters, expected }) => {
        const result = pyramidExpand(toFloats(inputs.image, dtype));
        expect(result.shape).toEqual(parameters.output_shape);
        return { actual: [result.data], expected: [expected.image.data] };
      }),
    ).toEqual([]);
  });

  it('laplacianPyramid agrees with differences of OpenCV’s, and sums up to the image', () => {
    expect(
      failures('laplacianPyramidBinomial5', dtype, ({ inputs, parameters, expected }) => {
        const image = toFloats(inputs.image, dtype);
        const pyramid = laplacianPyramid(image, { levels: parameters.levels + 1 });
        const back = reconstructFromLaplacian(pyramid);
        expect(back.dtype).toBe(dtype);
        const rounding = dtype === 'float32' ? 2e-7 : 4e-16;
        expect(largestDifference(back.data, image.data)).toBeLessThanOrEqual(rounding);
        return { actual: pyramid.map((level) => level.data), expected: expectedLevels(expected) };
      }),
    ).toEqual([]);
  });

  it('with { sigma } agrees with scikit-image’s pyramid_reduce, pyramid_expand and pyramid_gaussian', () => {
    expect(
      failures('pyramidReduce', dtype, ({ inputs, parameters, expected }) => {
        const { sigma, downscale: factor } = parameters;
        const result = pyramidReduce(toFloats(inputs.image, dtype), { kernel: { sigma }, factor });
        expect(result.shape).toEqual(expected.image.shape);
        return { actual: [result.data], expected: [expected.image.data] };
      }),
    ).toEqual([]);
    expect(
      failures('pyramidExpand', dtype, ({ inputs, parameters, expected }) => {
        const { sigma, upscale: factor } = parameters;
        const result = pyramidExpand(toFloats(inputs.image, dtype), { kernel: { sigma }, factor });
        expect(result.shape).toEqual(expected.image.shape);
        return { actual: [result.data], expected: [expected.image.data] };
      }),
    ).toEqual([]);
    expect(
      failures('pyramidGaussian', dtype, ({ inputs, parameters, expected }) => {
        const { sigma, downscale: factor, max_layer } = parameters;
        const pyramid = gaussianPyramid(toFloats(inputs.image, dtype), {
          kernel: { sigma },
          factor,
          levels: max_layer + 1,
        });
        return { actual: pyramid.map((level) => level.data), expected: expectedLevels(expected) };
      }),
    ).toEqual([]);
  });
});

describe('pyramidReduce', () => {
  const taps = [1, 4, 6, 4, 1].map((tap) => tap / 16);
  const binomial = taps.map((y) => taps.map((x) => y * x));

  it('is every other sample of the image smoothed by 1 4 6 4 1, for the smallest sizes too', () => {
    fc.assert(
      fc.property(images, (image) => {
        const smooth = correlateSlowly(toNested(image) as number[][], binomial, 'mirror', 0);
        const kept = smooth
          .filter((_, y) => y % 2 === 0)
          .map((row) => row.filter((_, x) => x % 2 === 0));
        const result = pyramidReduce(image);
        expect(result.shape).toEqual([kept.length, kept[0]!.length]);
        expect(largestDifference(result.data, kept.flat())).toBeLessThan(1e-15);
      }),
    );
  });

  it('with { sigma } averages pairs of an even blurred image', () => {
    const image = noisy(6, 8);
    const blurred = gaussianBlur(image, 0.8);
    const result = pyramidReduce(image, { kernel: { sigma: 0.8 } });
    for (let y = 0; y < 3; y++) {
      for (let x = 0; x < 4; x++) {
        const sum =
          blurred.get(2 * y, 2 * x) +
          blurred.get(2 * y, 2 * x + 1) +
          blurred.get(2 * y + 1, 2 * x) +
          blurred.get(2 * y + 1, 2 * x + 1);
        expect(result.get(y, x)).toBeCloseTo(sum / 4, 14);
      }
    }
  });

  it('reads views of any layout and storage, and changes nothing', () => {
    fc.assert(
      fc.property(views({ shape: [4, 5] }), options, (view, option) => {
        const before = view.data.slice();
        const result = pyramidReduce(view, option);
        const plain = pyramidReduce(toNested(view) as number[][], option);
        // Values to 100: 24 bits hold them to 6e-6.
        const rounding = view.dtype === 'float32' ? 2e-5 : 0;
        expect(largestDifference(result.data, plain.data)).toBeLessThanOrEqual(rounding);
        expect(result.dtype).toBe(view.dtype === 'float32' ? 'float32' : 'float64');
        expect(view.data).toEqual(before);
      }),
    );
  });
});

describe('pyramidExpand', () => {
  it('doubles samples by weights (1 6 1)/8 and (4 4)/8, mirrored before and repeated behind', () => {
    const [a, b, c] = [8, 16, 40];
    const line = [
      (6 * a + 2 * b) / 8,
      (a + b) / 2,
      (a + 6 * b + c) / 8,
      (b + c) / 2,
      (b + 7 * c) / 8,
      c,
    ];
    expect(toNested(pyramidExpand([[a, b, c]]))).toEqual([line, line]);
    expect(toNested(pyramidExpand([[a, b, c]], { shape: [1, 5] }))).toEqual([line.slice(0, 5)]);
    expect(toNested(pyramidExpand([[3]]))).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });

  it('keeps constant images, and so does pyramidReduce', () => {
    fc.assert(
      fc.property(images, options, (image, option) => {
        const flat = createNdArray(new Float64Array(image.data.length).fill(0.7), image.shape);
        for (const step of [pyramidReduce, pyramidExpand]) {
          const { data } = step(flat, option);
          expect(largestDifference(data, new Float64Array(data.length).fill(0.7))).toBeLessThan(
            1e-15,
          );
        }
      }),
    );
  });

  it('commutes with transposition, as pyramidReduce does', () => {
    fc.assert(
      fc.property(images, options, (image, option) => {
        for (const step of [pyramidReduce, pyramidExpand]) {
          const turned = step(image.transpose(1, 0), option);
          const back = numbersOf(step(image, option).transpose(1, 0));
          expect(largestDifference(turned.data, back)).toBeLessThan(1e-14);
        }
      }),
    );
  });

  it('with { sigma } mirrors with the image, even in odd sizes', () => {
    fc.assert(
      fc.property(images, (image) => {
        for (const step of [pyramidReduce, pyramidExpand]) {
          const option = { kernel: { sigma: 2 / 3 } };
          const mirrored = step(image.step(1, -1), option);
          const back = numbersOf(step(image, option).step(1, -1));
          expect(largestDifference(mirrored.data, back)).toBeLessThan(1e-14);
        }
      }),
    );
  });
});

describe('gaussianPyramid', () => {
  it('ends with one pixel, or after the levels that are asked for', () => {
    const shapes = (levels?: number): number[][] =>
      gaussianPyramid(noisy(5, 9), { levels }).map((level) => level.shape);
    const all = [
      [5, 9],
      [3, 5],
      [2, 3],
      [1, 2],
      [1, 1],
    ];
    expect(shapes()).toEqual(all);
    expect(shapes(2)).toEqual(all.slice(0, 2));
    expect(shapes(1)).toEqual(all.slice(0, 1));
    expect(shapes(20)).toEqual(all);
  });

  it('ends where a small factor no longer makes the image smaller', () => {
    const option = { kernel: { sigma: 0.4 }, factor: 1.25 };
    const shapes = gaussianPyramid(noisy(1, 7), option).map((level) => level.shape[1]);
    expect(shapes).toEqual([7, 6, 5, 4]);
  });

  it('begins with a copy of the image', () => {
    const image = noisy(3, 3);
    const [first] = gaussianPyramid(image);
    expect(first!.data).toEqual(image.data);
    expect(first!.data).not.toBe(image.data);
  });
});

describe('reconstructFromLaplacian', () => {
  it('undoes laplacianPyramid, for every size, kernel and number of levels', () => {
    fc.assert(
      fc.property(images, options, fc.integer({ min: 1, max: 5 }), (image, option, levels) => {
        const before = image.data.slice();
        const pyramid = laplacianPyramid(image, { ...option, levels });
        const copies = pyramid.map((level) => level.data.slice());
        const back = reconstructFromLaplacian(pyramid, option);
        expect(back.shape).toEqual(image.shape);
        expect(largestDifference(back.data, image.data)).toBeLessThan(1e-15);
        expect(back.data).not.toBe(pyramid[0]!.data);
        expect(pyramid.map((level) => level.data)).toEqual(copies);
        expect(image.data).toEqual(before);
      }),
    );
  });

  it('is float32 only where all levels are', () => {
    const pyramid = laplacianPyramid(createNdArray(new Float32Array([1, 2, 3, 4]), [2, 2]));
    expect(pyramid.map((level) => level.dtype)).toEqual(['float32', 'float32']);
    expect(reconstructFromLaplacian(pyramid).dtype).toBe('float32');
    const mixed = [pyramid[0]!, toNested(pyramid[1]!) as number[][]];
    expect(reconstructFromLaplacian(mixed).dtype).toBe('float64');
  });

  it('adds to the image what is added to a level, expanded', () => {
    const pyramid = laplacianPyramid(noisy(6, 6), { levels: 2 });
    const bump = noisy(3, 3);
    const changed = pyramid[1]!.data.map((value, i) => value + bump.data[i]!);
    const result = reconstructFromLaplacian([pyramid[0]!, createNdArray(changed, [3, 3])]).data;
    const added = pyramidExpand(bump).data;
    const expected = noisy(6, 6).data.map((value, i) => value + added[i]!);
    expect(largestDifference(result, expected)).toBeLessThan(1e-14);
  });

  it('refuses levels that do not fit together, and names them', () => {
    expect(() => reconstructFromLaplacian([noisy(4, 4), noisy(3, 2)])).toThrow(
      'reconstructFromLaplacian: "levels[0]" expected a shape that is reduced to (3, 2), got (4, 4)',
    );
    expect(() => reconstructFromLaplacian([noisy(4, 4), [1, 2]])).toThrow(
      'reconstructFromLaplacian: "levels[1]" expected shape (height, width), none 0, got (2)',
    );
    expect(() => reconstructFromLaplacian([[[Number.NaN]]])).toThrow(
      'reconstructFromLaplacian: "levels[0]" expected finite numbers, got NaN at [0, 0]',
    );
    const holed: number[][][] = [];
    holed[1] = [[1]];
    expect(() => reconstructFromLaplacian(holed)).toThrow('reconstructFromLaplacian: "levels[0]"');
    expect(() => reconstructFromLaplacian(noisy(2, 2) as unknown as [])).toThrow(KindError);
    expect(() => reconstructFromLaplacian([noisy(1, 1)], { levels: 1 } as object)).toThrow(
      KindError,
    );
  });
});

describe('pyramids refuse', () => {
  const calls = [pyramidReduce, pyramidExpand, gaussianPyramid, laplacianPyramid] as const;

  it.each(calls.map((call) => [call.name, call] as const))('%s: what is no image', (name, call) => {
    expect(() => call([1, 2, 3])).toThrow(`${name}: "image" expected shape (height, width)`);
    expect(() => call([[1, Number.NaN]])).toThrow(`${name}: "image" expected finite numbers`);
    expect(() => call(createNdArray(new Float64Array(0), [0, 4]))).toThrow(ShapeError);
  });

  it.each(calls.map((call) => [call.name, call] as const))('%s: wrong options', (name, call) => {
    const image = noisy(4, 4);
    expect(() => call(image, { scale: 2 } as object)).toThrow(`${name}: "options" expected only`);
    expect(() => call(image, { kernel: 'gaussian' as 'binomial5' })).toThrow(
      `${name}: "kernel" expected "binomial5" or { sigma }, got "gaussian"`,
    );
    expect(() => call(image, { kernel: { sigma: 1, truncate: 3 } as PyramidKernel })).toThrow(
      KindError,
    );
    expect(() => call(image, { kernel: { sigma: 0 } })).toThrow(`${name}: "kernel.sigma"`);
    expect(() => call(image, { factor: 1, kernel: { sigma: 1 } })).toThrow(DomainError);
    expect(() => call(image, { factor: 3 })).toThrow(
      `${name}: "factor" expected 2 with kernel "binomial5", got 3`,
    );
  });

  it('levels that are no number from 1 on, and shapes that cannot be', () => {
    expect(() => gaussianPyramid(noisy(4, 4), { levels: 0 })).toThrow(DomainError);
    expect(() => laplacianPyramid(noisy(4, 4), { levels: 1.5 })).toThrow(DomainError);
    expect(() => pyramidExpand(noisy(4, 4), { shape: [9, 8] })).toThrow(
      'pyramidExpand: "shape" expected a shape that is reduced to (4, 4), got (9, 8)',
    );
    expect(() => pyramidExpand(noisy(4, 4), { shape: [8] as unknown as [number, number] })).toThrow(
      ShapeError,
    );
    const huge = { kernel: { sigma: 1 }, factor: 1e9 };
    expect(() => pyramidExpand(noisy(4, 4), huge)).toThrow('pyramidExpand: "factor" expected');
  });
});
