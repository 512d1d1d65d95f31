// Expressions as text that reads back as the same expression.
import type { SymbolicExpression } from './types.js';

/** How tightly a part holds together. */
const LEVEL = { sum: 1, product: 2, power: 3, atom: 4 } as const;

interface Printed {
  readonly text: string;
  readonly level: number;
}

/** An expression as text, as `expressionToText` gives it. */
export function textOf(expression: SymbolicExpression): string {
  return print(expression).text;
}

function print(expression: SymbolicExpression): Printed {
  if (typeof expression === 'number') {
    const negative = expression < 0 || Object.is(expression, -0);
    // String(-0) is "0".
    const text = Object.is(expression, -0) ? '-0' : String(expression);
    return { text, level: negative ? LEVEL.sum : LEVEL.atom };
  }
  if ('ref' in expression) return { text: expression.ref, level: LEVEL.atom };
  const { op, args } = expression;
  const [a = 0, b = 0] = args;
  switch (op) {
    case 'add':
      return { text: `${at(a, LEVEL.sum)} + ${at(b, LEVEL.product)}`, level: LEVEL.sum };
    case 'subtract':
      return { text: `${at(a, LEVEL.sum)} - ${at(b, LEVEL.product)}`, level: LEVEL.sum };
    case 'multiply':
      return { text: `${at(a, LEVEL.product)} * ${at(b, LEVEL.power)}`, level: LEVEL.product };
    case 'divide':
      return { text: `${at(a, LEVEL.product)} / ${at(b, LEVEL.power)}`, level: LEVEL.product };
    case 'negate': {
      // A minus before a bare number would become part of it.
      const inner = typeof a === 'number' ? `(${textOf(a)})` : at(a, LEVEL.product);
      return { text: `-${inner}`, level: LEVEL.sum };
    }
    case 'power':
      return { text: `${at(a, LEVEL.atom)}^${at(b, LEVEL.atom)}`, level: LEVEL.power };
    default:
      return { text: `${op}(${textOf(a)})`, level: LEVEL.atom };
  }
}

function at(expression: SymbolicExpression, least: number): string {
  const { text, level } = print(expression);
  return level >= least ? text : `(${text})`;
}
