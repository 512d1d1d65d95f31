// Seeded streams on pure-rand. A stream is an argument; nothing here reads a clock or Math.random.
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { checkNumber, checkOneOf, checkShape } from './check.js';
import { allocate, wrap } from './create.js';
import { describeValue, KindError } from './errors.js';
import { elementCount } from './layout.js';
import { checkListed } from './limit.js';
import { fillNormal } from './normal-draws.js';
import type { FloatDType, FloatNdArray, Rng } from './types.js';

class Stream implements Rng {
  readonly #generator: RandomGenerator;

  constructor(generator: RandomGenerator) {
    this.#generator = generator;
  }

  nextUint32(): number {
    return this.#generator.next() >>> 0;
  }

  nextFloat64(): number {
    // 53 bits: 27 high, 26 low.
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  split(): Rng {
    return fromWords([this.nextUint32(), this.nextUint32(), this.nextUint32(), this.nextUint32()]);
  }
}

// pure-rand puts a seed into the state as it is, so that the first draw of seed s would be ~s. Each of
// the four words of the state goes through the finaliser of MurmurHash3 first, which turns every bit of
// the seed into every bit of the state.
function fromWords(words: readonly number[]): Rng {
  const state = words.map((word, i) => scramble(word + Math.imul(i + 1, WEYL_STEP)));
  return new Stream(xoroshiro128plusFromState(state));
}

/** 2³² divided by the golden ratio, odd: its multiples are spread evenly over 32 bits. */
const WEYL_STEP = 0x9e3779b9;

function scramble(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** What a stream may be made from. */
export const SEEDS = { integer: true, min: -2147483648, max: 4294967295 } as const;

/**
 * A stream of random numbers that depends on its seed alone.
 *
 * Functions that take an `rng` draw from it, so that two calls in a row differ and two programs with one
 * seed agree, on every engine.
 *
 * @param seed - a whole number from −2³¹ to 2³² − 1
 * @returns the stream (xoroshiro128+, from pure-rand)
 * @throws KindError or DomainError where the seed is no such number
 *
 * @example
 * One seed, one sequence.
 * ```ts
 * import { randomGenerator } from 'fovea';
 * randomGenerator(7).nextUint32() === randomGenerator(7).nextUint32() // => true
 * ```
 */
export function randomGenerator(seed: number): Rng {
  checkNumber('randomGenerator', 'seed', seed, SEEDS);
  return fromWords([seed, seed, seed, seed]);
}

/**
 * A stream given as an argument.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param rng - what came
 * @returns the stream
 * @throws KindError where it is none
 */
export function checkRng(fn: string, argument: string, rng: unknown): Rng {
  const isStream =
    typeof rng === 'object' && rng !== null && 'nextUint32' in rng && 'nextFloat64' in rng;
  if (isStream) return rng as Rng;
  throw new KindError({
    function: fn,
    argument,
    expected: 'a stream from randomGenerator(seed)',
    got: describeValue(rng),
  });
}

/**
 * A whole number in [0, bound), each equally likely (rejection, so without modulo bias).
 *
 * @param rng - the stream
 * @param bound - how many numbers, 1 to 2³²
 * @returns the number
 */
export function drawInteger(rng: Rng, bound: number): number {
  // The high bits of the generator are its better ones, so the range is cut into `bound` stretches.
  const stretch = Math.floor(4294967296 / bound);
  let drawn = Math.floor(rng.nextUint32() / stretch);
  while (drawn >= bound) drawn = Math.floor(rng.nextUint32() / stretch);
  return drawn;
}

/** What draws may be stored in. */
const FLOATS: readonly FloatDType[] = ['float64', 'float32'];

/**
 * Numbers drawn uniformly from [0, 1), in float64 or float32.
 *
 * In float32 they are the draws of float64, cut off after 24 bits: rounded they could be 1.
 *
 * @param rng - the stream, which advances
 * @param shape - lengths of the axes
 * @param dtype - "float64" or "float32"; "float64" where left out
 * @returns an ndarray of that shape
 * @throws KindError or DomainError where the stream, the shape or the dtype is none; DomainError for a result of more
 * than 2²⁸ elements
 *
 * @example
 * Every draw lies in [0, 1).
 * ```ts
 * import { randomGenerator, uniform } from 'fovea';
 * uniform(randomGenerator(1), [2, 3]).shape // => [2, 3]
 * ```
 */
export function uniform(
  rng: Rng,
  shape: readonly number[],
  dtype: FloatDType = 'float64',
): FloatNdArray {
  checkRng('uniform', 'rng', rng);
  checkShape('uniform', 'shape', shape);
  checkOneOf('uniform', 'dtype', dtype, FLOATS);
  const data = allocate(dtype, elementCount(shape));
  for (let i = 0; i < data.length; i++) {
    const drawn = rng.nextFloat64();
    data[i] = dtype === 'float32' ? Math.floor(drawn * 2 ** 24) / 2 ** 24 : drawn;
  }
  return wrap(data, shape);
}

/**
 * Numbers drawn from the normal distribution of mean 0 and standard deviation 1, in float64 or float32, by the
 * Box–Muller transform. One seed gives the same bits on every engine; in float32 they are the draws of float64, rounded.
 *
 * @param rng - the stream, which advances
 * @param shape - lengths of the axes
 * @param dtype - "float64" or "float32"; "float64" where left out
 * @returns an ndarray of that shape
 * @throws KindError or DomainError where the stream, the shape or the dtype is none; DomainError for a result of more
 * than 2²⁸ elements
 * @see G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates", 1958
 *
 * @example
 * Four draws.
 * ```ts
 * import { normal, randomGenerator } from 'fovea';
 * normal(randomGenerator(1), [4]).shape // => [4]
 * ```
 */
export function normal(
  rng: Rng,
  shape: readonly number[],
  dtype: FloatDType = 'float64',
): FloatNdArray {
  checkRng('normal', 'rng', rng);
  checkShape('normal', 'shape', shape);
  checkOneOf('normal', 'dtype', dtype, FLOATS);
  const data = allocate(dtype, elementCount(shape));
  fillNormal(rng, data);
  return wrap(data, shape);
}

/**
 * The numbers 0 to n − 1 in random order, each order equally likely (Fisher–Yates).
 *
 * @param rng - the stream, which advances
 * @param n - how many
 * @returns a plain array of indices
 * @throws KindError or DomainError where the stream is none or `n` is no whole number ≥ 0; DomainError for a list of
 * more than 2²⁵
 *
 * @example
 * Sorted again, nothing is lost.
 * ```ts
 * import { permutation, randomGenerator } from 'fovea';
 * permutation(randomGenerator(3), 4).sort() // => [0, 1, 2, 3]
 * ```
 */
export function permutation(rng: Rng, n: number): number[] {
  checkRng('permutation', 'rng', rng);
  checkNumber('permutation', 'n', n, { integer: true, min: 0, max: 4294967295 });
  checkListed('permutation', 'n', n);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = drawInteger(rng, i + 1);
    const swap = order[i]!;
    order[i] = order[j]!;
    order[j] = swap;
  }
  return order;
}
