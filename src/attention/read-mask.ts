// Masks as they come in: numbers, or truth values.
import type { ArrayInput } from '../core/types.js';

/** Truth values in nested arrays of equal lengths. */
export type NestedBooleans = readonly boolean[] | readonly NestedBooleans[];

/** What a query may attend to: 1 or true = may, 0 or false = may not. */
export type AttentionMask = ArrayInput | NestedBooleans;

/** Deeper nesting is refused by what reads the numbers. */
const DEEPEST = 64;

/**
 * A mask in numbers. What is neither numbers nor truth values is left to the reader of numbers, which refuses it.
 *
 * @param mask - what the caller gave
 * @returns the mask itself, or nested 1 and 0 where it starts with a truth value
 */
export function maskNumbers(mask: AttentionMask): ArrayInput {
  let first: unknown = mask;
  for (let depth = 0; Array.isArray(first) && depth < DEEPEST; depth++) first = first[0];
  return typeof first === 'boolean' ? (numbersOf(mask, 0) as ArrayInput) : (mask as ArrayInput);
}

function numbersOf(entry: unknown, depth: number): unknown {
  if (typeof entry === 'boolean') return entry ? 1 : 0;
  if (!Array.isArray(entry) || depth > DEEPEST) return entry;
  // From, not map: a hole is to be refused, not to stay one.
  return Array.from(entry, (inner) => numbersOf(inner, depth + 1));
}
