// From the vector of a token to the probabilities of the next one, for a vocabulary of few words.
import { capital, checkWords, listOf } from '../attention/explain-names.js';
import { softmaxSteps } from '../attention/explain-softmax.js';
import { bindShapes, checkBoolean, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, argmax, divide, dot, matmul, transpose } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { linearFor } from './linear.js';
import { sampleToken, samplingProbabilities } from './sample-token.js';

/** What `explainVocabularyProjection` may be told. */
export interface ExplainVocabularyOptions {
  /** Added to the scores, [V]; none where left out. */
  readonly bias?: ArrayInput | undefined;
  /** Whether the matrix is the embedding, [V, D], a row for each token, as in models that are `tied`; false where left out. */
  readonly tied?: boolean | undefined;
  /** What the tokens of the vocabulary are called, V words. */
  readonly tokens?: readonly string[] | undefined;
}

/** What `explainVocabularyProjection` arrives at. */
export interface ExplainedVocabulary {
  /** The score of each token, [V]. */
  readonly logits: FloatNdArray;
  /** How probable each is as the next one, [V]. */
  readonly probabilities: FloatNdArray;
  /** The most probable token, counted from 0. */
  readonly token: number;
}

const FN = 'explainVocabularyProjection';

/** More words no one reads. */
const MOST_TOKENS = 10;

/** Longer vectors no one multiplies by hand. */
const MOST_WIDTH = 16;

