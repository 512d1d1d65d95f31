import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matmul, symmetricEigen, toNested, transpose } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';

describe('symmetricEigen', () => {
  it('rebuilds random symmetric matrices from orthonormal vectors, to 1e-13', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
        const half = normal(randomGenerator(seed), [n, n]);
        const a = createNdArray(new Float64Array(n * n), [n, n]);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) a.set(i, j, half.get(i, j) + half.get(j, i));
        const { values, vectors } = symmetricEigen(a);
        const scaled = createNdArray(Float64Array.from(vectors.data), [n, n]);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) scaled.set(i, j, vectors.get(i, j) * values.get(j));
        const again = matmul(scaled, transpose(vectors));
        const gram = matmul(transpose(vectors), vectors);
        for (let i = 0; i < n; i++) {
          if (i > 0) expect(values.get(i)).toBeLessThanOrEqual(values.get(i - 1));
          for (let j = 0; j < n; j++) {
            expect(Math.abs(again.get(i, j) - a.get(i, j))).toBeLessThan(1e-13 * n);
            expect(Math.abs(gram.get(i, j) - (i === j ? 1 : 0))).toBeLessThan(1e-14 * n);
          }
        }
      }),
    );
  });

  it('knows the eigenvalues 4 sin²(kπ/2(n + 1)) of the second difference', () => {
    const n = 40;
    const a = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
    );
    const { values } = symmetricEigen(a);
    for (let k = 1; k <= n; k++) {
      const wanted = 4 * Math.sin((k * Math.PI) / (2 * (n + 1))) ** 2;
      expect(Math.abs(values.get(n - k) - wanted)).toBeLessThan(2e-14);
    }
  });

  it('rebuilds matrices too large for rotations, to 1e-12', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 60 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom(1, 2 ** 1015, 2 ** -1060),
        (n, seed, factor) => {
          const half = normal(randomGenerator(seed), [n, n]);
          const a = createNdArray(new Float64Array(n * n), [n, n]);
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) {
              // In whole steps, which numbers near 0 still hold.
              a.set(i, j, Math.round(16 * (half.get(i, j) + half.get(j, i))) * factor);
            }
          }
          const { values, vectors } = symmetricEigen(a);
          for (let c = 0; c < n; c++) {
            const value = values.get(c) / factor;
            if (c > 0) expect(values.get(c)).toBeLessThanOrEqual(values.get(c - 1));
            let largest = 0;
            for (let i = 0; i < n; i++) {
              const component = vectors.get(i, c);
              if (Math.abs(component) > Math.abs(largest)) largest = component;
              let product = 0;
              let dot = 0;
              for (let k = 0; k < n; k++) {
                product += (a.get(i, k) / factor) * vectors.get(k, c);
                dot += vectors.get(k, i) * vectors.get(k, c);
              }
              // Eigenvalues near 0 are rounded to whole steps of the smallest number.
              const step = factor < 1 ? 2 ** -15 : 0;
              expect(Math.abs(product - value * component)).toBeLessThan(1e-12 * n + step);
              expect(Math.abs(dot - (i === c ? 1 : 0))).toBeLessThan(1e-14 * n);
            }
            expect(largest).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('knows the eigenvalues ±2 cos(kπ/(n + 1)) of a path of 200 nodes, and its vectors', () => {
    const n = 200;
    const a = createNdArray(new Float64Array(n * n), [n, n]);
    for (let i = 1; i < n; i++) {
      a.set(i, i - 1, 1);
      a.set(i - 1, i, 1);
    }
    const { values, vectors } = symmetricEigen(a);
    for (let k = 1; k <= n; k++) {
      const angle = (k * Math.PI) / (n + 1);
      expect(Math.abs(values.get(k - 1) - 2 * Math.cos(angle))).toBeLessThan(1e-14);
      for (let i = 0; i < n; i++) {
        const wanted = Math.sqrt(2 / (n + 1)) * Math.sin((i + 1) * angle);
        const got = Math.abs(vectors.get(i, k - 1));
        expect(Math.abs(got - Math.abs(wanted))).toBeLessThan(1e-11);
      }
    }
  });

  it('multiplies eigenvalues of large matrices, and nothing else, by a factor of the matrix', () => {
    const n = 40;
    const rows = (factor: number): number[][] =>
      Array.from({ length: n }, (_, i) =>
        Array.from({ length: n }, (_, j) => factor * (1 / (i + j + 1) - (i === j ? 0.5 : 0))),
      );
    const { values, vectors } = symmetricEigen(rows(1));
    for (const factor of [2 ** 1022, 2 ** 300, 2 ** -390, 2 ** -900]) {
      const scaled = symmetricEigen(rows(factor));
      expect(Array.from(scaled.values.data, (value) => value / factor)).toEqual(
        Array.from(values.data),
      );
      expect(scaled.vectors.data).toEqual(vectors.data);
    }
  });

  it('keeps the digits of small eigenvalues: the product of a graded matrix is its determinant', () => {
    const d = [1, 1e-6, 1e-12];
    const kernelMatrix = [
      [2, 1, 0],
      [1, 2, 1],
      [0, 1, 2],
    ];
    const a = kernelMatrix.map((row, i) => row.map((x, j) => x * d[i]! * d[j]!));
    const product = Array.from(symmetricEigen(a).values.data).reduce((x, y) => x * y, 1);
    expect(product / (4 * 1e-36)).toBeCloseTo(1, 12);
  });

  it('multiplies eigenvalues, and nothing else, by a factor of the matrix, up to the largest numbers', () => {
    const turned = [
      [0.1, 1.2, 0],
      [1.2, 0, -0.3],
      [0, -0.3, 0.2],
    ];
    const { values, vectors } = symmetricEigen(turned);
    for (const factor of [2 ** 1023, 2 ** 990, 2 ** 300, 2 ** -900]) {
      const scaled = symmetricEigen(turned.map((row) => row.map((x) => x * factor)));
      expect(Array.from(scaled.values.data, (value) => value / factor)).toEqual(
        Array.from(values.data),
      );
      expect(scaled.vectors.data).toEqual(vectors.data);
    }
    // Small eigenvalues beside large ones are there still.
    expect(
      toNested(
        symmetricEigen([
          [1e200, 0],
          [0, 1e-300],
        ]).values,
      ),
    ).toEqual([1e200, 1e-300]);
  });

  it('gives diagonal and zero matrices as they stand, sorted, with the signs promised', () => {
    const { values, vectors } = symmetricEigen([
      [-1, 0, 0],
      [0, 5, 0],
      [0, 0, 2],
    ]);
    expect(toNested(values)).toEqual([5, 2, -1]);
    expect(toNested(vectors)).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(
      toNested(
        symmetricEigen([
          [0, 0],
          [0, 0],
        ]).values,
      ),
    ).toEqual([0, 0]);
    expect(
      toNested(
        symmetricEigen([
          [0, 1],
          [1, 0],
        ]).values,
      ),
    ).toEqual([1, -1]);
  });

  it('stays in float32 for a Float32Array and leaves its input alone', () => {
    const data = Float32Array.of(2, 1, 1, 2);
    const { values } = symmetricEigen(createNdArray(data, [2, 2]));
    expect(values.data).toBeInstanceOf(Float32Array);
    expect([...data]).toEqual([2, 1, 1, 2]);
  });

  it.each([
    [[[1, 2]], 'symmetricEigen: "a" expected shape (n, n), got (1, 2)'],
    [
      [
        [1, 2],
        [3, 4],
      ],
      'expected a symmetric matrix, got 2 at [0, 1] and 3 at [1, 0]',
    ],
    [[[NaN]], 'expected finite numbers, got NaN at [0, 0]'],
  ])('refuses %j', (a, message) => {
    expect(() => symmetricEigen(a)).toThrow(message);
  });
});
