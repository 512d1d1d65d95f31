// The next token, from the scores of all: the best, or one drawn at random.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, readArray, wrap } from '../core/create.js';
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray, Rng } from '../core/types.js';

/** How scores become the probabilities that a token is drawn by. */
export interface SamplingOptions {
  /** T > 0: scores are divided by it; 1 where left out. Below 1 likely tokens gain, above 1 unlikely ones. */
  readonly temperature?: number | undefined;
  /** Only that many tokens, the most likely ones, can be drawn; all where left out. */
  readonly topK?: number | undefined;
  /** Only the most likely tokens whose probabilities together reach this, above 0 and at most 1; 1 where left out. */
  readonly topP?: number | undefined;
}

/** Options of `sampleToken`. */
export interface SampleTokenOptions extends SamplingOptions {
  /** The stream to draw from; without it the most likely token is taken. */
  readonly rng?: Rng | undefined;
}

/** Names of the options of sampling. */
export const SAMPLING_OPTIONS = ['temperature', 'topK', 'topP'] as const;

/**
 * The probabilities by which a token is drawn: softmax at a temperature, cut off to the most likely tokens.
 *
 * $$p_i \propto e^{x_i / T} \text{ for the tokens kept, else } 0$$
 *
 * First the scores are divided by the temperature, then all but the `topK` most likely tokens are dropped, then all
 * but the fewest most likely whose probabilities, of those kept so far, reach `topP` (nucleus sampling). Of equally
 * likely tokens the one with the smaller number is kept first. What is left adds up to 1.
 *
 * @param logits - scores of all tokens, shape [V]; −∞ for those that cannot be
 * @param options - `temperature`: 1 where left out; `topK`, `topP`: where left out, nothing is cut off
 * @returns shape [V]
 * @throws KindError where something is of another kind,
 * ShapeError where the scores are no vector, DomainError where one is NaN or +∞ or all are −∞, the temperature
 * is not above 0, or a cut is out of range
 * @see A. Holtzman et al., "The curious case of neural text degeneration", 2020, section 3.1, for nucleus sampling;
 * A. Fan et al., "Hierarchical neural story generation", 2018, for the k most likely
 *
 * @example
 * Three tokens with odds of 4 : 2 : 1, and without the last.
 * ```ts
 * import { samplingProbabilities, toNested } from 'fovea';
 * const logits = [4, 2, 1].map(Math.log);
 * toNested(samplingProbabilities(logits)) // => [0.571429, 0.285714, 0.142857]
 * toNested(samplingProbabilities(logits, { topP: 0.6 })) // => [0.666667, 0.333333, 0]
 * ```
 */
export function samplingProbabilities(logits: ArrayInput, options?: SamplingOptions): FloatNdArray {
  const fn = 'samplingProbabilities';
  const given = checkOptions(fn, options, SAMPLING_OPTIONS);
  const scores = readScores(fn, logits);
  const settings = readSampling(fn, given);
  const data = probabilitiesOf(scores, settings);
  const kept = allocate(scores instanceof Float32Array ? 'float32' : 'float64', data.length);
  kept.set(data);
  return wrap(kept, [data.length]);
}

/**
 * The next token: the most likely one, or one drawn from the probabilities that `samplingProbabilities` gives.
 *
 * Without a stream nothing is drawn: the token with the largest score is taken, of equals the one with the smaller
 * number. A temperature towards 0 comes to the same, but 0 itself is refused.
 *
 * @param logits - scores of all tokens, shape [V]; −∞ for those that cannot be
 * @param options - `rng`: the stream, which advances by one draw; `temperature`, `topK`, `topP` as in
 * `samplingProbabilities`, only together with a stream
 * @returns the number of the token, from 0 to V − 1
 * @throws ShapeError where the scores are no vector; DomainError where one is NaN or +∞ or all are −∞, the temperature
 * is not above 0, or a cut is out of range; KindError where something is asked of a draw, but there is no stream
 *
 * @example
 * The best; and a draw, which one seed decides.
 * ```ts
 * import { randomGenerator, sampleToken } from 'fovea';
 * sampleToken([1, 3, 2]) // => 1
 * const draw = () => sampleToken([1, 3, 2], { rng: randomGenerator(5), temperature: 2 });
 * draw() === draw() // => true
 * ```
 */
export function sampleToken(logits: ArrayInput, options?: SampleTokenOptions): number {
  return sampleTokenFor('sampleToken', logits, options);
}

