// Expressions of matrices in which every part knows its shape: what products mean is settled here.
import { ShapeError } from '../../core/errors.js';
import type { FunctionName } from '../types.js';
import { isMatrixFunction } from './parse.js';
import type { MatrixExpression, MatrixFunctionName } from './types.js';

/** Rows and columns. */
export type MatrixShape = readonly [rows: number, columns: number];

/** Operations of nodes: `times`, `over` and `power` work on each element, scaling by a number among them. */
export type NodeOp =
  | 'add'
  | 'subtract'
  | 'negate'
  | 'times'
  | 'over'
  | 'power'
  | 'matmul'
  | 'transpose'
  | MatrixFunctionName
  | FunctionName;

/** A number. */
export interface NumberNode {
  readonly kind: 'number';
  readonly value: number;
  readonly shape: MatrixShape;
}

/** What a name stands for: the matrix itself, its differential `dX`, or the derivative of the loss by it. */
export type Mark = 'itself' | 'differential' | 'bar';

/** A matrix by its name. */
export interface ReferenceNode {
  readonly kind: 'reference';
  readonly name: string;
  readonly mark: Mark;
  readonly shape: MatrixShape;
}

/** Ones everywhere, or on the diagonal. */
export interface ConstantNode {
  readonly kind: 'ones' | 'eye';
  readonly shape: MatrixShape;
}

/** An operation. */
export interface OperationNode {
  readonly kind: 'operation';
  readonly op: NodeOp;
  readonly args: readonly MatrixNode[];
  readonly shape: MatrixShape;
}

/** An expression of matrices with shapes. */
export type MatrixNode = NumberNode | ReferenceNode | ConstantNode | OperationNode;

/** The shape of a number. */
export const SCALAR: MatrixShape = [1, 1];

/** Whether a shape is that of a number. */
export function isScalar([rows, columns]: MatrixShape): boolean {
  return rows === 1 && columns === 1;
}

/** Whether two shapes are equal. */
export function sameShape(a: MatrixShape, b: MatrixShape): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** A number as a node. */
export function numberNode(value: number): NumberNode {
  return { kind: 'number', value, shape: SCALAR };
}

/** A name as a node. */
export function referenceNode(
  name: string,
  shape: MatrixShape,
  mark: Mark = 'itself',
): ReferenceNode {
  return { kind: 'reference', name, mark, shape };
}

/** Ones of a shape. */
export function ones(shape: MatrixShape): ConstantNode {
  return { kind: 'ones', shape };
}

const shown = ([rows, columns]: MatrixShape): string => `(${rows}, ${columns})`;

/** Makes the error for shapes that do not fit. */
export type FailShape = (op: string, expected: string, shapes: readonly MatrixShape[]) => Error;

const internal: FailShape = /* @__PURE__ */ failShapeIn('deriveMatrix', 'expression');

/** Makes errors of shapes in one definition. */
export function failShapeIn(fn: string, argument: string): FailShape {
  return (op, expected, shapes) =>
    new ShapeError({
      function: fn,
      argument,
      expected: `${expected} for ${op}`,
      got: shapes.map(shown).join(' and '),
    });
}

/** The shape to which shapes are stretched, or undefined where they do not fit. */
export function stretchedShape(a: MatrixShape, b: MatrixShape): MatrixShape | undefined {
  const length = (axis: 0 | 1): number | undefined => {
    if (a[axis] === b[axis] || b[axis] === 1) return a[axis];
    return a[axis] === 1 ? b[axis] : undefined;
  };
  const [rows, columns] = [length(0), length(1)];
  return rows === undefined || columns === undefined ? undefined : [rows, columns];
}

/** An operation on nodes; shapes that do not fit are refused. */
export function operate(
  op: NodeOp,
  args: readonly MatrixNode[],
  fail: FailShape = internal,
): OperationNode {
  return { kind: 'operation', op, args, shape: shapeOf(op, args, fail) };
}

