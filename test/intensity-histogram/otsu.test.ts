import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { otsuThreshold } from '../../src/intensity-histogram/otsu.js';
import { readCases } from '../reference/read.js';

/** Variance between the classes up to and above a threshold, from the pixels themselves. */
function between(values: readonly number[], threshold: number): number {
  const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
  const dark = values.filter((v) => v <= threshold);
  const bright = values.filter((v) => v > threshold);
  if (dark.length === 0 || bright.length === 0) return 0;
  return dark.length * bright.length * (mean(dark) - mean(bright)) ** 2;
}

test('the threshold is that of scikit-image', () => {
  const cases = readCases('06-histograms', 'thresholdOtsu');
  expect(cases.length).toBe(2);
  for (const { inputs, expected } of cases)
    expect(otsuThreshold(inputs.image.data)).toBe(expected.threshold);
});

test('no other threshold separates the classes more (brute force over all bytes)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
      const values = Array.from(bytes);
      const scores = Array.from({ length: 256 }, (_, t) => between(values, t));
      const best = Math.max(...scores);
      const found = otsuThreshold(bytes);
      expect(between(values, found)).toBeGreaterThanOrEqual(best * (1 - 1e-12));
      // The first of equals: just below it lies less.
      if (best > 0) expect(between(values, found - 1)).toBeLessThan(best * (1 + 1e-12));
      if (best > 0) expect(values).toContain(found);
    }),
    { numRuns: 40 },
  );
});

test('of equal cuts the first counts, wherever the bins are', () => {
  // Five equally full bins: cuts after the second and the third are each other's mirror image.
  const options = { bins: 5, range: [-16.603182123387043, -6.267953492625718] } as const;
  const width = (options.range[1] - options.range[0]) / 5;
  const values = [0, 1, 2, 3, 4].map((i) => options.range[0] + (i + 0.5) * width);
  expect(otsuThreshold(values, options)).toBeCloseTo(values[1]!, 12);
  for (const n of [2, 3, 4, 5, 7, 10, 100])
    expect(otsuThreshold(Uint8Array.from({ length: n }, (_, i) => 3 + i))).toBe(
      3 + Math.ceil(n / 2) - 1 - (n % 2),
    );
});

test('one value alone is the threshold', () => {
  expect(otsuThreshold(new Uint8Array([9, 9]))).toBe(9);
});

test('floats are thresholded at a bin’s centre', () => {
  expect(otsuThreshold([0, 0, 1, 1], { bins: 4 })).toBe(0.125);
  expect(otsuThreshold(new Float32Array([0, 0, 1, 1]), { bins: 4 })).toBe(0.125);
});

test('errors name the function', () => {
  expect(() => otsuThreshold([NaN])).toThrow('otsuThreshold: "image"');
});
