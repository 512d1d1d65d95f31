// Builders of expressions, so that steps are pleasant to write.
import type {
  StepOperation,
  StepOperationArguments,
  StepOperationName,
  StepReference,
} from './expression-types.js';
import {
  abs,
  add,
  all,
  and,
  any,
  argmax,
  argmin,
  atan2,
  choose,
  cos,
  count,
  determinant,
  divide,
  dot,
  equal,
  exp,
  floor,
  greater,
  greaterEqual,
  inverse,
  item,
  less,
  lessEqual,
  log,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  modulo,
  multiply,
  negate,
  norm,
  not,
  notEqual,
  or,
  power,
  sigmoid,
  sin,
  softmax,
  sqrt,
  subtract,
  sum,
  tanh,
  trace,
  transpose,
} from './operation-builders.js';

/** A function for each operation that makes an expression of its arguments. */
export type StepOperations = {
  readonly [Name in StepOperationName]: (...args: StepOperationArguments[Name]) => StepOperation;
};

/**
 * One builder for each operation: `stepOperations.add(1, 2)` is `{ op: 'add', args: [1, 2] }`.
 *
 * @example
 * The Kullback–Leibler divergence as an expression, evaluated.
 * ```ts
 * import { evaluateStepExpression, stepOperations, refer } from 'fovea/derivation';
 * const { divide, log, multiply, sum } = stepOperations;
 * const p = refer('p');
 * const kl = sum(multiply(p, log(divide(p, refer('q')))));
 * evaluateStepExpression(kl, { p: [0.5, 0.5], q: [0.25, 0.75] }) // => 0.143841
 * ```
 */
export const stepOperations: StepOperations = {
  add,
  subtract,
  multiply,
  divide,
  power,
  negate,
  abs,
  sqrt,
  exp,
  log,
  sin,
  cos,
  tanh,
  sigmoid,
  atan2,
  modulo,
  floor,
  minimum,
  maximum,
  less,
  lessEqual,
  greater,
  greaterEqual,
  equal,
  notEqual,
  and,
  or,
  not,
  sum,
  mean,
  min,
  max,
  all,
  any,
  count,
  argmin,
  argmax,
  softmax,
  dot,
  matmul,
  transpose,
  determinant,
  inverse,
  trace,
  norm,
  choose,
  item,
};

/**
 * A reference to a given quantity or to a step, or to a part of its value.
 *
 * @param id - which one
 * @param at - indices and record names from the outside in; all of it where left out
 * @param symbol - how the part is written in formulas, in LaTeX
 * @returns the expression
 *
 * @example
 * The second row of a matrix.
 * ```ts
 * import { evaluateStepExpression, stepOperations, refer } from 'fovea/derivation';
 * evaluateStepExpression(stepOperations.sum(refer('m', [1])), { m: [[1, 2], [3, 4]] }) // => 7
 * ```
 */
export function refer(
  id: string,
  at?: readonly (number | string)[],
  symbol?: string,
): StepReference {
  return {
    ref: id,
    ...(at === undefined ? {} : { at }),
    ...(symbol === undefined ? {} : { symbol }),
  };
}