function shapeOf(op: NodeOp, args: readonly MatrixNode[], fail: FailShape): MatrixShape {
  const shapes = args.map(({ shape }) => shape);
  const a = shapes[0] ?? SCALAR;
  const b = shapes[1] ?? SCALAR;
  switch (op) {
    case 'add':
    case 'subtract':
    case 'times':
    case 'over':
    case 'power': {
      const shape = stretchedShape(a, b);
      if (shape === undefined) throw fail(SIGNS[op], 'lengths that are equal or 1', shapes);
      return shape;
    }
    case 'matmul':
      if (a[1] !== b[0]) throw fail('*', 'as many columns as the right side has rows', shapes);
      return [a[0], b[1]];
    case 'transpose':
      return [a[1], a[0]];
    case 'sum':
    case 'mean':
    case 'normSquared':
      return SCALAR;
    case 'rowSum':
    case 'rowMean':
    case 'rowVariance':
      return [a[0], 1];
    case 'colSum':
      return [1, a[1]];
    case 'trace':
    case 'inv':
      if (a[0] !== a[1]) throw fail(op, 'a square matrix', shapes);
      return op === 'trace' ? SCALAR : a;
    default:
      return a;
  }
}

const SIGNS = { add: '+', subtract: '-', times: '.*', over: './', power: '.^' } as const;

/**
 * An expression with shapes.
 *
 * @param expression - as it was read
 * @param shapeOfName - the shape of each name
 * @param fail - makes the error for shapes that do not fit
 * @returns the nodes
 */
export function resolveShapes(
  expression: MatrixExpression,
  shapeOfName: (name: string) => MatrixShape,
  fail: FailShape,
): MatrixNode {
  const walk = (part: MatrixExpression): MatrixNode => {
    if (typeof part === 'number') return numberNode(part);
    if ('ref' in part) return referenceNode(part.ref, shapeOfName(part.ref));
    if ('constant' in part) return { kind: part.constant, shape: part.size };
    const { op } = part;
    const args = part.args.map(walk);
    const shapes = args.map(({ shape }) => shape);
    const [a = SCALAR, b = SCALAR] = shapes;
    switch (op) {
      case 'product':
        return operate(isScalar(a) || isScalar(b) ? 'times' : 'matmul', args, fail);
      case 'quotient':
        if (!isScalar(b)) throw fail('/', 'a number on the right (./ divides elements)', shapes);
        return operate('over', args, fail);
      case 'scalarPower':
        if (isScalar(a) && isScalar(b)) return operate('power', args, fail);
        throw fail('^', 'numbers (.^ raises elements)', shapes);
      default:
        return operate(op, args, fail);
    }
  };
  return walk(expression);
}

/** The names in a node, of a mark. */
export function namesIn(node: MatrixNode, mark: Mark = 'itself'): Set<string> {
  const found = new Set<string>();
  const walk = (part: MatrixNode): void => {
    if (part.kind === 'reference' && part.mark === mark) found.add(part.name);
    if (part.kind === 'operation') part.args.forEach(walk);
  };
  walk(node);
  return found;
}

/** A node with references replaced. */
export function replaceReferences(
  node: MatrixNode,
  replacement: (reference: ReferenceNode) => MatrixNode,
): MatrixNode {
  if (node.kind === 'reference') return replacement(node);
  if (node.kind !== 'operation') return node;
  return {
    ...node,
    args: node.args.map((argument) => replaceReferences(argument, replacement)),
  };
}

/** Whether an operation works on each element by itself and is named by a function. */
export function isElementwiseFunction(op: NodeOp): op is FunctionName {
  return !isMatrixFunction(op) && !OPERATORS.has(op);
}

const OPERATORS: ReadonlySet<NodeOp> = /* @__PURE__ */ new Set<NodeOp>([
  'add',
  'subtract',
  'negate',
  'times',
  'over',
  'power',
  'matmul',
  'transpose',
]);
