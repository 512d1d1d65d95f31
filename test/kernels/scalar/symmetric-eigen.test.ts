// The two ways to eigenvalues of symmetric matrices, beside each other and beside what both must be.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, randomGenerator } from '../../../src/core/random.js';
import {
  byReflections,
  symmetricEigenInPlace,
} from '../../../src/kernels/scalar/symmetric-eigen.js';

type Make = (i: number, j: number, n: number, random: ArrayLike<number>) => number;

/** Elements of the lower half, by kind. */
const KINDS: Readonly<Record<string, Make>> = {
  random: (i, j, n, random) => random[i * n + j]!,
  'of low rank': (i, j, n, random) =>
    random[i * n]! * random[j * n]! -
    random[i * n + (n > 1 ? 1 : 0)]! * random[j * n + (n > 1 ? 1 : 0)]!,
  graded: (i, j, n, random) =>
    2 ** -(((i * 7) % n) + ((j * 7) % n)) * (random[i * n + j]! + (i === j ? 5 : 0)),
  tridiagonal: (i, j, n, random) => (i - j < 2 ? random[i * n + j]! : 0),
  'in blocks': (i, j, n, random) =>
    Math.floor(i / 3) === Math.floor(j / 3) ? Math.round(random[i * n + j]!) : 0,
  diagonal: (i, j, n, random) => (i === j ? Math.round(random[i * n]!) : 0),
  'of ones': () => 1,
  'of equal eigenvalues': (i, j, n, random) => {
    let [square, own] = [0, 0];
    for (let k = 0; k < n; k++) square += random[k]! ** 2;
    own = random[i]! * random[j]!;
    return (i === j ? 1 : 0) - (2 * own) / square;
  },
};

function symmetric(n: number, seed: number, make: Make): Float64Array {
  const random = normal(randomGenerator(seed), [n, n]).data;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      a[i * n + j] = make(i, j, n, random);
      a[j * n + i] = a[i * n + j]!;
    }
  }
  return a;
}

interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

function eigenOf(
  a: Float64Array,
  n: number,
  run: (a: Float64Array, vectors: Float64Array, n: number) => void,
): Eigen {
  const diagonal = a.slice();
  // What was in the place of the vectors does not matter.
  const vectors = new Float64Array(n * n).fill(7);
  run(diagonal, vectors, n);
  return { values: Float64Array.from({ length: n }, (_, i) => diagonal[i * n + i]!), vectors };
}

/** The largest errors of A·V = V·Λ and of Vᵀ·V = I, in roundings of n numbers as large as A. */
function errorsOf(a: Float64Array, n: number, { values, vectors }: Eigen): [number, number] {
  const norm = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let [residual, skew] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < n; c++) {
      let product = -values[c]! * vectors[i * n + c]!;
      let dot = i === c ? -1 : 0;
      for (let k = 0; k < n; k++) {
        product += a[i * n + k]! * vectors[k * n + c]!;
        dot += vectors[k * n + i]! * vectors[k * n + c]!;
      }
      residual = Math.max(residual, Math.abs(product));
      skew = Math.max(skew, Math.abs(dot));
    }
  }
  const rounding = n * Number.EPSILON;
  return [residual / (rounding * (norm || 1)), skew / rounding];
}

const sorted = (values: Float64Array): Float64Array => values.slice().sort();

describe('eigenvalues by reflections', () => {
  it.each(Object.entries(KINDS))(
    'of matrices %s: A·V = V·Λ, Vᵀ·V = I and what rotations find',
    (_, make) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 40 }),
          fc.integer({ min: 0, max: 1e6 }),
          (n, seed) => {
            const a = symmetric(n, seed, make);
            const found = eigenOf(a, n, (m, v) => byReflections(m, v, n, 30 * n));
            const [residual, skew] = errorsOf(a, n, found);
            expect(residual).toBeLessThan(2);
            expect(skew).toBeLessThan(4);
            // No sweep of the QL method: rotations diagonalize what reflections left.
            const other = eigenOf(a, n, (m, v) => byReflections(m, v, n, 0));
            const errors = errorsOf(a, n, other);
            expect(errors[0]).toBeLessThan(2);
            expect(errors[1]).toBeLessThan(4);
            const norm = found.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
            const [one, two] = [sorted(found.values), sorted(other.values)];
            for (let i = 0; i < n; i++) {
              expect(Math.abs(one[i]! - two[i]!)).toBeLessThanOrEqual(
                2 * n * Number.EPSILON * norm,
              );
            }
          },
        ),
        { numRuns: 25 },
      );
    },
  );

  it('the same where no vectors are asked for, and where a few sweeps were made only', () => {
    for (const n of [1, 2, 3, 20, 33, 41]) {
      const a = symmetric(n, n, KINDS['random']!);
      const { values } = eigenOf(a, n, symmetricEigenInPlace);
      const alone = a.slice();
      symmetricEigenInPlace(alone, undefined, n);
      expect(Float64Array.from({ length: n }, (_, i) => alone[i * n + i]!)).toEqual(values);
      const broken = eigenOf(a, n, (m, v) => byReflections(m, v, n, 5));
      expect(Math.max(...errorsOf(a, n, broken))).toBeLessThan(4);
      const values5 = a.slice();
      byReflections(values5, undefined, n, 5);
      expect(Float64Array.from({ length: n }, (_, i) => values5[i * n + i]!)).toEqual(
        broken.values,
      );
    }
  });

  it('leaves diagonal matrices as they stand, small numbers beside large ones too', () => {
    const n = 35;
    const a = symmetric(n, 1, (i, j) => (i === j ? (i % 2 ? -1 : 1) * 10 ** (300 - 17 * i) : 0));
    const { values, vectors } = eigenOf(a, n, symmetricEigenInPlace);
    for (let c = 0; c < n; c++) {
      const column = Float64Array.from({ length: n }, (_, i) => vectors[i * n + c]!);
      const at = column.findIndex((component) => component !== 0);
      expect(column.filter((component) => component !== 0)).toHaveLength(1);
      expect(Math.abs(column[at]!)).toBe(1);
      expect(values[c]).toBe(a[at * n + at]);
    }
  });

  it('with small eigenvalues beside large ones, in whatever order rows come', () => {
    const n = 40;
    const place = (i: number): number => (i * 17) % n;
    const graded = (at: (i: number) => number): Float64Array => {
      const apart = (i: number, j: number): number => [2, -1][Math.abs(at(i) - at(j))] ?? 0;
      const a = symmetric(n, 0, (i, j) => 10 ** (-0.3 * (at(i) + at(j))) * apart(i, j));
      return sorted(eigenOf(a, n, symmetricEigenInPlace).values);
    };
    const [mixed, falling] = [graded(place), graded((i) => i)];
    // From 1e-24 to 2: a rounding of the largest is 2e-16.
    for (let i = 0; i < n; i++) expect(mixed[i]! / falling[i]!).toBeCloseTo(1, 9);
  });

  it('with a row of the smallest numbers there are beside large ones', () => {
    const n = 36;
    const a = symmetric(n, 3, (i, j, _, random) =>
      i === n - 1 ? (i === j ? 1 : 5e-324 * (j + 1)) : 2 ** 900 * random[i * n + j]!,
    );
    const { values, vectors } = eigenOf(a, n, symmetricEigenInPlace);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(vectors.every(Number.isFinite)).toBe(true);
    expect(values).toContain(1);
  });
});
