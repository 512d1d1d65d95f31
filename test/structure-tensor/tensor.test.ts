import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { windowProducts } from '../../src/kernels/scalar/window-products.js';
import {
  classifyPoint,
  findPeaks,
  foerstnerResponse,
  harrisResponse,
  inspectPoint,
  intensityChange,
  nobleResponse,
  shiTomasiResponse,
  structureTensor,
  tensorCoherence,
  tensorEigenvalues,
  tensorOrientation,
  windowTensor,
} from '../../src/structure-tensor/index.js';
import { numbersOf, views } from '../laws/views.js';

/** Not so small that squares leave the range of floats. */
const number = fc.integer({ min: -6400, max: 6400 }).map((v) => v / 640);
const patch = (h: number, w: number): fc.Arbitrary<NdArray<Float64Array>> =>
  fc
    .array(number, { minLength: h * w, maxLength: h * w })
    .map((values) => createNdArray(Float64Array.from(values), [h, w]));

const largest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));
const settings = fc.constantFrom(
  { window: 3 },
  { sigma: 0.8 },
  { sigma: 1.1, operator: 'scharr', border: 'mirror' },
  { window: 5, operator: 'central', border: 'constant' },
  { sigma: 1, derivativeSigma: 0.7, scaleNormalized: true, border: 'nearest' },
  { window: 3, operator: 'prewitt', normalize: false },
) as fc.Arbitrary<NonNullable<Parameters<typeof structureTensor>[1]>>;

describe('structureTensor', () => {
  it('is positive semidefinite', () => {
    fc.assert(
      fc.property(patch(6, 7), settings, (image, options) => {
        const { smaller, larger } = tensorEigenvalues(structureTensor(image, options));
        numbersOf(smaller).forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(-1e-13 * numbersOf(larger)[i]!);
        });
      }),
    );
  });

  it('turns with the image, which keeps its Harris score: transposed, mirrored, turned by 90°', () => {
    const turns: readonly [(a: FloatNdArray) => FloatNdArray, boolean, 1 | -1][] = [
      [(a) => a.transpose(1, 0), true, 1],
      [(a) => a.step(1, -1), false, -1],
      [(a) => a.step(-1, 1), false, -1],
      [(a) => a.transpose(1, 0).step(1, -1), true, -1],
    ];
    fc.assert(
      fc.property(patch(6, 7), settings, fc.constantFrom(...turns), (image, options, turn) => {
        const [moved, exchanged, sign] = turn;
        const before = structureTensor(image, options);
        const after = structureTensor(moved(image), options);
        const near = (a: FloatNdArray, b: FloatNdArray, factor = 1): void => {
          const scaled = numbersOf(moved(b)).map((v) => v * factor);
          const size = Math.max(1e-9, ...scaled.map(Math.abs));
          expect(largest(numbersOf(a), scaled)).toBeLessThan(1e-11 * size + 1e-9);
        };
        near(after.ixx, exchanged ? before.iyy : before.ixx);
        near(after.iyy, exchanged ? before.ixx : before.iyy);
        near(after.ixy, before.ixy, sign);
        near(harrisResponse(after), harrisResponse(before));
      }),
    );
  });

  it('does not see a constant added to the image', () => {
    fc.assert(
      fc.property(patch(5, 6), fc.integer({ min: -50, max: 50 }), (image, offset) => {
        const moved = createNdArray(image.data.map((v) => v + offset), [5, 6]); // biome-ignore format: short
        const [a, b] = [structureTensor(image), structureTensor(moved)];
        expect(largest(numbersOf(a.ixx), numbersOf(b.ixx))).toBeLessThan(1e-11);
        expect(largest(numbersOf(a.ixy), numbersOf(b.ixy))).toBeLessThan(1e-11);
      }),
    );
  });

  it('of given derivatives is the mean of their products, in any layout, and changes nothing', () => {
    fc.assert(
      fc.property(views({ shape: [3, 4] }), views({ shape: [3, 4] }), (ix, iy) => {
        const before = [ix.data.slice(), iy.data.slice()];
        const tensor = structureTensor({ ix, iy }, { window: 3, border: 'constant' });
        let sum = 0;
        for (const y of [0, 1, 2]) for (const x of [1, 2, 3]) sum += ix.get(y, x) * iy.get(y, x);
        expect(tensor.ixy.get(1, 2)).toBeCloseTo(sum / 9, 2);
        const whole = windowTensor(ix, iy);
        expect(whole.get(0, 1)).toBe(
          numbersOf(ix).reduce((total, v, i) => total + v * numbersOf(iy)[i]!, 0),
        );
        expect([ix.data, iy.data]).toEqual(before);
        const single = [ix, iy].some((a) => a.dtype === 'float32');
        const double = [ix, iy].some((a) => a.dtype === 'float64');
        expect(tensor.ixx.dtype).toBe(single && !double ? 'float32' : 'float64');
      }),
    );
  });

  it('grows with the square of derivativeSigma where scales are to compare', () => {
    const image = createNdArray(Float64Array.from({ length: 81 }, (_, i) => Math.sin(i)), [9, 9]); // biome-ignore format: short
    const plain = structureTensor(image, { derivativeSigma: 2 }).ixy.get(4, 4);
    const scaled = structureTensor(image, { derivativeSigma: 2, scaleNormalized: true });
    expect(scaled.ixy.get(4, 4)).toBeCloseTo(4 * plain, 14);
  });

  it('refuses what contradicts itself', () => {
    const image = [[1, 2], [3, 4]]; // biome-ignore format: a matrix
    const refused = (input: Parameters<typeof structureTensor>[0], options: object): string => {
      try {
        structureTensor(input, options);
      } catch (error) {
        return String(error);
      }
      return 'nothing';
    };
    expect(refused(image, { window: 4 })).toContain('"window" expected an odd number');
    expect(refused(image, { window: 3, sigma: 1 })).toContain('no value beside "window"');
    expect(refused(image, { operator: 'sobel', derivativeSigma: 1 })).toContain(
      '"derivativeSigma"',
    );
    expect(refused(image, { scaleNormalized: true })).toContain('which has no sigma');
    expect(refused(image, { operator: 'scharr', size: 5 })).toContain('"size" expected no value');
    expect(refused(image, { size: 4 })).toContain('an odd number from 3 to 31');
    expect(refused({ ix: image, iy: image }, { operator: 'sobel' })).toContain(
      'derivatives are given',
    );
    expect(refused({ ix: image, iy: [[1, 2]] }, {})).toContain('"iy" expected shape (h=2, w=2)');
    expect(refused([[Number.NaN]], {})).toContain('got NaN at [0, 0]');
  });
});

