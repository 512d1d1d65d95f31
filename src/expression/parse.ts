// Text becomes expressions, by recursive descent:
//   definitions  = [definition] { (";" | new line) [definition] }
//   definition   = name "=" sum
//   sum          = ["-"] product { ("+" | "-") product }
//   product      = factor { ("*" | "/") factor }
//   factor       = "-" factor | power
//   power        = primary ["^" exponent]          exponent = "-" exponent | power
//   primary      = number | name | function "(" sum ")" | "(" sum ")"
import { apply, symbol } from './build.js';
import { FUNCTIONS, functionOf } from './functions.js';
import { type Fail, type Token, tokenize } from './tokens.js';
import type { ArithmeticName, SymbolicExpression } from './types.js';

/** Deeper nesting no one writes, and it would exhaust the stack. */
const DEEPEST = 500;

/** A definition and where it stands. */
export interface ParsedDefinition {
  readonly name: string;
  readonly expression: SymbolicExpression;
  readonly token: Token;
}

/** Reads one expression; nothing may follow it. */
export function parseSum(text: string, fail: Fail): SymbolicExpression {
  // A single expression may run over several lines.
  const reader = createReader(
    tokenize(text, fail).filter(({ kind }) => kind !== 'line'),
    fail,
  );
  const expression = reader.sum();
  if (reader.next().kind !== 'end') throw fail(reader.next(), 'an operator or the end');
  return expression;
}

/** Reads definitions. */
export function parseDefinitions(text: string, fail: Fail): ParsedDefinition[] {
  const reader = createReader(tokenize(text, fail), fail);
  const definitions: ParsedDefinition[] = [];
  for (;;) {
    while (reader.take(';') !== undefined || reader.takeLine());
    const token = reader.next();
    if (token.kind === 'end') return definitions;
    if (token.kind !== 'name') throw fail(token, 'a name that is defined');
    reader.advance();
    if (reader.take('=') === undefined) throw fail(reader.next(), '"="');
    if (Object.hasOwn(FUNCTIONS, token.text)) {
      throw fail(token, 'a name that is no function');
    }
    definitions.push({ name: token.text, expression: reader.sum(), token });
    const after = reader.next();
    if (after.kind !== 'end' && after.kind !== 'line' && after.text !== ';') {
      throw fail(after, 'an operator, ";" or a new line');
    }
  }
}

interface Reader {
  next(): Token;
  advance(): Token;
  take(text: string): Token | undefined;
  takeLine(): boolean;
  sum(): SymbolicExpression;
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

  const sum = (): SymbolicExpression =>
    nested(() => {
      let left = take('-') === undefined ? product() : negative(product);
      for (;;) {
        const op = take('+') ?? take('-');
        if (op === undefined) return left;
        left = apply(op.text === '+' ? 'add' : 'subtract', left, product());
      }
    });

  const product = (): SymbolicExpression => {
    let left = factor();
    for (;;) {
      const op = take('*') ?? take('/');
      if (op === undefined) return left;
      const name: ArithmeticName = op.text === '*' ? 'multiply' : 'divide';
      left = apply(name, left, factor());
    }
  };

  const factor = (): SymbolicExpression =>
    take('-') === undefined ? power() : nested(() => negative(factor));

  const power = (): SymbolicExpression => {
    const base = primary();
    return take('^') === undefined ? base : apply('power', base, nested(exponent));
  };

  const exponent = (): SymbolicExpression =>
    take('-') === undefined ? power() : nested(() => negative(exponent));

  // A minus right before a number that stands alone belongs to the number.
  const negative = (read: () => SymbolicExpression): SymbolicExpression => {
    const first = next();
    const before = at;
    const part = read();
    if (first.kind === 'number' && at === before + 1 && typeof part === 'number') return -part;
    return apply('negate', part);
  };

  const primary = (): SymbolicExpression => {
    const token = next();
    if (token.kind === 'number') {
      advance();
      const value = Number(token.text);
      if (Number.isFinite(value)) return value;
      throw fail(token, 'a number below 1.8e308');
    }
    if (take('(') !== undefined) return inParentheses();
    if (token.kind !== 'name') throw fail(token, 'a number, a name, a function or "("');
    advance();
    if (take('(') !== undefined) {
      const name = functionOf(token.text);
      if (name === undefined) {
        throw fail(
          token,
          `an operator between ${token.text} and "(", or one of the functions ${Object.keys(FUNCTIONS).join(', ')}`,
        );
      }
      return apply(name, inParentheses());
    }
    if (Object.hasOwn(FUNCTIONS, token.text)) throw fail(next(), `"(" after ${token.text}`);
    return symbol(token.text);
  };

  const inParentheses = (): SymbolicExpression => {
    const inner = sum();
    if (take(')') === undefined) throw fail(next(), 'an operator or ")"');
    return inner;
  };

  return { next, advance, take, takeLine, sum };
}
