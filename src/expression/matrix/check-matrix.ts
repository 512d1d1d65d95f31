// Expressions of matrices as the computations of derivations, which evaluate them again. A matrix of one
// element is a plain number there.
import type { StepExpression } from '../../derivation/expression-types.js';
import { refer, stepOperations } from '../../derivation/operations.js';
import { apply, symbol } from '../build.js';
import { checkOf } from '../check-expression.js';
import {
  isElementwiseFunction,
  isScalar,
  type MatrixNode,
  type MatrixShape,
  type OperationNode,
  type ReferenceNode,
} from './nodes.js';

/** The computation of a node; `idOf` names the step or the given quantity of a reference. */
export function matrixCheck(
  node: MatrixNode,
  idOf: (reference: ReferenceNode) => string,
): StepExpression {
  const walk = (part: MatrixNode): StepExpression => {
    if (part.kind === 'number') return part.value;
    if (part.kind === 'reference') return refer(idOf(part));
    if (part.kind !== 'operation') return constant(part.kind, part.shape);
    return operation(part, part.args.map(walk));
  };
  return walk(node);
}

function constant(kind: 'ones' | 'eye', [rows, columns]: MatrixShape): StepExpression {
  if (rows === 1 && columns === 1) return 1;
  const row = (i: number): StepExpression => ({
    list: Array.from({ length: columns }, (_, k) => (kind === 'ones' || i === k ? 1 : 0)),
  });
  return { list: Array.from({ length: rows }, (_, i) => row(i)) };
}

function operation(node: OperationNode, args: readonly StepExpression[]): StepExpression {
  const { op } = node;
  const { add, divide, inverse, matmul, mean, multiply, negate, power } = stepOperations;
  const { softmax, subtract, sum, trace, transpose } = stepOperations;
  const [a = 0, b = 0] = args;
  const { shape } = node.args[0]!;
  const single = isScalar(shape);
  if (isElementwiseFunction(op)) {
    return replaceReference(checkOf(apply(op, symbol('u'))), a);
  }
  switch (op) {
    case 'add':
      return add(a, b);
    case 'subtract':
      return subtract(a, b);
    case 'negate':
      return negate(a);
    case 'times':
      return multiply(a, b);
    case 'over':
      return divide(a, b);
    case 'power':
      return power(a, b);
    case 'matmul': {
      const product = args.slice(1).reduce((left, right) => matmul(left, right), a);
      return isScalar(node.shape) ? sum(product) : product;
    }
    case 'transpose':
      return single ? a : transpose(a);
    case 'inv':
      return single ? divide(1, a) : inverse(a);
    case 'softmax':
      return single ? 1 : softmax(a, 1);
    case 'trace':
      return single ? a : trace(a);
    case 'sum':
      return single ? a : sum(a);
    case 'mean':
      return single ? a : mean(a);
    case 'normSquared':
      return single ? power(a, 2) : sum(power(a, 2));
    case 'rowSum':
      return byRows(shape, a, sum);
    case 'rowMean':
      return byRows(shape, a, mean);
    case 'rowVariance':
      return byRows(shape, power(subtract(a, byRows(shape, a, mean)), 2), mean);
    case 'colSum': {
      if (shape[1] === 1) return single ? a : sum(a);
      return { list: [sum(a, 0)] };
    }
  }
}

/** One number a row, as a column; a number where there is one row. */
function byRows(
  shape: MatrixShape,
  a: StepExpression,
  reduce: (a: StepExpression, axis?: number) => StepExpression,
): StepExpression {
  if (isScalar(shape)) return a;
  if (shape[0] === 1) return reduce(a);
  return stepOperations.transpose({ list: [reduce(a, 1)] });
}

function replaceReference(expression: StepExpression, by: StepExpression): StepExpression {
  if (typeof expression !== 'object') return expression;
  if ('ref' in expression) return by;
  if (!('op' in expression)) return expression;
  return { op: expression.op, args: expression.args.map((part) => replaceReference(part, by)) };
}
