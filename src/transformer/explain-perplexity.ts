// The perplexity of a short text.
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { readFew } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  divide,
  exp,
  log,
  mean,
  multiply,
  negate,
  power,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { perplexity } from './perplexity.js';

/** What `explainPerplexity` may be told. */
export interface ExplainPerplexityOptions {
  /** Base of the logarithms that are shown: 2 for bits; e, for nats, where left out. It does not change the result. */
  readonly base?: number | undefined;
}

const FN = 'explainPerplexity';

/** More tokens no one reads. */
const MOST = 12;

/**
 * Computes the perplexity of a short text from the probabilities that a model gave its tokens, and shows the work: the
 * surprise of each token, their mean, the power of it, and that it is the inverse of the geometric mean of those
 * probabilities of tokens.
 *
 * $$\mathrm{PPL} = b^{\frac1n \sum_i -\log_b p_i} = \Bigl( \prod_i p_i \Bigr)^{-1/n}$$
 *
 * @param probabilities - of the tokens of the text, each given those before it, [n], at most 12, above 0 up to 1
 * @param options - `base`: of the logarithms that are shown, e where left out
 * @returns the derivation; its `result` is what `perplexity` returns for their logarithms
 * @throws KindError where an argument is no array or an option unknown, ShapeError for none or more than 12, DomainError
 * where a probability is not above 0 and up to 1 or the base not above 1
 * @see F. Jelinek et al., "Perplexity – a measure of the difficulty of speech recognition tasks", 1977
 *
 * @example
 * Two tokens with probabilities 1/2 and 1/8, in bits: 1 and 3 of them, 2 in the mean.
 * ```ts
 * import { explainPerplexity, renderText, verifyDerivation } from 'fovea';
 * const d = explainPerplexity([0.5, 0.125], { base: 2 });
 * d.result // => 4
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainPerplexity(
  probabilities: ArrayInput,
  options?: ExplainPerplexityOptions,
): Derivation<number> {
  const { base } = checkOptions(FN, options, ['base']);
  if (base !== undefined) checkNumber(FN, 'base', base, { above: 1 });
  const p = readFew(FN, 'probabilities', probabilities, MOST);
  const at = p.findIndex((value) => !(value > 0 && value <= 1));
  if (at >= 0) {
    const expected = 'probabilities above 0 and up to 1';
    throw new DomainError({
      ...{ function: FN, argument: 'probabilities', expected },
      got: `${p[at]} at [${at}]`,
    });
  }
  const plain = base === undefined || base === Math.E;
  const result = plain
    ? perplexity(p.map((value) => Math.log(value)))
    : perplexity(
        p.map((value) => logTo(value, base)),
        undefined,
        { base },
      );
  const unit = plain
    ? 'nats'
    : base === 2
      ? 'bits'
      : base === 10
        ? 'bans'
        : `units of base ${base}`;
  const logarithm = plain ? '\\ln' : `\\log_{${base}}`;
  const power1 = plain ? exp(refer('mean')) : power(base, refer('mean'));
  const [first, ...rest] = p.map((_, i) => refer('p', [i], `p_{${i + 1}}`));
  const product: StepDraft = {
    id: 'geometric',
    symbol: '\\bar p',
    title: 'The same without logarithms: the geometric mean of the probabilities',
    check: power(rest.length === 0 ? first! : multiply(first!, ...rest), divide(1, p.length)),
    steps: [],
  };
  return createDerivation<number>({
    topic: 'transformer',
    title: 'The perplexity of a text',
    given: [
      {
        id: 'p',
        symbol: 'p',
        title: 'What the model gave each token of the text, given those before it',
        value: p,
      },
    ],
    steps: [
      {
        id: 'surprises',
        symbol: 'h',
        title: `How surprising each token was, in ${unit}`,
        formula: `h_i = -${logarithm} p_i`,
        check: negate(log(refer('p'), plain ? undefined : base)),
      },
      {
        id: 'mean',
        symbol: 'H',
        title: 'The mean: the cross-entropy of a token',
        check: mean(refer('surprises')),
      },
      {
        id: 'perplexity',
        symbol: '\\mathrm{PPL}',
        title: `The perplexity: ${plain ? 'e' : base} to the power of it`,
        check: power1,
        value: result,
        note: 'So many equally likely tokens would be as hard to guess. The base cancels: bits and nats give the same.',
      },
      product,
      {
        id: 'inverse',
        symbol: '\\mathrm{PPL}',
        title: 'Its inverse is the perplexity',
        check: divide(1, refer('geometric')),
        value: result,
        note: 'The geometric mean, not the arithmetic one: a single token held impossible makes it infinite.',
      },
    ],
    result,
    answer: refer('perplexity'),
    conclusion: `The perplexity is ${inWords(result)}: the model was as unsure as between so many equally likely tokens.`,
    sources: [
      'F. Jelinek and others, "Perplexity – a measure of the difficulty of speech recognition tasks", 1977.',
    ],
  });
}

function logTo(x: number, base: number): number {
  if (base === 2) return Math.log2(x);
  return base === 10 ? Math.log10(x) : Math.log(x) / Math.log(base);
}
