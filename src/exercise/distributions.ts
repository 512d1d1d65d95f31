// Pairs of distributions with friendly probabilities.
import type { Draw } from './draw.js';
import type { Difficulty } from './types.js';

/** Two distributions over the same outcomes, and the unit of information. */
export type DistributionPair = {
  readonly p: readonly number[];
  readonly q: readonly number[];
  /** "nats" or "bits". */
  readonly unit: string;
};

/**
 * Two distributions: of three outcomes in steps of 0.05; of four; of four in steps of 0.01 and in bits.
 *
 * @param draw - the source of numbers
 * @param difficulty - how hard
 * @returns the pair, none of whose probabilities is 0
 */
export function drawPair(draw: Draw, difficulty: Difficulty): DistributionPair {
  if (difficulty === 'hard') {
    const one = (): number[] => draw.split(100, 4, 3).map((part) => part / 100);
    return { p: one(), q: one(), unit: 'bits' };
  }
  const all = compositions(20, difficulty === 'easy' ? 3 : 4);
  const number = draw.own(all.length ** 2);
  const parts = (index: number): number[] => all[index]!.map((part) => part / 20);
  return { p: parts(Math.floor(number / all.length)), q: parts(number % all.length), unit: 'nats' };
}

/**
 * A distribution of three outcomes in steps of 0.02, beside the uniform one, whose thirds no decimal holds.
 *
 * @param draw - the source of numbers
 * @returns the pair
 */
export function drawBesideThirds(draw: Draw): DistributionPair {
  const all = compositions(50, 3);
  const p = all[draw.own(all.length)]!.map((part) => part / 50);
  return { p, q: p.map(() => 1 / 3), unit: 'nats' };
}

/** All lists of so many whole numbers ≥ 1 that add up to the total. */
function compositions(total: number, count: number): number[][] {
  if (count === 1) return [[total]];
  const lists: number[][] = [];
  for (let first = 1; first <= total - count + 1; first++) {
    for (const rest of compositions(total - first, count - 1)) lists.push([first, ...rest]);
  }
  return lists;
}

/** Whether neither distribution has a 0, so that both divergences are finite. */
export function isAbsolute({ p, q }: DistributionPair): boolean {
  return [...p, ...q].every((each) => each > 0);
}

/** The base of the logarithm that a unit goes with. */
export function logBase(unit: string): number {
  return unit === 'bits' ? 2 : Math.E;
}

/** The logarithm that a unit goes with, in words. */
export function unitWords(unit: string): string {
  return unit === 'bits' ? 'the logarithm to base 2' : 'the natural logarithm';
}
