// From the derivative by a layer's activations to the derivative by its weighted sums.
import { sigmoid } from '../array/activations.js';
import { add, mul, neg, sub } from '../array/arithmetic.js';
import { sum } from '../array/reduce.js';
import { allocate, wrap } from '../core/create.js';
import type { FloatNdArray } from '../core/types.js';
import type { ForwardLayer, NetworkActivation } from './network-types.js';

/**
 * ∂L/∂z of a layer from ∂L/∂a, for activations that the layer computed.
 *
 * @param activation - the layer's
 * @param layer - weighted sums and activations [n, m]
 * @param gradient - ∂L/∂a [n, m]
 * @returns [n, m]
 */
export function throughActivation(
  activation: NetworkActivation,
  layer: ForwardLayer,
  gradient: FloatNdArray,
): FloatNdArray {
  if (activation === 'identity') return gradient;
  if (activation === 'softmax') {
    // ∂L/∂z = a (ḡ − Σ ḡ a): each output depends on every sum
    const mixed = sum(mul(gradient, layer.a), { axis: 1, keepDims: true });
    return mul(layer.a, sub(gradient, mixed));
  }
  return mul(gradient, slope(activation, layer));
}

/**
 * The derivative of an activation that works on each unit alone.
 *
 * @param activation - which one
 * @param layer - weighted sums and activations
 * @returns ∂a/∂z of each unit
 */
export function slope(
  activation: Exclude<NetworkActivation, 'softmax'>,
  { z, a }: ForwardLayer,
): FloatNdArray {
  switch (activation) {
    // σ' = a (1 − a), the last factor as σ(−z), which does not cancel
    case 'sigmoid':
      return mul(a, sigmoid(neg(z)));
    // tanh' = 1 − a²
    case 'tanh':
      return mul(sub(1, a), add(1, a));
    // 1 where z > 0; 0 at 0, as in PyTorch
    case 'relu':
      return wrap(stepOf(z.data), z.shape);
    case 'identity':
      return add(mul(z, 0), 1);
  }
}

function stepOf(source: FloatNdArray['data']): FloatNdArray['data'] {
  const target = allocate(source instanceof Float32Array ? 'float32' : 'float64', source.length);
  for (let i = 0; i < target.length; i++) target[i] = source[i]! > 0 ? 1 : 0;
  return target;
}
