import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareHistograms } from '../../src/intensity-histogram/compare.js';
import { describeHistogram } from '../../src/intensity-histogram/describe.js';
import { HISTOGRAM_METRICS, histogramDistance } from '../../src/intensity-histogram/distance.js';
import { explainHistogramComparison } from '../../src/intensity-histogram/explain-comparison.js';
import { explainHistogramModes } from '../../src/intensity-histogram/explain-modes.js';
import { histogram } from '../../src/intensity-histogram/histogram.js';

const edges = [0, 2, 4, 6, 8];
const counted = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 })
  .filter((counts) => counts.some((count) => count > 0));
const LARGEST = [1, 1, 2, 1, 2, Math.SQRT2, 6];

test('each metric by hand', () => {
  // Shares (½, ½, 0, 0) and (0, ½, ¼, ¼).
  const a = { counts: [2, 2, 0, 0], edges };
  const b = { counts: [0, 4, 2, 2], edges };
  const by = (metric: (typeof HISTOGRAM_METRICS)[number]): number =>
    histogramDistance(a, b, { metric });
  expect(by('intersection')).toBe(0.5);
  expect(by('chi-square')).toBe(0.5);
  // Deviations (¼, ¼, −¼, −¼) and (−¼, ¼, 0, 0): r = 0.
  expect(by('correlation')).toBe(1);
  expect(by('bhattacharyya')).toBeCloseTo(Math.sqrt(0.5), 12);
  expect(by('l1')).toBe(1);
  expect(by('l2')).toBeCloseTo(Math.sqrt(3 / 8), 12);
  // Running sums (½, 1, 1, 1) and (0, ½, ¾, 1), bins 2 wide.
  expect(by('wasserstein')).toBe(2 * (0.5 + 0.5 + 0.25));
  expect(histogramDistance(a, b)).toBe(by('wasserstein'));
});

test('equal shares are at distance 0, whatever the size; it is symmetric and bounded', () => {
  fc.assert(
    fc.property(counted, counted, (x, y) => {
      const [a, b] = [
        { counts: x, edges },
        { counts: y, edges },
      ];
      const larger = { counts: x.map((count) => 3 * count), edges };
      HISTOGRAM_METRICS.forEach((metric, i) => {
        expect(histogramDistance(a, larger, { metric })).toBeCloseTo(0, 12);
        const d = histogramDistance(a, b, { metric });
        expect(d).toBeCloseTo(histogramDistance(b, a, { metric }), 12);
        expect(d).toBeGreaterThanOrEqual(0);
        expect(d).toBeLessThanOrEqual(LARGEST[i]! + 1e-12);
      });
    }),
  );
});

test('a shift by k is k away for the earth mover, and merely disjoint for the others', () => {
  const a = histogram(new Uint8Array([10, 12]));
  for (const k of [1, 50, 200]) {
    const b = histogram(new Uint8Array([10 + k, 12 + k]));
    expect(histogramDistance(a, b)).toBeCloseTo(k, 10);
    expect(histogramDistance(a, b, { metric: 'l1' })).toBe(2);
    expect(histogramDistance(a, b, { metric: 'bhattacharyya' })).toBe(1);
  }
});

test('the correlation of flat histograms is defined', () => {
  const flat = { counts: [1, 1, 1, 1], edges };
  const other = { counts: [1, 0, 0, 0], edges };
  expect(histogramDistance(flat, flat, { metric: 'correlation' })).toBe(0);
  expect(histogramDistance(flat, other, { metric: 'correlation' })).toBe(1);
});

test('float32 counts and shares are taken, and stay as they are', () => {
  const counts = new Float32Array([0.5, 0.5, 0, 0]);
  const before = counts.slice();
  const b = { counts: [0, 1, 1, 0], edges };
  expect(histogramDistance({ counts, edges }, b, { metric: 'l1' })).toBe(1);
  expect(counts).toEqual(before);
});

test('other bins, empty histograms and unknown metrics are refused', () => {
  const a = { counts: [1, 0], edges: [0, 1, 2] };
  expect(() => histogramDistance(a, { counts: [1, 0], edges: [0, 1, 3] })).toThrow(
    '"b" expected the edges of a (2 bins from 0 to 2), got 2 bins from 0 to 3',
  );
  expect(() => histogramDistance(a, { counts: [0, 0], edges: [0, 1, 2] })).toThrow('"b.counts"');
  expect(() => histogramDistance(a, a, { metric: 'emd' as 'l1' })).toThrow('one of');
  expect(() => histogramDistance(3 as never, a)).toThrow('an object');
});

test('counts alone are those of the levels from 0 on', () => {
  fc.assert(
    fc.property(counted, counted, (x, y) => {
      const around = [-0.5, 0.5, 1.5, 2.5, 3.5];
      const [a, b] = [x, y].map((counts) => ({ counts, edges: around }));
      for (const metric of HISTOGRAM_METRICS) {
        const d = histogramDistance(a!, b!, { metric });
        expect(histogramDistance(x, y, { metric })).toBe(d);
        expect(histogramDistance(Uint8Array.from(x), b!, { metric })).toBe(d);
      }
      expect(describeHistogram(x)).toEqual(describeHistogram(a!));
      expect(compareHistograms(x, y)).toEqual(compareHistograms(a!, b!));
      expect(explainHistogramModes(x).result).toEqual(describeHistogram(x).peaks);
      expect(explainHistogramComparison(x, y).result).toEqual(
        explainHistogramComparison(a!, b!).result,
      );
    }),
    { numRuns: 20 },
  );
  // As many levels as bytes: what `histogram` counts of a byte image.
  const bytes = histogram(new Uint8Array([10, 12, 200]));
  expect(describeHistogram(bytes.counts)).toEqual(describeHistogram(bytes));
});

test('counts alone are named where they are none', () => {
  expect(() => histogramDistance([1, -1], [1, 1])).toThrow(
    'histogramDistance: "a" expected numbers that are not negative, got -1',
  );
  expect(() => histogramDistance([1, 1], [[1], [1]])).toThrow('histogramDistance: "b" expected');
  expect(() => histogramDistance([1, 1], [1, 1, 1])).toThrow(
    'histogramDistance: "b" expected the edges of a (2 bins from -0.5 to 1.5), got 3 bins from -0.5 to 2.5',
  );
  expect(() => histogramDistance(3 as never, [1])).toThrow('histogramDistance: "a" expected');
});
