import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { rescaleIntensity } from '../../src/intensity-histogram/rescale.js';
import { views } from '../laws/views.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

test('intensities are stretched and clipped as scikit-image does', () => {
  const cases = readCases('06-histograms', 'rescaleIntensity');
  expect(cases.length).toBe(3);
  for (const { inputs, parameters, expected, tolerance, name } of cases) {
    const from = parameters.in_range === 'image' ? undefined : parameters.in_range;
    for (const dtype of ['float64', 'float32'] as const) {
      const image = toFloats(inputs.image, dtype);
      const found = rescaleIntensity(image, { from, to: parameters.out_range });
      expect(found.dtype).toBe(dtype);
      expect(found.shape).toEqual(inputs.image.shape);
      expect(worstRatio(found.data, expected.image.data, tolerance[dtype]), name).toBeLessThan(1);
    }
  }
});

test('the ends of the image become the ends of the range exactly', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2 }),
      (values) => {
        fc.pre(Math.max(...values) > Math.min(...values));
        const found = Array.from(rescaleIntensity(values, { to: [-0.1, 0.7] }).data);
        expect([Math.min(...found), Math.max(...found)]).toEqual([-0.1, 0.7]);
      },
    ),
  );
});

test('a constant image keeps its value within the new range', () => {
  expect(toNested(rescaleIntensity([0.3, 0.3]))).toEqual([0.3, 0.3]);
  expect(toNested(rescaleIntensity([7, 7]))).toEqual([1, 1]);
  expect(toNested(rescaleIntensity([-7], { to: [2, 3] }))).toEqual([2]);
});

test('views are read as they read, and stay as they are', () => {
  fc.assert(
    fc.property(views({ shape: [3, 2] }), (view) => {
      const before = view.data.slice();
      const doubled = (toNested(view) as number[][]).map((row) => row.map((v) => 2 * v));
      expect(toNested(rescaleIntensity(view, { from: [0, 128], to: [0, 256] }))).toEqual(doubled);
      expect(view.data).toEqual(before);
    }),
  );
});

test('bad input is refused', () => {
  expect(() => rescaleIntensity([1], { from: [1, 1] })).toThrow('"from"');
  expect(() => rescaleIntensity([1], { from: [2, 1] })).toThrow('"from"');
  expect(() => rescaleIntensity([1], { to: [1, 0] })).toThrow('"to"');
  expect(() => rescaleIntensity([1], { to: [0, NaN] })).toThrow('"to"');
  expect(() => rescaleIntensity([1], { to: 1 as unknown as [number, number] })).toThrow(
    '"to" expected two numbers [low, high], got 1',
  );
  expect(() => rescaleIntensity([NaN])).toThrow('NaN at [0]');
  expect(() => rescaleIntensity([])).toThrow('at least one pixel');
});
