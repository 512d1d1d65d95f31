// The steps of the bound of a Gaussian code.
import type { StepDraft } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Elbo } from './elbo.js';

/** The divergence by dimensions, and the bound. */
export function gaussianSteps(
  d: number,
  weighted: boolean,
  result: Elbo<number, number>,
): StepDraft[] {
  const { add, exp, multiply, negate, power, subtract, sum } = stepOperations;
  const kl = refer('kl');
  return [
    {
      kind: 'statement',
      id: 'bound',
      title:
        'The log evidence is at least the mean log-likelihood less the divergence of the code from the prior',
      formula:
        '\\ln p(x) \\ge \\mathbb{E}_{q(z \\mid x)} \\ln p(x \\mid z) - D\\left(q(z \\mid x) \\,\\|\\, p(z)\\right)',
      note: `Here q is Gaussian with ${d === 1 ? 'one dimension' : `${d} independent dimensions`}, and the prior p(z) standard normal.`,
    },
    {
      kind: 'statement',
      id: 'integral',
      title: 'The divergence of one dimension is an integral that can be done',
      formula:
        'D = \\mathbb{E}_q \\left[-\\frac{\\ln \\sigma^2}{2} - \\frac{(z - \\mu)^2}{2 \\sigma^2} + \\frac{z^2}{2}\\right] = \\frac{1}{2} \\left(\\mu^2 + \\sigma^2 - 1 - \\ln \\sigma^2\\right)',
      note: 'For the mean of (z − μ)² is σ², and that of z² is μ² + σ². With the variance σ², not the standard deviation, and with a plus in front.',
    },
    {
      id: 'variance',
      symbol: 'v',
      title: 'The variances, v for σ²',
      check: exp(refer('log-variance')),
    },
    {
      id: 'dimensions',
      symbol: 'D',
      title: 'The divergence of each dimension',
      check: multiply(
        0.5,
        subtract(
          subtract(add(power(refer('mean'), 2), refer('variance')), 1),
          refer('log-variance'),
        ),
      ),
    },
    {
      id: 'kl',
      symbol: 'D(q \\,\\|\\, p)',
      title: 'Add up all dimensions',
      check: sum(refer('dimensions')),
      value: result.kl,
    },
    {
      id: 'elbo',
      symbol: '\\mathrm{ELBO}',
      title: weighted ? 'The bound, with the divergence weighted by β' : 'The bound',
      check: subtract(refer('reconstruction'), weighted ? multiply(refer('beta'), kl) : kl),
      value: result.elbo,
    },
    {
      id: 'loss',
      symbol: 'L',
      title: 'To be minimised is its negative',
      check: negate(refer('elbo')),
      value: result.loss,
    },
  ];
}
