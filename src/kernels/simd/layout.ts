// What adapters lay out in the memory of the kernels besides numbers to work on.
import type { BorderMode } from '../kernels.js';
import { borderIndex } from '../scalar/border.js';
import type { Arena } from './arena.js';

/**
 * Memory that holds zeros.
 *
 * @param arena - the memory of the kernels
 * @param bytes - how much
 * @returns where it lies
 */
export function putZeros(arena: Arena, bytes: number): number {
  const at = arena.allocate(bytes);
  arena.uint8(at, bytes).fill(0);
  return at;
}

/**
 * Copies whole numbers in.
 *
 * @param arena - the memory of the kernels
 * @param words - the numbers
 * @returns where they lie
 */
export function putWords(arena: Arena, words: readonly number[]): number {
  const at = arena.words(words.length);
  arena.int32(at, words.length).set(words);
  return at;
}

/**
 * What stands at the `radius` places before a line, and at those after it.
 *
 * @param radius - how many on each side
 * @param length - of the line
 * @param border - the rule
 * @returns places within the line, or `OUTSIDE`
 */
export function placesBeyond(radius: number, length: number, border: BorderMode): number[] {
  return Array.from({ length: 2 * radius }, (_, i) => {
    return borderIndex(i < radius ? i - radius : length + i - radius, length, border);
  });
}
