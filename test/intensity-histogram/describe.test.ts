import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast } from '../../src/intensity-histogram/contrast.js';
import { describeHistogram } from '../../src/intensity-histogram/describe.js';
import { histogram } from '../../src/intensity-histogram/histogram.js';
import { percentiles } from '../../src/intensity-histogram/percentiles.js';
import { readCases, worstRatio } from '../reference/read.js';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 });

test('mean, variance, skewness and entropy of bytes are those of NumPy and SciPy', () => {
  const cases = readCases('06-histograms', 'contrastMeasures');
  expect(cases.length).toBe(2);
  for (const { inputs, expected, tolerance, name } of cases) {
    // The reference has fractions of 255.
    const h = histogram(Uint8Array.from(inputs.image.data, (v: number) => Math.round(v * 255)));
    const d = describeHistogram(h);
    const found = [d.mean / 255, (d.spread / 255) ** 2, d.skewness, d.entropy / Math.LN2];
    const wanted = [
      expected.mean,
      expected.variance_population,
      expected.skewness,
      expected.entropy_bits,
    ];
    expect(worstRatio(found, wanted, tolerance.float64), name).toBeLessThan(1);
  }
});

test('every statistic by hand', () => {
  const d = describeHistogram({ counts: [0, 3, 0, 1, 0], edges: [0, 2, 4, 6, 8, 10] });
  expect(d).toMatchObject({ total: 4, mean: 4, lowest: 3, highest: 7, median: 3 });
  expect(d).toMatchObject({ lowerQuartile: 3, upperQuartile: 4 });
  expect(d.spread).toBeCloseTo(Math.sqrt(3), 12);
  expect(d.skewness).toBeCloseTo(6 / Math.sqrt(27), 12);
  expect(d.entropy).toBeCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 12);
});

test('the histogram of bytes says what the pixels say', () => {
  fc.assert(
    fc.property(bytes, (image) => {
      const d = describeHistogram(histogram(image));
      const [low, median, high] = percentiles(image, [25, 50, 75]).data;
      expect(d.lowerQuartile).toBeCloseTo(low!, 9);
      expect(d.median).toBeCloseTo(median!, 9);
      expect(d.upperQuartile).toBeCloseTo(high!, 9);
      expect(d.spread).toBeCloseTo(contrast(image), 9);
      expect(d.highest - d.lowest).toBe(contrast(image, { measure: 'range' }));
      expect(d.total).toBe(image.length);
    }),
  );
});

test.each([-1060, -1000, -600, 600, 1015])('levels times 2^%d are described alike', (exponent) => {
  const counts = [4, 0, 1, 2, 9, 3, 7, 1];
  const at = (unit: number) =>
    describeHistogram({ counts, edges: counts.map((_, i) => (i - 3) * unit).concat(6 * unit) });
  const [wanted, found] = [at(1), at(2 ** exponent)];
  expect(found.peaks).toHaveLength(wanted.peaks.length);
  for (const name of ['mean', 'spread', 'lowest', 'median', 'upperQuartile'] as const) {
    // Of the smallest numbers few bits are left.
    expect(found[name] / 2 ** exponent).toBeCloseTo(wanted[name], exponent < -1050 ? 3 : 12);
  }
  expect(found.skewness).toBeCloseTo(wanted.skewness, exponent < -1050 ? 3 : 12);
});

test('levels whose sums and differences are larger than any number', () => {
  const d = describeHistogram({ counts: [1, 0, 1], edges: [-1.7e308, -1.6e308, 1.6e308, 1.7e308] });
  expect([d.mean, d.median]).toEqual([0, 0]);
  const [low, high] = d.peaks.map(({ value }) => value);
  for (const level of [-d.lowest, d.highest, d.spread, -low!, high!]) {
    expect(level / 1.65e308).toBeCloseTo(1, 12);
  }
});

test('one level alone has no spread, skewness or entropy', () => {
  const d = describeHistogram(histogram([0.1, 0.1, 0.1]));
  expect(d).toMatchObject({ spread: 0, skewness: 0 });
  expect(Object.is(d.entropy, 0)).toBe(true);
  expect(d.peaks).toHaveLength(1);
});

test('bad input is refused', () => {
  const edges = [0, 1, 2];
  expect(() => describeHistogram({ counts: [0, 0], edges })).toThrow('at least one value counted');
  expect(() => describeHistogram({ counts: [1, -1], edges })).toThrow('not negative, got -1');
  expect(() => describeHistogram({ counts: [0.5, 0.5], edges })).toThrow('whole numbers');
  expect(() => describeHistogram({ counts: [NaN, 1], edges })).toThrow('NaN at [0]');
  expect(() => describeHistogram({ counts: [1], edges })).toThrow('"h.edges" expected shape (2)');
  expect(() => describeHistogram({ counts: [], edges: [0] })).toThrow('at least one value');
  expect(() => describeHistogram({ counts: [1, 1], edges: [0, 2, 1] })).toThrow('2 before 1');
  expect(() => describeHistogram({ counts: [1, 1], edges }, { prominence: 2 })).toThrow(
    '"prominence"',
  );
});
