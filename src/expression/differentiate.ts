// Differentiation: one rule for each operation, each with its name and its formula.
import { apply, sameExpression } from './build.js';
import { FUNCTIONS, isFunction } from './functions.js';
import type { ArithmeticName, SymbolicExpression } from './types.js';

/** What a rule is given. */
interface Situation {
  /** The parts. */
  readonly args: readonly SymbolicExpression[];
  /** The derivatives of the parts. */
  readonly derivatives: readonly SymbolicExpression[];
  /** The name of the whole, or the whole. */
  readonly output: SymbolicExpression;
}

/** A rule of differentiation. */
export interface DifferentiationRule {
  /** Its name, such as "product rule". */
  readonly name: string;
  /** Its formula, in LaTeX. */
  readonly formula: string;
}

interface ArithmeticRule extends DifferentiationRule {
  readonly derivative: (situation: Situation) => SymbolicExpression;
}

// (u + v)' = u' + v'
const SUM: ArithmeticRule = {
  name: 'sum rule',
  formula: "(u + v)' = u' + v'",
  derivative: ({ derivatives: [u = 0, v = 0] }) => plus(u, v),
};
// (u − v)' = u' − v'
const DIFFERENCE: ArithmeticRule = {
  name: 'difference rule',
  formula: "(u - v)' = u' - v'",
  derivative: ({ derivatives: [u = 0, v = 0] }) => minus(u, v),
};
// (−u)' = −u'
const SIGN: ArithmeticRule = {
  name: 'sign rule',
  formula: "(-u)' = -u'",
  derivative: ({ derivatives: [u = 0] }) => negative(u),
};
// (c u)' = c u'
const CONSTANT_FACTOR: ArithmeticRule = {
  name: 'constant factor rule',
  formula: "(c\\, u)' = c\\, u'",
  derivative: ({ args: [a = 0, b = 0], derivatives: [u = 0, v = 0] }) =>
    v === 0 ? times(u, b) : times(a, v),
};
// (u v)' = u' v + u v'
const PRODUCT: ArithmeticRule = {
  name: 'product rule',
  formula: "(u\\, v)' = u' v + u\\, v'",
  derivative: ({ args: [a = 0, b = 0], derivatives: [u = 0, v = 0] }) =>
    plus(times(u, b), times(a, v)),
};
// (u / c)' = u' / c
const CONSTANT_DIVISOR: ArithmeticRule = {
  name: 'constant factor rule',
  formula: "(c\\, u)' = c\\, u'",
  derivative: ({ args: [, b = 0], derivatives: [u = 0] }) => over(u, b),
};
// (c / v)' = −c v' / v²
const RECIPROCAL: ArithmeticRule = {
  name: 'reciprocal rule',
  formula: "\\left(\\frac{c}{v}\\right)' = -\\frac{c\\, v'}{v^2}",
  derivative: ({ args: [a = 0, b = 0], derivatives: [, v = 0] }) =>
    negative(over(times(a, v), square(b))),
};
// (u / v)' = (u' v − u v') / v²
const QUOTIENT: ArithmeticRule = {
  name: 'quotient rule',
  formula: "\\left(\\frac{u}{v}\\right)' = \\frac{u' v - u\\, v'}{v^2}",
  derivative: ({ args: [a = 0, b = 0], derivatives: [u = 0, v = 0] }) =>
    over(minus(times(u, b), times(a, v)), square(b)),
};
// (uᶜ)' = c uᶜ⁻¹ u'
const POWER: ArithmeticRule = {
  name: 'power rule',
  formula: "(u^c)' = c\\, u^{c-1} u'",
  derivative: ({ args: [a = 0, b = 0], derivatives: [u = 0] }) =>
    times(times(b, power(a, minus(b, 1))), u),
};
// (cᵛ)' = cᵛ ln c v'
const EXPONENTIAL: ArithmeticRule = {
  name: 'rule of exponentials',
  formula: "(c^v)' = c^v \\ln(c)\\, v'",
  derivative: ({ args: [a = 0], derivatives: [, v = 0], output }) =>
    times(times(output, apply('log', a)), v),
};
// (uᵛ)' = v uᵛ⁻¹ u' + uᵛ ln u v': the first part holds for u < 0 too
const GENERAL_POWER: ArithmeticRule = {
  name: 'rule of general powers',
  formula: "(u^v)' = v\\, u^{v-1} u' + u^v \\ln(u)\\, v'",
  derivative: ({ args: [a = 0, b = 0], derivatives: [u = 0, v = 0], output }) =>
    plus(times(times(b, power(a, minus(b, 1))), u), times(times(output, apply('log', a)), v)),
};

