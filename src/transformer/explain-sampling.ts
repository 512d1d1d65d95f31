// How a language model's next token is chosen, from the scores of few tokens.
import { checkOptions } from '../core/check.js';
import { readFew } from '../core/few.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Options } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  argmax,
  count,
  divide,
  exp,
  item,
  lessEqual,
  multiply,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, totalOf } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type SampleTokenOptions, sampleToken, samplingProbabilities } from './sample-token.js';

/** What `explainTokenChoice` arrives at. */
export interface ExplainedTokenChoice {
  /** The token, counted from 0. */
  readonly token: number;
  /** The probabilities from which it was drawn; without a stream those of the softmax. */
  readonly probabilities: FloatNdArray;
}

const FN = 'explainTokenChoice';

/** More tokens no one reads. */
const MOST = 10;

/**
 * Chooses the next token from the scores of few, and shows the work: the division by the temperature, the softmax, which
 * tokens top-k and top-p keep, their probabilities, and the draw; without a stream the most likely token.
 *
 * $$p_i \propto e^{x_i / T} \text{ for the tokens kept, else } 0$$
 *
 * @param logits - the scores, [V], at most 10
 * @param options - `temperature`, `topK`, `topP` and `rng`, as of `sampleToken`
 * @returns the derivation; its `result` holds the token of `sampleToken` and the probabilities of `samplingProbabilities`
 * @throws as `sampleToken`; ShapeError for more than 10 tokens, DomainError where a score is not finite
 *
 * @example
 * The two most likely of three, the second of them half as likely.
 * ```ts
 * import { explainTokenChoice, randomGenerator, toNested, verifyDerivation } from 'fovea';
 * const options = { topK: 2, rng: randomGenerator(1) };
 * const d = explainTokenChoice([Math.log(2), 0, -1], options);
 * toNested(d.result.probabilities) // => [0.6666667, 0.3333333, 0]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainTokenChoice(
  logits: ArrayInput,
  options?: Options<SampleTokenOptions>,
): Derivation<ExplainedTokenChoice> {
  const given = checkOptions(FN, options, ['temperature', 'topK', 'topP', 'rng']);
  const x = readFew(FN, 'logits', logits, MOST);
  const { rng, temperature = 1, topK = x.length, topP = 1 } = given;
  const settings = { temperature, topK, topP };
  if (rng === undefined) {
    const token = sampleToken(x, given);
    const result = { token, probabilities: samplingProbabilities(x) };
    return derivation(x, result, [], [softmaxStep(x, 1, result.probabilities), largestStep(token)]);
  }
  const stream = checkRng(FN, 'rng', rng);
  let place = 0;
  const heard = {
    nextUint32: () => stream.nextUint32(),
    nextFloat64: () => {
      place = stream.nextFloat64();
      return place;
    },
    split: () => stream.split(),
  };
  const token = sampleToken(x, { ...settings, rng: heard });
  const probabilities = samplingProbabilities(x, settings);
  const kept = Array.from(probabilities.data.keys()).filter((i) => probabilities.get(i) > 0);
  const all = samplingProbabilities(x, { temperature });
  const reasons = [
    ...(topK < x.length ? [`the ${topK} most likely`] : []),
    ...(topP < 1
      ? [
          `of ${topK < x.length ? 'those' : 'all'} the most likely that reach ${inWords(topP)} together`,
        ]
      : []),
  ];
  const cut = reasons.length > 0 && kept.length < x.length;
  return derivation(
    x,
    { token, probabilities },
    [
      { id: 'temperature', symbol: 'T', title: 'The temperature', value: temperature },
      { id: 'u', symbol: 'u', title: 'A uniform random number', value: place },
    ],
    [
      softmaxStep(x, temperature, all),
      ...(cut ? cutSteps(x.length, kept, reasons, probabilities) : []),
      ...drawSteps(kept, cut, token),
    ],
  );
}

function derivation(
  x: readonly number[],
  result: ExplainedTokenChoice,
  given: readonly Given[],
  steps: readonly StepDraft[],
): Derivation<ExplainedTokenChoice> {
  const cut = steps.some(({ id }) => id === 'cut');
  return createDerivation<ExplainedTokenChoice>({
    topic: 'transformer',
    title: given.length > 0 ? 'The next token, drawn' : 'The next token, the most likely one',
    given: [{ id: 'x', symbol: 'x', title: 'The scores of the tokens', value: x }, ...given],
    steps,
    result,
    answer: {
      record: { token: refer('token'), probabilities: refer(cut ? 'cut' : 'probabilities') },
    },
    conclusion: `Token ${result.token}, counted from 0, with probability ${inWords(result.probabilities.get(result.token))}.`,
    sources: [
      'A. Holtzman and others, "The curious case of neural text degeneration", ICLR 2020, sections 3 and 4.',
    ],
  });
}

function softmaxStep(x: readonly number[], temperature: number, value: FloatNdArray): StepDraft {
  const divided = temperature !== 1;
  return {
    id: 'probabilities',
    symbol: 'p',
    title: divided
      ? 'The softmax of the scores divided by the temperature'
      : 'The softmax of the scores',
    formula: divided
      ? 'p_i = \\frac{w_i}{\\sum_j w_j}, \\quad w_i = e^{(x_i - \\max x) / T}'
      : 'p_i = \\frac{w_i}{\\sum_j w_j}, \\quad w_i = e^{x_i - \\max x}',
    check: divide(refer('weights'), sum(refer('weights'))),
    value,
    ...(divided
      ? { note: temperature < 1 ? 'Below 1 likely tokens gain.' : 'Above 1 unlikely tokens gain.' }
      : {}),
    steps: [
      {
        id: 'weights',
        symbol: 'w',
        title: 'The largest score is taken away first, so that no exponential overflows',
        check: exp(
          divided
            ? divide(subtract(refer('x'), Math.max(...x)), refer('temperature'))
            : subtract(refer('x'), Math.max(...x)),
        ),
      },
    ],
  };
}

function largestStep(token: number): StepDraft {
  return {
    id: 'token',
    symbol: 't',
    title: 'The most likely token, counted from 0',
    formula: 't = \\operatorname*{arg\\,max}_i x_i',
    check: argmax(refer('x')),
    value: token,
  };
}

function cutSteps(
  n: number,
  kept: readonly number[],
  reasons: readonly string[],
  value: FloatNdArray,
): StepDraft[] {
  return [
    {
      id: 'kept',
      symbol: 's',
      title: `What is kept has together (token${kept.length === 1 ? '' : 's'} ${kept.join(', ')})`,
      note: `Kept are ${reasons.join(', and ')}.`,
      check: totalOf(kept.map((i) => refer('probabilities', [i], `p_{${i + 1}}`))),
    },
    {
      id: 'cut',
      symbol: "p'",
      title: 'Their probabilities among themselves; the others are never drawn',
      formula:
        "p'_i = \\begin{cases} \\frac{p_i}{s} & \\text{kept} \\\\ 0 & \\text{else} \\end{cases}",
      check: divide(
        multiply(refer('probabilities'), {
          list: Array.from({ length: n }, (_, i) => (kept.includes(i) ? 1 : 0)),
        }),
        refer('kept'),
      ),
      value,
    },
  ];
}

function drawSteps(kept: readonly number[], cut: boolean, token: number): StepDraft[] {
  const id = cut ? 'cut' : 'probabilities';
  const symbol = cut ? "p'" : 'p';
  return [
    {
      id: 'reached',
      symbol: 'F',
      title:
        'Running sums of those that can be drawn: each has a stretch as long as its probability',
      formula: `F_k = \\sum_{j \\le k} ${symbol}_j`,
      check: {
        list: kept.map((_, k) =>
          totalOf(kept.slice(0, k + 1).map((i) => refer(id, [i], `${symbol}_{${i + 1}}`))),
        ),
      },
    },
    {
      id: 'token',
      symbol: 't',
      title: `The token in whose stretch u falls, of K = (${kept.join(', ')}), counted from 0`,
      formula: 't = K_j, \\quad j = \\left|\\{k : F_k \\le u\\}\\right|',
      check: item({ list: [...kept, token] }, count(lessEqual(refer('reached'), refer('u')))),
      substitution: `K_{${kept.indexOf(token)}}`,
      value: token,
    },
  ];
}
