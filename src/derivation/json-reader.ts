// Reading JSON of unknown origin: each function returns what it checked, and errors name the place.
import { describeValue, KindError } from '../core/errors.js';
import { isPlainRecord } from './tensor.js';

/** The function that errors name. */
export const READER = 'derivationFromJson';

/** A part of a document with the place where it stands. */
export interface Part {
  readonly path: string;
  readonly value: unknown;
}

/** The error for a part that is not what it should be. */
export function unexpected({ path, value }: Part, expected: string): KindError {
  const got = value === undefined ? 'nothing' : describeValue(value);
  return new KindError({ function: READER, argument: path || 'json', expected, got });
}

/** A string. */
export function readString(part: Part): string {
  if (typeof part.value === 'string') return part.value;
  throw unexpected(part, 'a string');
}

/** A list, part by part. */
export function readList<T>(part: Part, read: (item: Part, index: number) => T): T[] {
  const { path, value } = part;
  if (!Array.isArray(value)) throw unexpected(part, 'a list');
  // A hole in a list is an item that is missing, not one to pass over.
  return Array.from(value, (item: unknown, i) => read({ path: `${path}[${i}]`, value: item }, i));
}

/** The fields of an object, and a function that reads one of them. */
export interface Fields {
  /** One field, undefined where it is missing. */
  get(name: string): Part;
  /** A field where it is there. */
  optional<Name extends string, T>(
    name: Name,
    read: (part: Part) => T,
  ): { readonly [Key in Name]?: T };
}

/** An object that has no fields but these. */
export function readFields(part: Part, allowed: readonly string[]): Fields {
  const { path, value } = part;
  if (!isPlainRecord(value)) throw unexpected(part, 'an object');
  for (const name of Object.keys(value)) {
    if (!allowed.includes(name)) {
      throw new KindError({
        function: READER,
        argument: path || 'json',
        expected: `only the names ${allowed.join(', ')}`,
        got: describeValue(name),
      });
    }
  }
  const get = (name: string): Part => ({
    path: path === '' ? name : `${path}.${name}`,
    value: Object.hasOwn(value, name) ? value[name] : undefined,
  });
  return {
    get,
    optional<Name extends string, T>(
      name: Name,
      read: (part: Part) => T,
    ): { readonly [Key in Name]?: T } {
      const field: { [Key in Name]?: T } = {};
      const inner = get(name);
      if (inner.value !== undefined) field[name] = read(inner);
      return field;
    },
  };
}

/** The one field that tells what an object is. */
export function soleField(part: Part): string | undefined {
  return isPlainRecord(part.value) ? Object.keys(part.value)[0] : undefined;
}

/** Every field of an object, by name. */
export function readRecord<T>(
  part: Part,
  read: (field: Part) => T,
): { readonly [name: string]: T } {
  const { path, value } = part;
  if (!isPlainRecord(value)) throw unexpected(part, 'an object');
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      read({ path: `${path}.${name}`, value: field }),
    ]),
  );
}
