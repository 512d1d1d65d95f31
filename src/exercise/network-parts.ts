// The statement and the questions that exercises about backpropagation share.
import { type NetworkGiven, outerOf } from './networks.js';
import type { Earlier, PartPlan } from './topic.js';
import { display, matrixTex, precisely, vectorTex } from './wording.js';

const DECIMALS = 4;

/** What tells exercises about backpropagation apart. */
export interface NetworkRules {
  readonly hidden: () => number[];
  readonly output: (earlier: Earlier) => number[];
  readonly loss: (earlier: Earlier) => number;
  readonly outputDelta: (earlier: Earlier) => number[];
  readonly hiddenDelta: (earlier: Earlier) => number[];
}

/** The network and the sample, in words and formulas. */
export function networkStatement(
  { x, y, w1, b1, w2, b2 }: NetworkGiven,
  { units, loss }: { readonly units: string; readonly loss: string },
): string {
  return [
    `A network has ${x.length} inputs, ${b1.length === 1 ? 'one hidden unit' : `${b1.length} hidden units`} and ${b2.length === 1 ? 'one output' : `${b2.length} outputs`}. Its weights lead from the rows to the columns:`,
    display(
      `W_1 = ${matrixTex(w1)},\\quad b_1 = ${vectorTex(b1)}`,
      `W_2 = ${matrixTex(w2)},\\quad b_2 = ${vectorTex(b2)}`,
    ),
    `${units} ${loss}`,
    `The input is $x = ${vectorTex(x)}$ and the target $y = ${vectorTex(y)}$.`,
  ].join('\n\n');
}

/** From the hidden units to the gradients of both layers. */
export function networkParts({ x }: NetworkGiven, rules: NetworkRules): PartPlan[] {
  const vector = { kind: 'vector', decimals: DECIMALS } as const;
  const matrix = { kind: 'matrix', decimals: DECIMALS } as const;
  const asked = precisely(DECIMALS);
  return [
    {
      id: 'a',
      prompt: `What do the hidden units give? ${asked}`,
      marks: 2,
      ...vector,
      value: rules.hidden,
    },
    {
      id: 'b',
      prompt: `What does the network put out? ${asked}`,
      marks: 1,
      ...vector,
      value: rules.output,
    },
    {
      id: 'c',
      prompt: `How large is the loss? ${asked}`,
      marks: 1,
      kind: 'number',
      decimals: DECIMALS,
      value: rules.loss,
    },
    {
      id: 'd',
      prompt: `What is $\\delta = \\partial L / \\partial z$ at the weighted sum of each output? ${asked}`,
      marks: 2,
      ...vector,
      value: rules.outputDelta,
    },
    {
      id: 'e',
      prompt: `What is the gradient $\\partial L / \\partial W_2$, laid out as $W_2$? ${asked}`,
      marks: 1,
      ...matrix,
      value: (earlier) => outerOf(earlier.vector('a'), earlier.vector('d')),
    },
    {
      id: 'f',
      prompt: `What is $\\delta$ at the weighted sum of each hidden unit? ${asked}`,
      marks: 2,
      ...vector,
      value: rules.hiddenDelta,
    },
    {
      id: 'g',
      prompt: `What is the gradient $\\partial L / \\partial W_1$, laid out as $W_1$? ${asked}`,
      marks: 1,
      ...matrix,
      value: (earlier) => outerOf(x, earlier.vector('f')),
    },
  ];
}
