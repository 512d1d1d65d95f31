// Backpropagation by hand: tanh units, sigmoid outputs, binary cross-entropy.
import type { Derivation } from '../../derivation/types.js';
import { explainBackwardPass } from '../../gradient/network-explain.js';
import { networkParts, networkStatement } from '../network-parts.js';
import {
  drawNetwork,
  isAwake,
  NETWORK_QUANTITIES,
  type NetworkGiven,
  networkOf,
  outerOf,
  passOf,
  sigmoidOf,
  throughWeights,
  vectorOf,
  weightedSums,
} from '../networks.js';
import type { Topic } from '../topic.js';

const HIDDEN = 'tanh';
const LOSS = 'binary-cross-entropy';

const crossEntropy = (a: readonly number[], y: readonly number[]): number =>
  a.reduce(
    (sum, each, i) =>
      sum -
      (y[i] === 0 ? 0 : y[i]! * Math.log(each)) -
      (y[i] === 1 ? 0 : (1 - y[i]!) * Math.log(1 - each)),
    0,
  );
/** Elementwise product with the derivative of tanh. */
const throughTanh = (errors: readonly number[], a: readonly number[]): number[] =>
  errors.map((error, i) => error * (1 - a[i]! ** 2));
const errorsOf = (a: readonly number[], y: readonly number[]): number[] =>
  a.map((each, i) => each - y[i]!);

