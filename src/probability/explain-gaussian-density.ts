// The logarithm of a Gaussian's density at a point, term by term.
import { checkOptions } from '../core/check.js';
import { readFew } from '../core/few.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  add,
  divide,
  exp,
  log,
  multiply,
  power,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import type { DiagonalGaussian } from '../divergence/gaussian.js';
import { gaussianLogDensityFor } from './gaussian-density.js';

const FN = 'explainGaussianLogDensity';

/** More dimensions no one reads. */
const MOST = 8;

/**
 * Computes the logarithm of the density of a Gaussian with independent dimensions at a point, in nats, and shows the work:
 * the squared distance measured by the variance, the logarithm of the variance, ln 2π, and the sum over dimensions.
 *
 * $$\ln p(x) = -\tfrac12 \sum_j \Bigl( \frac{(x_j - \mu_j)^2}{\sigma_j^2} + \ln \sigma_j^2 + \ln 2\pi \Bigr)$$
 *
 * @param x - the point: a number, or [d], at most 8
 * @param gaussian - `mean` μ and `variance` σ² (not the standard deviation): numbers, or [d] each
 * @returns the derivation; its `result` is what `gaussianLogDensity` returns
 * @throws KindError where something is unknown or no array, ShapeError where lengths differ or exceed 8, DomainError where a
 * number is not finite or a variance not above 0
 *
 * @example
 * A point in the plane.
 * ```ts
 * import { explainGaussianLogDensity, verifyDerivation } from 'fovea';
 * const d = explainGaussianLogDensity([1, 2], { mean: [0, 0], variance: [1, 4] });
 * d.result // => -3.531024246969
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainGaussianLogDensity(
  x: number | readonly number[],
  gaussian: DiagonalGaussian<number | readonly number[], number | readonly number[]>,
): Derivation<number> {
  const { mean, variance } = checkOptions(FN, gaussian, ['mean', 'variance'], 'gaussian');
  const point = readFew(FN, 'x', listOf(x), MOST);
  const d = point.length;
  const centre = readFew(FN, 'gaussian.mean', listOf(mean), MOST, d);
  const spread = readFew(FN, 'gaussian.variance', listOf(variance), MOST, d);
  const result = gaussianLogDensityFor(FN, point, { mean: centre, variance: spread });
  const single = d === 1;
  const shown = (list: readonly number[]) => (single ? list[0]! : list);
  return createDerivation<number>({
    topic: 'probability',
    title: 'The log density of a Gaussian at a point',
    given: [
      { id: 'x', symbol: 'x', title: 'The point', value: shown(point) },
      { id: 'mean', symbol: '\\mu', title: 'The mean', value: shown(centre) },
      {
        id: 'variance',
        symbol: '\\sigma^2',
        title: single ? 'The variance' : 'The variances',
        note: 'Not the standard deviation.',
        value: shown(spread),
      },
      { id: 'pi', symbol: '\\pi', title: 'The number π', value: Math.PI },
    ],
    steps: stepsOf(single, d, result),
    result,
    answer: refer('density'),
    conclusion: `The log density is ${inWords(result)} nats, so the density is ${inWords(Math.exp(result))}${result > 0 ? ': it may be above 1, for it is no probability' : ''}.`,
    sources: ['C. M. Bishop, "Pattern Recognition and Machine Learning", 2006, equation 1.46.'],
  });
}

function listOf(x: number | readonly number[]): readonly number[] {
  return typeof x === 'number' ? [x] : x;
}

function stepsOf(single: boolean, d: number, result: number): StepDraft[] {
  const distance = refer('distance');
  const volume = refer('volume');
  const circle = refer('circle');
  return [
    {
      id: 'distance',
      symbol: 'q',
      title: `The squared distance from the mean, measured by the variance${single ? '' : ', of each dimension'}`,
      formula: 'q = \\frac{(x - \\mu)^2}{\\sigma^2}',
      check: divide(power(subtract(refer('x'), refer('mean')), 2), refer('variance')),
    },
    {
      id: 'volume',
      symbol: 'v',
      title: `The logarithm of ${single ? 'the variance' : 'each variance'}: the wider, the lower the density`,
      formula: 'v = \\ln \\sigma^2',
      check: log(refer('variance')),
    },
    { id: 'circle', symbol: 'c', title: 'The constant', check: log(multiply(2, refer('pi'))) },
    single
      ? {
          id: 'density',
          symbol: '\\ln p(x)',
          title: 'Half of their sum, with the other sign, in nats',
          check: multiply(-0.5, add(distance, volume, circle)),
          value: result,
        }
      : {
          id: 'density',
          symbol: '\\ln p(x)',
          title: 'Half of the sum over all dimensions, with the other sign, in nats',
          formula: `\\ln p(x) = -\\frac{1}{2} \\left(\\sum_j q_j + \\sum_j v_j + ${d} \\, c\\right)`,
          check: multiply(-0.5, add(sum(distance), sum(volume), multiply(d, circle))),
          value: result,
          note: 'The dimensions are independent, so their densities multiply and the logarithms add up. The constant counts once a dimension.',
        },
    {
      id: 'linear',
      symbol: 'p(x)',
      title: 'The density itself',
      check: exp(refer('density')),
    },
  ];
}
