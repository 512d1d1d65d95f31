import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slice } from '../../src/array/index.js';
import { DomainError, KindError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { numbersOf, views } from '../laws/views.js';

const matrix = [
  [1, 2, 3],
  [4, 5, 6],
];

describe('slice', () => {
  // What Python takes: a[start:stop:step] of a list of five.
  it.each<[readonly [number | null, (number | null)?, number?], number[]]>([
    [[null], [0, 1, 2, 3, 4]],
    [
      [1, 3],
      [1, 2],
    ],
    [
      [-2, null],
      [3, 4],
    ],
    [
      [0, -1],
      [0, 1, 2, 3],
    ],
    [
      [null, null, 2],
      [0, 2, 4],
    ],
    [
      [1, null, 2],
      [1, 3],
    ],
    [
      [null, null, -1],
      [4, 3, 2, 1, 0],
    ],
    [
      [3, 0, -1],
      [3, 2, 1],
    ],
    [
      [null, null, -2],
      [4, 2, 0],
    ],
    [
      [5, null, -2],
      [4, 2, 0],
    ],
    [[3, 1], []],
    [[5, 5], []],
    [[2, 2], []],
    [[0, 3, -1], []],
  ])('takes %o of an axis as Python does', (range, expected) => {
    expect(toNested(slice([0, 1, 2, 3, 4], [range]))).toEqual(expected);
  });

  it('drops an axis for an index and takes what has no range whole', () => {
    expect(toNested(slice(matrix, [1]))).toEqual([4, 5, 6]);
    expect(toNested(slice(matrix, [null, -1]))).toEqual([3, 6]);
    expect(toNested(slice(matrix, [0, 1]))).toBe(2);
    expect(toNested(slice(matrix, []))).toEqual(matrix);
  });

  it('agrees with the views that lo, hi, step and pick give', () => {
    fc.assert(
      fc.property(views({ shape: [4, 3, 4] }), (view) => {
        const taken = slice(view, [[1, 4, 2], 2, [null, null, -1]]);
        const looked = view.lo(1, 0, 0).hi(3, 3, 4).step(2, 1, -1).pick(null, 2, null);
        expect(taken.shape).toEqual(looked.shape);
        expect(Array.from(taken.data)).toEqual(numbersOf(looked));
        expect(taken.dtype).toBe(view.dtype);
      }),
    );
  });

  it('takes nothing from empty axes', () => {
    expect(slice([], [[null, null, -1]]).shape).toEqual([0]);
    expect(slice([[], []], [null, [0, 0]]).shape).toEqual([2, 0]);
  });

  it('refuses indices outside, steps of 0 and what is no range', () => {
    expect(() => slice(matrix, [2])).toThrow('slice: "ranges[0]" expected a whole number');
    expect(() => slice(matrix, [-3])).toThrow(DomainError);
    expect(() => slice(matrix, [null, [0, 4]])).toThrow(DomainError);
    expect(() => slice(matrix, [[0, 1, 0]])).toThrow('"ranges[0] step" expected a whole number');
    expect(() => slice(matrix, [[0, 1, 0.5]])).toThrow(DomainError);
    expect(() => slice(matrix, [[] as never])).toThrow(KindError);
    expect(() => slice(matrix, ['1' as never])).toThrow(KindError);
    expect(() => slice(matrix, [[0, 1, 1, 1] as never])).toThrow(KindError);
    expect(() => slice(matrix, 1 as never)).toThrow(KindError);
    expect(() => slice(matrix, [0, 0, 0])).toThrow('at most 2 ranges for shape (2, 3), got 3');
  });
});
