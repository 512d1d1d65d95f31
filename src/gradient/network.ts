// A network of fully connected layers, checked once: shapes that chain, and a loss that fits the last layer.
import { bindShapes, checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { FloatDType } from '../core/types.js';
import type {
  Network,
  NetworkActivation,
  NetworkInput,
  NetworkLayer,
  NetworkLayerInput,
  NetworkLoss,
} from './network-types.js';

const ACTIVATIONS: readonly NetworkActivation[] = [
  'sigmoid',
  'tanh',
  'relu',
  'identity',
  'softmax',
];

const LOSSES: readonly NetworkLoss[] = [
  'half-squared-error',
  'mean-squared-error',
  'binary-cross-entropy',
  'cross-entropy',
];

/** The last activation that turns sums into the probabilities that a loss speaks of. */
const NEEDED: { readonly [loss in NetworkLoss]?: NetworkActivation } = {
  'binary-cross-entropy': 'sigmoid',
  'cross-entropy': 'softmax',
};

/**
 * A network of fully connected layers for `forwardPass` and `backwardPass`.
 *
 * $$z^{(l)} = a^{(l-1)} W^{(l)} + b^{(l)}, \qquad a^{(l)} = f^{(l)}(z^{(l)}), \qquad a^{(0)} = x$$
 *
 * The losses, with outputs a and targets y of n samples with m outputs each:
 *
 * - `half-squared-error`: $\frac{1}{2} \sum (a - y)^2$ over outputs and samples
 * - `mean-squared-error`: $\frac{1}{n m} \sum (a - y)^2$, the mean over outputs and samples, as PyTorch's
 * `MSELoss`
 * - `binary-cross-entropy`: $-\frac{1}{n} \sum y \ln a + (1 - y) \ln (1 - a)$, the sum over the outputs and
 * the mean over the samples; PyTorch's `BCELoss` takes the mean over the outputs too, which is the same for
 * one output. The last layer is sigmoid.
 * - `cross-entropy`: $-\frac{1}{n} \sum y \ln a$, the sum over the classes and the mean over the samples, as
 * PyTorch's `CrossEntropyLoss` of the sums z. The last layer is softmax.
 *
 * Everything is in float32 only where all arrays are Float32Arrays.
 *
 * @param input - `layers`: for each its `weights` [in, out] (row i leads from input i), `bias` [out] and
 * `activation`: "sigmoid", "tanh", "relu", "identity" or "softmax" (over all units of the layer); `loss`
 * @returns the same as ndarrays, that share no storage with what was given
 * @throws KindError for an unknown activation, loss or field; ShapeError where a layer does not take what
 * the one before gives, or has no units; DomainError for NaN and infinite numbers, and for a loss that the
 * last activation does not fit
 * @see C. M. Bishop, "Pattern Recognition and Machine Learning", 2006, section 5.2
 *
 * @example
 * Two inputs, one hidden unit, one output.
 * ```ts
 * import { forwardPass, network } from 'fovea/gradient';
 * const net = network({
 *   layers: [
 *     { weights: [[1], [-1]], bias: [0.5], activation: 'relu' },
 *     { weights: [[2]], bias: [0], activation: 'sigmoid' },
 *   ],
 *   loss: 'binary-cross-entropy',
 * });
 * net.layers[0]?.weights.shape // => [2, 1]
 * forwardPass(net, [1, 1]).output.get(0) // => 0.731059
 * ```
 */
export function network(input: NetworkInput): Network {
  return copyNetwork(readNetwork('network', 'input', input));
}

function copyNetwork({ layers, loss }: Network): Network {
  return {
    layers: layers.map(({ weights, bias, activation }) => ({
      weights: wrap(weights.data.slice(), weights.shape),
      bias: wrap(bias.data.slice(), bias.shape),
      activation,
    })),
    loss,
  };
}

/**
 * Reads a network that `network` made, or what it would be made of.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param input - what came
 * @param dtype - precision to read into; by the dtype rule where left out
 * @returns the network; its data may be the caller's, so it must not be written
 */
export function readNetwork(
  fn: string,
  argument: string,
  input: NetworkInput,
  dtype?: FloatDType,
): Network {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    const expected = 'an object with layers and loss';
    throw new KindError({ function: fn, argument, expected, got: describeValue(input) });
  }
  const { layers, loss } = checkOptions(fn, input, ['layers', 'loss'], argument);
  if (!Array.isArray(layers) || layers.length === 0) {
    const got = describeValue(layers);
    throw new KindError({
      function: fn,
      argument: 'layers',
      expected: 'a list of at least one layer',
      got,
    });
  }
  // Entries, not forEach, which passes over holes.
  for (const [i, layer] of layers.entries()) checkLayer(fn, `layers[${i}]`, layer);
  checkOneOf(fn, 'loss', loss, LOSSES);
  const arrays = input.layers.flatMap(({ weights, bias }) => [weights, bias]);
  const precision = dtype ?? computeDType(...arrays);
  const read: NetworkLayer[] = [];
  input.layers.forEach((layer, i) => {
    read.push(readLayer(fn, i, layer, precision, read.at(-1)?.bias.shape[0]));
  });
  checkLoss(fn, loss, read.at(-1)!.activation);
  return { layers: read, loss };
}

function checkLayer(fn: string, argument: string, layer: unknown): void {
  if (typeof layer === 'object' && layer !== null && !Array.isArray(layer)) {
    const names: readonly string[] = ['weights', 'bias', 'activation'];
    const stranger = Object.keys(layer).find((name) => !names.includes(name));
    if (stranger === undefined) return;
    const expected = `only the names ${names.join(', ')}`;
    throw new KindError({ function: fn, argument, expected, got: `"${stranger}"` });
  }
  const expected = 'an object with weights, bias and activation';
  throw new KindError({ function: fn, argument, expected, got: describeValue(layer) });
}

function readLayer(
  fn: string,
  i: number,
  layer: NetworkLayerInput,
  dtype: FloatDType,
  before: number | undefined,
): NetworkLayer {
  const name = `layers[${i}]`;
  const activation = checkOneOf(fn, `${name}.activation`, layer.activation, ACTIVATIONS);
  const weights = readArray(fn, `${name}.weights`, layer.weights, dtype);
  const bias = readArray(fn, `${name}.bias`, layer.bias, dtype);
  const { shape } = weights;
  const chains = shape.length === 2 && (before === undefined || shape[0] === before);
  if (!chains || shape.includes(0)) {
    const taken = before === undefined ? 'in' : `in=${before}, as layers[${i - 1}] gives`;
    throw new ShapeError({
      function: fn,
      argument: `${name}.weights`,
      expected: `shape (${taken}, out)${chains ? ' of at least one input and unit' : ''}`,
      got: `(${shape.join(', ')})`,
    });
  }
  bindShapes(fn, { [`${name}.weights`]: [weights, 'in out'], [`${name}.bias`]: [bias, 'out'] });
  checkFinite(fn, `${name}.weights`, weights);
  checkFinite(fn, `${name}.bias`, bias);
  return {
    weights: wrap(weights.data, shape),
    bias: wrap(bias.data, bias.shape),
    activation,
  };
}

function checkLoss(fn: string, loss: NetworkLoss, last: NetworkActivation): void {
  const needed = NEEDED[loss];
  if (needed === undefined || needed === last) return;
  throw new DomainError({
    function: fn,
    argument: 'loss',
    expected: `a last layer with activation "${needed}" for "${loss}"`,
    got: `activation "${last}"`,
  });
}
