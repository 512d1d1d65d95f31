// What deriveMatrix and evaluateMatrices are asked: equations, matrices, shapes, properties, all checked.
import { checkOneOf, checkShape } from '../../core/check.js';
import { checkFinite, readArray, wrap } from '../../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../../core/types.js';
import { readName } from '../expressions.js';
import { checkDefinitions } from '../read-input.js';
import { normalName } from '../symbols.js';
import { checkMatrixExpression } from './check-expression.js';
import type { Matrix } from './compute.js';
import { matrixNamesOf } from './matrix-equations.js';
import {
  failShapeIn,
  isScalar,
  type MatrixNode,
  type MatrixShape,
  resolveShapes,
  SCALAR,
} from './nodes.js';
import type { MatrixDefinition, MatrixEquations, MatrixProperty } from './types.js';

/** A matrix, a vector (a column) or a number for each name. */
export type MatrixValues = Readonly<Record<string, number | ArrayInput>>;

/** A matrix that was given, with the rank that it came in. */
export interface GivenMatrix extends Matrix {
  readonly rank: number;
}

/** The equations themselves. */
export function readMatrixEquations(fn: string, equations: MatrixEquations): MatrixEquations {
  const fits =
    typeof equations === 'object' &&
    equations !== null &&
    Array.isArray(equations.definitions) &&
    Array.isArray(equations.inputs);
  if (!fits) {
    const got = describeValue(equations);
    const expected = 'what matrixEquations`…` gives';
    throw new KindError({ function: fn, argument: 'equations', expected, got });
  }
  checkDefinitions(fn, equations, checkMatrixExpression, matrixNamesOf);
  return equations;
}

/** The name of a definition, or of any symbol, in its one spelling. */
export function readMatrixName(
  fn: string,
  argument: string,
  name: string,
  allowed: readonly string[],
): string {
  const read = readName(fn, argument, name);
  if (allowed.includes(read)) return read;
  const expected = `one of ${allowed.join(', ')}`;
  throw new DomainError({ function: fn, argument, expected, got: describeValue(name) });
}

/** The definitions that a quantity needs, and itself, in the order of evaluation. */
export function matricesNeededFor(
  name: string,
  { definitions }: MatrixEquations,
): MatrixDefinition[] {
  const needed = new Set([name]);
  for (const definition of [...definitions].reverse()) {
    if (needed.has(definition.name)) {
      for (const used of matrixNamesOf(definition.expression)) needed.add(used);
    }
  }
  return definitions.filter((definition) => needed.has(definition.name));
}

/** The entries of a record by name, each name an input of the equations. */
function entriesOf<T>(
  fn: string,
  argument: string,
  record: Readonly<Record<string, T>>,
  inputs: readonly string[],
): (readonly [name: string, value: T])[] {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    const expected = 'a record by name';
    throw new KindError({ function: fn, argument, expected, got: describeValue(record) });
  }
  return Object.entries(record).map(([spelled, value]) => {
    const name = normalName(spelled);
    if (inputs.includes(name)) return [name, value] as const;
    throw new KindError({
      function: fn,
      argument: `${argument}.${spelled}`,
      expected: `only the inputs ${inputs.join(', ')}`,
      got: 'another name',
    });
  });
}

/** The matrices that are given; each needed input has one. */
export function readMatrices(
  fn: string,
  values: MatrixValues,
  inputs: readonly string[],
  needed: readonly string[],
): Map<string, GivenMatrix> {
  const read = new Map<string, GivenMatrix>();
  for (const [name, value] of entriesOf(fn, 'values', values, inputs)) {
    read.set(name, readMatrix(fn, `values.${name}`, value));
  }
  requireAll(fn, 'values', needed, [...read.keys()]);
  return read;
}

function readMatrix(fn: string, argument: string, value: number | ArrayInput): GivenMatrix {
  if (typeof value === 'number') {
    const data = Float64Array.of(value);
    checkFinite(fn, argument, { data, shape: [] });
    return { shape: SCALAR, data, rank: 0 };
  }
  const { data, shape } = checkFinite(fn, argument, readArray(fn, argument, value, 'float64'));
  return {
    shape: matrixShape(fn, argument, shape),
    data: Float64Array.from(data),
    rank: shape.length,
  };
}

