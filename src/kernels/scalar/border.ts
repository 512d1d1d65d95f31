// Where a sample outside a line is taken from.
import type { BorderMode } from '../kernels.js';

/** Stands for the constant outside the line. */
export const OUTSIDE = -1;

/**
 * The sample of a line that stands at a place outside of it; folded as often as it takes.
 *
 * @param at - any whole number
 * @param length - samples in the line, at least 1
 * @param border - the rule
 * @returns an index from 0 to length − 1, or `OUTSIDE` for the constant
 */
export function borderIndex(at: number, length: number, border: BorderMode): number {
  if (at >= 0 && at < length) return at;
  switch (border) {
    case 'reflect': {
      const place = modulo(at, 2 * length);
      return place < length ? place : 2 * length - 1 - place;
    }
    case 'mirror': {
      if (length === 1) return 0;
      const place = modulo(at, 2 * length - 2);
      return place < length ? place : 2 * length - 2 - place;
    }
    case 'nearest':
      return at < 0 ? 0 : length - 1;
    case 'wrap':
      return modulo(at, length);
    case 'constant':
      return OUTSIDE;
  }
}

/**
 * Fills the `radius` rows before and after those that stand in `rows` from row `radius` on.
 *
 * @param rows - length + 2·radius rows, one after the other
 * @param length - rows that are there, at least 1
 * @param width - length of a row; 1 for a single line
 * @param radius - rows to fill on each side
 * @param border - the rule
 * @param constant - what stands outside, for the rule "constant"
 */
export function extendRows(
  rows: Float64Array,
  length: number,
  width: number,
  radius: number,
  border: BorderMode,
  constant: number,
): void {
  for (let outside = 1; outside <= radius; outside++) {
    for (const y of [-outside, length - 1 + outside]) {
      const to = (radius + y) * width;
      const from = borderIndex(y, length, border);
      for (let i = 0; i < width; i++) {
        rows[to + i] = from === OUTSIDE ? constant : rows[(radius + from) * width + i]!;
      }
    }
  }
}

function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}
