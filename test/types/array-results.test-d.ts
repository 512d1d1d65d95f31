import type { NdArray } from 'ndarray';
import { describe, expectTypeOf, it } from 'vitest';
import {
  add,
  concat,
  exp,
  fromNested,
  matmul,
  mean,
  randomGenerator,
  slice,
  softmax,
  sum,
  transpose,
  uniform,
  variance,
  zeros,
} from '../../src/array/index.js';
import type {
  ArrayInput,
  FloatNdArray,
  NestedNumbers,
  NumericTypedArray,
  Rng,
} from '../../src/core/types.js';

const matrix: NdArray<Float32Array> = zeros([2, 3], 'float32');

describe('what is taken as an array', () => {
  it('are ndarrays of any real storage, nested numbers and typed arrays', () => {
    expectTypeOf<NdArray<Uint8Array>>().toExtend<ArrayInput>();
    expectTypeOf<NdArray<Float64Array>>().toExtend<ArrayInput>();
    expectTypeOf<NdArray<number[]>>().toExtend<ArrayInput>();
    expectTypeOf<number[][][]>().toExtend<ArrayInput>();
    expectTypeOf<readonly (readonly number[])[]>().toExtend<ArrayInput>();
    expectTypeOf<Uint8ClampedArray>().toExtend<ArrayInput>();
    expectTypeOf<FloatNdArray>().toExtend<ArrayInput>();
    expectTypeOf<NestedNumbers>().toExtend<ArrayInput>();
  });

  it('are no words, no 64-bit integers, no plain numbers', () => {
    expectTypeOf<string[]>().not.toExtend<ArrayInput>();
    expectTypeOf<BigInt64Array>().not.toExtend<ArrayInput>();
    expectTypeOf<number>().not.toExtend<ArrayInput>();
  });
});

describe('what comes back', () => {
  it('is a number from numbers, an ndarray as soon as one operand is an array', () => {
    expectTypeOf(add(1, 2)).toEqualTypeOf<number>();
    expectTypeOf(add(1, [2])).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(add(matrix, 2)).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(exp(1)).toEqualTypeOf<number>();
    expectTypeOf(exp([1])).toEqualTypeOf<FloatNdArray>();
  });

  it('is a number from a reduction over all axes, or along the axis of a plain vector', () => {
    expectTypeOf(sum(matrix)).toEqualTypeOf<number>();
    expectTypeOf(sum([1, 2], { axis: 0 })).toEqualTypeOf<number>();
    expectTypeOf(mean(new Float32Array(3), { axis: -1 })).toEqualTypeOf<number>();
  });

  it('is an ndarray from a reduction along an axis of an ndarray or of nested numbers', () => {
    expectTypeOf(sum(matrix, { axis: 1 })).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(sum([[1, 2]], { axis: 1 })).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(variance([1, 2], { keepDims: true })).toEqualTypeOf<FloatNdArray>();
  });

  it('keeps the storage where numbers are only moved', () => {
    const bytes = zeros([2, 3], 'uint8');
    expectTypeOf(bytes).toEqualTypeOf<NdArray<Uint8Array>>();
    expectTypeOf(transpose(bytes)).toEqualTypeOf<NdArray<Uint8Array>>();
    expectTypeOf(slice([[1, 2]], [0])).toEqualTypeOf<NdArray<Float64Array>>();
    expectTypeOf(concat([bytes, bytes])).toEqualTypeOf<NdArray<NumericTypedArray>>();
    expectTypeOf(fromNested([1])).toEqualTypeOf<NdArray<Float64Array>>();
    expectTypeOf(fromNested([1], 'int16')).toEqualTypeOf<NdArray<Int16Array>>();
  });

  it('is an ndarray of floats from everything that computes', () => {
    expectTypeOf(softmax([1, 2])).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(matmul(matrix, [[1], [2], [3]])).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(uniform(randomGenerator(1), [2])).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(randomGenerator(1)).toEqualTypeOf<Rng>();
  });
});

describe('what is refused while typing', () => {
  it('are options that do not exist, and values that they do not have', () => {
    // @ts-expect-error the option is called keepDims
    sum(matrix, { keepdims: true });
    // @ts-expect-error no such storage
    zeros([2], 'float16');
    // @ts-expect-error words are no numbers
    add('1', 2);
  });
});
