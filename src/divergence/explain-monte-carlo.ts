// A divergence estimated from few samples.
import { checkOneOf, checkOptions } from '../core/check.js';
import { readFew } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  add,
  divide,
  exp,
  mean,
  negate,
  power,
  sqrt,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type MonteCarloEstimate, type MonteCarloOptions, monteCarloKl } from './monte-carlo.js';

/**
 * Estimates a Kullback–Leibler divergence from few samples, and shows the work: the logarithm of the ratio at each sample,
 * the mean, and how far it may be off.
 *
 * $$\widehat{D}(p \,\|\, q) = \frac1n \sum_i \ln r_i, \quad r_i = \frac{p(x_i)}{q(x_i)}, \quad x_i \sim p$$
 *
 * @param logP - ln p of each sample, drawn from p, [n], 2 to 12
 * @param logQ - ln q of the same samples, [n]
 * @param options - `estimator`: "plain" where left out, or "nonnegative"
 * @returns the derivation; its `result` is what `monteCarloKl` returns
 * @throws as `monteCarloKl`; ShapeError for less than 2 or more than 12 samples
 *
 * @example
 * Three samples.
 * ```ts
 * import { explainMonteCarloKl, verifyDerivation } from 'fovea';
 * const d = explainMonteCarloKl([0, -1, -2], [-1, -1, -1.5]);
 * d.result.value // => 0.16666667
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMonteCarloKl(
  logP: ArrayInput,
  logQ: ArrayInput,
  options?: MonteCarloOptions,
): Derivation<MonteCarloEstimate> {
  const fn = 'explainMonteCarloKl';
  const { estimator = 'plain' } = checkOptions(fn, options, ['estimator']);
  checkOneOf(fn, 'estimator', estimator, ['plain', 'nonnegative']);
  const p = readFew(fn, 'logP', logP, 12);
  const q = readFew(fn, 'logQ', logQ, 12, p.length);
  if (p.length < 2) readFew(fn, 'logP', logP, 12, 2);
  const result = monteCarloKl(p, q, { estimator });
  const plain = estimator === 'plain';
  const terms = refer(plain ? 'ratios' : 'terms');
  const steps: StepDraft[] = [
    {
      id: 'ratios',
      symbol: '\\ln r',
      title: 'The logarithm of the ratio at each sample',
      formula: '\\ln r_i = \\ln p(x_i) - \\ln q(x_i)',
      check: subtract(refer('p'), refer('q')),
      note: 'Samples come from p, the first of the two: those of q would estimate something else.',
    },
    ...(plain
      ? []
      : [
          {
            id: 'terms',
            symbol: 't',
            title: 'Add what is 0 on average and makes each term positive',
            formula: 't_i = \\ln r_i + \\frac{1}{r_i} - 1',
            check: subtract(add(refer('ratios'), exp(negate(refer('ratios')))), 1),
            note: 'Where p is drawn from, q/p is 1 on average.',
          },
        ]),
    {
      id: 'value',
      symbol: '\\hat D',
      title: 'The mean over the samples, in nats',
      check: mean(terms),
      value: result.value,
    },
    {
      id: 'error',
      symbol: 's',
      title: 'Its standard error: the deviation of the terms, divided by the root of their number',
      formula: `s = \\sqrt{\\frac{1}{n} \\cdot \\frac{1}{n - 1} \\sum_i \\left(${plain ? '\\ln r_i' : 't_i'} - \\hat D\\right)^2}`,
      check: sqrt(
        divide(divide(sum(power(subtract(terms, refer('value')), 2)), p.length - 1), p.length),
      ),
      value: result.standardError,
    },
  ];
  return createDerivation<MonteCarloEstimate>({
    topic: 'divergence',
    title: 'A Kullback–Leibler divergence estimated from samples',
    given: [
      { id: 'p', symbol: '\\ln p', title: 'ln p of each sample, drawn from p', value: p },
      { id: 'q', symbol: '\\ln q', title: 'ln q of the same samples', value: q },
    ],
    steps,
    result,
    answer: { record: { value: refer('value'), standardError: refer('error') } },
    conclusion: `The divergence is about ${inWords(result.value)} ± ${inWords(result.standardError)} nats${result.value < 0 ? ': by chance below 0, which no divergence is; the estimator "nonnegative" cannot be' : ''}.`,
    sources: ['J. Schulman, "Approximating KL divergence", 2020.'],
  });
}
