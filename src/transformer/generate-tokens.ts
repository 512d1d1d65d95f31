// Text from a language model, token by token.
import { checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import { readArray } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { readIds } from './embed-tokens.js';
import { type KeyValueState, readOn } from './key-value-cache.js';
import { languageModelLogitsFor } from './language-model.js';
import { readConfig } from './model-config.js';
import type { LanguageModel } from './parameters.js';
import {
  readDraw,
  readScores,
  SAMPLING_OPTIONS,
  type SampleTokenOptions,
  tokenOf,
} from './sample-token.js';

/** What `generateTokens` may be told, beside how tokens are drawn. */
export interface GenerateOptions extends SampleTokenOptions {
  /** How many tokens to generate. */
  readonly steps?: number | undefined;
  /** A token that ends the text: it is the last one given; none where left out. */
  readonly stop?: number | undefined;
  /** Whether keys and values are kept from step to step, which changes the time and nothing else; true where left out. */
  readonly cache?: boolean | undefined;
}

const FN = 'generateTokens';

/**
 * Continues a text with a causal language model, one token after the other.
 *
 * Without a stream each token is the most likely one; with `rng` it is drawn, by `temperature`, `topK` and `topP` as in
 * `sampleToken`. A seed decides the text.
 *
 * Keys and values of the tokens before are kept (`cache`), so that a step costs one row; without them every step runs
 * over the whole text, and the tokens are the same. Where the text grows longer than the model's context, the model
 * sees its last `context` tokens, counted from 0 anew; each step then runs over all of these.
 *
 * @param model - from `initializeTransformer`, trained
 * @param prompt - the text so far, shape [n]: token numbers, from 1 to as many as the context
 * @param options - `steps`: how many tokens (required); `rng`, `temperature`, `topK`, `topP`: how they are drawn, the
 * most likely one where left out; `stop`: a token that ends the text; `cache`: true where left out
 * @returns the new tokens, without the prompt
 * @throws DomainError for numbers that are no tokens or a temperature that is not above 0; ShapeError where the prompt
 * is empty, longer than the context or no vector; KindError for unknown options, and where something is asked of a draw
 * but there is no stream
 *
 * @example
 * Three tokens, the most likely ones; and drawn ones.
 * ```ts
 * import { generateTokens, initializeTransformer, randomGenerator } from 'fovea';
 * const plan = { vocabulary: 5, context: 8, width: 4, heads: 2, layers: 1 };
 * const model = initializeTransformer(plan, randomGenerator(1));
 * generateTokens(model, [3, 1], { steps: 3 }).length // => 3
 * const draw = (cache: boolean) =>
 *   generateTokens(model, [3, 1], { steps: 6, rng: randomGenerator(2), temperature: 0.8, cache });
 * draw(true).join() === draw(false).join() // => true
 * ```
 */
export function generateTokens(
  model: LanguageModel<ArrayInput>,
  prompt: ArrayInput,
  options: GenerateOptions & {
    /** How many tokens to generate. */
    readonly steps: number;
  },
): number[] {
  return generateTokensFor(FN, model, prompt, options);
}

/** `generateTokens` for functions that it is a part of, whose name errors tell. */
export function generateTokensFor(
  fn: string,
  model: LanguageModel<ArrayInput>,
  prompt: ArrayInput,
  options: GenerateOptions & {
    /** How many tokens to generate. */
    readonly steps: number;
  },
): number[] {
  const given = checkOptions(fn, options, ['steps', 'stop', 'cache', 'rng', ...SAMPLING_OPTIONS]);
  const steps = checkNumber(fn, 'steps', given.steps, { integer: true, min: 0 });
  const cached = checkBoolean(fn, 'cache', given.cache ?? true);
  const draw = readDraw(fn, given);
  const { config } = checkOptions(fn, model, ['config', 'parameters'], 'model');
  const { context, vocabulary } = readConfig(fn, 'model.config.', config);
  const { stop } = given;
  if (stop !== undefined) {
    checkNumber(fn, 'stop', stop, { integer: true, min: 0, max: vocabulary - 1 });
  }
  const text = readPrompt(fn, prompt, context, vocabulary);
  const start = text.length;
  const score = cached ? remembering(fn, model, context) : seeing(fn, model, context);
  for (let step = 0; step < steps; step++) {
    text.push(tokenOf(readScores(fn, score(text), 'model'), draw));
    if (text.at(-1) === stop) break;
  }
  return text.slice(start);
}

/**
 * Reads the text that is to go on.
 *
 * @param fn - name of the public function, for errors
 * @param prompt - what came
 * @param context - how many tokens the model sees
 * @param vocabulary - how many tokens there are
 * @returns the tokens
 */
export function readPrompt(
  fn: string,
  prompt: ArrayInput,
  context: number,
  vocabulary: number,
): number[] {
  const { shape } = readArray(fn, 'prompt', prompt);
  const [n = 0] = shape;
  if (shape.length !== 1 || n === 0 || n > context) {
    throw new ShapeError({
      function: fn,
      argument: 'prompt',
      expected: `shape (n) with n from 1 to the context ${context}`,
      got: `(${shape.join(', ')})`,
    });
  }
  return Array.from(readIds(fn, 'prompt', prompt, vocabulary).ids);
}

/** Scores of the next token of a text. */
type Score = (text: readonly number[]) => FloatNdArray;

/** By a run over all that the model sees. */
function seeing(fn: string, model: LanguageModel<ArrayInput>, context: number): Score {
  return (text) => lastRow(languageModelLogitsFor(fn, model, text.slice(-context)));
}

/** By a run over what is new, as long as the text fits the context. */
function remembering(fn: string, model: LanguageModel<ArrayInput>, context: number): Score {
  // Nobody else sees the state, so that it need not tell whose it is.
  let state: KeyValueState = { length: 0, layers: [], model: '' };
  const whole = seeing(fn, model, context);
  return (text) => {
    if (text.length > context) return whole(text);
    const next = readOn(fn, model, state, text.slice(state.length));
    state = next.state;
    return lastRow(next.logits);
  };
}

function lastRow(logits: FloatNdArray): FloatNdArray {
  return logits.pick(logits.shape[0]! - 1);
}
