// One step of gradient descent, with the derivation of every derivative in it.
import { checkNumber } from '../core/check.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import {
  type ChainWork,
  derivativeOf,
  forwardStep,
  type Link,
  linksStep,
  pathStep,
  startChain,
} from './chain.js';
import { evaluateWith, requireValues, type SymbolValues } from './evaluate.js';
import { pathGraph } from './paths.js';
import { givensOf, readEquations, readInputs, readLoss, readParameter } from './problem.js';
import { nameLatex } from './symbols.js';
import type { Equations } from './types.js';

/** What `gradientStep` finds. */
export interface GradientStep {
  /** The values after the step: parameters updated, the others as they were. */
  readonly values: { readonly [name: string]: number };
  /** The derivative of the loss by each parameter, before the step. */
  readonly gradients: { readonly [name: string]: number };
}

const FN = 'gradientStep';

/** Names cannot hold a blank, so no symbol has these ids. */
const [RATE, PATHS, GRADIENT, UPDATES] = [
  'learning rate',
  'all paths',
  'the gradient',
  'all updates',
];

/**
 * One step of gradient descent, with every derivative derived.
 *
 * $$w \leftarrow w - \eta \, \frac{\partial L}{\partial w}$$
 *
 * All derivatives are taken at the given values, before any parameter changes.
 *
 * @param equations - made by the template `equations`
 * @param loss - name of the quantity that gets smaller, one that the equations define
 * @param parameters - names of the inputs that are updated
 * @param values - a number for each input that the loss needs
 * @param rate - the learning rate $\eta$, above 0
 * @returns the derivation; its `result` holds `values` and `gradients`
 * @throws DomainError where a name does not stand in the equations, a parameter is named twice or a step
 * has no value at the given numbers; KindError for a parameter that the equations define, a missing value,
 * a value of an unknown symbol
 *
 * @example
 * One step for a weight and a bias.
 * ```ts
 * import { equations, gradientStep } from 'fovea/expression';
 * const neuron = equations`a = w*x + b; L = (a - y)^2 / 2`;
 * const d = gradientStep(neuron, 'L', ['w', 'b'], { w: 1, x: 2, b: 0, y: 1 }, 0.1);
 * d.result.gradients // => { w: 2, b: 1 }
 * d.result.values // => { w: 0.8, x: 2, b: -0.1, y: 1 }
 * ```
 */
export function gradientStep(
  equations: Equations,
  loss: string,
  parameters: readonly string[],
  values: SymbolValues,
  rate: number,
): Derivation<GradientStep> {
  const read = readEquations(FN, equations);
  const of = readLoss(FN, read, loss);
  const names = readParameters(read, of, parameters);
  const inputs = readInputs(FN, read, of, values);
  // A parameter that the loss does not need is kept, so it has a value too.
  requireValues(FN, names, inputs);
  checkNumber(FN, 'rate', rate, { above: 0 });
  const work = startChain(FN, read, of, inputs);
  const known = work.values ?? inputs;
  const links = names.map((name) =>
    pathGraph(read, of, name).count > 0 ? derivativeOf(work, name) : undefined,
  );
  const gradients = Object.fromEntries(
    names.map((name, i) => [name, evaluateWith(FN, links[i]?.expression ?? 0, known)]),
  );
  const updated = new Map(inputs);
  for (const name of names) updated.set(name, inputs.get(name)! - rate * gradients[name]!);
  const eta = read.inputs.includes('eta') ? '\\lambda' : '\\eta';
  const steps: StepDraft[] = [
    forwardStep(work),
    pathsStep(work, names),
    linksStep(work),
    ...gradientSteps(work, names, links, gradients),
    updatesStep(names, links, eta, updated),
  ];
  const valueAfter = (name: string): StepExpression =>
    names.includes(name) ? refer(`${name} updated`) : refer(name);
  return createDerivation<GradientStep>({
    topic: 'expression',
    title: `One step of gradient descent on ${of}`,
    given: [
      ...givensOf(inputs, names),
      { id: RATE, symbol: eta, title: 'Learning rate', value: rate },
    ],
    steps,
    result: { values: Object.fromEntries(updated), gradients },
    answer: {
      record: {
        values: {
          record: Object.fromEntries([...inputs.keys()].map((name) => [name, valueAfter(name)])),
        },
        gradients: {
          record: Object.fromEntries(
            names.map((name, i) => [name, links[i] === undefined ? 0 : refer(links[i].id)]),
          ),
        },
      },
    },
    sources: [
      'D. E. Rumelhart, G. E. Hinton, R. J. Williams, "Learning representations by back-propagating errors", Nature 323 (1986), 533–536.',
    ],
  });
}

