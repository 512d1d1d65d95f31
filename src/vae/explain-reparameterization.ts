// The reparameterisation of a Gaussian code, forward and backward.
import { checkOptions } from '../core/check.js';
import { readFew } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { add, divide, exp, multiply } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { vjp } from '../gradient/vjp.js';
import { reparameterize } from './reparameterize.js';

/** A Gaussian code and a draw of noise, for `explainReparameterization`. */
export interface ReparameterizationProblem {
  /** The encoder's means μ: 1 to 8 numbers. */
  readonly mean: ArrayInput;
  /** The natural logarithms ℓ of its variances, as many. */
  readonly logVariance: ArrayInput;
  /** The noise ε, standard normal, as many. */
  readonly noise: ArrayInput;
  /** The gradient of the loss by z, as many; all ones, for the derivatives of z itself, where left out. */
  readonly gradient?: ArrayInput | undefined;
}

/** What `explainReparameterization` arrives at. */
export interface ExplainedReparameterization {
  /** The standard deviations σ = exp(ℓ/2). */
  readonly sigma: FloatNdArray;
  /** The code z = μ + σ ε. */
  readonly z: FloatNdArray;
  /** The gradient by μ. */
  readonly meanGradient: FloatNdArray;
  /** The gradient by ℓ. */
  readonly logVarianceGradient: FloatNdArray;
}

const FN = 'explainReparameterization';

/** More dimensions no one reads. */
const MOST = 8;

/**
 * Draws a Gaussian code from given noise and shows the work, forward and backward: from log-variances to standard
 * deviations, the code $z = \mu + \sigma \varepsilon$, and the gradients that go through it to the encoder.
 *
 * $$\sigma = e^{\ell/2}, \quad z = \mu + \sigma \varepsilon, \quad \frac{\partial z}{\partial \mu} = 1, \quad
 * \frac{\partial z}{\partial \ell} = \frac{\sigma \varepsilon}{2}$$
 *
 * @param problem - `mean`, `logVariance` and `noise`, [d] each, at most 8; `gradient`: ∂L/∂z, [d], ones where left out
 * @returns the derivation; its `result` holds σ, `z` as `reparameterize` returns it, and the two gradients
 * @throws KindError where something is unknown or no array, ShapeError where lengths differ or exceed 8, DomainError where
 * a number is not finite
 * @see D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", 2014, section 2.4
 *
 * @example
 * Two dimensions, with variances 1 and 4.
 * ```ts
 * import { explainReparameterization, toNested, verifyDerivation } from 'fovea';
 * const logVariance = [0, Math.log(4)];
 * const d = explainReparameterization({ mean: [1, -1], logVariance, noise: [0.5, 0.25] });
 * toNested(d.result.z) // => [1.5, -0.5]
 * toNested(d.result.logVarianceGradient) // => [0.25, 0.25]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainReparameterization(
  problem: ReparameterizationProblem,
): Derivation<ExplainedReparameterization> {
  const names = ['mean', 'logVariance', 'noise', 'gradient'] as const;
  const given = checkOptions(FN, problem, names, 'problem');
  const mean = readFew(FN, 'mean', given.mean, MOST);
  const d = mean.length;
  const logVariance = readFew(FN, 'logVariance', given.logVariance, MOST, d);
  const noise = readFew(FN, 'noise', given.noise, MOST, d);
  const asked = given.gradient !== undefined;
  const upstream = asked ? readFew(FN, 'gradient', given.gradient, MOST, d) : mean.map(() => 1);
  const { value, pullback } = vjp((code) => reparameterize(code.mean, code.logVariance, noise), {
    mean,
    logVariance,
  });
  const back = pullback(upstream);
  // With a mean of 0 and a noise of 1 the code is σ.
  const ones = mean.map(() => 1);
  const zeros = mean.map(() => 0);
  const result: ExplainedReparameterization = {
    sigma: reparameterize(zeros, logVariance, ones),
    z: value,
    meanGradient: back.mean,
    logVarianceGradient: back.logVariance,
  };
  const [sigma, epsilon] = [refer('sigma'), refer('noise')];
  const byZ = asked ? '\\frac{\\partial L}{\\partial z}' : '1';
  const of = asked ? 'L' : 'z';
  return createDerivation<ExplainedReparameterization>({
    topic: 'vae',
    title: 'A Gaussian code by the reparameterisation, and the gradients through it',
    given: [
      { id: 'mean', symbol: '\\mu', title: 'The encoder’s means', value: mean },
      {
        id: 'log-variance',
        symbol: '\\ell',
        title: 'The natural logarithms of its variances',
        value: logVariance,
      },
      {
        id: 'noise',
        symbol: '\\varepsilon',
        title: 'A draw of standard normal noise',
        value: noise,
      },
      ...(asked
        ? [
            {
              id: 'gradient',
              symbol: 'g',
              title: 'The gradient of the loss with respect to the code, from the decoder',
              value: upstream,
            },
          ]
        : []),
    ],
    steps: [
      {
        id: 'sigma',
        symbol: '\\sigma',
        title: 'From log-variance to standard deviation: the root of the variance',
        formula: '\\sigma = \\sqrt{e^\\ell} = e^{\\ell/2}',
        check: exp(divide(refer('log-variance'), 2)),
        value: result.sigma,
        note: 'Half of the logarithm, for ℓ is that of the variance σ². Any ℓ gives a σ above 0, so the encoder may put out any number.',
      },
      {
        id: 'z',
        symbol: 'z',
        title: 'The code: the noise is stretched by σ and moved to μ',
        formula: 'z = \\mu + \\sigma \\varepsilon',
        check: add(refer('mean'), multiply(sigma, epsilon)),
        value: result.z,
      },
      {
        kind: 'statement',
        id: 'why',
        title:
          'The randomness is in ε alone, so z can be differentiated with respect to what the encoder put out',
        formula:
          '\\frac{\\partial z}{\\partial \\mu} = 1, \\qquad \\frac{\\partial z}{\\partial \\sigma} = \\varepsilon, \\qquad \\frac{\\partial \\sigma}{\\partial \\ell} = \\frac{1}{2} e^{\\ell/2} = \\frac{\\sigma}{2}',
        note: 'A draw from N(μ, σ²) without this form has no derivative by μ or σ.',
      },
      {
        id: 'mean-gradient',
        symbol: `\\frac{\\partial ${of}}{\\partial \\mu}`,
        title: 'The gradient with respect to the means: as it comes in',
        formula: `\\frac{\\partial ${of}}{\\partial \\mu} = ${byZ}`,
        check: asked ? refer('gradient') : { list: mean.map(() => 1) },
        value: result.meanGradient,
      },
      {
        id: 'log-variance-gradient',
        symbol: `\\frac{\\partial ${of}}{\\partial \\ell}`,
        title: 'The gradient with respect to the log-variances, by the chain rule through σ',
        formula: `\\frac{\\partial ${of}}{\\partial \\ell} = ${asked ? `${byZ} \\cdot ` : ''}\\varepsilon \\cdot \\frac{\\sigma}{2}`,
        check: asked
          ? multiply(refer('gradient'), epsilon, divide(sigma, 2))
          : multiply(epsilon, divide(sigma, 2)),
        value: result.logVarianceGradient,
        note: 'The divergence from the prior adds its own gradients to both: μ, and (σ² − 1)/2.',
      },
    ],
    result,
    answer: {
      record: {
        sigma: refer('sigma'),
        z: refer('z'),
        meanGradient: refer('mean-gradient'),
        logVarianceGradient: refer('log-variance-gradient'),
      },
    },
    sources: [
      'D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, section 2.4.',
    ],
  });
}
