// Expressions of matrices with numbers put in, on row-major float64 arrays.
import { DomainError } from '../../core/errors.js';
import { inverse } from '../../derivation/linear.js';
import { FUNCTIONS } from '../functions.js';
import {
  isElementwiseFunction,
  type MatrixNode,
  type MatrixShape,
  type OperationNode,
} from './nodes.js';
import { matrixText } from './print-matrix.js';

/** A matrix of numbers, row by row. */
export interface Matrix {
  readonly shape: MatrixShape;
  readonly data: Float64Array;
}

/**
 * The value of a node.
 *
 * @param fn - name of the public function, for errors
 * @param node - what to compute
 * @param values - the matrix of each reference, by name and mark
 * @returns the matrix
 * @throws DomainError where an element has no value, with the operation
 */
export function computeMatrix(
  fn: string,
  node: MatrixNode,
  values: (name: string, mark: string) => Matrix,
): Matrix {
  const walk = (part: MatrixNode): Matrix => {
    const { shape } = part;
    if (part.kind === 'reference') return values(part.name, part.mark);
    if (part.kind === 'number') return { shape, data: Float64Array.of(part.value) };
    if (part.kind !== 'operation') {
      const { kind } = part;
      return fill(shape, (i, k) => (kind === 'ones' || i === k ? 1 : 0));
    }
    const args = part.args.map(walk);
    const result = { shape, data: compute(fn, part, args) };
    if (result.data.some(Number.isNaN)) throw withoutValue(fn, part, args);
    return result;
  };
  return walk(node);
}

/** A matrix from its elements. */
function fill(shape: MatrixShape, element: (row: number, column: number) => number): Matrix {
  const [rows, columns] = shape;
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      data[row * columns + column] = element(row, column);
    }
  }
  return { shape, data };
}

/** The element of a matrix that is stretched where it has one row or column. */
function stretched({
  shape: [rows, columns],
  data,
}: Matrix): (row: number, column: number) => number {
  const down = rows === 1 ? 0 : columns;
  const along = columns === 1 ? 0 : 1;
  return (row, column) => data[row * down + column * along]!;
}

function compute(
  fn: string,
  { op, shape, args: parts }: OperationNode,
  args: readonly Matrix[],
): Float64Array {
  const [a, b] = args;
  if (isElementwiseFunction(op)) return a!.data.map(FUNCTIONS[op].evaluate);
  const [rows, columns] = a!.shape;
  const left = stretched(a!);
  const pair = (combine: (x: number, y: number) => number): Float64Array => {
    const right = stretched(b!);
    return fill(shape, (row, column) => combine(left(row, column), right(row, column))).data;
  };
  const sum = (count: number, term: (k: number) => number): number => {
    let total = 0;
    for (let k = 0; k < count; k++) total += term(k);
    return total;
  };
  const each = a!.data;
  const rowSum = (row: number): number => sum(columns, (k) => left(row, k));
  switch (op) {
    case 'add':
      return pair((x, y) => x + y);
    case 'subtract':
      return pair((x, y) => x - y);
    case 'times':
      return pair((x, y) => x * y);
    case 'over':
      return pair((x, y) => x / y);
    case 'power':
      return pair((x, y) => x ** y);
    case 'negate':
      return each.map((x) => -x);
    case 'matmul':
      return args.slice(1).reduce<Matrix>(multiply, a!).data;
    case 'transpose':
      return fill(shape, (row, column) => left(column, row)).data;
    case 'softmax': {
      const result = new Float64Array(each.length);
      for (let row = 0; row < rows; row++) {
        const line = each.subarray(row * columns, (row + 1) * columns);
        const largest = line.reduce((x, y) => Math.max(x, y), -Infinity);
        const powers = line.map((x) => Math.exp(x - largest));
        const total = powers.reduce((x, y) => x + y, 0);
        result.set(
          powers.map((x) => x / total),
          row * columns,
        );
      }
      return result;
    }
    case 'sum':
      return Float64Array.of(each.reduce((x, y) => x + y, 0));
    case 'mean':
      return Float64Array.of(each.reduce((x, y) => x + y, 0) / each.length);
    case 'normSquared':
      return Float64Array.of(each.reduce((total, x) => total + x * x, 0));
    case 'rowSum':
      return fill(shape, rowSum).data;
    case 'rowMean':
      return fill(shape, (row) => rowSum(row) / columns).data;
    case 'colSum':
      return fill(shape, (_, column) => sum(rows, (k) => left(k, column))).data;
    case 'rowVariance':
      return fill(shape, (row) => {
        const mean = rowSum(row) / columns;
        return sum(columns, (k) => (left(row, k) - mean) ** 2) / columns;
      }).data;
    case 'trace':
      return Float64Array.of(sum(rows, (k) => left(k, k)));
    case 'inv':
      return invert(fn, parts[0]!, a!);
  }
}

function multiply(a: Matrix, b: Matrix): Matrix {
  const [rows, inner] = a.shape;
  const columns = b.shape[1];
  return fill([rows, columns], (row, column) => {
    let total = 0;
    for (let k = 0; k < inner; k++)
      total += a.data[row * inner + k]! * b.data[k * columns + column]!;
    return total;
  });
}

function invert(fn: string, node: MatrixNode, { shape, data }: Matrix): Float64Array {
  try {
    return Float64Array.from(inverse({ shape, entries: [...data] }).entries, Number);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError({
      function: fn,
      argument: `inv(${matrixText(node)})`,
      expected: 'a matrix that is not singular',
      got: 'a singular one',
    });
  }
}

function withoutValue(fn: string, node: OperationNode, args: readonly Matrix[]): DomainError {
  const { op } = node;
  const wanted = isElementwiseFunction(op) ? FUNCTIONS[op].domain : 'elements with a value';
  const culprit = isElementwiseFunction(op)
    ? args[0]?.data.find((x) => Number.isNaN(FUNCTIONS[op].evaluate(x)))
    : undefined;
  const got = culprit === undefined ? 'NaN' : String(culprit);
  return new DomainError({ function: fn, argument: matrixText(node), expected: wanted, got });
}
