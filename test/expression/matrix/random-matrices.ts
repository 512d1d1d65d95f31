// Random matrix equations with shared definitions, and the same functions in `fovea/array`.
import fc from 'fast-check';
import {
  add,
  cos,
  div,
  exp,
  log,
  matmul,
  mean,
  mul,
  neg,
  pow,
  relu,
  sigmoid,
  sin,
  softmax,
  softplus,
  sqrt,
  sub,
  sum,
  tanh,
  transpose,
  variance,
} from '../../../src/array/index.js';
import { createNdArray } from '../../../src/core/create.js';
import type { FloatNdArray } from '../../../src/core/types.js';
import type { Traced } from '../../../src/gradient/index.js';

/** A value in the engine of gradients; numbers are matrices (1, 1) there. */
export type Value = Traced | FloatNdArray;
type Shape = readonly [number, number];

/** Inputs, with sides that differ. */
export const SHAPES = { A: [2, 3], B: [3, 2], c: [2, 1], r: [1, 3], s: [1, 1] } as const;
export type InputName = keyof typeof SHAPES;
const NAMES: readonly InputName[] = ['A', 'B', 'c', 'r', 's'];

interface Part {
  readonly text: string;
  readonly shape: Shape;
  readonly value: (inputs: Readonly<Record<string, Value>>) => Value;
}

/** Equations as text, and their loss as a function. */
export interface RandomEquations {
  readonly text: string;
  readonly used: readonly InputName[];
  readonly operations: readonly string[];
  readonly loss: (inputs: Readonly<Record<string, Value>>) => Value;
}

type Unary = readonly [
  text: (a: string) => string,
  shape: (a: Shape) => Shape,
  value: (a: Value) => Value,
];
const same = (a: Shape): Shape => a;
const column = ([rows]: Shape): Shape => [rows, 1];
const row = ([, columns]: Shape): Shape => [1, columns];
const one = (): Shape => [1, 1];
const elementwise = (name: string, f: (a: Value) => Value): Unary => [
  (a) => `${name}(${a})`,
  same,
  f,
];
const all = (a: Value): Value => sum(a as Traced, { axis: [0, 1], keepDims: true });

const UNARY: Readonly<Record<string, Unary>> = {
  negate: [(a) => `-(${a})`, same, (a) => neg(a as Traced)],
  transpose: [(a) => `(${a})'`, ([n, m]) => [m, n], (a) => transpose(a as Traced)],
  // Domains are kept by what is put in.
  exp: [(a) => `exp(tanh(${a}))`, same, (a) => exp(tanh(a as Traced))],
  log: [(a) => `log(1 + (${a}).^2)`, same, (a) => log(add(1, pow(a as Traced, 2)))],
  sqrt: [(a) => `sqrt(1 + (${a}).^2)`, same, (a) => sqrt(add(1, pow(a as Traced, 2)))],
  sin: elementwise('sin', (a) => sin(a as Traced)),
  cos: elementwise('cos', (a) => cos(a as Traced)),
  tanh: elementwise('tanh', (a) => tanh(a as Traced)),
  sigmoid: elementwise('sigmoid', (a) => sigmoid(a as Traced)),
  softplus: elementwise('softplus', (a) => softplus(a as Traced)),
  relu: elementwise('relu', (a) => relu(a as Traced)),
  softmax: [(a) => `softmax(${a})`, same, (a) => softmax(a as Traced)],
  sum: [(a) => `sum(${a})`, one, all],
  mean: [(a) => `mean(${a})`, one, (a) => mean(a as Traced, { axis: [0, 1], keepDims: true })],
  rowSum: [(a) => `rowSum(${a})`, column, (a) => sum(a as Traced, { axis: 1, keepDims: true })],
  colSum: [(a) => `colSum(${a})`, row, (a) => sum(a as Traced, { axis: 0, keepDims: true })],
  rowMean: [(a) => `rowMean(${a})`, column, (a) => mean(a as Traced, { axis: 1, keepDims: true })],
  rowVariance: [
    (a) => `rowVariance(${a})`,
    column,
    (a) => variance(a as Traced, { axis: 1, keepDims: true }),
  ],
  normSquared: [(a) => `normSquared(${a})`, one, (a) => all(pow(a as Traced, 2))],
};

const BINARY: Readonly<
  Record<
    string,
    readonly [text: (a: string, b: string) => string, value: (a: Value, b: Value) => Value]
  >
