// Every rule, where it must be sampled, against finite differences and the adjoint identity, to second order.
import { describe, expect, it } from 'vitest';
import * as array from '../../src/array/index.js';
import { normal, randomGenerator, uniform } from '../../src/core/random.js';
import type { FloatDType, FloatNdArray } from '../../src/core/types.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import type { Traced } from '../../src/gradient/traced.js';

const {
  abs,
  add,
  concat,
  cos,
  div,
  elu,
  exp,
  gelu,
  leakyRelu,
  log,
  logSigmoid,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  neg,
  pad,
  pow,
  relu,
  reshape,
  sigmoid,
  silu,
  sin,
  slice,
  softmax,
  softplus,
  solve,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
  variance,
  where,
} = array;

/** Where an argument is drawn from: all numbers, away from 0 on both sides, or an interval. */
type Domain = 'real' | 'nonzero' | readonly [number, number];

const POSITIVE: Domain = [0.5, 2];

let seed = 0;
function draw(domain: Domain, shape: readonly number[], dtype: FloatDType): FloatNdArray {
  const rng = randomGenerator(++seed);
  const drawn = domain === 'real' ? normal(rng, shape) : uniform(rng, shape);
  const [from, to] = typeof domain === 'string' ? [-2, 2] : domain;
  for (let i = 0; i < drawn.data.length; i++) {
    if (domain === 'real') continue;
    const value = from + (to - from) * drawn.data[i]!;
    drawn.data[i] = domain === 'nonzero' ? value + 0.3 * Math.sign(value) : value;
  }
  return array.fromNested(drawn, dtype);
}

interface Case {
  readonly name: string;
  readonly f: (x: readonly Traced[]) => Traced;
  readonly of: readonly (readonly [Domain, readonly number[]])[];
}

const unary = (
  name: string,
  domain: Domain,
  f: (x: Traced) => Traced,
  shape: readonly number[] = [2, 3],
): Case => ({ name, f: ([x]) => f(x!), of: [[domain, shape]] });

const binary = (
  name: string,
  f: (a: Traced, b: Traced) => Traced,
  a: Domain = 'real',
  b: Domain = a,
  shapes: readonly (readonly [readonly number[], readonly number[]])[] = [
    [
      [2, 3],
      [2, 3],
    ],
    [[2, 3], [3]],
    [
      [5, 1, 3],
      [2, 1],
    ],
    [[], [2, 3]],
  ],
): Case[] =>
  shapes.map(([p, q]) => ({
    name: `${name} of (${p.join(', ')}) and (${q.join(', ')})`,
    f: ([x, y]) => f(x!, y!),
    of: [
      [a, p],
      [b, q],
    ],
  }));

const mask = [[1], [0]];

/** Matrices far from singular: numbers about 1, and 5 on the diagonal. */
const system = (a: Traced): Traced => {
  const n = a.shape[0]!;
  const rows = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, k) => +(i === k)),
  );
  return add(a, mul(rows, 5));
};