function matrixShape(fn: string, argument: string, shape: readonly number[]): MatrixShape {
  const [rows = 1, columns = 1] = shape;
  if (shape.length <= 2 && rows > 0 && columns > 0) return [rows, columns];
  throw new ShapeError({
    function: fn,
    argument,
    expected: 'a number, a vector or a matrix with at least one element',
    got: `(${shape.join(', ')})`,
  });
}

/** The shapes that are given; each needed input has one. */
export function readShapes(
  fn: string,
  shapes: Readonly<Record<string, readonly number[]>>,
  inputs: readonly string[],
  needed: readonly string[],
): Map<string, MatrixShape> {
  const read = new Map(
    entriesOf(fn, 'shapes', shapes, inputs).map(([name, shape]) => {
      const argument = `shapes.${name}`;
      return [name, matrixShape(fn, argument, checkShape(fn, argument, shape))] as const;
    }),
  );
  requireAll(fn, 'shapes', needed, [...read.keys()]);
  return read;
}

function requireAll(
  fn: string,
  argument: string,
  needed: readonly string[],
  known: readonly string[],
): void {
  const missing = needed.filter((name) => !known.includes(name));
  if (missing.length === 0) return;
  throw new KindError({
    function: fn,
    argument,
    expected: `an entry for ${missing.join(', ')}`,
    got: known.length === 0 ? 'none' : `only ${known.join(', ')}`,
  });
}

/** The definitions with shapes; `shapes` learns those of the names. */
export function resolveDefinitions(
  fn: string,
  definitions: readonly MatrixDefinition[],
  shapes: Map<string, MatrixShape>,
): Map<string, MatrixNode> {
  const nodes = new Map<string, MatrixNode>();
  for (const { name, expression } of definitions) {
    const node = resolveShapes(expression, (used) => shapes.get(used)!, failShapeIn(fn, name));
    shapes.set(name, node.shape);
    nodes.set(name, node);
  }
  return nodes;
}

/** Rows and matrices in floating point are as good as exact up to this. */
const EXACT = 1e-13;

/** What is known of inputs, checked against the matrices where they are given. */
export function readProperties(
  fn: string,
  assume: Readonly<Record<string, MatrixProperty>>,
  inputs: readonly string[],
  shapes: ReadonlyMap<string, MatrixShape>,
  values: ReadonlyMap<string, Matrix> | undefined,
): Map<string, MatrixProperty> {
  const read = new Map<string, MatrixProperty>();
  for (const [name, property] of entriesOf(fn, 'assume', assume, inputs)) {
    const argument = `assume.${name}`;
    checkOneOf(fn, argument, property, ['symmetric', 'unit-row-sums']);
    const shape = shapes.get(name);
    if (property === 'symmetric' && shape !== undefined && shape[0] !== shape[1]) {
      const got = `(${shape.join(', ')})`;
      throw new ShapeError({ function: fn, argument, expected: 'a square matrix', got });
    }
    const matrix = values?.get(name);
    const fault = matrix === undefined ? undefined : faultOf(property, matrix);
    if (fault !== undefined) {
      const expected = property === 'symmetric' ? 'a symmetric matrix' : 'rows that add to 1';
      throw new DomainError({ function: fn, argument, expected, got: fault });
    }
    read.set(name, property);
  }
  return read;
}

function faultOf(property: MatrixProperty, { shape, data }: Matrix): string | undefined {
  const [rows, columns] = shape;
  for (let row = 0; row < rows; row++) {
    const line = data.subarray(row * columns, (row + 1) * columns);
    if (property === 'unit-row-sums') {
      const sum = line.reduce((a, b) => a + b, 0);
      if (Math.abs(sum - 1) > EXACT) return `the sum ${sum} in row ${row}`;
      continue;
    }
    for (let column = 0; column < row; column++) {
      const [a, b] = [line[column]!, data[column * columns + row]!];
      if (Math.abs(a - b) > EXACT * Math.max(Math.abs(a), Math.abs(b))) {
        return `${a} at [${row}, ${column}] and ${b} at [${column}, ${row}]`;
      }
    }
  }
  return undefined;
}

/** A matrix as it is handed out: a number where it has one element. */
export function handOut({ shape, data }: Matrix): number | FloatNdArray {
  return isScalar(shape) ? data[0]! : wrap(Float64Array.from(data), shape);
}
