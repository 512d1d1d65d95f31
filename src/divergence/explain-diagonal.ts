// The divergence of two Gaussians of independent dimensions, one dimension after the other.
import { bindShapes } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepReference } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type DiagonalGaussian, gaussianKl, gaussianKlFor } from './gaussian.js';

/** A Gaussian that is shown: of one dimension, or of several independent ones. */
export type ShownGaussian = DiagonalGaussian<
  number | readonly number[],
  number | readonly number[]
>;

/** More dimensions than these no one reads. */
const MOST_DIMENSIONS = 50;

const FN = 'explainGaussianKl';

function numbers(argument: string, x: number | readonly number[]): number[] {
  const dense = readArray(FN, argument, typeof x === 'number' ? [x] : x);
  bindShapes(FN, { [argument]: [checkFinite(FN, argument, dense), 'd'] });
  return Array.from(dense.data);
}

/** See `explainGaussianKl`. */
export function explainDiagonal(p: ShownGaussian, q: ShownGaussian): Derivation<number> {
  // Looks at everything that was given; what it returns depends on the kind of array.
  gaussianKlFor(FN, p, q);
  const given = {
    mean: numbers('p.mean', p.mean),
    variance: numbers('p.variance', p.variance),
    otherMean: numbers('q.mean', q.mean),
    otherVariance: numbers('q.variance', q.variance),
  };
  const result = gaussianKlFor(
    FN,
    { mean: given.mean, variance: given.variance },
    { mean: given.otherMean, variance: given.otherVariance },
  );
  const d = given.mean.length;
  if (d > MOST_DIMENSIONS) {
    throw new DomainError({
      function: FN,
      argument: 'p.mean',
      expected: `at most ${MOST_DIMENSIONS} dimensions`,
      got: String(d),
    });
  }
  const single = typeof p.mean === 'number';
  const shown = (x: readonly number[]): number | readonly number[] => (single ? x[0]! : x);
  const standard =
    given.otherMean.every((m) => m === 0) && given.otherVariance.every((v) => v === 1);
  const note = `${single ? 'A variance' : 'Variances'}, not ${single ? 'a standard deviation' : 'standard deviations'}.`;
  return createDerivation({
    topic: 'divergence',
    title: 'Kullback–Leibler divergence of two Gaussians',
    given: [
      { id: 'own-mean', symbol: '\\mu', title: 'Mean of p', value: shown(given.mean) },
      {
        id: 'own-variance',
        symbol: '\\sigma^2',
        title: 'Variance of p',
        note,
        value: shown(given.variance),
      },
      { id: 'other-mean', symbol: 'm', title: 'Mean of q', value: shown(given.otherMean) },
      {
        id: 'other-variance',
        symbol: 's^2',
        title: 'Variance of q',
        value: shown(given.otherVariance),
      },
    ],
    steps: single
      ? dimensionSteps(undefined, result)
      : [
          {
            id: 'shares',
            symbol: 'D',
            title: 'The share of each dimension',
            formula:
              'D_j = \\frac{1}{2} \\left( \\frac{(\\mu_j - m_j)^2}{s_j^2} + \\frac{\\sigma_j^2}{s_j^2} - 1 - \\ln \\frac{\\sigma_j^2}{s_j^2} \\right)',
            note: standard
              ? 'The dimensions are independent, so their divergences add up. Here q is the standard normal: the denominators are 1.'
              : 'The dimensions are independent, so their divergences add up.',
            check: { list: given.mean.map((_, j) => refer(`share-${j}`)) },
            steps: given.mean.map((mean, j): StepDraft => {
              const own = { mean, variance: given.variance[j]! };
              const other = { mean: given.otherMean[j]!, variance: given.otherVariance[j]! };
              return {
                id: `dimension-${j}`,
                kind: 'statement',
                title: `Dimension ${j + 1}`,
                steps: dimensionSteps(j, gaussianKl(own, other)),
              };
            }),
          },
          {
            id: 'divergence',
            symbol: 'D',
            title: 'Add them up, in nats',
            check: stepOperations.sum(refer('shares')),
            value: result,
          },
        ],
    result,
    answer: refer('divergence'),
    conclusion: `The divergence of p from q is ${Number(result.toPrecision(6))} nats.`,
    sources: standard
      ? ['D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, appendix B.']
      : [],
  });
}

// The steps of one dimension; of the only one where no index is given.
function dimensionSteps(j: number | undefined, value: number): StepDraft[] {
  const { add, divide, log, multiply, power, subtract } = stepOperations;
  const index = j === undefined ? '' : `_{${j + 1}}`;
  const id = (name: string): string => (j === undefined ? name : `${name}-${j}`);
  const part = (name: string, symbol: string): StepReference =>
    refer(name, j === undefined ? undefined : [j], symbol);
  const variance = part('own-variance', `\\sigma${index}^2`);
  const other = part('other-variance', `s${index}^2`);
  const apart = subtract(part('own-mean', `\\mu${index}`), part('other-mean', `m${index}`));
  return [
    {
      id: id('apart'),
      symbol: `a${index}`,
      title: 'The squared distance of the means, measured by the variance of q',
      check: divide(power(apart, 2), other),
    },
    {
      id: id('ratio'),
      symbol: `r${index}`,
      title: 'The ratio of the variances',
      check: divide(variance, other),
    },
    {
      id: id('logarithm'),
      symbol: `l${index}`,
      title: 'Its logarithm',
      check: log(refer(id('ratio'))),
    },
    {
      id: j === undefined ? 'divergence' : `share-${j}`,
      symbol: `D${index}`,
      title: 'Add up, less 1 and less the logarithm, and halve, in nats',
      check: multiply(
        0.5,
        subtract(subtract(add(refer(id('apart')), refer(id('ratio'))), 1), refer(id('logarithm'))),
      ),
      value,
    },
  ];
}
