// A text that a language model continues, worked out token by token, for a vocabulary of few tokens.
import { checkWords } from '../attention/explain-names.js';
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { multiply } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type ChoiceSteps, choiceSteps, overhear, SAMPLING_SOURCE } from './explain-choice.js';
import { type GenerateOptions, generateTokensFor, readPrompt } from './generate-tokens.js';
import { languageModelLogitsFor } from './language-model.js';
import { readConfig } from './model-config.js';
import type { LanguageModel } from './parameters.js';
import { readDraw, SAMPLING_OPTIONS } from './sample-token.js';

/** What `explainTokenGeneration` may be told: what `generateTokens` may be told but for its cache, and names of tokens. */
export interface ExplainGenerationOptions extends Omit<GenerateOptions, 'cache'> {
  /** What the tokens of the vocabulary are called, a word each. */
  readonly tokens?: readonly string[] | undefined;
}

/** What `explainTokenGeneration` arrives at. */
export interface ExplainedGeneration {
  /** The new tokens, counted from 0. */
  readonly tokens: readonly number[];
  /** The probability by which each was chosen. */
  readonly probabilities: readonly number[];
  /** That of all of them: the product. */
  readonly probability: number;
}

const FN = 'explainTokenGeneration';

/** More steps no one reads. */
const MOST_STEPS = 8;

/** More tokens of a vocabulary neither. */
const MOST_TOKENS = 10;

/**
 * Continues a text with a causal language model, and shows the work: at each step the model's scores after the text so
 * far, the softmax, what the temperature, top-k and top-p make of it, the choice, and the text with the new token, which
 * the model sees in the next step.
 *
 * $$p(t_{n+1}, \dots, t_{n+s} \mid t_1, \dots, t_n) = \prod_{i=1}^{s} p(t_{n+i} \mid t_1, \dots, t_{n+i-1})$$
 *
 * The scores are among what is given: how a layer makes them `explainEncoderLayer` shows, and how the last vector becomes
 * scores `explainVocabularyProjection`.
 *
 * @param model - as in `generateTokens`, with a vocabulary of at most 10 tokens
 * @param prompt - the text so far, [n]: token numbers, counted from 0
 * @param options - `steps`: how many tokens, 1 to 8 (required); `rng`, `temperature`, `topK`, `topP` and `stop` as in
 * `generateTokens`; `tokens`: a word for each token of the vocabulary
 * @returns the derivation; its `result` holds the `tokens` of `generateTokens`, the `probabilities` by which each was
 * chosen (those of the softmax without a stream) and their product
 * @throws as `generateTokens`; DomainError for more than 8 steps, more than 10 tokens or scores that are not finite
 * @see A. Radford et al., "Language models are unsupervised multitask learners", 2019, section 2
 *
 * @example
 * A model of which each token calls for the next one of three.
 * ```ts
 * import { explainTokenGeneration, initializeTransformer, randomGenerator, verifyDerivation } from 'fovea';
 * const plan = { vocabulary: 3, context: 4, width: 4, heads: 1, layers: 1 };
 * const model = initializeTransformer(plan, randomGenerator(1));
 * const d = explainTokenGeneration(model, [0], { steps: 2, tokens: ['a', 'b', 'c'] });
 * d.result.tokens.length // => 2
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainTokenGeneration(
  model: LanguageModel<ArrayInput>,
  prompt: ArrayInput,
  options: ExplainGenerationOptions & {
    /** How many tokens to generate. */
    readonly steps: number;
  },
): Derivation<ExplainedGeneration> {
  const names = ['steps', 'stop', 'tokens', 'rng', ...SAMPLING_OPTIONS] as const;
  const { tokens: words, rng, ...rest } = checkOptions(FN, options, names);
  checkNumber(FN, 'steps', rest.steps, { integer: true, min: 1, max: MOST_STEPS });
  const { config } = checkOptions(FN, model, ['config', 'parameters'], 'model');
  const { vocabulary, context } = readConfig(FN, 'model.config.', config);
  checkNumber(FN, 'model.config.vocabulary', vocabulary, { max: MOST_TOKENS });
  const known = words === undefined ? undefined : checkWords(FN, 'tokens', words, vocabulary);
  const start = readPrompt(FN, prompt, context, vocabulary);
  const { temperature = 1, topK = vocabulary, topP = 1, stop } = rest;
  readDraw(FN, { ...rest, rng });
  if (stop !== undefined) {
    checkNumber(FN, 'stop', stop, { integer: true, min: 0, max: vocabulary - 1 });
  }
  const places: number[] = [];
  const drawn = rng !== undefined;
  // Without the cache, so that the scores are those of the runs below to the last bit.
  const made = generateTokensFor(FN, model, prompt, {
    ...{ ...rest, steps: options.steps, cache: false },
    ...(drawn ? { rng: overhear(checkRng(FN, 'rng', rng), places) } : {}),
  });
  const draw = drawn ? { temperature, topK, topP } : undefined;
  const named = (ids: readonly number[]): string =>
    known === undefined
      ? `(${ids.join(', ')})`
      : `“${ids.map((token) => known[token]!).join(' ')}”`;

  const given: Given[] = [];
  const steps: StepDraft[] = [];
  const probabilities: number[] = [];
  made.forEach((token, i) => {
    const [prefix, mark] = [`step-${i + 1}-`, `^{(${i + 1})}`];
    const text = [...start, ...made.slice(0, i)];
    const scores = scoresOf(model, text.slice(-context));
    given.push({
      id: `${prefix}x`,
      symbol: `x${mark}`,
      title: `The model’s scores after ${named(text)}`,
      value: scores,
    });
    if (drawn) {
      const title = 'Uniform random numbers';
      given.push({ id: `${prefix}u`, symbol: `u${mark}`, title, value: places[i]! });
    }
    const choice = choiceSteps({ scores, token, draw, prefix, mark });
    const probability = choice.probabilities.get(token);
    probabilities.push(probability);
    steps.push({
      id: `step-${i + 1}`,
      kind: 'statement',
      title: `Token ${i + 1}, after ${named(text)}`,
      ...noteOf(text.length > context ? context : undefined, token === stop),
      steps: [...choice.steps, ...pickSteps(choice, token, probability, prefix, mark)],
    });
    steps.push(appendStep(start.length, i, named([...text, token]), [...text, token]));
  });
  const whole = probabilities.reduce((product, p) => product * p, 1);
  const picks = made.map((_, i) => refer(`step-${i + 1}-picked`));
  const [first, ...others] = picks;
  const ended = made.at(-1) === stop && made.length < options.steps;
  return createDerivation<ExplainedGeneration>({
    topic: 'transformer',
    title: `${made.length} more token${made.length === 1 ? '' : 's'}, ${drawn ? 'drawn one by one' : 'the most likely one each time'}`,
    given: [
      {
        id: 'prompt',
        symbol: 'y',
        title: `The text so far, ${named(start)}: tokens counted from 0`,
        value: start,
      },
      ...(drawn
        ? [{ id: 'temperature', symbol: 'T', title: 'The temperature', value: temperature }]
        : []),
      ...given,
    ],
    steps: [
      ...steps,
      {
        id: 'probability',
        symbol: 'p',
        title: 'The probability of all of them: each is taken with those before it as given',
        formula: `p = ${made.map((_, i) => `\\pi_{${i + 1}}`).join(' ')}`,
        check: multiply(first!, ...others),
        value: whole,
      },
    ],
    result: { tokens: made, probabilities, probability: whole },
    answer: {
      record: {
        tokens: { list: made.map((_, i) => refer(`step-${i + 1}-token`)) },
        probabilities: { list: picks },
        probability: refer('probability'),
      },
    },
    conclusion: `${known === undefined ? `The new tokens are ${named(made)}` : `The text goes on with ${named(made)}`}${ended ? ', which ends it' : ''}; their probability is ${inWords(whole)}.`,
    sources: [
      'A. Radford and others, "Language models are unsupervised multitask learners", 2019, section 2.',
      ...(drawn ? [SAMPLING_SOURCE] : []),
    ],
  });
}

