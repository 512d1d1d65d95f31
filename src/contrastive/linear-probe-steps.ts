// The steps of a linear probe: where its descent begins, and the loss and its derivatives where it ends.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  abs,
  add,
  divide,
  log,
  matmul,
  max,
  maximum,
  mean,
  multiply,
  negate,
  power,
  softmax,
  subtract,
  sum,
  transpose,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { alone } from '../derivation/phrases.js';
import { classifyLinearly, type LinearProbe } from './linear-probe.js';

/** Derivatives of the cross-entropy by the weights, from the rows P − Y. */
function byWeights(rest: string): StepExpression {
  return divide(matmul(transpose(refer('x')), refer(rest)), refer('n'));
}

/**
 * The beginning of the descent: all weights 0, so that each class is as probable, and the gradient says where to go.
 *
 * @param classes - how many
 * @returns a step with those in it; they refer to "x", "n" and "hot"
 */
export function startSteps(classes: number): StepDraft {
  return {
    kind: 'statement',
    id: 'start',
    title: `Where the descent begins: all weights 0, so each class has probability 1/${classes}`,
    steps: [
      {
        id: 'rest-start',
        symbol: 'R_0',
        title: 'How far the probabilities are from what they should be',
        ...alone(`R_0 = \\frac{1}{${classes}} - Y`),
        check: subtract(1 / classes, refer('hot')),
      },
      {
        id: 'gradient-start',
        symbol: 'G_0',
        title:
          'The derivatives of the loss with respect to the weights; the descent sets out against them',
        check: byWeights('rest-start'),
        note: 'A column is the mean of the features, each weighed by how wrong the probability of the class is.',
      },
      {
        id: 'bias-start',
        symbol: 'g_0',
        title:
          'The derivatives with respect to the biases: the probability of each class less its share of the samples',
        ...alone(`g_{0} = \\frac{1}{${classes}} - \\frac1n \\sum_i Y_i`),
        check: subtract(1 / classes, mean(refer('hot'), 0)),
      },
    ],
  };
}

/**
 * The loss for the weights that were found, and its derivatives.
 *
 * @param x - the features
 * @param y - the labels
 * @param probe - what `linearProbe` found
 * @returns a step with those in it; they refer to "x", "n", "hot", "penalty", "w" and "b"
 */
export function endSteps(
  x: readonly number[][],
  y: readonly number[],
  probe: LinearProbe,
): StepDraft {
  const { probabilities } = classifyLinearly(probe, x);
  const largest = (of: string): StepExpression => max(abs(refer(of)));
  return {
    kind: 'statement',
    id: 'end',
    title: 'Where it ended: the loss for the weights W, and its derivatives',
    steps: [
      {
        id: 'scores',
        symbol: 'Z',
        title: 'A score for each class',
        check: add(matmul(refer('x'), refer('w')), refer('b')),
      },
      {
        id: 'probabilities',
        symbol: 'P',
        title: 'The softmax of each row',
        formula: 'P_{ic} = \\frac{e^{Z_{ic}}}{\\sum_k e^{Z_{ik}}}',
        substitution: '\\operatorname{softmax}(Z)',
        check: softmax(refer('scores'), 1),
        value: probabilities,
      },
      {
        id: 'surprise',
        symbol: 'l',
        title: 'What each sample costs, in nats',
        formula: 'l_i = -\\ln P_{i,y_i}',
        check: {
          list: y.map((label, i) =>
            negate(log(refer('probabilities', [i, label], `P_{${i + 1}${label + 1}}`))),
          ),
        },
      },
      {
        id: 'size',
        symbol: 'q',
        title: 'The penalty: half of λ times the sum of the squared weights',
        formula: 'q = \\frac{\\lambda}{2} \\sum_{jc} W_{jc}^2',
        check: multiply(divide(refer('penalty'), 2), sum(power(refer('w'), 2))),
        note: 'Without it, weights of classes that a line parts would grow without end.',
      },
      {
        id: 'loss',
        symbol: 'L',
        title: 'The loss: the mean cost, and the penalty',
        formula: 'L = \\frac1n \\sum_i l_i + q',
        check: add(mean(refer('surprise')), refer('size')),
        value: probe.loss,
      },
      {
        id: 'rest',
        symbol: 'R',
        title: 'How far the probabilities are from what they should be',
        ...alone('R = P - Y'),
        check: subtract(refer('probabilities'), refer('hot')),
      },
      {
        id: 'pull',
        symbol: 'D',
        title: 'The derivatives of the mean cost with respect to the weights',
        ...alone('D = \\frac{X^{\\top} R}{n}'),
        check: byWeights('rest'),
      },
      {
        id: 'hold',
        symbol: 'E',
        title: 'The derivatives of the penalty with respect to the weights',
        check: multiply(refer('penalty'), refer('w')),
      },
      {
        id: 'gradient',
        symbol: 'G',
        title: probe.converged
          ? 'Together: the data pull just as much as the penalty holds'
          : 'Together: the data still pull more than the penalty holds',
        ...alone('G = D + E'),
        check: add(refer('pull'), refer('hold')),
      },
      {
        id: 'bias-gradient',
        symbol: 'g',
        title: 'The derivatives with respect to the biases, which have no penalty',
        ...alone('g_c = \\frac1n \\sum_i R_{ic}'),
        check: mean(refer('rest'), 0),
      },
      {
        id: 'largest',
        symbol: 'm',
        title: 'The largest of all derivatives: 0 but for the tolerance at the minimum',
        ...alone('m = \\max_{j,c} (|G_{jc}|, |g_c|)'),
        check: maximum(largest('gradient'), largest('bias-gradient')),
      },
    ],
  };
}
