import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matmul, transpose } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { KindError, ShapeError } from '../../src/core/errors.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import { numbersOf, views } from '../laws/views.js';

const values = fc.double({ min: -9, max: 9, noNaN: true });
const sizes = fc.integer({ min: 0, max: 11 });

// The sum over k in order, which the contract promises: equal to the last bit.
function product(a: number[], b: number[], n: number, k: number, m: number): number[] {
  return Array.from({ length: n * m }, (_, at) => {
    let sum = 0;
    for (let p = 0; p < k; p++) sum += a[Math.floor(at / m) * k + p]! * b[p * m + (at % m)]!;
    return sum;
  });
}

describe('matmul', () => {
  it('sums rows against columns, for every size beside a tile and any view', () => {
    fc.assert(
      fc.property(
        fc
          .tuple(sizes, sizes, sizes)
          .chain(([n, k, m]) =>
            fc.tuple(views({ shape: [n, k], values }), views({ shape: [k, m], values })),
          ),
        ([a, b]) => {
          const before = [a.data.slice(), b.data.slice()];
          const [[n = 0, k = 0], m = 0] = [a.shape, b.shape[1]];
          const result = matmul(a, b);
          const expected = product(numbersOf(a), numbersOf(b), n, k, m);
          const floats = [a.dtype, b.dtype].filter((dtype) => dtype.startsWith('float'));
          const single = floats.length > 0 && floats.every((dtype) => dtype === 'float32');
          expect(result.dtype).toBe(single ? 'float32' : 'float64');
          if (!single || floats.length === 2) {
            expect(Array.from(result.data)).toEqual(
              expected.map((v) => (single ? Math.fround(v) : v)),
            );
          }
          expect(result.shape).toEqual([n, m]);
          expect([a.data, b.data]).toEqual(before);
        },
      ),
    );
  });

  it('multiplies stacks item by item, and a single matrix with each item', () => {
    const rng = randomGenerator(5);
    const [a, b] = [normal(rng, [2, 3, 4, 5]), normal(rng, [2, 3, 5, 7])];
    const stacked = matmul(a, b);
    expect(stacked.shape).toEqual([2, 3, 4, 7]);
    for (const [i, j] of [
      [0, 0],
      [1, 2],
    ] as const) {
      const item = matmul(a.pick(i, j), b.pick(i, j));
      expect(numbersOf(stacked.pick(i, j))).toEqual(Array.from(item.data));
    }
    const left = matmul(a.pick(1, 2), b);
    expect(left.shape).toEqual([2, 3, 4, 7]);
    expect(numbersOf(left.pick(0, 1))).toEqual(Array.from(matmul(a.pick(1, 2), b.pick(0, 1)).data));
    const right = matmul(a, b.pick(1, 1));
    expect(numbersOf(right.pick(1, 0))).toEqual(
      Array.from(matmul(a.pick(1, 0), b.pick(1, 1)).data),
    );
  });

  it('gives for stacks of views what it gives for their copies', () => {
    fc.assert(
      fc.property(
        fc.constantFrom([2, 3], [2], [1, 2], []),
        fc.constantFrom([3, 4, 2], [3, 17, 17], [1, 20, 15]),
        fc.boolean(),
        (stack, sizes, single) => {
          const [n, k, m] = sizes as [number, number, number];
          const dtypes = [single ? 'float32' : 'float64'] as const;
          const draw = (shape: number[], seed: number) =>
            fc.sample(views({ shape, dtypes, values }), { numRuns: 4, seed });
          draw([...stack, n, k], 1).forEach((a, i) => {
            const b = draw([...stack, k, m], 2)[i]!;
            const copies = [a, b].map((view) => {
              const numbers = numbersOf(view);
              return createNdArray(
                single ? Float32Array.from(numbers) : Float64Array.from(numbers),
                view.shape,
              );
            });
            expect(matmul(a, b).data).toEqual(matmul(copies[0]!, copies[1]!).data);
          });
        },
      ),
      { numRuns: 12 },
    );
  });

  it('turns round under transposition', () => {
    const rng = randomGenerator(6);
    const [a, b] = [normal(rng, [5, 7]), normal(rng, [7, 3])];
    expect(transpose(matmul(a, b)).data).toEqual(matmul(transpose(b), transpose(a)).data);
  });

  it('lets NaN and infinities spread no further than their row and column', () => {
    const result = toNested(
      matmul(
        [
          [1, Number.NaN],
          [0, 1],
        ],
        [
          [Infinity, 1],
          [1, 1],
        ],
      ),
    );
    expect(result).toEqual([
      [Number.NaN, Number.NaN],
      [Number.NaN, 1],
    ]);
  });

  it('refuses shapes that do not fit, by name', () => {
    const a = createNdArray(new Float64Array(6), [2, 3]);
    expect(() => matmul(a, a)).toThrow(
      new ShapeError({
        function: 'matmul',
        argument: 'b',
        expected: 'shape (..., k=3, m)',
        got: '(2, 3)',
      }),
    );
    const stack = createNdArray(new Float64Array(12), [2, 2, 3]);
    const other = createNdArray(new Float64Array(9), [1, 3, 3]);
    // NumPy would repeat the one matrix; here leading axes are equal or absent.
    expect(() => matmul(stack, other)).toThrow('expected shape ([2], k=3, m), got (1, 3, 3)');
    expect(() => matmul([1, 2], [[1], [2]])).toThrow('"a" expected shape (..., n, k), got (2)');
    expect(() => matmul([[1, 2]], [1, 2])).toThrow('"b" expected shape (..., k=2, m), got (2)');
    expect(() => matmul([[1]], 2 as never)).toThrow(KindError);
  });
});
