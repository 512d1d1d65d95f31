// Text becomes expressions: the grammar of grammar.ts with + - * / ^ and functions of one argument.
import { apply, symbol } from './build.js';
import { FUNCTIONS, functionOf } from './functions.js';
import {
  type Grammar,
  noFunction,
  type ParsedDefinition,
  type Reader,
  readDefinitions,
  readWhole,
} from './grammar.js';
import type { Fail, Token } from './tokens.js';
import type { ArithmeticName, SymbolicExpression } from './types.js';

const GRAMMAR: Grammar<SymbolicExpression, ArithmeticName> = {
  deepest: 500,
  sums: { '+': 'add', '-': 'subtract' },
  products: { '*': 'multiply', '/': 'divide' },
  powers: { '^': 'power' },
  suffixes: {},
  apply,
  // A minus right before a number that stands alone belongs to the number.
  negative: (part, alone) => (alone && typeof part === 'number' ? -part : apply('negate', part)),
  named,
  isReserved: (name) => Object.hasOwn(FUNCTIONS, name),
};

/** Reads one expression; nothing may follow it. */
export function parseSum(text: string, fail: Fail): SymbolicExpression {
  return readWhole(text, fail, GRAMMAR);
}

/** Reads definitions. */
export function parseDefinitions(text: string, fail: Fail): ParsedDefinition<SymbolicExpression>[] {
  return readDefinitions(text, fail, GRAMMAR);
}

function named(
  name: Token,
  { fail, next, take, sum, closed }: Reader<SymbolicExpression>,
): SymbolicExpression {
  if (take('(') === undefined) {
    if (Object.hasOwn(FUNCTIONS, name.text)) throw fail(next(), `"(" after ${name.text}`);
    return symbol(name.text);
  }
  const op = functionOf(name.text);
  if (op === undefined) throw noFunction(name, fail, Object.keys(FUNCTIONS));
  return apply(op, closed(sum()));
}
