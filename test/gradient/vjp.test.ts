import { describe, expect, it } from 'vitest';
import {
  add,
  concat,
  fromNested,
  matmul,
  mul,
  reshape,
  square,
  sum,
  toNested,
  transpose,
} from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { KindError, ShapeError } from '../../src/core/errors.js';
import { grad } from '../../src/gradient/grad.js';
import { hessian, jacobian } from '../../src/gradient/jacobian.js';
import { primitive } from '../../src/gradient/primitive.js';
import type { Traced } from '../../src/gradient/traced.js';
import { vjp } from '../../src/gradient/vjp.js';

describe('vjp', () => {
  it('gives the value, and a pullback that may be called again', () => {
    const { value, pullback } = vjp((x) => mul(x, [[1], [10]]), fromNested([1, 2, 3], 'float64'));
    expect(toNested(value)).toEqual([
      [1, 2, 3],
      [10, 20, 30],
    ]);
    const zero = [0, 0, 0];
    expect(pullback([[1, 1, 1], zero]).data).toEqual(Float64Array.of(1, 1, 1));
    expect(pullback([zero, [1, 2, 3]]).data).toEqual(Float64Array.of(10, 20, 30));
  });

  it('takes and gives trees', () => {
    const { value, pullback } = vjp(({ a, b }) => ({ product: mul(a, b), parts: [sum(a), b] }), {
      a: [2, 3],
      b: 5,
    });
    expect(value.parts.map((part) => toNested(part))).toEqual([5, 5]);
    const gradient = pullback({ product: [1, 0], parts: [10, 100] });
    expect(gradient.a.data).toEqual(Float64Array.of(15, 10));
    expect(gradient.b).toBe(102);
    const list = vjp((x) => [mul(x, 2), mul(x, 3)], 1);
    expect(list.pullback([1, 1])).toBe(5);
  });

  it('hands out no storage that somebody else has, whichever rule gave it', () => {
    const held = createNdArray(Float64Array.of(1, 2, 3, 4), [2, 2]);
    const captured = primitive('captured', (x) => x!, [() => held]);
    const [x, y] = [held, createNdArray(Float64Array.of(5, 6, 7, 8), [2, 2])];
    const cases: ((p: { x: Traced; y: Traced }) => Traced)[] = [
      (p) => add(p.x, p.y),
      (p) => captured(add(p.x, p.y)),
      (p) => add(captured(p.x), matmul(p.x, p.y)),
      (p) => add(matmul(p.x, p.y), p.y),
      (p) => transpose(p.x),
    ];
    for (const f of cases) {
      const u = createNdArray(Float64Array.of(1, 0, 0, 1), [2, 2]);
      const { pullback } = vjp(f, { x, y });
      const first = pullback(u);
      const copy = [toNested(first.x), toNested(first.y)];
      for (const { data } of [first.x, first.y]) data.fill(99);
      const second = pullback(u);
      expect([toNested(second.x), toNested(second.y)]).toEqual(copy);
      expect(Array.from(held.data)).toEqual([1, 2, 3, 4]);
      expect(Array.from(u.data)).toEqual([1, 0, 0, 1]);
      second.x.data[0] = 7;
      expect(toNested(second.y)).toEqual(copy[1]);
    }
  });

  it('hands out storage of its own', () => {
    const u = createNdArray(Float64Array.of(1, 2), [2]);
    const x = createNdArray(Float64Array.of(3, 4), [2]);
    const { value, pullback } = vjp((v) => v, x);
    const gradient = pullback(u);
    gradient.data[0] = 99;
    value.data[0] = 99;
    expect(u.data).toEqual(Float64Array.of(1, 2));
    expect(x.data).toEqual(Float64Array.of(3, 4));
    const both = grad((p: { a: Traced; b: Traced }) => sum(add(p.a, p.b)))({ a: [1], b: [2] });
    expect(both.a.data.buffer).not.toBe(both.b.data.buffer);
  });

  it('refuses a cotangent of another shape or tree', () => {
    const { pullback } = vjp((x) => square(x), [1, 2]);
    expect(() => pullback([1, 2, 3])).toThrow(
      new ShapeError({
        function: 'pullback',
        argument: 'u',
        expected: 'shape (2)',
        got: '(3)',
      }),
    );
    expect(() => pullback(1)).toThrow(ShapeError);
    const tree = vjp((x) => ({ y: square(x) }), [1, 2]);
    // @ts-expect-error it has no z
    expect(() => tree.pullback({ z: [1, 2] })).toThrow(KindError);
    // @ts-expect-error it has no z
    expect(() => tree.pullback({ z: [1, 2] })).toThrow(/^pullback: "u\.y" expected .* undefined$/);
  });
});

describe('jacobian', () => {
  it('has the axes of the result, then those of x', () => {
    const found = jacobian((x) => mul(reshape(x, [2, 1]), [1, 10, 100]))([3, 4]);
    expect(found.shape).toEqual([2, 3, 2]);
    expect(toNested(found)).toEqual([
      [
        [1, 0],
        [10, 0],
        [100, 0],
      ],
      [
        [0, 1],
        [0, 10],
        [0, 100],
      ],
    ]);
    expect(jacobian((x) => sum(x))([1, 2]).shape).toEqual([2]);
    expect(jacobian((x) => square(x))(3).shape).toEqual([]);
    expect(jacobian((x) => concat([x, x]))(new Float32Array(2)).data).toBeInstanceOf(Float32Array);
  });

  it('is zero for a constant, and empty where there is nothing', () => {
    expect(jacobian((_: Traced) => [5, 6])([1]).data).toEqual(Float64Array.of(0, 0));
    const empty = createNdArray(new Float64Array(0), [0]);
    expect(jacobian((x) => x)(empty).shape).toEqual([0, 0]);
  });

  it('is a tree of trees', () => {
    const found = jacobian(({ a, b }: { a: Traced; b: Traced }) => ({ p: mul(a, b), s: sum(a) }))({
      a: [2, 3],
      b: 5,
    });
    expect(toNested(found.p.a)).toEqual([
      [5, 0],
      [0, 5],
    ]);
    expect(toNested(found.p.b)).toEqual([2, 3]);
    expect(toNested(found.s.a)).toEqual([1, 1]);
    expect(toNested(found.s.b)).toBe(0);
  });
});

describe('hessian', () => {
  it('has the axes of x twice', () => {
    const found = hessian((x) => sum(mul(square(x), [[1, 2, 3]])))([[1, 1, 1]]);
    expect(found.shape).toEqual([1, 3, 1, 3]);
    expect(found.data).toEqual(Float64Array.of(2, 0, 0, 0, 4, 0, 0, 0, 6));
  });

  it('is zero for what is linear', () => {
    expect(hessian((x) => sum(x))([1, 2]).data).toEqual(new Float64Array(4));
    expect(hessian((x) => mul(x, 3))(1).data).toEqual(new Float64Array(1));
  });

  it('is a tree of trees', () => {
    const found = hessian(({ a, b }: { a: Traced; b: Traced }) => sum(mul(square(a), b)))({
      a: [2, 3],
      b: 5,
    });
    expect(toNested(found.a.a)).toEqual([
      [10, 0],
      [0, 10],
    ]);
    expect(toNested(found.a.b)).toEqual([4, 6]);
    expect(toNested(found.b.a)).toEqual([4, 6]);
    expect(toNested(found.b.b)).toBe(0);
  });

  it('wants one number', () => {
    expect(() => hessian((x) => square(x))([1, 2])).toThrow(
      /^hessian: "f" expected a function whose/,
    );
  });
});
