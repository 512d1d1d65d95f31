// A network worked out on paper: forward, back, and one step of gradient descent.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { readNetwork } from './network.js';
import { runPass } from './network-backward.js';
import { inputSize, passOf, readSamples } from './network-forward.js';
import { LOSS_NAME, type NetworkNames, nameNetwork, range } from './network-names.js';
import { checkSample } from './network-sample.js';
import { createSheet, type Sheet } from './network-sheet.js';
import {
  inputGradient,
  inputStep,
  layerSteps,
  RATE,
  updatedBiases,
  updatedWeights,
  updateStep,
  weightsGradient,
} from './network-steps-backward.js';
import { type BackwardSheet, deltaAt } from './network-steps-delta.js';
import { forwardSteps, lossStep } from './network-steps-forward.js';
import type {
  BackwardPass,
  ForwardPass,
  Network,
  NetworkInput,
  NetworkLayer,
} from './network-types.js';

/** What `explainForwardPass` may be told. */
export interface ExplainForwardPassOptions {
  /** What the neurons are called. */
  names?: NetworkNames | undefined;
}

/** What `explainBackwardPass` may be told. */
export interface ExplainBackwardPassOptions {
  /** What the neurons are called. */
  names?: NetworkNames | undefined;
  /** The learning rate η, above 0; with it every weight and bias is updated. */
  learningRate?: number | undefined;
}

/** What `explainBackwardPass` finds: what `backwardPass` returns, and the layers after the update. */
export interface ExplainedBackwardPass extends BackwardPass {
  /** The layers after one step of gradient descent, where a learning rate is given. */
  readonly updated?: readonly NetworkLayer[];
}

const SOURCES = [
  'D. E. Rumelhart, G. E. Hinton, R. J. Williams, "Learning representations by back-propagating errors", Nature 323 (1986), 533–536.',
];

/**
 * The forward pass of a network with the work shown: each weighted sum and each activation with its numbers.
 *
 * Numbers are taken in float64.
 *
 * @param net - made by `network`; at most 500 weights and biases
 * @param x - one sample [in]
 * @param options - `names`: what the neurons are called, such as `{ nodes: [[1, 2, 3], [4, 5], [6]] }` for
 * z4, a4, w14
 * @returns the derivation; its `result` is what `forwardPass` returns
 * @throws ShapeError for a batch, KindError and DomainError for names that do not fit, DomainError for a
 * network too large to write out, and what `forwardPass` throws
 *
 * @example
 * One unit of two inputs, called 3.
 * ```ts
 * import { explainForwardPass, network, renderText, verifyDerivation } from 'fovea';
 * const net = network({
 *   layers: [{ weights: [[0.5], [1]], bias: [0], activation: 'sigmoid' }],
 *   loss: 'half-squared-error',
 * });
 * const d = explainForwardPass(net, [2, -1], { names: { nodes: [[1, 2], [3]] } });
 * d.result.output.get(0) // => 0.5
 * renderText(d).includes('z₃ = w₁₃ x₁ + w₂₃ x₂ + b₃ = 0.5 · 2 + 1 · (−1) + 0 = 0') // => true
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainForwardPass(
  net: NetworkInput,
  x: ArrayInput,
  options?: ExplainForwardPassOptions,
): Derivation<ForwardPass> {
  const fn = 'explainForwardPass';
  const { names } = checkOptions(fn, options, ['names']);
  const read = readNetwork(fn, 'net', net, 'float64');
  const { rows, single } = readSamples(fn, 'x', x, 'float64', ['in', inputSize(read)]);
  checkSample(fn, { net: read, x: rows, single });
  const pass = passOf(read, rows, single);
  const sheet = createSheet(read, nameNetwork(fn, read, names), rows, undefined, pass);
  return createDerivation<ForwardPass>({
    topic: 'gradient',
    title: `Forward pass through a ${sizesOf(read)} network`,
    given: sheet.given,
    steps: forwardSteps(sheet),
    result: pass,
    answer: {
      record: {
        output: lastActivations(sheet),
        layers: { list: read.layers.map((_, layer) => ({ record: forwardRecord(sheet, layer) })) },
      },
    },
    sources: SOURCES,
  });
}

/**
 * Backpropagation through a network with the work shown: every z and a, the loss, every δ, and for each
 * weight the product of partial derivatives, the closed form and its number; with a learning rate, the
 * updated weights too.
 *
 * $$\frac{\partial L}{\partial w_{ij}} = \frac{\partial L}{\partial a_j} \cdot \frac{\partial a_j}{\partial z_j} \cdot \frac{\partial z_j}{\partial w_{ij}} = \delta_j\, a_i, \qquad w \leftarrow w - \eta \, \frac{\partial L}{\partial w}$$
 *
 * The closed forms are $(a - y)\, a (1 - a)\, a_i$ for half the squared error of a sigmoid output and
 * $(a - y)\, a_i$ for cross-entropies. δ is written once and shared by all weights that lead to its unit.
 * `renderText` and its kin show an overview with `{ depth: 1 }`. Numbers are taken in float64. For the chain
 * rule path by path, see `derive` and `networkEquations`.
 *
 * @param net - made by `network`; at most 500 weights and biases
 * @param x - one sample [in]
 * @param y - its targets [out]; a number for one output
 * @param options - `learningRate`: η, above 0; `names`: what the neurons are called, such as
 * `{ nodes: [[1, 2, 3], [4, 5], [6]], input: 'v' }` for v1, z4, a4, w14
 * @returns the derivation; its `result` is what `backwardPass` returns, with `updated` layers where a
 * learning rate is given
 * @throws ShapeError for a batch, KindError and DomainError for options that do not fit, DomainError for a
 * network too large to write out, and what `backwardPass` throws
 * @see D. E. Rumelhart, G. E. Hinton, R. J. Williams, "Learning representations by back-propagating errors",
 * Nature 323 (1986), 533–536
 *
 * @example
 * One unit of two inputs, called 3, with cross-entropy: (a − y) · x.
 * ```ts
 * import { explainBackwardPass, network, renderText, toNested, verifyDerivation } from 'fovea';
 * const net = network({
 *   layers: [{ weights: [[0.5], [1]], bias: [0], activation: 'sigmoid' }],
 *   loss: 'binary-cross-entropy',
 * });
 * const names = { nodes: [[1, 2], [3]] };
 * const d = explainBackwardPass(net, [2, -1], 1, { learningRate: 0.1, names });
 * toNested(d.result.layers[0]!.weightsGradient) // => [[-1], [0.5]]
 * toNested(d.result.updated![0]!.weights) // => [[0.6], [0.95]]
 * renderText(d, { width: 200 }).includes('(a₃ − y) x₁ = δ₃ x₁ = (−0.5) · 2 = −1') // => true
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainBackwardPass(
  net: NetworkInput,
  x: ArrayInput,
  y: ArrayInput | number,
  options?: ExplainBackwardPassOptions,
): Derivation<ExplainedBackwardPass> {
  const fn = 'explainBackwardPass';
  const { names, learningRate } = checkOptions(fn, options, ['names', 'learningRate']);
  if (learningRate !== undefined) checkNumber(fn, 'learningRate', learningRate, { above: 0 });
  const read = runPass(fn, readNetwork(fn, 'net', net, 'float64'), x, y);
  checkSample(fn, read);
  const naming = nameNetwork(fn, read.net, names);
  const { pass } = read;
  const sheet: BackwardSheet = {
    ...createSheet(read.net, naming, read.x, read.y, pass),
    pass,
  };
  const updates = learningRate !== undefined;
  const rate = { id: RATE, symbol: '\\eta', title: 'Learning rate', value: learningRate ?? 0 };
  return createDerivation<ExplainedBackwardPass>({
    topic: 'gradient',
    title: `Backpropagation through a ${sizesOf(read.net)} network`,
    given: [...sheet.given, ...(updates ? [rate] : [])],
    steps: [
      {
        id: 'forward',
        kind: 'statement',
        title: 'Forward pass',
        steps: forwardSteps(sheet),
      },
      lossStep(sheet, pass.loss),
      ...layerSteps(sheet),
      inputStep(sheet),
      ...(updates ? [updateStep(sheet)] : []),
    ],
    result: {
      ...pass,
      ...(learningRate === undefined ? {} : { updated: updatedLayers(sheet, learningRate) }),
    },
    answer: { record: { ...passRecord(sheet), ...(updates ? { updated: updated(sheet) } : {}) } },
    sources: SOURCES,
  });
}

/** "3-2-1" */
function sizesOf({ layers }: Network): string {
  return [layers[0]!.weights.shape[0], ...layers.map(({ bias }) => bias.shape[0])].join('-');
}

