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
  checkExpression(fn, argument, input);
  return input;
}

/** Refuses what is no expression in symbols, however deep within. */
export function checkExpression(fn: string, argument: string, input: unknown): void {
  checkDepth(fn, argument, input);
  check(fn, argument, input);
}

/** Refuses what would exhaust the stack. */
export function checkDepth(fn: string, argument: string, input: unknown): void {
  if (!isTooDeep(input)) return;
  const expected = `at most ${LEVELS} operations inside each other`;
  throw new DomainError({ function: fn, argument, expected, got: 'more' });
}

function check(fn: string, argument: string, part: unknown): void {
  if (typeof part === 'number') {
    if (Number.isFinite(part)) return;
    const parts = { function: fn, argument, expected: 'finite numbers', got: String(part) };
    throw new DomainError(parts);
  }
  if (typeof part === 'object' && part !== null) {
    if ('ref' in part && typeof part.ref === 'string') {
      checkSpelling(fn, argument, part.ref);
      return;
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

/** Refuses names that no text would have given: other signs, or another spelling than their one. */
export function checkSpelling(fn: string, argument: string, name: unknown): void {
  if (typeof name === 'string') {
    if (NAME.exec(name)?.[0] === name && normalName(name) === name) return;
  }
  const expected = 'names of symbols in their one spelling, such as "w_14" or "sigma"';
  const parts = { function: fn, argument, expected, got: describeValue(name) };
  throw typeof name === 'string' ? new DomainError(parts) : new KindError(parts);
}

/**
 * Refuses definitions that no text would have given: their names, what they are, and that each uses only inputs and
 * what was defined before.
 *
 * @param fn - name of the public function, for errors
 * @param equations - the definitions and the inputs, both lists
 * @param check - refuses what is no expression
 * @param symbolsOf - the names that an expression uses
 */
export function checkDefinitions<E>(
  fn: string,
  equations: { readonly definitions: readonly unknown[]; readonly inputs: readonly unknown[] },
  check: (fn: string, argument: string, expression: unknown) => void,
  symbolsOf: (expression: E) => Iterable<string>,
): void {
  equations.inputs.forEach((name, i) => {
    checkSpelling(fn, `equations.inputs[${i}]`, name);
    if (equations.inputs.indexOf(name) < i) {
      const [argument, got] = [`equations.inputs[${i}]`, `${name} again`];
      throw new DomainError({ function: fn, argument, expected: 'a name of its own', got });
    }
  });
  const known = new Set<unknown>(equations.inputs);
  for (const [i, definition] of equations.definitions.entries()) {
    const argument = `equations.definitions[${i}]`;
    const whole =
      typeof definition === 'object' &&
      definition !== null &&
      'name' in definition &&
      'expression' in definition;
    if (!whole) {
      const expected = 'a definition { name, expression }';
      throw new KindError({ function: fn, argument, expected, got: describeValue(definition) });
    }
    checkSpelling(fn, `${argument}.name`, definition.name);
    check(fn, `${argument}.expression`, definition.expression);
    for (const used of symbolsOf(definition.expression as E)) {
      if (known.has(used)) continue;
      const expected = 'only inputs and what was defined before';
      throw new DomainError({ function: fn, argument, expected, got: describeValue(used) });
    }
    if (known.has(definition.name)) {
      const [expected, got] = ['a name of its own', `${definition.name} again`];
      throw new DomainError({ function: fn, argument: `${argument}.name`, expected, got });
    }
    known.add(definition.name);
  }
}

function arity(op: string): number | undefined {
  if (isFunction(op)) return 1;
  return isArithmetic(op) ? ARITHMETIC[op] : undefined;
}

function isArithmetic(op: string): op is ArithmeticName {
  return Object.hasOwn(ARITHMETIC, op);
}
