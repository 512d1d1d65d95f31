// Spans of places: random ones, as T5 draws them, and given ones in random order.
import { checkNumber } from '../core/check.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import { drawInteger } from '../core/random.js';
import type { Rng } from '../core/types.js';

/** A stretch of places; the end is not included. */
export type Span = readonly [start: number, end: number];

/**
 * Spans that hold just so many of n places: hidden and visible stretches take turns, at least one visible place between
 * two spans, and each cut of the lengths is equally likely.
 *
 * @param n - how many places
 * @param hidden - how many of them lie in spans
 * @param mean - the length of a span on average, where there is room between them
 * @param rng - the stream, which advances
 * @returns spans in order
 */
export function drawSpans(n: number, hidden: number, mean: number, rng: Rng): Span[] {
  const visible = n - hidden;
  if (hidden === 0) return [];
  const count = Math.min(Math.max(1, Math.round(hidden / mean)), hidden, visible + 1);
  const lengths = cut(hidden, count, rng);
  // Gaps between spans are at least 1 long, those before the first and after the last may be 0.
  const gaps = cut(visible + 2, count + 1, rng);
  let at = gaps[0]! - 1;
  return lengths.map((length, i) => {
    const span = [at, at + length] as const;
    at += length + gaps[i + 1]!;
    return span;
  });
}

/** A whole number as an ordered sum of so many whole numbers of at least 1, each sum equally likely. */
function cut(total: number, parts: number, rng: Rng): number[] {
  // Where to cut among total − 1 places: a random set by Floyd's method.
  const places = new Set<number>();
  for (let k = total - parts; k < total - 1; k++) {
    const drawn = drawInteger(rng, k + 1);
    places.add(places.has(drawn) ? k : drawn);
  }
  const ends = [...places].sort((a, b) => a - b).map((place) => place + 1);
  return [...ends, total].map((end, i) => end - (ends[i - 1] ?? 0));
}

/**
 * Places of the given spans, whole spans in random order, then those in no span in random order.
 *
 * @param spans - the places of each span
 * @param n - how many places there are
 * @param rng - the stream, which advances
 * @returns all places
 */
export function groupsOf(spans: readonly (readonly number[])[], n: number, rng: Rng): number[] {
  const inSpan = new Set(spans.flat());
  const others = Array.from({ length: n }, (_, place) => place).filter((p) => !inSpan.has(p));
  return [...shuffle(spans, rng).flat(), ...shuffle(others, rng)];
}

function shuffle<T>(list: readonly T[], rng: Rng): T[] {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = drawInteger(rng, i + 1);
    const swap = order[i]!;
    order[i] = order[j]!;
    order[j] = swap;
  }
  return order;
}

/**
 * Reads spans that do not overlap.
 *
 * @param fn - name of the public function, for errors
 * @param n - how many places there are
 * @param spans - what came
 * @returns the places of each
 * @throws KindError where it is no list of spans, DomainError where one leaves the tokens or two overlap
 */
export function readSpans(fn: string, n: number, spans: unknown): number[][] {
  if (!Array.isArray(spans)) {
    const expected = 'a list of spans [start, end]';
    throw new KindError({ function: fn, argument: 'spans', expected, got: describeValue(spans) });
  }
  const taken = new Uint8Array(n);
  // From, not map, which passes over holes.
  return Array.from(spans, (span: unknown, i) => {
    const argument = `spans[${i}]`;
    if (!Array.isArray(span) || span.length !== 2) {
      const [expected, got] = ['[start, end]', describeValue(span)];
      throw new KindError({ function: fn, argument, expected, got });
    }
    const start = checkNumber(fn, argument, span[0], { integer: true, min: 0, max: n });
    const end = checkNumber(fn, argument, span[1], { integer: true, min: start, max: n });
    return Array.from({ length: end - start }, (_, k) => {
      const place = start + k;
      if (taken[place] === 1) {
        const [expected, got] = ['spans that do not overlap', `token ${place} twice`];
        throw new DomainError({ function: fn, argument, expected, got });
      }
      taken[place] = 1;
      return place;
    });
  });
}
