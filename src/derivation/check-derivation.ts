// Whether what came is a derivation, or a formula, at all.
import { describeValue, KindError } from '../core/errors.js';
import { checkContents } from './check-steps.js';

const isList = (value: unknown): boolean => Array.isArray(value);

/**
 * Refuses what has not the fields of a derivation.
 *
 * @param fn - name of the public function, for errors
 * @param argument - what it calls it
 * @param value - what came
 * @param unchecked - whether steps may say nothing of how they are computed
 * @throws KindError where it is none
 */
export function checkDerivation(
  fn: string,
  argument: string,
  value: unknown,
  unchecked = false,
): void {
  const { title, topic, symbol, given, steps, answer, conclusion, sources } = (value ?? {}) as {
    readonly [field: string]: unknown;
  };
  const texts = [title, topic ?? '', symbol ?? '', conclusion ?? ''];
  const words = texts.every((text) => typeof text === 'string') && sources !== null;
  const lists =
    isList(given) && isList(steps) && isList(sources ?? (argument === 'draft' ? [] : sources));
  if (words && lists && answer !== undefined && answer !== null && conclusion !== null) {
    checkContents(fn, argument, value as Parameters<typeof checkContents>[2], unchecked);
    return;
  }
  throw new KindError({
    function: fn,
    argument,
    expected: 'a derivation: title, given, steps, answer and sources',
    got: describeValue(value),
  });
}

/**
 * Refuses what is no text.
 *
 * @param fn - name of the public function, for errors
 * @param argument - what it calls it
 * @param value - what came
 * @returns the text
 * @throws KindError where it is none
 */
export function checkText(fn: string, argument: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new KindError({ function: fn, argument, expected: 'text', got: describeValue(value) });
}
