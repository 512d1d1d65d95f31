// What the worker of the page about the chain rule does.

import type { Derivation } from 'fovea/derivation';
import {
  derive,
  type Equations,
  equations,
  evaluate,
  expressionToLatex,
  gradientStep,
  matrixEquations,
} from 'fovea/expression';
import { plotGraph } from 'fovea/plot';
import { derivationHtml, formulaHtml } from '../work/derivation-html.js';
import type { Tell } from '../work/protocol.js';
import type { ChainState, TypedValues } from './fields.js';
import { workMatrices } from './matrices.js';

/** The names in what was typed. */
export interface ReadEquations {
  /** The text that was read. */
  readonly eq: string;
  /** Names that need a number, in the order of the text. */
  readonly inputs: readonly string[];
  /** Names that are defined, each after those that it uses. */
  readonly defined: readonly string[];
}

/** Reads the equations. Throws, in fovea's words, with the line and the column, where they cannot be read. */
export function read({ eq, kind }: Pick<ChainState, 'eq' | 'kind'>): ReadEquations {
  const { definitions, inputs } = kind === 'matrices' ? matrixEquations(eq) : equations(eq);
  return { eq, inputs, defined: definitions.map(({ name }) => name) };
}

/** What is to be worked out. */
export type ChainInput = Pick<
  ChainState,
  'kind' | 'eq' | 'v' | 'unit' | 'loss' | 'by' | 'numbers' | 'boxes'
> & { readonly theme: 'light' | 'dark' };

/** A derivative, and what it is compared with. */
export interface CheckedGradient {
  readonly name: string;
  /** Its formula, in HTML. */
  readonly formula: string;
  /** By the chain rule. */
  readonly value: number;
  /** By central differences. */
  readonly difference: number;
}

/** The chain rule, as the page shows it. */
export interface ShownChain {
  readonly html: string;
  /** The graph; undefined where it has too many boxes, and then what the library says of that. */
  readonly svg: string | undefined;
  readonly tooLarge: string | undefined;
  readonly loss: string;
  readonly by: string;
  /** The closed form, in HTML and as text. */
  readonly formula: string;
  readonly expression: string;
  /** Its number, where there are numbers. */
  readonly value: number | undefined;
  /** Its matrix, where matrices are derived and there are numbers. */
  readonly matrix?: readonly (readonly number[])[] | undefined;
  /** How far any element of it lies from its central difference. */
  readonly apart?: number | undefined;
  /** Inputs without a number. */
  readonly missing: readonly string[];
  /** All derivatives, where there are numbers. */
  readonly gradients: readonly CheckedGradient[];
}

/** The derivation, the graph and the comparison with central differences. */
export async function work(input: ChainInput, tell: Tell): Promise<ShownChain> {
  return input.kind === 'matrices' ? workMatrices(input, tell) : workNumbers(input, tell);
}

async function workNumbers(input: ChainInput, tell: Tell): Promise<ShownChain> {
  const read_ = equations(input.eq);
  const defined = read_.definitions.map(({ name }) => name);
  const loss = defined.includes(input.loss) ? input.loss : defined.at(-1)!;
  const names = [...read_.inputs, ...defined.filter((name) => name !== loss)];
  const by = names.includes(input.by) ? input.by : (names[0] ?? loss);
  const needed = neededFor(read_, loss);
  const missing = needed.filter((name) => (input.v[name] ?? '').trim() === '');
  const values = input.numbers && missing.length === 0 ? readValues(input.v, needed) : undefined;
  await tell(0.1, 'Deriving');
  const derivation = derive(read_, loss, by, values && { values });
  await tell(0.3, 'Setting the formulas');
  const html = derivationHtml(derivation as Derivation, { open: 1 });
  await tell(0.7, 'Drawing');
  const graph = drawn(() =>
    plotGraph(read_, {
      loss,
      parameter: by,
      ...(values && { values }),
      nodes: input.boxes,
      theme: input.theme,
    }),
  );
  await tell(0.8, 'Comparing with differences');
  const { latex, expression, value } = derivation.result;
  return {
    html,
    ...graph,
    loss,
    by,
    formula: formulaHtml(`${partial(loss, by)} = ${latex}`),
    expression,
    value,
    missing: input.numbers ? missing : [],
    gradients: values === undefined ? [] : checked(read_, loss, values),
  };
}

/** The graph, or why there is none: a picture of very many boxes shows nothing. */
function drawn(draw: () => string): { svg: string | undefined; tooLarge: string | undefined } {
  try {
    return { svg: draw(), tooLarge: undefined };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { svg: undefined, tooLarge: error.message };
  }
}

/** The derivatives by all inputs, each beside its central difference. */
function checked(
  read_: Equations,
  loss: string,
  values: Readonly<Record<string, number>>,
): CheckedGradient[] {
  const names = Object.keys(values);
  if (names.length === 0) return [];
  const { gradients } = gradientStep(read_, loss, names, values, 1).result;
  return names.map((name) => ({
    name,
    formula: formulaHtml(partial(loss, name)),
    value: gradients[name]!,
    difference: centralDifference(read_, loss, name, values),
  }));
}

function partial(above: string, below: string): string {
  const [top, bottom] = [above, below].map((name) => expressionToLatex(name));
  return `\\frac{\\partial ${top}}{\\partial ${bottom}}`;
}

/** Inputs that a quantity depends on, in the order of the text. */
export function neededFor({ definitions, inputs }: Equations, loss: string): string[] {
  const byName = new Map(definitions.map(({ name, expression }) => [name, expression]));
  const used = new Set<string>();
  const visit = (name: string): void => {
    if (used.has(name)) return;
    used.add(name);
    const expression = byName.get(name);
    if (expression !== undefined) for (const inner of namesIn(expression)) visit(inner);
  };
  visit(loss);
  return inputs.filter((name) => used.has(name));
}

function namesIn(expression: Equations['definitions'][number]['expression']): string[] {
  if (typeof expression === 'number') return [];
  return 'ref' in expression ? [expression.ref] : expression.args.flatMap(namesIn);
}

/** What was typed, as numbers. Throws, with the name of the value, where one cannot be read. */
export function readValues(typed: TypedValues, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, readValue(name, typed[name] ?? '')]));
}

/** A number as it was typed. Throws, with the argument that it is, where it cannot be read. */
export function readValue(name: string, text: string, argument = `values.${name}`): number {
  let value = Number.NaN;
  try {
    value = evaluate(text, { pi: Math.PI, e: Math.E });
  } catch {
    // Said below.
  }
  if (Number.isFinite(value)) return value;
  const message = `“${text.trim()}” is not a number such as 2, −0.5 or 1/3.`;
  throw Object.assign(new Error(message), { argument });
}

/** A step that leaves half of the digits of float64. */
const STEP = 6e-6;

function centralDifference(
  { definitions }: Equations,
  loss: string,
  name: string,
  values: Readonly<Record<string, number>>,
): number {
  const at = (value: number): number => {
    const known: Record<string, number> = { ...values, [name]: value };
    for (const definition of definitions) {
      if (Object.keys(known).includes(definition.name)) continue;
      try {
        known[definition.name] = evaluate(definition.expression, known);
      } catch {
        // What the loss does not need may lack its inputs.
      }
    }
    return known[loss] ?? Number.NaN;
  };
  const value = values[name]!;
  const step = STEP * Math.max(1, Math.abs(value));
  const [low, high] = [value - step, value + step];
  return (at(high) - at(low)) / (high - low);
}