function readParameters(
  equations: Equations,
  loss: string,
  parameters: readonly string[],
): string[] {
  if (!Array.isArray(parameters) || parameters.length === 0) {
    throw new KindError({
      function: FN,
      argument: 'parameters',
      expected: 'a list of at least one name',
      got: describeValue(parameters),
    });
  }
  const names = parameters.map((parameter, i) =>
    readParameter(FN, `parameters[${i}]`, equations, loss, parameter),
  );
  names.forEach((name, i) => {
    const argument = `parameters[${i}]`;
    if (!equations.inputs.includes(name)) {
      const expected = `an input: ${equations.inputs.join(', ')}`;
      const got = `${name}, which the equations define`;
      throw new KindError({ function: FN, argument, expected, got });
    }
    if (names.indexOf(name) !== i) {
      const expected = 'names that differ';
      throw new DomainError({ function: FN, argument, expected, got: `"${name}" again` });
    }
  });
  return names;
}

/** The paths of all parameters under one step. */
function pathsStep(work: ChainWork, names: readonly string[]): StepDraft {
  const steps = names.map((name) => pathStep(work, name));
  if (steps.length === 1) return steps[0]!;
  const title = `Find the paths from each parameter to ${work.loss}`;
  return { id: PATHS, kind: 'statement', title, steps };
}

/** The gradient, with the products along the paths within; of one parameter the last product is the gradient. */
function gradientSteps(
  { loss, sums }: ChainWork,
  names: readonly string[],
  links: readonly (Link | undefined)[],
  gradients: GradientStep['gradients'],
): StepDraft[] {
  if (names.length === 1) {
    // One product and its closed form need no level of their own.
    return sums.length <= 2 ? sums : [{ ...sums.at(-1)!, steps: sums.slice(0, -1) }];
  }
  return [
    {
      id: GRADIENT,
      title: `The gradient of ${loss}${sums.length > 0 ? ': multiply along the paths' : ''}`,
      symbol: `\\nabla ${nameLatex(loss)}`,
      check: { list: links.map((link) => (link === undefined ? 0 : refer(link.id))) },
      value: names.map((name) => gradients[name]!),
      ...(sums.length > 0 ? { steps: sums } : {}),
    },
  ];
}

/** All updates under one step. */
function updatesStep(
  names: readonly string[],
  links: readonly (Link | undefined)[],
  eta: string,
  updated: ReadonlyMap<string, number>,
): StepDraft {
  const steps = names.map((name, i) => updateStep(name, links[i], eta, updated.get(name)!));
  if (steps.length === 1) return steps[0]!;
  const { multiply, subtract } = stepOperations;
  return {
    id: UPDATES,
    title: 'Update the parameters, all at once',
    symbol: `\\left(${names.map(newLatex).join(',\\, ')}\\right)`,
    check: subtract(
      { list: names.map((name) => refer(name)) },
      multiply(refer(RATE), refer(GRADIENT)),
    ),
    value: names.map((name) => updated.get(name)!),
    steps,
  };
}

function newLatex(name: string): string {
  return `${nameLatex(name)}^{\\text{new}}`;
}

function updateStep(name: string, link: Link | undefined, eta: string, value: number): StepDraft {
  const latex = nameLatex(name);
  const slope = link === undefined ? 0 : refer(link.id);
  return {
    id: `${name} updated`,
    title: `Update ${name}`,
    symbol: newLatex(name),
    formula: `${newLatex(name)} = ${latex} - ${eta}\\, ${link?.latex ?? '\\cdot 0'}`,
    check: stepOperations.subtract(refer(name), stepOperations.multiply(refer(RATE), slope)),
    value,
  };
}
