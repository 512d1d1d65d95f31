// Whether two answers are the same, and how far they are apart.
import type { ExerciseAnswer } from './types.js';

/** What decides whether two answers are the same. */
export interface Measure {
  readonly tolerance: number;
  readonly period?: number;
}

/** Float64's own rounding is no difference. */
const ROUNDING = 1e-12;

/**
 * How far two answers are apart: the largest difference of two numbers, 0 for equal choices, Infinity for answers of
 * different kinds or shapes.
 *
 * @param a - an answer
 * @param b - another one
 * @param period - numbers that differ by a multiple of it are equal
 * @returns the distance
 */
function distance(a: ExerciseAnswer, b: ExerciseAnswer, period?: number): number {
  if (typeof a === 'string' || typeof b === 'string') return a === b ? 0 : Infinity;
  if (typeof a === 'number' && typeof b === 'number') {
    const straight = Math.abs(a - b);
    if (period === undefined) return straight;
    const around = straight % period;
    return Math.min(around, period - around);
  }
  if (typeof a === 'number' || typeof b === 'number' || a.length !== b.length) return Infinity;
  return a.reduce<number>((most, entry, i) => Math.max(most, distance(entry, b[i]!, period)), 0);
}

/** Whether an answer is another one, within the tolerance. */
export function isSame(
  a: ExerciseAnswer,
  b: ExerciseAnswer,
  { tolerance, period }: Measure,
): boolean {
  return distance(a, b, period) <= tolerance * (1 + ROUNDING) + ROUNDING * sizeOf(b);
}

/**
 * Whether an answer is another one whose numbers are rounded where they have more digits.
 *
 * @param a - the answer
 * @param b - the other one
 * @param measure - tolerance and period
 * @param least - digits after the point that a rounded number has at least
 * @returns whether it is
 */
export function isRounded(
  a: ExerciseAnswer,
  b: ExerciseAnswer,
  measure: Measure,
  least: number,
): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (shapeOf(a).join() !== shapeOf(b).join()) return false;
  const others = numbersOf(b);
  return numbersOf(a).every((number, i) => {
    const other = others[i]!;
    if (isSame(number, other, measure)) return true;
    const digits = /\.(\d+)$/.exec(String(number))?.[1]?.length ?? 0;
    const half = { ...measure, tolerance: Number(`5e-${digits + 1}`) };
    return digits >= least && isSame(number, other, half);
  });
}

/** Whether no answer can be both, with the tolerance around each. */
export function areApart(
  a: ExerciseAnswer,
  b: ExerciseAnswer,
  { tolerance, period }: Measure,
): boolean {
  return distance(a, b, period) > 2 * (tolerance * (1 + ROUNDING) + ROUNDING * sizeOf(b));
}

/** The largest number of an answer. */
export function sizeOf(answer: ExerciseAnswer): number {
  if (typeof answer === 'string') return 0;
  if (typeof answer === 'number') return Math.abs(answer);
  return answer.reduce<number>((most, entry) => Math.max(most, sizeOf(entry)), 0);
}

/** All numbers of an answer in a row. */
export function numbersOf(answer: ExerciseAnswer): number[] {
  if (typeof answer === 'string') return [];
  return typeof answer === 'number' ? [answer] : answer.flatMap(numbersOf);
}

/** Lengths of the axes of an answer. */
export function shapeOf(answer: ExerciseAnswer): number[] {
  if (typeof answer === 'string' || typeof answer === 'number') return [];
  return [answer.length, ...(answer[0] === undefined ? [] : shapeOf(answer[0]))];
}
