import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  cos,
  div,
  type Elementwise,
  elu,
  exp,
  gelu,
  leakyRelu,
  log,
  logSigmoid,
  maximum,
  minimum,
  mul,
  neg,
  type Operand,
  pow,
  relu,
  sigmoid,
  silu,
  sin,
  softplus,
  sqrt,
  square,
  sub,
  tanh,
} from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray, NumericTypedArray } from '../../src/core/types.js';
import { codeGeneration } from '../laws/code-generation.js';
import { eachIndex, numbersOf, views } from '../laws/views.js';

type Unary = (x: Operand) => number | FloatNdArray;
type Binary = (a: Operand, b: Operand) => number | FloatNdArray;

const UNARY: Record<string, Unary> = {
  abs,
  cos,
  elu,
  exp,
  gelu,
  leakyRelu,
  log,
  logSigmoid,
  neg,
  relu,
  sigmoid,
  silu,
  sin,
  softplus,
  sqrt,
  square,
  tanh,
};
const BINARY: Record<string, Binary> = { add, div, maximum, minimum, mul, pow, sub };

// Any number, awkward ones included.
const values = fc.oneof(
  fc.double({ min: -30, max: 30, noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, Number.NaN, Infinity, -Infinity, 1e300, -1e-300),
);
const anyView = views({ values });

function asFloat(value: number, dtype: string): number {
  return dtype === 'float32' ? Math.fround(value) : value;
}

describe.runIf(codeGeneration)('elementwise functions beside ndarray-ops', () => {
  const unary: [string, string][] = [
    ['neg', 'neg'],
    ['abs', 'abs'],
    ['exp', 'exp'],
    ['log', 'log'],
    ['sqrt', 'sqrt'],
    ['sin', 'sin'],
    ['cos', 'cos'],
  ];
  it.each(unary)('%s agrees on random views of every storage', async (ours, theirs) => {
    const { default: ops } = await import('ndarray-ops');
    const { default: ndarray } = await import('ndarray');
    fc.assert(
      fc.property(anyView, (view) => {
        const result = UNARY[ours]!(view) as FloatNdArray;
        const data =
          view.dtype === 'float32' ? new Float32Array(view.size) : new Float64Array(view.size);
        const expected = ndarray(data, [...view.shape]);
        // biome-ignore lint/suspicious/noExplicitAny: its types name each function apart.
        (ops as any)[theirs](expected, view);
        expect(result.data).toEqual(expected.data);
        expect(result.shape).toEqual(view.shape);
        expect(result.dtype).toBe(expected.dtype);
      }),
    );
  });

  const binary: [string, string][] = [
    ['add', 'add'],
    ['sub', 'sub'],
    ['mul', 'mul'],
    ['div', 'div'],
    ['pow', 'pow'],
    ['maximum', 'max'],
    ['minimum', 'min'],
  ];
  const pairs = fc
    .array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })
    .chain((shape) => fc.tuple(views({ shape, values }), views({ shape, values })));

  it.each(binary)('%s agrees on random pairs of views of every storage', async (ours, theirs) => {
    const { default: ops } = await import('ndarray-ops');
    const { default: ndarray } = await import('ndarray');
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const result = BINARY[ours]!(a, b) as FloatNdArray;
        const floats = [a.dtype, b.dtype].filter((dtype) => dtype.startsWith('float'));
        const single = floats.length > 0 && floats.every((dtype) => dtype === 'float32');
        const data = single ? new Float32Array(a.size) : new Float64Array(a.size);
        const expected = ndarray(data, [...a.shape]);
        // biome-ignore lint/suspicious/noExplicitAny: its types name each function apart.
        (ops as any)[theirs](expected, a, b);
        if (!single) expect(result.data).toEqual(expected.data);
        // ndarray-ops reads integers as they are where ours reads them as float32 first.
        else if (floats.length === 2) expect(result.data).toEqual(expected.data);
        expect(result.dtype).toBe(expected.dtype);
      }),
    );
  });
});

