// How surprised a language model is by a text.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, readArray, wrap } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { checkScores } from '../divergence/check-scores.js';
import { checkEach } from '../divergence/checks.js';
import { div, mul, neg } from '../gradient/arithmetic.js';
import { exp } from '../gradient/functions.js';
import { dtypeOf, shapeOf } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { logSoftmax } from '../gradient/softmax.js';
import type { Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';
import { readIds } from './embed-tokens.js';

/** Options of `perplexity`. */
export interface PerplexityOptions {
  /** What is given with targets: "logits" where left out, or "log-probabilities" of all tokens. */
  readonly input?: 'logits' | 'log-probabilities' | undefined;
  /** Base of the log-probabilities given: 2 for bits; e where left out. */
  readonly base?: number | undefined;
  /** The target that marks places without an answer, such as padding; none where left out. */
  readonly ignoreIndex?: number | undefined;
}

const FN = 'perplexity';

/** Log-probabilities may exceed 0 by the rounding of either precision. */
const ROUNDING = { float64: 1e-9, float32: 1e-4 } as const;

/**
 * The perplexity of a text under a language model: how many equally likely tokens would be as hard to guess.
 *
 * $$\exp\left(-\frac{1}{n} \sum_{i=1}^n \ln p(t_i)\right)$$
 *
 * It is e to the mean cross-entropy in nats: 1 where every token was certain, V where all V tokens are equally
 * likely, +∞ where a token of the text was held impossible. The base of the logarithms cancels, so models whose
 * losses are in bits and in nats compare; models of other vocabularies do not, for their tokens are others.
 *
 * @param scores - scores [..., V] of the next token; with `input: "log-probabilities"` their log-softmax; without
 * targets the log-probabilities of the tokens of the text themselves, of any shape
 * @param targets - the tokens that came, [...], numbers from 0 to V − 1
 * @param options - `input`: "logits" where left out; `base`: of the log-probabilities given, e where left out;
 * `ignoreIndex`: the target that marks places that do not count
 * @returns a number of at least 1; a traced value where the scores are traced
 * @throws ShapeError where targets are not one for each row; DomainError for a target that is no token, scores that
 * are NaN or +∞, log-probabilities above 0 or no place that counts; KindError for an unknown option
 * @see F. Jelinek et al., "Perplexity – a measure of the difficulty of speech recognition tasks", 1977
 *
 * @example
 * Two tokens, certain by 1 : 3 and 3 : 1; and a text whose tokens had probabilities 1/2 and 1/8, in bits.
 * ```ts
 * import { perplexity } from 'fovea';
 * perplexity([[0, Math.log(3)], [Math.log(3), 0]], [1, 1]) // => 2.3094
 * perplexity([-1, -3], undefined, { base: 2 }) // => 4
 * ```
 */
export function perplexity(
  scores: ArrayInput,
  targets?: ArrayInput,
  options?: PerplexityOptions,
): number;
export function perplexity(
  scores: ArrayInput | Traced,
  targets?: ArrayInput,
  options?: PerplexityOptions,
): number | Traced;
export function perplexity(
  scores: ArrayInput | Traced,
  targets?: ArrayInput,
  options?: PerplexityOptions,
): number | Traced {
  const given = checkOptions(FN, options, ['input', 'base', 'ignoreIndex']);
  const input = checkOneOf(
    FN,
    'input',
    given.input ?? (targets === undefined ? 'log-probabilities' : 'logits'),
    ['logits', 'log-probabilities'],
  );
  checkTogether(given, input, targets);
  const unit = Math.log(checkNumber(FN, 'base', given.base ?? Math.E, { above: 0 }));
  if (unit <= 0) checkNumber(FN, 'base', given.base, { above: 1 });
  const logarithms = input === 'logits' ? fromLogits(scores) : fromLogarithms(scores);
  const chosen = readChosen(scores, targets, given.ignoreIndex);
  const total = sum(where(chosen.places, logarithms, 0));
  return exp(mul(div(neg(total), chosen.count), unit)) as number | Traced;
}

function fromLogits(scores: ArrayInput | Traced): FloatNdArray | Traced {
  if (shapeOf(scores, FN, 'scores').length < 1) refuseShape('scores', '(..., V)', shapeOf(scores));
  checkScores(FN, 'scores', scores, -1);
  return logSoftmax(scores);
}

function fromLogarithms(scores: ArrayInput | Traced): ArrayInput | Traced {
  const most = ROUNDING[dtypeOf(scores)];
  checkEach(FN, 'scores', scores, 'log-probabilities, none above 0 or NaN', [-Infinity, most]);
  return scores;
}

function checkTogether(
  { base, ignoreIndex }: PerplexityOptions,
  input: string,
  targets: unknown,
): void {
  const refuse = (argument: string, expected: string, got: string): never => {
    throw new KindError({ function: FN, argument, expected, got });
  };
  if (input === 'logits') {
    if (targets === undefined) refuse('targets', 'the tokens that came, with logits', 'nothing');
    if (base !== undefined)
      refuse('base', 'none with logits, which have no base', describeValue(base));
  } else if (targets === undefined && ignoreIndex !== undefined) {
    refuse('ignoreIndex', 'none without targets', describeValue(ignoreIndex));
  }
}

interface Chosen {
  /** 1 where a logarithm counts, in the shape of the scores. */
  readonly places: FloatNdArray;
  /** How many count. */
  readonly count: number;
}

function readChosen(
  scores: ArrayInput | Traced,
  targets: ArrayInput | undefined,
  ignoreIndex: number | undefined,
): Chosen {
  const shape = shapeOf(scores, FN, 'scores');
  // Of bytes' worth, but in a storage that takes part in arithmetic.
  const places = allocate('float32', elementCount(shape));
  let count = 0;
  if (targets === undefined) {
    places.fill(1);
    count = places.length;
  } else {
    const vocabulary = shape.at(-1) ?? 0;
    const marks = ignoreIndex !== undefined;
    if (marks) checkNumber(FN, 'ignoreIndex', ignoreIndex, { integer: true });
    const own = shapeOf(targets, FN, 'targets');
    if (shape.length < 1 || own.join() !== shape.slice(0, -1).join()) {
      refuseShape('targets', `(${shape.slice(0, -1).join(', ')})`, own);
    }
    const { data } = readArray(FN, 'targets', targets, 'float64');
    // The mark need not be a token, so token 0 stands for it while tokens are checked.
    const counts = data.map((id) => (marks && id === ignoreIndex ? 0 : 1));
    const tokens = wrap(
      data.map((id, row) => (counts[row] === 0 ? 0 : id)),
      own,
    );
    readIds(FN, 'targets', tokens, vocabulary).ids.forEach((id, row) => {
      if (counts[row] === 0) return;
      places[row * vocabulary + id] = 1;
      count++;
    });
  }
  if (count > 0) return { places: wrap(places, shape), count };
  throw new DomainError({
    function: FN,
    argument: targets === undefined ? 'scores' : 'targets',
    expected: 'a token that counts',
    got: 'none',
  });
}

function refuseShape(argument: string, expected: string, got: readonly number[]): never {
  throw new ShapeError({
    function: FN,
    argument,
    expected: `shape ${expected}`,
    got: `(${got.join(', ')})`,
  });
}