> = {
  add: [(a, b) => `(${a}) + (${b})`, (a, b) => add(a as Traced, b as Traced)],
  subtract: [(a, b) => `(${a}) - (${b})`, (a, b) => sub(a as Traced, b as Traced)],
  times: [(a, b) => `(${a}) .* (${b})`, (a, b) => mul(a as Traced, b as Traced)],
  over: [
    (a, b) => `(${a}) ./ (1 + (${b}).^2)`,
    (a, b) => div(a as Traced, add(1, pow(b as Traced, 2))),
  ],
};

function stretched(a: Shape, b: Shape): Shape | undefined {
  const lengths = [0, 1].map((axis) =>
    a[axis] === b[axis] || b[axis] === 1 ? a[axis] : a[axis] === 1 ? b[axis] : undefined,
  );
  const [n, m] = lengths;
  return n === undefined || m === undefined ? undefined : [n, m];
}

function binary(op: string, a: Part, b: Part): Part | undefined {
  if (op === 'matmul') {
    const scaling = [a, b].some(({ shape }) => shape.join() === '1,1');
    if (!scaling && a.shape[1] !== b.shape[0]) return undefined;
    const shape = scaling ? stretched(a.shape, b.shape)! : ([a.shape[0], b.shape[1]] as const);
    const f = (x: Traced, y: Traced): Value => (scaling ? mul(x, y) : matmul(x, y));
    return {
      text: `(${a.text}) * (${b.text})`,
      shape,
      value: (inputs) => f(a.value(inputs) as Traced, b.value(inputs) as Traced),
    };
  }
  const shape = stretched(a.shape, b.shape);
  const [text, f] = BINARY[op]!;
  return shape && { text: text(a.text, b.text), shape, value: (i) => f(a.value(i), b.value(i)) };
}

const choices = fc.array(
  fc.record({
    op: fc.constantFrom(
      ...Object.keys(UNARY),
      ...['matmul', 'matmul', 'matmul', 'matmul', 'times', 'times', 'add', 'subtract', 'over'],
    ),
    a: fc.nat(1000),
    b: fc.nat(1000),
    named: fc.boolean(),
  }),
  { minLength: 3, maxLength: 12 },
);

/** Random equations; each new part is built from earlier ones, half of them get names. */
export const randomEquations: fc.Arbitrary<RandomEquations> = choices.map((list) => {
  const pool: Part[] = NAMES.map((name) => ({
    text: name,
    shape: SHAPES[name],
    value: (inputs) => inputs[name]!,
  }));
  const lines: string[] = [];
  const operations: string[] = [];
  for (const { op, a, b, named } of list) {
    const pick = (n: number): Part =>
      pool[Math.max(0, pool.length - 1 - (n % (n % 3 === 0 ? pool.length : 3)))]!;
    const [left, right] = [pick(a), pick(b)];
    const unary = UNARY[op];
    // A matrix on the right that fits is looked for.
    const partners = [right, ...pool].map((part) => binary(op in UNARY ? 'add' : op, left, part));
    const part =
      unary === undefined
        ? partners.find((found) => found !== undefined)
        : {
            text: unary[0](left.text),
            shape: unary[1](left.shape),
            value: (i: Readonly<Record<string, Value>>) => unary[2](left.value(i)),
          };
    if (part === undefined || part.text.length > 300) continue;
    operations.push(op);
    if (named) {
      const name = `T${lines.length + 1}`;
      lines.push(`${name} = ${part.text}`);
      pool.push({ ...part, text: name });
    } else pool.push(part);
  }
  const last = pool.at(-1)!;
  lines.push(`L = sum(${last.text})`);
  const text = lines.join('\n');
  // Only definitions that the loss needs hold inputs that count.
  const needed = new Set(['L']);
  for (const line of [...lines].reverse()) {
    const [name = '', right = ''] = line.split(' = ');
    if (needed.has(name)) for (const [word] of right.matchAll(/[A-Za-z]\w*/g)) needed.add(word);
  }
  const used = NAMES.filter((name) => needed.has(name));
  return { text, used, operations, loss: (inputs) => all(last.value(inputs)) };
});

/** Matrices for the inputs. */
export const matrices: fc.Arbitrary<Record<InputName, FloatNdArray>> = fc
  .array(
    fc.double({ min: -1.5, max: 1.5, noNaN: true }).filter((x) => Math.abs(x) > 1e-3),
    {
      minLength: 18,
      maxLength: 18,
    },
  )
  .map((numbers) => {
    let at = 0;
    const take = ([rows, columns]: Shape): FloatNdArray => {
      const data = Float64Array.from(numbers.slice(at, at + rows * columns));
      at += rows * columns;
      return createNdArray(data, [rows, columns]);
    };
    return {
      A: take(SHAPES.A),
      B: take(SHAPES.B),
      c: take(SHAPES.c),
      r: take(SHAPES.r),
      s: take(SHAPES.s),
    };
  });