describe('intensityChange', () => {
  it('is never negative, and the sum of squared projections on the gradients', () => {
    fc.assert(
      fc.property(patch(3, 3), patch(3, 3), number, number, (ix, iy, u, v) => {
        const change = intensityChange(windowTensor(ix, iy), [u, v]);
        const sum = numbersOf(ix).reduce((t, x, i) => t + (u * x + v * numbersOf(iy)[i]!) ** 2, 0);
        const size = (u * u + v * v) * 1800;
        expect(Math.abs(change - sum)).toBeLessThanOrEqual(1e-14 * size);
        expect(change).toBeGreaterThanOrEqual(-1e-14 * size);
      }),
    );
  });
});

/** The smaller eigenvalue of whole numbers a, b, c to 60 places more than a float64 has, rounded once. */
function smallerExactly(a: number, b: number, c: number): number {
  const [p, q, r] = [BigInt(a), BigInt(b), BigInt(c)];
  const shift = 200n;
  const square = ((p - r) * (p - r) + 4n * q * q) << (2n * shift);
  let root = 1n << (BigInt(square.toString(2).length + 1) / 2n);
  for (let next = (root + square / root) / 2n; next < root; next = (root + square / root) / 2n) {
    root = next;
  }
  const twice = ((p + r) << shift) - root;
  // Enough leading bits for a float64, then the power of two.
  const extra = BigInt(Math.max(0, twice.toString(2).length - 60));
  return Number(twice >> extra) * 2 ** (Number(extra) - Number(shift) - 1);
}

