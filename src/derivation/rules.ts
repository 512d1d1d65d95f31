// How the operations are evaluated: one line each.
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import { once } from '../core/once.js';
import { remainder } from '../core/remainder.js';
import type { StepOperationName } from './expression-types.js';
import { determinant, inverse, matmul, transpose } from './linear.js';
import {
  commonShape,
  type Datum,
  describeDatum,
  isTensor,
  pick,
  type Scalar,
  scalar,
  stretchedIndex,
  type Tensor,
} from './tensor.js';

/** The function that errors of an evaluation name. */
export const EVALUATION = 'evaluateStepExpression';

/** How one operation is evaluated. */
export interface Rule {
  /** Least and most number of arguments. */
  readonly arity: readonly [least: number, most: number];
  /** Whether each element is worked on by itself, a line of them becomes one, or the whole is needed. */
  readonly form: 'elementwise' | 'reducing' | 'whole';
  /** The computation. */
  readonly evaluate: (op: StepOperationName, args: readonly Datum[]) => Datum;
}

/** How many arguments an operation takes, in words; undefined where `count` is such a number. */
export function wrongCount(op: StepOperationName, count: number): string | undefined {
  const [least, most] = rules()[op].arity;
  if (count >= least && count <= most) return undefined;
  if (most === Infinity) return `${least} or more arguments`;
  return least === most ? `${least} arguments` : `${least} to ${most} arguments`;
}

/** The array that an argument is. */
function tensor(op: StepOperationName, datum: Datum | undefined): Tensor {
  if (datum !== undefined && isTensor(datum)) return datum;
  throw refuse(op, 'arrays or scalars', datum === undefined ? 'nothing' : describeDatum(datum));
}

/** A number out of an array. */
function numeric(op: StepOperationName, value: Scalar): number {
  if (typeof value === 'number') return value;
  throw refuse(op, 'numbers', describeDatum(scalar(value)));
}

function truth(op: StepOperationName, value: Scalar): boolean {
  if (typeof value === 'boolean') return value;
  throw refuse(op, 'truth values', describeDatum(scalar(value)));
}

function refuse(op: StepOperationName, expected: string, got: string): KindError {
  return new KindError({ function: EVALUATION, argument: op, expected, got });
}

function elementwise(least: number, most: number, combine: Combine): Rule {
  return {
    arity: [least, most],
    form: 'elementwise',
    evaluate: (op, args) => {
      const tensors = args.map((argument) => tensor(op, argument));
      const shape = commonShape(
        EVALUATION,
        op,
        tensors.map((part) => part.shape),
      );
      const places = tensors.map((part) => stretchedIndex(part.shape, shape));
      const entries = Array.from({ length: elementCount(shape) }, (_, i) =>
        combine(
          op,
          tensors.map((part, k) => part.entries[places[k]!(i)]!),
        ),
      );
      return { shape, entries };
    },
  };
}
type Combine = (op: StepOperationName, values: readonly Scalar[]) => Scalar;

const unary = (compute: (x: number) => number): Rule =>
  elementwise(1, 1, (op, [x]) => compute(numeric(op, x!)));
const binary = (compute: (a: number, b: number) => number | boolean): Rule =>
  elementwise(2, 2, (op, [a, b]) => compute(numeric(op, a!), numeric(op, b!)));
const folded = (compute: (a: number, b: number) => number): Rule =>
  elementwise(1, Infinity, (op, values) =>
    values.map((value) => numeric(op, value)).reduce((a, b) => compute(a, b)),
  );

function along(
  reduce: (op: StepOperationName, entries: readonly Scalar[]) => Scalar,
  empty: boolean,
): Rule {
  return {
    arity: [1, 2],
    form: 'reducing',
    evaluate: (op, [array, axis]) => {
      const { shape, entries } = tensor(op, array);
      if (axis === undefined) {
        if (entries.length === 0 && !empty) throw refuse(op, 'at least one element', 'none');
        return scalar(reduce(op, entries));
      }
      const at = axisOf(op, axis, shape.length);
      const inner = elementCount(shape.slice(at + 1));
      const length = shape[at]!;
      if (length === 0 && !empty) throw refuse(op, 'at least one element', 'none');
      const rest = shape.filter((_, other) => other !== at);
      const results = Array.from({ length: elementCount(rest) }, (_, i) => {
        const start = Math.floor(i / inner) * inner * length + (i % inner);
        return reduce(
          op,
          Array.from({ length }, (_, k) => entries[start + k * inner]!),
        );
      });
      return { shape: rest, entries: results };
    },
  };
}

/** The axis that an argument names, counted from the front. */
export function axisOf(op: StepOperationName, axis: Datum, rank: number): number {
  const value = isTensor(axis) && axis.shape.length === 0 ? axis.entries[0] : undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= -rank && value < rank) {
    return value < 0 ? value + rank : value;
  }
  throw new DomainError({
    function: EVALUATION,
    argument: op,
    expected: `an axis of an array of ${rank}`,
    got: describeDatum(axis),
  });
}

const reduced = (compute: (numbers: readonly number[]) => number, empty = false): Rule =>
  along((op, entries) => compute(entries.map((entry) => numeric(op, entry))), empty);
const decided = (compute: (truths: readonly boolean[]) => Scalar): Rule =>
  along((op, entries) => compute(entries.map((entry) => truth(op, entry))), true);

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const smallest = (numbers: readonly number[]): number =>
  numbers.reduce((a, b) => Math.min(a, b), Infinity);
const largest = (numbers: readonly number[]): number =>
  numbers.reduce((a, b) => Math.max(a, b), -Infinity);

