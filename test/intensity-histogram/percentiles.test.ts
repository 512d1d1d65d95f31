import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { percentiles } from '../../src/intensity-histogram/percentiles.js';
import { views } from '../laws/views.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

test('percentiles are those of NumPy', () => {
  const cases = readCases('06-histograms', 'percentiles');
  expect(cases.length).toBe(2);
  for (const { inputs, parameters, expected, tolerance, name } of cases) {
    for (const dtype of ['float64', 'float32'] as const) {
      const found = percentiles(toFloats(inputs.image, dtype), parameters.percent);
      expect(found.dtype).toBe(dtype);
      expect(worstRatio(found.data, expected.values.data, tolerance[dtype]), name).toBeLessThan(1);
    }
  }
});

test('ranks between values are interpolated', () => {
  expect(toNested(percentiles([10, 0], [25, 50, 75]))).toEqual([2.5, 5, 7.5]);
  expect(toNested(percentiles([7], [0, 33, 100]))).toEqual([7, 7, 7]);
});

test('they rise from the least to the greatest value, in whatever layout', () => {
  fc.assert(
    fc.property(views({ shape: [3, 2] }), (view) => {
      const before = view.data.slice();
      const list = (toNested(view) as number[][]).flat().sort((a, b) => a - b);
      expect(toNested(percentiles(view, [0, 20, 40, 60, 80, 100]))).toEqual(list);
      expect(view.data).toEqual(before);
    }),
  );
});

test('bad input is refused', () => {
  expect(() => percentiles([], [50])).toThrow('at least one pixel');
  expect(() => percentiles([NaN], [50])).toThrow('NaN at [0]');
  expect(() => percentiles([1], [101])).toThrow('"percents" expected percentages from 0 to 100');
  expect(() => percentiles([1], [-1])).toThrow('got -1');
  expect(() => percentiles([1], [[50]])).toThrow('shape (n)');
});
