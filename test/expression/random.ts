// Random expressions with shared parts, and what is known of them without the code under test.
import fc from 'fast-check';
import type { SymbolicExpression } from '../../src/expression/types.js';

const NAMES = ['x', 'y', 'w_1', 'sigma'] as const;

/** Values at which random expressions are looked at. */
export const points: fc.Arbitrary<Record<(typeof NAMES)[number], number>> = fc.record({
  x: fc.double({ min: 0.3, max: 1.8, noNaN: true }),
  y: fc.double({ min: 0.3, max: 1.8, noNaN: true }),
  // Below the normal range a float has no nine digits, so no relative bound can hold.
  w_1: fc.double({ min: -1.5, max: 1.5, noNaN: true }).filter((v) => Math.abs(v) > 1e-6),
  sigma: fc.double({ min: 0.3, max: 1.8, noNaN: true }),
});

const BINARY = ['add', 'subtract', 'multiply', 'divide'] as const;
const UNARY = [
  'negate',
  'exp',
  'log',
  'sigmoid',
  'tanh',
  'sqrt',
  'sin',
  'cos',
  'softplus',
  'relu',
  'abs',
] as const;
const CONSTANTS = [1, 2, 3, 0.5, -1, -2.5, 0] as const;
const DEEPEST = 6;

interface Choice {
  readonly op: (typeof BINARY)[number] | (typeof UNARY)[number] | 'power';
  readonly a: number;
  readonly b: number;
  readonly exponent: number;
}

