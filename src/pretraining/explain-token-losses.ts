// The losses of language models on few tokens: the next one, or those that were masked.
import { checkNumber } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { divide } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, totalOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type AskedRow, surpriseSteps } from '../divergence/surprise-steps.js';
import { maskedLanguageModelLoss } from './mask-tokens.js';
import { causalLanguageModelLoss } from './next-token.js';

/** More tokens or words no one reads. */
const MOST: readonly [number, number] = [8, 8];

/** Exponentials of larger scores overflow. */
const LARGEST = 100;

/** The label of a place that is not asked for. */
const NO_LABEL = -100;

/**
 * Computes the loss of a causal language model on a short text and shows the work: which token each place is asked for,
 * how probable it was held, how surprising it is, and the mean.
 *
 * $$L = -\frac{1}{n - 1} \sum_{i=0}^{n-2} \ln \operatorname{softmax}(z_i)_{t_{i+1}}$$
 *
 * @param logits - scores of the vocabulary after each token, [n, V], 2 to 8 tokens, at most 8 words
 * @param ids - the tokens, [n], counted from 0
 * @returns the derivation; its `result` is what `causalLanguageModelLoss` returns
 * @throws KindError where something is no array, ShapeError where shapes do not fit or exceed 8, DomainError where a score
 * is beyond ±100 or a number is no token
 * @see A. Radford and others, "Improving language understanding by generative pre-training", 2018, equation 1
 *
 * @example
 * Three tokens of a vocabulary of two: two predictions.
 * ```ts
 * import { explainCausalLanguageModelLoss, verifyDerivation } from 'fovea';
 * const d = explainCausalLanguageModelLoss([[0, Math.log(3)], [0, 0], [5, 5]], [0, 1, 0]);
 * d.result // => 0.490415
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainCausalLanguageModelLoss(
  logits: ArrayInput,
  ids: ArrayInput,
): Derivation<number> {
  const fn = 'explainCausalLanguageModelLoss';
  const table = readScores(fn, logits);
  const words = table[0]!.length;
  const tokens = readFew(fn, 'ids', ids, MOST[0], table.length);
  for (const [i, id] of tokens.entries()) {
    checkNumber(fn, `ids[${i}]`, id, { integer: true, min: 0, max: words - 1 });
  }
  const result = causalLanguageModelLoss(table, tokens);
  return derivation({
    title: 'The loss of a causal language model',
    table,
    tokens,
    list: { id: 'ids', symbol: 't', title: 'The tokens of the text, counted from 0' },
    asked: tokens.slice(1).map((answer, row) => ({
      row,
      answer,
      title: `After token ${row + 1} the next one is ${answer}: how surprising it is, in nats`,
    })),
    rule: {
      title: 'Each place is asked for the next token',
      formula:
        'L = -\\frac{1}{n - 1} \\sum_{i=1}^{n-1} \\ln \\operatorname{softmax}(z_i)_{t_{i+1}}',
      note: 'The scores of the last place do not count, for what comes next is not known. Asked for its own token, a model would only have to copy.',
    },
    result,
    source:
      'A. Radford and others, "Improving language understanding by generative pre-training", 2018, equation 1.',
  });
}

/**
 * Computes the loss of masked language modelling on a short text and shows the work: which places are asked for, how
 * probable their tokens were held, how surprising they are, and the mean over these places alone.
 *
 * $$L = -\frac{1}{|C|} \sum_{i \in C} \ln \operatorname{softmax}(z_i)_{y_i}$$
 *
 * @param logits - scores of the vocabulary for each place, [n, V], at most 8 each
 * @param labels - the token where one was chosen, −100 elsewhere, [n]
 * @returns the derivation; its `result` is what `maskedLanguageModelLoss` returns
 * @throws KindError where something is no array, ShapeError where shapes do not fit or exceed 8, DomainError where a score
 * is beyond ±100, a label is no token, or none was chosen
 * @see J. Devlin and others, "BERT", 2019, section 3.1, task 1
 *
 * @example
 * Only the second place counts: even scores cost ln 3.
 * ```ts
 * import { explainMaskedLanguageModelLoss, verifyDerivation } from 'fovea';
 * const d = explainMaskedLanguageModelLoss([[9, 0, 0], [0, 0, 0]], [-100, 2]);
 * d.result // => 1.09861229
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMaskedLanguageModelLoss(
  logits: ArrayInput,
  labels: ArrayInput,
): Derivation<number> {
  const fn = 'explainMaskedLanguageModelLoss';
  const table = readScores(fn, logits);
  const words = table[0]!.length;
  const tokens = readFew(fn, 'labels', labels, MOST[0], table.length);
  for (const [i, id] of tokens.entries()) {
    if (id !== NO_LABEL)
      checkNumber(fn, `labels[${i}]`, id, { integer: true, min: 0, max: words - 1 });
  }
  const asked = tokens.flatMap((answer, row): AskedRow[] =>
    answer === NO_LABEL
      ? []
      : [
          {
            row,
            answer,
            title: `At place ${row + 1} the token was ${answer}: how surprising it is, in nats`,
          },
        ],
  );
  if (asked.length === 0) {
    const expected = 'a token at one place at least';
    throw new DomainError({ function: fn, argument: 'labels', expected, got: 'none' });
  }
  const result = maskedLanguageModelLoss(table, tokens);
  const others = table.length - asked.length;
  return derivation({
    title: 'The loss of a masked language model',
    table,
    tokens,
    list: {
      id: 'labels',
      symbol: 'y',
      title: 'The tokens to be told, counted from 0; −100 where none was chosen',
    },
    asked,
    rule: {
      title: 'Only the places that were chosen count',
      formula:
        'L = -\\frac{1}{|C|} \\sum_{i \\in C} \\ln \\operatorname{softmax}(z_i)_{y_i}, \\quad C = \\{i : y_i \\ne -100\\}',
      note:
        others === 0
          ? 'Here all were chosen.'
          : `${others === 1 ? 'The other place costs' : `The ${others} other places cost`} nothing, and the mean is over those that were chosen, not over all.`,
    },
    result,
    source: 'J. Devlin and others, "BERT", NAACL 2019, section 3.1, task 1.',
  });
}

function readScores(fn: string, logits: ArrayInput): number[][] {
  const table = readFewRows(fn, 'logits', logits, MOST);
  for (const [i, row] of table.entries()) {
    for (const [j, score] of row.entries()) {
      if (Math.abs(score) <= LARGEST) continue;
      const expected = `scores from ${-LARGEST} to ${LARGEST}`;
      const got = `${score} at [${i}, ${j}]`;
      throw new DomainError({ function: fn, argument: 'logits', expected, got });
    }
  }
  return table;
}

interface TokenLoss {
  readonly title: string;
  readonly table: number[][];
  readonly tokens: readonly number[];
  readonly list: { readonly id: string; readonly symbol: string; readonly title: string };
  readonly asked: readonly AskedRow[];
  readonly rule: { readonly title: string; readonly formula: string; readonly note: string };
  readonly result: number;
  readonly source: string;
}

function derivation(parts: TokenLoss): Derivation<number> {
  const { asked, result, table } = parts;
  const count = asked.length;
  return createDerivation<number>({
    topic: 'pretraining',
    title: parts.title,
    given: [
      {
        id: 'logits',
        symbol: 'Z',
        title: 'The scores of the vocabulary, one row a place',
        value: table,
      },
      { ...parts.list, value: parts.tokens },
    ],
    steps: [
      { kind: 'statement', id: 'rule', ...parts.rule },
      ...surpriseSteps(table, asked),
      {
        id: 'loss',
        symbol: 'L',
        title: `The mean over ${count === 1 ? 'the one place' : `the ${count} places`} that ${count === 1 ? 'counts' : 'count'}`,
        check:
          count === 1
            ? refer('surprise-0')
            : divide(totalOf(asked.map((_, k) => refer(`surprise-${k}`))), count),
        value: result,
      },
    ],
    result,
    answer: refer('loss'),
    conclusion: `The loss is ${inWords(result)} nats, a perplexity of ${inWords(Math.exp(result))}; who knows nothing of ${table[0]!.length} words has ${inWords(Math.log(table[0]!.length))} nats.`,
    sources: [parts.source],
  });
}
