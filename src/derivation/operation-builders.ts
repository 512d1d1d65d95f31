// One builder of expressions for each operation, so that a program holds those that it uses.
import type {
  StepExpression,
  StepOperation,
  StepOperationArguments,
  StepOperationName,
} from './expression-types.js';

/** A function that makes an expression of its arguments. */
export type StepOperationBuilder<Name extends StepOperationName> = (
  ...args: StepOperationArguments[Name]
) => StepOperation;

const build =
  <Name extends StepOperationName>(op: Name): StepOperationBuilder<Name> =>
  (...args) => {
    const given: StepExpression[] = [];
    // An axis or a base that is given as undefined is left out.
    for (const argument of args) if (argument !== undefined) given.push(argument);
    return { op, args: given };
  };

export const add: StepOperationBuilder<'add'> = /* @__PURE__ */ build('add');
export const subtract: StepOperationBuilder<'subtract'> = /* @__PURE__ */ build('subtract');
export const multiply: StepOperationBuilder<'multiply'> = /* @__PURE__ */ build('multiply');
export const divide: StepOperationBuilder<'divide'> = /* @__PURE__ */ build('divide');
export const power: StepOperationBuilder<'power'> = /* @__PURE__ */ build('power');
export const negate: StepOperationBuilder<'negate'> = /* @__PURE__ */ build('negate');
export const abs: StepOperationBuilder<'abs'> = /* @__PURE__ */ build('abs');
export const sqrt: StepOperationBuilder<'sqrt'> = /* @__PURE__ */ build('sqrt');
export const exp: StepOperationBuilder<'exp'> = /* @__PURE__ */ build('exp');
export const log: StepOperationBuilder<'log'> = /* @__PURE__ */ build('log');
export const sin: StepOperationBuilder<'sin'> = /* @__PURE__ */ build('sin');
export const cos: StepOperationBuilder<'cos'> = /* @__PURE__ */ build('cos');
export const tanh: StepOperationBuilder<'tanh'> = /* @__PURE__ */ build('tanh');
export const sigmoid: StepOperationBuilder<'sigmoid'> = /* @__PURE__ */ build('sigmoid');
export const atan2: StepOperationBuilder<'atan2'> = /* @__PURE__ */ build('atan2');
export const modulo: StepOperationBuilder<'modulo'> = /* @__PURE__ */ build('modulo');
export const floor: StepOperationBuilder<'floor'> = /* @__PURE__ */ build('floor');
export const minimum: StepOperationBuilder<'minimum'> = /* @__PURE__ */ build('minimum');
export const maximum: StepOperationBuilder<'maximum'> = /* @__PURE__ */ build('maximum');
export const less: StepOperationBuilder<'less'> = /* @__PURE__ */ build('less');
export const lessEqual: StepOperationBuilder<'lessEqual'> = /* @__PURE__ */ build('lessEqual');
export const greater: StepOperationBuilder<'greater'> = /* @__PURE__ */ build('greater');
export const greaterEqual: StepOperationBuilder<'greaterEqual'> =
  /* @__PURE__ */ build('greaterEqual');
export const equal: StepOperationBuilder<'equal'> = /* @__PURE__ */ build('equal');
export const notEqual: StepOperationBuilder<'notEqual'> = /* @__PURE__ */ build('notEqual');
export const and: StepOperationBuilder<'and'> = /* @__PURE__ */ build('and');
export const or: StepOperationBuilder<'or'> = /* @__PURE__ */ build('or');
export const not: StepOperationBuilder<'not'> = /* @__PURE__ */ build('not');
export const sum: StepOperationBuilder<'sum'> = /* @__PURE__ */ build('sum');
export const mean: StepOperationBuilder<'mean'> = /* @__PURE__ */ build('mean');
export const min: StepOperationBuilder<'min'> = /* @__PURE__ */ build('min');
export const max: StepOperationBuilder<'max'> = /* @__PURE__ */ build('max');
export const all: StepOperationBuilder<'all'> = /* @__PURE__ */ build('all');
export const any: StepOperationBuilder<'any'> = /* @__PURE__ */ build('any');
export const count: StepOperationBuilder<'count'> = /* @__PURE__ */ build('count');
export const argmin: StepOperationBuilder<'argmin'> = /* @__PURE__ */ build('argmin');
export const argmax: StepOperationBuilder<'argmax'> = /* @__PURE__ */ build('argmax');
export const softmax: StepOperationBuilder<'softmax'> = /* @__PURE__ */ build('softmax');
export const dot: StepOperationBuilder<'dot'> = /* @__PURE__ */ build('dot');
export const matmul: StepOperationBuilder<'matmul'> = /* @__PURE__ */ build('matmul');
export const transpose: StepOperationBuilder<'transpose'> = /* @__PURE__ */ build('transpose');
export const determinant: StepOperationBuilder<'determinant'> =
  /* @__PURE__ */ build('determinant');
export const inverse: StepOperationBuilder<'inverse'> = /* @__PURE__ */ build('inverse');
export const trace: StepOperationBuilder<'trace'> = /* @__PURE__ */ build('trace');
export const norm: StepOperationBuilder<'norm'> = /* @__PURE__ */ build('norm');
export const choose: StepOperationBuilder<'choose'> = /* @__PURE__ */ build('choose');
export const item: StepOperationBuilder<'item'> = /* @__PURE__ */ build('item');
