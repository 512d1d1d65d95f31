// The score of a retrieval head, from a short class token through two layers.
import { checkOptions } from '../core/check.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, dot, maximum, multiply, sigmoid } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { gelu, relu } from '../gradient/activations.js';
import {
  type FeedForwardActivation,
  type FeedForwardParameters,
  feedForward,
} from '../transformer/feed-forward.js';
import { linear } from '../transformer/linear.js';
import { type MatchScoreOptions, matchScoreFor } from './matching.js';

const FN = 'explainMatchScore';

/** More numbers in a token or between the layers no one multiplies by hand. */
const MOST = 8;

/**
 * Computes the probability that two things belong together, from the class token that has seen both, and shows the work: the
 * first layer, its activation, the second layer, and the logistic function.
 *
 * $$p = \sigma(f(x W_1 + b_1) \, W_2 + b_2), \quad \sigma(z) = \frac{1}{1 + e^{-z}}$$
 *
 * @param classToken - [d], at most 8 numbers
 * @param parameters - `w1` [d, hidden], `b1` [hidden], `w2` [hidden, 1], `b2` [1], at most 8 hidden; biases may be left out
 * @param options - `activation`: "relu" where left out, or "gelu"
 * @returns the derivation; its `result` is what `matchScore` returns, [1]
 * @throws as `matchScore`; ShapeError for more than 8 numbers or several tokens, DomainError where one is not finite
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, section 4.2
 *
 * @example
 * A score of ln 3 is a probability of three quarters.
 * ```ts
 * import { explainMatchScore, toNested, verifyDerivation } from 'fovea';
 * const d = explainMatchScore([1], { w1: [[1, -1]], w2: [[Math.log(3)], [0]] });
 * toNested(d.result) // => [0.750000]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMatchScore(
  classToken: ArrayInput,
  parameters: FeedForwardParameters<ArrayInput>,
  options?: MatchScoreOptions,
): Derivation<FloatNdArray> {
  const { activation = 'relu' } = checkOptions(FN, options, ['activation']);
  const given = checkOptions(FN, parameters, ['w1', 'b1', 'w2', 'b2'], 'parameters');
  const x = readFew(FN, 'classToken', classToken, MOST);
  const w1 = readFewRows(FN, 'w1', given.w1, [MOST, MOST]);
  const w2 = readFewRows(FN, 'w2', given.w2, [MOST, 1]);
  const b1 = given.b1 === undefined ? undefined : readFew(FN, 'b1', given.b1, MOST, w1[0]!.length);
  const b2 = given.b2 === undefined ? undefined : readFew(FN, 'b2', given.b2, 1);
  const own = { w1, w2, ...(b1 && { b1 }), ...(b2 && { b2 }) };
  const result = matchScoreFor('explainMatchScore', x, own, { activation });
  const logit = (feedForward(x, own, { activation }) as FloatNdArray).get(0);
  const inner = linear(x, w1, b1) as FloatNdArray;
  const probability = result.get(0);
  return createDerivation<FloatNdArray>({
    topic: 'pretraining',
    title: 'Whether a video and an audio belong together: the retrieval head',
    given: [
      { id: 'x', symbol: 'x', title: 'The class token, which has seen both', value: x },
      ...weights(1, w1, b1),
      ...weights(2, w2, b2),
    ],
    steps: [
      {
        id: 'inner',
        symbol: 'h',
        title: 'The first layer: the token times each column of the matrix',
        formula: `h = x\\,W_1${b1 ? ' + b_1' : ''}`,
        check: { list: w1[0]!.map((_, c) => refer(`inner-${c}`)) },
        value: inner,
        steps: w1[0]!.map((_, c): StepDraft => {
          const column = { list: x.map((_, r) => refer('w1', [r, c])) };
          const product = dot(refer('x'), column);
          return {
            id: `inner-${c}`,
            symbol: `h_{${c + 1}}`,
            title: `Column ${c + 1}`,
            formula: `h_{${c + 1}} = \\sum_i x_i w_{i${c + 1}}${b1 ? ` + b_{${c + 1}}` : ''}`,
            check: b1 ? add(product, refer('b1', [c])) : product,
            value: inner.get(c),
          };
        }),
      },
      activationStep(activation, inner),
      {
        id: 'logit',
        symbol: 'z',
        title: 'The second layer makes one score of them',
        formula: `z = a\\,W_2${b2 ? ' + b_2' : ''}`,
        check: withBias(
          dot(refer('active'), { list: w2.map((_, r) => refer('w2', [r, 0])) }),
          b2 !== undefined,
        ),
        value: logit,
        note: 'It is the logarithm of the odds: above 0 they rather belong together. In training the loss takes this score.',
      },
      {
        id: 'probability',
        symbol: 'p',
        title: 'The logistic function makes a probability of it',
        formula: 'p = \\sigma(z) = \\frac{1}{1 + e^{-z}}',
        check: sigmoid(refer('logit')),
        value: probability,
        note: 'Each pair is judged by itself: probabilities of several pairs need not add up to 1.',
      },
    ],
    result,
    symbol: 'p',
    answer: { list: [refer('probability')] },
    conclusion: `They belong together with probability ${inWords(probability)}.`,
    sources: [
      'Z. Tang and others, "TVLT: Textless vision-language transformer", NeurIPS 2022, section 4.2.',
    ],
  });
}

function weights(layer: 1 | 2, w: readonly number[][], b: readonly number[] | undefined): Given[] {
  const name = layer === 1 ? 'first' : 'second';
  const matrix = { id: `w${layer}`, symbol: `W_{${layer}}`, title: `Matrix of the ${name} layer` };
  const bias = { id: `b${layer}`, symbol: `b_{${layer}}`, title: `Bias of the ${name} layer` };
  return [{ ...matrix, value: w }, ...(b === undefined ? [] : [{ ...bias, value: b }])];
}

function withBias(product: StepExpression, biased: boolean): StepExpression {
  return biased ? add(product, refer('b2', [0])) : product;
}

function activationStep(activation: FeedForwardActivation, inner: FloatNdArray): StepDraft {
  const step = { id: 'active', symbol: 'a' };
  if (activation === 'relu') {
    return {
      ...step,
      title: 'The activation: what is negative becomes 0',
      check: maximum(0, refer('inner')),
      value: relu(inner),
    };
  }
  const value = gelu(inner) as FloatNdArray;
  const shares = Array.from(inner.data, (h, i) => (h === 0 ? 0.5 : value.get(i) / h));
  const formula = '\\Phi(h)';
  return {
    ...step,
    title: 'The activation, GELU: each number times the probability that a normal one is smaller',
    formula: 'a_i = h_i\\,\\Phi(h_i)',
    check: multiply(refer('inner'), refer('phi')),
    value,
    steps: [
      {
        id: 'phi',
        symbol: formula,
        title: 'The distribution function of the standard normal distribution, from a table',
        formula,
        substitution: formula,
        check: { list: shares },
      },
    ],
  };
}