const CHAIN: DifferentiationRule = {
  name: 'chain rule',
  formula: '\\frac{dy}{dx} = \\frac{dy}{du} \\frac{du}{dx}',
};

/** The rule for an operation, by which of its parts vary. */
function arithmeticRule(op: ArithmeticName, first: boolean, second: boolean): ArithmeticRule {
  switch (op) {
    case 'add':
      return SUM;
    case 'subtract':
      return DIFFERENCE;
    case 'negate':
      return SIGN;
    case 'multiply':
      return first && second ? PRODUCT : CONSTANT_FACTOR;
    case 'divide':
      if (!second) return CONSTANT_DIVISOR;
      return first ? QUOTIENT : RECIPROCAL;
    case 'power':
      if (!second) return POWER;
      return first ? GENERAL_POWER : EXPONENTIAL;
  }
}

/** A derivative, and the rules that led to it, each once, the outermost first. */
export interface Differentiated {
  readonly expression: SymbolicExpression;
  readonly rules: readonly DifferentiationRule[];
}

/**
 * Differentiates, and notes the rules.
 *
 * @param expression - what is differentiated
 * @param name - the symbol by which
 * @param output - how the value of the expression is written, where it has a name
 * @returns the derivative as the rules give it, without parts that are 0 and factors that are 1
 */
export function differentiateBy(
  expression: SymbolicExpression,
  name: string,
  output: SymbolicExpression = expression,
): Differentiated {
  const rules = new Map<string, DifferentiationRule>();
  const note = (used: DifferentiationRule): void => {
    if (!rules.has(used.name)) rules.set(used.name, { name: used.name, formula: used.formula });
  };
  // Kept, or long sums would be gone over once for each term.
  const known = new Map<SymbolicExpression, boolean>();
  const contains = (part: SymbolicExpression): boolean => {
    if (typeof part === 'number') return false;
    if ('ref' in part) return part.ref === name;
    const before = known.get(part);
    if (before !== undefined) return before;
    const found = part.args.some(contains);
    known.set(part, found);
    return found;
  };
  const walk = (part: SymbolicExpression, whole: SymbolicExpression): SymbolicExpression => {
    if (typeof part === 'number') return 0;
    if ('ref' in part) return part.ref === name ? 1 : 0;
    const { op, args } = part;
    if (!contains(part)) return 0;
    if (isFunction(op)) {
      const [u = 0] = args;
      const { rule: title, formula, derivative } = FUNCTIONS[op];
      note({ name: title, formula });
      if (typeof u === 'object' && 'op' in u) note(CHAIN);
      return times(derivative(u, whole), walk(u, u));
    }
    const [first = false, second = false] = args.map(contains);
    const used = arithmeticRule(op, first, second);
    note(used);
    const [base] = args;
    if (op === 'power' && typeof base === 'object' && 'op' in base && first) note(CHAIN);
    const derivatives = args.map((argument) => walk(argument, argument));
    return used.derivative({ args, derivatives, output: whole });
  };
  const result = walk(expression, output);
  return { expression: result, rules: [...rules.values()] };
}

function plus(a: SymbolicExpression, b: SymbolicExpression): SymbolicExpression {
  if (a === 0) return b;
  if (b === 0) return a;
  return apply('add', a, b);
}

function minus(a: SymbolicExpression, b: SymbolicExpression): SymbolicExpression {
  if (b === 0) return a;
  if (a === 0) return negative(b);
  return typeof a === 'number' && typeof b === 'number' ? a - b : apply('subtract', a, b);
}

function negative(a: SymbolicExpression): SymbolicExpression {
  if (a === 0) return 0;
  return typeof a === 'number' ? -a : apply('negate', a);
}

function times(a: SymbolicExpression, b: SymbolicExpression): SymbolicExpression {
  if (a === 0 || b === 0) return 0;
  if (a === 1) return b;
  return b === 1 ? a : apply('multiply', a, b);
}

function over(a: SymbolicExpression, b: SymbolicExpression): SymbolicExpression {
  return a === 0 ? 0 : sameExpression(b, 1) ? a : apply('divide', a, b);
}

function square(a: SymbolicExpression): SymbolicExpression {
  return power(a, 2);
}

function power(a: SymbolicExpression, exponent: SymbolicExpression): SymbolicExpression {
  if (exponent === 0) return 1;
  return exponent === 1 ? a : apply('power', a, exponent);
}
