// Expressions and values as callers give them: read, and checked.
import { DomainError, describeValue, KindError } from '../core/errors.js';
import { isTooDeep, LEVELS } from './depth.js';
import { isFunction } from './functions.js';
import { parseSum } from './parse.js';
import { NAME, normalName } from './symbols.js';
import type { Fail } from './tokens.js';
import type { ArithmeticName, ExpressionInput, SymbolicExpression } from './types.js';

const ARITHMETIC: { readonly [Name in ArithmeticName]: 1 | 2 } = {
  add: 2,
  subtract: 2,
  multiply: 2,
  divide: 2,
  power: 2,
  negate: 1,
};

/** Makes the error for a place in a text. */
export function failIn(fn: string): Fail {
  return ({ kind, written, line, column }, expected) => {
    const what = kind === 'end' ? 'the end' : kind === 'line' ? 'the end of the line' : undefined;
    return new DomainError({
      function: fn,
      argument: `line ${line}, column ${column}`,
      expected,
      got: what ?? describeValue(written),
    });
  };
}

/** An expression, from its text if need be; data from elsewhere is checked. */
export function readExpression(
  fn: string,
  argument: string,
  input: ExpressionInput,
): SymbolicExpression {
  if (typeof input === 'string') return parseSum(input, failIn(fn));
  if (isTooDeep(input)) {
    const expected = `at most ${LEVELS} operations inside each other`;
    throw new DomainError({ function: fn, argument, expected, got: 'more' });
  }
  check(fn, argument, input);
  return input;
}

function check(fn: string, argument: string, part: unknown): void {
  if (typeof part === 'number') {
    if (Number.isFinite(part)) return;
    const parts = { function: fn, argument, expected: 'finite numbers', got: String(part) };
    throw new DomainError(parts);
  }
  if (typeof part === 'object' && part !== null) {
    if ('ref' in part && typeof part.ref === 'string') {
      if (NAME.exec(part.ref)?.[0] === part.ref && normalName(part.ref) === part.ref) return;
      const expected = 'names of symbols in their one spelling, such as "w_14" or "sigma"';
      throw new DomainError({ function: fn, argument, expected, got: describeValue(part.ref) });
    }
    if ('op' in part && 'args' in part && typeof part.op === 'string' && Array.isArray(part.args)) {
      const count = arity(part.op);
      if (count === part.args.length) {
        for (const inner of part.args) check(fn, argument, inner);
        return;
      }
    }
  }
  const expected = 'a number, a symbol { ref } or an operation { op, args }';
  throw new KindError({ function: fn, argument, expected, got: describeValue(part) });
}

function arity(op: string): number | undefined {
  if (isFunction(op)) return 1;
  return isArithmetic(op) ? ARITHMETIC[op] : undefined;
}

function isArithmetic(op: string): op is ArithmeticName {
  return Object.hasOwn(ARITHMETIC, op);
}
