// Sums in float32 that left its range on the way, which those in float64 do not: lines in which that happened are
// computed again.
import type { FloatTypedArray } from '../../core/types.js';

/** The largest finite number of float32. */
export const LARGEST = 3.4028234663852886e38;

/**
 * Has lines computed again in which a number is not finite.
 *
 * @param numbers - lines of `length` numbers, without gaps
 * @param length - of a line
 * @param redo - computes some lines again: the first one, and how many
 */
export function redoLines(
  numbers: FloatTypedArray,
  length: number,
  redo: (first: number, count: number) => void,
): void {
  const lines = numbers.length / length;
  let first = 0;
  for (let line = 0; line <= lines; line++) {
    if (line < lines && !allFinite(numbers, line * length, length)) continue;
    if (line > first) redo(first, line - first);
    first = line + 1;
  }
}

function allFinite(numbers: FloatTypedArray, start: number, length: number): boolean {
  for (let i = start; i < start + length; i++) if (!Number.isFinite(numbers[i]!)) return false;
  return true;
}
