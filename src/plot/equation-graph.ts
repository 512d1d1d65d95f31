// What stands in the nodes and at the edges of the graph of equations.
import { DomainError } from '../core/errors.js';
import { latexToText } from '../derivation/math-text.js';
import { symbol, symbolsOf } from '../expression/build.js';
import { differentiateBy } from '../expression/differentiate.js';
import { evaluateWith, type SymbolValues } from '../expression/evaluate.js';
import { latexOf } from '../expression/latex.js';
import { neededFor } from '../expression/paths.js';
import { readEquations, readInputs, readLoss, readParameter } from '../expression/problem.js';
import { collected } from '../expression/simplify.js';
import { nameLatex } from '../expression/symbols.js';
import type { Definition, Equations, SymbolicExpression } from '../expression/types.js';
import { operationsOf } from './equation-operations.js';
import { numberLabel } from './ticks.js';

/** What is asked of a graph of equations. */
export interface EquationQuestion {
  readonly loss: string | undefined;
  readonly parameter: string | undefined;
  readonly values: SymbolValues | undefined;
  readonly nodes: 'operations' | 'equations';
  readonly direction: 'right' | 'down';
  readonly digits: number;
}

/** A quantity. */
export interface EquationNode {
  /** Its name, as in `derive`. */
  readonly id: string;
  /** Whether the equations use it without defining it. */
  readonly input: boolean;
  readonly lines: readonly string[];
}

/** A quantity that stands in the definition of another. */
export interface EquationEdge {
  /** As the step of `derive` that differentiates it: ∂z/∂w. */
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** Value of the local derivative, where values are given. */
  readonly local: number | undefined;
  /** The lines of its label; none where it lies on no path that is asked for. */
  readonly lines: readonly string[];
}

/** A graph of equations. */
export interface EquationContent {
  /** Each after those that it uses. */
  readonly nodes: readonly EquationNode[];
  readonly edges: readonly EquationEdge[];
  /** The quantity that everything leads to, as it is printed. */
  readonly loss: string;
  /** By what it is differentiated, as it is printed; everything where undefined. */
  readonly parameter: string | undefined;
  /** What there is to say of the numbers, in sentences. */
  readonly told: readonly string[];
}

const MOST_NODES = 100;
/** From this many letters on, a local derivative and its value stand in two lines. */
const LONG = 16;

/** The way of values, and that of gradients. */
export const ARROWS = { right: ['→', '←'], down: ['↓', '↑'] } as const;

/**
 * Computes and names what the graph of equations shows.
 *
 * @param fn - name of the public function, for errors
 * @param given - the equations
 * @param question - what is to be shown
 * @returns nodes and edges
 * @throws what `derive` throws, and DomainError for more than 100 nodes
 */
