// Expressions in symbols as the computations of derivations, which evaluate them again.
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { SymbolicExpression } from './types.js';

/** The computation of an expression; symbols refer to what has their name as id. */
export function checkOf(expression: SymbolicExpression): StepExpression {
  if (typeof expression === 'number') return expression;
  if ('ref' in expression) return refer(expression.ref);
  const { op, args } = expression;
  // Each part once: sums and products of many terms are nested as deep as they are long.
  const parts = args.map(checkOf);
  const [x = 0] = parts;
  switch (op) {
    case 'relu':
      return stepOperations.maximum(0, x);
    case 'step':
      return stepOperations.choose(stepOperations.greater(x, 0), 1, 0);
    case 'sign':
      return stepOperations.subtract(
        stepOperations.choose(stepOperations.greater(x, 0), 1, 0),
        stepOperations.choose(stepOperations.less(x, 0), 1, 0),
      );
    case 'softplus': {
      // The stable form of ln(1 + eᵘ).
      const { abs, add, exp, log, maximum, negate } = stepOperations;
      return add(maximum(0, x), log(add(1, exp(negate(abs(x))))));
    }
    default:
      return { op, args: parts };
  }
}
