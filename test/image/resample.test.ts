import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray, wrap } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { resample } from '../../src/image/index.js';
import { lineWeights } from '../../src/image/line-weights.js';
import { numbersOf, views } from '../laws/views.js';

const METHODS = ['bilinear', 'area', 'nearest'] as const;
// cv2 4.6.0 on this image, in float64: what rounds in float32 inside OpenCV is 1e-6 off.
const image = [
  [0, 1, 4, 9],
  [16, 8, 2, 15],
  [13, 13, 15, 2],
];

const side = fc.integer({ min: 1, max: 9 });
const pixels = fc.double({ min: -5, max: 5, noNaN: true });
const anyImage = fc
  .tuple(side, side)
  .chain((shape) => views({ shape, values: pixels, dtypes: ['float64'] }));

function nearly(actual: ArrayLike<number>, expected: ArrayLike<number>, allowed: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(allowed);
  }
}
const meanOf = (values: ArrayLike<number>) =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('resample', () => {
  it('bilinear agrees with OpenCV larger and smaller', () => {
    // cv2.resize(image, (6, 5), interpolation=cv2.INTER_LINEAR)
    nearly(
      resample(image, [5, 6]).data,
      [
        0, 0.5, 1.5, 3.5, 6.5, 9, 6.4, 5.1, 3.7, 3.3, 7.3, 11.4, 16, 12, 7, 3, 8.5, 15, 14.2, 12.6,
        10.8, 10, 8.5, 7.2, 13, 13, 13.333333253860474, 14.666666746139526, 8.5, 2,
      ],
      1e-6,
    );
    // cv2.resize(image, (3, 2), interpolation=cv2.INTER_LINEAR)
    nearly(
      resample(image, [2, 3], { method: 'bilinear' }).data,
      [3.7916666, 3.125, 9.3333327, 13.4166664, 11.75, 6.3333338],
      1e-6,
    );
  });

  it('area agrees with OpenCV smaller', () => {
    // cv2.resize(image, (3, 2), interpolation=cv2.INTER_AREA)
    nearly(
      resample(image, [2, 3], { method: 'area' }).data,
      [4.8333334, 3.3333334, 9.0833336, 13.3333337, 11.0000003, 7.4166669],
      1e-6,
    );
  });

  it('nearest agrees with OpenCV’s exact one', () => {
    // cv2.resize(image, (7, 5), interpolation=cv2.INTER_NEAREST_EXACT)
    expect(toNested(resample(image, [5, 7], { method: 'nearest' }))).toEqual([
      [0, 0, 1, 1, 4, 9, 9],
      [0, 0, 1, 1, 4, 9, 9],
      [16, 16, 8, 8, 2, 15, 15],
      [13, 13, 13, 13, 15, 2, 2],
      [13, 13, 13, 13, 15, 2, 2],
    ]);
  });

  it.each(METHODS)(
    '%s gives the same image for the same size, on any view of any storage',
    (method) => {
      fc.assert(
        fc.property(views({ shape: [3, 5] }), (view) => {
          const before = view.data.slice();
          const same = resample(view, [3, 5], { method });
          expect(Array.from(same.data)).toEqual(numbersOf(view));
          expect(same.dtype).toBe(view.dtype === 'float32' ? 'float32' : 'float64');
          expect(same.data.buffer).not.toBe(view.data.buffer);
          expect(view.data).toEqual(before);
        }),
      );
    },
  );

  it.each(METHODS)('%s makes no value beyond the image’s own', (method) => {
    fc.assert(
      fc.property(anyImage, side, side, (view, h, w) => {
        const values = numbersOf(view);
        const result = resample(view, [h, w], { method });
        expect(result.shape).toEqual([h, w]);
        for (const v of result.data) {
          expect(v).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
          expect(v).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
        }
      }),
    );
  });

  it('commutes with mirrors and transposition', () => {
    fc.assert(
      fc.property(anyImage, side, side, fc.constantFrom(...METHODS), (view, h, w, method) => {
        const result = resample(view, [h, w], { method });
        const transposed = resample(view.transpose(1, 0), [w, h], { method });
        nearly(numbersOf(transposed.transpose(1, 0)), result.data, 1e-12);
        // Half way between two pixels there is no nearest one; the mirror image would take the other.
        if (method === 'nearest') return;
        const mirrored = resample(view.step(-1, 1), [h, w], { method });
        nearly(numbersOf(mirrored.step(-1, 1)), result.data, 1e-12);
        const turned = resample(view.step(-1, -1), [h, w], { method });
        nearly(numbersOf(turned.step(-1, -1)), result.data, 1e-12);
      }),
    );
  });

  it('area keeps the mean, exactly as far as numbers go', () => {
    fc.assert(
      fc.property(anyImage, side, side, (view, h, w) => {
        const { data } = resample(view, [h, w], { method: 'area' });
        expect(Math.abs(meanOf(data) - meanOf(numbersOf(view)))).toBeLessThan(1e-13);
      }),
    );
  });

  it('area averages whole blocks and, the other way, repeats pixels', () => {
    const halves = resample(image, [1, 2], { method: 'area' });
    nearly(halves.data, [51 / 6, 47 / 6], 1e-14);
    expect(toNested(resample([[1, 2]], [2, 4], { method: 'area' }))).toEqual([
      [1, 1, 2, 2],
      [1, 1, 2, 2],
    ]);
  });

  it('bilinear keeps a linear ramp, on the map of coordinates of the documentation', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 40 }), (n, m) => {
        const ramp = wrap(
          Float64Array.from({ length: n }, (_, x) => 3 * x + 1),
          [1, n],
        );
        const { data } = resample(ramp, [1, m]);
        data.forEach((v, t) => {
          const place = ((t + 0.5) * n) / m - 0.5;
          const inside = Math.min(Math.max(place, 0), n - 1);
          expect(Math.abs(v - (3 * inside + 1))).toBeLessThan(1e-11);
        });
      }),
    );
  });

  it('area keeps a linear ramp too where it shrinks', () => {
    const ramp = wrap(
      Float64Array.from({ length: 30 }, (_, x) => x),
      [1, 30],
    );
    for (const m of [1, 7, 13, 29]) {
      resample(ramp, [1, m], { method: 'area' }).data.forEach((v, t) => {
        // The mean of x over the pixel's stretch of a staircase: of its centre, but for cut steps.
        const place = ((t + 0.5) * 30) / m - 0.5;
        expect(Math.abs(v - place)).toBeLessThan(0.5);
      });
    }
    nearly(
      resample(ramp, [1, 10], { method: 'area' }).data,
      [1, 4, 7, 10, 13, 16, 19, 22, 25, 28],
      1e-13,
    );
  });

  it('treats channels apart', () => {
    fc.assert(
      fc.property(
        views({ shape: [4, 5, 3], values: pixels, dtypes: ['float64', 'float32'] }),
        fc.constantFrom(...METHODS),
        (view, method) => {
          const all = resample(view, [3, 7], { method });
          expect(all.shape).toEqual([3, 7, 3]);
          for (const c of [0, 1, 2]) {
            const one = resample(view.pick(null, null, c), [3, 7], { method });
            expect(numbersOf(all.pick(null, null, c))).toEqual(Array.from(one.data));
          }
        },
      ),
    );
  });

  it('computes in float32 to float32’s precision', () => {
    const wide = createNdArray(
      Float64Array.from({ length: 400 }, (_, i) => Math.fround(Math.sin(i))),
      [20, 20],
    );
    const narrow = createNdArray(Float32Array.from(wide.data), [20, 20]);
    for (const method of METHODS) {
      for (const size of [
        [7, 33],
        [41, 3],
      ] as const) {
        const single: FloatNdArray = resample(narrow, size, { method });
        expect(single.dtype).toBe('float32');
        nearly(single.data, resample(wide, size, { method }).data, 1.3e-7);
      }
    }
  });

  it('refuses other shapes, sizes, options and numbers that are not finite', () => {
    expect(() => resample([1, 2], [1, 1])).toThrow(
      new ShapeError({
        function: 'resample',
        argument: 'image',
        expected: 'shape (h, w) or (h, w, c), none of them 0',
        got: '(2)',
      }),
    );
    expect(() => resample([[]], [1, 1])).toThrow(ShapeError);
    expect(() => resample(image, [0, 2])).toThrow('resample: "size" expected a finite number >= 1');
    expect(() => resample(image, [2.5, 2])).toThrow(DomainError);
    expect(() => resample(image, [2] as never)).toThrow(ShapeError);
    expect(() => resample(image, 2 as never)).toThrow(KindError);
    expect(() => resample([[1, Number.NaN]], [1, 1])).toThrow('got NaN at [0, 1]');
    expect(() => resample(image, [1, 1], { method: 'cubic' as never })).toThrow(
      'resample: "method" expected one of "bilinear", "area", "nearest", got "cubic"',
    );
    expect(() => resample(image, [1, 1], { mode: 'area' } as never)).toThrow('got "mode"');
  });
});

describe('lineWeights', () => {
  it('add up to 1 for each sample and stay within the line', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom(...METHODS),
        (length, count, method) => {
          const { first, start, weights } = lineWeights(length, count, method);
          for (let t = 0; t < count; t++) {
            const own = weights.subarray(start[t]!, start[t + 1]!);
            expect(first[t]).toBeGreaterThanOrEqual(0);
            expect(first[t]! + own.length).toBeLessThanOrEqual(length);
            expect(Math.abs(own.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-14);
            expect(own.every((w) => w > 0)).toBe(true);
          }
        },
      ),
    );
  });
});
