// Judges what a call with bad input did.
import { DomainError, KindError, ShapeError } from '../../../src/core/errors.js';
import { type Call, isPlain } from './record.js';

/** Callbacks that tell errors which they throw from those that the library does. */
export function markCallbacks(value: unknown, thrown: Set<unknown>, level = 0): unknown {
  if (typeof value === 'function') {
    const call = value as (...args: unknown[]) => unknown;
    const marked = (...args: unknown[]): unknown => {
      try {
        return call(...args);
      } catch (error) {
        thrown.add(error);
        throw error;
      }
    };
    return Object.defineProperties(marked, Object.getOwnPropertyDescriptors(call));
  }
  if (level > 3 || !isPlain(value)) return value;
  if (Array.isArray(value)) {
    const holdsParts = value.some((part) => typeof part === 'function' || isPlain(part));
    return holdsParts ? value.map((part) => markCallbacks(part, thrown, level + 1)) : value;
  }
  const copy: Record<string, unknown> = Object.create(Object.getPrototypeOf(value));
  for (const key of Object.keys(value)) copy[key] = markCallbacks(value[key], thrown, level + 1);
  return copy;
}

/** Whether a value holds a number of a kind, however deep. */
export function holds(value: unknown, test: (x: number) => boolean, level = 0): boolean {
  if (typeof value === 'number') return test(value);
  if (typeof value !== 'object' || value === null || level > 8) return false;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.prototype.some.call(value, test as (x: unknown) => boolean);
  }
  return Object.values(value).some((part) => holds(part, test, level + 1));
}

/** Whether an error is that of a function which was given to one that returned another, such as `grad(f)(x)`. */
export function isForeign(error: unknown, { label, name }: Call): boolean {
  const named = error instanceof Error && 'function' in error;
  return label !== name && named && error.function !== name;
}

/** Expressions are texts, and what is wrong in them has a place. */
const IN_A_TEXT = /^line \d+, column \d+$/;

/** What is wrong about an error, if anything; without names only whether it is one of the library's. */
export function faultOf(
  error: unknown,
  { name, label }: Call,
  names: ReadonlySet<string> | undefined,
): string | undefined {
  const own =
    error instanceof KindError || error instanceof ShapeError || error instanceof DomainError;
  if (!own) return `no error of the library: ${String(error)}`;
  if (names === undefined) return undefined;
  const { function: named, argument, message } = error;
  if (named !== name) return `another function: ${message}`;
  const words = argument.match(/\w+/g) ?? [];
  if (label === name && !words.some((word) => names.has(word)) && !IN_A_TEXT.test(argument)) {
    return `no argument of it: ${message}`;
  }
  return undefined;
}
