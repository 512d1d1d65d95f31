// The few matrix computations of derivations, on small matrices.
import { DomainError, ShapeError } from '../core/errors.js';
import type { Scalar, Tensor } from './tensor.js';

const FN = 'evaluateStepExpression';

const fail = (argument: string, expected: string, ...shapes: (readonly number[])[]): ShapeError =>
  new ShapeError({
    function: FN,
    argument,
    expected,
    got: shapes.map((shape) => `(${shape.join(', ')})`).join(' and '),
  });

/** Product of matrices and vectors; two vectors give a scalar. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const ranks = `${a.shape.length}${b.shape.length}`;
  const shared = a.shape.at(-1);
  if (!['11', '12', '21', '22'].includes(ranks) || shared !== b.shape[0]) {
    throw fail('matmul', 'matrices or vectors that fit: (n, k) and (k, m)', a.shape, b.shape);
  }
  const rows = a.shape.length === 2 ? a.shape[0]! : 1;
  const columns = b.shape.length === 2 ? b.shape[1]! : 1;
  const inner = shared ?? 0;
  const entries = Array.from({ length: rows * columns }, (_, at) => {
    const row = Math.floor(at / columns);
    const column = at % columns;
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum += Number(a.entries[row * inner + k]) * Number(b.entries[k * columns + column]);
    }
    return sum;
  });
  return { shape: [...a.shape.slice(0, -1), ...b.shape.slice(1)], entries };
}

/** Rows become columns; a vector stays as it is. */
export function transpose({ shape, entries }: Tensor): Tensor {
  if (shape.length < 2) return { shape, entries };
  if (shape.length > 2) throw fail('transpose', 'a matrix', shape);
  const [rows = 0, columns = 0] = shape;
  const turned: Scalar[] = entries.map(
    (_, at) => entries[(at % rows) * columns + Math.floor(at / rows)]!,
  );
  return { shape: [columns, rows], entries: turned };
}

/** Determinant by elimination with the largest pivot. */
export function determinant(matrix: Tensor): number {
  const rows = squareRows('determinant', matrix);
  let product = 1;
  for (let column = 0; column < rows.length; column++) {
    const pivot = bringUpPivot(rows, column);
    if (pivot.swapped) product = -product;
    product *= pivot.value;
    if (pivot.value === 0) return 0;
    for (let row = column + 1; row < rows.length; row++) subtractRow(rows, row, column);
  }
  return product;
}

/** Inverse by elimination with the largest pivot; a singular matrix is refused. */
export function inverse(matrix: Tensor): Tensor {
  const size = matrix.shape[0] ?? 0;
  const rows = squareRows('inverse', matrix).map((row, i) => [
    ...row,
    ...Array.from({ length: size }, (_, k) => (k === i ? 1 : 0)),
  ]);
  for (let column = 0; column < size; column++) {
    const { value } = bringUpPivot(rows, column);
    if (value === 0) {
      const [expected, got] = ['a matrix that is not singular', 'one of determinant 0'];
      throw new DomainError({ function: FN, argument: 'inverse', expected, got });
    }
    rows[column] = rows[column]!.map((entry) => entry / value);
    for (let row = 0; row < size; row++) {
      if (row !== column) subtractRow(rows, row, column);
    }
  }
  return { shape: matrix.shape, entries: rows.flatMap((row) => row.slice(size)) };
}

function squareRows(argument: string, { shape, entries }: Tensor): number[][] {
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2 || rows !== columns) throw fail(argument, 'a square matrix', shape);
  return Array.from({ length: rows }, (_, row) =>
    entries.slice(row * columns, (row + 1) * columns).map(Number),
  );
}

function bringUpPivot(rows: number[][], column: number): { value: number; swapped: boolean } {
  let best = column;
  for (let row = column + 1; row < rows.length; row++) {
    if (Math.abs(rows[row]![column]!) > Math.abs(rows[best]![column]!)) best = row;
  }
  const swapped = best !== column;
  const held = rows[column]!;
  rows[column] = rows[best]!;
  rows[best] = held;
  return { value: rows[column]![column]!, swapped };
}

function subtractRow(rows: number[][], row: number, column: number): void {
  const factor = rows[row]![column]! / rows[column]![column]!;
  rows[row] = rows[row]!.map((entry, k) => entry - factor * rows[column]![k]!);
}
