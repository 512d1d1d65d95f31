// What an expression of matrices is made of: plain data, that can be stored and sent.
import type { FunctionName } from '../types.js';

/** Functions of whole matrices, beside those that work on each element. */
export type MatrixFunctionName =
  | 'softmax'
  | 'sum'
  | 'rowSum'
  | 'colSum'
  | 'mean'
  | 'rowMean'
  | 'rowVariance'
  | 'trace'
  | 'inv'
  | 'normSquared';

/** Operators as they are written: `*`, `/` and `^`, the elementwise `.*`, `./` and `.^`, and the transpose `'`. */
export type MatrixOperatorName =
  | 'add'
  | 'subtract'
  | 'negate'
  | 'product'
  | 'quotient'
  | 'scalarPower'
  | 'times'
  | 'over'
  | 'power'
  | 'transpose';

/** A matrix by its name. */
export interface MatrixReference {
  /** The name. */
  readonly ref: string;
}

/** A matrix of ones, or a unit matrix, by its size. */
export interface MatrixConstant {
  /** Which one. */
  readonly constant: 'ones' | 'eye';
  /** Rows and columns. */
  readonly size: readonly [rows: number, columns: number];
}

/** An operator or a function, applied to expressions. */
export interface MatrixOperation {
  /** Which one. */
  readonly op: MatrixOperatorName | MatrixFunctionName | FunctionName;
  /** What it is applied to. */
  readonly args: readonly MatrixExpression[];
}

/** An expression of matrices: a number, a name, a constant matrix, or an operation on expressions. */
export type MatrixExpression = number | MatrixReference | MatrixConstant | MatrixOperation;

/** One line `name = expression`. */
export interface MatrixDefinition {
  /** The matrix that is defined. */
  readonly name: string;
  /** What it is. */
  readonly expression: MatrixExpression;
}

/** Definitions that build on each other, made by `matrixEquations`. */
export interface MatrixEquations {
  /** The definitions, each after those that it uses. */
  readonly definitions: readonly MatrixDefinition[];
  /** The names that are used and not defined, in the order in which they appear. */
  readonly inputs: readonly string[];
}

/** What may be known of an input beyond its shape. */
export type MatrixProperty = 'symmetric' | 'unit-row-sums';
