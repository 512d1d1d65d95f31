// The steps of the bound where the hidden variable takes few values.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression, StepReference } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import { totalOf } from '../derivation/phrases.js';
import type { DiscreteElbo } from './discrete-elbo.js';

const prior = (k: number): StepReference => refer('prior', [k], `p(z_{${k + 1}})`);
const seen = (k: number): StepReference => refer('likelihood', [k], `p(x \\mid z_{${k + 1}})`);
const guess = (k: number): StepReference => refer('q', [k], `q(z_{${k + 1}})`);
const after = (k: number): StepReference => refer('posterior', [k], `p(z_{${k + 1}} \\mid x)`);

/** Evidence and posterior, how the evidence splits, and the parts. */
export function discreteSteps(q: readonly number[], result: DiscreteElbo): StepDraft[] {
  const { add, divide, log, multiply, subtract } = stepOperations;
  // Values that the guess rules out add nothing: 0 ln 0 = 0.
  const believed = Array.from(q.keys()).filter((k) => q[k]! > 0);
  const sumOver = (indices: readonly number[], term: (k: number) => StepExpression) =>
    totalOf(indices.map(term));
  const against = (other: (k: number) => StepReference): StepExpression =>
    sumOver(believed, (k) => multiply(guess(k), log(divide(guess(k), other(k)))));
  return [
    {
      id: 'log-evidence',
      symbol: '\\ln p(x)',
      title: 'The logarithm of the evidence',
      check: log(refer('evidence')),
      value: result.logEvidence,
      steps: [
        {
          id: 'evidence',
          symbol: 'p(x)',
          title: 'Evidence: add up prior times likelihood over all values',
          check: sumOver(Array.from(q.keys()), (k) => multiply(prior(k), seen(k))),
          value: Math.exp(result.logEvidence),
        },
      ],
    },
    {
      id: 'posterior',
      symbol: 'p(z \\mid x)',
      title: 'Posterior, by Bayes’ rule',
      formula: 'p(z \\mid x) = \\frac{p(z) \\, p(x \\mid z)}{p(x)}',
      check: divide(multiply(refer('prior'), refer('likelihood')), refer('evidence')),
      value: result.posterior,
    },
    {
      kind: 'statement',
      id: 'split',
      title:
        'Split the log evidence: it does not depend on z, so take its mean over q, and put q above and below',
      formula:
        '\\ln p(x) = \\sum_z q(z) \\ln \\frac{p(x, z)}{p(z \\mid x)} = \\sum_z q(z) \\ln \\frac{p(x, z)}{q(z)} + \\sum_z q(z) \\ln \\frac{q(z)}{p(z \\mid x)}',
      note: 'The second sum is a divergence, so it is not negative: the first one is a lower bound. It is no divergence itself.',
      steps: [
        {
          kind: 'statement',
          id: 'parts',
          title:
            'With p(x, z) = p(z) p(x | z) the bound is a reconstruction less a divergence from the prior',
          formula:
            '\\sum_z q(z) \\ln \\frac{p(x, z)}{q(z)} = \\sum_z q(z) \\ln p(x \\mid z) - \\sum_z q(z) \\ln \\frac{q(z)}{p(z)}',
        },
      ],
    },
    {
      id: 'elbo',
      symbol: '\\mathrm{ELBO}',
      title: 'The bound',
      check: subtract(refer('reconstruction'), refer('kl')),
      value: result.elbo,
      steps: [
        {
          id: 'reconstruction',
          symbol: 'R',
          title: 'Reconstruction: the mean log-likelihood under the guess',
          check: sumOver(believed, (k) => multiply(guess(k), log(seen(k)))),
          value: result.reconstruction,
        },
        {
          id: 'kl',
          symbol: 'D',
          title: 'The divergence of the guess from the prior',
          check: against(prior),
          value: result.kl,
        },
      ],
    },
    {
      id: 'gap',
      symbol: 'G',
      title: 'What is missing: the divergence of the guess from the posterior',
      check: against(after),
      value: result.gap,
    },
    {
      id: 'proof',
      symbol: '\\ln p(x)',
      title: 'Together they are the log evidence again',
      check: add(refer('elbo'), refer('gap')),
      value: result.logEvidence,
    },
  ];
}
