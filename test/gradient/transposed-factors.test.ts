import { describe, expect, it } from 'vitest';
import { add, matmul, mul, sum, tanh, toNested, transpose } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { grad, type Traced, vjp } from '../../src/gradient/index.js';
import { randomFloats } from '../kernels/simd/numbers.js';

const draw = (shape: number[], seed: number): FloatNdArray => {
  const count = shape.reduce((a, b) => a * b, 1);
  return createNdArray<Float64Array | Float32Array>(
    Float64Array.from(randomFloats(count, seed)),
    shape,
  );
};

/** The last two axes exchanged. */
const turn = (x: Traced): Traced => {
  const rank = x.shape.length;
  const axes = [...x.shape.keys()];
  return transpose(x, [...axes.slice(0, -2), rank - 1, rank - 2]);
};

const total = (x: Traced | FloatNdArray) => sum(mul(x as Traced, x as Traced)) as Traced;

describe('products of transposed values', () => {
  const cases: [string, number[], number[], boolean, boolean][] = [
    ['left', [4, 3], [4, 2], true, false],
    ['right', [3, 4], [2, 4], false, true],
    ['both', [4, 3], [2, 4], true, true],
    ['both of two stacks', [2, 4, 3], [2, 5, 4], true, true],
    ['the right of a stack', [2, 3, 4], [5, 4], false, true],
    ['both of a stack and a matrix', [2, 4, 3], [5, 4], true, true],
    ['both of a matrix and a stack', [4, 3], [2, 5, 4], true, true],
  ];
  it.each(cases)(
    'have the gradients of what they were made of: %s',
    (_, left, right, first, second) => {
      const f = (p: { a: Traced; b: Traced }) =>
        total(matmul(first ? turn(p.a) : p.a, second ? turn(p.b) : p.b));
      expect(checkGradient(f, { a: draw(left, 1), b: draw(right, 2) }).ok).toBe(true);
    },
  );

  it('have second derivatives', () => {
    const w = draw([3, 4], 3);
    const inner = (x: Traced) => grad((y: Traced) => total(tanh(matmul(y, transpose(y)))))(x);
    const f = (x: Traced) => sum(mul(inner(x) as Traced, w)) as Traced;
    expect(checkGradient(f, draw([3, 4], 4)).ok).toBe(true);
  });

  it('count what else is made of a transposed value, and give it where it is the result', () => {
    const x = draw([3, 3], 5);
    const f = (a: Traced) => {
      const t = transpose(a);
      return total(add(matmul(a, t), mul(t, 2)) as Traced);
    };
    expect(checkGradient(f, x).ok).toBe(true);
    const { value, pullback } = vjp((a: Traced) => transpose(a), x);
    expect(toNested(value)).toEqual(toNested(transpose(x)));
    expect((value as FloatNdArray).data.buffer).not.toBe(x.data.buffer);
    expect(toNested(pullback(x))).toEqual(toNested(transpose(x)));
  });

  it('leave other orders of axes alone', () => {
    const x = draw([2, 3, 4], 6);
    const y = draw([2, 3, 5], 7);
    const f = (a: Traced) => total(matmul(transpose(a, [2, 0, 1]), transpose(y, [1, 0, 2])));
    // [4, 2, 3] and [3, 2, 5] do not fit, whatever was exchanged before.
    expect(() => grad(f)(x)).toThrow(/matmul/);
    const g = (a: Traced) => total(matmul(transpose(a, [1, 0, 2]), draw([4, 2], 8)));
    expect(checkGradient(g, x).ok).toBe(true);
  });
});
