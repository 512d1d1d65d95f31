import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import type { FloatNdArray } from '../../src/core/types.js';
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

  it('two full Gaussians', () => {
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
    // The determinants the wrong way round, the number of dimensions left out, the other direction.
    const logarithm = Math.log(1.96 / 1.75);
    for (const wrong of [full.result - logarithm, full.result + 1, explainGaussianKl(p, q).result])
      expect(Math.abs(full.result - wrong)).toBeGreaterThan(0.05);
    expect(verifyDerivation(full).ok).toBe(true);
  });

  it('a diagonal Gaussian against the standard normal, dimension by dimension', () => {
    const own = { mean: [0.5, -1], variance: [1.2 ** 2, 0.8 ** 2] };
    const vae = explainGaussianKl(own, { mean: [0, 0], variance: [1, 1] });
    expect(vae.result).toBeCloseTo(0.7058219945202551, 14);
    expect(verifyDerivation(vae).ok).toBe(true);
    const shares = vae.steps.find(({ id }) => id === 'shares')?.value as FloatNdArray;
    expect(shares.get(0)).toBeCloseTo(0.1626784432060453, 15);
    expect(shares.get(1)).toBeCloseTo(0.5431435513142098, 15);
    expect(renderText(vae)).toContain('a₁ = (μ₁ − m₁)²/s₁² = (0.5 − 0)²/1 = 0.25');
    // The same with a covariance of variances.
    const full = explainGaussianKl(
      {
        mean: own.mean,
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
    expect(full.result).toBeCloseTo(vae.result, 14);
    // As printed: sign, σ for σ², both, the last dimension dropped, no half, σ for the log-variance.
    for (const wrong of [
      -0.7058219945202551, -0.6454109972601276, 0.6454109972601276, 0.1626784432060453,
      1.4116439890405101, 1.3978289256145078,
    ])
      expect(Math.abs(vae.result - wrong)).toBeGreaterThan(0.01);
  });

  it('Gaussians on a line, without indices', () => {
    const d = explainGaussianKl({ mean: 0, variance: 4 }, { mean: 2, variance: 1 });
    // ½ (4 + 4 − 1 − ln 4)
    expect(d.result).toBeCloseTo(0.5 * (7 - Math.log(4)), 14);
    expect(verifyDerivation(d).ok).toBe(true);
    expect(renderText(d)).toContain('a = (μ − m)²/s² = (0 − 2)²/1 = 4');
    const equal = explainGaussianKl({ mean: 1, variance: 0.3 }, { mean: 1, variance: 0.3 });
    expect(equal.result).toBe(0);
    expect(verifyDerivation(equal).ok).toBe(true);
    expect(() =>
      // @ts-expect-error: the two are described alike.
      explainGaussianKl({ mean: 0, variance: 1 }, { mean: [0], covariance: [[1]] }),
    ).toThrow('a variance or a covariance');
    expect(() => explainGaussianKl({ mean: 0, variance: 0 }, { mean: 0, variance: 1 })).toThrow(
      'variances above 0',
    );
  });

  it('says how large a divergence is in the other unit, and the other way round', () => {
    const bits = explainKlDivergence([0.4, 0.4, 0.2], [0.5, 0.4, 0.1], { base: 2 });
    expect(bits.conclusion).toContain('0.0712288 bits (0.049372 nats)');
    expect(bits.conclusion).toContain('0.060964 bits');
    const oneWay = explainKlDivergence([1, 0], [0.5, 0.5]);
    expect(oneWay.conclusion).toContain('0.693147 nats (1 bit)');
    expect(oneWay.conclusion).toContain('the other way round it is infinite');
    expect(() => explainKlDivergence([1], [1], { base: 1 })).toThrow('explainKlDivergence: "base"');
  });

  it('cross-entropy as entropy and divergence, an outcome that never occurs included', () => {
    const d = explainCrossEntropy([0.5, 0.5, 0], [0.25, 0.25, 0.5], { base: 2 });
    expect(d.result).toBe(2);
    expect(verifyDerivation(d).ok).toBe(true);
    expect(() => explainCrossEntropy([0.5, 0.5], [1, 0])).toThrow('infinite');
  });
});

describe('arrays of any kind are explained', () => {
  const strided = (numbers: readonly number[]): readonly number[] => {
    const data = new Float64Array(2 * numbers.length).fill(Number.NaN);
    numbers.forEach((x, i) => {
      data[2 * i + 1] = x;
    });
    return createNdArray(data, [numbers.length], [2], 1) as unknown as readonly number[];
  };
  const single = (numbers: readonly number[]): readonly number[] =>
    createNdArray(Float32Array.from(numbers), [numbers.length]) as unknown as readonly number[];

  it('distributions', () => {
    for (const explain of [explainKlDivergence, explainCrossEntropy]) {
      for (const kind of [strided, single]) {
        const d = explain(kind([0.5, 0.25, 0.25]), kind([0.25, 0.5, 0.25]), { base: 2 });
        expect(d.result).toBe(explain([0.5, 0.25, 0.25], [0.25, 0.5, 0.25], { base: 2 }).result);
        expect(verifyDerivation(d).ok).toBe(true);
        expect(() => explain(kind([0.5, 0.5]), kind([1, 0]))).toThrow('0 at [1], where p is 0.5');
      }
    }
  });

  it('Gaussians', () => {
    const [mean, variance] = [
      [0.5, -1],
      [1.5, 0.5],
    ] as const;
    const q = { mean: [0, 0], variance: [1, 1] };
    const { result } = explainGaussianKl({ mean, variance }, q);
    for (const kind of [strided, single]) {
      const d = explainGaussianKl({ mean: kind(mean), variance: kind(variance) }, q);
      expect(d.result).toBe(result);
      expect(verifyDerivation(d).ok).toBe(true);
    }
  });
});

it('holds where a probability is so small that a quotient overflows', () => {
  for (const small of [1e-300, 1e-310, 5e-324]) {
    expect(verifyDerivation(explainKlDivergence([0.5, 0.5], [small, 1])).ok).toBe(true);
    expect(verifyDerivation(explainKlDivergence([small, 1], [0.5, 0.5], { base: 2 })).ok).toBe(
      true,
    );
  }
});
