// Random spans, as T5 draws them.
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
