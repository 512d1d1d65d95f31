// The game's value, and what the best discriminator makes of it.
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { binaryCrossEntropy } from '../divergence/binary-losses.js';
import { checkEach, checkSameShape, SHARES } from '../divergence/checks.js';
import type { Distributions, DivergenceValue } from '../divergence/distributions.js';
import { jensenShannonDivergenceFor } from '../divergence/jensen-shannon.js';
import type { LossValue } from '../divergence/reduction.js';
import { add, div, mul, sub } from '../gradient/arithmetic.js';
import { ofAlike, ofEach, ofPairs } from '../gradient/choices.js';
import { asArray, dtypeOf, expand, shapeOf } from '../gradient/moves.js';
import { mean, sum } from '../gradient/reduce.js';
import { isTraced, type Traceable, type Traced } from '../gradient/traced.js';
import type { Computed } from '../gradient/value-types.js';
import { where } from '../gradient/where.js';
import { readFloats } from '../vae/read.js';

/** ln 4: what the value is short of 0 where nothing can be told apart. */
const LN_4 = 2 * Math.LN2;

/** Probabilities that something is real: a number, an array or a traced value. */
function readProbabilities(fn: string, argument: string, d: Traceable): Traceable {
  const read = readFloats(fn, argument, d);
  checkEach(fn, argument, read, 'probabilities from 0 to 1', SHARES);
  return read;
}

/** Probabilities or densities of outcomes. */
function readDensities(fn: string, argument: string, p: Traceable): Traceable {
  const read = readFloats(fn, argument, p);
  checkEach(fn, argument, read, 'finite numbers of at least 0', [0, Number.MAX_VALUE]);
  return read;
}

/** −ln D of each, or −ln(1 − D). */
function surprise(d: Traceable, answer: 0 | 1): FloatNdArray | Traced {
  const answers = expand(answer, shapeOf(d), dtypeOf(d));
  return asArray(binaryCrossEntropy(d, answers, { reduction: 'none' }));
}

/** Refuses laws of two shapes. */
function readLaws(
  fn: string,
  pData: Traceable,
  pModel: Traceable,
): readonly [Traceable, Traceable] {
  const [p, g] = [readDensities(fn, 'pData', pData), readDensities(fn, 'pModel', pModel)];
  checkSameShape(fn, ['pData', 'pModel'], p, g);
  return [p, g];
}

/**
 * The value of the game of a generator and a discriminator, in nats, from what the discriminator says of samples.
 *
 * $$V = \operatorname{E}_{x \sim p_\text{data}} \ln D(x) + \operatorname{E}_{z \sim p_z} \ln(1 - D(G(z)))$$
 *
 * The discriminator wants it high, the generator low. It is at most 0, and −∞ where a real sample is called surely made
 * or a made one surely real. From scores use `discriminatorLoss`, which is −V and loses no digits.
 *
 * @param dReal - the probabilities D(x) that the discriminator gives real samples, of any shape
 * @param dFake - the probabilities D(G(z)) that it gives made ones, of any shape; there may be more or fewer
 * @returns a traced value where one is traced, else a number
 * @throws KindError where an argument is of another kind, ShapeError where one is empty, DomainError where a number is
 * not from 0 to 1
 * @see I. Goodfellow and others, "Generative adversarial nets", 2014, equation 1
 *
 * @example
 * Who cannot tell says ½, and the value is −ln 4; who is sure and right gets 0.
 * ```ts
 * import { ganValue } from 'fovea';
 * ganValue([0.5, 0.5], [0.5]) // => -1.3862943611
 * ganValue([1, 1], [0]) // => 0
 * ganValue([1, 0], [0]) // => -Infinity
 * ```
 */
