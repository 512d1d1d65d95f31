import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, ShapeError } from '../../src/core/errors.js';
import { randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import {
  chiSquareDivergence,
  crossEntropy,
  entropy,
  hellingerDistance,
  jensenShannonDistance,
  jensenShannonDivergence,
  klDivergence,
  totalVariation,
} from '../../src/divergence/index.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { grad } from '../../src/gradient/grad.js';
import { sum } from '../../src/gradient/reduce.js';
import { softmax } from '../../src/gradient/softmax.js';
import { exactJensenShannon, exactKl } from './exact.js';

function draw(seed: number, n: number): number[] {
  const rng = randomGenerator(seed);
  const raw = Array.from({ length: n }, () => rng.nextFloat64() + 1e-3);
  const all = raw.reduce((a, b) => a + b, 0);
  return raw.map((x) => x / all);
}

function nearby(p: readonly number[], seed: number): number[] {
  const rng = randomGenerator(seed);
  const raw = p.map((x) => x * (1 + 1e-8 * (2 * rng.nextFloat64() - 1)));
  const all = raw.reduce((a, b) => a + b, 0);
  return raw.map((x) => x / all);
}

const PAIRS = {
  klDivergence,
  crossEntropy,
  jensenShannonDivergence,
  jensenShannonDistance,
  totalVariation,
  hellingerDistance,
  chiSquareDivergence,
} as const;

describe('distributions that differ by 1e-8', () => {
  it('have a divergence that is exact to 1e-14, below 1e-15 in the median, and never negative', () => {
    const errors = Array.from({ length: 400 }, (_, k) => {
      const p = draw(k, 2 + (k % 60));
      const q = nearby(p, k + 1000);
      const truth = exactKl(p, q);
      const value = klDivergence(p, q);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(jensenShannonDivergence(p, q)).toBeGreaterThanOrEqual(0);
      return Math.abs(value - truth) / truth;
    }).sort((a, b) => a - b);
    if (process.env['SHOW_ERRORS']) console.log('near equality', errors[200], errors.at(-1));
    expect(errors[200]).toBeLessThan(1e-15);
    expect(errors.at(-1)).toBeLessThanOrEqual(1e-14);
  });
});

describe('Jensen–Shannon near equality', () => {
  it('is exact to 1e-14, below 1e-15 in the median', () => {
    const errors = Array.from({ length: 200 }, (_, k) => {
      const p = draw(k, 2 + (k % 60));
      const q = nearby(p, k + 1000);
      const truth = exactJensenShannon(p, q);
      return Math.abs(jensenShannonDivergence(p, q) - truth) / truth;
    }).sort((a, b) => a - b);
    if (process.env['SHOW_ERRORS']) console.log('JS near equality', errors[100], errors.at(-1));
    expect(errors[100]).toBeLessThan(1e-15);
    expect(errors.at(-1)).toBeLessThanOrEqual(1e-14);
  });
});

describe('laws', () => {
  const rows = fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), {
    minLength: 2,
    maxLength: 8,
  });
  const pairs = fc.tuple(rows, rows).map(([a, b]) => {
    const n = Math.min(a.length, b.length);
    const scaled = (x: number[]): number[] => {
      const cut = x.slice(0, n);
      const all = cut.reduce((s, t) => s + t, 0);
      return cut.map((t) => t / all);
    };
    return [scaled(a), scaled(b)] as const;
  });

  it('KL is 0 for equals, cross-entropy is entropy and KL, and Pinsker holds', () => {
    fc.assert(
      fc.property(pairs, ([p, q]) => {
        expect(klDivergence(p, p)).toBe(0);
        const kl = klDivergence(p, q);
        expect(Math.abs(crossEntropy(p, q) - entropy(p) - kl)).toBeLessThan(1e-13);
        expect(kl).toBeGreaterThanOrEqual(2 * totalVariation(p, q) ** 2 * (1 - 1e-12));
      }),
    );
  });

  it('Jensen–Shannon is symmetric and at most ln 2', () => {
    fc.assert(
      fc.property(pairs, ([p, q]) => {
        const d = jensenShannonDivergence(p, q);
        expect(jensenShannonDivergence(q, p)).toBe(d);
        expect(d).toBeLessThanOrEqual(Math.LN2 * (1 + 1e-15));
      }),
    );
  });
});

