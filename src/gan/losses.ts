// What discriminators and generators minimise.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import type { FloatNdArray } from '../core/types.js';
import { binaryCrossEntropy, binaryCrossEntropyFromLogits } from '../divergence/binary-losses.js';
import { checkEach, SHARES } from '../divergence/checks.js';
import type { LossValue } from '../divergence/reduction.js';
import { relu, softplus } from '../gradient/activations.js';
import { add, mul, neg, square, sub } from '../gradient/arithmetic.js';
import { asArray, dtypeOf, expand, shapeOf } from '../gradient/moves.js';
import { mean } from '../gradient/reduce.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import { readFloats } from '../vae/read.js';

/** The games: who wants what of the discriminator's scores. */
export type GanVariant = 'minimax' | 'non-saturating' | 'least-squares' | 'wasserstein' | 'hinge';

/** Options of `generatorLoss`. */
export interface GeneratorLossOptions {
  /** The game; "minimax" where left out, but "non-saturating" in `aaeLosses`. */
  readonly variant?: GanVariant | undefined;
  /** What the discriminator gives: "logits" where left out, or "probabilities", for the first two games alone. */
  readonly input?: 'logits' | 'probabilities' | undefined;
}

/** Options of `discriminatorLoss`. */
export interface DiscriminatorLossOptions extends GeneratorLossOptions {
  /** One-sided label smoothing: real samples are to be called real with 1 less this; 0 where left out. */
  readonly smoothing?: number | undefined;
}

const VARIANTS = ['minimax', 'non-saturating', 'least-squares', 'wasserstein', 'hinge'] as const;

/** The games that are played with probabilities; in the others scores are any numbers. */
const BY_PROBABILITY: readonly GanVariant[] = ['minimax', 'non-saturating'];

interface Game {
  readonly variant: GanVariant;
  readonly input: 'logits' | 'probabilities';
}

function readGame(fn: string, { variant, input }: GeneratorLossOptions): Game {
  const game = checkOneOf(fn, 'variant', variant ?? 'minimax', VARIANTS);
  const kind = checkOneOf(fn, 'input', input ?? 'logits', ['logits', 'probabilities']);
  if (kind === 'probabilities' && !BY_PROBABILITY.includes(game)) {
    const expected = `"logits" (any scores) with the variant "${game}"`;
    throw new DomainError({ function: fn, argument: 'input', expected, got: '"probabilities"' });
  }
  return { variant: game, input: kind };
}

function readScores(fn: string, argument: string, scores: Traceable, game: Game): Traceable {
  const read = readFloats(fn, argument, scores);
  if (game.input === 'logits') checkEach(fn, argument, read, 'finite numbers', Number.isFinite);
  else checkEach(fn, argument, read, 'probabilities from 0 to 1', SHARES);
  return read;
}

/** The mean cross-entropy of calling all samples real with one probability. */
function calling(scores: Traceable, answer: number, game: Game): number | FloatNdArray | Traced {
  // Of a certain answer's two terms one is 0 for each sample: −ln s(x) or −ln(1 − s(x)) is left.
  if (game.input === 'logits' && (answer === 0 || answer === 1)) {
    return average(softplus(answer === 0 ? scores : neg(scores)));
  }
  const answers = expand(answer, shapeOf(scores), dtypeOf(scores));
  return game.input === 'logits'
    ? binaryCrossEntropyFromLogits(scores, answers)
    : binaryCrossEntropy(scores, answers);
}

function average(x: Traceable): number | FloatNdArray | Traced {
  return mean(asArray(x));
}

/**
 * The loss of a discriminator, or critic, from its scores of real and made samples.
 *
 * With scores r of real and f of made samples, $s$ the logistic function and means over each:
 * $$\begin{aligned}
 * \text{minimax, non-saturating:} \quad & -\operatorname{E} \ln s(r) - \operatorname{E} \ln(1 - s(f)) = -V \\
 * \text{least-squares:} \quad & \tfrac12 \operatorname{E} (r - 1)^2 + \tfrac12 \operatorname{E} f^2 \\
 * \text{wasserstein:} \quad & \operatorname{E} f - \operatorname{E} r \\
 * \text{hinge:} \quad & \operatorname{E} \max(0, 1 - r) + \operatorname{E} \max(0, 1 + f)
 * \end{aligned}$$
 *
 * Stable for scores of any size. The critic of "wasserstein" must be kept from growing steep, by `gradientPenalty` or
 * `clipWeights`. With smoothing α, real samples are called real with 1 − α only, so that the discriminator does not grow
 * ever surer of itself; made ones are not smoothed.
 *
 * @param real - scores of real samples, of any shape: logits, before the logistic function, or plain scores
 * @param fake - scores of made samples, of any shape
 * @param options - `variant`: "minimax" where left out, "non-saturating" (the same for the discriminator),
 * "least-squares", "wasserstein" or "hinge"; `input`: "logits" where left out, or for the first two "probabilities";
 * `smoothing`: α from 0 up to 1, 0 where left out, not for "wasserstein" and "hinge"
 * @returns a traced value where one is traced, else a number
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where one is empty,
 * DomainError where a score is not finite or no probability, or options do not go together
 * @see I. Goodfellow and others, "Generative adversarial nets", 2014; X. Mao and others, "Least squares generative
 * adversarial networks", 2017; M. Arjovsky and others, "Wasserstein GAN", 2017; T. Salimans and others, "Improved
 * techniques for training GANs", 2016, section 3.4, for smoothing
 *
 * @example
 * Scores of 0 say one half: ln 4. A critic earns the distance of its scores.
 * ```ts
 * import { discriminatorLoss } from 'fovea';
 * discriminatorLoss([0, 0], [0]) // => 1.3862943611
 * discriminatorLoss([3, 1], [-1, 1], { variant: 'wasserstein' }) // => -2
 * ```
 */
