// Networks of one hidden layer, as exercises about backpropagation give them, and what the passes through them come to.
import { toNested } from '../core/to-nested.js';
import { backwardPass } from '../gradient/network-backward.js';
import type {
  BackwardPass,
  NetworkActivation,
  NetworkInput,
  NetworkLoss,
} from '../gradient/network-types.js';
import type { Draw } from './draw.js';
import { rowsOf } from './wording.js';

/** A sample, its target, and a network of one hidden layer. Weights are [in, out]. */
export type NetworkGiven = {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly w1: readonly (readonly number[])[];
  readonly b1: readonly number[];
  readonly w2: readonly (readonly number[])[];
  readonly b2: readonly number[];
};

/** What exercises about networks consist of. */
export const NETWORK_QUANTITIES = {
  x: 'vector',
  y: 'vector',
  w1: 'matrix',
  b1: 'vector',
  w2: 'matrix',
  b2: 'vector',
} as const;

/** The network of a problem. */
export function networkOf(
  { w1, b1, w2, b2 }: NetworkGiven,
  hidden: NetworkActivation,
  loss: NetworkLoss,
): NetworkInput {
  return {
    layers: [
      { weights: w1, bias: b1, activation: hidden },
      { weights: w2, bias: b2, activation: 'sigmoid' },
    ],
    loss,
  };
}

/** The passes of a problem. */
export function passOf(
  given: NetworkGiven,
  hidden: NetworkActivation,
  loss: NetworkLoss,
): BackwardPass {
  return backwardPass(networkOf(given, hidden, loss), given.x, given.y);
}

/** The least gradient that shows two digits in four decimals. */
const LEAST_DELTA = 0.001;

/** Whether no hidden unit is so sure of itself that next to nothing comes back through it. */
export function isAwake({ layers: [hidden] }: BackwardPass): boolean {
  return vectorOf(hidden!.delta).every((delta) => Math.abs(delta) > LEAST_DELTA);
}

/** A vector or a matrix as nested numbers. */
export function vectorOf(array: BackwardPass['output']): number[] {
  return toNested(array) as number[];
}

/** The weighted sums of a layer: x W + b. */
export function weightedSums(
  x: readonly number[],
  weights: readonly (readonly number[])[],
  bias: readonly number[],
): number[] {
  return bias.map((b, j) => x.reduce((sum, each, i) => sum + each * weights[i]![j]!, b));
}

/** The sigmoid of each number. */
export function sigmoidOf(values: readonly number[]): number[] {
  return values.map((value) => 1 / (1 + Math.exp(-value)));
}

/** All products of an element of the first with one of the second: the gradient of weights. */
export function outerOf(a: readonly number[], b: readonly number[]): number[][] {
  return a.map((x) => b.map((y) => x * y));
}

/** What arrives at each hidden unit over its weights: W δ. */
export function throughWeights(
  weights: readonly (readonly number[])[],
  delta: readonly number[],
): number[] {
  return weights.map((row) => row.reduce((sum, weight, j) => sum + weight * delta[j]!, 0));
}

/** A problem with weights in halves or tenths. */
export function drawNetwork(
  draw: Draw,
  [inputs, hidden, outputs]: readonly [inputs: number, hidden: number, outputs: number],
  step: number,
): NetworkGiven {
  const most = Math.round(1 / step);
  const scaled = (values: readonly number[]): number[] => values.map((value) => value / most);
  const weights = (count: number, width: number): number[][] =>
    rowsOf(scaled(draw.integers(count * width, -most, most).map((value) => value || 1)), width);
  const first = scaled(draw.ownIntegers(inputs * hidden, 1 - 2 * most, 2 * most - 1));
  return {
    x: draw.integers(inputs, -2, 2).map((value) => value || 1),
    y: draw.integers(outputs, 0, 1),
    w1: rowsOf(first, hidden),
    b1: scaled(draw.integers(hidden, -most, most)),
    w2: weights(hidden, outputs),
    b2: scaled(draw.integers(outputs, -most, most)),
  };
}
