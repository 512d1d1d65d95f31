import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reshape, transpose } from '../../src/array/index.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { numbersOf, views } from '../laws/views.js';

const matrix = [
  [1, 2, 3],
  [4, 5, 6],
];

describe('transpose', () => {
  it('agrees with the view that the method of the same name gives, as a copy in its storage', () => {
    fc.assert(
      fc.property(
        views().chain((view) =>
          fc.tuple(
            fc.constant(view),
            fc.shuffledSubarray([...view.shape.keys()], {
              minLength: view.dimension,
              maxLength: view.dimension,
            }),
          ),
        ),
        ([view, axes]) => {
          const turned = transpose(view, axes);
          const looked = view.transpose(...axes);
          expect(turned.dtype).toBe(view.dtype);
          expect(turned.shape).toEqual(looked.shape);
          expect(Array.from(turned.data)).toEqual(numbersOf(looked));
          expect(turned.data.buffer).not.toBe(view.data.buffer);
        },
      ),
    );
  });

  it('reverses the axes where nothing is said, and twice is nothing', () => {
    expect(toNested(transpose(matrix))).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(toNested(transpose(transpose([[matrix]])))).toEqual([[matrix]]);
    const bytes: Uint8Array = transpose(new Uint8Array([1, 2])).data;
    expect(bytes).toEqual(new Uint8Array([1, 2]));
  });

  it('refuses axes that do not name each once', () => {
    for (const axes of [[0], [0, 0], [0, 2], [0, 1, 2]]) {
      expect(() => transpose(matrix, axes)).toThrow(DomainError);
    }
    expect(() => transpose(matrix, 1 as never)).toThrow(KindError);
    const hole = new Array<number>(2);
    hole[1] = 0;
    expect(() => transpose(matrix, hole)).toThrow('transpose: "axes" expected an axis');
  });
});

describe('reshape', () => {
  it('keeps the row-major order, and fills in one length', () => {
    expect(toNested(reshape(matrix, [3, 2]))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(reshape(matrix, [-1]).shape).toEqual([6]);
    expect(reshape(matrix, [2, -1, 1]).shape).toEqual([2, 3, 1]);
    expect(reshape([5], []).shape).toEqual([]);
    expect(reshape([[], []], [0, 7]).shape).toEqual([0, 7]);
  });

  it('reads views in their own order and copies', () => {
    fc.assert(
      fc.property(views(), (view) => {
        const flat = reshape(view, [-1]);
        expect(Array.from(flat.data)).toEqual(numbersOf(view));
        expect(flat.dtype).toBe(view.dtype);
        expect(flat.data.buffer).not.toBe(view.data.buffer);
        expect(toNested(reshape(flat, view.shape))).toEqual(toNested(view));
      }),
    );
  });

  it('refuses another number of elements', () => {
    expect(() => reshape(matrix, [4])).toThrow(
      'reshape: "shape" expected lengths whose product is the 6 elements of (2, 3), got (4)',
    );
    expect(() => reshape(matrix, [4, -1])).toThrow(ShapeError);
    expect(() => reshape(matrix, [-1, -1])).toThrow(DomainError);
    expect(() => reshape(matrix, [-2, 3])).toThrow(DomainError);
    expect(() => reshape(matrix, 6 as never)).toThrow(KindError);
  });
});
