// Samples of a Gaussian as a differentiable function of its mean and its spread.
import { checkRng, normal } from '../core/random.js';
import type { FloatNdArray, Rng } from '../core/types.js';
import { checkSameShape } from '../divergence/checks.js';
import { add, mul } from '../gradient/arithmetic.js';
import { exp } from '../gradient/functions.js';
import { cast, dtypeOf, shapeOf } from '../gradient/moves.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import type { Computed } from '../gradient/value-types.js';
import { readFloats } from './read.js';

/**
 * Samples of Gaussians with diagonal covariance, so written that they can be differentiated by mean and spread.
 *
 * $$z = \mu + e^{\ell/2} \varepsilon, \quad \ell = \ln \sigma^2$$
 *
 * ε is multiplied by the standard deviation σ = exp(ℓ/2), neither by the variance nor by ℓ.
 *
 * @param mean - μ: a number, or an array of any shape
 * @param logVariance - ℓ, the natural logarithm of the variance, of the same shape
 * @param noise - ε of the same shape, standard normal, or a stream to draw it from
 * @returns z: a traced value where one is traced, a number for numbers, else an ndarray of the same shape
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them
 * @see D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", 2014, section 2.4
 *
 * @example
 * Mean 1, variance 4, so that a unit of noise is worth 2.
 * ```ts
 * import { reparameterize } from 'fovea';
 * reparameterize(1, Math.log(4), 0.5) // => 2
 * ```
 */
export function reparameterize<M extends Traceable, L extends Traceable, N extends Traceable | Rng>(
  mean: M,
  logVariance: L,
  noise: N,
): Computed<M, L, N extends Traceable ? N : M>;
export function reparameterize(
  mean: Traceable,
  logVariance: Traceable,
  noise: Traceable | Rng,
): number | FloatNdArray | Traced {
  const fn = 'reparameterize';
  const [mu, log] = [readFloats(fn, 'mean', mean), readFloats(fn, 'logVariance', logVariance)];
  checkSameShape(fn, ['mean', 'logVariance'], mu, log);
  const sigma = exp(mul(log, 0.5));
  if (!isStream(noise)) {
    const epsilon = readFloats(fn, 'noise', noise);
    checkSameShape(fn, ['mean', 'noise'], mu, epsilon);
    return add(mu, mul(sigma, epsilon));
  }
  const drawn = normal(checkRng(fn, 'noise', noise), shapeOf(mu));
  if (typeof mu === 'number' && typeof sigma === 'number') return mu + sigma * drawn.data[0]!;
  const precision = dtypeOf(mu) === 'float32' && dtypeOf(log) === 'float32' ? 'float32' : 'float64';
  return add(mu, mul(sigma, cast(drawn, precision)));
}

function isStream(noise: Traceable | Rng): noise is Rng {
  return typeof noise === 'object' && noise !== null && 'nextUint32' in noise;
}
