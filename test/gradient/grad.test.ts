import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  concat,
  div,
  elu,
  exp,
  fromNested,
  leakyRelu,
  log,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  pad,
  pow,
  relu,
  reshape,
  sigmoid,
  slice,
  softmax,
  solve,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  toNested,
  where,
  zeros,
} from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { gaussianBlur } from '../../src/filter/gaussian-blur.js';
import { grad, valueAndGrad } from '../../src/gradient/grad.js';
import { stopGradient } from '../../src/gradient/stop-gradient.js';
import type { Traced } from '../../src/gradient/traced.js';
import { FLOATS, numbersOf, views } from '../laws/views.js';

const parameters = {
  w: [[1, -2, 3]],
  layers: [{ b: new Float32Array([1, 2]) }, { b: 5 }],
} as const;
type Parameters = { w: Traced; layers: readonly [{ b: Traced }, { b: Traced }] };

describe('grad', () => {
  it('gives a number for a number, and an ndarray of its shape and precision for an array', () => {
    expect(grad((x) => mul(x, x))(3)).toBe(6);
    const single = grad((x) => sum(square(x)))(fromNested([[1, 2]], 'float32'));
    expect(single.data).toEqual(Float32Array.of(2, 4));
    expect(single.shape).toEqual([1, 2]);
    const double = grad((x) => sum(square(x)))([[1, 2]]);
    expect(double.data).toEqual(Float64Array.of(2, 4));
    expect(grad((x) => sum(x))(new Float32Array(2)).data).toEqual(Float32Array.of(1, 1));
    expect(grad((x) => sum(x))(zeros([])).shape).toEqual([]);
  });

  it('gives the tree that it was given', () => {
    const gradient = grad(({ w, layers: [first, second] }: Parameters) =>
      add(sum(mul(w, 2)), mul(sum(square(first.b)), second.b)),
    )(parameters);
    expect(toNested(gradient.w)).toEqual([[2, 2, 2]]);
    expect(gradient.layers[0].b.data).toEqual(Float32Array.of(10, 20));
    expect(gradient.layers[1].b).toBe(5);
    expect(Object.keys(gradient)).toEqual(['w', 'layers']);
    expect(grad((_: { none: readonly Traced[] }) => 1)({ none: [] })).toEqual({ none: [] });
  });

  it('gives zeros where nothing depends on an argument, and for a constant', () => {
    const gradient = grad((x: { a: Traced; b: Traced; c: Traced }) => sum(x.a))({
      a: [1, 2],
      b: [[3]],
      c: 4,
    });
    expect(gradient.b.data).toEqual(Float64Array.of(0));
    expect(gradient.c).toBe(0);
    expect(grad(() => 7)([1, 2]).data).toEqual(Float64Array.of(0, 0));
    expect(grad((x) => stopGradient(sum(x)))([1, 2]).data).toEqual(Float64Array.of(0, 0));
  });

  it('reads strided views as they show, and changes nothing', () => {
    fc.assert(
      fc.property(views({ dtypes: FLOATS }), (x) => {
        const before = x.data.slice();
        const numbers = numbersOf(x);
        const gradient = grad((p) => sum(mul(p, p)))(x);
        expect(gradient.shape).toEqual(x.shape);
        expect(Array.from(gradient.data)).toEqual(numbers.map((value) => 2 * value));
        expect(x.data).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });

  it('reads strided constants', () => {
    const constant = createNdArray(Float64Array.of(9, 1, 9, 2, 9, 3), [3], [-2], 5);
    expect(grad((x) => sum(mul(x, constant)))([1, 1, 1]).data).toEqual(Float64Array.of(3, 2, 1));
  });

  it('adds up what comes back along several paths', () => {
    expect(grad((x) => add(mul(x, x), add(x, mul(2, x))))(5)).toBe(13);
  });

  it('sums over what was repeated, in the precision of each argument', () => {
    const gradient = grad((p: { a: Traced; b: Traced }) => sum(mul(p.a, p.b)))({
      a: fromNested([[1], [2]], 'float32'),
      b: [[[1, 2, 3]]],
    });
    expect(gradient.a.data).toEqual(Float32Array.of(6, 6));
    expect(gradient.a.shape).toEqual([2, 1]);
    expect(gradient.b.data).toEqual(Float64Array.of(3, 3, 3));
    expect(gradient.b.shape).toEqual([1, 1, 3]);
  });

  it('walks back through 100 000 steps, and through one value used as often', () => {
    const steps = 100_000;
    const chain = (x: Traced): Traced => {
      let y = x;
      for (let i = 0; i < steps; i++) y = add(y, 1);
      return y;
    };
    expect(grad(chain)(0)).toBe(1);
    const fan = (x: Traced): Traced => {
      let y: Traced = mul(x, 0);
      for (let i = 0; i < steps; i++) y = add(y, x);
      return y;
    };
    expect(grad(fan)(0)).toBe(steps);
  });

  it('is deterministic', () => {
    const f = grad((x) => logSumExp(mul(x, x)));
    expect(f([0.1, 0.7, -0.3]).data).toEqual(f([0.1, 0.7, -0.3]).data);
  });
});

describe('grad inside a function', () => {
  it('has derivatives of any order', () => {
    const cube = (x: Traced): Traced => pow(x, 3);
    expect(grad((x) => grad(cube)(x))(2)).toBe(12);
    expect(grad((x) => grad((y) => grad(cube)(y))(x))(2)).toBe(6);
    expect(grad((w) => grad((x) => grad((y) => grad(cube)(y))(x))(w))(2)).toBe(0);
  });

  it('keeps the variables of inner and outer function apart', () => {
    // d/dx (x · d/dy (x + y)) = 1; who confuses the two finds 2.
    expect(grad((x) => mul(x, grad((y) => add(x, y))(1)))(1)).toBe(1);
    expect(grad((x) => grad((y) => mul(square(x), y))(1))(3)).toBe(6);
    expect(grad((x) => grad((y) => mul(y, stopGradient(x)))(x))(3)).toBe(0);
  });

  it('differentiates a step of descent', () => {
    // x − r·2x at x = 3: derivative by the rate r is −6.
    const stepped = (rate: Traced): Traced => sub(3, mul(rate, grad((x) => square(x))(3)));
    expect(grad((rate) => stepped(rate))(0.1)).toBe(-6);
  });
});

describe('valueAndGrad', () => {
  it('gives the value as a number', () => {
    const f = valueAndGrad((x) => sum(square(x)));
    expect(f([3, 4]).value).toBe(25);
    expect(valueAndGrad((x) => sum(square(x), { axis: 0 }))([3, 4]).value).toBe(25);
    expect(valueAndGrad(() => 7)([3, 4]).value).toBe(7);
    expect(f([3, 4]).gradient.data).toEqual(Float64Array.of(6, 8));
  });
});

describe('at kinks and ties, as in PyTorch', () => {
  const at = (f: (x: Traced) => Traced, x: number): number => grad(f)(x);

  it('relu and abs have 0 at 0, leakyRelu its slope, elu alpha', () => {
    expect([-1, 0, 1].map((x) => at(relu, x))).toEqual([0, 0, 1]);
    expect([-1, 0, 1].map((x) => at(abs, x))).toEqual([-1, 0, 1]);
    expect([-1, 0, 1].map((x) => at((v) => leakyRelu(v, { slope: 0.1 }), x))).toEqual([
      0.1, 0.1, 1,
    ]);
    expect([0, 1].map((x) => at((v) => elu(v, { alpha: 2 }), x))).toEqual([2, 1]);
    expect(at(relu, Number.NaN)).toBe(1);
  });

  it('maximum and minimum give each half', () => {
    for (const f of [maximum, minimum]) {
      const gradient = grad((p: { a: Traced; b: Traced }) => f(p.a, p.b))({ a: 2, b: 2 });
      expect(gradient).toEqual({ a: 0.5, b: 0.5 });
    }
    expect(grad((x) => maximum(x, 0))(0)).toBe(0.5);
    expect(grad((x) => sum(maximum(x, 1)))([0, 2]).data).toEqual(Float64Array.of(0, 1));
    expect(grad((x) => sum(minimum(x, 1)))([0, 2]).data).toEqual(Float64Array.of(1, 0));
    const infinite = [Infinity, -Infinity];
    expect(grad((x) => sum(maximum(x, 0)))(infinite).data).toEqual(Float64Array.of(1, 0));
  });

  it('max and min share evenly', () => {
    expect(grad((x) => max(x))([1, 5, 5, 2]).data).toEqual(Float64Array.of(0, 0.5, 0.5, 0));
    expect(grad((x) => min(x))([1, 5, 1, 1]).data).toEqual(Float64Array.of(1 / 3, 0, 1 / 3, 1 / 3));
    const rows = grad((x) => sum(max(x, { axis: 1 })))([
      [1, 1],
      [0, 3],
    ]);
    expect(toNested(rows)).toEqual([
      [0.5, 0.5],
      [0, 1],
    ]);
    expect(grad((x) => max(x))([1, Number.NaN]).data).toEqual(Float64Array.of(0, 1));
  });

  it('pow knows 0 to the power 0, 1 and 2', () => {
    expect([0, 1, 2].map((power) => grad((x) => pow(x, power))(0))).toEqual([0, 1, 0]);
    expect(grad((x) => grad((y) => pow(y, 2))(x))(0)).toBe(2);
    expect(grad((x) => grad((y) => pow(y, 1))(x))(0)).toBe(0);
    expect([0, 2].map((base) => grad((power) => pow(base, power))(1))).toEqual([
      0,
      2 * Math.log(2),
    ]);
  });
});

describe('borders and linear systems, by hand', () => {
  it.each([
    // Each weight stands for a place of the result: what comes back to a, b, c is the sum of the weights
    // of its copies. reflect: b a | a b c | c, mirror: c b | a b c | b, nearest: a a | a b c | c,
    // wrap: b c | a b c | a.
    ['reflect', [2 + 4, 1 + 8, 16 + 32]],
    ['mirror', [4, 2 + 8 + 32, 1 + 16]],
    ['nearest', [1 + 2 + 4, 8, 16 + 32]],
    ['wrap', [4 + 32, 1 + 8, 2 + 16]],
    ['constant', [4, 8, 16]],
  ] as const)('pad by "%s" adds back what was repeated', (border, expected) => {
    const weights = [1, 2, 4, 8, 16, 32];
    const weighed = (x: Traced): Traced => sum(mul(pad(x, [[2, 1]], { border }), weights));
    expect(toNested(grad(weighed)([5, 6, 7]))).toEqual(expected);
    const single = grad(weighed)(Float32Array.of(5, 6, 7));
    expect(single.data).toEqual(Float32Array.from(expected));
  });

  it('pad by a constant of its own forgets it', () => {
    const f = (x: Traced): Traced => sum(square(pad(x, 1, { constant: 9 })));
    expect(valueAndGrad(f)([1, 2])).toMatchObject({ value: 5 + 2 * 81 });
    expect(grad(f)([1, 2]).data).toEqual(Float64Array.of(2, 4));
    expect(grad((x) => sum(pad(x, 3)))(zeros([0])).shape).toEqual([0]);
  });

  it('solve has the gradients that the inverse has', () => {
    // A = [[2, 1], [1, 1]], b = (3, 2): x = (1, 1), A⁻¹ = [[1, −1], [−1, 2]]. L = x₁ + 2 x₂, so
    // b̄ = A⁻ᵀ (1, 2) = (−1, 3) and Ā = −b̄ xᵀ.
    const loss = ({ a, b }: { a: Traced; b: Traced }): Traced => sum(mul(solve(a, b), [1, 2]));
    const matrix = [
      [2, 1],
      [1, 1],
    ];
    const gradient = grad(loss)({ a: matrix, b: [3, 2] });
    expect(toNested(gradient.b)).toEqual([-1, 3]);
    expect(toNested(gradient.a)).toEqual([
      [1, 1],
      [-3, -3],
    ]);
    // d/da (b / a) = −b / a², and once more 2 b / a³.
    const quotient = (a: Traced): Traced => sum(solve(reshape(a, [1, 1]), [12]));
    expect(grad(quotient)(2)).toBe(-3);
    expect(grad((x) => grad(quotient)(x))(2)).toBe(3);
  });

  it('solve passes on gradients that are not finite', () => {
    const f = (b: Traced): Traced => sum(sqrt(solve([[1]], b)));
    expect(grad(f)([0]).data).toEqual(Float64Array.of(Infinity));
    expect(() => grad(f)([Number.NaN])).toThrow('solve: "b" expected finite numbers');
    expect(() =>
      grad((a) => sum(solve(a, [1, 1])))([
        [1, 2],
        [2, 4],
      ]),
    ).toThrow(DomainError);
    expect(() => grad((a) => sum(solve(a, [1])))(2)).toThrow(
      'solve: "a" expected shape (n, n), got ()',
    );
  });
});

describe('where mathematics ends', () => {
  it('infinities and NaN come as arithmetic has them', () => {
    expect(grad((x) => log(x))(0)).toBe(Infinity);
    expect(grad((x) => sqrt(x))(0)).toBe(Infinity);
    expect(grad((x) => div(1, x))(0)).toBe(-Infinity);
    expect(grad((x) => log(x))(-2)).toBe(-0.5);
  });

  it('what where does not choose has the gradient 0, though it be NaN', () => {
    const chosen = (p: { a: Traced; b: Traced }): Traced => sum(where([1, 0], p.a, p.b));
    const gradient = grad(chosen)({ a: [1, Number.NaN], b: [Number.NaN, 2] });
    expect(gradient.a.data).toEqual(Float64Array.of(1, 0));
    expect(gradient.b.data).toEqual(Float64Array.of(0, 1));
    const safe = (x: Traced): Traced => {
      const isPositive = [1, 0];
      return sum(where(isPositive, sqrt(where(isPositive, x, 1)), 0));
    };
    expect(grad(safe)([4, 0]).data).toEqual(Float64Array.of(0.25, 0));
  });

  it('a traced condition chooses by its value and has no derivative', () => {
    expect(grad((x) => where(x, mul(x, 3), mul(x, 5)))(2)).toBe(3);
    expect(grad((x) => where(x, mul(x, 3), mul(x, 5)))(0)).toBe(5);
  });

  it('saturated activations keep their small derivatives', () => {
    expect(grad((x) => sigmoid(x))(40)).toBeCloseTo(Math.exp(-40), 30);
    expect(grad((x) => sigmoid(x))(-800)).toBe(0);
    expect(grad((x) => tanh(x))(1000)).toBe(0);
    expect(grad((x) => elu(x))(1000)).toBe(1);
  });

  it('lines of −∞ have no share of anything', () => {
    const line = [-Infinity, -Infinity];
    expect(grad((x) => logSumExp(x))(line).data).toEqual(Float64Array.of(0, 0));
    expect(grad((x) => sum(mul(softmax(x), [1, 2])))(line).data).toEqual(Float64Array.of(0, 0));
    const partly = grad((x) => logSumExp(x))([0, -Infinity]);
    expect(partly.data).toEqual(Float64Array.of(1, 0));
  });

  it('empty arrays have empty gradients', () => {
    const gradient = grad((x) => sum(exp(x)))(zeros([0, 3]));
    expect(gradient.shape).toEqual([0, 3]);
  });
});

describe('errors', () => {
  it('a loss that is not one number', () => {
    expect(() => grad((x) => square(x))([1, 2])).toThrow(
      new ShapeError({
        function: 'grad',
        argument: 'f',
        expected: 'a function whose result is one number, shape ()',
        got: 'a result of shape (2)',
      }),
    );
    expect(() => valueAndGrad((x) => reshape(x, [1]))([1])).toThrow(/got a result of shape \(1\)/);
    // @ts-expect-error a loss is no list
    expect(() => grad((x: Traced) => [x, x])(1)).toThrow(/got 2 values/);
    // @ts-expect-error a loss is no list
    expect(() => grad((x: Traced) => [x])(1)).toThrow(ShapeError);
    // @ts-expect-error nothing is returned
    expect(() => grad(() => {})(1)).toThrow(
      'grad: "f" expected a number, an array, or a plain record or list of these, got undefined',
    );
  });

  it('arithmetic of the language on a traced value, whose gradient would be 0 in silence', () => {
    const careless: ((x: never) => number)[] = [
      (x) => Math.exp(x),
      (x) => x * x,
      (x) => x - 1,
      (x) => x + 1,
      (x) => -x,
      (x) => (x > 0 ? x : 0),
    ];
    for (const f of careless) {
      expect(() => grad(f as never)(2 as never)).toThrow(KindError);
      expect(() => grad(f as never)(2 as never)).toThrow(
        'grad: "f" expected functions of fovea, such as add and exp, on traced values, got an operator or Math',
      );
    }
    // As text it can be looked at.
    expect(grad((x) => (String(x) === '[object Traced]' ? square(x) : x))(3)).toBe(6);
  });

  it('a traced value that outlived its function, alone or with others', () => {
    let escaped: Traced | undefined;
    grad((x) => {
      escaped = mul(x, 2);
      return x;
    })(1);
    const message =
      'add: "x" expected a traced value of a function that is still running, ' +
      'got one that outlived the function given to grad';
    expect(() => add(escaped!, 1)).toThrow(DomainError);
    expect(() => add(escaped!, 1)).toThrow(message);
    expect(() => grad((x) => add(x, escaped!))(1)).toThrow(message);
    expect(() => grad((x) => x)(escaped!)).toThrow(/^grad: "x" expected a traced value/);
    expect(() => concat([[1], reshape([1], [1])])).not.toThrow();
  });

  it('a trace that ended by an error has ended', () => {
    let escaped: Traced | undefined;
    const failing = grad((x) => {
      escaped = x;
      throw new Error('mine');
    });
    expect(() => failing(1)).toThrow('mine');
    expect(() => add(escaped!, 1)).toThrow(DomainError);
  });

  it('what has no derivative', () => {
    expect(() => grad((x) => sum(x))(Uint8Array.of(1, 2))).toThrow(
      new KindError({
        function: 'grad',
        argument: 'x',
        expected: 'float64 or float32 numbers, which have derivatives',
        got: 'integers in Uint8Array(2)',
      }),
    );
    const wrong = { list: [zeros([2]), zeros([2], 'int16')] } as const;
    expect(() => grad((x: { list: readonly Traced[] }) => sum(x.list[1]!))(wrong)).toThrow(
      /^grad: "x\.list\[1\]" expected float64 .* got integers in Int16Array\(2\)$/,
    );
    // @ts-expect-error a word is no array
    expect(() => grad((x) => sum(x))('word')).toThrow(/^grad: "x" expected a number, an array/);
    // @ts-expect-error a date is no record of arrays
    expect(() => grad(() => 1)({ when: new Date(0) })).toThrow(/^grad: "x\.when" expected/);
    expect(() => grad((x) => sum(x))([[1, 2], [3]])).toThrow(ShapeError);
  });

  it('a function without a rule, by its name', () => {
    // @ts-expect-error gaussianBlur takes no traced values
    expect(() => grad((x) => sum(gaussianBlur(x, 1)))([[2]])).toThrow(
      'gaussianBlur: "image" expected an ndarray, nested numbers or a typed array, ' +
        'got a traced value, which it has no rule to differentiate',
    );
  });

  it('what the functions themselves refuse', () => {
    expect(() => grad((x) => sum(matmul(x, [[1, 2]])))([[1, 2]])).toThrow(/^matmul: "b"/);
    expect(() => grad((x) => sum(add(x, [1, 2, 3])))([1, 2])).toThrow(/^add: "b"/);
    expect(() => grad((x) => mean(slice(x, [[0, 0]])))([1, 2])).toThrow(DomainError);
    // @ts-expect-error no such option
    expect(() => grad((x) => sum(x, { axes: 0 }))([1])).toThrow(KindError);
  });

  it('what is no function', () => {
    // @ts-expect-error a number is no function
    expect(() => grad(3)(1)).toThrow('grad: "f" expected a function, got 3');
  });
});

describe('concat', () => {
  // Where each part looks through all before it, this takes minutes.
  it('hands each of very many parts its own gradient, in time that grows as their number', () => {
    const parts = Array.from({ length: 40_000 }, (_, i) => Float64Array.of(i, 1));
    const gradients = grad((x: readonly Traced[]) => sum(square(concat(x))))(parts);
    expect(gradients).toHaveLength(parts.length);
    expect(gradients.at(-1)!.data).toEqual(Float64Array.of(2 * (parts.length - 1), 2));
    const along = grad((x: readonly Traced[]) =>
      sum(
        mul(concat(x, -1), [
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ),
    );
    const [a, b] = along([zeros([2, 1]), zeros([2, 2])]);
    expect([toNested(a!), toNested(b!)]).toEqual([
      [[1], [4]],
      [
        [2, 3],
        [5, 6],
      ],
    ]);
  }, 20_000);
});