/** The last row of the model's scores. */
function scoresOf(model: LanguageModel<ArrayInput>, text: readonly number[]): number[] {
  const logits = languageModelLogitsFor(FN, model, text);
  const [n, count] = logits.shape as [number, number];
  const scores = Array.from({ length: count }, (_, j) => logits.get(n - 1, j));
  const bad = scores.find((score) => !Number.isFinite(score));
  if (bad === undefined) return scores;
  const expected = 'a model whose scores are finite';
  throw new DomainError({ function: FN, argument: 'model', expected, got: `${bad}` });
}

function noteOf(context: number | undefined, ends: boolean): { readonly note?: string } {
  const notes = [
    ...(context === undefined ? [] : [`The model sees the last ${context} tokens of it.`]),
    ...(ends ? ['The token that is chosen ends the text.'] : []),
  ];
  return notes.length === 0 ? {} : { note: notes.join(' ') };
}

/** The probability of the token that was chosen. */
function pickSteps(
  { probabilitiesAt }: ChoiceSteps,
  token: number,
  value: number,
  prefix: string,
  mark: string,
): StepDraft[] {
  const cut = probabilitiesAt.endsWith('cut');
  const number = mark.replace(/\D/g, '');
  return [
    {
      id: `${prefix}picked`,
      symbol: `\\pi_{${number}}`,
      title: 'Its probability',
      check: refer(probabilitiesAt, [token], `${cut ? "p'" : 'p'}${mark}_{${token}}`),
      value,
    },
  ];
}

/** The text with the new token behind it. */
function appendStep(length: number, i: number, named: string, value: readonly number[]): StepDraft {
  const before = i === 0 ? 'prompt' : `text-${i}`;
  const [from, symbol] = [i === 0 ? 'y' : `y^{(${i})}`, `y^{(${i + 1})}`];
  const formula = `${symbol} = \\left(${from},\\, t^{(${i + 1})}\\right)`;
  return {
    id: `text-${i + 1}`,
    symbol,
    title: `Put it behind the text: ${named}`,
    formula,
    // The same as the formula: the numbers put in are the value.
    substitution: formula,
    check: {
      list: [
        ...Array.from({ length: length + i }, (_, at) => refer(before, [at])),
        refer(`step-${i + 1}-token`),
      ],
    },
    value,
  };
}
