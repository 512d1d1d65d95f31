import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { histogram } from '../../src/intensity-histogram/histogram.js';
import { views } from '../laws/views.js';
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

test('counts sum to the pixels, and their order is of no account', () => {
  fc.assert(
    fc.property(values, (v) => {
      fc.pre(Math.max(...v) === Math.min(...v) || Math.max(...v) - Math.min(...v) > 1e-6);
      const { counts } = histogram(v, { bins: 7 });
      const list = Array.from(counts.data);
      expect(list.reduce((a, b) => a + b, 0)).toBe(v.length);
      expect(Array.from(histogram([...v].reverse(), { bins: 7 }).counts.data)).toEqual(list);
    }),
  );
});

test('constant images have a histogram', () => {
  expect(toNested(histogram([3, 3], { bins: 2 }).edges)).toEqual([2.5, 3, 3.5]);
  expect(histogram(new Uint8Array([9, 9])).counts.get(9)).toBe(2);
});

test('bad input is refused', () => {
  expect(() => histogram([1], { bins: 0 })).toThrow('"bins"');
  expect(() => histogram([1], { range: [1, 1] })).toThrow('"range"');
  expect(() => histogram([1], { range: [2, 1] })).toThrow('"range"');
  expect(() => histogram([5], { range: [0, 1] })).toThrow('1 outside');
  expect(() => histogram([NaN])).toThrow('NaN at [0]');
  expect(() => histogram([])).toThrow('at least one pixel');
  expect(() => histogram([1], { outside: 'clip' as 'ignore' })).toThrow(
    'one of "refuse", "ignore"',
  );
});

test('strided views and float32 are counted as they read, and stay as they are', () => {
  fc.assert(
    fc.property(views({ shape: [3, 2] }), (view) => {
      const before = view.data.slice();
      const list = (toNested(view) as number[][]).flat();
      const range = [0, 100] as const;
      expect(toNested(histogram(view, { bins: 10, range }).counts)).toEqual(
        toNested(histogram(list, { bins: 10, range }).counts),
      );
      expect(view.data).toEqual(before);
    }),
  );
});
