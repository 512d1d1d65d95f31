import { describe, expect, it } from 'vitest';
import { correlate } from '../../src/filter/correlate.js';
import { gaussianBlur } from '../../src/filter/gaussian-blur.js';
import { gaussianKernel } from '../../src/filter/gaussian-kernel.js';
import { laplacianOfGaussian } from '../../src/filter/laplacian-of-gaussian.js';
import { type ReferenceCase, readCases, toFloats, worstRatio } from '../reference/read.js';

const DTYPES = ['float64', 'float32'] as const;

/** OpenCV's kernels for a size without a sigma, in 256ths. */
const FIXED: Record<number, number[]> = {
  1: [256],
  3: [64, 128, 64],
  5: [16, 64, 96, 64, 16],
  7: [8, 28, 56, 72, 56, 28, 8],
  9: [4, 13, 30, 51, 60, 51, 30, 13, 4],
};

/** OpenCV's rule for a kernel of a given size: its fixed table, or a Gaussian. */
function kernelOfSize(size: number, sigma: number): ArrayLike<number> {
  if (sigma <= 0 && FIXED[size]) return FIXED[size].map((tap) => tap / 256);
  const positive = sigma > 0 ? sigma : 0.3 * ((size - 1) * 0.5 - 1) + 0.8;
  return gaussianKernel(positive, { radius: (size - 1) / 2 }).data;
}

/** The cases beyond their tolerance, with how far, as a multiple of it. */
function failures(
  cases: readonly ReferenceCase[],
  dtype: (typeof DTYPES)[number],
  run: (c: ReferenceCase) => { actual: ArrayLike<number>; expected: ArrayLike<number> },
): string[] {
  const failed: string[] = [];
  for (const c of cases) {
    const { actual, expected } = run(c);
    const ratio = worstRatio(actual, expected, c.tolerance[dtype]);
    if (!(ratio <= 1)) failed.push(`${c.name}: ${ratio}`);
  }
  return failed;
}

describe('gaussianKernel', () => {
  it('agrees with SciPy for every sigma, truncation and order of derivative', () => {
    const cases = readCases('01-gaussian', 'gaussianKernel1d');
    expect(cases.length).toBeGreaterThan(0);
    expect(
      failures(cases, 'float64', ({ parameters, expected }) => ({
        actual: gaussianKernel(parameters.sigma, {
          truncate: parameters.truncate,
          derivative: parameters.order,
        }).data,
        expected: expected.kernel.data,
      })),
    ).toEqual([]);
  });

  it('agrees with OpenCV for kernels of a given size', () => {
    const cases = readCases('01-gaussian', 'gaussianKernelByKsize');
    expect(cases.length).toBeGreaterThan(0);
    expect(
      failures(cases, 'float64', ({ parameters, expected }) => ({
        actual: kernelOfSize(parameters.ksize, parameters.sigma),
        expected: expected.kernel.data,
      })),
    ).toEqual([]);
  });
});

describe.each(DTYPES)('in %s', (dtype) => {
  it('gaussianBlur agrees with SciPy on every border, order, truncation and shape', () => {
    const cases = readCases('01-gaussian', 'gaussianFilter');
    expect(cases.length).toBeGreaterThan(0);
    expect(
      failures(cases, dtype, ({ inputs, parameters, expected }) => {
        const image = toFloats(inputs.image, dtype);
        const before = image.data.slice();
        const result = gaussianBlur(image, parameters.sigma, {
          truncate: parameters.truncate,
          derivative: parameters.order,
          border: parameters.border,
          constant: parameters.cval,
        });
        expect(result.dtype).toBe(dtype);
        expect(result.shape).toEqual(expected.image.shape);
        expect(image.data).toEqual(before);
        return { actual: result.data, expected: expected.image.data };
      }),
    ).toEqual([]);
  });

  it('gaussianBlur, or correlate where there is no sigma, agrees with OpenCV', () => {
    const cases = readCases('01-gaussian', 'gaussianFilterByKsize');
    expect(cases.length).toBeGreaterThan(0);
    expect(
      failures(cases, dtype, ({ inputs, parameters, expected }) => {
        const image = toFloats(inputs.image, dtype);
        const { sigma, border } = parameters;
        const [columns, rows] = parameters.ksize_width_height as [number, number];
        const size = Math.round(sigma * 8 + 1) | 1;
        const reach = (given: number): number => ((given || size) - 1) / 2;
        const result =
          sigma > 0
            ? gaussianBlur(image, sigma, { radius: [reach(rows), reach(columns)], border })
            : correlate(
                image,
                Array.from(kernelOfSize(rows, 0), (y) =>
                  Array.from(kernelOfSize(columns, 0), (x) => x * y),
                ),
                { border },
              );
        return { actual: result.data, expected: expected.image.data };
      }),
    ).toEqual([]);
  });

  it('laplacianOfGaussian agrees with SciPy', () => {
    const cases = readCases('02-pyramid-dog', 'laplacianOfGaussian');
    expect(cases.length).toBeGreaterThan(0);
    expect(
      failures(cases, dtype, ({ inputs, parameters, expected }) => ({
        actual: laplacianOfGaussian(toFloats(inputs.image, dtype), parameters.sigma, {
          truncate: parameters.truncate,
          border: parameters.border,
          constant: parameters.cval,
          scaleNormalized: parameters.scale_normalised,
        }).data,
        expected: expected.image.data,
      })),
    ).toEqual([]);
  });

  it('differences of blurs agree with scikit-image, finer minus coarser', () => {
    const cases = readCases('02-pyramid-dog', 'differenceOfGaussians');
    expect(cases.length).toBeGreaterThan(0);
    expect(
      failures(cases, dtype, ({ inputs, parameters, expected }) => {
        const image = toFloats(inputs.image, dtype);
        const { border, truncate } = parameters;
        const fine = gaussianBlur(image, parameters.low_sigma, { border, truncate });
        const coarse = gaussianBlur(image, parameters.high_sigma, { border, truncate });
        const difference = fine.data.map((value, i) => value - coarse.data[i]!);
        return { actual: difference, expected: expected.image.data };
      }),
    ).toEqual([]);
  });

  it('blurs from one image agree with SciPy at every sigma, and so do their differences', () => {
    const cases = readCases('02-pyramid-dog', 'dogStackFromSigmas');
    expect(cases.length).toBeGreaterThan(0);
    expect(
      failures(cases, dtype, ({ inputs, parameters, expected }) => {
        const image = toFloats(inputs.image, dtype);
        const { border, truncate } = parameters;
        const blurs = parameters.sigmas.map((sigma: number) =>
          Array.from(gaussianBlur(image, sigma, { border, truncate }).data),
        );
        const differences = blurs
          .slice(1)
          .map((blur: number[], i: number) => blur.map((value, at) => value - blurs[i][at]));
        return {
          actual: [...blurs.flat(), ...differences.flat()],
          expected: [...expected.gaussians.data, ...expected.dog.data],
        };
      }),
    ).toEqual([]);
  });
});
