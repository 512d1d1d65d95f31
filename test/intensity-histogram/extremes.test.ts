import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { contrast } from '../../src/intensity-histogram/contrast.js';
import { cumulativeHistogram } from '../../src/intensity-histogram/cumulative.js';
import { describeHistogram } from '../../src/intensity-histogram/describe.js';
import { histogramDistance } from '../../src/intensity-histogram/distance.js';
import { equalizeHistogram } from '../../src/intensity-histogram/equalize.js';
import { otsuThreshold } from '../../src/intensity-histogram/otsu.js';
import { percentiles } from '../../src/intensity-histogram/percentiles.js';
import { rescaleIntensity } from '../../src/intensity-histogram/rescale.js';

const M = 1.5e308;

describe('intensities at the ends of float64, whose sums and differences are no numbers', () => {
  it('percentiles lie between them', () => {
    expect(toNested(percentiles([-M, M], [0, 25, 50, 100]))).toEqual([-M, -M / 2, 0, M]);
  });

  it('ratios and means are those of smaller numbers', () => {
    expect(contrast([M, M / 3], { measure: 'michelson' })).toBeCloseTo(0.5, 12);
    expect(contrast([M, M, M / 4], { measure: 'weber' })).toBeCloseTo(1 / 3, 12);
    expect(contrast([-M, M])).toBe(M);
    expect(contrast([-M, M, M, -M], { measure: 'interquartile' })).toBe(Infinity);
    expect(contrast([M, M / 2, M, M / 2], { measure: 'interquartile' })).toBe(M / 2);
  });

  it('the middle of a range is half way', () => {
    expect(toNested(rescaleIntensity([-M, 0, M]))).toEqual([0, 0.5, 1]);
    const stretched = toNested(rescaleIntensity([0, 0.5, 0.75, 1], { to: [-M, M] })) as number[];
    expect(stretched).toEqual([-M, 0, M / 2, M]);
  });

  it('equalising tells bins apart', () => {
    const values = [1, 1.125, 1.25, 1.5];
    const large = values.map((value) => value * 2 ** 1023);
    const shares = toNested(equalizeHistogram(large, { bins: 4 }));
    expect(shares).toEqual(toNested(equalizeHistogram(values, { bins: 4 })));
  });

  it('a histogram has a mean and a spread', () => {
    const { mean, spread } = describeHistogram({
      counts: [1, 0, 1],
      edges: [-M, -M / 2, M / 2, M],
    });
    expect(mean).toBe(0);
    expect(spread / M).toBeCloseTo(0.75, 12);
  });
});

describe('Otsu’s threshold', () => {
  const values = [-0.1, 0, 0.1, 0.2, 1.1, 1.2, 1.3];
  it.each([-1000, -900, -500, 500, 900, 1015])(
    'moves with the intensities, times 2^%d',
    (exponent) => {
      const unit = 2 ** exponent;
      const scaled = values.map((v) => v * unit);
      expect(otsuThreshold(scaled, { bins: 28 })).toBe(otsuThreshold(values, { bins: 28 }) * unit);
    },
  );
});

describe('counts whose sum no number holds', () => {
  it('are refused, where their shares would be 0', () => {
    const h = { counts: [1e308, 1e308], edges: [0, 1, 2] };
    const message = '"h.counts" expected numbers whose sum float64 holds, got larger ones';
    expect(() => cumulativeHistogram(h)).toThrow(`cumulativeHistogram: ${message}`);
    expect(() => histogramDistance(h, h)).toThrow('numbers whose sum float64 holds');
  });
});
