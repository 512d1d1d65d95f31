import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../../src/core/random.js';
import type { FloatTypedArray } from '../../../src/core/types.js';
import { nearestTwo } from '../../../src/kernels/scalar/nearest-two.js';

/** By the definition: every pair, in order. */
function slow(a: FloatTypedArray, b: FloatTypedArray, n: number, m: number, d: number) {
  const nearest: number[] = [];
  const squared: number[] = [];
  for (let i = 0; i < n; i++) {
    const all = Array.from({ length: m }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += (a[i * d + k]! - b[j * d + k]!) ** 2;
      return { j, sum };
    });
    // A stable sort, so that of equal rows the first comes first.
    all.sort((p, q) => p.sum - q.sum);
    for (const rank of [0, 1]) {
      nearest.push(all[rank]?.j ?? -1);
      squared.push(all[rank]?.sum ?? Infinity);
    }
  }
  return { nearest, squared };
}

function fast(a: FloatTypedArray, b: FloatTypedArray, n: number, m: number, d: number) {
  const nearest = new Int32Array(2 * n).fill(99);
  const squared = new Float64Array(2 * n).fill(99);
  nearestTwo(a, b, n, m, d, nearest, squared);
  return { nearest: [...nearest], squared: [...squared] };
}

const random = (seed: number, count: number, value: (u: number) => number): Float64Array => {
  const rng = randomGenerator(seed);
  return Float64Array.from({ length: count }, () => value(rng.nextFloat64()));
};

describe('nearestTwo', () => {
  it.each([
    [1, 1, 1],
    [2, 3, 5],
    [3, 4, 1],
    [5, 2, 7],
    [7, 11, 3],
    [197, 61, 5],
    [13, 263, 2],
    [401, 523, 4],
  ])(
    'agrees with a search of all %i × %i pairs of length %i, on tails and across blocks',
    (n, m, d) => {
      const a = random(n, n * d, (u) => u - 0.3);
      const b = random(m + 1000, m * d, (u) => u - 0.3);
      expect(fast(a, b, n, m, d)).toEqual(slow(a, b, n, m, d));
      const [c, e] = [Float32Array.from(a), Float32Array.from(b)];
      expect(fast(c, e, n, m, d)).toEqual(slow(c, e, n, m, d));
    },
  );

  it('is exact where rows differ in their last digits only, which products of rows cannot tell', () => {
    const [n, m, d] = [29, 83, 17];
    const base = random(1, d, (u) => 1000 * u);
    const near = (seed: number, rows: number): Float64Array =>
      random(seed, rows * d, (u) => u).map((u, at) => base[at % d]! + 1e-9 * u);
    const a = near(2, n);
    const b = near(3, m);
    expect(fast(a, b, n, m, d)).toEqual(slow(a, b, n, m, d));
  });

  it('takes the first of rows that are equally near', () => {
    const [n, m, d] = [31, 300, 3];
    // Few different numbers make many ties.
    const a = random(4, n * d, (u) => Math.floor(3 * u));
    const b = random(5, m * d, (u) => Math.floor(3 * u));
    expect(fast(a, b, n, m, d)).toEqual(slow(a, b, n, m, d));
  });

  it('finds a distance of exactly zero, and nothing beside a single row', () => {
    const row = random(6, 128, (u) => u);
    expect(fast(row, row, 1, 1, 128)).toEqual({ nearest: [0, -1], squared: [0, Infinity] });
  });

  it('finds nothing among no rows', () => {
    expect(fast(new Float64Array(6), new Float64Array(0), 2, 0, 3)).toEqual({
      nearest: [-1, -1, -1, -1],
      squared: [Infinity, Infinity, Infinity, Infinity],
    });
  });

  it('writes neither input', () => {
    const a = random(7, 5 * 7, (u) => u);
    const b = random(8, 6 * 7, (u) => u);
    const before = [a.slice(), b.slice()];
    fast(a, b, 5, 6, 7);
    expect([a, b]).toEqual(before);
  });
});
