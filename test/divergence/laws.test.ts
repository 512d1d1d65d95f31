import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crossEntropy,
  entropy,
  jensenShannonDistance,
  jensenShannonDivergence,
  klDivergence,
  mutualInformation,
} from '../../src/divergence/index.js';
import { distributionPairs, distributions, joints, scaled } from './draw.js';

const weights = fc.double({ min: 1e-6, max: 1, noNaN: true });

function total(x: readonly number[]): number {
  return x.reduce((a, b) => a + b, 0);
}

function mixed(a: readonly number[], b: readonly number[], t: number): number[] {
  return a.map((x, i) => t * x + (1 - t) * b[i]!);
}

describe('laws of divergence', () => {
  it('is convex in both arguments together', () => {
    fc.assert(
      fc.property(distributions(4), fc.double({ min: 0, max: 1, noNaN: true }), (rows, t) => {
        const [p, q, r, s] = [rows[0]!, rows[1]!, rows[2]!, rows[3]!];
        const whole = klDivergence(mixed(p, r, t), mixed(q, s, t));
        const parts = t * klDivergence(p, q) + (1 - t) * klDivergence(r, s);
        expect(whole).toBeLessThanOrEqual(parts + 1e-13);
      }),
    );
  });

  it('is 0 for equals only, however little they differ', () => {
    fc.assert(
      fc.property(
        distributionPairs,
        fc.double({ min: 1e-12, max: 1, noNaN: true }),
        ([p, q], t) => {
          const near = mixed(p, q, 1 - t);
          const differ = p.some((x, i) => x !== near[i]);
          for (const f of [klDivergence, jensenShannonDivergence]) {
            expect(f(p, p)).toBe(0);
            if (differ) expect(f(p, near)).toBeGreaterThan(0);
          }
        },
      ),
    );
  });

  it('of a joint distribution is that of a margin and the mean of those given it', () => {
    fc.assert(
      fc.property(joints, fc.infiniteStream(weights), (p, stream) => {
        const raw = p.map((row) => row.map(() => stream.next().value as number));
        const whole = total(raw.flat());
        const q = raw.map((row) => row.map((x) => x / whole));
        const margin = klDivergence(p.map(total), q.map(total), { normalize: true });
        const given = total(
          p.map((row, i) => total(row) * klDivergence(scaled(row), scaled(q[i]!))),
        );
        expect(Math.abs(klDivergence(p.flat(), q.flat()) - margin - given)).toBeLessThan(1e-12);
      }),
    );
  });

  it('of a joint distribution from the product of its margins is mutual information', () => {
    fc.assert(
      fc.property(joints, (p) => {
        const columns = p[0]!.map((_, k) => total(p.map((row) => row[k]!)));
        const product = p.flatMap((row) => columns.map((y) => total(row) * y));
        const divergence = klDivergence(p.flat(), product, { normalize: true });
        expect(Math.abs(mutualInformation(p) - divergence)).toBeLessThan(1e-13);
      }),
    );
  });

  it('adds up for products', () => {
    fc.assert(
      fc.property(distributionPairs, distributionPairs, ([p, q], [r, s]) => {
        const product = (a: number[], b: number[]): number[] =>
          a.flatMap((x) => b.map((y) => x * y));
        const whole = klDivergence(product(p, r), product(q, s));
        expect(Math.abs(whole - klDivergence(p, q) - klDivergence(r, s))).toBeLessThan(1e-12);
      }),
    );
  });

  it('falls under any stochastic matrix', () => {
    fc.assert(
      fc.property(
        distributionPairs,
        fc.infiniteStream(fc.double({ min: 1e-6, max: 1, noNaN: true })),
        ([p, q], stream) => {
          const matrix = p.map(() =>
            scaled([stream, stream, stream].map((s) => s.next().value as number)),
          );
          const through = (x: number[]): number[] =>
            [0, 1, 2].map((k) => x.reduce((sum, value, i) => sum + value * matrix[i]![k]!, 0));
          expect(klDivergence(through(p), through(q))).toBeLessThanOrEqual(
            klDivergence(p, q) + 1e-13,
          );
        },
      ),
    );
  });

  it('has a Jensen–Shannon root that obeys the triangle inequality, and is at most ln 2', () => {
    fc.assert(
      fc.property(distributions(3), ([p, q, r]) => {
        const around = jensenShannonDistance(p!, r!) + jensenShannonDistance(r!, q!);
        expect(jensenShannonDistance(p!, q!)).toBeLessThanOrEqual(around + 1e-14);
        expect(jensenShannonDivergence(p!, q!)).toBeLessThanOrEqual(Math.LN2);
      }),
    );
  });

  it('entropy is neither negative nor −0', () => {
    for (const p of [[1], [1, 0], [0, 1, 0], [1 + 1e-10, 0]]) {
      expect(Object.is(entropy(p), 0)).toBe(true);
      expect(Object.is(crossEntropy(p, p), 0)).toBe(true);
    }
  });
});
