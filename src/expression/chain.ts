// The chain rule as steps: the forward pass, the derivative of each link, their products over the paths.
import { DomainError } from '../core/errors.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import { apply, sameExpression, symbol } from './build.js';
import { checkOf } from './check-expression.js';
import { differentiateBy } from './differentiate.js';
import { evaluateWith } from './evaluate.js';
import { latexOf } from './latex.js';
import { expressionsByName, listPaths, neededFor, type PathGraph, pathGraph } from './paths.js';
import { collected, simplified } from './simplify.js';
import { nameLatex } from './symbols.js';
import type { Equations, SymbolicExpression } from './types.js';

/** A derivative that has been worked out: by which id steps refer to it, and its closed form. */
export interface Link {
  readonly id: string;
  readonly latex: string;
  readonly expression: SymbolicExpression;
}

/** A derivation of gradients in the making; each link is differentiated once, whoever asks. */
export interface ChainWork {
  readonly fn: string;
  readonly equations: Equations;
  readonly loss: string;
  /** Values of all symbols, where values are given. */
  readonly values: ReadonlyMap<string, number> | undefined;
  /** The steps that differentiate links. */
  readonly links: StepDraft[];
  /** The steps that multiply and add them. */
  readonly sums: StepDraft[];
  readonly done: Map<string, Link>;
}

/** Starts: with values, the forward pass is evaluated. */
export function startChain(
  fn: string,
  equations: Equations,
  loss: string,
  inputs: ReadonlyMap<string, number> | undefined,
): ChainWork {
  const values = inputs === undefined ? undefined : new Map(inputs);
  if (values !== undefined) {
    for (const { name, expression } of neededFor(loss, equations)) {
      values.set(name, evaluateWith(fn, expression, values));
    }
  }
  return { fn, equations, loss, values, links: [], sums: [], done: new Map() };
}

/** `\frac{\partial L}{\partial w}` */
export function partial(above: string, below: string): string {
  return `\\frac{\\partial ${nameLatex(above)}}{\\partial ${nameLatex(below)}}`;
}

interface Draft {
  readonly id: string;
  readonly title: string;
  readonly symbol: string;
  readonly formula: string;
  readonly check: StepExpression;
  readonly value?: number | undefined;
}

/** A computation where values are given, else a statement. */
function draft(
  work: ChainWork,
  { id, title, symbol: name, formula, check, value }: Draft,
): StepDraft {
  if (work.values === undefined) return { id, kind: 'statement', title, formula };
  return { id, title, symbol: name, formula, check, value };
}

/** The equations, each evaluated where values are given. Names hold no blank, so no symbol has its id. */
export function forwardStep(work: ChainWork): StepDraft {
  const steps = neededFor(work.loss, work.equations).map(({ name, expression }): StepDraft => {
    const latex = nameLatex(name);
    return draft(work, {
      id: name,
      title: name,
      symbol: latex,
      formula: `${latex} = ${latexOf(expression)}`,
      check: checkOf(expression),
      value: work.values?.get(name),
    });
  });
  const title =
    work.values === undefined ? 'The equations' : 'Forward pass: evaluate each equation';
  return { id: 'forward pass', kind: 'statement', title, steps };
}

/** Every path from a parameter to the loss, and the derivative as the sum over them. */
export function pathStep(work: ChainWork, parameter: string): StepDraft {
  const { equations, loss } = work;
  const graph = pathGraph(equations, loss, parameter);
  const paths = listPaths(graph, loss, parameter);
  const id = `paths ${parameter}`;
  const title = `Find the paths from ${parameter} to ${loss}`;
  if (graph.count === 0) {
    const note = `${loss} does not depend on ${parameter}: there is no path, so the derivative is 0.`;
    return { id, kind: 'statement', title, note };
  }
  const rest = graph.count - paths.length;
  const shown = paths.map((path) => path.join(' → ')).join('; ');
  const number = graph.count === 1 ? 'One path' : `${graph.count} paths`;
  const more = rest > 0 ? `; and ${rest} more` : '';
  const note = `${number}: ${shown}${more}. The derivative is the sum over the paths of the product of the derivatives along each.`;
  const [formula, ...rests] = chainFormulas(graph, loss, parameter);
  const steps = rests.map(({ name, latex }): StepDraft => {
    return {
      id: `${id} through ${name}`,
      kind: 'statement',
      title: `Several paths go through ${name}: its derivative is a sum of its own`,
      formula: latex,
    };
  });
  return {
    id,
    kind: 'statement',
    title,
    note,
    formula: formula?.latex,
    ...(steps.length > 0 ? { steps } : {}),
  };
}