describe('tensorEigenvalues', () => {
  it('keeps its digits where the tensor is nearly of rank 1', () => {
    const whole = fc.integer({ min: 1, max: 2 ** 25 });
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: 1, max: 9 }), (x, y, more) => {
        const [a, b, c] = [x * x + more, x * y, y * y];
        const expected = smallerExactly(a, b, c);
        const { smaller } = tensorEigenvalues([[a, b], [b, c]]); // biome-ignore format: a matrix
        expect(Math.abs(smaller / expected - 1)).toBeLessThan(4e-15);
      }),
    );
  });

  it('does not overflow, and orders the eigenvalues of any symmetric matrix', () => {
    const huge = tensorEigenvalues([[3e300, 1e300], [1e300, 3e300]]); // biome-ignore format: a matrix
    expect(huge.larger / 4e300).toBeCloseTo(1, 14);
    expect(huge.smaller / 2e300).toBeCloseTo(1, 14);
    const tiny = tensorEigenvalues([[3e-300, 1e-300], [1e-300, 3e-300]]); // biome-ignore format: a matrix
    expect(tiny.smaller / 2e-300).toBeCloseTo(1, 14);
    expect(tensorEigenvalues([[-3, 0], [0, 1]])).toEqual({ larger: 1, smaller: -3 }); // biome-ignore format: a matrix
    expect(tensorEigenvalues([[0, 0], [0, 0]])).toEqual({ larger: 0, smaller: 0 }); // biome-ignore format: a matrix
    expect(() => tensorEigenvalues([[1, 2], [3, 4]])).toThrow('a symmetric matrix'); // biome-ignore format: a matrix
  });
});

describe('tensorOrientation and tensorCoherence', () => {
  it('give the direction of a straight edge, and 1', () => {
    fc.assert(
      fc.property(fc.double({ min: -1.5, max: 1.5, noNaN: true }), patch(3, 3), (angle, size) => {
        fc.pre(numbersOf(size).some((v) => Math.abs(v) > 1e-3));
        const along = (factor: number): NdArray<Float64Array> =>
          createNdArray(size.data.map((v) => v * factor), [3, 3]); // biome-ignore format: short
        const tensor = windowTensor(along(Math.cos(angle)), along(Math.sin(angle)));
        expect(tensorOrientation(tensor)).toBeCloseTo(angle, 12);
        expect(tensorCoherence(tensor)).toBeCloseTo(1, 13);
        expect(tensorCoherence(tensor)).toBeLessThanOrEqual(1);
      }),
    );
    expect(tensorOrientation([[1, -0], [-0, 4]])).toBe(Math.PI / 2); // biome-ignore format: a matrix
    expect(tensorCoherence([[0, 0], [0, 0]])).toBe(0); // biome-ignore format: a matrix
  });
});

describe('verdicts', () => {
  it('call a constant window flat, and all responses of it 0', () => {
    const nothing = [[0, 0], [0, 0]]; // biome-ignore format: a matrix
    expect(classifyPoint(nothing)).toBe('flat');
    expect(harrisResponse(nothing)).toBe(0);
    expect(shiTomasiResponse(nothing)).toBe(0);
    expect(foerstnerResponse(nothing)).toEqual({ w: 0, q: 0 });
    expect(nobleResponse(nothing, { epsilon: 0 })).toBe(0);
    expect(inspectPoint(nothing).reason).toContain('R = 0');
  });

  it('go by the sign of the response, beyond a tolerance', () => {
    const corner = [[14, 12], [12, 16]]; // biome-ignore format: a matrix
    expect(classifyPoint(corner, { tolerance: 43 })).toBe('corner');
    expect(classifyPoint(corner, { tolerance: 44 })).toBe('flat');
    expect(inspectPoint([[1, 0], [0, 0]]).reason).toBe('R = −0.04 < 0: the window changes in one direction far more than across it (eigenvalues 1 and 0).'); // biome-ignore format: a sentence
    for (const k of [0, -0.1, 0.25, 1, Number.NaN]) {
      expect(() => classifyPoint(corner, { k })).toThrow('det is at most trace²/4');
    }
    expect(() => harrisResponse([[1, Number.NaN], [Number.NaN, 1]])).toThrow('NaN at [0, 1]'); // biome-ignore format: a matrix
  });
});

