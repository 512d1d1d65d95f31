// Text becomes expressions of matrices: the grammar of ../grammar.ts with the signs * / .* ./ ^ .^, the stroke that transposes,
// functions of numbers and of matrices, and constants:
//   named = name | function "(" sum ")" | "ones" "(" rows "," columns ")" | "eye" "(" size ")"
import { FUNCTIONS, functionOf } from '../functions.js';
import {
  type Grammar,
  noFunction,
  type ParsedDefinition,
  type Reader,
  readDefinitions,
} from '../grammar.js';
import { NAME } from '../symbols.js';
import { type Fail, SIGNS, type Token, type Vocabulary } from '../tokens.js';
import type { FunctionName } from '../types.js';
import type { MatrixExpression, MatrixFunctionName, MatrixOperatorName } from './types.js';

/** The functions of whole matrices. */
const MATRIX_FUNCTIONS: { readonly [Name in MatrixFunctionName]: true } = {
  softmax: true,
  sum: true,
  rowSum: true,
  colSum: true,
  mean: true,
  rowMean: true,
  rowVariance: true,
  trace: true,
  inv: true,
  normSquared: true,
};

const ELEMENTWISE: { readonly [sign: string]: string } = { '.*': '.*', './': './', '.^': '.^' };

const VOCABULARY: Vocabulary = {
  // The point of 2.*X belongs to the operator.
  number: /^(?:\d+(?:\.(?![*/^])\d*)?|\.\d+)(?:[eE][+-]?\d+)?/,
  // The stroke of X' transposes.
  name: /* @__PURE__ */ withoutStrokes(NAME),
  sign: /^(?:\.[*/^]|.)/su,
  signs: { ...SIGNS, ...ELEMENTWISE, "'": "'", ',': ',' },
};

function withoutStrokes(name: RegExp): RegExp {
  return new RegExp(name.source.replace(/'\*$/, ''));
}

const GRAMMAR: Grammar<MatrixExpression, MatrixOperatorName> = {
  vocabulary: VOCABULARY,
  deepest: 300,
  sums: { '+': 'add', '-': 'subtract' },
  products: { '*': 'product', '/': 'quotient', '.*': 'times', './': 'over' },
  powers: { '^': 'scalarPower', '.^': 'power' },
  suffixes: { "'": 'transpose' },
  apply: (op, ...args) => ({ op, args }),
  negative: (part) => (typeof part === 'number' ? -part : { op: 'negate', args: [part] }),
  named,
  isReserved,
};

/** Reads definitions. */
export function parseMatrixDefinitions(
  text: string,
  fail: Fail,
): ParsedDefinition<MatrixExpression>[] {
  return readDefinitions(text, fail, GRAMMAR);
}

/** The function of a name, elementwise or of whole matrices. */
function matrixFunctionOf(name: string): FunctionName | MatrixFunctionName | undefined {
  return isMatrixFunction(name) ? name : functionOf(name);
}

/** Whether a name is a function of whole matrices. */
export function isMatrixFunction(name: string): name is MatrixFunctionName {
  return Object.hasOwn(MATRIX_FUNCTIONS, name);
}

function isReserved(name: string): boolean {
  return (
    isMatrixFunction(name) || Object.hasOwn(FUNCTIONS, name) || name === 'ones' || name === 'eye'
  );
}

function named(name: Token, reader: Reader<MatrixExpression>): MatrixExpression {
  const { fail, next, take, sum, closed } = reader;
  if (take('(') === undefined) {
    if (isReserved(name.text)) throw fail(next(), `"(" after ${name.text}`);
    return { ref: name.text };
  }
  if (name.text === 'ones' || name.text === 'eye') return closed(constant(name.text, reader));
  const op = matrixFunctionOf(name.text);
  if (op !== undefined) return { op, args: [closed(sum())] };
  const names = [...Object.keys(MATRIX_FUNCTIONS), ...Object.keys(FUNCTIONS), 'ones', 'eye'];
  throw noFunction(name, fail, names);
}

function constant(
  name: 'ones' | 'eye',
  { fail, next, advance, take }: Reader<MatrixExpression>,
): MatrixExpression {
  const count = (): number => {
    const token = advance();
    const value = Number(token.text);
    if (token.kind === 'number' && Number.isInteger(value) && value > 0 && value < 1e4)
      return value;
    throw fail(token, 'a whole number from 1 to 9999');
  };
  const rows = count();
  if (name === 'eye') return { constant: name, size: [rows, rows] };
  if (take(',') === undefined) throw fail(next(), '"," and the number of columns');
  return { constant: name, size: [rows, count()] };
}
