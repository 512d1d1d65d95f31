import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  explainTsneAffinities,
  explainTsneGradient,
  tsneAffinities,
  tsneGradient,
} from '../../src/vae/index.js';
import { expectClose, stepOf } from '../attention/explained.js';
import { expectShown } from '../derivation/shown.js';

const points = (n: number, d: number): fc.Arbitrary<number[][]> => {
  const number = fc.integer({ min: -20, max: 20 }).map((v) => v / 4);
  return fc.array(fc.array(number, { minLength: d, maxLength: d }), { minLength: n, maxLength: n });
};

describe('explainTsneAffinities', () => {
  it('gives each point the perplexity that it is asked for', () => {
    const x = [
      [0, 1],
      [1, 0],
      [3, 3],
      [5, 1],
    ];
    const d = explainTsneAffinities(x, { perplexity: 2 });
    const text = expectShown(d);
    for (const i of [0, 1, 2, 3]) {
      expect(stepOf(d, `perplexity-${i}`).value).toBeCloseTo(2, 8);
      // The width meets it: the share of the others by hand.
      const sigma = (d.given.find(({ id }) => id === 'widths')!.value as number[])[i]!;
      const weights = x.map((other, j) => {
        const square = (other[0]! - x[i]![0]!) ** 2 + (other[1]! - x[i]![1]!) ** 2;
        return i === j ? 0 : Math.exp(-square / (2 * sigma ** 2));
      });
      const total = weights.reduce((a, b) => a + b, 0);
      const shares = stepOf(d, `shares-${i}`).value as number[];
      shares.forEach((share, j) => {
        expect(share).toBeCloseTo(weights[j]! / total, 12);
      });
    }
    expect(text).toContain('d₁₂² = ‖x₁ − x₂‖² = (0 − 1)² + (1 − 0)² = 2');
  });

  it('works out two neighbours by hand: of a perplexity P the shares have the entropy log₂ P', () => {
    const d = explainTsneAffinities([[0], [1], [3]], { perplexity: 1.5 });
    expectShown(d);
    for (const i of [0, 1, 2]) {
      const [p, q] = (stepOf(d, `shares-${i}`).value as number[]).filter((_, j) => j !== i);
      expect(-p! * Math.log2(p!) - q! * Math.log2(q!)).toBeCloseTo(Math.log2(1.5), 9);
    }
    // All three have the shares 0.86 and 0.14, the nearer one first: (0.86 + 0.86) / 6.
    const [near] = (stepOf(d, 'shares-0').value as number[]).slice(1);
    expect(d.result.get(0, 1)).toBeCloseTo(near! / 3, 9);
  });

  it('says where no width meets the perplexity', () => {
    const x = [
      [0, 1],
      [1, 0],
      [3, 3],
    ];
    const d = explainTsneAffinities(x, { perplexity: 1.5 });
    expect(expectShown(d)).toContain('no width meets it');
    expectClose(stepOf(d, 'perplexity-2').value, 2);
    const same = [[1], [1], [1], [2]];
    expect(verifyDerivation(explainTsneAffinities(same)).ok).toBe(true);
  });

  it('is tsneAffinities, whatever the points', () => {
    const sizes = fc.record({
      n: fc.integer({ min: 3, max: 6 }),
      d: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(
        sizes.chain(({ n, d }) => points(n, d)),
        (x) => {
          const d = explainTsneAffinities(x);
          const whole = tsneAffinities(x, { perplexity: x.length / 2 });
          expect(toNested(d.result)).toEqual(toNested(whole));
          expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
          expect(verifyDerivation(d).ok).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('prints six points, and refuses more', () => {
    expectShown(explainTsneAffinities(normal(randomGenerator(1), [6, 4])));
    const fn = 'explainTsneAffinities';
    expect(() => explainTsneAffinities(normal(randomGenerator(1), [7, 2]))).toThrow(`${fn}: "x"`);
    const three = [[1], [2], [4]];
    expect(() => explainTsneAffinities(three, { perplexity: 2 })).toThrow(`${fn}: "perplexity"`);
    expect(() => explainTsneAffinities(three, { perplexity: 1 })).toThrow(`${fn}: "perplexity"`);
    expect(() => explainTsneAffinities([[1], [2]])).toThrow(`${fn}: "perplexity"`);
    const misspelt = { perplexities: 2 } as object;
    expect(() => explainTsneAffinities(three, misspelt)).toThrow('perplexities');
  });
});

describe('explainTsneGradient', () => {
  const p = [
    [0, 0.3, 0.1],
    [0.3, 0, 0.1],
    [0.1, 0.1, 0],
  ];
  const triangle = [
    [0, 0],
    [2, 0],
    [1, Math.sqrt(3)],
  ];

  it('is what pen and paper give on a triangle of equal sides', () => {
    const d = explainTsneGradient(p, triangle);
    const text = expectShown(d);
    // d² = 4: t = 1/5, q = 1/6 for each pair, both ways.
    const m = 4 * (0.3 - 1 / 6) * 0.2;
    const k = 4 * (0.1 - 1 / 6) * 0.2;
    const root = Math.sqrt(3);
    expectClose(stepOf(d, 'gradient-0').value, [-2 * m - k, -root * k]);
    expectClose(d.result.loss, 2 * (0.3 * Math.log(1.8) + 0.2 * Math.log(0.6)));
    expect(text).toContain('c₁₂ = p₁₂ ln(p₁₂/q₁₂) ≈ 0.3 ln(0.3/0.1667)');
    // Without the factor 4, or with the tails of a Gaussian, it would be another.
    expect(Math.abs(d.result.gradient.get(0, 0) - (-2 * m - k) / 4)).toBeGreaterThan(0.1);
  });

  it('is tsneGradient, and points where the loss rises', () => {
    fc.assert(
      fc.property(points(5, 2), points(4, 3), points(4, 2), (x5, x4, y4) => {
        for (const [x, y] of [
          [x5, x5.map(([a, b]) => [b!, a! / 2])],
          [x4, y4],
        ] as const) {
          const affinities = tsneAffinities(x, { perplexity: 2 });
          const d = explainTsneGradient(affinities, y as number[][]);
          const whole = tsneGradient(affinities, y as number[][]);
          expect(d.result.loss).toBe(whole.loss);
          expect(toNested(d.result.gradient)).toEqual(toNested(whole.gradient));
          expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('prints six places, and refuses what are no affinities', () => {
    const affinities = tsneAffinities(normal(randomGenerator(1), [6, 4]), { perplexity: 3 });
    expectShown(explainTsneGradient(affinities, normal(randomGenerator(2), [6, 2])));
    const fn = 'explainTsneGradient';
    expect(() => explainTsneGradient(p, triangle.slice(1))).toThrow(`${fn}: "places"`);
    const lopsided = [
      [0, 0.6],
      [0.4, 0],
    ];
    expect(() => explainTsneGradient(lopsided, [[0], [1]])).toThrow('symmetric');
    expect(() => explainTsneGradient([[1]], [[0]])).toThrow('zeros on its diagonal');
    const small = [
      [0, 0.4],
      [0.4, 0],
    ];
    expect(() => explainTsneGradient(small, [[0], [1]])).toThrow('add up to 1');
  });
});