type Fields = Readonly<Record<string, StepExpression>>;

function forwardRecord(sheet: Sheet, layer: number): Fields {
  const units = range(sheet.size(layer));
  return {
    z: { list: units.map((j) => sheet.sum(layer, j)) },
    a: { list: units.map((j) => sheet.activation(layer, j)) },
  };
}

function lastActivations(sheet: Sheet): StepExpression {
  const last = sheet.net.layers.length - 1;
  return { list: range(sheet.size(last)).map((j) => sheet.activation(last, j)) };
}

function passRecord(sheet: BackwardSheet): Fields {
  const layers = sheet.net.layers.map((_, layer): StepExpression => {
    const deltas = { list: range(sheet.size(layer)).map((j) => deltaAt(sheet, layer, j)) };
    return {
      record: {
        ...forwardRecord(sheet, layer),
        delta: deltas,
        weightsGradient: weightsGradient(sheet, layer),
        biasGradient: deltas,
      },
    };
  });
  return {
    loss: refer(LOSS_NAME),
    output: lastActivations(sheet),
    layers: { list: layers },
    inputGradient: inputGradient(sheet),
  };
}

function updated(sheet: BackwardSheet): StepExpression {
  return {
    list: sheet.net.layers.map(({ activation }, layer) => ({
      record: {
        weights: updatedWeights(sheet, layer),
        bias: updatedBiases(sheet, layer),
        activation,
      },
    })),
  };
}

function updatedLayers({ net, pass }: BackwardSheet, rate: number): NetworkLayer[] {
  return net.layers.map(({ weights, bias, activation }, layer) => ({
    weights: stepped(weights, pass.layers[layer]!.weightsGradient, rate),
    bias: stepped(bias, pass.layers[layer]!.biasGradient, rate),
    activation,
  }));
}

/** w − η ∂L/∂w */
function stepped(values: FloatNdArray, gradient: FloatNdArray, rate: number): FloatNdArray {
  const target = allocate('float64', values.data.length);
  for (let i = 0; i < target.length; i++) {
    target[i] = values.data[i]! - rate * gradient.data[i]!;
  }
  return wrap(target, values.shape);
}