export function equationGraph(
  fn: string,
  given: Equations,
  question: EquationQuestion,
): EquationContent {
  const { digits } = question;
  const equations = readEquations(fn, given);
  const loss = readLoss(fn, equations, question.loss ?? equations.definitions.at(-1)?.name ?? '');
  const parameter =
    question.parameter === undefined
      ? undefined
      : readParameter(fn, 'parameter', equations, loss, question.parameter);
  const values =
    question.values === undefined
      ? undefined
      : new Map(readInputs(fn, equations, loss, question.values));
  const needed = neededFor(loss, equations);
  const definitions =
    question.nodes === 'equations' ? needed : operationsOf(needed, equations.inputs);
  const used = new Set(definitions.flatMap(({ expression }) => [...symbolsOf(expression)]));
  const inputs = equations.inputs.filter((name) => used.has(name));
  const names = [...inputs, ...definitions.map(({ name }) => name)];
  if (names.length > MOST_NODES) {
    const [expected, got] = [`at most ${MOST_NODES} nodes`, String(names.length)];
    throw new DomainError({ function: fn, argument: 'equations', expected, got });
  }
  for (const { name, expression } of values === undefined ? [] : definitions) {
    values!.set(name, evaluateWith(fn, expression, values!));
  }
  const asked = parameter === undefined ? new Set(names) : reachedFrom(parameter, definitions);
  const links = definitions.flatMap((definition) => linksOf(fn, definition, values));
  const gradients = values === undefined ? undefined : passBack(fn, loss, definitions, links);
  const print = (value: number): string => numberText(value, digits);
  const slope = (name: string): string[] =>
    gradients === undefined || !asked.has(name)
      ? []
      : [`${partial(loss, name)} = ${print(gradients.get(name) ?? 0)}`];
  const expressions = new Map(definitions.map(({ name, expression }) => [name, expression]));
  const nodes = names.map((name): EquationNode => {
    const expression = expressions.get(name);
    const value = values?.get(name);
    const shown = expression === undefined ? [nameText(name)] : [definitionText(name, expression)];
    if (value !== undefined && expression === undefined) {
      shown[0] += ` = ${print(value)}`;
    } else if (value !== undefined) shown.push(`= ${print(value)}`);
    return { id: name, input: expression === undefined, lines: [...shown, ...slope(name)] };
  });
  const edges = links.map(({ below, above, expression, value }): EquationEdge => {
    const id = `∂${above}/∂${below}`;
    const ends = { id, from: names.indexOf(below), to: names.indexOf(above), local: value };
    if (!asked.has(below)) return { ...ends, local: undefined, lines: [] };
    const closed = textOf(expression);
    const local = `${partial(above, below)} = ${closed}`;
    if (values === undefined || value === undefined) return { ...ends, lines: [local] };
    const number = print(value);
    const back = gradients!.get(above)! * value;
    const short = typeof expression === 'number' ? `${partial(above, below)} = ${number}` : '';
    const whole = short || `${local} = ${number}`;
    // A narrow label makes a narrow graph.
    const derivative = whole.length > LONG && short === '' ? [local, `= ${number}`] : [whole];
    const [there, here] = ARROWS[question.direction];
    return {
      ...ends,
      lines: [`${there} ${print(values.get(below)!)}`, ...derivative, `${here} ${print(back)}`],
    };
  });
  const told = [
    ...definitions.map(({ name, expression }) => definitionText(name, expression)),
    ...(values === undefined ? [] : [`${nameText(loss)} is ${print(values.get(loss)!)}`]),
    ...(parameter === undefined ? inputs : [parameter]).flatMap((name) =>
      gradients === undefined
        ? []
        : [`${partial(loss, name)} is ${print(gradients.get(name) ?? 0)}`],
    ),
  ];
  return {
    nodes,
    edges,
    loss: nameText(loss),
    parameter: parameter === undefined ? undefined : nameText(parameter),
    told,
  };
}

interface Link {
  readonly below: string;
  readonly above: string;
  readonly expression: SymbolicExpression;
  readonly value: number | undefined;
}

/** The derivative of a definition by each symbol in it. */
function linksOf(
  fn: string,
  { name, expression }: Definition,
  values: ReadonlyMap<string, number> | undefined,
): Link[] {
  return [...symbolsOf(expression)].map((below) => {
    const derivative = collected(differentiateBy(expression, below, symbol(name)).expression);
    const value = values && evaluateWith(fn, derivative, values);
    return { below, above: name, expression: derivative, value };
  });
}

/** The derivative of the loss by each quantity, from the loss backwards. */
function passBack(
  fn: string,
  loss: string,
  definitions: readonly Definition[],
  links: readonly Link[],
): Map<string, number> {
  const gradients = new Map([[loss, 1]]);
  for (const { name } of [...definitions].reverse()) {
    for (const { below, above, value } of links) {
      if (above !== name) continue;
      const sum = (gradients.get(below) ?? 0) + gradients.get(above)! * value!;
      if (Number.isNaN(sum)) {
        const expected = 'derivatives along the path whose product has a value';
        const got = `${gradients.get(above)} · ${value}`;
        throw new DomainError({ function: fn, argument: `∂${above}/∂${below}`, expected, got });
      }
      gradients.set(below, sum);
    }
  }
  return gradients;
}

/** A quantity and all that depends on it. */
function reachedFrom(name: string, definitions: readonly Definition[]): Set<string> {
  const reached = new Set([name]);
  for (const definition of definitions) {
    if ([...symbolsOf(definition.expression)].some((used) => reached.has(used))) {
      reached.add(definition.name);
    }
  }
  return reached;
}

function nameText(name: string): string {
  return latexToText(nameLatex(name));
}

function textOf(expression: SymbolicExpression): string {
  return latexToText(latexOf(expression));
}

function definitionText(name: string, expression: SymbolicExpression): string {
  return `${nameText(name)} = ${textOf(expression)}`;
}

function partial(above: string, below: string): string {
  return `∂${nameText(above)}/∂${nameText(below)}`;
}

function numberText(value: number, digits: number): string {
  if (Number.isFinite(value)) return numberLabel(value, digits);
  return value > 0 ? '∞' : '−∞';
}
