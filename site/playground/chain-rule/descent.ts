// Gradient descent on what was typed: the first step worked out, and how the loss goes on.
import type { Derivation } from 'fovea/derivation';
import {
  deriveMatrix,
  type Equations,
  equations,
  evaluate,
  gradientStep,
  matrixEquations,
} from 'fovea/expression';
import { derivationHtml } from '../work/derivation-html.js';
import type { Tell } from '../work/protocol.js';
import { assumptionsOf, lossOf, type Matrices, matricesOf, rowsOf } from './matrices.js';
import { type ChainInput, neededFor, readValue, readValues } from './work.js';

/** What is to be learnt, and how. */
export interface DescentInput extends Pick<ChainInput, 'eq' | 'v' | 'loss' | 'kind' | 'unit'> {
  /** Names of inputs, between blanks or commas; the first input where empty. */
  readonly learn: string;
  readonly rate: string;
  readonly steps: number;
}

/** How it went. */
export interface ShownDescent {
  /** The first step, in HTML; undefined for matrices, whose derivatives the page derives above. */
  readonly html: string | undefined;
  readonly loss: string;
  readonly learnt: readonly string[];
  /** The loss at first and after each step; what is not finite ends it. */
  readonly losses: readonly number[];
  /** What was learnt, as it would be typed: after the first step and after the last. */
  readonly after: { readonly first: Typed; readonly last: Typed };
}

type Typed = Readonly<Record<string, string>>;

/** Takes steps of gradient descent, all parameters at once. */
export async function descend(input: DescentInput, tell: Tell): Promise<ShownDescent> {
  const rate = readRate(input.rate);
  return input.kind === 'matrices'
    ? descendMatrices(input, rate, tell)
    : descendNumbers(input, rate, tell);
}

async function descendNumbers(
  input: DescentInput,
  rate: number,
  tell: Tell,
): Promise<ShownDescent> {
  const read = equations(input.eq);
  const defined = read.definitions.map(({ name }) => name);
  const loss = defined.includes(input.loss) ? input.loss : defined.at(-1)!;
  const needed = neededFor(read, loss);
  const learnt = readNames(input.learn, needed);
  const start = readValues(input.v, needed);
  await tell(0, 'Working out the first step');
  const first = gradientStep(read, loss, learnt, start, rate);
  const html = derivationHtml(first as Derivation, { open: 1 });
  const { losses, values } = await repeat(input.steps, tell, start, {
    step: (now) => gradientStep(read, loss, learnt, now, rate).result.values,
    loss: (now) => lossWith(read, loss, now),
  });
  const typed = (all: Readonly<Record<string, number>>): Typed =>
    Object.fromEntries(learnt.map((name) => [name, numberText(all[name]!)]));
  return {
    html,
    loss,
    learnt,
    losses,
    after: { first: typed(first.result.values), last: typed(values) },
  };
}

async function descendMatrices(
  input: DescentInput,
  rate: number,
  tell: Tell,
): Promise<ShownDescent> {
  const read = matrixEquations(input.eq);
  const defined = read.definitions.map(({ name }) => name);
  const loss = defined.includes(input.loss) ? input.loss : defined.at(-1)!;
  const learnt = readNames(input.learn, read.inputs);
  const start = matricesOf(input, read.inputs);
  const assume = assumptionsOf(
    input.unit,
    read.inputs.filter((name) => !learnt.includes(name)),
  );
  const step = (now: Matrices): Matrices => ({
    ...now,
    ...Object.fromEntries(
      learnt.map((name) => {
        const { value } = deriveMatrix(read, loss, name, { values: now, assume }).result;
        return [name, moved(now[name]!, rowsOf(value!), rate)];
      }),
    ),
  });
  const { losses, values, second } = await repeat(input.steps, tell, start, {
    step,
    loss: (now) => lossOf(read, loss, now),
  });
  const typed = (all: Matrices): Typed =>
    Object.fromEntries(learnt.map((name) => [name, typedMatrix(all[name]!)]));
  return {
    html: undefined,
    loss,
    learnt,
    losses,
    after: { first: typed(second), last: typed(values) },
  };
}

function moved(
  value: Matrices[string],
  gradient: readonly (readonly number[])[],
  rate: number,
): Matrices[string] {
  if (typeof value === 'number') return value - rate * gradient[0]![0]!;
  return value.map((row, i) => row.map((x, j) => x - rate * gradient[i]![j]!));
}

/** So often the page hears how far it is, and may cancel it. */
const TURN = 5;

async function repeat<V>(
  steps: number,
  tell: Tell,
  start: V,
  { step, loss }: { step: (now: V) => V; loss: (now: V) => number },
): Promise<{ losses: number[]; values: V; second: V }> {
  let values = start;
  let second: V | undefined;
  const losses = [loss(start)];
  for (let i = 0; i < steps; i++) {
    if (i % TURN === 0) await tell(i / steps, `Step ${i + 1} of ${steps}`);
    try {
      const next = step(values);
      losses.push(loss(next));
      values = next;
    } catch (error) {
      // Too large a rate leads to numbers without a loss; of the first step the library says why.
      if (i === 0) throw error;
      losses.push(Number.NaN);
    }
    second ??= values;
    if (!Number.isFinite(losses.at(-1))) break;
  }
  return { losses, values, second: second ?? start };
}

function readRate(text: string): number {
  const rate = readValue('rate', text, 'rate');
  if (rate > 0) return rate;
  throw Object.assign(new Error('The learning rate is above 0.'), { argument: 'rate' });
}

function readNames(text: string, inputs: readonly string[]): string[] {
  const names = [...new Set(text.split(/[\s,]+/).filter((name) => name !== ''))];
  if (names.length === 0) return inputs.slice(0, 1);
  const wrong = names.find((name) => !inputs.includes(name));
  if (wrong === undefined) return names;
  const message = `“${wrong}” is no input of the loss; these are ${inputs.join(', ')}.`;
  throw Object.assign(new Error(message), { argument: 'learn' });
}

function lossWith(
  { definitions }: Equations,
  loss: string,
  values: Readonly<Record<string, number>>,
): number {
  const known: Record<string, number> = { ...values };
  for (const { name, expression } of definitions) {
    try {
      known[name] = evaluate(expression, known);
    } catch {
      // What the loss does not need may lack its inputs.
    }
  }
  return known[loss] ?? Number.NaN;
}

/** Ten digits go on where the step ended, and can be read. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(10)));
}

function typedMatrix(value: Matrices[string]): string {
  if (typeof value === 'number') return numberText(value);
  return value.map((row) => row.map(numberText).join(' ')).join('\n');
}
