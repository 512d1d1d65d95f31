// A page's whole state as the part of its address after `#`: a version, and whatever differs from the defaults.
import type { Field } from './fields.js';

/** The fields of a state, by the names they have in the address. */
export type Fields = Readonly<Record<string, Field<never>>>;

/** The state that fields describe. */
export type StateOf<F> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** What was read of an address. */
export interface ReadState<S> {
  readonly state: S;
  /** Names in it that are not known or have values that make no sense; those fields have their defaults. */
  readonly refused: readonly string[];
}

// Addresses with another version are not read at all.
const VERSION = '1';

interface AnyField {
  readonly initial: unknown;
  readonly write: (value: unknown) => string;
  readonly read: (text: string) => unknown;
}

function entriesOf(fields: object): [string, AnyField][] {
  return Object.entries(fields) as [string, AnyField][];
}

/** A state with all defaults. */
export function initialState<F extends object>(fields: F): StateOf<F> {
  return Object.fromEntries(
    entriesOf(fields).map(([name, { initial }]) => [name, initial]),
  ) as StateOf<F>;
}

/**
 * A state as text: `1`, or `1&k=0.05&view=corners`.
 *
 * @param fields - of the page
 * @param state - to write
 */
export function writeState<F extends object>(fields: F, state: StateOf<F>): string {
  const changed = entriesOf(fields)
    .map(([name, { initial, write }]): [string, string, string] => [
      name,
      write(state[name as keyof F]),
      write(initial),
    ])
    .filter(([, now, before]) => now !== before)
    .map(([name, now]) => `&${encodeURIComponent(name)}=${encode(now)}`);
  return `${VERSION}${changed.join('')}`;
}

/** Encoded where it must be; what is harmless stays readable. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/%(2C|3A|3B|2F|40|5B|5D)/g, (code) => decodeURIComponent(code));
}

/**
 * Reads what `writeState` wrote, or someone typed.
 *
 * @param fields - of the page
 * @param text - after `#`
 */
export function readState<F extends object>(fields: F, text: string): ReadState<StateOf<F>> {
  const state: Record<string, unknown> = { ...initialState(fields) };
  const [version, ...parts] = text.split('&');
  if (version !== VERSION) {
    return { state: state as StateOf<F>, refused: version === '' ? [] : ['version'] };
  }
  const known = new Map(entriesOf(fields));
  const refused: string[] = [];
  for (const part of parts) {
    const at = part.indexOf('=');
    const name = decode(part.slice(0, at)) ?? part;
    const value = decode(part.slice(at + 1));
    const read = value === undefined ? undefined : known.get(name)?.read(value);
    if (read === undefined) refused.push(name);
    else state[name] = read;
  }
  return { state: state as StateOf<F>, refused };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
