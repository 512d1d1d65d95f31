import type { NdArray } from 'ndarray';
import { describe, expectTypeOf, it } from 'vitest';
import {
  add,
  concat,
  exp,
  matmul,
  type Operand,
  pad,
  slice,
  softmax,
  solve,
  sum,
  type Traceable,
  transpose,
  where,
} from '../../src/array/index.js';
import type { ArrayInput, FloatNdArray, NumericTypedArray } from '../../src/core/types.js';
import {
  grad,
  hessian,
  jacobian,
  type Traced,
  valueAndGrad,
  vjp,
} from '../../src/gradient/index.js';

declare const traced: Traced;
declare const array: FloatNdArray;
declare const either: FloatNdArray | Traced;

describe('traced in, traced out', () => {
  it('holds for every kind of function', () => {
    expectTypeOf(exp(traced)).toEqualTypeOf<Traced>();
    expectTypeOf(add(traced, 1)).toEqualTypeOf<Traced>();
    expectTypeOf(add([1], traced)).toEqualTypeOf<Traced>();
    expectTypeOf(where(1, 2, traced)).toEqualTypeOf<Traced>();
    expectTypeOf(where(traced, 1, 2)).not.toEqualTypeOf<Traced>();
    expectTypeOf(sum(traced)).toEqualTypeOf<Traced>();
    expectTypeOf(sum(traced, { axis: 0, keepDims: true })).toEqualTypeOf<Traced>();
    expectTypeOf(matmul(traced, array)).toEqualTypeOf<Traced>();
    expectTypeOf(softmax(traced)).toEqualTypeOf<Traced>();
    expectTypeOf(pad(traced, 1)).toEqualTypeOf<Traced>();
    expectTypeOf(solve(traced, [1])).toEqualTypeOf<Traced>();
    expectTypeOf(solve(array, traced)).toEqualTypeOf<Traced>();
    expectTypeOf(transpose(traced)).toEqualTypeOf<Traced>();
    expectTypeOf(slice(traced, [0])).toEqualTypeOf<Traced>();
    expectTypeOf(concat([traced, traced])).toEqualTypeOf<Traced>();
  });

  it('leaves plain values as they were', () => {
    expectTypeOf(matmul(array, [[1]])).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(solve(array, [1])).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(pad(array, 1)).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(where(1, 2, 3)).toEqualTypeOf<number>();
    expectTypeOf(where([1], 2, 3)).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(concat([array])).toEqualTypeOf<NdArray<NumericTypedArray>>();
  });

  it('lets one function serve both', () => {
    expectTypeOf(exp(either)).toEqualTypeOf<FloatNdArray | Traced>();
    expectTypeOf(matmul(either, array)).toEqualTypeOf<FloatNdArray | Traced>();
    expectTypeOf<Operand | Traced>().toEqualTypeOf<Traceable>();
    expectTypeOf<Traced>().not.toExtend<ArrayInput>();
  });
});

describe('gradients', () => {
  it('have the tree of what they are taken by', () => {
    expectTypeOf(grad((x) => sum(x))([1, 2])).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(grad((x) => exp(x))(1)).toEqualTypeOf<number>();
    expectTypeOf(grad((x) => exp(x))(traced)).toEqualTypeOf<Traced>();
    const loss = ({ w, b }: { w: Traced; b: Traced }): Traced => add(sum(w), b);
    const gradient = grad(loss)({ w: array, b: 1 });
    expectTypeOf(gradient.w).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(gradient.b).toEqualTypeOf<number>();
    expectTypeOf(valueAndGrad(loss)({ w: array, b: 1 }).value).toEqualTypeOf<number>();
    expectTypeOf(hessian(loss)({ w: array, b: 1 }).w.b).toEqualTypeOf<FloatNdArray>();
    // @ts-expect-error b is missing
    grad(loss)({ w: array });
  });

  it('know the results of the function', () => {
    const { value, pullback } = vjp(({ a }) => [a, exp(a)], { a: [1, 2] });
    expectTypeOf(value[0]!).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(pullback([[1, 2], array]).a).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(jacobian((x) => ({ y: exp(x) }))([1]).y).toEqualTypeOf<FloatNdArray>();
    // @ts-expect-error a loss is no list
    grad((x: Traced) => [x]);
  });
});
