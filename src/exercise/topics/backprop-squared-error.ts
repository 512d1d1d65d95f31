// Backpropagation by hand: sigmoid units and half the squared error.
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

const HIDDEN = 'sigmoid';
const LOSS = 'half-squared-error';

const squares = (a: readonly number[], y: readonly number[]): number =>
  a.reduce((sum, each, i) => sum + (each - y[i]!) ** 2, 0);
/** Elementwise product with the sigmoid's derivative. */
const throughSigmoid = (errors: readonly number[], a: readonly number[]): number[] =>
  errors.map((error, i) => error * a[i]! * (1 - a[i]!));
const errorsOf = (a: readonly number[], y: readonly number[]): number[] =>
  a.map((each, i) => each - y[i]!);

/** Forward and backward through sigmoid units. */
export const backpropSquaredErrorTopic: Topic<NetworkGiven> = {
  id: 'backprop-squared-error',
  title: 'Backpropagation with half the squared error',
  quantities: NETWORK_QUANTITIES,
  generate: (draw, difficulty) => {
    const sizes = { easy: [2, 1, 1], medium: [2, 2, 1], hard: [3, 2, 1] } as const;
    return drawNetwork(draw, sizes[difficulty], difficulty === 'easy' ? 0.25 : 0.1);
  },
  accepts: (given) => isAwake(passOf(given, HIDDEN, LOSS)),
  statement: (given) =>
    networkStatement(given, {
      units: 'All units apply the sigmoid $\\sigma(z) = 1 / (1 + e^{-z})$.',
      loss: 'The loss is half the squared error, $L = \\frac{1}{2} \\sum_k (a_k - y_k)^2$.',
    }),
  parts: (given) => {
    const { y, w2, b2 } = given;
    return networkParts(given, {
      hidden: () => vectorOf(passOf(given, HIDDEN, LOSS).layers[0]!.a),
      output: (earlier) => sigmoidOf(weightedSums(earlier.vector('a'), w2, b2)),
      loss: (earlier) => squares(earlier.vector('b'), y) / 2,
      outputDelta: (earlier) =>
        throughSigmoid(errorsOf(earlier.vector('b'), y), earlier.vector('b')),
      hiddenDelta: (earlier) =>
        throughSigmoid(throughWeights(w2, earlier.vector('d')), earlier.vector('a')),
    });
  },
  misconceptions: [
    {
      id: 'no-activation',
      name: 'The activation is left out',
      explanation: 'These are the weighted sums; the sigmoid is still to be applied to them.',
      wrong: {
        a: ({ x, w1, b1 }) => weightedSums(x, w1, b1),
        b: ({ w2, b2 }, earlier) => weightedSums(earlier.vector('a'), w2, b2),
      },
    },
    {
      id: 'bias-left-out',
      name: 'The bias is left out',
      explanation: 'A weighted sum has the bias of its unit added to it.',
      wrong: {
        a: ({ x, w1, b1 }) =>
          b1.some((bias) => bias !== 0)
            ? sigmoidOf(
                weightedSums(
                  x,
                  w1,
                  b1.map(() => 0),
                ),
              )
            : undefined,
        b: ({ w2, b2 }, earlier) =>
          b2.some((bias) => bias !== 0)
            ? sigmoidOf(
                weightedSums(
                  earlier.vector('a'),
                  w2,
                  b2.map(() => 0),
                ),
              )
            : undefined,
      },
    },
    {
      id: 'mse-no-half',
      name: 'The half is left out',
      explanation: 'The loss has a half before the square, which cancels the 2 of its derivative.',
      wrong: {
        c: ({ y }, earlier) => squares(earlier.vector('b'), y),
        d: ({ y }, earlier) =>
          throughSigmoid(errorsOf(earlier.vector('b'), y), earlier.vector('b')).map(
            (delta) => 2 * delta,
          ),
      },
    },
    {
      id: 'backprop-sign',
      name: 'The sign of the error is turned',
      explanation: 'The derivative of the loss has output minus target, not target minus output.',
      wrong: {
        d: ({ y }, earlier) =>
          throughSigmoid(errorsOf(earlier.vector('b'), y), earlier.vector('b')).map(
            (delta) => -delta,
          ),
      },
    },
    {
      id: 'backprop-no-activation-derivative',
      name: 'The derivative of the activation is left out',
      explanation:
        'On its way back through a unit the error is multiplied with the derivative of the sigmoid, a (1 − a).',
      wrong: {
        d: ({ y }, earlier) => errorsOf(earlier.vector('b'), y),
        f: ({ w2 }, earlier) => throughWeights(w2, earlier.vector('d')),
      },
    },
    {
      id: 'sigmoid-derivative-as-tanh',
      name: 'The derivative of tanh is taken',
      explanation: 'The sigmoid has the derivative a (1 − a); 1 − a² is that of tanh.',
      wrong: {
        d: ({ y }, earlier) => earlier.vector('b').map((a, i) => (a - y[i]!) * (1 - a * a)),
        f: ({ w2 }, earlier) =>
          throughWeights(w2, earlier.vector('d')).map(
            (error, i) => error * (1 - earlier.vector('a')[i]! ** 2),
          ),
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
      id: 'backprop-weights-ignored',
      name: 'The weights are left out on the way back',
      explanation: 'Each path back is weighed with the weight over which the activation went.',
      wrong: {
        f: (_, earlier) => {
          const sum = earlier.vector('d').reduce((all, delta) => all + delta, 0);
          return throughSigmoid(
            earlier.vector('a').map(() => sum),
            earlier.vector('a'),
          );
        },
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
    {
      id: 'gradient-sign',
      name: 'The step is given for the gradient',
      explanation: 'This is the direction of the step downhill; the gradient itself points uphill.',
      wrong: {
        g: ({ x }, earlier) =>
          outerOf(
            x.map((each) => -each),
            earlier.vector('f'),
          ),
      },
    },
  ],
  solve: (given): Derivation =>
    explainBackwardPass(networkOf(given, HIDDEN, LOSS), given.x, given.y),
};