describe('unary functions', () => {
  it.each(Object.entries(UNARY))('%s gives for an array what it gives for each number', (_, f) => {
    fc.assert(
      fc.property(anyView, (view) => {
        const before = view.data.slice();
        const result = f(view) as FloatNdArray;
        expect(result.shape).toEqual(view.shape);
        expect(Array.from(result.data)).toEqual(
          numbersOf(view).map((x) => asFloat(f(x) as number, result.dtype)),
        );
        expect(result.dtype).toBe(view.dtype === 'float32' ? 'float32' : 'float64');
        expect(view.data).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });

  it.each(Object.entries(UNARY))('%s lets NaN through and refuses what is no number', (name, f) => {
    expect(f(Number.NaN)).toBeNaN();
    expect(toNested(f([1, Number.NaN]) as FloatNdArray)).toEqual([f(1), Number.NaN]);
    for (const x of ['1', null, undefined, {}, true, 1n]) {
      expect(() => f(x as never)).toThrow(KindError);
      expect(() => f(x as never)).toThrow(`${name}: "x" expected a number, an ndarray`);
    }
    expect(() => f([[1], [2, 3]])).toThrow(ShapeError);
  });

  it('keep empty arrays and scalars', () => {
    expect(exp([]).shape).toEqual([0]);
    expect(neg([[], []]).shape).toEqual([2, 0]);
    const scalar = square(createNdArray(new Float32Array([3]), []));
    expect(scalar.shape).toEqual([]);
    expect(scalar.get()).toBe(9);
  });

  it('are squares and signs', () => {
    expect(toNested(square([3, -2, 0.5]))).toEqual([9, 4, 0.25]);
    expect(toNested(abs([3, -2, -0]))).toEqual([3, 2, 0]);
    expect(toNested(neg([3, -2, Infinity]))).toEqual([-3, 2, -Infinity]);
    expect(toNested(sqrt([9, 2.25, -1]))).toEqual([3, 1.5, Number.NaN]);
  });
});

describe('binary functions', () => {
  const shapePairs = fc
    .tuple(
      fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
      fc.array(fc.constantFrom('same', 'one', 'one'), { minLength: 4, maxLength: 4 }),
      fc.array(fc.constantFrom('same', 'one', 'same'), { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 0, max: 2 }),
    )
    .chain(([shape, how1, how2, drop1, drop2]) => {
      const cut = (how: string[], drop: number) =>
        shape.map((n, axis) => (how[axis] === 'one' ? 1 : n)).slice(drop);
      return fc.tuple(views({ shape: cut(how1, drop1) }), views({ shape: cut(how2, drop2) }));
    });

  // Broadcasting from its definition, one index at a time.
  function byDefinition(
    f: (x: number, y: number) => number,
    a: NdArray<NumericTypedArray>,
    b: NdArray<NumericTypedArray>,
  ): { shape: number[]; numbers: number[] } {
    const rank = Math.max(a.dimension, b.dimension);
    const padded = (view: typeof a) => [...new Array(rank - view.dimension).fill(1), ...view.shape];
    const [m, n] = [padded(a), padded(b)];
    const shape = m.map((length, axis) => (length === 1 ? n[axis]! : length));
    const numbers: number[] = [];
    eachIndex(shape, (at) => {
      const within = (view: typeof a, own: number[]) =>
        view.get(...at.map((i, axis) => (own[axis] === 1 ? 0 : i)).slice(rank - view.dimension));
      numbers.push(f(within(a, m), within(b, n)));
    });
    return { shape, numbers };
  }

  it.each([
    ['add', (x: number, y: number) => x + y],
    ['sub', (x: number, y: number) => x - y],
    ['mul', (x: number, y: number) => x * y],
    ['div', (x: number, y: number) => x / y],
    ['pow', (x: number, y: number) => x ** y],
    ['maximum', Math.max],
    ['minimum', Math.min],
  ] as const)('%s broadcasts by the rule, whatever the layout', (name, f) => {
    fc.assert(
      fc.property(shapePairs, ([a, b]) => {
        const before = [a.data.slice(), b.data.slice()];
        const result = BINARY[name]!(a, b) as FloatNdArray;
        const { shape, numbers } = byDefinition(f, a, b);
        expect(result.shape).toEqual(shape);
        expect(Array.from(result.data)).toEqual(numbers.map((x) => asFloat(x, result.dtype)));
        expect([a.data, b.data]).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  it('give a number for two numbers, and an array where one is an array', () => {
    const sum: number = add(2, 3);
    expect(sum).toBe(5);
    const scalar = add(2, createNdArray(new Float64Array([3]), []));
    expect(scalar.shape).toEqual([]);
    expect(toNested(sub(10, [1, 2]))).toEqual([9, 8]);
    expect(pow(2, 10)).toBe(1024);
    expect(minimum(3, Number.NaN)).toBeNaN();
  });

  it('compute in float32 only where every array of floats is one; a number beside it does not count', () => {
    const single = new Float32Array([0.1]);
    expect(mul(single, 3).data).toEqual(new Float32Array([Math.fround(0.1) * 3]));
    expect(add(single, new Uint8Array([1])).dtype).toBe('float32');
    expect(add(single, [1]).dtype).toBe('float64');
    expect(add(new Uint8Array([200]), new Uint8Array([100])).data).toEqual(new Float64Array([300]));
    expect(div(new Int32Array([1]), 2).data).toEqual(new Float64Array([0.5]));
  });

  it('refuse shapes that do not fit, naming both', () => {
    expect(() => add([[1, 2, 3]], [1, 2])).toThrow(
      new ShapeError({
        function: 'add',
        argument: 'b',
        expected: 'a shape that broadcasts with (1, 3)',
        got: '(2)',
      }),
    );
    expect(() => mul([[], []], [1, 2])).toThrow(ShapeError);
    expect(() => add(1, '2' as never)).toThrow('add: "b" expected a number, an ndarray');
  });
});

// Known to the type checker: a number comes back just where numbers went in.
const typed: [number, FloatNdArray, FloatNdArray] = [add(1, 2), add([1], 2), exp([[1]])];
const either: Elementwise<Operand> = exp(1 as Operand);
void typed;
void either;