export function discriminatorLoss<R extends Traceable, F extends Traceable>(
  real: R,
  fake: F,
  options?: DiscriminatorLossOptions,
): LossValue<R, F, 'mean'>;
export function discriminatorLoss(
  real: Traceable,
  fake: Traceable,
  options?: DiscriminatorLossOptions,
): number | FloatNdArray | Traced {
  return discriminatorLossFor('discriminatorLoss', ['real', 'fake'], real, fake, options);
}

/** `discriminatorLoss` for functions that it is a part of, whose name and arguments errors tell. */
export function discriminatorLossFor(
  fn: string,
  names: readonly [string, string],
  real: Traceable,
  fake: Traceable,
  options?: DiscriminatorLossOptions,
): number | FloatNdArray | Traced {
  const given = checkOptions(fn, options, ['variant', 'input', 'smoothing']);
  const game = readGame(fn, given);
  const smoothing = checkNumber(fn, 'smoothing', given.smoothing ?? 0, { min: 0, below: 1 });
  if (smoothing > 0 && (game.variant === 'wasserstein' || game.variant === 'hinge')) {
    const expected = `0 with the variant "${game.variant}", which has no labels to smooth`;
    throw new DomainError({ function: fn, argument: 'smoothing', expected, got: `${smoothing}` });
  }
  const r = readScores(fn, names[0], real, game);
  const f = readScores(fn, names[1], fake, game);
  switch (game.variant) {
    case 'least-squares':
      return mul(add(average(square(sub(r, 1 - smoothing))), average(square(f))), 0.5);
    case 'wasserstein':
      return sub(average(f), average(r));
    case 'hinge':
      return add(average(relu(sub(1, r))), average(relu(add(1, f))));
    default:
      return add(calling(r, 1 - smoothing, game), calling(f, 0, game));
  }
}

/**
 * The loss of a generator, from the discriminator's scores of what it made.
 *
 * With scores f and $s$ the logistic function:
 * $$\begin{aligned}
 * \text{minimax:} \quad & \operatorname{E} \ln(1 - s(f)) \\
 * \text{non-saturating:} \quad & -\operatorname{E} \ln s(f) \\
 * \text{least-squares:} \quad & \tfrac12 \operatorname{E} (f - 1)^2 \\
 * \text{wasserstein, hinge:} \quad & -\operatorname{E} f
 * \end{aligned}$$
 *
 * "minimax" is the generator's part of the value; its slope dies where the discriminator is sure (f far below 0), just
 * when the generator needs it, which "non-saturating" mends.
 *
 * @param fake - scores of made samples, of any shape: logits, before the logistic function, or plain scores
 * @param options - `variant`: "minimax" where left out, "non-saturating", "least-squares", "wasserstein" or "hinge";
 * `input`: "logits" where left out, or for the first two "probabilities"
 * @returns a traced value for a traced one, else a number
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where nothing is in it,
 * DomainError where a score is not finite or no probability, or options do not go together
 * @see I. Goodfellow and others, "Generative adversarial nets", 2014, section 3; J. H. Lim, J. C. Ye, "Geometric GAN",
 * 2017, for "hinge"
 *
 * @example
 * Caught for sure: minimax has nothing more to lose and no slope, non-saturating a slope of 1.
 * ```ts
 * import { generatorLoss } from 'fovea';
 * generatorLoss([-50]) // => -1.92874985e-22
 * generatorLoss([-50], { variant: 'non-saturating' }) // => 50
 * ```
 */
export function generatorLoss<F extends Traceable>(
  fake: F,
  options?: GeneratorLossOptions,
): LossValue<F, number, 'mean'>;
export function generatorLoss(
  fake: Traceable,
  options?: GeneratorLossOptions,
): number | FloatNdArray | Traced {
  return generatorLossFor('generatorLoss', 'fake', fake, options);
}

/** `generatorLoss` for functions that it is a part of, whose name and arguments errors tell. */
export function generatorLossFor(
  fn: string,
  argument: string,
  fake: Traceable,
  options?: GeneratorLossOptions,
): number | FloatNdArray | Traced {
  const game = readGame(fn, checkOptions(fn, options, ['variant', 'input']));
  const f = readScores(fn, argument, fake, game);
  switch (game.variant) {
    case 'minimax':
      return sub(0, calling(f, 0, game));
    case 'non-saturating':
      return calling(f, 1, game);
    case 'least-squares':
      return mul(average(square(sub(f, 1))), 0.5);
    default:
      return neg(average(f));
  }
}