const cases: readonly Case[] = [
  unary('neg', 'real', neg),
  unary('abs', 'nonzero', abs),
  unary('square', 'real', square),
  unary('exp', 'real', exp),
  unary('log', POSITIVE, log),
  unary('sqrt', POSITIVE, sqrt),
  unary('sin', 'real', sin),
  unary('cos', 'real', cos),
  unary('tanh', 'real', tanh),
  unary('sigmoid', 'real', sigmoid),
  unary('logSigmoid', 'real', logSigmoid),
  unary('softplus', 'real', softplus),
  unary('relu', 'nonzero', relu),
  unary('leakyRelu', 'nonzero', leakyRelu),
  unary('leakyRelu with a slope', 'nonzero', (x) => leakyRelu(x, { slope: 0.3 })),
  unary('elu', 'nonzero', elu),
  unary('elu with alpha', 'nonzero', (x) => elu(x, { alpha: 1.7 })),
  unary('silu', 'real', silu),
  unary('gelu', 'real', gelu),
  ...binary('add', add),
  ...binary('sub', sub),
  ...binary('mul', mul),
  ...binary('div', div, 'real', 'nonzero'),
  ...binary('pow', pow, POSITIVE, 'real'),
  unary('pow of a negative base', 'nonzero', (x) => pow(x, 3)),
  unary('pow with a number as its base', 'real', (x) => pow(2, x)),
  ...binary('maximum', maximum, [0, 1], [1.1, 2]),
  ...binary('maximum, the other way round', maximum, [1.1, 2], [0, 1]),
  ...binary('minimum', minimum, [0, 1], [1.1, 2]),
  ...binary('minimum, the other way round', minimum, [1.1, 2], [0, 1]),
  ...binary('where', (a, b) => where(mask, a, b)),
  unary('where with a number', 'real', (x) => where(mask, 1, x)),
  unary('sum', 'real', (x) => sum(x)),
  unary('sum along an axis', 'real', (x) => square(sum(x, { axis: 0 }))),
  unary('sum along axes apart', 'real', (x) => square(sum(x, { axis: [-1, 0] })), [2, 5, 3]),
  unary('sum that keeps axes', 'real', (x) => square(sum(x, { axis: 1, keepDims: true }))),
  unary('sum of all that keeps axes', 'real', (x) => square(sum(x, { keepDims: true }))),
  unary('mean', 'real', (x) => square(mean(x))),
  unary('mean along an axis', 'real', (x) => square(mean(x, { axis: -1 }))),
  unary('variance', 'real', (x) => variance(x)),
  unary('variance of a sample', 'real', (x) => variance(x, { axis: 0, correction: 1 }), [3, 2]),
  unary('max', 'real', (x) => square(max(x))),
  unary('max along an axis', 'real', (x) => square(max(x, { axis: 1 }))),
  unary('min', 'real', (x) => square(min(x, { keepDims: true }))),
  unary('min along an axis', 'real', (x) => square(min(x, { axis: 0 }))),
  unary('logSumExp', 'real', (x) => logSumExp(x)),
  unary('logSumExp along an axis', 'real', (x) => logSumExp(x, { axis: 0 })),
  unary('softmax', 'real', (x) => softmax(x)),
  unary('softmax along an axis', 'real', (x) => softmax(x, { axis: 0, temperature: 0.7 })),
  unary('logSoftmax', 'real', (x) => logSoftmax(x)),
  unary('logSoftmax along an axis', 'real', (x) => logSoftmax(x, { axis: 0, temperature: 2 })),
  ...binary('matmul', matmul, 'real', 'real', [
    [
      [2, 3],
      [3, 5],
    ],
    [
      [7, 2, 3],
      [3, 5],
    ],
    [
      [2, 3],
      [7, 3, 5],
    ],
    [
      [2, 2, 2, 3],
      [2, 2, 3, 5],
    ],
    [
      [2, 1, 2, 3],
      [3, 1],
    ],
  ]),
  ...binary('solve', (a, b) => solve(system(a), b), 'real', 'real', [
    [[3, 3], [3]],
    [
      [3, 3],
      [3, 2],
    ],
    [[1, 1], [1]],
    [
      [5, 5],
      [5, 1],
    ],
  ]),
  unary('solve of a matrix alone', 'real', (a) => solve(system(a), [1, -2, 3]), [3, 3]),
  unary(
    'solve of a right side alone',
    'real',
    (b) =>
      square(
        solve(
          [
            [2, 1],
            [3, 5],
          ],
          b,
        ),
      ),
    [2, 3],
  ),
  ...(['reflect', 'mirror', 'nearest', 'wrap', 'constant'] as const).flatMap((border) => [
    unary(`pad by "${border}"`, 'real', (x) =>
      square(
        pad(
          x,
          [
            [1, 2],
            [0, 1],
          ],
          { border },
        ),
      ),
    ),
    unary(`pad by "${border}" far beyond the array`, 'real', (x) =>
      square(
        pad(
          x,
          [
            [7, 5],
            [4, 9],
          ],
          { border },
        ),
      ),
    ),
  ]),
  unary('pad with a constant', 'real', (x) => square(pad(x, 2, { constant: 3 })), [2, 3, 1]),
  unary('transpose', 'real', (x) => square(transpose(x))),
  unary('transpose of three axes', 'real', (x) => square(transpose(x, [1, -1, 0])), [2, 3, 5]),
  unary('reshape', 'real', (x) => square(reshape(x, [3, -1]))),
  ...binary('concat', (a, b) => square(concat([a, b, a], -1)), 'real', 'real', [
    [
      [2, 3],
      [2, 5],
    ],
    [[3], [1]],
  ]),
  unary('slice', 'real', (x) => square(slice(x, [1, [0, 2]]))),
  unary('slice backwards by steps', 'real', (x) => square(slice(x, [null, [4, null, -2]])), [3, 5]),
  unary('slice of nothing', 'real', (x) => add(sum(x), sum(slice(x, [[0, 0]])))),
];

describe.each(cases)('$name', ({ f, of }) => {
  const point = (dtype: FloatDType): FloatNdArray[] =>
    of.map(([domain, shape]) => draw(domain, shape, dtype));

  it('has first and second derivatives as finite differences and the adjoint have them', () => {
    const check = checkGradient((x: readonly Traced[]) => f(x), point('float64'), { order: 2 });
    expect(check).toMatchObject({ ok: true });
    expect(check.adjointError).toBeLessThan(1e-13);
  });

  it('has them in float32', () => {
    const check = checkGradient((x: readonly Traced[]) => f(x), point('float32'), { order: 2 });
    expect(check).toMatchObject({ ok: true, tolerance: 1e-3 });
    expect(check.maxError).toBeLessThan(2e-5);
  });
});

describe('the table of cases', () => {
  it('has every function of fovea/array that can be traced', () => {
    const plain = ['fromNested', 'normal', 'permutation', 'randomGenerator'];
    const others = [...plain, 'symmetricEigen', 'toNested', 'uniform', 'zeros'];
    const names = cases.map(({ name }) => name.split(/[ ,]/)[0]);
    const missing = Object.keys(array).filter((name) => !names.includes(name));
    expect(missing.sort()).toEqual(others.sort());
  });
});