export function ganValue<R extends Traceable, F extends Traceable>(
  dReal: R,
  dFake: F,
): LossValue<R, F, 'mean'>;
export function ganValue(dReal: Traceable, dFake: Traceable): number | FloatNdArray | Traced {
  const fn = 'ganValue';
  const real = mean(surprise(readProbabilities(fn, 'dReal', dReal), 1));
  const fake = mean(surprise(readProbabilities(fn, 'dFake', dFake), 0));
  return sub(0, add(real, fake));
}

/**
 * The value of the game for laws of finitely many outcomes, in nats.
 *
 * $$V = \sum_x p_\text{data}(x) \ln D(x) + p_\text{model}(x) \ln(1 - D(x))$$
 *
 * 0 ln 0 counts as 0: what never comes costs nothing, whatever the discriminator says of it.
 *
 * @param pData - probabilities of the data's outcomes, of any shape; they are not asked to add up to 1
 * @param pModel - those of the generator's, of the same shape
 * @param d - D of each outcome, of the same shape
 * @returns a traced value where D is traced, else a number
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them,
 * DomainError where a probability is negative or D not from 0 to 1
 * @see I. Goodfellow and others, "Generative adversarial nets", 2014, equation 3
 *
 * @example
 * No discriminator does better than the optimal one.
 * ```ts
 * import { ganValueDiscrete, optimalDiscriminator } from 'fovea';
 * const [data, model] = [[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]];
 * ganValueDiscrete(data, model, optimalDiscriminator(data, model)) // => -1.2534657324
 * ganValueDiscrete(data, model, [0.7, 0.4, 0.3]) // => -1.26639897
 * ```
 */
export function ganValueDiscrete<D extends Traceable>(
  pData: ArrayInput,
  pModel: ArrayInput,
  d: D,
): LossValue<D, ArrayInput, 'mean'>;
export function ganValueDiscrete(
  pData: ArrayInput,
  pModel: ArrayInput,
  d: Traceable,
): number | FloatNdArray | Traced {
  const fn = 'ganValueDiscrete';
  const [p, g] = readLaws(fn, pData, pModel);
  const said = readProbabilities(fn, 'd', d);
  checkSameShape(fn, ['pData', 'd'], p, said);
  const real = mul(p, surprise(where(isPositive(p), said, 1), 1));
  const fake = mul(g, surprise(where(isPositive(g), said, 0), 0));
  return sub(0, sum(asArray(add(real, fake))));
}

function isPositive(p: Traceable): number | FloatNdArray {
  return ofEach(p, (x) => (x > 0 ? 1 : 0));
}

/**
 * The discriminator that no other does better than: the probability that an outcome is real where both kinds come
 * equally often.
 *
 * $$D^*(x) = \frac{p_\text{data}(x)}{p_\text{data}(x) + p_\text{model}(x)}$$
 *
 * Where both are 0 any D is as good as any other, and ½ is given.
 *
 * @param pData - probabilities or densities of the data, a number or an array of any shape
 * @param pModel - those of the generator at the same outcomes, of the same shape
 * @returns D*: a traced value where one is traced, a number for numbers, else an ndarray of that shape
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them,
 * DomainError where a number is negative or not finite
 * @see I. Goodfellow and others, "Generative adversarial nets", 2014, proposition 1
 *
 * @example
 * Only the second outcome comes equally often; the last never comes.
 * ```ts
 * import { optimalDiscriminator, toNested } from 'fovea';
 * toNested(optimalDiscriminator([0.7, 0.3, 0], [0.1, 0.3, 0])) // => [0.875, 0.5, 0.5]
 * ```
 */
export function optimalDiscriminator<P extends Traceable, G extends Traceable>(
  pData: P,
  pModel: G,
): Computed<P, G>;
export function optimalDiscriminator(
  pData: Traceable,
  pModel: Traceable,
): number | FloatNdArray | Traced {
  const [p, g] = readLaws('optimalDiscriminator', pData, pModel);
  if (!isTraced(p) && !isTraced(g)) return ofAlike(p, g, shareOfFirst);
  const comes = ofPairs(p, g, (a, b) => (a + b > 0 ? 1 : 0));
  return div(where(comes, p, 1), where(comes, add(p, g), 2));
}

