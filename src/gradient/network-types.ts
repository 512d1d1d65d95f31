// What a network by hand is made of; no code.
import type { ArrayInput, FloatNdArray } from '../core/types.js';

/** What a layer applies to its weighted sums. */
export type NetworkActivation = 'sigmoid' | 'tanh' | 'relu' | 'identity' | 'softmax';

/** What a network's output is judged by. */
export type NetworkLoss =
  | 'half-squared-error'
  | 'mean-squared-error'
  | 'binary-cross-entropy'
  | 'cross-entropy';

/** A fully connected layer as it is given: $a = f(x W + b)$. */
export interface NetworkLayerInput {
  /** Weights [in, out]; row i leads from input i, column j to unit j. */
  readonly weights: ArrayInput;
  /** One bias a unit [out]. */
  readonly bias: ArrayInput;
  /** What is applied to the weighted sums; softmax over all units of the layer. */
  readonly activation: NetworkActivation;
}

/** A network as it is given: layers, first to last, and the loss. */
export interface NetworkInput {
  /** The layers from input to output. */
  readonly layers: readonly NetworkLayerInput[];
  /** What the output is judged by. */
  readonly loss: NetworkLoss;
}

/** A fully connected layer of a network. */
export interface NetworkLayer {
  /** Weights [in, out]. */
  readonly weights: FloatNdArray;
  /** One bias a unit [out]. */
  readonly bias: FloatNdArray;
  /** What is applied to the weighted sums. */
  readonly activation: NetworkActivation;
}

/** Layers whose shapes chain, and a loss that fits the last one; made by `network`. */
export interface Network {
  /** The layers from input to output. */
  readonly layers: readonly NetworkLayer[];
  /** What the output is judged by. */
  readonly loss: NetworkLoss;
}

/** What a layer computes on the way forward. */
export interface ForwardLayer {
  /** Weighted sums $z = x W + b$, [out] or [n, out]. */
  readonly z: FloatNdArray;
  /** Activations $a = f(z)$, of the same shape. */
  readonly a: FloatNdArray;
}

/** What `forwardPass` returns. */
export interface ForwardPass {
  /** The last layer's activations, [out] or [n, out]. */
  readonly output: FloatNdArray;
  /** What each layer computed, first to last. */
  readonly layers: readonly ForwardLayer[];
}

/** What a layer computes on the way forward and back. */
export interface BackwardLayer extends ForwardLayer {
  /** $\delta = \partial L / \partial z$, of the shape of z. */
  readonly delta: FloatNdArray;
  /** $\partial L / \partial W$ [in, out], added over the rows of a batch. */
  readonly weightsGradient: FloatNdArray;
  /** $\partial L / \partial b$ [out], added over the rows of a batch. */
  readonly biasGradient: FloatNdArray;
}

/** What `backwardPass` returns. */
export interface BackwardPass {
  /** The loss, one number for all of a batch. */
  readonly loss: number;
  /** The last layer's activations, [out] or [n, out]. */
  readonly output: FloatNdArray;
  /** What each layer computed, first to last. */
  readonly layers: readonly BackwardLayer[];
  /** $\partial L / \partial x$, of the shape of x. */
  readonly inputGradient: FloatNdArray;
}
