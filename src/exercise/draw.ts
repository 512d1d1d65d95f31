// Friendly random numbers for exercises.
import { drawInteger, randomGenerator } from '../core/random.js';
import type { Rng } from '../core/types.js';
import { DIFFICULTIES } from './difficulties.js';
import type { Difficulty } from './types.js';

/** A seeded source of friendly numbers. */
export interface Draw {
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** As many whole numbers. */
  integers(count: number, low: number, high: number): number[];
  /** One of a list. */
  pick<T>(list: readonly T[]): T;
  /** The list in another order. */
  shuffle<T>(list: readonly T[]): T[];
  /** Whole numbers ≥ `least` that add up to `total`. */
  split(total: number, count: number, least: number): number[];
  /** A number from 0 to `count` − 1 that belongs to this seed: no other of 1000 seeds in a row gets it. `count` should be many thousands. */
  own(count: number): number;
  /** Whole numbers as of `integers` that together belong to this seed. There should be many thousands of such lists. */
  ownIntegers(count: number, low: number, high: number): number[];
}

/** Seeds are whole numbers from 0 to this. */
export const LARGEST_SEED: number = 2 ** 32 - 1;

/** A prime above the number of seeds in a row that must differ. */
const CLASSES = 1009;
/** More than enough problems to draw from. */
const LARGEST = 2 ** 31;
/** Neighbouring seeds get far classes. */
const SPREAD = 367;

/**
 * The numbers of one exercise.
 *
 * @param seed - a whole number
 * @param difficulty - other difficulties have other numbers
 * @returns the source
 */
export function createDraw(seed: number, difficulty: Difficulty): Draw {
  let rng: Rng = randomGenerator(seed);
  const level = DIFFICULTIES.indexOf(difficulty);
  for (let i = 0; i < level; i++) rng = rng.split();
  const own = ((seed % CLASSES) * SPREAD + level) % CLASSES;
  const integer = (low: number, high: number): number => low + drawInteger(rng, high - low + 1);
  const shuffle = <T>(list: readonly T[]): T[] => {
    const left = [...list];
    return list.map(() => left.splice(drawInteger(rng, left.length), 1)[0]!);
  };
  const ownNumber = (count: number): number => {
    const copies = Math.floor((count - 1 - own) / CLASSES) + 1;
    return copies < 1 ? drawInteger(rng, count) : own + CLASSES * drawInteger(rng, copies);
  };
  return {
    integer,
    integers: (count, low, high) => Array.from({ length: count }, () => integer(low, high)),
    pick: (list) => list[drawInteger(rng, list.length)]!,
    shuffle,
    split: (total, count, least) => {
      // Cuts in a row of what is left after each has its least.
      const free = total - count * least;
      const places = shuffle(Array.from({ length: free + count - 1 }, (_, i) => i));
      const cuts = [-1, ...places.slice(0, count - 1).sort((a, b) => a - b), free + count - 1];
      return cuts.slice(1).map((cut, i) => cut - cuts[i]! - 1 + least);
    },
    own: ownNumber,
    ownIntegers: (count, low, high) => {
      const base = high - low + 1;
      // A few digits tell the lists apart.
      // Counted, since logarithms differ between engines, and one of base 2 is next to a whole number.
      let digits = 0;
      for (let all = base; digits < count && all <= LARGEST; all *= base) digits++;
      let number = ownNumber(base ** digits);
      return Array.from({ length: count }, (_, i) => {
        if (i >= digits) return integer(low, high);
        const digit = number % base;
        number = Math.floor(number / base);
        return low + digit;
      });
    },
  };
}