describe('findPeaks', () => {
  it.each([Float32Array, Float64Array])(
    'takes the first of each part of a plateau in little more time than of other images, %o',
    (Numbers) => {
      // A look at the whole neighbourhood of each pixel would outlast the test.
      const plateau = new Numbers(800 * 800).fill(1);
      plateau[0] = 0;
      const peaks = findPeaks(createNdArray(plateau, [800, 800]), { minDistance: 300 });
      const columns = [0, 301, 602];
      const below = columns.slice(1).flatMap((y) => columns.map((x) => [x, y]));
      expect(peaks.map(({ x, y }) => [x, y])).toEqual([[1, 0], [302, 0], [603, 0], ...below]);
      // Nor where each of its pixels has something higher near it, but far below.
      const pins = plateau.slice().fill(2, 800 * 300, 800 * 301);
      pins.fill(3, 800 * 799);
      const heights = findPeaks(createNdArray(pins, [800, 800]), { minDistance: 300 });
      expect(heights.map(({ x, y, value }) => [x, y, value])).toEqual([
        ...columns.map((x) => [x, 799, 3]),
        ...columns.map((x) => [x, 300, 2]),
      ]);
    },
    5000,
  );

  it('counts equal neighbours once, the first by rows, and keeps peaks apart', () => {
    const response = [[5, 5, 0, 3], [5, 5, 0, 0], [0, 0, 0, 4]]; // biome-ignore format: a matrix
    expect(findPeaks(response)).toEqual([{ x: 0, y: 0, value: 5 }, { x: 3, y: 2, value: 4 }, { x: 3, y: 0, value: 3 }]); // biome-ignore format: a list
    expect(findPeaks(response, { minDistance: 2 })).toHaveLength(1);
    expect(findPeaks(response, { threshold: 3 })).toHaveLength(2);
    expect(findPeaks(response, { maxPeaks: 1 })).toHaveLength(1);
    expect(findPeaks(response, { excludeBorder: 1, minDistance: 0 })).toEqual([{ x: 1, y: 1, value: 5 }]); // biome-ignore format: a list
    expect(findPeaks([[2, 2], [2, 2]], { threshold: 0 })).toEqual([]); // biome-ignore format: a matrix
  });

  it('places the top of a paraboloid exactly, with subpixel', () => {
    const offset = fc.double({ min: -0.45, max: 0.45, noNaN: true });
    fc.assert(
      fc.property(offset, offset, (dx, dy) => {
        const bump = Array.from({ length: 5 }, (_, y) =>
          Array.from({ length: 6 }, (_v, x) => {
            const [u, v] = [x - 3 - dx, y - 2 - dy];
            return 7 - u * u - 2 * v * v + 0.5 * u * v;
          }),
        );
        const [peak] = findPeaks(bump, { subpixel: true });
        expect(peak!.x).toBeCloseTo(3 + dx, 12);
        expect(peak!.y).toBeCloseTo(2 + dy, 12);
        expect(peak!.value).toBeCloseTo(7, 12);
        expect(toNested(bump)).toEqual(bump);
      }),
    );
  });
});

describe('windows of three', () => {
  it('give what longer kernels with zeros at their ends give, on every border and size', () => {
    const borders = ['reflect', 'mirror', 'nearest', 'wrap', 'constant'] as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 2, max: 6 }),
        fc.constantFrom(...borders),
        (height, width, border) => {
          const count = height * width;
          const ix = Float64Array.from({ length: count }, (_, i) => Math.sin(i * i + 1));
          const iy = Float64Array.from({ length: count }, (_, i) => Math.cos(3 * i * i));
          const run = (taps: number[]): number[] => {
            const out = [0, 1, 2].map(() => new Float64Array(count)) as [Float64Array, Float64Array, Float64Array]; // biome-ignore format: short
            const kernel = Float64Array.from(taps);
            windowProducts(ix, iy, height, width, kernel, kernel, border, ...out);
            return out.flatMap((values) => Array.from(values));
          };
          expect(largest(run([0.3, 0.5, 0.2]), run([0, 0.3, 0.5, 0.2, 0]))).toBeLessThan(1e-14);
        },
      ),
    );
  });
});