const softmax: Rule = {
  arity: [1, 2],
  form: 'whole',
  evaluate: (op, [array, axis = scalar(-1)]) => {
    const { shape, entries } = tensor(op, array);
    const at = axisOf(op, axis, shape.length);
    const inner = elementCount(shape.slice(at + 1));
    const length = shape[at]!;
    const numbers = entries.map((entry) => numeric(op, entry));
    const line = (i: number): number[] => {
      const start = Math.floor(i / (inner * length)) * inner * length + (i % inner);
      return Array.from({ length }, (_, k) => numbers[start + k * inner]!);
    };
    return {
      shape,
      entries: numbers.map((x, i) => 1 / total(line(i).map((other) => Math.exp(other - x)))),
    };
  },
};

const matrixRule = (arguments_: number, compute: (...args: readonly Tensor[]) => Tensor): Rule => ({
  arity: [arguments_, arguments_],
  form: 'whole',
  evaluate: (op, args) => compute(...args.map((argument) => numbersOnly(op, argument))),
});

function numbersOnly(op: StepOperationName, datum: Datum): Tensor {
  const result = tensor(op, datum);
  for (const entry of result.entries) numeric(op, entry);
  return result;
}

const vectorRank = (shapes: readonly Tensor[]): void => {
  const [a, b] = shapes;
  if (a!.shape.length === 1 && b!.shape.length === 1 && a!.shape[0] === b!.shape[0]) return;
  throw new ShapeError({
    function: EVALUATION,
    argument: 'dot',
    expected: 'two vectors of one length',
    got: `(${a!.shape.join(', ')}) and (${b!.shape.join(', ')})`,
  });
};

/** How each operation is evaluated. */
export const rules: () => Rules = /* @__PURE__ */ once(createRules);

type Rules = { readonly [Name in StepOperationName]: Rule };

function createRules(): Rules {
  const chooseEach = elementwise(3, 3, (op, [condition, then, otherwise]) =>
    truth(op, condition!) ? then! : otherwise!,
  );
  return {
    add: folded((a, b) => a + b),
    subtract: binary((a, b) => a - b),
    multiply: folded((a, b) => a * b),
    divide: binary((a, b) => a / b),
    power: binary((a, b) => a ** b),
    negate: unary((x) => -x),
    abs: unary(Math.abs),
    sqrt: unary(Math.sqrt),
    exp: unary(Math.exp),
    log: elementwise(1, 2, (op, [x, base]) =>
      base === undefined ? Math.log(numeric(op, x!)) : logTo(numeric(op, x!), numeric(op, base)),
    ),
    sin: unary(Math.sin),
    cos: unary(Math.cos),
    tanh: unary(Math.tanh),
    sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
    atan2: binary(Math.atan2),
    modulo: binary(remainder),
    floor: unary(Math.floor),
    minimum: folded(Math.min),
    maximum: folded(Math.max),
    less: binary((a, b) => a < b),
    lessEqual: binary((a, b) => a <= b),
    greater: binary((a, b) => a > b),
    greaterEqual: binary((a, b) => a >= b),
    equal: elementwise(2, 2, (_, [a, b]) => a === b),
    notEqual: elementwise(2, 2, (_, [a, b]) => a !== b),
    and: elementwise(1, Infinity, (op, values) => values.every((value) => truth(op, value))),
    or: elementwise(1, Infinity, (op, values) => values.some((value) => truth(op, value))),
    not: elementwise(1, 1, (op, [x]) => !truth(op, x!)),
    sum: reduced(total, true),
    mean: reduced((numbers) => total(numbers) / numbers.length),
    min: reduced(smallest),
    max: reduced(largest),
    all: decided((truths) => truths.every(Boolean)),
    any: decided((truths) => truths.some(Boolean)),
    count: decided((truths) => truths.filter(Boolean).length),
    argmin: reduced((numbers) => numbers.indexOf(smallest(numbers))),
    argmax: reduced((numbers) => numbers.indexOf(largest(numbers))),
    softmax,
    dot: matrixRule(2, (a, b) => {
      vectorRank([a!, b!]);
      return matmul(a!, b!);
    }),
    matmul: matrixRule(2, (a, b) => matmul(a!, b!)),
    transpose: { arity: [1, 1], form: 'whole', evaluate: (op, [a]) => transpose(tensor(op, a)) },
    determinant: matrixRule(1, (a) => scalar(determinant(a!))),
    inverse: matrixRule(1, (a) => inverse(a!)),
    trace: matrixRule(1, (a) => scalar(diagonalSum(a!))),
    norm: matrixRule(1, (a) => scalar(Math.hypot(...a!.entries.map(Number)))),
    choose: {
      arity: [3, 3],
      form: 'elementwise',
      evaluate: (op, args) => {
        const [condition, then, otherwise] = args;
        const { shape, entries } = tensor(op, condition);
        if (shape.length > 0) return chooseEach.evaluate(op, args);
        return truth(op, entries[0]!) ? then! : otherwise!;
      },
    },
    item: {
      arity: [2, 2],
      form: 'whole',
      evaluate: (op, [list, index]) =>
        pick(EVALUATION, op, list!, [numeric(op, tensor(op, index).entries[0]!)]),
    },
  };
}

// Powers of two and ten come out exact.
function logTo(x: number, base: number): number {
  if (base === 2) return Math.log2(x);
  return base === 10 ? Math.log10(x) : Math.log(x) / Math.log(base);
}

function diagonalSum({ shape, entries }: Tensor): number {
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2 || rows !== columns) {
    throw new ShapeError({
      function: EVALUATION,
      argument: 'trace',
      expected: 'a square matrix',
      got: `(${shape.join(', ')})`,
    });
  }
  return total(Array.from({ length: rows }, (_, i) => numeric('trace', entries[i * columns + i]!)));
}
