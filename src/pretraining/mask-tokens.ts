// Masked language modelling: tokens are hidden, and the model is to tell which they were.
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { checkRng, drawInteger } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { categoricalCrossEntropyFor } from '../divergence/categorical-loss.js';
import type { LossValue } from '../divergence/reduction.js';
import type { Traced } from '../gradient/traced.js';
import { readTokens, type TokenList } from './token-lists.js';

/** What `maskTokens` needs. */
export interface MaskTokensOptions {
  /** The probability that a token is to be told, from 0 to 1; 0.15 where left out. */
  readonly rate?: number | undefined;
  /** The number of the token [MASK]. */
  readonly maskId: number;
  /** How many tokens there are: random ones are drawn from 0 up to but without it. */
  readonly vocabularySize: number;
  /** Tokens that are never chosen, such as [CLS], [SEP] and [PAD]; none where left out. */
  readonly special?: TokenList | undefined;
  /** Which part of the chosen becomes [MASK]; 0.8 where left out. */
  readonly maskShare?: number | undefined;
  /** Which part of the chosen becomes a random token; 0.1 where left out. What is left stays as it is. */
  readonly randomShare?: number | undefined;
  /** The stream that decides, which advances. */
  readonly rng: Rng;
}

/** Tokens with some of them hidden. */
export interface MaskedTokens {
  /** What the model sees. */
  readonly ids: number[];
  /** What it is to tell: the token that was chosen, −100 where none was. */
  readonly labels: number[];
}

/** The label of a place that is not asked for, as in PyTorch. */
const NO_LABEL = -100;

const NAMES = [
  'rate',
  'maskId',
  'vocabularySize',
  'special',
  'maskShare',
  'randomShare',
  'rng',
] as const;

/**
 * Chooses tokens for the model to tell and hides most of them, as BERT does: of those chosen, each with probability 15 %,
 * 80 % become [MASK], 10 % a random token and 10 % stay, so that the model can trust no token that it sees.
 *
 * $$P(\text{chosen}) = r, \quad P(\text{[MASK]} \mid \text{chosen}) = 0.8, \quad P(\text{random} \mid \text{chosen}) = 0.1$$
 *
 * Each token is chosen by itself, so their number varies; BERT's own code chooses 15 % of a text, rounded. Random tokens
 * are any of the vocabulary, as there. A token that stays is to be told like the others.
 *
 * @param ids - token numbers
 * @param options - `maskId`, `vocabularySize`, `rng`; `rate`: r from 0 to 1, 0.15 where left out; `special`: tokens that are
 * never chosen; `maskShare` (0.8) and `randomShare` (0.1), together at most 1
 * @returns `ids`, what the model sees, and `labels`: the token where one was chosen, −100 elsewhere, for
 * `maskedLanguageModelLoss`
 * @throws KindError where something is of another kind, unknown or missing, DomainError where a number is out of range
 * @see J. Devlin and others, "BERT", 2019, section 3.1, task 1, and appendix A.1
 *
 * @example
 * All tokens but the special ones, all of them hidden; then as BERT.
 * ```ts
 * import { maskTokens, randomGenerator } from 'fovea';
 * const common = { maskId: 3, vocabularySize: 100, special: [1, 2], rng: randomGenerator(1) };
 * maskTokens([1, 40, 50, 2], { ...common, rate: 1, maskShare: 1, randomShare: 0 })
 *   // => { ids: [1, 3, 3, 2], labels: [-100, 40, 50, -100] }
 * maskTokens([1, 40, 50, 2], common).labels.length // => 4
 * ```
 */
export function maskTokens(ids: TokenList, options: MaskTokensOptions): MaskedTokens {
  return maskTokensFor('maskTokens', ids, options);
}

/** `maskTokens` for functions that it is a part of, whose name errors tell. */
export function maskTokensFor(
  fn: string,
  ids: TokenList,
  options: MaskTokensOptions,
): MaskedTokens {
  const given = checkOptions(fn, options, NAMES);
  const { rate = 0.15, maskShare = 0.8, randomShare = 0.1, vocabularySize } = given;
  checkNumber(fn, 'vocabularySize', vocabularySize, { integer: true, min: 1, max: 2 ** 32 });
  const maskId = checkNumber(fn, 'maskId', given.maskId, {
    integer: true,
    min: 0,
    max: vocabularySize - 1,
  });
  const unit = { min: 0, max: 1 };
  checkNumber(fn, 'rate', rate, unit);
  checkNumber(fn, 'maskShare', maskShare, unit);
  checkNumber(fn, 'randomShare', randomShare, unit);
  // A hair of room, for shares such as 0.9 and 0.1 need not add up to 1 in binary.
  if (maskShare + randomShare > 1 + 1e-12) {
    const expected = `at most ${1 - maskShare}, what "maskShare" leaves`;
    throw new DomainError({
      function: fn,
      argument: 'randomShare',
      expected,
      got: `${randomShare}`,
    });
  }
  const special = new Set(readTokens(fn, 'special', given.special ?? [], vocabularySize));
  const rng = checkRng(fn, 'rng', given.rng);
  const labels = readTokens(fn, 'ids', ids, vocabularySize);
  const seen = labels.map((id, i) => {
    if (special.has(id) || !(rng.nextFloat64() < rate)) {
      labels[i] = NO_LABEL;
      return id;
    }
    const fate = rng.nextFloat64();
    if (fate < maskShare) return maskId;
    return fate < maskShare + randomShare ? drawInteger(rng, vocabularySize) : id;
  });
  return { ids: seen, labels };
}

/**
 * The loss of masked language modelling: the cross-entropy of the tokens that were chosen, in nats, averaged over them.
 *
 * $$-\frac{1}{|C|} \sum_{i \in C} \ln \operatorname{softmax}(z_i)_{y_i}, \quad C = \lbrace i : y_i \ne -100 \rbrace$$
 *
 * @param logits - scores of the vocabulary for each place, [..., n, V]
 * @param labels - from `maskTokens`, [..., n]: a token, or −100 where none was chosen
 * @returns a traced value for a traced one, else a number
 * @throws KindError where an argument is no array, ShapeError where shapes do not fit, DomainError where a label is no
 * token or none was chosen
 * @see J. Devlin and others, "BERT", 2019, section 3.1, task 1
 *
 * @example
 * Only the second place counts: even scores cost ln 3.
 * ```ts
 * import { maskedLanguageModelLoss } from 'fovea';
 * maskedLanguageModelLoss([[9, 0, 0], [0, 0, 0]], [-100, 2]) // => 1.09861229
 * ```
 */
export function maskedLanguageModelLoss<L extends ArrayInput | Traced>(
  logits: L,
  labels: ArrayInput,
): LossValue<L, number, 'mean'>;
export function maskedLanguageModelLoss(
  logits: ArrayInput | Traced,
  labels: ArrayInput,
): number | FloatNdArray | Traced {
  const site = { fn: 'maskedLanguageModelLoss', logits: 'logits', target: 'labels' };
  return categoricalCrossEntropyFor(site, logits, labels, { ignoreIndex: NO_LABEL });
}
