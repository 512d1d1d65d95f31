import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromNested, softmax, zeros } from '../../src/array/index.js';
import { createNdArray, DTYPES } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import type { DType } from '../../src/core/types.js';
import { numbersOf, views } from '../laws/views.js';

const matrix = [
  [1, 2, 3],
  [4, 5, 6],
];

describe('fromNested', () => {
  it('is undone by toNested, in every storage that holds the numbers', () => {
    fc.assert(
      fc.property(views(), fc.constantFrom(...DTYPES), (view, dtype) => {
        const nested = toNested(view);
        const a = fromNested(nested, dtype);
        expect(a.dtype).toBe(dtype);
        expect(a.shape).toEqual(view.shape);
        expect(toNested(a)).toEqual(nested);
      }),
    );
  });

  it('is float64 where nothing is said, and makes a scalar of a number', () => {
    const a = fromNested(matrix);
    const data: Float64Array = a.data;
    expect(data).toEqual(new Float64Array([1, 2, 3, 4, 5, 6]));
    expect(fromNested(7).shape).toEqual([]);
    expect(fromNested(7).get()).toBe(7);
  });

  it.each<[DType, number, number]>([
    ['int8', -128, 127],
    ['int16', -32768, 32767],
    ['int32', -2147483648, 2147483647],
    ['uint8', 0, 255],
    ['uint8_clamped', 0, 255],
    ['uint16', 0, 65535],
    ['uint32', 0, 4294967295],
  ])('lets %s hold %d to %d and refuses everything else', (dtype, min, max) => {
    expect(numbersOf(fromNested([min, max], dtype))).toEqual([min, max]);
    for (const value of [min - 1, max + 1, 0.5, Number.NaN, Infinity, -Infinity]) {
      expect(() => fromNested([[0], [value]], dtype)).toThrow(
        new DomainError({
          function: 'fromNested',
          argument: 'nested',
          expected: `whole numbers from ${min} to ${max} for ${dtype}`,
          got: `${value} at [1, 0]`,
        }),
      );
    }
  });

  it('rounds to float32, and copies what is an array already', () => {
    expect(fromNested([0.1, 1e300, Number.NaN], 'float32').data).toEqual(
      new Float32Array([0.1, Infinity, Number.NaN]),
    );
    const own = new Float64Array([1, 2]);
    const copy = fromNested(own);
    expect(copy.data).toEqual(own);
    copy.set(0, 9);
    expect(own[0]).toBe(1);
    expect(fromNested(createNdArray(new Uint8Array([7]), [1, 1]), 'int16').dtype).toBe('int16');
  });

  it('takes rows that are typed arrays, at any depth, beside plain ones', () => {
    const rows = [new Float32Array([0.1, 2]), [3, 4], new Uint8Array([5, 6])];
    const array = fromNested(rows);
    expect([array.shape, array.dtype]).toEqual([[3, 2], 'float64']);
    expect(Array.from(array.data)).toEqual([Math.fround(0.1), 2, 3, 4, 5, 6]);
    const deep = fromNested([[new Float64Array([1])], [new Float64Array([2])]], 'float32');
    expect([deep.shape, Array.from(deep.data), deep.dtype]).toEqual([[2, 1, 1], [1, 2], 'float32']);
    expect(() => fromNested([new Float32Array(2), new Float32Array(3)])).toThrow(ShapeError);
    expect(() => fromNested([new BigInt64Array(2) as never])).toThrow(KindError);
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => fromNested(circle as never)).toThrow('expected at most 64 axes');
    // Elsewhere a list of arrays is a list.
    expect(() => softmax([new Float32Array(2)] as never)).toThrow(
      'softmax: "a" expected nested arrays of numbers (see fromNested), got Float32Array(2) at [0]',
    );
  });

  it('refuses ragged nesting, strangers and unknown storages', () => {
    expect(() => fromNested([[1, 2], [3]])).toThrow('fromNested: "nested" expected nested arrays');
    expect(() => fromNested([['1']] as never)).toThrow(KindError);
    expect(() => fromNested([1], 'float16' as never)).toThrow('"dtype" expected one of "float64"');
    expect(() => fromNested(null as never)).toThrow(KindError);
  });
});

describe('zeros', () => {
  it('has the shape and storage asked for', () => {
    const a = zeros([2, 0, 3], 'int16');
    expect(a.shape).toEqual([2, 0, 3]);
    expect(a.dtype).toBe('int16');
    expect(toNested(zeros([2, 2]))).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(zeros([]).get()).toBe(0);
  });

  it('refuses bad shapes', () => {
    expect(() => zeros([-1])).toThrow(DomainError);
    expect(() => zeros([1e6, 1e6])).toThrow('zeros: "shape" expected at most 268435456 elements');
    expect(() => zeros(3 as never)).toThrow(KindError);
  });
});
