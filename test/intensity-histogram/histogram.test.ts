import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNested } from '../../src/core/create.js';
import { cumulativeHistogram } from '../../src/intensity-histogram/cumulative.js';
import { histogram } from '../../src/intensity-histogram/histogram.js';
import { negative } from '../../src/intensity-histogram/negative.js';
import { otsuThreshold } from '../../src/intensity-histogram/otsu.js';
import { readCases } from '../reference/read.js';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
  minLength: 1,
  maxLength: 40,
});

test('counts are those of NumPy, bin for bin', () => {
  const cases = readCases('06-histograms', 'histogram');
  expect(cases.length).toBeGreaterThan(0);
  for (const { inputs, parameters, expected, name } of cases) {
    const range = Array.isArray(parameters.range) ? parameters.range : undefined;
    const h = histogram(inputs.values.data, { bins: parameters.bins, range, outside: 'ignore' });
    expect(toNested(h.counts), name).toEqual(Array.from(expected.histogram.data));
    expect(toNested(h.edges), name).toEqual(Array.from(expected.edges.data));
  }
});

test('bytes are counted one bin a value, as OpenCV does', () => {
  const [only] = readCases('06-histograms', 'histogramUint8');
  const h = histogram(only!.inputs.image.data);
  expect(toNested(h.counts)).toEqual(Array.from(only!.expected.counts.data));
  expect([h.edges.get(0), h.edges.get(256)]).toEqual([-0.5, 255.5]);
});

test('the threshold is that of scikit-image', () => {
  const cases = readCases('06-histograms', 'thresholdOtsu');
  expect(cases.length).toBe(2);
  for (const { inputs, expected } of cases)
    expect(otsuThreshold(inputs.image.data)).toBe(expected.threshold);
});

test('every edge falls into the bin that begins there, the last edge into the last bin', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: -100, max: 100, noNaN: true }),
      fc.double({ min: 1e-3, max: 100, noNaN: true }),
      (bins, low, width) => {
        const range = [low, low + width] as const;
        const edges = Array.from(histogram([low], { bins, range }).edges.data);
        edges.forEach((edge, i) => {
          const { counts } = histogram([edge], { bins, range });
          expect(counts.get(Math.min(i, bins - 1))).toBe(1);
        });
      },
    ),
  );
});

test('counts sum to the pixels, their order is of no account, the cumulative rises to 1', () => {
  fc.assert(
    fc.property(values, (v) => {
      fc.pre(Math.max(...v) === Math.min(...v) || Math.max(...v) - Math.min(...v) > 1e-6);
      const { counts } = histogram(v, { bins: 7 });
      const list = Array.from(counts.data);
      expect(list.reduce((a, b) => a + b, 0)).toBe(v.length);
      expect(Array.from(histogram([...v].reverse(), { bins: 7 }).counts.data)).toEqual(list);
      const { cumulative } = cumulativeHistogram(v, { bins: 7 });
      for (let i = 1; i < 7; i++)
        expect(cumulative.get(i)).toBeGreaterThanOrEqual(cumulative.get(i - 1));
      expect(cumulative.get(6)).toBe(1);
    }),
  );
});

test('the negative mirrors the histogram of bytes, and twice is the image', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 30 }), (bytes) => {
      const once = Uint8Array.from(negative(bytes).data);
      expect(Array.from(negative(once).data)).toEqual(Array.from(bytes));
      expect(Array.from(histogram(once).counts.data)).toEqual(
        Array.from(histogram(bytes).counts.data).reverse(),
      );
    }),
  );
});

test('constant images have a histogram and a threshold', () => {
  expect(toNested(histogram([3, 3], { bins: 2 }).edges)).toEqual([2.5, 3, 3.5]);
  expect(otsuThreshold(new Uint8Array([9, 9]))).toBe(9);
});

test('bad input is refused', () => {
  expect(() => histogram([1], { bins: 0 })).toThrow('"bins"');
  expect(() => histogram([1], { range: [1, 1] })).toThrow('"range"');
  expect(() => histogram([1], { range: [2, 1] })).toThrow('"range"');
  expect(() => histogram([5], { range: [0, 1] })).toThrow('1 outside');
  expect(() => histogram([NaN])).toThrow('NaN at [0]');
  expect(() => histogram([])).toThrow('at least one pixel');
  expect(() => negative([2])).toThrow('values from 0 to 1, got 2');
});
