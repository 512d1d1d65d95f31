// The derivations of the course, ready to be called.
import { once } from '../../core/once.js';
import { matrixEquations } from './matrix-equations.js';
import type { MatrixEquations, MatrixProperty } from './types.js';

/** Equations whose derivatives are worth knowing. */
export interface MatrixDerivationCase {
  /** What it is, in plain words. */
  readonly title: string;
  /** The equations. */
  readonly equations: MatrixEquations;
  /** The name of the loss. */
  readonly loss: string;
  /** What the loss is differentiated by. */
  readonly parameters: readonly string[];
  /** What is known of the inputs. */
  readonly assume: Readonly<Record<string, MatrixProperty>>;
}

/** Names of the cases. */
export type MatrixDerivationName =
  | 'linearLayer'
  | 'softmaxCrossEntropy'
  | 'attention'
  | 'layerNorm'
  | 'squaredError'
  | 'quadraticForm';

/**
 * Six sets of equations whose matrix derivatives every course derives: linear layer, softmax with
 * cross-entropy, scaled dot-product attention, layer norm, squared error, quadratic form.
 *
 * Where a layer has no loss of its own, `G` stands for the derivative of the loss by its output.
 *
 * @example
 * The derivative of attention by the values, for any three queries and four keys of five numbers.
 * ```ts
 * import { deriveMatrix, matrixDerivations } from 'fovea/expression';
 * const { equations, loss, parameters } = matrixDerivations.attention;
 * parameters // => ['Q', 'K', 'V']
 * const shapes = { Q: [3, 5], K: [4, 5], V: [4, 2], d: [], G: [3, 2] };
 * deriveMatrix(equations, loss, 'V', { shapes }).result.expression // => "A' * G"
 * ```
 */
export const matrixDerivations: {
  readonly [Name in MatrixDerivationName]: MatrixDerivationCase;
} = {
  linearLayer: /* @__PURE__ */ createCase({
    title: 'Linear layer',
    equations: () => matrixEquations`Y = X*W + b'; L = sum(G .* Y)`,
    loss: 'L',
    parameters: ['W', 'b', 'X'],
    assume: {},
  }),
  softmaxCrossEntropy: /* @__PURE__ */ createCase({
    title: 'Softmax with cross-entropy',
    equations: () => matrixEquations`P = softmax(Z); L = -sum(Y .* log(P))`,
    loss: 'L',
    parameters: ['Z'],
    assume: { Y: 'unit-row-sums' },
  }),
  attention: /* @__PURE__ */ createCase({
    title: 'Scaled dot-product attention',
    equations: () => matrixEquations`
      S = Q*K' / sqrt(d)
      A = softmax(S)
      O = A*V
      L = sum(G .* O)`,
    loss: 'L',
    parameters: ['Q', 'K', 'V'],
    assume: {},
  }),
  layerNorm: /* @__PURE__ */ createCase({
    title: 'Layer norm',
    equations: () => matrixEquations`
      mu = rowMean(X)
      sigma = sqrt(rowMean((X - mu) .^ 2) + epsilon)
      N = (X - mu) ./ sigma
      Y = N .* gamma' + beta'
      L = sum(G .* Y)`,
    loss: 'L',
    parameters: ['X', 'gamma', 'beta'],
    assume: {},
  }),
  squaredError: /* @__PURE__ */ createCase({
    title: 'Squared error',
    equations: () => matrixEquations`L = normSquared(X*w - y)`,
    loss: 'L',
    parameters: ['w', 'X', 'y'],
    assume: {},
  }),
  quadraticForm: /* @__PURE__ */ createCase({
    title: 'Quadratic form',
    equations: () => matrixEquations`L = x'*A*x`,
    loss: 'L',
    parameters: ['x', 'A'],
    assume: {},
  }),
};

// The equations are read when they are first asked for.
function createCase({
  equations,
  ...others
}: Omit<MatrixDerivationCase, 'equations'> & {
  readonly equations: () => MatrixEquations;
}): MatrixDerivationCase {
  const read = once(equations);
  return {
    ...others,
    get equations() {
      return read();
    },
  };
}
