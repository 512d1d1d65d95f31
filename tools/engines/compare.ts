// How far what one engine found lies from what another found.
import type { Report } from './programme.js';
import type { Entry } from './record.js';

/** A call that gave something else. */
export interface Difference {
  readonly name: string;
  /** What differs, in words. */
  readonly text: string;
  /** Steps between neighbouring float64 numbers; Infinity where it is not by rounding. */
  readonly steps: number;
  /** The largest difference as a share of the largest number of the call. */
  readonly share: number;
}

/** What a comparison gave. */
export interface Compared {
  readonly calls: number;
  /** How many gave the same bits. */
  readonly same: number;
  readonly differences: readonly Difference[];
}

/** A share up to which a difference is one of rounding, and one that float32 makes of it. */
export const ROUNDING = 1e-5;

/**
 * Compares two reports.
 *
 * @param report - of an engine
 * @param truth - of the one that it is compared with
 */
export function compare(report: Report, truth: Report): Compared {
  const others = new Map<string, Entry>();
  for (const [name, entry] of numbered(truth.entries)) others.set(name, entry);
  const differences: Difference[] = [];
  let calls = 0;
  for (const [name, entry] of numbered(report.entries)) {
    calls++;
    const other = others.get(name);
    others.delete(name);
    if (other === undefined) differences.push(unlike(name, 'was not called there'));
    else if (entry.hash !== other.hash) differences.push(differ(name, entry, other));
  }
  for (const name of others.keys()) differences.push(unlike(name, 'was not called here'));
  return { calls, same: calls - differences.length, differences };
}

function unlike(name: string, text: string): Difference {
  return { name, text, steps: Infinity, share: Infinity };
}

/** Calls of one name are told apart by their order. */
function numbered(entries: readonly Entry[]): [string, Entry][] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const index = (seen.get(entry.name) ?? 0) + 1;
    seen.set(entry.name, index);
    return [index === 1 ? entry.name : `${entry.name} (${index})`, entry];
  });
}

function differ(name: string, entry: Entry, other: Entry): Difference {
  const [mine, theirs] = [entry.words.map(split), other.words.map(split)];
  const at = mine.findIndex(({ rest }, i) => rest !== theirs[i]?.rest);
  if (at >= 0 || mine.length !== theirs.length) {
    const [here, there] = [entry.words[at] ?? '', other.words[at] ?? ''];
    return unlike(name, `"${leave(here, there)}" for "${leave(there, here)}"`);
  }
  if (entry.count !== other.count) {
    return unlike(name, `${entry.count} numbers for ${other.count}`);
  }
  let [steps, share] = [0, 0];
  const take = (one: ArrayLike<number>, two: ArrayLike<number>, magnitude: number): void => {
    for (let i = 0; i < one.length; i++) {
      if (Object.is(one[i], two[i])) continue;
      const distance = Math.abs(one[i]! - two[i]!);
      steps = Math.max(steps, stepsBetween(one[i]!, two[i]!));
      share = Math.max(share, Number.isFinite(distance) ? distance / magnitude : Infinity);
    }
  };
  const numbers = numbersOf(other);
  const largest = numbers.reduce(
    (most, x) => Math.max(most, Number.isFinite(x) ? Math.abs(x) : 0),
    0,
  );
  take(numbersOf(entry), numbers, largest || 1);
  // Numbers in a text are of many kinds, so each is compared with itself.
  for (const [i, { printed }] of mine.entries()) {
    for (const [j, x] of printed.entries()) {
      const y = theirs[i]!.printed[j]!;
      take([x], [y], Math.abs(y) || 1);
    }
  }
  const text =
    steps === 0 ? 'only in what is not kept' : `by ${share.toExponential(1)} of the largest number`;
  return { name, text, steps, share };
}

/** A text without its numbers, and those. */
function split(text: string): { readonly rest: string; readonly printed: readonly number[] } {
  const printed: number[] = [];
  const rest = text.replace(/\d+(\.\d+)?(e[+-]?\d+)?/g, (number) => {
    printed.push(Number(number));
    return '#';
  });
  return { rest, printed };
}

/** The part of a text where it leaves another. */
function leave(text: string, other: string): string {
  let start = 0;
  while (start < text.length && text[start] === other[start]) start++;
  return text.slice(Math.max(0, start - 30), start + 50).replaceAll('\n', ' ');
}

function numbersOf({ numbers }: Entry): Float64Array {
  const bytes = Buffer.from(numbers, 'base64');
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function stepsBetween(x: number, y: number): number {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return Infinity;
  const [a, b] = [orderOf(x), orderOf(y)];
  return Number(a > b ? a - b : b - a);
}

/** Its place among all float64 numbers. */
function orderOf(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}
