import type { StepExpression, StepReference } from './expression-types.js';

/** Every reference in an expression. */
export function referencesIn(expression: StepExpression): StepReference[] {
  if (typeof expression !== 'object') return [];
  if ('ref' in expression) return [expression];
  if ('list' in expression) return expression.list.flatMap(referencesIn);
  if ('record' in expression) return Object.values(expression.record).flatMap(referencesIn);
  return expression.args.flatMap(referencesIn);
}
