// The losses of the game of generator and discriminator, from scores of few samples.
import { checkOneOf, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { readFew } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { binaryCrossEntropy, binaryCrossEntropyFromLogits } from '../divergence/binary-losses.js';
import { gameSteps, type Logarithms } from './loss-steps.js';
import {
  discriminatorLoss,
  type GanVariant,
  type GeneratorLossOptions,
  generatorLoss,
} from './losses.js';

/** What the discriminator says of few samples, for `explainGanLosses`. */
export interface GanScores {
  /** Of real samples: 1 to 12 scores or probabilities. */
  readonly real: ArrayInput;
  /** Of made samples: 1 to 12. */
  readonly fake: ArrayInput;
}

/** What `explainGanLosses` arrives at. */
export interface ExplainedGanLosses {
  /** The discriminator's loss. */
  readonly discriminator: number;
  /** The generator's loss. */
  readonly generator: number;
  /** The value of the game, in "minimax" and "non-saturating" alone. */
  readonly value?: number;
}

const FN = 'explainGanLosses';

/** More samples no one reads. */
const MOST = 12;

/** The games, by name. */
export const VARIANTS = [
  'minimax',
  'non-saturating',
  'least-squares',
  'wasserstein',
  'hinge',
] as const;

/** Where each game comes from. */
export const GAME_SOURCES: { readonly [variant in GanVariant]: string } = {
  minimax: 'I. Goodfellow and others, "Generative adversarial nets", NeurIPS 2014, equation 1.',
  'non-saturating':
    'I. Goodfellow and others, "Generative adversarial nets", NeurIPS 2014, section 3.',
  'least-squares':
    'X. Mao and others, "Least squares generative adversarial networks", ICCV 2017, equation 2.',
  wasserstein: 'M. Arjovsky and others, "Wasserstein GAN", ICML 2017, equation 2.',
  hinge: 'J. H. Lim, J. C. Ye, "Geometric GAN", 2017.',
};

/**
 * Computes what discriminator and generator minimise from scores of few samples, and shows the work: the probabilities
 * and their logarithms, or the squares, the means over real and made samples, and the two losses.
 *
 * In the games "minimax" and "non-saturating" the value $V = \operatorname{E} \ln D(x) + \operatorname{E} \ln(1 - D(G(z)))$
 * is among the steps.
 *
 * @param scores - `real` and `fake`: 1 to 12 numbers each
 * @param options - `variant`: "minimax" where left out, "non-saturating", "least-squares", "wasserstein" or "hinge"; `input`:
 * "logits" where left out, or for the first two "probabilities"
 * @returns the derivation; its `result` holds what `discriminatorLoss` and `generatorLoss` return, and the `value` where
 * the game has one
 * @throws KindError where something is unknown or no array, ShapeError for no or more than 12 samples, DomainError where a
 * score is not finite or beyond ±700, a probability not from 0.001 to 0.999, or options do not go together
 * @see I. Goodfellow and others, "Generative adversarial nets", 2014; X. Mao and others, "Least squares generative
 * adversarial networks", 2017; M. Arjovsky and others, "Wasserstein GAN", 2017
 *
 * @example
 * A discriminator that is right about both kinds, and a critic.
 * ```ts
 * import { explainGanLosses, renderText, verifyDerivation } from 'fovea';
 * const d = explainGanLosses({ real: [0.9, 0.8], fake: [0.1, 0.4] }, { input: 'probabilities' });
 * d.result.value // => -0.472345
 * d.result.discriminator // => 0.472345
 * d.result.generator // => -0.308093
 * verifyDerivation(d).ok // => true
 * const critic = explainGanLosses({ real: [3, 1], fake: [-1, 1] }, { variant: 'wasserstein' });
 * critic.result.discriminator // => -2
 * ```
 */
export function explainGanLosses(
  scores: GanScores,
  options?: GeneratorLossOptions,
): Derivation<ExplainedGanLosses> {
  const samples = checkOptions(FN, scores, ['real', 'fake'], 'scores');
  const given = checkOptions(FN, options, ['variant', 'input']);
  const variant = checkOneOf(FN, 'variant', given.variant ?? 'minimax', VARIANTS);
  const input = checkOneOf(FN, 'input', given.input ?? 'logits', ['logits', 'probabilities']);
  const real = readFew(FN, 'real', samples.real, MOST);
  const fake = readFew(FN, 'fake', samples.fake, MOST);
  const played = variant === 'minimax' || variant === 'non-saturating';
  checkRange(FN, 'real', real, input);
  checkRange(FN, 'fake', fake, input);
  const game = { variant, input };
  const discriminator = discriminatorLoss(real, fake, game);
  const generator = generatorLoss(fake, game);
  // 0 less the loss is never −0.
  const result = { discriminator, generator, ...(played ? { value: 0 - discriminator } : {}) };
  const called = input === 'probabilities' ? 'probabilities' : 'scores';
  return createDerivation<ExplainedGanLosses>({
    topic: 'gan',
    title: `The losses of discriminator and generator (${variant === 'wasserstein' ? 'Wasserstein' : variant})`,
    given: [
      {
        id: 'real',
        symbol: input === 'probabilities' ? 'D(x)' : 'r',
        title: `The discriminator’s ${called} of ${real.length} real samples`,
        value: real,
      },
      {
        id: 'fake',
        symbol: input === 'probabilities' ? 'D(G(z))' : 'f',
        title: `Its ${called} of ${fake.length} made ones`,
        value: fake,
      },
    ],
    steps: gameSteps(game, {
      ...result,
      logarithms: played ? logarithmsOf(real, fake, input) : undefined,
    }),
    result,
    answer: {
      record: {
        discriminator: refer('discriminator'),
        generator: refer('generator'),
        ...(played ? { value: refer('value') } : {}),
      },
    },
    conclusion: `The discriminator’s loss is ${inWords(discriminator)}, the generator’s ${inWords(generator)}.`,
    sources: [GAME_SOURCES[variant]],
  });
}

/** The logarithms as the losses compute them. */
export function logarithmsOf(
  real: readonly number[],
  fake: readonly number[],
  input: 'logits' | 'probabilities',
): Logarithms {
  const called = (samples: readonly number[], answer: 0 | 1): number[] => {
    const entropy = input === 'logits' ? binaryCrossEntropyFromLogits : binaryCrossEntropy;
    const each = entropy(
      samples,
      samples.map(() => answer),
      { reduction: 'none' },
    );
    return Array.from(each.data, (loss) => 0 - loss);
  };
  return { real: called(real, 1), made: called(fake, 0), believed: called(fake, 1) };
}

/**
 * Refuses scores whose work cannot be shown with all its digits.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param numbers - scores or probabilities
 * @param input - which of them
 */
export function checkRange(
  fn: string,
  argument: string,
  numbers: readonly number[],
  input: 'logits' | 'probabilities',
): void {
  const [low, high] = input === 'logits' ? [-700, 700] : [0.001, 0.999];
  const at = numbers.findIndex((x) => !(x >= low && x <= high));
  if (at < 0) return;
  const expected = `${input === 'logits' ? 'scores' : 'probabilities'} from ${low} to ${high}`;
  throw new DomainError({ function: fn, argument, expected, got: `${numbers[at]} at [${at}]` });
}
