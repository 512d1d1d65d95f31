// What can be done with an expression: read, write, evaluate, differentiate, simplify.
import { DomainError, describeValue } from '../core/errors.js';
import { differentiateBy } from './differentiate.js';
import { evaluateWith, readValues, type SymbolValues } from './evaluate.js';
import { latexOf } from './latex.js';
import { readExpression } from './read-input.js';
import { simplified } from './simplify.js';
import { NAME, normalName } from './symbols.js';
import { textOf } from './text.js';
import type { ExpressionInput, SymbolicExpression } from './types.js';

/**
 * Reads an expression from its text, as `equations` reads the right side of a definition.
 *
 * @param text - such as `(y - a)^2 / 2`
 * @returns the expression as plain data
 * @throws KindError where it is no text, DomainError with line and column, and what was expected there
 *
 * @example
 * A product as data.
 * ```ts
 * import { parseExpression } from 'fovea/expression';
 * parseExpression('2 * x') // => { op: 'multiply', args: [2, { ref: 'x' }] }
 * ```
 */
export function parseExpression(text: string): SymbolicExpression {
  return readExpression('parseExpression', 'text', text);
}

/**
 * An expression as text; read again it gives the same expression.
 *
 * @param expression - any expression, or its text
 * @returns the text, with only the parentheses that are needed
 * @throws DomainError or KindError where the input is no expression
 *
 * @example
 * Parentheses that say nothing are dropped.
 * ```ts
 * import { expressionToText } from 'fovea/expression';
 * expressionToText('((a) - (b*c)) ^ (2)') // => '(a - b * c)^2'
 * ```
 */
export function expressionToText(expression: ExpressionInput): string {
  return textOf(readExpression('expressionToText', 'expression', expression));
}

/**
 * An expression in LaTeX.
 *
 * @param expression - any expression, or its text
 * @returns LaTeX for mathematical mode
 * @throws DomainError or KindError where the input is no expression
 *
 * @example
 * Digits after a letter are its subscript.
 * ```ts
 * import { expressionToLatex } from 'fovea/expression';
 * expressionToLatex('(a6 - y) * sigma') // => '\\left(a_{6} - y\\right) \\sigma'
 * ```
 */
export function expressionToLatex(expression: ExpressionInput): string {
  return latexOf(readExpression('expressionToLatex', 'expression', expression));
}

/**
 * The value of an expression.
 *
 * Infinite where mathematics says so: $\ln 0 = -\infty$, $1/0 = \infty$.
 *
 * @param expression - any expression, or its text
 * @param values - a number for each symbol; numbers for others are ignored
 * @returns the value
 * @throws KindError for a symbol without a value; DomainError where a part has no value ($\ln(-1)$, $0/0$),
 * with that part and the numbers in it
 *
 * @example
 * Half a squared error.
 * ```ts
 * import { evaluate } from 'fovea/expression';
 * evaluate('(y - a)^2 / 2', { y: 1, a: 0.5 }) // => 0.125
 * ```
 */
export function evaluate(expression: ExpressionInput, values: SymbolValues = {}): number {
  const read = readExpression('evaluate', 'expression', expression);
  return evaluateWith('evaluate', read, readValues('evaluate', values));
}

/**
 * The shortest form that adding like terms, adding exponents, cancelling fractions and taking out common
 * factors leads to.
 *
 * Numbers are computed exactly, as fractions. The value stays the same wherever both forms have one; where
 * a factor was cancelled, the simplified form may have a value and the given one none.
 *
 * @param expression - any expression, or its text
 * @returns the simplified expression
 * @throws DomainError or KindError where the input is no expression
 *
 * @example
 * The derivative of the binary cross-entropy times that of the sigmoid.
 * ```ts
 * import { expressionToText, simplify } from 'fovea/expression';
 * expressionToText(simplify('(-y/a + (1 - y)/(1 - a)) * a * (1 - a)')) // => 'a - y'
 * ```
 */
export function simplify(expression: ExpressionInput): SymbolicExpression {
  return simplified(readExpression('simplify', 'expression', expression));
}

/**
 * The derivative of an expression with respect to one of its symbols, simplified.
 *
 * Other symbols count as constants. At its corner the derivative of relu is 0, as that of abs; jumps of
 * step and sign count as flat.
 *
 * @param expression - any expression, or its text
 * @param symbol - the name of the symbol; where it does not stand in the expression the derivative is 0
 * @returns the derivative
 * @throws DomainError or KindError where the input is no expression, DomainError where `symbol` is no name
 * @see A. G. Baydin et al., "Automatic differentiation in machine learning: a survey", JMLR 18 (2018), section 2.2
 *
 * @example
 * By the power rule and the chain rule.
 * ```ts
 * import { differentiate, expressionToText } from 'fovea/expression';
 * expressionToText(differentiate('(y - a)^2 / 2', 'a')) // => 'a - y'
 * expressionToText(differentiate('sigmoid(w*x)', 'w')) // => 'sigmoid(w * x) * (1 - sigmoid(w * x)) * x'
 * ```
 */
export function differentiate(expression: ExpressionInput, symbol: string): SymbolicExpression {
  const read = readExpression('differentiate', 'expression', expression);
  return simplified(differentiateBy(read, readName('differentiate', 'symbol', symbol)).expression);
}

/** A name in its one spelling. */
export function readName(fn: string, argument: string, name: string): string {
  if (typeof name === 'string' && NAME.exec(name)?.[0] === name) return normalName(name);
  const expected = 'the name of a symbol';
  throw new DomainError({ function: fn, argument, expected, got: describeValue(name) });
}