interface ChainFormula {
  readonly name: string;
  readonly latex: string;
}

/** The sum over the paths; what several share has a derivative of its own, written once. */
function chainFormulas(graph: PathGraph, loss: string, parameter: string): ChainFormula[] {
  const names = [parameter];
  const product = (name: string): string[] => {
    const users = graph.users(name);
    const [user] = users;
    if (name === loss || user === undefined) return [];
    if (users.length === 1) return [...product(user), linkLatex(graph, loss, user, name)];
    if (!names.includes(name)) names.push(name);
    return [partial(loss, name)];
  };
  const formulas: ChainFormula[] = [];
  // Writing one formula may bring up further names.
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    const terms = graph.users(name).map((user) => {
      return [...product(user), linkLatex(graph, loss, user, name)].join(' \\cdot ');
    });
    formulas.push({ name, latex: `${partial(loss, name)} = ${terms.join(' + ')}` });
  }
  return formulas;
}

/**
 * How the derivative of one definition by one of the symbols in it is written. Where the loss holds a symbol
 * itself and depends on it by other paths too, that is not yet the derivative of the loss.
 */
function linkLatex(graph: PathGraph, loss: string, above: string, below: string): string {
  const latex = partial(above, below);
  const direct = above === loss && graph.users(below).length > 1;
  return direct ? `\\left(${latex}\\right)_{\\text{direct}}` : latex;
}

/** The derivative of one definition by one of the symbols in it. */
function link(work: ChainWork, graph: PathGraph, above: string, below: string): Link {
  const id = `∂${above}/∂${below}`;
  const known = work.done.get(id);
  if (known !== undefined) return known;
  const definition = expressionsByName(work.equations).get(above)!;
  const { expression: raw, rules } = differentiateBy(definition, below, symbol(above));
  const expression = collected(raw);
  const latex = linkLatex(graph, work.loss, above, below);
  const chain = [latex, ...(sameExpression(raw, expression) ? [] : [latexOf(raw)])];
  const names = rules.map(({ name }) => name).join(', ');
  work.links.push(
    draft(work, {
      id,
      title: `${above} with respect to ${below}${names === '' ? '' : `: ${names}`}`,
      symbol: latex,
      formula: [...chain, latexOf(expression)].join(' = '),
      check: checkOf(expression),
      value: work.values && evaluateWith(work.fn, expression, work.values),
    }),
  );
  return remember(work, { id, latex, expression });
}

/** The derivative of each link, gathered under one step. */
export function linksStep({ links }: ChainWork): StepDraft {
  const title = 'Differentiate each equation with respect to the symbol before it on the path';
  return { id: 'all links', kind: 'statement', title, steps: links };
}

function remember(work: ChainWork, made: Link): Link {
  work.done.set(made.id, made);
  return made;
}

/**
 * The derivative of the loss by a symbol: the products along the paths, added, and simplified. What several
 * paths share is worked out once, as a derivative of its own.
 */
