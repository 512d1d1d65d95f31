// Text becomes expressions of matrices, by recursive descent:
//   definitions = [definition] { (";" | new line) [definition] }
//   definition  = name "=" sum
//   sum         = ["-"] product { ("+" | "-") product }
//   product     = factor { ("*" | "/" | ".*" | "./") factor }
//   factor      = "-" factor | power
//   power       = turned [("^" | ".^") exponent]      exponent = "-" exponent | power
//   turned      = primary { "'" }
//   primary     = number | name | function "(" sum ")" | ("ones" | "eye") "(" size ")" | "(" sum ")"
import { FUNCTIONS, functionOf } from '../functions.js';
import { NAME } from '../symbols.js';
import { type Fail, SIGNS, type Token, tokenize, type Vocabulary } from '../tokens.js';
import type { FunctionName } from '../types.js';
import type { MatrixExpression, MatrixFunctionName, MatrixOperatorName } from './types.js';

/** Deeper nesting no one writes, and it would exhaust the stack. */
const DEEPEST = 300;

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

const PRODUCTS: ReadonlyMap<string, MatrixOperatorName> = /* @__PURE__ */ new Map<
  string,
  MatrixOperatorName
>([
  ['*', 'product'],
  ['/', 'quotient'],
  ['.*', 'times'],
  ['./', 'over'],
]);

/** A definition and where it stands. */
export interface ParsedMatrixDefinition {
  readonly name: string;
  readonly expression: MatrixExpression;
  readonly token: Token;
}

/** Reads definitions. */
export function parseMatrixDefinitions(text: string, fail: Fail): ParsedMatrixDefinition[] {
  const reader = createReader(tokenize(text, fail, VOCABULARY), fail);
  const definitions: ParsedMatrixDefinition[] = [];
  for (;;) {
    while (reader.take(';') !== undefined || reader.takeLine());
    const token = reader.next();
    if (token.kind === 'end') return definitions;
    if (token.kind !== 'name') throw fail(token, 'a name that is defined');
    reader.advance();
    if (reader.take('=') === undefined) throw fail(reader.next(), '"="');
    if (isReserved(token.text)) throw fail(token, 'a name that is no function');
    definitions.push({ name: token.text, expression: reader.sum(), token });
    const after = reader.next();
    if (after.kind !== 'end' && after.kind !== 'line' && after.text !== ';') {
      throw fail(after, 'an operator, ";" or a new line');
    }
  }
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

interface Reader {
  next(): Token;
  advance(): Token;
  take(text: string): Token | undefined;
  takeLine(): boolean;
  sum(): MatrixExpression;
}

function createReader(tokens: readonly Token[], fail: Fail): Reader {
  let at = 0;
  let depth = 0;
  const next = (): Token => tokens[at]!;
  const advance = (): Token => tokens[at++]!;
  const take = (text: string): Token | undefined =>
    next().kind === 'sign' && next().text === text ? advance() : undefined;
  const takeLine = (): boolean => next().kind === 'line' && advance().kind === 'line';

  const nested = <T>(read: () => T): T => {
    depth += 1;
    if (depth > DEEPEST) throw fail(next(), `at most ${DEEPEST} levels of nesting`);
    const result = read();
    depth -= 1;
    return result;
  };

  const sum = (): MatrixExpression =>
    nested(() => {
      let left: MatrixExpression = take('-') === undefined ? product() : negative(product);
      for (;;) {
        const sign = take('+') ?? take('-');
        if (sign === undefined) return left;
        left = { op: sign.text === '+' ? 'add' : 'subtract', args: [left, product()] };
      }
    });

  const product = (): MatrixExpression => {
    let left = factor();
    for (;;) {
      const op = next().kind === 'sign' ? PRODUCTS.get(next().text) : undefined;
      if (op === undefined) return left;
      advance();
      left = { op, args: [left, factor()] };
    }
  };

  const factor = (): MatrixExpression =>
    take('-') === undefined ? power() : nested(() => negative(factor));

  const power = (): MatrixExpression => {
    const base = turned();
    if (take('^') !== undefined) return { op: 'scalarPower', args: [base, nested(exponent)] };
    if (take('.^') !== undefined) return { op: 'power', args: [base, nested(exponent)] };
    return base;
  };

  const exponent = (): MatrixExpression =>
    take('-') === undefined ? power() : nested(() => negative(exponent));

  const negative = (read: () => MatrixExpression): MatrixExpression => {
    const part = read();
    return typeof part === 'number' ? -part : { op: 'negate', args: [part] };
  };

  const turned = (): MatrixExpression => {
    let inner = primary();
    while (take("'") !== undefined) inner = { op: 'transpose', args: [inner] };
    return inner;
  };

  const primary = (): MatrixExpression => {
    const token = next();
    if (token.kind === 'number') {
      advance();
      const value = Number(token.text);
      if (Number.isFinite(value)) return value;
      throw fail(token, 'a number below 1.8e308');
    }
    if (take('(') !== undefined) return closed(sum());
    if (token.kind !== 'name') throw fail(token, 'a number, a name, a function or "("');
    advance();
    if (take('(') === undefined) {
      if (isReserved(token.text)) throw fail(next(), `"(" after ${token.text}`);
      return { ref: token.text };
    }
    if (token.text === 'ones' || token.text === 'eye') return constant(token.text);
    const op = matrixFunctionOf(token.text);
    if (op !== undefined) return { op, args: [closed(sum())] };
    const names = [...Object.keys(MATRIX_FUNCTIONS), ...Object.keys(FUNCTIONS), 'ones', 'eye'];
    throw fail(
      token,
      `an operator between ${token.text} and "(", or one of the functions ${names.join(', ')}`,
    );
  };

  const constant = (name: 'ones' | 'eye'): MatrixExpression => {
    const rows = count();
    if (name === 'eye') return closed({ constant: name, size: [rows, rows] });
    if (take(',') === undefined) throw fail(next(), '"," and the number of columns');
    return closed({ constant: name, size: [rows, count()] });
  };

  const count = (): number => {
    const token = advance();
    const value = Number(token.text);
    if (token.kind === 'number' && Number.isInteger(value) && value > 0 && value < 1e4)
      return value;
    throw fail(token, 'a whole number from 1 to 9999');
  };

  const closed = (inner: MatrixExpression): MatrixExpression => {
    if (take(')') === undefined) throw fail(next(), 'an operator or ")"');
    return inner;
  };

  return { next, advance, take, takeLine, sum };
}