/** Forward and backward through tanh units to sigmoid outputs. */
export const backpropCrossEntropyTopic: Topic<NetworkGiven> = {
  id: 'backprop-cross-entropy',
  title: 'Backpropagation with binary cross-entropy',
  quantities: NETWORK_QUANTITIES,
  generate: (draw, difficulty) => {
    const sizes = { easy: [2, 1, 1], medium: [2, 1, 2], hard: [2, 2, 2] } as const;
    return drawNetwork(draw, sizes[difficulty], difficulty === 'easy' ? 0.25 : 0.1);
  },
  accepts: (given) => isAwake(passOf(given, HIDDEN, LOSS)),
  statement: (given) =>
    networkStatement(given, {
      units: 'Hidden units apply $\\tanh$, outputs the sigmoid $\\sigma(z) = 1 / (1 + e^{-z})$.',
      loss: 'The loss is the binary cross-entropy, added up over the outputs: $L = -\\sum_k \\left( y_k \\ln a_k + (1 - y_k) \\ln (1 - a_k) \\right)$.',
    }),
  parts: (given) => {
    const { y, w2, b2 } = given;
    return networkParts(given, {
      hidden: () => vectorOf(passOf(given, HIDDEN, LOSS).layers[0]!.a),
      output: (earlier) => sigmoidOf(weightedSums(earlier.vector('a'), w2, b2)),
      loss: (earlier) => crossEntropy(earlier.vector('b'), y),
      outputDelta: (earlier) => errorsOf(earlier.vector('b'), y),
      hiddenDelta: (earlier) =>
        throughTanh(throughWeights(w2, earlier.vector('d')), earlier.vector('a')),
    });
  },
  misconceptions: [
    {
      id: 'no-activation',
      name: 'The activation is left out',
      explanation: 'These are the weighted sums; the activation is still to be applied to them.',
      wrong: {
        a: ({ x, w1, b1 }) => weightedSums(x, w1, b1),
        b: ({ w2, b2 }, earlier) => weightedSums(earlier.vector('a'), w2, b2),
      },
    },
    {
      id: 'sigmoid-for-tanh',
      name: 'The sigmoid is taken for tanh',
      explanation: 'Hidden units apply tanh here; only the outputs apply the sigmoid.',
      wrong: { a: ({ x, w1, b1 }) => sigmoidOf(weightedSums(x, w1, b1)) },
    },
    {
      id: 'cross-entropy-sign',
      name: 'The minus sign is left out',
      explanation: 'Logarithms of probabilities are negative: the minus makes the loss positive.',
      wrong: { c: ({ y }, earlier) => -crossEntropy(earlier.vector('b'), y) },
    },
    {
      id: 'squared-error-for-cross-entropy',
      name: 'Half the squared error is taken',
      explanation: 'The loss is the cross-entropy here, not half the squared error.',
      wrong: {
        c: ({ y }, earlier) =>
          errorsOf(earlier.vector('b'), y).reduce((sum, error) => sum + error ** 2 / 2, 0),
      },
    },
    {
      id: 'bce-activation-derivative-kept',
      name: 'The derivative of the sigmoid is multiplied once more',
      explanation:
        'With cross-entropy the derivative of the sigmoid cancels: δ is just output minus target.',
      wrong: {
        d: ({ y }, earlier) => earlier.vector('b').map((a, i) => (a - y[i]!) * a * (1 - a)),
      },
    },
    {
      id: 'backprop-sign',
      name: 'The sign of the error is turned',
      explanation: 'The derivative of the loss has output minus target, not target minus output.',
      wrong: { d: ({ y }, earlier) => earlier.vector('b').map((a, i) => y[i]! - a) },
    },
    {
      id: 'bce-bias-gradient-product',
      name: 'Output times target instead of output minus target',
      explanation:
        'At an output δ is the output minus the target; the sign between them is a minus, no dot.',
      wrong: {
        d: ({ y }, earlier) =>
          y.every((each) => each === 0) ? undefined : earlier.vector('b').map((a, i) => a * y[i]!),
      },
    },
    {
      id: 'gradient-by-weight',
      name: 'The weight is taken for the activation',
      explanation:
        'The gradient of a weight is δ times what comes in over it, the activation, not the weight.',
      wrong: {
        e: ({ w2 }, earlier) => w2.map((row) => row.map((w, j) => w * earlier.vector('d')[j]!)),
      },
    },
    {
      id: 'backprop-no-activation-derivative',
      name: 'The derivative of the activation is left out',
      explanation:
        'On its way back through a hidden unit the error is multiplied with the derivative of tanh, 1 − a².',
      wrong: { f: ({ w2 }, earlier) => throughWeights(w2, earlier.vector('d')) },
    },
    {
      id: 'tanh-derivative-as-sigmoid',
      name: 'The derivative of the sigmoid is taken',
      explanation: 'The derivative of tanh is 1 − a²; a (1 − a) is that of the sigmoid.',
      wrong: {
        f: ({ w2 }, earlier) =>
          throughWeights(w2, earlier.vector('d')).map((error, i) => {
            const a = earlier.vector('a')[i]!;
            return error * a * (1 - a);
          }),
      },
    },
    {
      id: 'backprop-only-one-path',
      name: 'Only one way back is taken',
      explanation:
        'A hidden unit acts on every output: what comes back over all of its weights is added.',
      wrong: {
        f: ({ w2 }, earlier) =>
          w2[0]!.length === 1
            ? undefined
            : throughTanh(
                w2.map((row) => row[0]! * earlier.vector('d')[0]!),
                earlier.vector('a'),
              ),
      },
    },
    {
      id: 'backprop-paths-multiplied',
      name: 'The ways back are multiplied',
      explanation: 'What comes back over the weights of a hidden unit is added, not multiplied.',
      wrong: {
        f: ({ w2 }, earlier) =>
          w2[0]!.length === 1
            ? undefined
            : throughTanh(
                w2.map((row) =>
                  row.reduce((product, w, j) => product * w * earlier.vector('d')[j]!, 1),
                ),
                earlier.vector('a'),
              ),
      },
    },
    {
      id: 'transposed-gradient',
      name: 'The gradient is transposed',
      explanation: 'The gradient has the layout of the weights: a row for each input.',
      wrong: {
        g: ({ x }, earlier) =>
          x.length === 1 || earlier.vector('f').length === 1
            ? undefined
            : outerOf(earlier.vector('f'), x),
      },
    },
  ],
  solve: (given): Derivation =>
    explainBackwardPass(networkOf(given, HIDDEN, LOSS), given.x, given.y),
};