describe('zeros', () => {
  it('have no share in p, and make the divergence infinite in q', () => {
    expect(klDivergence([0, 1], [0.5, 0.5])).toBeCloseTo(Math.LN2, 15);
    expect(klDivergence([0.5, 0.5], [0, 1])).toBe(Infinity);
    expect(crossEntropy([0.5, 0.5], [0, 1])).toBe(Infinity);
    expect(chiSquareDivergence([0.5, 0.5], [0, 1])).toBe(Infinity);
    expect(klDivergence([0, 1], [0, 1])).toBe(0);
  });
});

describe('what is no distribution', () => {
  it('is refused with its row and sum, or the place of the number', () => {
    const rows = [
      [0.5, 0.5],
      [0.5, 0.75],
    ];
    expect(() => entropy(rows)).toThrow(DomainError);
    expect(() => entropy(rows)).toThrow('row [1] with sum 1.25');
    expect(() =>
      entropy([
        [0.5, 0.5],
        [-0.5, 1.5],
      ]),
    ).toThrow('-0.5 at [1, 0]');
    expect(() => klDivergence([NaN, 1], [0.5, 0.5])).toThrow('NaN at [0]');
    expect(() => klDivergence([1, 0], [1, 0, 0])).toThrow(ShapeError);
    expect(() => entropy([1], { base: 1 })).toThrow('"base"');
    // Its logarithm is negative: a divergence would be, and the root of it NaN.
    expect(() => jensenShannonDistance([1, 0], [0, 1], { base: 0.5 })).toThrow(
      'jensenShannonDistance: "base" expected a finite number > 1, got 0.5',
    );
    expect(() => entropy([])).toThrow('at least one outcome');
  });

  it('is divided by its sum where that is asked for', () => {
    expect(entropy([3, 3], { normalize: true, base: 2 })).toBe(1);
  });
});

describe('axes and storages', () => {
  it('a transposed view along axis 0 gives what its rows give, in its own precision', () => {
    const data = Float32Array.of(0.25, 0.75, 0.5, 0.5, 0.125, 0.875);
    const p = createNdArray(data, [3, 2]);
    const q = createNdArray(Float32Array.of(0.5, 0.5, 0.25, 0.75, 0.5, 0.5), [3, 2]);
    const byRows = klDivergence(p, q);
    const byColumns = klDivergence(p.transpose(1, 0), q.transpose(1, 0), { axis: 0 });
    expect(byRows.data).toBeInstanceOf(Float32Array);
    expect(toNested(byColumns)).toEqual(toNested(byRows));
    expect(byRows.get(0)).toBeCloseTo(0.25 * Math.log(0.5) + 0.75 * Math.log(1.5), 7);
  });
});

describe('gradients', () => {
  for (const [name, f] of Object.entries(PAIRS)) {
    it(`of ${name} pass checkGradient to second order`, () => {
      const at = { p: [0.3, -0.5, 0.9], q: [-0.2, 0.4, 0.1] };
      const check = checkGradient((x) => f(softmax(x.p), softmax(x.q)), at, { order: 2 });
      expect(check).toMatchObject({ ok: true });
    });
  }

  it('of entropy pass checkGradient to second order', () => {
    const check = checkGradient(
      (x) => sum(entropy(softmax(x), { base: 2 })),
      [
        [0.3, -0.5],
        [1, 2],
      ],
      { order: 2 },
    );
    expect(check).toMatchObject({ ok: true });
  });

  it('of the divergence are those of its formula, ln(p/q) + 1', () => {
    const g = toNested(grad((p) => klDivergence(p, [0.25, 0.75]))([0.5, 0.5])) as number[];
    expect(g[0]).toBeCloseTo(Math.LN2 + 1, 14);
  });
});
