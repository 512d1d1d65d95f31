// The divergence of two Gaussians, term by term.
import { readArray } from '../core/create.js';
import { describeValue, KindError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { explainDiagonal, type ShownGaussian } from './explain-diagonal.js';
import { type MultivariateGaussian, multivariateKlFor } from './multivariate-gaussian.js';

/**
 * Computes the Kullback–Leibler divergence of one Gaussian from another, in nats, and shows the work: with variances
 * each dimension's term by term and their sum; with covariances the trace, the distance of the means, the determinants,
 * and their sum.
 *
 * @param p - `mean` [d] and `covariance` [d, d] of the first; or `mean` and `variance` of independent dimensions, numbers
 * or [d]; variances, not standard deviations, on the diagonal too
 * @param q - the same of the second; its `mean` 0 and `variance` 1 stand for the standard normal
 * @returns the derivation; its `result` is what `multivariateGaussianKl` or `gaussianKl` returns
 * @throws KindError where something is unknown or no array, ShapeError where shapes do not fit, DomainError where a
 * number is not finite, a variance not above 0, a covariance not symmetric or not positive definite, or there are more
 * than 50 independent dimensions
 *
 * @example
 * Two bivariate Gaussians of the course, and what a variational autoencoder adds to its loss: means 0.5 and −1, standard
 * deviations 1.2 and 0.8, against the standard normal.
 * ```ts
 * import { explainGaussianKl, verifyDerivation } from 'fovea';
 * const q = { mean: [1, 0], covariance: [[2, 0.5], [0.5, 1]] };
 * const p = { mean: [0, 1], covariance: [[1, 0.2], [0.2, 2]] };
 * const d = explainGaussianKl(q, p);
 * d.result // => 1.14850107735
 * verifyDerivation(d).ok // => true
 * const standard = { mean: [0, 0], variance: [1, 1] };
 * explainGaussianKl({ mean: [0.5, -1], variance: [1.2 ** 2, 0.8 ** 2] }, standard).result // => 0.70582199452
 * ```
 */
export function explainGaussianKl(
  p: MultivariateGaussian<ArrayInput, ArrayInput>,
  q: MultivariateGaussian<ArrayInput, ArrayInput>,
): Derivation<number>;
export function explainGaussianKl(p: ShownGaussian, q: ShownGaussian): Derivation<number>;
export function explainGaussianKl(
  p: MultivariateGaussian<ArrayInput, ArrayInput> | ShownGaussian,
  q: MultivariateGaussian<ArrayInput, ArrayInput> | ShownGaussian,
): Derivation<number> {
  for (const [argument, given] of [['p', p] as const, ['q', q] as const]) {
    const whole = typeof given === 'object' && (given as unknown) !== null;
    if (whole && ('variance' in given || 'covariance' in given)) continue;
    throw new KindError({
      function: 'explainGaussianKl',
      argument,
      expected: 'a mean with a variance or a covariance',
      got: describeValue(given),
    });
  }
  if ('covariance' in p && 'covariance' in q) return explainFull(p, q);
  if ('variance' in p && 'variance' in q) return explainDiagonal(p, q);
  throw new KindError({
    function: 'explainGaussianKl',
    argument: 'q',
    expected: 'a mean and, as p has it, a variance or a covariance',
    got: `the names ${Object.keys(q).join(', ')}`,
  });
}

function explainFull(
  p: MultivariateGaussian<ArrayInput, ArrayInput>,
  q: MultivariateGaussian<ArrayInput, ArrayInput>,
): Derivation<number> {
  const result = multivariateKlFor('explainGaussianKl', p, q) as number;
  const { add, determinant, divide, dot, inverse, log, matmul, multiply, subtract, trace } =
    stepOperations;
  const d = readArray('explainGaussianKl', 'p.mean', p.mean).shape[0]!;
  const nested = (name: string, a: ArrayInput): number[] =>
    Array.from(readArray('explainGaussianKl', name, a, 'float64').data);
  const rows = (name: string, a: ArrayInput): number[][] => {
    const flat = nested(name, a);
    return Array.from({ length: d }, (_, i) => flat.slice(i * d, (i + 1) * d));
  };
  const [ownSpread, otherSpread] = [refer('own-covariance'), refer('other-covariance')];
  return createDerivation({
    topic: 'divergence',
    title: 'Kullback–Leibler divergence of two Gaussians',
    given: [
      { id: 'own-mean', symbol: '\\mu_p', title: 'Mean of p', value: nested('p.mean', p.mean) },
      {
        id: 'own-covariance',
        symbol: '\\Sigma_p',
        title: 'Covariance of p',
        value: rows('p.covariance', p.covariance),
      },
      { id: 'other-mean', symbol: '\\mu_q', title: 'Mean of q', value: nested('q.mean', q.mean) },
      {
        id: 'other-covariance',
        symbol: '\\Sigma_q',
        title: 'Covariance of q',
        value: rows('q.covariance', q.covariance),
      },
    ],
    steps: [
      {
        id: 'formula',
        kind: 'statement',
        title: 'What is to be computed',
        formula:
          'D = \\frac{1}{2} \\left( \\operatorname{tr}(\\Sigma_q^{-1} \\Sigma_p) + (\\mu_p - \\mu_q)^{\\top} \\Sigma_q^{-1} (\\mu_p - \\mu_q) - d + \\ln \\frac{\\det \\Sigma_q}{\\det \\Sigma_p} \\right)',
      },
      {
        id: 'inverse',
        symbol: 'A',
        title: 'Invert the covariance of q',
        check: inverse(otherSpread),
      },
      {
        id: 'trace',
        symbol: 't',
        title: 'Compare the spreads: the trace of A times the covariance of p',
        check: trace(refer('product')),
        steps: [
          {
            id: 'product',
            symbol: 'B',
            title: 'Multiply by the covariance of p',
            check: matmul(refer('inverse'), ownSpread),
          },
        ],
      },
      {
        id: 'distance',
        symbol: 'm',
        title: 'The squared distance of the means, measured by the spread of q',
        check: dot(refer('difference'), refer('weighed')),
        steps: [
          {
            id: 'difference',
            symbol: '\\delta',
            title: 'Subtract the means',
            check: subtract(refer('own-mean'), refer('other-mean')),
          },
          {
            id: 'weighed',
            symbol: 'w',
            title: 'Weigh the difference by the inverse',
            check: matmul(refer('inverse'), refer('difference')),
          },
        ],
      },
      {
        id: 'logarithm',
        symbol: 'l',
        title: 'Compare the volumes: the logarithm of the ratio of determinants, that of q above',
        check: log(divide(determinant(otherSpread), determinant(ownSpread))),
      },
      {
        id: 'divergence',
        symbol: 'D',
        title: `Add up, less the number of dimensions, ${d}, and halve`,
        check: multiply(
          0.5,
          add(subtract(add(refer('trace'), refer('distance')), d), refer('logarithm')),
        ),
        value: result,
      },
    ],
    result,
    answer: refer('divergence'),
    conclusion: `The divergence of p from q is ${Number(result.toPrecision(6))} nats.`,
  });
}
