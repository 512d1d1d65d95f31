// The learning rate along half a cosine, at a few steps.
import { checkNumber } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { readFew } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, cos, divide, multiply, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type CosineRateOptions, cosineLearningRateFor } from './cosine-rate.js';

const FN = 'explainCosineLearningRate';

/** More steps no one reads. */
const MOST = 8;

/**
 * Computes a learning rate with warm-up and half a cosine at a few steps, and shows the work: which part of the rule
 * applies, how far the step is within it, and the rate.
 *
 * $$\eta(t) = \begin{cases} \eta_{\max} \, t / w & t < w \\ \eta_{\min} + \frac12 (\eta_{\max} - \eta_{\min}) \Bigl( 1 +
 * \cos \pi \dfrac{t - w}{T - w} \Bigr) & w \le t < T \\ \eta_{\min} & \text{else} \end{cases}$$
 *
 * @param options - as for `cosineLearningRate`: `peak`, `steps`, `warmUp` and `least`; not `restarts`
 * @param steps - numbers of steps already taken, at most 8, each at least 0
 * @returns the derivation; its `result` holds what the function that `cosineLearningRate` returns says of each
 * @throws as `cosineLearningRate`; ShapeError for none or more than 8 steps, DomainError for `restarts`
 * @see I. Loshchilov, F. Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2017, equation 5; K. He and others,
 * "Masked autoencoders are scalable vision learners", 2022, appendix A.1
 *
 * @example
 * In the warm-up, at the top, and half-way down.
 * ```ts
 * import { explainCosineLearningRate, toNested, verifyDerivation } from 'fovea';
 * const d = explainCosineLearningRate({ peak: 0.4, steps: 110, warmUp: 10 }, [5, 10, 60]);
 * toNested(d.result) // => [0.2, 0.4, 0.2]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainCosineLearningRate(
  options: CosineRateOptions,
  steps: ArrayInput,
): Derivation<FloatNdArray> {
  const rate = cosineLearningRateFor('explainCosineLearningRate', options);
  if (options.restarts !== undefined) {
    const expected = 'none: a single round is shown';
    const got = `${options.restarts}`;
    throw new DomainError({ function: FN, argument: 'restarts', expected, got });
  }
  const places = readFew(FN, 'steps', steps, MOST);
  for (const [i, step] of places.entries()) checkNumber(FN, `steps[${i}]`, step, { min: 0 });
  const { peak, steps: end, warmUp = 0, least = 0 } = options;
  const result = wrap(Float64Array.from(places, rate), [places.length]);
  const given: Given[] = [
    { id: 'peak', symbol: '\\eta_{\\max}', title: 'The largest rate', value: peak },
    { id: 'least', symbol: '\\eta_{\\min}', title: 'The least rate', value: least },
    { id: 'warm-up', symbol: 'w', title: 'Steps of warm-up', value: warmUp },
    { id: 'end', symbol: 'T', title: 'Steps until the rate is least', value: end },
    { id: 'taken', symbol: 't', title: 'Steps taken', value: places },
    { id: 'pi', symbol: '\\pi', title: 'The number π', value: Math.PI },
  ];
  return createDerivation<FloatNdArray>({
    topic: 'pretraining',
    title: 'A learning rate with warm-up and half a cosine',
    given,
    steps: [
      {
        kind: 'statement',
        id: 'rule',
        title: 'First in a straight line to the top, then along half a cosine down',
        formula:
          '\\eta(t) = \\begin{cases} \\eta_{\\max} \\, t / w & t < w \\\\ \\eta_{\\min} + \\frac{1}{2} (\\eta_{\\max} - \\eta_{\\min}) \\left(1 + \\cos\\left(\\pi \\frac{t - w}{T - w}\\right)\\right) & w \\le t < T \\\\ \\eta_{\\min} & \\text{else} \\end{cases}',
      },
      ...places.map((t, i) => rateStep(t, i, warmUp, end, result.get(i))),
    ],
    result,
    answer: { list: places.map((_, i) => refer(`rate-${i}`)) },
    symbol: '\\eta',
    sources: [
      'I. Loshchilov, F. Hutter, "SGDR: Stochastic gradient descent with warm restarts", ICLR 2017, equation 5.',
    ],
  });
}

function rateStep(t: number, i: number, warmUp: number, end: number, value: number): StepDraft {
  const taken = refer('taken', [i], `t_{${i + 1}}`);
  const common = { id: `rate-${i}`, symbol: `\\eta(${t})`, value };
  if (t < warmUp) {
    return {
      ...common,
      title: `After ${t} steps: in the warm-up`,
      check: divide(multiply(refer('peak'), taken), refer('warm-up')),
    };
  }
  if (t >= end) {
    return { ...common, title: `After ${t} steps: at the end`, check: refer('least') };
  }
  const range = subtract(refer('peak'), refer('least'));
  return {
    ...common,
    title: `After ${t} steps: on the cosine`,
    check: add(
      refer('least'),
      multiply(0.5, range, add(1, cos(multiply(refer('pi'), refer(`part-${i}`))))),
    ),
    steps: [
      {
        id: `part-${i}`,
        symbol: `u_{${i + 1}}`,
        title: 'How far down, from 0 to 1: the warm-up does not count',
        check: divide(subtract(taken, refer('warm-up')), subtract(refer('end'), refer('warm-up'))),
      },
    ],
  };
}
