// How a language model's next token is chosen, from the scores of few tokens.
import { checkOptions } from '../core/check.js';
import { readFew } from '../core/few.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { choiceSteps, overhear, SAMPLING_SOURCE } from './explain-choice.js';
import { type SampleTokenOptions, sampleTokenFor } from './sample-token.js';

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
  options?: SampleTokenOptions,
): Derivation<ExplainedTokenChoice> {
  const given = checkOptions(FN, options, ['temperature', 'topK', 'topP', 'rng']);
  const x = readFew(FN, 'logits', logits, MOST);
  const { rng, temperature = 1, topK = x.length, topP = 1 } = given;
  const drawn = rng !== undefined;
  const places: number[] = [];
  const settings = { temperature, topK, topP };
  const token = drawn
    ? sampleTokenFor('explainTokenChoice', x, {
        ...settings,
        rng: overhear(checkRng(FN, 'rng', rng), places),
      })
    : sampleTokenFor('explainTokenChoice', x, given);
  const draw = drawn ? settings : undefined;
  const { steps, ...choice } = choiceSteps({ scores: x, token, draw, prefix: '', mark: '' });
  const { probabilities } = choice;
  return createDerivation<ExplainedTokenChoice>({
    topic: 'transformer',
    title: drawn ? 'The next token, drawn' : 'The next token, the most likely one',
    given: [
      { id: 'x', symbol: 'x', title: 'The scores of the tokens', value: x },
      ...(drawn
        ? [
            { id: 'temperature', symbol: 'T', title: 'The temperature', value: temperature },
            { id: 'u', symbol: 'u', title: 'A uniform random number', value: places[0]! },
          ]
        : []),
    ],
    steps,
    result: { token, probabilities },
    answer: {
      record: { token: refer('token'), probabilities: refer(choice.probabilitiesAt) },
    },
    conclusion: `Token ${token}, counted from 0, with probability ${inWords(probabilities.get(token))}.`,
    sources: [SAMPLING_SOURCE],
  });
}
