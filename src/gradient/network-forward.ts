// The way forward through a network: weighted sums and activations of every layer.
import { relu, sigmoid } from '../array/activations.js';
import { add } from '../array/arithmetic.js';
import { tanh } from '../array/functions.js';
import { matmul } from '../array/matmul.js';
import { softmax } from '../array/softmax.js';
import { checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatDType, FloatNdArray } from '../core/types.js';
import { readNetwork } from './network.js';
import type {
  ForwardLayer,
  ForwardPass,
  Network,
  NetworkActivation,
  NetworkInput,
} from './network-types.js';

/**
 * The weighted sums and activations of every layer of a network.
 *
 * $$z^{(l)} = a^{(l-1)} W^{(l)} + b^{(l)}, \qquad a^{(l)} = f^{(l)}(z^{(l)}), \qquad a^{(0)} = x$$
 *
 * @param net - made by `network`
 * @param x - one sample [in], or a batch of them [n, in]
 * @returns `output`, the last activations, and for each layer `z` and `a`: [out] for one sample, [n, out]
 * for a batch
 * @throws ShapeError where x is not what the first layer takes, DomainError for NaN and infinite numbers, and
 * what `network` throws
 *
 * @example
 * One unit, one sample and two.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { forwardPass, network } from 'fovea/gradient';
 * const net = network({
 *   layers: [{ weights: [[2], [1]], bias: [-1], activation: 'sigmoid' }],
 *   loss: 'half-squared-error',
 * });
 * const { output, layers } = forwardPass(net, [1, 1]);
 * layers[0]?.z.get(0) // => 2
 * output.get(0) // => 0.880797
 * toNested(forwardPass(net, [[1, 1], [0, 1]]).output) // => [[0.880797], [0.5]]
 * ```
 */
export function forwardPass(net: NetworkInput, x: ArrayInput): ForwardPass {
  const fn = 'forwardPass';
  const { read, dtype } = readForCall(fn, net, x);
  const { rows, single } = readSamples(fn, 'x', x, dtype, ['in', inputSize(read)]);
  return passOf(read, rows, single);
}

/** The pass of samples that were read. */
export function passOf(net: Network, rows: FloatNdArray, single: boolean): ForwardPass {
  const layers = runForward(net, rows).map(({ z, a }) => ({
    z: unbatch(z, single),
    a: unbatch(a, single),
  }));
  return { output: layers.at(-1)!.a, layers };
}

/**
 * Reads a network in the precision of a call.
 *
 * @param fn - name of the public function, for errors
 * @param net - what came
 * @param arrays - the call's other arrays
 * @returns the network and the precision
 */
export function readForCall(
  fn: string,
  net: NetworkInput,
  ...arrays: readonly ArrayInput[]
): { readonly read: Network; readonly dtype: FloatDType } {
  const own = readNetwork(fn, 'net', net);
  const { weights } = own.layers[0]!;
  const dtype = computeDType(weights, ...arrays);
  const same = dtype === computeDType(weights);
  return { read: same ? own : readNetwork(fn, 'net', own, dtype), dtype };
}

/** How many numbers a sample has. */
export function inputSize(net: Network): number {
  return net.layers[0]!.weights.shape[0]!;
}

/** Samples as the rows of a matrix. */
export interface Samples {
  /** [n, in], read, never written. */
  readonly rows: FloatNdArray;
  /** Whether one sample came, not a batch. */
  readonly single: boolean;
}

/**
 * Reads one sample or a batch.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param input - what came
 * @param dtype - precision to read into
 * @param axis - name and length of the last axis
 * @returns rows
 */
export function readSamples(
  fn: string,
  argument: string,
  input: ArrayInput,
  dtype: FloatDType,
  [name, length]: readonly [string, number],
): Samples {
  const array: Dense = readArray(fn, argument, input, dtype);
  const { data, shape } = array;
  const single = shape.length === 1;
  if ((!single && shape.length !== 2) || shape.at(-1) !== length || shape[0] === 0) {
    const last = `${name}=${length}`;
    throw new ShapeError({
      function: fn,
      argument,
      expected: `shape (${last}) or (n, ${last})${shape[0] === 0 ? ', n at least 1' : ''}`,
      got: `(${shape.join(', ')})`,
    });
  }
  checkFinite(fn, argument, array);
  return { rows: wrap(data, single ? [1, length] : shape), single };
}

/** Runs a network on rows. */
export function runForward(net: Network, rows: FloatNdArray): ForwardLayer[] {
  let before = rows;
  return net.layers.map(({ weights, bias, activation }) => {
    const z = add(matmul(before, weights), bias);
    const a = activate(activation, z);
    before = a;
    return { z, a };
  });
}

function activate(activation: NetworkActivation, z: FloatNdArray): FloatNdArray {
  switch (activation) {
    case 'sigmoid':
      return sigmoid(z);
    case 'tanh':
      return tanh(z);
    case 'relu':
      return relu(z);
    case 'softmax':
      return softmax(z);
    case 'identity':
      return wrap(z.data.slice(), z.shape);
  }
}

/** A result as it is handed out: a vector where one sample came. */
export function unbatch(rows: FloatNdArray, single: boolean): FloatNdArray {
  return single ? wrap(rows.data, rows.shape.slice(1)) : rows;
}
