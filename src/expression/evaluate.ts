// Expressions with numbers put in. Where mathematics has no value, it is said which part has none.
import { checkNumber } from '../core/check.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import { symbolsOf } from './build.js';
import { FUNCTIONS, isFunction } from './functions.js';
import { normalName } from './symbols.js';
import { textOf } from './text.js';
import type { SymbolicExpression } from './types.js';

/** Numbers by the names of the symbols. */
export type SymbolValues = Readonly<Record<string, number>>;

/** Reads values: finite numbers, names in their one spelling. */
export function readValues(fn: string, values: SymbolValues): Map<string, number> {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    const expected = 'a record of numbers by name';
    throw new KindError({ function: fn, argument: 'values', expected, got: describeValue(values) });
  }
  return new Map(
    Object.entries(values).map(([name, value]) => [
      normalName(name),
      checkNumber(fn, `values.${name}`, value),
    ]),
  );
}

/** Refuses symbols without a value. */
export function requireValues(
  fn: string,
  needed: Iterable<string>,
  values: ReadonlyMap<string, number>,
): void {
  const missing = [...needed].filter((name) => !values.has(name));
  if (missing.length === 0) return;
  throw new KindError({
    function: fn,
    argument: 'values',
    expected: `a value for ${missing.join(', ')}`,
    got: values.size === 0 ? 'none' : `only ${[...values.keys()].join(', ')}`,
  });
}

/** The value of an expression. */
export function evaluateWith(
  fn: string,
  expression: SymbolicExpression,
  values: ReadonlyMap<string, number>,
): number {
  requireValues(fn, symbolsOf(expression), values);
  const walk = (part: SymbolicExpression): number => {
    if (typeof part === 'number') return part;
    if ('ref' in part) return values.get(part.ref)!;
    const args = part.args.map(walk);
    const value = compute(part.op, args);
    if (Number.isNaN(value)) throw undefinedAt(fn, part, args);
    return value;
  };
  return walk(expression);
}

type Op = Parameters<typeof isFunction>[0];

function compute(op: Op, [a = Number.NaN, b = Number.NaN]: readonly number[]): number {
  switch (op) {
    case 'add':
      return a + b;
    case 'subtract':
      return a - b;
    case 'multiply':
      return a * b;
    case 'divide':
      return a / b;
    case 'power':
      return a ** b;
    case 'negate':
      return -a;
    default:
      return isFunction(op) ? FUNCTIONS[op].evaluate(a) : Number.NaN;
  }
}

function undefinedAt(fn: string, part: SymbolicExpression, args: readonly number[]): DomainError {
  const op = typeof part === 'object' && 'op' in part ? part.op : 'add';
  const [a = 0, b = 0] = args;
  const argument = textOf(part);
  const parts = { function: fn, argument };
  if (isFunction(op)) {
    return new DomainError({ ...parts, expected: FUNCTIONS[op].domain, got: String(a) });
  }
  const wanted: { readonly [name: string]: string } = {
    divide: 'a quotient with a value',
    multiply: 'a product with a value',
    power: 'a base >= 0 or a whole exponent',
  };
  const signs: { readonly [name: string]: string } = {
    add: '+',
    subtract: '-',
    multiply: '*',
    divide: '/',
    power: '^',
  };
  const expected = wanted[op] ?? 'a sum with a value';
  const shown = (x: number): string => (x < 0 ? `(${x})` : String(x));
  return new DomainError({ ...parts, expected, got: `${shown(a)} ${signs[op]} ${shown(b)}` });
}
