// What BERT reads: one sentence or two, and whether the second follows the first.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import { checkRng, drawInteger } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { categoricalCrossEntropyFor } from '../divergence/categorical-loss.js';
import type { LossValue } from '../divergence/reduction.js';
import { shapeOf } from '../gradient/moves.js';
import type { Traced } from '../gradient/traced.js';

/** Two sentences and whether they follow each other. */
export interface SentencePair<S> {
  /** The first sentence. */
  readonly first: S;
  /** The next one of its document, or one of another. */
  readonly second: S;
  /** Whether the second follows the first. */
  readonly isNext: boolean;
}

/** Options of `bertInput`. */
export interface BertInputOptions {
  /** To how many tokens [PAD] fills up; to none where left out. */
  readonly length?: number | undefined;
}

/** What BERT reads. */
export interface BertInput {
  /** [CLS], the words of the first sentence, [SEP], and if there is one those of the second and [SEP]. */
  readonly tokens: string[];
  /** 0 for each token up to the first [SEP], 1 for those after it, 0 for [PAD]. */
  readonly segments: number[];
  /** What each token may attend to, [n, n]: 1 for all but [PAD]. */
  readonly mask: FloatNdArray;
}

/**
 * Pairs of sentences for next-sentence prediction: one for each sentence that has a next one, in half of them, on average,
 * a sentence of another document in its place.
 *
 * @param documents - at least two, each a list of sentences in order, of any type
 * @param rng - the stream, which advances
 * @returns the pairs in order
 * @throws KindError where documents are no lists or the stream is none, DomainError where there are fewer than two with a
 * sentence
 * @see J. Devlin and others, "BERT", 2019, section 3.1, task 2
 *
 * @example
 * Two documents have three pairs.
 * ```ts
 * import { nextSentencePairs, randomGenerator } from 'fovea';
 * const documents = [['It rains.', 'I stay in.', 'I read.'], ['Dogs bark.', 'Cats do not.']];
 * const pairs = nextSentencePairs(documents, randomGenerator(1));
 * pairs.length // => 3
 * pairs[2]!.first // => 'Dogs bark.'
 * ```
 */
export function nextSentencePairs<S>(
  documents: readonly (readonly S[])[],
  rng: Rng,
): SentencePair<S>[] {
  const fn = 'nextSentencePairs';
  if (!Array.isArray(documents)) {
    const expected = 'a list of documents';
    const got = describeValue(documents);
    throw new KindError({ function: fn, argument: 'documents', expected, got });
  }
  documents.forEach((document: unknown, i) => {
    if (Array.isArray(document)) return;
    const [argument, expected] = [`documents[${i}]`, 'a list of sentences'];
    throw new KindError({ function: fn, argument, expected, got: describeValue(document) });
  });
  const filled: (readonly S[])[] = documents.filter((document) => document.length > 0);
  if (filled.length < 2) {
    const expected = 'at least two documents with a sentence, to draw from another';
    throw new DomainError({
      function: fn,
      argument: 'documents',
      expected,
      got: `${filled.length}`,
    });
  }
  checkRng(fn, 'rng', rng);
  return filled.flatMap((document, own) =>
    document.slice(0, -1).map((first, i) => {
      if (rng.nextFloat64() < 0.5) return { first, second: document[i + 1]!, isNext: true };
      const drawn = drawInteger(rng, filled.length - 1);
      const other = filled[drawn < own ? drawn : drawn + 1]!;
      return { first, second: other[drawInteger(rng, other.length)]!, isNext: false };
    }),
  );
}

/**
 * The loss of next-sentence prediction: the cross-entropy of two scores a pair, in nats, averaged.
 *
 * @param logits - scores [n, 2]: column 0 for "is the next", column 1 for "is not", as in BERT
 * @param isNext - for each pair whether its second sentence follows
 * @returns a traced value for a traced one, else a number
 * @throws KindError where an argument is of another kind, ShapeError where shapes do not fit, DomainError where a score is
 * NaN or there is no pair
 * @see J. Devlin and others, "BERT", 2019, section 3.1, task 2, and appendix A.2
 *
 * @example
 * Sure and right, then undecided: ln 2 of the two on average halved.
 * ```ts
 * import { nextSentenceLoss } from 'fovea';
 * nextSentenceLoss([[60, 0], [0, 0]], [true, false]) // => 0.34657359
 * ```
 */