/** a / (a + b), with the sum in the precision of the arrays; ½ where both are 0. */
function shareOfFirst(a: FloatTypedArray, b: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) {
    target[i] = a[i]! + b[i]!;
    target[i] = target[i]! > 0 ? a[i]! / target[i]! : 0.5;
  }
}

/**
 * What the generator is left to minimise once the discriminator is optimal, in nats.
 *
 * $$C = \max_D V = -\ln 4 + 2 \, \text{JS}(p_\text{data} \,\|\, p_\text{model})$$
 *
 * From −ln 4, where the two laws are the same, to 0, where they have no outcome in common.
 *
 * @param pData - distributions along the last axis
 * @param pModel - the generator's, of the same shape
 * @returns a number for plain vectors, a traced value where one is traced, else an ndarray of the other axes
 * @throws KindError where an argument is no array, ShapeError where shapes differ, DomainError where a number is negative
 * or a sum is not 1
 * @see I. Goodfellow and others, "Generative adversarial nets", 2014, theorem 1
 *
 * @example
 * Two laws of three outcomes, and the least there is.
 * ```ts
 * import { ganCriterion } from 'fovea';
 * ganCriterion([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]) // => -1.2534657324
 * ganCriterion([0.5, 0.5], [0.5, 0.5]) // => -1.3862943611
 * ```
 */
export function ganCriterion<P extends Distributions, G extends Distributions>(
  pData: P,
  pModel: G,
): DivergenceValue<P, G>;
export function ganCriterion(
  pData: Distributions,
  pModel: Distributions,
): number | FloatNdArray | Traced {
  return sub(
    mul(jensenShannonDivergenceFor('ganCriterion', ['pData', 'pModel'], pData, pModel), 2),
    LN_4,
  );
}

/**
 * The slope of the game's value by what the discriminator says of each outcome: 0 at the optimal one wherever both
 * laws are above 0.
 *
 * $$\frac{\partial V}{\partial D(x)} = \frac{p_\text{data}(x)}{D(x)} - \frac{p_\text{model}(x)}{1 - D(x)}$$
 *
 * Positive where D should rise. A term with probability 0 is 0, one that divides by 0 is infinite. What one law alone
 * gives has its optimum at the edge, D = 0 or 1, where the slope points outwards.
 *
 * @param pData - probabilities or densities of the data, a number or an array of any shape
 * @param pModel - those of the generator, of the same shape
 * @param d - D from 0 to 1, of the same shape
 * @returns a traced value where one is traced, a number for numbers, else an ndarray of that shape
 * @throws KindError where an argument is of another kind, ShapeError where shapes differ or nothing is in them,
 * DomainError where a number is out of range
 * @see I. Goodfellow and others, "Generative adversarial nets", 2014, proposition 1
 *
 * @example
 * The first is optimal, the second should rise.
 * ```ts
 * import { discriminatorStationarity, toNested } from 'fovea';
 * toNested(discriminatorStationarity([0.6, 0.4], [0.2, 0.8], [0.75, 0.25])) // => [0, 0.53333333]
 * ```
 */
export function discriminatorStationarity<
  P extends Traceable,
  G extends Traceable,
  D extends Traceable,
>(pData: P, pModel: G, d: D): Computed<P, G, D>;
export function discriminatorStationarity(
  pData: Traceable,
  pModel: Traceable,
  d: Traceable,
): number | FloatNdArray | Traced {
  const fn = 'discriminatorStationarity';
  const [p, g] = readLaws(fn, pData, pModel);
  const said = readProbabilities(fn, 'd', d);
  checkSameShape(fn, ['pData', 'd'], p, said);
  const up = div(p, where(isPositive(p), said, 1));
  const down = div(g, where(isPositive(g), sub(1, said), 1));
  return sub(up, down);
}
