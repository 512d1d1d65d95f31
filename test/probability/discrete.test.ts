import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomGenerator, toNested } from '../../src/array/index.js';
import {
  binomialProbabilities,
  classPriors,
  sampleCategorical,
} from '../../src/probability/index.js';

const probability = fc.double({ min: 0, max: 1, noNaN: true });

describe('binomialProbabilities', () => {
  it('adds up to 1, with mean np and variance np(1 − p)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), probability, (n, p) => {
        const weights = Array.from(binomialProbabilities(n, p).data);
        expect(weights).toHaveLength(n + 1);
        const mean = weights.reduce((sum, w, k) => sum + w * k, 0);
        const variance = weights.reduce((sum, w, k) => sum + w * (k - n * p) ** 2, 0);
        expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
        expect(mean).toBeCloseTo(n * p, 8);
        expect(variance).toBeCloseTo(n * p * (1 - p), 6);
      }),
    );
  });

  it('mirrors when success and failure change places', () => {
    const [a, b] = [binomialProbabilities(9, 0.25), binomialProbabilities(9, 0.75)];
    for (let k = 0; k <= 9; k++) expect(a.get(k)).toBeCloseTo(b.get(9 - k), 15);
  });

  it('knows Pascal’s triangle and the certain cases', () => {
    expect(toNested(binomialProbabilities(4, 0.5))).toEqual([1, 4, 6, 4, 1].map((c) => c / 16));
    expect(toNested(binomialProbabilities(3, 0))).toEqual([1, 0, 0, 0]);
    expect(toNested(binomialProbabilities(3, 1))).toEqual([0, 0, 0, 1]);
    expect(toNested(binomialProbabilities(0, 0.3))).toEqual([1]);
  });

  it('does not overflow for many trials', () => {
    // Stirling: the middle of 10⁶ fair trials is √(2/(πn)) (1 − 1/(4n)).
    const n = 1e6;
    const wanted = Math.sqrt(2 / (Math.PI * n)) * (1 - 1 / (4 * n));
    expect(binomialProbabilities(n, 0.5).get(n / 2) / wanted).toBeCloseTo(1, 11);
  });

  it('refuses bad numbers', () => {
    expect(() => binomialProbabilities(2.5, 0.5)).toThrow(
      'binomialProbabilities: "n" expected a whole number',
    );
    expect(() => binomialProbabilities(2, 1.5)).toThrow('binomialProbabilities: "p"');
  });
});

describe('classPriors', () => {
  it('counts', () => {
    expect(toNested(classPriors(new Uint8Array([2, 2, 0, 2]), 4))).toEqual([0.25, 0, 0.75, 0]);
    expect(toNested(classPriors([], 2, { smoothing: 3 }))).toEqual([0.5, 0.5]);
  });

  it('refuses labels out of range with their place', () => {
    expect(() => classPriors([0, 3], 3)).toThrow(
      'classPriors: "labels[1]" expected a whole number >= 0 and <= 2, got 3',
    );
    expect(() => classPriors([], 3)).toThrow('classPriors: "labels" expected at least one label');
    expect(() => classPriors([[0]], 3)).toThrow('expected shape (n)');
  });
});

describe('sampleCategorical', () => {
  it('draws each class as often as its probability says, within five standard deviations', () => {
    const p = [0.1, 0, 0.65, 0.25];
    const n = 40000;
    const counts = [0, 0, 0, 0];
    for (const drawn of sampleCategorical(p, n, randomGenerator(3))) counts[drawn]! += 1;
    p.forEach((q, c) => {
      expect(Math.abs(counts[c]! - n * q)).toBeLessThanOrEqual(5 * Math.sqrt(n * q * (1 - q)));
    });
  });

  it('never leaves the range where the sum rounds', () => {
    const p = Float32Array.from({ length: 7 }, () => 1 / 7);
    const drawn = sampleCategorical(p, 2000, randomGenerator(9));
    expect(Math.min(...drawn)).toBe(0);
    expect(Math.max(...drawn)).toBe(6);
  });

  it('refuses what is no distribution', () => {
    const rng = randomGenerator(1);
    expect(() => sampleCategorical([0.5, 0.4], 1, rng)).toThrow(
      'expected probabilities that add up to 1, got a sum of 0.9',
    );
    expect(() => sampleCategorical([1.5, -0.5], 1, rng)).toThrow('"probabilities[1]"');
    expect(() => sampleCategorical([1], -1, rng)).toThrow('"count"');
  });
});