/** `sampleToken` for functions that it is a part of, whose name errors tell. */
export function sampleTokenFor(
  fn: string,
  logits: ArrayInput,
  options?: SampleTokenOptions,
): number {
  const given = checkOptions(fn, options, [...SAMPLING_OPTIONS, 'rng']);
  return tokenOf(readScores(fn, logits), readDraw(fn, given));
}

/** How the next token is found: by a draw, or undefined for the most likely one. */
export type Draw = (SamplingSettings & { readonly rng: Rng }) | undefined;

/** Checked options of sampling. */
export interface SamplingSettings {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
}

/**
 * Reads how the next token is to be found.
 *
 * @param fn - name of the public function, for errors
 * @param given - what came
 * @returns the settings of a draw, or undefined for the most likely token
 * @throws KindError where something is asked of a draw, but there is no stream
 */
export function readDraw(fn: string, given: SampleTokenOptions): Draw {
  const settings = readSampling(fn, given);
  if (given.rng !== undefined) return { ...settings, rng: checkRng(fn, 'rng', given.rng) };
  const asked = SAMPLING_OPTIONS.find((name) => given[name] !== undefined);
  if (asked === undefined) return undefined;
  throw new KindError({
    function: fn,
    argument: 'rng',
    expected: `a stream from randomGenerator(seed), to draw with the ${asked} given`,
    got: 'nothing',
  });
}

/**
 * The next token.
 *
 * @param scores - of all tokens, checked
 * @param draw - how it is found
 * @returns its number
 */
export function tokenOf(scores: FloatTypedArray, draw: Draw): number {
  if (draw === undefined) return scores.indexOf(largestOf(scores));
  const probabilities = probabilitiesOf(scores, draw);
  const place = draw.rng.nextFloat64();
  let reached = 0;
  let last = 0;
  for (let token = 0; token < probabilities.length; token++) {
    if (probabilities[token] === 0) continue;
    reached += probabilities[token]!;
    last = token;
    if (place < reached) break;
  }
  // Where the sum rounds to less than the place, the last token that can be drawn.
  return last;
}

/**
 * Reads scores.
 *
 * @param fn - name of the public function, for errors
 * @param logits - what came
 * @param argument - what they come from, for errors
 * @returns the numbers
 * @throws ShapeError where they are no vector, DomainError where nothing can be chosen
 */
export function readScores(fn: string, logits: ArrayInput, argument = 'logits'): FloatTypedArray {
  const { data, shape } = readArray(fn, argument, logits);
  if (shape.length !== 1 || data.length === 0) {
    throw new ShapeError({
      function: fn,
      argument,
      expected: 'shape (V)',
      got: `(${shape.join(', ')})`,
    });
  }
  const bad = data.findIndex((x) => !(x < Infinity));
  if (bad < 0 && data.some((x) => x > -Infinity)) return data;
  throw new DomainError({
    function: fn,
    argument,
    expected: 'scores that are finite or −∞, not all of them −∞',
    got: bad < 0 ? '−∞ alone' : `${data[bad]} at [${bad}]`,
  });
}

function readSampling(fn: string, { temperature, topK, topP }: SamplingOptions): SamplingSettings {
  return {
    temperature: checkNumber(fn, 'temperature', temperature ?? 1, { above: 0 }),
    topK: topK === undefined ? Infinity : checkNumber(fn, 'topK', topK, { integer: true, min: 1 }),
    topP: checkNumber(fn, 'topP', topP ?? 1, { above: 0, max: 1 }),
  };
}

function probabilitiesOf(
  scores: FloatTypedArray,
  { temperature, topK, topP }: SamplingSettings,
): Float64Array {
  const top = largestOf(scores);
  const weights = Float64Array.from(scores, (x) => Math.exp((x - top) / temperature));
  if (topK < weights.length || topP < 1) {
    const order = Array.from(weights.keys()).sort((a, b) => weights[b]! - weights[a]! || a - b);
    const listed = order.slice(0, topK);
    const enough = topP * listed.reduce((total, token) => total + weights[token]!, 0);
    let reached = 0;
    let count = 0;
    while (count < listed.length && (count === 0 || reached < enough)) {
      reached += weights[listed[count++]!]!;
    }
    for (const token of order.slice(count)) weights[token] = 0;
  }
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

function largestOf(scores: FloatTypedArray): number {
  let largest = -Infinity;
  for (let i = 0; i < scores.length; i++) largest = Math.max(largest, scores[i]!);
  return largest;
}
