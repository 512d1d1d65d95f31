// What derive and gradientStep are asked: equations, a loss, parameters, values, all checked.
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { Given } from '../derivation/types.js';
import { symbolsOf } from './build.js';
import { readValues, requireValues, type SymbolValues } from './evaluate.js';
import { readName } from './expressions.js';
import { expressionsByName, neededFor } from './paths.js';
import { checkDefinitions, checkExpression } from './read-input.js';
import { nameLatex } from './symbols.js';
import type { Equations } from './types.js';

/** The equations themselves. */
export function readEquations(fn: string, equations: Equations): Equations {
  const fits =
    typeof equations === 'object' &&
    equations !== null &&
    Array.isArray(equations.definitions) &&
    Array.isArray(equations.inputs);
  if (!fits) {
    const [argument, expected] = ['equations', 'what equations`…` gives'];
    throw new KindError({ function: fn, argument, expected, got: describeValue(equations) });
  }
  checkDefinitions(fn, equations, checkExpression, symbolsOf);
  return equations;
}

/** The name of a definition. */
export function readLoss(fn: string, equations: Equations, loss: string): string {
  const name = readName(fn, 'loss', loss);
  const names = [...expressionsByName(equations).keys()];
  if (names.includes(name)) return name;
  const expected = `a quantity that the equations define: ${names.join(', ')}`;
  throw new DomainError({ function: fn, argument: 'loss', expected, got: describeValue(loss) });
}

/** The name of a symbol in the equations, other than the loss. */
export function readParameter(
  fn: string,
  argument: string,
  equations: Equations,
  loss: string,
  parameter: string,
): string {
  const name = readName(fn, argument, parameter);
  const names = [...equations.inputs, ...expressionsByName(equations).keys()];
  const allowed = names.filter((other) => other !== loss);
  if (allowed.includes(name)) return name;
  const expected = `a symbol of the equations other than the loss: ${allowed.join(', ')}`;
  throw new DomainError({ function: fn, argument, expected, got: describeValue(parameter) });
}

/** A value for each input that the loss needs, and for no symbol that is unknown or computed. */
export function readInputs(
  fn: string,
  equations: Equations,
  loss: string,
  values: SymbolValues,
): Map<string, number> {
  const read = readValues(fn, values);
  for (const name of read.keys()) {
    if (equations.inputs.includes(name)) continue;
    const computed = expressionsByName(equations).has(name);
    throw new KindError({
      function: fn,
      argument: `values.${name}`,
      expected: `only values of ${equations.inputs.join(', ')}`,
      got: computed
        ? `${name}, which the equations define`
        : 'a name that the equations do not use',
    });
  }
  const used = neededFor(loss, equations).flatMap(({ expression }) => [...symbolsOf(expression)]);
  const needed = equations.inputs.filter((name) => used.includes(name));
  requireValues(fn, needed, read);
  return read;
}

/** The inputs as the problem states them. */
export function givensOf(
  values: ReadonlyMap<string, number> | undefined,
  parameters: readonly string[],
): Given[] {
  return [...(values ?? [])].map(([name, value]) => ({
    id: name,
    symbol: nameLatex(name),
    title: parameters.includes(name) ? 'Parameter' : 'Input',
    value,
  }));
}
