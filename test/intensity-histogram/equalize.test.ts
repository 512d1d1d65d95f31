import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { equalizeHistogram } from '../../src/intensity-histogram/equalize.js';
import { views } from '../laws/views.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

test('interpolated intensities are those of scikit-image', () => {
  const cases = readCases('06-histograms', 'equalizeHistogram');
  expect(cases.length).toBe(4);
  for (const { inputs, parameters, expected, tolerance, name } of cases) {
    for (const dtype of ['float64', 'float32'] as const) {
      const found = equalizeHistogram(toFloats(inputs.image, dtype), { bins: parameters.bins });
      expect(found.dtype).toBe(dtype);
      expect(worstRatio(found.data, expected.image.data, tolerance[dtype]), name).toBeLessThan(1);
    }
  }
});

test('bytes are those of OpenCV, every one', () => {
  const [only] = readCases('06-histograms', 'equalizeHistogramUint8');
  const found = equalizeHistogram(only!.inputs.image.data, { method: 'bytes' });
  expect(Array.from(found.data)).toEqual(Array.from(only!.expected.image.data));
});

test('a half is rounded to the even neighbour', () => {
  // 255 · 1 / 2 = 127.5 and 255 · 1 / 6 = 42.5.
  expect(toNested(equalizeHistogram([0, 1, 2], { method: 'bytes' }))).toEqual([0, 128, 255]);
  const seven = [0, 1, 2, 2, 2, 2, 2];
  expect(equalizeHistogram(seven, { method: 'bytes' }).get(1)).toBe(42);
});

test('equalising is monotone, by both methods, and reaches white', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
      const rising = bytes.slice().sort();
      for (const method of ['interpolate', 'bytes'] as const) {
        const found = Array.from(equalizeHistogram(rising, { method }).data);
        found.forEach((v, i) => {
          if (i > 0) expect(v).toBeGreaterThanOrEqual(found[i - 1]!);
        });
        const constant = rising[0] === rising.at(-1);
        const white = method === 'bytes' ? (constant ? rising[0] : 255) : 1;
        expect(found.at(-1)).toBe(white);
      }
    }),
  );
});

test('floats are equalised monotonically too', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2 }),
      (values) => {
        fc.pre(Math.max(...values) - Math.min(...values) > 1e-6);
        const rising = values.sort((a, b) => a - b);
        const found = Array.from(equalizeHistogram(rising, { bins: 16 }).data);
        for (let i = 1; i < found.length; i++)
          expect(found[i]! - found[i - 1]!).toBeGreaterThan(-1e-12);
      },
    ),
  );
});

test('constant images stay constant', () => {
  expect(toNested(equalizeHistogram([0.3, 0.3]))).toEqual([0.5, 0.5]);
  expect(toNested(equalizeHistogram(new Uint8Array([7, 7])))).toEqual([1, 1]);
  expect(toNested(equalizeHistogram([7, 7], { method: 'bytes' }))).toEqual([7, 7]);
});

test('values beyond a range take the value at its end', () => {
  const found = equalizeHistogram([-9, 0.25, 0.75, 9], { bins: 2, range: [0, 1] });
  expect(toNested(found)).toEqual([0.5, 0.5, 1, 1]);
});

test('views are read as they read, and stay as they are', () => {
  fc.assert(
    fc.property(views({ shape: [3, 2] }), (view) => {
      const before = view.data.slice();
      const nested = toNested(view);
      const method = 'bytes';
      expect(toNested(equalizeHistogram(view, { method }))).toEqual(
        toNested(equalizeHistogram(nested as number[][], { method })),
      );
      expect(view.data).toEqual(before);
    }),
  );
});

test('bad input is refused', () => {
  expect(() => equalizeHistogram([])).toThrow('at least one pixel');
  expect(() => equalizeHistogram([NaN])).toThrow('NaN at [0]');
  expect(() => equalizeHistogram([1], { bins: 0 })).toThrow('equalizeHistogram: "bins"');
  expect(() => equalizeHistogram([1], { range: [1, 0] })).toThrow('"range"');
  expect(() => equalizeHistogram([0.5], { method: 'bytes' })).toThrow('whole values from 0 to 255');
  expect(() => equalizeHistogram([1], { method: 'bytes', bins: 4 })).toThrow('got bins');
  expect(() => equalizeHistogram([1], { method: 'lut' as 'bytes' })).toThrow('one of');
});