export function derivativeOf(work: ChainWork, parameter: string): Link {
  const { equations, loss } = work;
  const graph = pathGraph(equations, loss, parameter);
  const factors = (name: string): Link[] => {
    const users = graph.users(name);
    const [user] = users;
    if (name === loss || user === undefined) return [];
    return users.length > 1 ? [total(name)] : [...factors(user), link(work, graph, user, name)];
  };
  const total = (name: string): Link => {
    const id = `d${loss}/d${name}`;
    const known = work.done.get(id);
    if (known !== undefined) return known;
    const terms = graph
      .users(name)
      .map((user) => [...factors(user), link(work, graph, user, name)]);
    const [only] = terms;
    // The loss holds the symbol, and nothing else on a path does: the link is the answer.
    const alone = terms.length === 1 && only?.length === 1 ? only[0]! : undefined;
    if (alone !== undefined && sameExpression(simplified(alone.expression), alone.expression)) {
      return alone;
    }
    return remember(work, addUp(work, id, name, terms));
  };
  return total(parameter);
}

/** Two steps: the products added, and the closed form. */
function addUp(
  work: ChainWork,
  id: string,
  name: string,
  terms: readonly (readonly Link[])[],
): Link {
  const { loss } = work;
  const latex = partial(loss, name);
  const many = terms.length > 1;
  const products = terms.map((links): StepExpression => {
    const [first, ...rest] = links.map((part) => refer(part.id));
    return rest.length === 0 ? first! : stepOperations.multiply(first!, ...rest);
  });
  const expressions = terms.map((links) =>
    links.map(({ expression }) => expression).reduce((a, b) => apply('multiply', a, b)),
  );
  const substituted = expressions.reduce((a, b) => apply('add', a, b));
  const expression = simplified(substituted);
  const sum = terms.map((links) => links.map((part) => part.latex).join(' \\cdot ')).join(' + ');
  refuseUndefined(work, id, terms);
  const product = draft(work, {
    id: `${id} by the chain rule`,
    title: many
      ? `${loss} with respect to ${name}: add the products along the paths`
      : `${loss} with respect to ${name}: multiply along the path`,
    symbol: latex,
    formula: `${latex} = ${sum}`,
    check: many ? stepOperations.add(products[0]!, ...products.slice(1)) : products[0]!,
  });
  if (many || terms[0]!.length > 1) work.sums.push(product);
  const written = terms
    .map((links) => links.map((part) => inProduct(part.expression, links.length)).join(' \\cdot '))
    .join(' + ');
  const closed = latexOf(expression);
  work.sums.push(
    draft(work, {
      id,
      title: `${loss} with respect to ${name}: ${many || terms[0]!.length > 1 ? 'put the derivatives in and ' : ''}simplify`,
      symbol: latex,
      formula: [latex, ...(bare(written) === bare(closed) ? [] : [written]), closed].join(' = '),
      check: checkOf(expression),
      value: work.values && evaluateWith(work.fn, expression, work.values),
    }),
  );
  return { id, latex, expression };
}

/** A factor between dots: in parentheses where it is a sum or begins with a sign. */
function inProduct(expression: SymbolicExpression, factors: number): string {
  const latex = latexOf(expression);
  if (factors === 1) return latex;
  const open =
    (typeof expression === 'number' && expression < 0) ||
    (typeof expression === 'object' &&
      'op' in expression &&
      ['add', 'subtract', 'negate'].includes(expression.op));
  return open ? `\\left(${latex}\\right)` : latex;
}

/** A formula without what only spaces it out. */
function bare(latex: string): string {
  return latex.replace(/\\(left|right|cdot)| /g, '');
}

/** 0 · ∞ along a path has no value. */
function refuseUndefined(
  work: ChainWork,
  argument: string,
  terms: readonly (readonly Link[])[],
): void {
  const { values, fn } = work;
  if (values === undefined) return;
  const numbers = terms.map((links) =>
    links.map(({ expression }) => evaluateWith(fn, expression, values)),
  );
  const sum = numbers.reduce((total, product) => total + product.reduce((a, b) => a * b, 1), 0);
  if (!Number.isNaN(sum)) return;
  throw new DomainError({
    function: fn,
    argument,
    expected: 'derivatives along the path whose product has a value',
    got: numbers.map((product) => product.join(' · ')).join(' + '),
  });
}
