// The divergence of two Gaussians, term by term.
import { readArray } from '../core/create.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type MultivariateGaussian, multivariateGaussianKl } from './multivariate-gaussian.js';

/**
 * Computes the Kullback–Leibler divergence of one Gaussian from another, in nats, and shows the work: the trace, the
 * distance of the means, the determinants, and their sum.
 *
 * @param p - `mean` [d] and `covariance` [d, d] of the first; a diagonal covariance holds variances, not standard
 * deviations
 * @param q - the same of the second
 * @returns the derivation; its `result` is what `multivariateGaussianKl` returns
 * @throws KindError where something is no array, ShapeError where shapes do not fit, DomainError where a number is not
 * finite or a covariance not symmetric or not positive definite
 *
 * @example
 * Two bivariate Gaussians of the course.
 * ```ts
 * import { explainGaussianKl, verifyDerivation } from 'fovea';
 * const q = { mean: [1, 0], covariance: [[2, 0.5], [0.5, 1]] };
 * const p = { mean: [0, 1], covariance: [[1, 0.2], [0.2, 2]] };
 * const d = explainGaussianKl(q, p);
 * d.result // => 1.14850107735
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainGaussianKl(
  p: MultivariateGaussian<ArrayInput, ArrayInput>,
  q: MultivariateGaussian<ArrayInput, ArrayInput>,
): Derivation<number> {
  const result = multivariateGaussianKl(p, q);
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
        id: 'inverse',
        symbol: 'A',
        title: 'Invert the covariance of q',
        check: inverse(otherSpread),
      },
      {
        id: 'trace',
        symbol: 't',
        title: 'Compare the spreads: the trace',
        check: trace(matmul(refer('inverse'), ownSpread)),
      },
      {
        id: 'difference',
        symbol: '\\delta',
        title: 'Subtract the means',
        check: subtract(refer('own-mean'), refer('other-mean')),
      },
      {
        id: 'distance',
        symbol: 'm',
        title: 'Their squared distance, measured by the spread of q',
        check: dot(refer('difference'), matmul(refer('inverse'), refer('difference'))),
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