export function nextSentenceLoss<L extends ArrayInput | Traced>(
  logits: L,
  isNext: readonly boolean[],
): LossValue<L, number, 'mean'>;
export function nextSentenceLoss(
  logits: ArrayInput | Traced,
  isNext: readonly boolean[],
): number | FloatNdArray | Traced {
  return nextSentenceLossFor('nextSentenceLoss', logits, isNext);
}

/** `nextSentenceLoss` for functions that it is a part of, whose name errors tell. */
export function nextSentenceLossFor<L extends ArrayInput | Traced>(
  fn: string,
  logits: L,
  isNext: readonly boolean[],
): LossValue<L, number, 'mean'>;
export function nextSentenceLossFor(
  fn: string,
  logits: ArrayInput | Traced,
  isNext: readonly boolean[],
): number | FloatNdArray | Traced {
  if (!Array.isArray(isNext) || !isNext.every((answer) => typeof answer === 'boolean')) {
    const expected = 'a list of true and false';
    throw new KindError({ function: fn, argument: 'isNext', expected, got: describeValue(isNext) });
  }
  const shape = shapeOf(logits, fn, 'logits');
  if (shape.length !== 2 || shape[1] !== 2 || shape[0] !== isNext.length) {
    const [expected, got] = [`shape (n=${isNext.length}, 2)`, `(${shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'logits', expected, got });
  }
  return categoricalCrossEntropyFor(
    { fn, logits: 'logits', target: 'isNext' },
    logits,
    isNext.map((answer) => (answer ? 0 : 1)),
  );
}

/**
 * A sentence, or two, as BERT reads them: words between blanks, [CLS] in front, [SEP] after each sentence.
 *
 * A word is one token here; BERT cuts rare words into pieces. Nothing is lower-cased.
 *
 * @param first - the first sentence
 * @param second - the second; none where left out
 * @param options - `length`: to how many tokens [PAD] fills up
 * @returns `tokens`, `segments` (0 up to the first [SEP], then 1) and `mask` [n, n] of what may be attended to: all but [PAD]
 * @throws KindError where a sentence is no string or an option unknown, DomainError where the sentences are longer;
 * DomainError for a result of more than 2²⁸ elements
 * @see J. Devlin and others, "BERT", 2019, section 3 and figure 2
 *
 * @example
 * A sentence to be judged.
 * ```ts
 * import { bertInput } from 'fovea';
 * const { tokens, mask } = bertInput('The movie was great');
 * tokens // => ['[CLS]', 'The', 'movie', 'was', 'great', '[SEP]']
 * mask.shape // => [6, 6]
 * bertInput('It rains', 'I stay', { length: 8 }).segments // => [0, 0, 0, 0, 1, 1, 1, 0]
 * ```
 */
export function bertInput(first: string, second?: string, options?: BertInputOptions): BertInput {
  return bertInputFor('bertInput', first, second, options);
}

/** `bertInput` for functions that it is a part of, whose name errors tell. */
export function bertInputFor(
  fn: string,
  first: string,
  second?: string,
  options?: BertInputOptions,
): BertInput {
  const { length } = checkOptions(fn, options, ['length']);
  const before = ['[CLS]', ...wordsOf(fn, 'first', first), '[SEP]'];
  const after = second === undefined ? [] : [...wordsOf(fn, 'second', second), '[SEP]'];
  const used = before.length + after.length;
  const n = length === undefined ? used : checkNumber(fn, 'length', length, { integer: true });
  if (n < used) {
    const expected = `at least ${used}, for all tokens`;
    throw new DomainError({ function: fn, argument: 'length', expected, got: `${n}` });
  }
  const rest = n - used;
  checkElements(fn, 'length', [n, n]);
  const mask = new Float32Array(n * n);
  for (let i = 0; i < n; i++) mask.fill(1, i * n, i * n + used);
  return {
    tokens: [...before, ...after, ...new Array<string>(rest).fill('[PAD]')],
    segments: [...before.map(() => 0), ...after.map(() => 1), ...new Array<number>(rest).fill(0)],
    mask: wrap(mask, [n, n]),
  };
}

function wordsOf(fn: string, argument: string, text: unknown): string[] {
  if (typeof text === 'string') return text.split(/\s+/u).filter((word) => word !== '');
  throw new KindError({ function: fn, argument, expected: 'a string', got: describeValue(text) });
}