const choices: fc.Arbitrary<Choice[]> = fc.array(
  fc.record({
    op: fc.constantFrom(...BINARY, ...BINARY, ...UNARY, 'power' as const),
    a: fc.nat(1000),
    b: fc.nat(1000),
    // 0 stands for an exponent that is an expression itself.
    exponent: fc.constantFrom(2, 3, -1, -2, 0),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Expressions up to depth 6; each new part is built from any two earlier ones, so parts are shared. */
export const expressions: fc.Arbitrary<SymbolicExpression> = choices.map((list) => {
  const pool: { expression: SymbolicExpression; depth: number }[] = [
    ...NAMES.map((ref) => ({ expression: { ref }, depth: 0 })),
    ...CONSTANTS.map((expression) => ({ expression, depth: 0 })),
  ];
  for (const { op, a, b, exponent } of list) {
    // The latest parts are taken more often, so that expressions grow.
    const pick = (n: number) =>
      pool[Math.max(0, pool.length - 1 - (n % (n % 3 === 0 ? pool.length : 4)))]!;
    const [left, right] = [pick(a), pick(b)];
    const two = isBinary(op) || (op === 'power' && exponent === 0);
    const depth = 1 + Math.max(left.depth, two ? right.depth : 0);
    if (depth > DEEPEST) continue;
    const args =
      op === 'power'
        ? [left.expression, exponent === 0 ? right.expression : exponent]
        : isBinary(op)
          ? [left.expression, right.expression]
          : [left.expression];
    pool.push({ expression: { op, args }, depth });
  }
  return pool.at(-1)!.expression;
});

function isBinary(op: string): boolean {
  return (BINARY as readonly string[]).includes(op);
}

/** A value, its derivative, and how large both get if nothing cancels: the measure of rounding. */
export interface Dual {
  readonly value: number;
  readonly slope: number;
  readonly size: number;
  readonly slopeSize: number;
}

/** Forward-mode differentiation, independent of the rules under test. */
export function dual(
  expression: SymbolicExpression,
  values: Readonly<Record<string, number>>,
  by: string,
): Dual {
  if (typeof expression === 'number') {
    return { value: expression, slope: 0, size: Math.abs(expression), slopeSize: 0 };
  }
  if ('ref' in expression) {
    const value = values[expression.ref]!;
    const slope = expression.ref === by ? 1 : 0;
    return { value, slope, size: Math.abs(value), slopeSize: slope };
  }
  const [a, b] = expression.args.map((argument) => dual(argument, values, by)) as [Dual, Dual];
  switch (expression.op) {
    case 'add':
      return sum(a, b, 1);
    case 'subtract':
      return sum(a, b, -1);
    case 'negate':
      return { ...a, value: -a.value, slope: -a.slope };
    case 'multiply':
      return product(a, b);
    case 'divide':
      return product(a, applied(b, 1 / b.value, -1 / b.value ** 2, 2 / b.value ** 3));
    case 'power': {
      const n = b.value;
      const { value: u } = a;
      if (typeof expression.args[1] === 'number') {
        return applied(a, u ** n, n * u ** (n - 1), n * (n - 1) * u ** (n - 2));
      }
      const exponent = product(b, applied(a, Math.log(u), 1 / u, -1 / u ** 2));
      return applied(exponent, u ** n, u ** n, u ** n);
    }
    default:
      return applied(a, ...derivatives(expression.op, a.value));
  }
}

/** Value, first and second derivative. */
function derivatives(op: string, u: number): [number, number, number] {
  const s = 1 / (1 + Math.exp(-u));
  const t = Math.tanh(u);
  switch (op) {
    case 'exp':
      return [Math.exp(u), Math.exp(u), Math.exp(u)];
    case 'log':
      return [Math.log(u), 1 / u, -1 / u ** 2];
    case 'sqrt':
      return [Math.sqrt(u), 0.5 / Math.sqrt(u), -0.25 / u ** 1.5];
    case 'sin':
      return [Math.sin(u), Math.cos(u), -Math.sin(u)];
    case 'cos':
      return [Math.cos(u), -Math.sin(u), -Math.cos(u)];
    case 'tanh':
      return [t, 1 / Math.cosh(u) ** 2, -2 * t * (1 - t * t)];
    case 'sigmoid':
      return [s, Math.exp(-Math.abs(u)) / (1 + Math.exp(-Math.abs(u))) ** 2, s * (1 - s)];
    case 'softplus':
      return [Math.log(1 + Math.exp(u)), s, s * (1 - s)];
    case 'relu':
      return awayFromKink(u, Math.max(u, 0), u > 0 ? 1 : 0);
    case 'step':
      return awayFromKink(u, u > 0 ? 1 : 0, 0);
    case 'sign':
      return awayFromKink(u, Math.sign(u), 0);
    case 'abs':
      return awayFromKink(u, Math.abs(u), Math.sign(u));
    default:
      throw new Error(op);
  }
}

// At a kink, and where rounding decides on which side of it a number lies, there is no one derivative.
function awayFromKink(u: number, value: number, slope: number): [number, number, number] {
  return Math.abs(u) < 1e-6 ? [NaN, NaN, NaN] : [value, slope, 0];
}

function sum(a: Dual, b: Dual, sign: number): Dual {
  return {
    value: a.value + sign * b.value,
    slope: a.slope + sign * b.slope,
    size: a.size + b.size,
    slopeSize: a.slopeSize + b.slopeSize,
  };
}

function product(a: Dual, b: Dual): Dual {
  return {
    value: a.value * b.value,
    slope: a.slope * b.value + a.value * b.slope,
    size: a.size * b.size,
    slopeSize: a.slopeSize * b.size + a.size * b.slopeSize,
  };
}

function applied(u: Dual, f: number, f1: number, f2: number): Dual {
  return {
    value: f,
    slope: f1 * u.slope,
    // Functions count as of size 1 at least: 1 − tanh² loses what is below that.
    size: Math.max(Math.abs(f), 1) + Math.abs(f1) * u.size,
    slopeSize: (Math.max(Math.abs(f1), 1) + Math.abs(f2) * u.size) * u.slopeSize,
  };
}

/** Whether a point is well inside the domain: no overflow, no near division by 0. */
export function isTame({ value, slope, size, slopeSize }: Dual): boolean {
  return [value, slope, size, slopeSize].every((x) => Number.isFinite(x) && Math.abs(x) < 1e6);
}
