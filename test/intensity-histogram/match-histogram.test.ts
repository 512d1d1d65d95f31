import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { matchHistogram } from '../../src/intensity-histogram/match-histogram.js';
import { views } from '../laws/views.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

const numbers = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
  minLength: 1,
  maxLength: 40,
});

test('intensities are those of scikit-image', () => {
  const cases = readCases('06-histograms', 'matchHistograms');
  expect(cases.length).toBe(2);
  for (const { inputs, expected, tolerance, name } of cases) {
    for (const dtype of ['float64', 'float32'] as const) {
      const reference = toFloats(inputs.reference, dtype);
      const found = matchHistogram(toFloats(inputs.source, dtype), reference);
      expect(found.dtype).toBe(dtype);
      expect(worstRatio(found.data, expected.image.data, tolerance[dtype]), name).toBeLessThan(1);
    }
  }
});

test('an image matched to itself is itself', () => {
  fc.assert(
    fc.property(numbers, (image) => {
      expect(matchHistogram(image, image).data).toEqual(Float64Array.from(image));
    }),
  );
});

test('the order of values is kept, and none leaves the reference’s range', () => {
  fc.assert(
    fc.property(numbers, numbers, (image, reference) => {
      const rising = [...image].sort((a, b) => a - b);
      const found = Array.from(matchHistogram(rising, reference).data);
      const slack = 1e-9;
      found.forEach((v, i) => {
        if (i > 0) expect(v).toBeGreaterThanOrEqual(found[i - 1]! - slack);
        if (i > 0 && rising[i] === rising[i - 1]) expect(v).toBe(found[i - 1]);
        expect(v).toBeGreaterThanOrEqual(Math.min(...reference) - slack);
        expect(v).toBeLessThanOrEqual(Math.max(...reference) + slack);
      });
    }),
  );
});

test('constant images take the greatest value of the reference, and give their own', () => {
  expect(toNested(matchHistogram([5, 5], [1, 2, 3]))).toEqual([3, 3]);
  expect(toNested(matchHistogram([1, 2, 3], [[5]]))).toEqual([5, 5, 5]);
});

test('views are read as they read, and stay as they are', () => {
  fc.assert(
    fc.property(views({ shape: [3, 2] }), (view) => {
      const before = view.data.slice();
      const nested = toNested(view) as number[][];
      expect(toNested(matchHistogram(view, view))).toEqual(nested);
      expect(view.data).toEqual(before);
    }),
  );
});

test('values whose differences or slopes are larger than any number', () => {
  // Half of the values are up to 1: halfway between the shares of -1.7e308, ¼, and 1.7e308, ¾.
  const wide = [-1.7e308, 1.7e308, 1.7e308, 1.75e308];
  expect(toNested(matchHistogram([1, 1, 2, 2], wide))).toEqual([0, 0, 1.75e308, 1.75e308]);
  const steep = matchHistogram([5e-324, 1.5e-323, 1e308, -1e308], wide);
  expect([...steep.data].every(Number.isFinite)).toBe(true);
  expect(toNested(matchHistogram(wide, wide))).toEqual(wide);
});

test('bad input is refused, and the argument named', () => {
  expect(() => matchHistogram([], [1])).toThrow('"image" expected at least one pixel');
  expect(() => matchHistogram([1], [])).toThrow('"reference" expected at least one pixel');
  expect(() => matchHistogram([1], [NaN])).toThrow('"reference" expected finite numbers');
});
