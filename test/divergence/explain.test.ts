import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/derivation/render-text.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import {
  explainCrossEntropy,
  explainGaussianKl,
  explainKlDivergence,
} from '../../src/divergence/index.js';

const THIRD = [1 / 3, 1 / 3, 1 / 3];
const BINOMIAL = [0.36, 0.48, 0.16];

describe('the course problems are derived', () => {
  it('binomial against uniform, both ways and in both units', () => {
    const there = explainKlDivergence(BINOMIAL, THIRD);
    const back = explainKlDivergence(THIRD, BINOMIAL);
    expect(there.result).toBeCloseTo(0.0852996013183706, 15);
    expect(back.result).toBeCloseTo(0.09745500678538754, 15);
    expect(explainKlDivergence(BINOMIAL, THIRD, { base: 2 }).result).toBeCloseTo(
      0.12306131181181895,
      15,
    );
    for (const d of [there, back]) expect(verifyDerivation(d).ok).toBe(true);
    // 1/3 printed as 0.333 does not add up to 1: the sheet's own numbers are refused, not normalised.
    expect(() => explainKlDivergence(BINOMIAL, [0.333, 0.333, 0.333])).toThrow('sum 0.999');
    for (const wrong of [0.0863001, -0.0852996, 0.097455])
      expect(Math.abs(there.result - wrong)).toBeGreaterThan(1e-4);
  });

  it('three classes in bits, with the sign that the sheet lost', () => {
    const d = explainKlDivergence([0.4, 0.4, 0.2], [0.5, 0.4, 0.1], { base: 2 });
    expect(d.result).toBeCloseTo(0.07122876204505507, 15);
    expect(verifyDerivation(d).ok).toBe(true);
    expect(renderText(d)).toContain('−0.1288');
    for (const wrong of [0.32877123795494495, 0.06096404744368119])
      expect(Math.abs(d.result - wrong)).toBeGreaterThan(0.01);
  });

  it('two full Gaussians, and a diagonal one against the standard normal', () => {
    const q = {
      mean: [1, 0],
      covariance: [
        [2, 0.5],
        [0.5, 1],
      ],
    };
    const p = {
      mean: [0, 1],
      covariance: [
        [1, 0.2],
        [0.2, 2],
      ],
    };
    const full = explainGaussianKl(q, p);
    expect(full.result).toBeCloseTo(1.1485010773473792, 14);
    const vae = explainGaussianKl(
      {
        mean: [0.5, -1],
        covariance: [
          [1.44, 0],
          [0, 0.64],
        ],
      },
      {
        mean: [0, 0],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      },
    );
    expect(vae.result).toBeCloseTo(0.7058219945202551, 14);
    for (const d of [full, vae]) expect(verifyDerivation(d).ok).toBe(true);
    for (const wrong of [-0.7058219945202551, 0.6454109972601276, 0.1626784432060453])
      expect(Math.abs(vae.result - wrong)).toBeGreaterThan(0.01);
  });

  it('cross-entropy as entropy and divergence, an outcome that never occurs included', () => {
    const d = explainCrossEntropy([0.5, 0.5, 0], [0.25, 0.25, 0.5], { base: 2 });
    expect(d.result).toBe(2);
    expect(verifyDerivation(d).ok).toBe(true);
    expect(() => explainCrossEntropy([0.5, 0.5], [1, 0])).toThrow('infinite');
  });
});
