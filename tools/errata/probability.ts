// Errors of the sheet's problems about probabilities and divergences.
import { type Problem, valueIn } from './types.js';

export const PROBABILITY_PROBLEMS: readonly Problem[] = [
  {
    title: 'The divergence of a binomial law from the uniform one',
    call: 'explainKlDivergence([0.36, 0.48, 0.16], [1 / 3, 1 / 3, 1 / 3])',
    errors: [
      {
        stated: 'The uniform probabilities are 0.333.',
        right: 'They are 1/3, which add up to 1.',
        why: 'With 0.333 the value is 0.0863, as the second argument is no distribution any more.',
        wrong: 0.08630010165195404,
        answer: (r) => r,
      },
      {
        stated: 'The same rounding the other way round.',
        right:
          'D(q ‖ p) = 0.0975: the divergence is not symmetric, and 0.333 spoils it too (0.0964).',
        wrong: 0.09635805194535241,
        answer: () => 0.09745500678538754,
      },
    ],
  },
  {
    title: 'The divergence of three classes',
    call: 'explainKlDivergence([0.4, 0.4, 0.2], [0.5, 0.4, 0.1], { base: 2 })',
    errors: [
      {
        stated:
          'The logarithm is that of base 2, though the sheet’s formulas have the natural one.',
        right: 'Both will do if the unit is named: 0.0712 bits are 0.0494 nats.',
        wrong: 0.04937201558630516,
        answer: (r) => r,
      },
      {
        stated: 'One distribution is called a subset of the other, and the divergence a distance.',
        right:
          'What is possible under the first must be possible under the second; and a divergence is no metric: the other way round it is 0.0610 bits.',
        wrong: 0.06096404744368119,
        answer: (r) => r,
      },
      {
        stated: 'The ELBO measures the distance of the two.',
        right:
          'The divergence does. The ELBO is the logarithm of the evidence less the divergence from the posterior.',
      },
    ],
    slips: [
      {
        stated: 'a share of +0.1288',
        right: '−0.1288; only so do the shares add up to 0.0712',
        wrong: 0.32877123795494495,
        answer: (r) => r,
      },
    ],
  },
  {
    title: 'A decision between three fruits',
    call: `explainBayesDecision([0.3, 0.5, 0.2], [0.24, 0.15, 0.38], { names: ['A', 'O', 'B'] })`,
    errors: [
      {
        stated: 'The products of prior and likelihood are called the posterior.',
        right: 'They are divided by their sum: 0.323, 0.336 and 0.341.',
        why: 'The decision is the same without, but the numbers are no probabilities.',
        wrong: [0.072, 0.075, 0.076],
        answer: (r) => [0, 1, 2].map((i) => r.posterior.get(i)),
      },
      {
        stated: 'The picture and its features are both called x.',
        right: 'Two things want two letters.',
      },
    ],
    slips: [
      {
        stated: 'the products are 0.72, 0.75, 0.76',
        right: '0.072, 0.075, 0.076',
        wrong: [0.72, 0.75, 0.76],
        answer: (_, d) => [0, 1, 2].map((i) => valueIn(d, 'joint').get(i)),
      },
      {
        stated: 'the second prior is 0.4',
        right: '0.5: with 0.4 the priors add up to 0.9',
        wrong: 0.9,
        answer: (_, d) => valueIn(d, 'prior').reduce((sum: number, p: number) => sum + p),
      },
    ],
  },
  {
    title: 'The divergence in a variational autoencoder',
    call: `explainGaussianKl(
  { mean: [0.5, -1], variance: [1.2 ** 2, 0.8 ** 2] },
  { mean: [0, 0], variance: [1, 1] },
)`,
    errors: [
      {
        stated: 'A minus stands before the whole: −½ Σ (σ + μ² − 1 − ln σ).',
        right: 'A plus does: ½ Σ (σ² + μ² − 1 − ln σ²).',
        why: 'A divergence is never negative.',
        wrong: -0.7058219945202551,
        answer: (r) => r,
      },
      {
        stated: 'σ stands where σ² belongs.',
        right: 'σ² in both places; σ is right only where the letter means the variance.',
        wrong: 0.6454109972601276,
        answer: (r) => r,
      },
    ],
    slips: [
      {
        stated: 'the sum runs to k − 1',
        right: 'to k, over all dimensions',
        wrong: 0.1626784432060453,
        answer: (r) => r,
      },
    ],
  },
];
