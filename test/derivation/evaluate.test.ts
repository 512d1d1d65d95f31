import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, ShapeError } from '../../src/core/errors.js';
import { evaluateStepExpression } from '../../src/derivation/evaluate.js';
import type { StepExpression, StepOperationName } from '../../src/derivation/expression-types.js';
import { refer, stepOperations } from '../../src/derivation/operations.js';
import type { StepValue } from '../../src/derivation/types.js';
import { numbersOf, views } from '../laws/views.js';

const o = stepOperations;
const x = refer('x');
const m = refer('m');
const values = {
  x: [3, -4, 0.5],
  m: [
    [4, 1],
    [2, 3],
  ],
  b: [true, false, true],
};

/** ndarrays as nested arrays, so that they can be compared with literals. */
function plain(value: StepValue): unknown {
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  if ('data' in value && 'shape' in value) {
    const { shape, data } = value as { shape: number[]; data: Float64Array };
    const build = (axis: number, at: number): unknown => {
      if (axis === shape.length) return data[at];
      const step = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      return Array.from({ length: shape[axis]! }, (_, i) => build(axis + 1, at + i * step));
    };
    return build(0, 0);
  }
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

const evaluated = (expression: StepExpression): unknown =>
  plain(evaluateStepExpression(expression, values));

// One line an operation, worked out by hand; a missing operation does not compile.
const BY_HAND: { readonly [Name in StepOperationName]: readonly [StepExpression, unknown][] } = {
  add: [
    [o.add(1, 2, 3), 6],
    [o.add(x, 1), [4, -3, 1.5]],
    [
      o.add(m, { list: [10, 20] }),
      [
        [14, 21],
        [12, 23],
      ],
    ],
  ],
  subtract: [[o.subtract(x, 1), [2, -5, -0.5]]],
  multiply: [
    [o.multiply(2, 3, 4), 24],
    [
      o.multiply(m, m),
      [
        [16, 1],
        [4, 9],
      ],
    ],
  ],
  divide: [
    [o.divide(1, 4), 0.25],
    [o.divide(-1, 0), -Infinity],
  ],
  power: [[o.power(x, 2), [9, 16, 0.25]]],
  negate: [[o.negate(x), [-3, 4, -0.5]]],
  abs: [[o.abs(x), [3, 4, 0.5]]],
  sqrt: [[o.sqrt(o.abs(x)), [Math.sqrt(3), 2, Math.SQRT1_2]]],
  exp: [[o.exp(1), Math.E]],
  log: [
    [o.log(Math.E), 1],
    [o.log(8, 2), 3],
    [o.log(1000, 10), 3],
    [o.log(9, 3), 2],
  ],
  sin: [[o.sin(Math.PI / 2), 1]],
  cos: [[o.cos(0), 1]],
  tanh: [[o.tanh(0), 0]],
  sigmoid: [[o.sigmoid(0), 0.5]],
  atan2: [[o.atan2(1, 0), Math.PI / 2]],
  modulo: [
    [o.modulo(-30, 360), 330],
    // 360 less 1e−20 is rounded to 360, which is 0.
    [o.modulo(-1e-20, 360), 0],
    [o.modulo(1e-20, -360), 0],
    [o.modulo(7.5, 2), 1.5],
  ],
  floor: [[o.floor(x), [3, -4, 0]]],
  minimum: [[o.minimum(x, 0, 1), [0, -4, 0]]],
  maximum: [[o.maximum(x, 0, 1), [3, 1, 1]]],
  less: [[o.less(x, 0.5), [false, true, false]]],
  lessEqual: [[o.lessEqual(x, 0.5), [false, true, true]]],
  greater: [[o.greater(x, 0.5), [true, false, false]]],
  greaterEqual: [[o.greaterEqual(x, 0.5), [true, false, true]]],
  equal: [
    [o.equal(x, 3), [true, false, false]],
    [o.equal('a', 'a'), true],
  ],
  notEqual: [[o.notEqual('a', 'b'), true]],
  and: [[o.and(true, refer('b')), [true, false, true]]],
  or: [[o.or(false, refer('b')), [true, false, true]]],
  not: [[o.not(refer('b')), [false, true, false]]],
  sum: [
    [o.sum(x), -0.5],
    [o.sum(m, 0), [6, 4]],
    [o.sum(m, 1), [5, 5]],
    [o.sum(m, -1), [5, 5]],
    [o.sum({ list: [] }), 0],
  ],
  mean: [
    [o.mean(m), 2.5],
    [o.mean(m, 0), [3, 2]],
  ],
  min: [
    [o.min(x), -4],
    [o.min(m, 1), [1, 2]],
  ],
  max: [[o.max(x), 3]],
  all: [[o.all(refer('b')), false]],
  any: [[o.any(refer('b')), true]],
  count: [[o.count(refer('b')), 2]],
  argmin: [[o.argmin({ list: [2, 1, 1] }), 1]],
  argmax: [
    [o.argmax(x), 0],
    [o.argmax(m, 0), [0, 1]],
  ],
  softmax: [
    [o.softmax({ list: [0, Math.log(3)] }), [0.25, 0.75]],
    [o.softmax({ list: [1000, 1000] }), [0.5, 0.5]],
    [
      o.softmax({ list: [{ list: [0, 5] }, { list: [0, 5] }] }, 0),
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ],
  ],
  dot: [[o.dot(x, { list: [1, 1, 2] }), 0]],
  matmul: [
    [
      o.matmul(m, m),
      [
        [18, 7],
        [14, 11],
      ],
    ],
    [o.matmul(m, { list: [1, -1] }), [3, -1]],
    [o.matmul({ list: [1, -1] }, m), [2, -2]],
    [
      o.matmul(
        { list: [{ list: [1, 2, 3] }] },
        { list: [{ list: [1] }, { list: [0] }, { list: [2] }] },
      ),
      [[7]],
    ],
  ],
  transpose: [
    [
      o.transpose(m),
      [
        [4, 2],
        [1, 3],
      ],
    ],
    [o.transpose({ list: [{ list: [1, 2, 3] }] }), [[1], [2], [3]]],
  ],
  determinant: [
    [o.determinant(m), 10],
    [o.determinant({ list: [{ list: [0, 1] }, { list: [1, 0] }] }), -1],
    [o.determinant({ list: [{ list: [1, 2] }, { list: [2, 4] }] }), 0],
  ],
  inverse: [
    [
      o.inverse(m),
      [
        [0.3, -0.1],
        [-0.2, 0.4],
      ],
    ],
  ],
  trace: [[o.trace(m), 7]],
  norm: [[o.norm({ list: [3, 4] }), 5]],
  choose: [
    [o.choose(true, 'yes', 'no'), 'yes'],
    [o.choose(o.less(x, 0), 0, x), [3, 0, 0.5]],
  ],
  item: [
    [o.item(x, 1), -4],
    [o.item(m, o.argmax({ list: [1, 5] })), [2, 3]],
  ],
};

describe('evaluateStepExpression', () => {
  it.each(Object.entries(BY_HAND))('gives the hand-computed results of %s', (_, cases) => {
    for (const [expression, expected] of cases) {
      const got = evaluated(expression);
      close(got, expected);
    }
  });

  it('reads every storage and layout as its own get does', () => {
    fc.assert(
      fc.property(views(), (view) => {
        const result = evaluateStepExpression(o.add(refer('a'), 0), { a: view });
        const flat = typeof result === 'number' ? [result] : (plain(result) as unknown[]).flat(9);
        expect(flat).toEqual(numbersOf(view));
      }),
    );
  });

  it('picks parts by indices and by names', () => {
    const given = {
      r: {
        rows: [
          [1, 2],
          [3, 4],
        ],
        kind: 'corner',
      },
    };
    expect(evaluateStepExpression(refer('r', ['rows', 1, 0]), given)).toBe(3);
    expect(evaluateStepExpression(refer('r', ['kind']), given)).toBe('corner');
    expect(plain(evaluateStepExpression(refer('r', ['rows', 0]), given))).toEqual([1, 2]);
  });

  it('takes the logarithm of a quotient that float64 does not hold from its parts', () => {
    const { log, divide } = o;
    // ln(0.5 / 1e-310) = ln 0.5 + 310 ln 10; ln(1e-300 / 1e15) = -315 ln 10, whose quotient is 1e-315
    const of = (a: StepExpression, b: StepExpression, base?: number) =>
      evaluated(base === undefined ? log(divide(a, b)) : log(divide(a, b), base));
    expect(of(0.5, 1e-310)).toBeCloseTo(Math.log(0.5) + 310 * Math.LN10, 9);
    expect(of(1e-300, 1e15)).toBeCloseTo(-315 * Math.LN10, 11);
    expect(of(1e200, 1e-200, 10)).toBe(400);
    // What float64 holds stays as it is, beside what it does not; and so does what has no logarithm.
    const mixed = of({ list: [1e300, 1 + 1e-9, 0, -1, 0] }, { list: [1e-300, 1, 1, 1, 0] });
    expect(mixed).toEqual([
      ...[
        Math.log(1e300) - Math.log(1e-300),
        Math.log(1 + 1e-9),
        -Infinity,
        Number.NaN,
        Number.NaN,
      ],
    ]);
    expect([of(-1e300, 1e-300), of(1, 0), of(2, 1, 2)]).toEqual([Number.NaN, Infinity, 1]);
    expect(() => evaluated({ op: 'log', args: [{ op: 'divide', args: [1] }] })).toThrow('divide');
  });

  it('builds arrays of equal parts, and lists and records of anything', () => {
    expect(plain(evaluateStepExpression({ list: [x, x] }, values))).toEqual([
      [3, -4, 0.5],
      [3, -4, 0.5],
    ]);
    const mixed = { list: [1, x, { record: { kind: 'edge', at: refer('m', [0]) } }] };
    expect(plain(evaluateStepExpression(mixed, values))).toEqual([
      1,
      [3, -4, 0.5],
      { kind: 'edge', at: [4, 1] },
    ]);
  });

  it.each<[StepExpression, string]>([
    [
      refer('nobody'),
      'evaluateStepExpression: "ref" expected the id of a given quantity or an earlier step, got "nobody"',
    ],
    [
      refer('m', [2, 0]),
      'evaluateStepExpression: "m" expected a place within an array (2, 2), got [2, 0]',
    ],
    [
      refer('m', [0, 0, 0]),
      'evaluateStepExpression: "m" expected a place within an array (2, 2), got [0, 0, 0]',
    ],
    [
      refer('m', [-1]),
      'evaluateStepExpression: "m" expected a place within an array (2, 2), got [-1]',
    ],
    [
      o.add(m, x),
      'evaluateStepExpression: "add" expected shapes of equal lengths or 1, got (2, 2) and (3)',
    ],
    [o.add('a', 1), 'evaluateStepExpression: "add" expected numbers, got "a"'],
    [o.less(true, 1), 'evaluateStepExpression: "less" expected numbers, got true'],
    [o.and(1, true), 'evaluateStepExpression: "and" expected truth values, got 1'],
    [o.max({ list: [] }), 'evaluateStepExpression: "max" expected at least one element, got none'],
    [o.sum(m, 2), 'evaluateStepExpression: "sum" expected an axis of an array of 2, got 2'],
    [
      o.matmul(m, x),
      'evaluateStepExpression: "matmul" expected matrices or vectors that fit: (n, k) and (k, m), got (2, 2) and (3)',
    ],
    [
      o.dot(m, m),
      'evaluateStepExpression: "dot" expected two vectors of one length, got (2, 2) and (2, 2)',
    ],
    [o.determinant(x), 'evaluateStepExpression: "determinant" expected a square matrix, got (3)'],
    [o.trace(x), 'evaluateStepExpression: "trace" expected a square matrix, got (3)'],
    [
      o.inverse({ list: [{ list: [1, 2] }, { list: [2, 4] }] }),
      'evaluateStepExpression: "inverse" expected a matrix that is not singular, got one of determinant 0',
    ],
    [
      { op: 'subtract', args: [1] },
      'evaluateStepExpression: "subtract" expected 2 arguments, got 1',
    ],
    [
      o.add({ record: { a: 1 } }, 1),
      'evaluateStepExpression: "add" expected arrays or scalars, got a record of a',
    ],
  ])('refuses what it cannot compute: %j', (expression, message) => {
    expect(() => evaluateStepExpression(expression, values)).toThrow(message);
  });

  it('tells matrices without an inverse from those of another shape', () => {
    const singular = o.inverse({ list: [{ list: [1, 2] }, { list: [2, 4] }] });
    expect(() => evaluateStepExpression(singular)).toThrow(DomainError);
    expect(() => evaluateStepExpression(o.inverse({ list: [1, 2] }))).toThrow(ShapeError);
  });

  it('refuses values that are no data, naming the place', () => {
    const date = new Date(0) as unknown as StepValue;
    expect(() => evaluateStepExpression(1, { a: { b: [1, date] } })).toThrow(
      'evaluateStepExpression: "a.b[1]" expected a number, boolean, string, ndarray, list or plain record, got an object',
    );
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(() => evaluateStepExpression(1, { a: circle as StepValue })).toThrow('deeper nesting');
  });

  it('leaves the arrays that it is given as they are', () => {
    const data = new Float64Array([3, 1, 2]);
    evaluateStepExpression(o.inverse({ list: [{ list: [2] }] }), { a: createNdArray(data, [3]) });
    evaluateStepExpression(o.softmax(refer('a')), { a: createNdArray(data, [3]) });
    expect([...data]).toEqual([3, 1, 2]);
  });
});

function close(got: unknown, expected: unknown): void {
  if (typeof expected === 'number' && Number.isFinite(expected)) {
    expect(got).toBeCloseTo(expected, 12);
  } else if (Array.isArray(expected)) {
    expect(got).toHaveLength(expected.length);
    for (const [i, item] of expected.entries()) close((got as unknown[])[i], item);
  } else {
    expect(got).toEqual(expected);
  }
}
