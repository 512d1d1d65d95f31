// Reads what the languages of expressions have in common, by recursive descent:
//   definitions  = [definition] { (";" | new line) [definition] }
//   definition   = name "=" sum
//   sum          = ["-"] product { ("+" | "-") product }
//   product      = factor { multiplying sign factor }
//   factor       = "-" factor | power
//   power        = suffixed [raising sign exponent]      exponent = "-" exponent | power
//   suffixed     = primary { suffix }
//   primary      = number | named | "(" sum ")"
import { isTooDeep, LEVELS } from './depth.js';
import { type Fail, type Token, tokenize, type Vocabulary } from './tokens.js';

/** What tells one language from another. */
export interface Grammar<E, Op> {
  /** How its pieces are spelled; as in arithmetic where left out. */
  readonly vocabulary?: Vocabulary;
  /** Deeper nesting no one writes, and it would exhaust the stack. */
  readonly deepest: number;
  /** Operations by their signs, from the loosest to the tightest; suffixes stand behind what they are applied to. */
  readonly sums: Signs<Op>;
  readonly products: Signs<Op>;
  readonly powers: Signs<Op>;
  readonly suffixes: Signs<Op>;
  /** An operation. */
  readonly apply: (op: Op, ...args: readonly (E | number)[]) => E;
  /** What a minus in front gives; `alone` where nothing but a number stands there. */
  readonly negative: (part: E | number, alone: boolean) => E | number;
  /** What begins with a name. */
  readonly named: (name: Token, reader: Reader<E>) => E;
  /** Whether a name is that of a function, and cannot be defined. */
  readonly isReserved: (name: string) => boolean;
}

/** Operations by their signs. */
export type Signs<Op> = Readonly<Record<string, Op>>;

/** Goes over the pieces of a text. */
export interface Reader<E> {
  readonly fail: Fail;
  next(): Token;
  advance(): Token;
  /** A sign, if it comes next. */
  take(text: string): Token | undefined;
  takeLine(): boolean;
  sum(): E | number;
  /** What it is given, before the parenthesis that closes it. */
  closed<T>(inner: T): T;
}

/** A definition and where it stands. */
export interface ParsedDefinition<E> {
  readonly name: string;
  readonly expression: E | number;
  readonly token: Token;
}

/** Reads one expression, which may run over several lines; nothing may follow it. */
export function readWhole<E, Op>(text: string, fail: Fail, grammar: Grammar<E, Op>): E | number {
  const tokens = tokenize(text, fail, grammar.vocabulary).filter(({ kind }) => kind !== 'line');
  const reader = createReader(tokens, fail, grammar);
  const first = reader.next();
  const expression = notTooDeep(reader.sum(), first, fail);
  if (reader.next().kind !== 'end') throw fail(reader.next(), 'an operator or the end');
  return expression;
}

/** Reads definitions. */
export function readDefinitions<E, Op>(
  text: string,
  fail: Fail,
  grammar: Grammar<E, Op>,
): ParsedDefinition<E>[] {
  const reader = createReader(tokenize(text, fail, grammar.vocabulary), fail, grammar);
  const definitions: ParsedDefinition<E>[] = [];
  for (;;) {
    while (reader.take(';') !== undefined || reader.takeLine());
    const token = reader.next();
    if (token.kind === 'end') return definitions;
    if (token.kind !== 'name') throw fail(token, 'a name that is defined');
    reader.advance();
    if (reader.take('=') === undefined) throw fail(reader.next(), '"="');
    if (grammar.isReserved(token.text)) throw fail(token, 'a name that is no function');
    const first = reader.next();
    const expression = notTooDeep(reader.sum(), first, fail);
    definitions.push({ name: token.text, expression, token });
    const after = reader.next();
    if (after.kind !== 'end' && after.kind !== 'line' && after.text !== ';') {
      throw fail(after, 'an operator, ";" or a new line');
    }
  }
}

/** Long sums and products nest from the left, a level for each operation. */
function notTooDeep<E>(expression: E, first: Token, fail: Fail): E {
  if (isTooDeep(expression)) throw fail(first, `at most ${LEVELS} operations in a row`);
  return expression;
}

function createReader<E, Op>(
  tokens: readonly Token[],
  fail: Fail,
  { deepest, sums, products, powers, suffixes, apply, negative, named }: Grammar<E, Op>,
): Reader<E> {
  type Part = E | number;
  let at = 0;
  let depth = 0;
  const next = (): Token => tokens[at]!;
  const advance = (): Token => tokens[at++]!;
  const take = (text: string): Token | undefined =>
    next().kind === 'sign' && next().text === text ? advance() : undefined;
  const takeLine = (): boolean => next().kind === 'line' && advance().kind === 'line';
  const takeOne = (signs: Signs<Op>): Op | undefined => {
    const { kind, text } = next();
    if (kind !== 'sign' || !Object.hasOwn(signs, text)) return undefined;
    advance();
    return signs[text];
  };

  const nested = <T>(read: () => T): T => {
    depth += 1;
    if (depth > deepest) throw fail(next(), `at most ${deepest} levels of nesting`);
    const result = read();
    depth -= 1;
    return result;
  };

  const chain = (first: Part, signs: Signs<Op>, read: () => Part): Part => {
    let left = first;
    for (;;) {
      const op = takeOne(signs);
      if (op === undefined) return left;
      left = apply(op, left, read());
    }
  };

  const sum = (): Part =>
    nested(() => chain(take('-') === undefined ? product() : negated(product), sums, product));

  const product = (): Part => chain(factor(), products, factor);

  const factor = (): Part => (take('-') === undefined ? power() : nested(() => negated(factor)));

  const power = (): Part => {
    const base = suffixed();
    const op = takeOne(powers);
    return op === undefined ? base : apply(op, base, nested(exponent));
  };

  const exponent = (): Part =>
    take('-') === undefined ? power() : nested(() => negated(exponent));

  const negated = (read: () => Part): Part => {
    const { kind } = next();
    const before = at;
    const part = read();
    return negative(part, kind === 'number' && at === before + 1);
  };

  const suffixed = (): Part => {
    let inner = primary();
    for (;;) {
      const op = takeOne(suffixes);
      if (op === undefined) return inner;
      inner = apply(op, inner);
    }
  };

  const primary = (): Part => {
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
    return named(token, reader);
  };

  const closed = <T>(inner: T): T => {
    if (take(')') === undefined) throw fail(next(), 'an operator or ")"');
    return inner;
  };

  const reader: Reader<E> = { fail, next, advance, take, takeLine, sum, closed };
  return reader;
}

/** The error for a name before a parenthesis that is no function. */
export function noFunction(name: Token, fail: Fail, functions: readonly string[]): Error {
  return fail(
    name,
    `an operator between ${name.text} and "(", or one of the functions ${functions.join(', ')}`,
  );
}
