import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { where } from '../../src/array/index.js';
import { toNested } from '../../src/core/to-nested.js';
import { numbersOf, views } from '../laws/views.js';

describe('where', () => {
  it('takes a where the condition is not 0, NaN included, and b elsewhere', () => {
    expect(toNested(where([1, 0, -1, Number.NaN, -0], 1, 2))).toEqual([1, 2, 1, 1, 2]);
    const chosen: number = where(0, 1, 2);
    expect(chosen).toBe(2);
  });

  it('lets no NaN through that was not chosen', () => {
    expect(toNested(where([1, 0], [1, Number.NaN], [Number.NaN, 2]))).toEqual([1, 2]);
  });

  it('broadcasts all three', () => {
    expect(toNested(where([[1], [0]], [1, 2, 3], 9))).toEqual([
      [1, 2, 3],
      [9, 9, 9],
    ]);
    expect(() => where([1, 0], [1, 2, 3], 0)).toThrow('where: "a" expected');
  });

  it('has the precision of what is chosen from', () => {
    const single = new Float32Array([0.5]);
    expect(where(new Float64Array([1]), single, 0).dtype).toBe('float32');
    expect(where(new Float32Array([1]), [0.1], 0).dtype).toBe('float64');
  });

  it('reads any view', () => {
    fc.assert(
      fc.property(
        fc.tuple(
          views({ shape: [2, 3], values: fc.integer({ min: 0, max: 1 }) }),
          views({ shape: [2, 3] }),
          views({ shape: [2, 3] }),
        ),
        ([condition, a, b]) => {
          const [c, x, y] = [numbersOf(condition), numbersOf(a), numbersOf(b)];
          expect(Array.from(where(condition, a, b).data)).toEqual(
            c.map((test, i) => (test ? x[i]! : y[i]!)),
          );
        },
      ),
    );
  });
});
