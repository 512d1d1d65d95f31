import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { cumulativeHistogram } from '../../src/intensity-histogram/cumulative.js';
import { histogram } from '../../src/intensity-histogram/histogram.js';
import { readCases, worstRatio } from '../reference/read.js';

test('shares and centres are those of scikit-image', () => {
  const cases = readCases('06-histograms', 'cumulativeDistribution');
  expect(cases.length).toBe(2);
  for (const { inputs, parameters, expected, tolerance, name } of cases) {
    const { cumulative, edges } = cumulativeHistogram(inputs.image.data, { bins: parameters.bins });
    const centres = Array.from(cumulative.data, (_, i) => (edges.get(i) + edges.get(i + 1)) / 2);
    expect(worstRatio(cumulative.data, expected.cdf.data, tolerance.float64), name).toBeLessThan(1);
    expect(worstRatio(centres, expected.bin_centers.data, tolerance.float64), name).toBeLessThan(1);
  }
});

test('shares never fall, and end at 1', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), (values) => {
      const shares = Array.from(cumulativeHistogram(values, { bins: 7 }).cumulative.data);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);
    }),
  );
});

test('a constant image steps from 0 to 1, and no values at all give 0', () => {
  expect(toNested(cumulativeHistogram([3, 3], { bins: 2 }).cumulative)).toEqual([0, 1]);
  const none = cumulativeHistogram([9], { bins: 2, range: [0, 1], outside: 'ignore' });
  expect(toNested(none.cumulative)).toEqual([0, 0]);
});

test('errors name the function', () => {
  expect(() => cumulativeHistogram([])).toThrow('cumulativeHistogram: "image"');
});

test('of a histogram it is that of its image', () => {
  const image = [0, 0.5, 1, 2, 2, 7];
  const options = { bins: 4, range: [0, 8] } as const;
  expect(cumulativeHistogram(histogram(image, options))).toEqual(
    cumulativeHistogram(image, options),
  );
  expect(() => cumulativeHistogram(histogram(image) as never, { bins: 3 })).toThrow(
    /^cumulativeHistogram: "options" expected/,
  );
  expect(() => cumulativeHistogram({ counts: [1, 2], edges: [0, 1] })).toThrow(
    'cumulativeHistogram: "h.edges" expected',
  );
  expect(() => cumulativeHistogram({ counts: [0, 0], edges: [0, 1, 2] })).toThrow(
    'cumulativeHistogram: "h.counts" expected at least one value counted',
  );
});
