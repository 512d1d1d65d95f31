// Expressions in symbols as the computations of derivations, which evaluate them again.
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import { apply } from './build.js';
import type { SymbolicExpression } from './types.js';

/** The computation of an expression; symbols refer to what has their name as id. */
export function checkOf(expression: SymbolicExpression): StepExpression {
  if (typeof expression === 'number') return expression;
  if ('ref' in expression) return refer(expression.ref);
  const { op, args } = expression;
  const [u = 0] = args;
  const x = checkOf(u);
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
      const small = checkOf(apply('exp', apply('negate', apply('abs', u))));
      return stepOperations.add(
        stepOperations.maximum(0, x),
        stepOperations.log(stepOperations.add(1, small)),
      );
    }
    default:
      return { op, args: args.map(checkOf) };
  }
}
