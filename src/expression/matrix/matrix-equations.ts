// Definitions of matrices that build on each other, written as a tagged template.
import { describeValue, KindError } from '../../core/errors.js';
import { orderDefinitions, rawOf } from '../equations.js';
import { failIn } from '../read-input.js';
import { parseMatrixDefinitions } from './parse.js';
import type { MatrixEquations, MatrixExpression } from './types.js';

const FN = 'matrixEquations';

/**
 * Definitions `name = expression` of matrices, separated by `;` or new lines, as a tagged template, or as a text that
 * someone typed.
 *
 * A number is a matrix of one element. `*` is the product of matrices, or scales by a number; `.*`, `./`
 * and `.^` work on each element and stretch a column, a row or a number over the other matrix, as `+` and
 * `-` do; `/` and `^` are for numbers on the right, and for both sides. `X'` is the transpose. Functions of
 * each element are those of `equations`; functions of matrices are softmax (of each row), sum, mean
 * (of all elements), rowSum, rowMean, rowVariance (a column: one number a row; the variance is that with
 * $1/n$), colSum (a row), trace, inv and normSquared (the sum of squares). `ones(n, m)` and `eye(n)` are
 * constant matrices. Names are spelled as in `equations`, without strokes.
 *
 * @param strings - the text between the values, as the template hands it over; or the whole text
 * @param values - numbers to put in
 * @returns the definitions, each after those that it uses, and the names that are used and not defined
 * @throws DomainError with line and column, and what was expected, for text that cannot be read; for a
 * name that is defined twice or by itself, over however many definitions; for two names that look the same
 * in print. KindError for a value that is no number, and for what
 * is no text.
 *
 * @example
 * A linear layer with softmax and cross-entropy.
 * ```ts
 * import { matrixEquations } from 'fovea/expression';
 * const layer = matrixEquations`
 *   Z = X*W + b'
 *   P = softmax(Z)
 *   L = -sum(Y .* log(P))
 * `;
 * layer.inputs // => ['X', 'W', 'b', 'Y']
 * ```
 */
export function matrixEquations(
  strings: TemplateStringsArray | string,
  ...values: readonly number[]
): MatrixEquations {
  const text = rawOf(FN, strings)
    .map((part, i) => (i < values.length ? part + numberText(values[i]!, i) : part))
    .join('');
  return orderDefinitions(FN, parseMatrixDefinitions(text, failIn(FN)), matrixNamesOf);
}

function numberText(value: number, i: number): string {
  if (typeof value === 'number' && Number.isFinite(value)) {
    return value < 0 ? `(${value})` : String(value);
  }
  throw new KindError({
    function: FN,
    argument: `values[${i}]`,
    expected: 'a finite number',
    got: describeValue(value),
  });
}

/** The names in an expression, each once, in the order in which they appear. */
export function matrixNamesOf(expression: MatrixExpression): Set<string> {
  const found = new Set<string>();
  const walk = (part: MatrixExpression): void => {
    if (typeof part === 'number') return;
    if ('ref' in part) found.add(part.ref);
    else if ('args' in part) part.args.forEach(walk);
  };
  walk(expression);
  return found;
}
