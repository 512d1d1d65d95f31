// The way back through a network, by the formulas that one would write by hand.
import { matmul } from '../array/matmul.js';
import { sum } from '../array/reduce.js';
import { transpose } from '../array/shape.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatDType, FloatNdArray } from '../core/types.js';
import { throughActivation } from './network-derivatives.js';
import { inputSize, readForCall, readSamples, runForward, unbatch } from './network-forward.js';
import { checkTargets, lossValue, outputDelta } from './network-loss.js';
import type { BackwardLayer, BackwardPass, Network, NetworkInput } from './network-types.js';

/**
 * The loss of a network and its derivatives, by backpropagation written out by hand.
 *
 * $$\delta^{(l)} = \frac{\partial L}{\partial z^{(l)}} = \left(\delta^{(l+1)} W^{(l+1)\top}\right) \odot f'(z^{(l)}), \qquad \frac{\partial L}{\partial W^{(l)}} = a^{(l-1)\top} \delta^{(l)}, \qquad \frac{\partial L}{\partial b^{(l)}} = \sum \delta^{(l)}, \qquad \frac{\partial L}{\partial x} = \delta^{(1)} W^{(1)\top}$$
 *
 * In the last layer $\delta = (a - y) \odot f'(z)$ for half the squared error, and $\delta = a - y$ for
 * binary cross-entropy of sigmoid and cross-entropy of softmax outputs (divided by the number of samples),
 * which stays right where the outputs round to 0 or 1. How each loss adds up over outputs and samples stands
 * at `network`; each row of δ holds its sample's share of that. The derivative of relu is 0 at 0.
 *
 * No trace is involved: `grad` of the same loss gives the same numbers by another way.
 *
 * @param net - made by `network`
 * @param x - one sample [in], or a batch of them [n, in]
 * @param y - its targets, [out] or [n, out]; a number for one sample and one output. For binary cross-entropy
 * numbers from 0 to 1, for cross-entropy probabilities that add up to 1, as one-hot rows do
 * @returns `loss`, `output`, for each layer `z`, `a`, `delta`, `weightsGradient` [in, out] and `biasGradient`
 * [out], and `inputGradient`
 * @throws ShapeError where x or y does not fit, DomainError for NaN and infinite numbers and for targets that
 * the loss cannot mean, and what `network` throws
 * @see D. E. Rumelhart, G. E. Hinton, R. J. Williams, "Learning representations by back-propagating errors",
 * Nature 323 (1986), 533–536; C. M. Bishop, "Pattern Recognition and Machine Learning", 2006, section 5.3
 *
 * @example
 * One sigmoid unit with half the squared error: (a − y) · a (1 − a) · x.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { backwardPass, network } from 'fovea/gradient';
 * const net = network({
 *   layers: [{ weights: [[2], [1]], bias: [-2], activation: 'sigmoid' }],
 *   loss: 'half-squared-error',
 * });
 * const { loss, layers, inputGradient } = backwardPass(net, [1, 0], 1);
 * loss // => 0.125
 * toNested(layers[0]!.delta) // => [-0.125]
 * toNested(layers[0]!.weightsGradient) // => [[-0.125], [0]]
 * toNested(inputGradient) // => [-0.25, -0.125]
 * ```
 */
export function backwardPass(
  net: NetworkInput,
  x: ArrayInput,
  y: ArrayInput | number,
): BackwardPass {
  return runPass('backwardPass', net, x, y).pass;
}

/** A pass with what it was computed from, as it was read. */
export interface ReadPass {
  readonly net: Network;
  /** Samples [n, in]. */
  readonly x: FloatNdArray;
  /** Targets [n, out]. */
  readonly y: FloatNdArray;
  /** Whether one sample came, not a batch. */
  readonly single: boolean;
  readonly pass: BackwardPass;
}

/**
 * Reads and runs, for whatever public function asks.
 *
 * @param fn - name of the public function, for errors
 * @param net - the network
 * @param x - the samples
 * @param y - the targets
 * @returns what was read, and the pass
 */
export function runPass(
  fn: string,
  net: NetworkInput,
  x: ArrayInput,
  y: ArrayInput | number,
): ReadPass {
  // One number is a target of a row, of whatever precision the others have.
  const { read, dtype } = readForCall(fn, net, x, ...(typeof y === 'number' ? [] : [y]));
  const samples = readSamples(fn, 'x', x, dtype, ['in', inputSize(read)]);
  const targets = readTargets(fn, y, dtype, read, samples.rows.shape[0]!, samples.single);
  const pass = runBackward(read, samples.rows, targets, samples.single);
  return { net: read, x: samples.rows, y: targets, single: samples.single, pass };
}

function readTargets(
  fn: string,
  y: ArrayInput | number,
  dtype: FloatDType,
  net: Network,
  n: number,
  single: boolean,
): FloatNdArray {
  const outputs = net.layers.at(-1)!.bias.shape[0]!;
  const given = typeof y === 'number' ? [y] : y;
  const read = readSamples(fn, 'y', given, dtype, ['out', outputs]);
  if (read.single !== single || read.rows.shape[0] !== n) {
    const expected = single ? `shape (out=${outputs})` : `shape (n=${n}, out=${outputs})`;
    const got = read.single ? `(${outputs})` : `(${read.rows.shape.join(', ')})`;
    throw new ShapeError({ function: fn, argument: 'y', expected, got });
  }
  return checkTargets(fn, net.loss, read.rows);
}

function runBackward(
  net: Network,
  x: FloatNdArray,
  y: FloatNdArray,
  single: boolean,
): BackwardPass {
  const forward = runForward(net, x);
  const last = forward.at(-1)!;
  const layers: BackwardLayer[] = [];
  let delta = outputDelta(net.loss, net.layers.at(-1)!.activation, last, y);
  for (let i = forward.length - 1; ; i--) {
    const { z, a } = forward[i]!;
    layers.unshift({
      z: unbatch(z, single),
      a: unbatch(a, single),
      delta: unbatch(delta, single),
      weightsGradient: matmul(transpose(forward[i - 1]?.a ?? x), delta),
      biasGradient: sum(delta, { axis: 0 }),
    });
    const gradient = matmul(delta, transpose(net.layers[i]!.weights));
    if (i === 0) {
      return {
        loss: lossValue(net.loss, last, y),
        output: layers.at(-1)!.a,
        layers,
        inputGradient: unbatch(gradient, single),
      };
    }
    delta = throughActivation(net.layers[i - 1]!.activation, forward[i - 1]!, gradient);
  }
}
