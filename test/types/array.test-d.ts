// What comes back is known from the types.
import type { NdArray } from 'ndarray';
import { describe, expectTypeOf, it } from 'vitest';
import {
  type ArrayInput,
  add,
  concat,
  exp,
  fromNested,
  logSumExp,
  matmul,
  max,
  mean,
  type Operand,
  pad,
  reshape,
  slice,
  softmax,
  sum,
  transpose,
  variance,
  where,
  zeros,
} from '../../src/array/index.js';
import type {
  DType,
  FloatNdArray,
  NestedNumbers,
  NumericTypedArray,
} from '../../src/core/types.js';

declare const operand: Operand;
declare const array: ArrayInput;
declare const nested: NestedNumbers;
declare const ndarray: NdArray<Uint8Array>;
declare const single: NdArray<Float32Array>;
declare const flag: boolean;
declare const axis: number | undefined;
declare const dtype: DType;

describe('elementwise functions', () => {
  it('give a number just for numbers', () => {
    expectTypeOf(exp(1)).toEqualTypeOf<number>();
    expectTypeOf(exp([1])).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(exp(ndarray)).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(exp(operand)).toEqualTypeOf<number | FloatNdArray>();
    expectTypeOf(add(1, 2)).toEqualTypeOf<number>();
    expectTypeOf(add(1, ndarray)).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(add(new Float32Array(1), 2)).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(add(operand, 2)).toEqualTypeOf<number | FloatNdArray>();
    expectTypeOf(where(1, 2, 3)).toEqualTypeOf<number>();
    expectTypeOf(where([1], 2, 3)).toEqualTypeOf<FloatNdArray>();
  });

  it('refuse what is neither number nor array', () => {
    // @ts-expect-error: a string is none.
    exp('1');
    // @ts-expect-error: nor is a boolean.
    add(1, true);
  });
});

describe('reductions', () => {
  it('give a number over all axes', () => {
    expectTypeOf(sum(ndarray)).toEqualTypeOf<number>();
    expectTypeOf(mean([[1], [2]])).toEqualTypeOf<number>();
    expectTypeOf(max(array, {})).toEqualTypeOf<number>();
    expectTypeOf(variance(array, { correction: 1 })).toEqualTypeOf<number>();
    expectTypeOf(sum(array, { axis: undefined })).toEqualTypeOf<number>();
  });

  it('give along an axis a number for a plain vector, an ndarray otherwise', () => {
    expectTypeOf(sum([1, 2], { axis: 0 })).toEqualTypeOf<number>();
    expectTypeOf(sum(new Float64Array(2), { axis: -1 })).toEqualTypeOf<number>();
    expectTypeOf(logSumExp([[1, 2]], { axis: -1 })).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(sum(ndarray, { axis: [0, 1] })).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(sum(nested, { axis: 0 })).toEqualTypeOf<number | FloatNdArray>();
    expectTypeOf(sum(single, { axis })).toEqualTypeOf<number | FloatNdArray>();
  });

  it('give an ndarray where the axes are kept', () => {
    expectTypeOf(sum([1, 2], { keepDims: true })).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(sum([1, 2], { axis: 0, keepDims: true })).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(sum(ndarray, { keepDims: false })).toEqualTypeOf<number>();
    expectTypeOf(sum(ndarray, { keepDims: flag })).toEqualTypeOf<number | FloatNdArray>();
  });

  it('refuse options that are none', () => {
    // @ts-expect-error: it is called axis.
    sum(array, { axes: 0 });
    // @ts-expect-error: it is called keepDims.
    mean(array, { axis: 0, keepdims: true });
  });
});

describe('functions that only move numbers', () => {
  it('keep the storage', () => {
    expectTypeOf(transpose(ndarray)).toEqualTypeOf<NdArray<Uint8Array>>();
    expectTypeOf(reshape(single, [-1])).toEqualTypeOf<NdArray<Float32Array>>();
    expectTypeOf(slice([[1]], [0])).toEqualTypeOf<NdArray<Float64Array>>();
    expectTypeOf(pad(ndarray, 1)).toEqualTypeOf<NdArray<Uint8Array>>();
    expectTypeOf(concat([ndarray, [1]])).toEqualTypeOf<NdArray<NumericTypedArray>>();
    expectTypeOf(transpose(exp([1]))).toEqualTypeOf<FloatNdArray>();
  });

  it('make the storage that is named', () => {
    expectTypeOf(fromNested([1])).toEqualTypeOf<NdArray<Float64Array>>();
    expectTypeOf(fromNested([1], 'uint8')).toEqualTypeOf<NdArray<Uint8Array>>();
    expectTypeOf(zeros([2], 'float32')).toEqualTypeOf<NdArray<Float32Array>>();
    expectTypeOf(zeros([2], dtype).data).toExtend<NumericTypedArray>();
    // @ts-expect-error: no such storage.
    zeros([2], 'float16');
  });

  it('go back in as arguments', () => {
    expectTypeOf(
      matmul(transpose(ndarray), softmax(fromNested([[1]], 'int8'))),
    ).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(sum(concat([ndarray]))).toEqualTypeOf<number>();
    expectTypeOf(exp(zeros([2], dtype))).toEqualTypeOf<FloatNdArray>();
  });
});
