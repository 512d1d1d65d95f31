// Builders of expressions, so that steps are pleasant to write.
import type {
  StepExpression,
  StepOperation,
  StepOperationArguments,
  StepOperationName,
  StepReference,
} from './expression-types.js';

const build =
  <Name extends StepOperationName>(
    op: Name,
  ): ((...args: StepOperationArguments[Name]) => StepOperation) =>
  (...args) => {
    const given: StepExpression[] = [];
    // An axis or a base that is given as undefined is left out.
    for (const argument of args) if (argument !== undefined) given.push(argument);
    return { op, args: given };
  };

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
export const stepOperations: StepOperations = /* @__PURE__ */ createOperations();

// In a function, so that a bundle without derivations drops it.
function createOperations(): StepOperations {
  return {
    add: build('add'),
    subtract: build('subtract'),
    multiply: build('multiply'),
    divide: build('divide'),
    power: build('power'),
    negate: build('negate'),
    abs: build('abs'),
    sqrt: build('sqrt'),
    exp: build('exp'),
    log: build('log'),
    sin: build('sin'),
    cos: build('cos'),
    tanh: build('tanh'),
    sigmoid: build('sigmoid'),
    atan2: build('atan2'),
    modulo: build('modulo'),
    floor: build('floor'),
    minimum: build('minimum'),
    maximum: build('maximum'),
    less: build('less'),
    lessEqual: build('lessEqual'),
    greater: build('greater'),
    greaterEqual: build('greaterEqual'),
    equal: build('equal'),
    notEqual: build('notEqual'),
    and: build('and'),
    or: build('or'),
    not: build('not'),
    sum: build('sum'),
    mean: build('mean'),
    min: build('min'),
    max: build('max'),
    all: build('all'),
    any: build('any'),
    count: build('count'),
    argmin: build('argmin'),
    argmax: build('argmax'),
    softmax: build('softmax'),
    dot: build('dot'),
    matmul: build('matmul'),
    transpose: build('transpose'),
    determinant: build('determinant'),
    inverse: build('inverse'),
    trace: build('trace'),
    norm: build('norm'),
    choose: build('choose'),
    item: build('item'),
  };
}

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
