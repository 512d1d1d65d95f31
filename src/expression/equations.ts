// Definitions that build on each other, written as a tagged template or read from a text.
import { DomainError, describeValue, KindError } from '../core/errors.js';
import { isOperation, symbolsOf } from './build.js';
import { parseDefinitions } from './parse.js';
import { failIn, readExpression } from './read-input.js';
import { nameLatex } from './symbols.js';
import { textOf } from './text.js';
import type { Token } from './tokens.js';
import type { Equations, ExpressionInput, SymbolicExpression } from './types.js';

const FN = 'equations';

/**
 * Definitions `name = expression`, separated by `;` or new lines, as a tagged template, or as a text that someone typed.
 *
 * Names are letters with digits and subscripts (`a`, `w14`, `w_14`, `w_{14}`, `x'`), Greek ones spelled
 * (`sigma`), with a backslash (`\sigma`) or as letters (`σ`). There are `+ - * / ^`, parentheses and
 * the functions exp, log (or ln), sqrt, sin, cos, tanh, sigmoid (or σ), relu, softplus, abs, step (1 where
 * the argument is above 0, else 0) and sign. A minus in front belongs to the whole product that follows,
 * and $a^{b^c}$ is $a^{(b^c)}$. What follows `#` or `//` is a remark. Inside parentheses a line may end.
 *
 * @param strings - the text between the values, as the template hands it over; or the whole text
 * @param values - numbers and expressions to put in
 * @returns the definitions, each after those that it uses, and the symbols that are used and not defined
 * @throws DomainError with line and column, and what was expected, for text that cannot be read; for a
 * name that is defined twice or by itself, over however many definitions; for two names that look the same
 * in print (`w14`, `w_14`). KindError for a value that is neither number nor expression, and for
 * what is no text.
 *
 * @example
 * One neuron with half the squared error.
 * ```ts
 * import { equations } from 'fovea/expression';
 * const neuron = equations`
 *   z = w*x + b
 *   a = sigmoid(z)
 *   L = (y - a)^2 / 2
 * `;
 * neuron.inputs // => ['w', 'x', 'b', 'y']
 * neuron.definitions.map(({ name }) => name) // => ['z', 'a', 'L']
 * ```
 */
export function equations(
  strings: TemplateStringsArray | string,
  ...values: readonly (number | SymbolicExpression)[]
): Equations {
  // As typed: \theta does not begin with a tabulator.
  const text = rawOf(FN, strings)
    .map((part, i) => (i < values.length ? part + valueText(values[i]!, i) : part))
    .join('');
  return orderDefinitions(FN, parseDefinitions(text, failIn(FN)), symbolsOf);
}

/** The pieces of text between the values of a template, as typed; a text is one piece. */
export function rawOf(fn: string, strings: TemplateStringsArray | string): readonly string[] {
  if (typeof strings === 'string') return [strings];
  if (typeof strings === 'object' && Array.isArray(strings?.raw)) return strings.raw;
  const expected = `a text, or a template: ${fn}\`…\``;
  throw new KindError({ function: fn, argument: 'text', expected, got: describeValue(strings) });
}

function valueText(value: ExpressionInput, i: number): string {
  if (typeof value !== 'string') {
    const text = textOf(readExpression(FN, `values[${i}]`, value));
    return isOperation(value) || text.startsWith('-') ? `(${text})` : text;
  }
  throw new KindError({
    function: FN,
    argument: `values[${i}]`,
    expected: 'a number or an expression',
    got: describeValue(value),
  });
}

/** A definition as it was read, and where it stands. */
export interface PlacedDefinition<E> {
  readonly name: string;
  readonly expression: E;
  readonly token: Token;
}

/** A definition. */
interface OrderedDefinition<E> {
  readonly name: string;
  readonly expression: E;
}

/**
 * Checks definitions and puts them in the order in which they can be evaluated.
 *
 * @param fn - name of the public function, for errors
 * @param parsed - what was read
 * @param symbolsOf - the names that an expression uses
 * @returns the definitions in order, and the names that are used and not defined
 */
export function orderDefinitions<E>(
  fn: string,
  parsed: readonly PlacedDefinition<E>[],
  symbolsOf: (expression: E) => Iterable<string>,
): { readonly definitions: OrderedDefinition<E>[]; readonly inputs: string[] } {
  const byName = new Map<string, PlacedDefinition<E>>();
  for (const definition of parsed) {
    const { name, token } = definition;
    const first = byName.get(name);
    if (first !== undefined) {
      throw new DomainError({
        function: fn,
        argument: placeOf(definition.token),
        expected: `a name that is not defined yet: ${name} stands in ${placeOf(first.token)}`,
        got: describeValue(token.written),
      });
    }
    byName.set(name, definition);
  }
  if (parsed.length === 0) {
    const expected = 'at least one definition "name = expression"';
    throw new DomainError({ function: fn, argument: 'text', expected, got: 'none' });
  }
  const definitions = inOrder(fn, parsed, byName, symbolsOf);
  const used = parsed.flatMap(({ expression }) => [...symbolsOf(expression)]);
  const inputs = [...new Set(used)].filter((name) => !byName.has(name));
  checkLooks(fn, [...inputs, ...byName.keys()]);
  return { definitions, inputs };
}

function placeOf({ line, column }: Token): string {
  return `line ${line}, column ${column}`;
}

function inOrder<E>(
  fn: string,
  parsed: readonly PlacedDefinition<E>[],
  byName: ReadonlyMap<string, PlacedDefinition<E>>,
  symbolsOf: (expression: E) => Iterable<string>,
): OrderedDefinition<E>[] {
  const ordered = new Map<string, OrderedDefinition<E>>();
  const visit = (definition: PlacedDefinition<E>, path: readonly string[]): void => {
    const { name, expression } = definition;
    if (ordered.has(name)) return;
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name];
      throw new DomainError({
        function: fn,
        argument: placeOf(definition.token),
        expected: 'definitions that do not lead back to themselves',
        got: `the circle ${circle.join(' → ')}`,
      });
    }
    for (const used of symbolsOf(expression)) {
      const next = byName.get(used);
      if (next !== undefined) visit(next, [...path, name]);
    }
    ordered.set(name, { name, expression });
  };
  for (const definition of parsed) visit(definition, []);
  return [...ordered.values()];
}

function checkLooks(fn: string, names: readonly string[]): void {
  const looks = new Map<string, string>();
  for (const name of names) {
    const look = nameLatex(name);
    const other = looks.get(look);
    if (other !== undefined) {
      throw new DomainError({
        function: fn,
        argument: 'text',
        expected: 'names that look different in print',
        got: `${other} and ${name}`,
      });
    }
    looks.set(look, name);
  }
}