/**
 * The last step of a language model, worked out: the vector of a token times the matrix of the vocabulary gives a score
 * for each word, and a softmax makes them probabilities of the next word.
 *
 * $$z = h W + b, \quad p_j = \frac{e^{z_j}}{\sum_k e^{z_k}}$$
 *
 * Each column of W belongs to a word. In models that are `tied` it is the word's embedding: $z = h E^{\top}$.
 *
 * @param h - the vector of the last token after the last layer, [D], D at most 16
 * @param w - the matrix, [D, V]; with `tied` the embedding [V, D]; V at most 10
 * @param options - `bias` [V], `tied`, `tokens`: V words
 * @returns the derivation; its `result` holds `logits` as of `linear`, `probabilities` as of `samplingProbabilities`, and
 * the `token` of `sampleToken`
 * @throws ShapeError where shapes do not meet, there are more than 10 tokens or vectors of more than 16 numbers;
 * DomainError where a number is not finite; KindError for unknown options and words that are none
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.4
 *
 * @example
 * Three words of two dimensions.
 * ```ts
 * import { explainVocabularyProjection, toNested, verifyDerivation } from 'fovea';
 * const tokens = ['cat', 'dog', 'sat'];
 * const d = explainVocabularyProjection([1, 2], [[1, 0, 1], [0, 1, 0.5]], { tokens });
 * toNested(d.result.logits) // => [1, 2, 2]
 * toNested(d.result.probabilities) // => [0.155362, 0.422319, 0.422319]
 * d.result.token // => 1
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainVocabularyProjection(
  h: ArrayInput,
  w: ArrayInput,
  options?: ExplainVocabularyOptions,
): Derivation<ExplainedVocabulary> {
  const {
    bias,
    tied: shared = false,
    tokens,
  } = checkOptions(FN, options, ['bias', 'tied', 'tokens']);
  const tied = checkBoolean(FN, 'tied', shared);
  const vector = readFew(FN, 'h', h, MOST_WIDTH);
  const most = [MOST_WIDTH, MOST_TOKENS] as const;
  const rows = readFewRows(FN, 'w', w, tied ? [most[1], most[0]] : most);
  const shape = [rows.length, rows[0]!.length];
  bindShapes(FN, { h: [{ shape: [vector.length] }, 'D'], w: [{ shape }, tied ? 'V D' : 'D V'] });
  const matrix = tied ? rows[0]!.map((_, i) => rows.map((row) => row[i]!)) : rows;
  const count = matrix[0]!.length;
  const added = bias === undefined ? undefined : readFew(FN, 'bias', bias, MOST_TOKENS, count);
  const names = namesOf(tokens, count);
  const logits = linearFor(FN, ['w', 'bias'], vector, matrix, added) as FloatNdArray;
  const bad = logits.data.find((x) => !Number.isFinite(x));
  if (bad !== undefined) {
    const expected = 'numbers whose products with h are finite';
    throw new DomainError({ function: FN, argument: 'w', expected, got: `${bad}` });
  }
  const probabilities = samplingProbabilities(logits);
  const token = sampleToken(logits);
  const best = names.filter((_, j) => logits.get(j) === logits.get(token));
  const letter = tied ? 'E' : 'W';
  return createDerivation<ExplainedVocabulary>({
    topic: 'transformer',
    title: 'From the vector of a token to the next one',
    given: [
      {
        id: 'h',
        symbol: 'h',
        title: 'The vector of the last token, after the last layer',
        value: vector,
      },
      {
        id: 'w',
        symbol: letter,
        title: tied
          ? 'The embedding, a row for each word'
          : 'The vocabulary, a column for each word',
        value: wrap(Float64Array.from(rows.flat()), shape),
      },
      ...(added ? [{ id: 'bias', symbol: 'b', title: 'Added to the scores', value: added }] : []),
    ],
    steps: [
      scoreStep(names, vector.length, tied, added !== undefined, logits),
      shareStep(names, logits, probabilities),
      {
        id: 'token',
        symbol: 'k',
        title: 'The most probable word, counted from 0',
        note: `The softmax keeps the order: the largest score has the largest probability.${best.length > 1 ? ' Of equals the first is taken.' : ''}`,
        formula: 'k = \\operatorname*{arg\\,max}_j z_j',
        check: argmax(refer('logits')),
        value: token,
      },
    ],
    result: { logits, probabilities, token },
    answer: {
      record: {
        logits: refer('logits'),
        probabilities: refer('probabilities'),
        token: refer('token'),
      },
    },
    conclusion: `${capital(listOf(best))} ${best.length > 1 ? 'are equally probable as the next word' : 'is the most probable next word'}: ${inWords(probabilities.get(token))}${best.length > 1 ? ' each' : ''}.`,
    sources: [
      'A. Vaswani and others, "Attention is all you need", 2017, section 3.4.',
      ...(tied
        ? [
            'O. Press, L. Wolf, "Using the output embedding to improve language models", EACL 2017, section 2.',
          ]
        : []),
    ],
  });
}

function namesOf(tokens: readonly string[] | undefined, count: number): readonly string[] {
  if (tokens === undefined) return Array.from({ length: count }, (_, j) => `token ${j}`);
  return checkWords(FN, 'tokens', tokens, count).map((word) => `“${word}”`);
}

function scoreStep(
  names: readonly string[],
  width: number,
  tied: boolean,
  biased: boolean,
  value: FloatNdArray,
): StepDraft {
  const letter = tied ? 'E' : 'w';
  const plus = (x: StepExpression, b: StepExpression): StepExpression => (biased ? add(x, b) : x);
  const own = (j: number): StepExpression =>
    tied
      ? refer('w', [j], `E_{${j}}`)
      : { list: Array.from({ length: width }, (_, r) => refer('w', [r, j])) };
  const product = matmul(refer('h'), tied ? transpose(refer('w')) : refer('w'));
  return {
    id: 'logits',
    symbol: 'z',
    title: 'A score for each word: how well the vector fits it',
    note: `${tied ? 'Each row of E' : 'Each column of W'} belongs to a word. Words are counted from 0, as tokens are.`,
    formula: `z = h ${tied ? 'E^{\\top}' : 'W'}${biased ? ' + b' : ''}`,
    check: plus(product, refer('bias')),
    value,
    steps: names.map(
      (name, j): StepDraft => ({
        id: `logit-${j}`,
        symbol: `z_{${j}}`,
        title: capital(name),
        formula: `z_{${j}} = h \\cdot ${letter}_{${j}}${biased ? ` + b_{${j}}` : ''}`,
        check: plus(dot(refer('h'), own(j)), refer('bias', [j])),
        value: value.get(j),
      }),
    ),
  };
}

function shareStep(names: readonly string[], logits: FloatNdArray, value: FloatNdArray): StepDraft {
  const { steps, formula } = softmaxSteps({
    ...{ prefix: '', mark: '', row: '', scores: refer('logits'), values: Array.from(logits.data) },
    ...{ score: 'z', share: 'p', exponential: 'e' },
  });
  return {
    id: 'probabilities',
    symbol: 'p',
    title: 'The softmax makes them probabilities',
    note: 'They are above 0 and add up to 1.',
    formula,
    check: { list: names.map((_, j) => refer(`probability-${j}`)) },
    value,
    steps: [
      ...steps,
      ...names.map(
        (name, j): StepDraft => ({
          id: `probability-${j}`,
          symbol: `p_{${j}}`,
          title: capital(name),
          check: divide(refer('exponentials', [j], `e_{${j}}`), refer('sum')),
          value: value.get(j),
        }),
      ),
    ],
  };
}
