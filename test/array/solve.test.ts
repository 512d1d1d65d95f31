import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matmul, solve } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { DomainError } from '../../src/core/errors.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';

describe('solve', () => {
  it('agrees with NumPy', () => {
    const a = [
      [2, -1, 0.5],
      [1, 3, -2],
      [0.25, 4, 1],
    ];
    // numpy 2.4.6: numpy.linalg.solve(a, [1, 2, 3])
    const expected = [0.736318407960199, 0.626865671641791, 0.3084577114427861];
    const x = toNested(solve(a, [1, 2, 3])) as number[];
    x.forEach((v, i) => {
      expect(v).toBeCloseTo(expected[i]!, 14);
    });
  });

  it('finds what was multiplied, for many right-hand sides, and changes neither argument', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer(),
        (n, m, seed) => {
          const rng = randomGenerator(seed);
          const a = normal(rng, [n, n]);
          // A strong diagonal keeps the system well conditioned.
          for (let i = 0; i < n; i++) a.set(i, i, a.get(i, i) + 4 * n);
          const x = normal(rng, [n, m]);
          const b = matmul(a, x);
          const before = [a.data.slice(), b.data.slice()];
          const solution = solve(a, b);
          expect(solution.shape).toEqual([n, m]);
          solution.data.forEach((v, i) => {
            expect(Math.abs(v - x.data[i]!)).toBeLessThan(1e-13);
          });
          expect([a.data, b.data]).toEqual(before);
        },
      ),
    );
  });

  it('exchanges rows where a pivot is zero or would spoil the digits', () => {
    expect(
      toNested(
        solve(
          [
            [0, 2],
            [3, 0],
          ],
          [4, 9],
        ),
      ),
    ).toEqual([3, 2]);
    expect(
      toNested(
        solve(
          [
            [1e-20, 1],
            [1, 1],
          ],
          [1, 2],
        ),
      ),
    ).toEqual([1, 1]);
  });

  it('solves equations in any units', () => {
    const x = toNested(
      solve(
        [
          [1e-200, 2e-200],
          [3e200, 4e200],
        ],
        [5e-200, 11e200],
      ),
    ) as number[];
    expect(x[0]).toBeCloseTo(1, 14);
    expect(x[1]).toBeCloseTo(2, 14);
    const mixed = toNested(
      solve(
        [
          [1, 1],
          [1e-20, 2e-20],
        ],
        [3, 5e-20],
      ),
    ) as number[];
    expect(mixed[0]).toBeCloseTo(1, 14);
    expect(mixed[1]).toBeCloseTo(2, 14);
    expect(
      toNested(
        solve(
          [
            [1, 0],
            [0, 2 ** -100],
          ],
          [2, 3 * 2 ** -100],
        ),
      ),
    ).toEqual([2, 3]);
  });

  it('has the precision of its arguments, computed in float64', () => {
    const a = createNdArray(new Float32Array([2, 0, 0, 4]), [2, 2]);
    expect(solve(a, new Float32Array([1, 1])).data).toEqual(new Float32Array([0.5, 0.25]));
    expect(solve(a, [1, 1]).dtype).toBe('float64');
  });

  it('refuses singular systems, also where rounding hides it', () => {
    expect(() =>
      solve(
        [
          [1, 2],
          [2, 4],
        ],
        [1, 2],
      ),
    ).toThrow(DomainError);
    expect(() =>
      solve(
        [
          [0.1, 0.2],
          [0.3, 0.6],
        ],
        [1, 2],
      ),
    ).toThrow('is not singular');
    expect(() =>
      solve(
        [
          [0, 0],
          [0, 1],
        ],
        [1, 2],
      ),
    ).toThrow(DomainError);
    expect(() =>
      solve(
        [
          [1, 0],
          [1, 0],
        ],
        [1, 2],
      ),
    ).toThrow(DomainError);
  });

  it('refuses other shapes and numbers that are not finite', () => {
    expect(() => solve([[1, 2]], [1])).toThrow('solve: "a" expected shape (n, n), got (1, 2)');
    expect(() =>
      solve(
        [
          [1, 0],
          [0, 1],
        ],
        [1, 2, 3],
      ),
    ).toThrow('solve: "b" expected shape (n=2), got (3)');
    expect(() =>
      solve(
        [
          [1, 0],
          [0, 1],
        ],
        [[1]],
      ),
    ).toThrow('expected shape (n=2, m)');
    expect(() => solve([[Number.NaN]], [1])).toThrow('finite numbers, got NaN at [0, 0]');
    expect(() => solve([[1]], [Infinity])).toThrow(DomainError);
  });
});
