// Expressions in LaTeX, set as a person would write them.

import { isOperation } from './build.js';
import { FUNCTIONS, isFunction } from './functions.js';
import { nameLatex } from './symbols.js';
import type { FunctionName, SymbolicExpression } from './types.js';

/** How tightly a part holds together; `open` ends in something that would swallow what follows. */
const LEVEL = { sum: 1, product: 2, power: 3, atom: 4 } as const;

/** Functions whose powers are written on their name. */
const POWERED: ReadonlySet<string> = /* @__PURE__ */ new Set(['sin', 'cos', 'tanh', 'sigmoid']);

interface Printed {
  readonly latex: string;
  readonly level: number;
}

/** An expression in LaTeX, as `expressionToLatex` gives it. */
export function latexOf(expression: SymbolicExpression): string {
  return print(expression).latex;
}

function print(expression: SymbolicExpression): Printed {
  if (typeof expression === 'number') return printNumber(expression);
  if ('ref' in expression) {
    const latex = nameLatex(expression.ref);
    // A second mark above would collide with the first.
    return { latex, level: latex.endsWith("'") ? LEVEL.power : LEVEL.atom };
  }
  const { op, args } = expression;
  const [a = 0, b = 0] = args;
  switch (op) {
    case 'add':
      return { latex: `${at(a, LEVEL.sum)} + ${at(b, LEVEL.product)}`, level: LEVEL.sum };
    case 'subtract':
      return { latex: `${at(a, LEVEL.sum)} - ${at(b, LEVEL.product)}`, level: LEVEL.sum };
    case 'multiply':
      return { latex: product(expression), level: LEVEL.product };
    case 'divide':
      return { latex: `\\frac{${latexOf(a)}}{${latexOf(b)}}`, level: LEVEL.product };
    case 'negate':
      return { latex: `-${at(a, LEVEL.product)}`, level: LEVEL.sum };
    case 'power': {
      const upright = isOperation(a) && POWERED.has(a.op) && typeof b === 'number' && b > 0;
      if (upright && isFunction(a.op)) {
        // tanh²(u), not (tanh(u))²
        const inner = parentheses(latexOf(a.args[0]!));
        return { latex: `${FUNCTIONS[a.op].latex}^{${latexOf(b)}}${inner}`, level: LEVEL.power };
      }
      return { latex: `${at(a, LEVEL.atom)}^{${latexOf(b)}}`, level: LEVEL.power };
    }
    default:
      return call(op, a);
  }
}

function printNumber(value: number): Printed {
  const [mantissa = '0', exponent] = String(value).split('e');
  const negative = value < 0 || Object.is(value, -0);
  if (exponent === undefined) {
    const latex = Object.is(value, -0) ? '-0' : mantissa;
    return { latex, level: negative ? LEVEL.sum : LEVEL.atom };
  }
  const latex = `${mantissa} \\times 10^{${Number(exponent)}}`;
  return { latex, level: negative ? LEVEL.sum : LEVEL.product };
}

function call(name: FunctionName, argument: SymbolicExpression): Printed {
  const inner = latexOf(argument);
  if (name === 'exp') return { latex: `e^{${inner}}`, level: LEVEL.power };
  if (name === 'sqrt') return { latex: `\\sqrt{${inner}}`, level: LEVEL.atom };
  if (name === 'abs') return { latex: `\\left|${inner}\\right|`, level: LEVEL.atom };
  // A power of a function would read as the function of a power: it goes into parentheses.
  return { latex: `${FUNCTIONS[name].latex}${parentheses(inner)}`, level: LEVEL.power };
}

/** The factors side by side, with a dot where two numbers would meet. */
function product(expression: SymbolicExpression): string {
  const factors: SymbolicExpression[] = [];
  const gather = (part: SymbolicExpression): void => {
    if (isOperation(part, 'multiply')) {
      gather(part.args[0]!);
      // What stands on the right stays together, as in a·(b·c).
      factors.push(part.args[1]!);
    } else factors.push(part);
  };
  gather(expression);
  return factors
    .map((factor, i) => {
      if (i === 0) return at(factor, LEVEL.product);
      const latex = isOperation(factor, 'multiply')
        ? parentheses(latexOf(factor))
        : at(factor, LEVEL.product);
      // 2 · 3 is not 23, and 2 · ½ is not 2½.
      const before = factors[i - 1];
      const mixed = typeof before === 'number' && latex.startsWith('\\frac');
      // σ · (x) is not σ(x).
      const called = isSigma(before) && latex.startsWith('\\left(');
      return `${/^[\d.]/.test(latex) || mixed || called ? ' \\cdot ' : ' '}${latex}`;
    })
    .join('');
}

/** Whether it is the symbol that is set as the sigmoid is. */
function isSigma(expression: SymbolicExpression | undefined): boolean {
  return typeof expression === 'object' && 'ref' in expression && expression.ref === 'sigma';
}

function at(expression: SymbolicExpression, least: number): string {
  const { latex, level } = print(expression);
  return level >= least ? latex : parentheses(latex);
}

// With \left and \right, printers do not break a line inside.
function parentheses(latex: string): string {
  return `\\left(${latex}\\right)`;
}
