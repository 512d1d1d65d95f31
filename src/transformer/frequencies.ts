// The waves that sinusoidal and rotary positions share: one frequency for each pair of numbers.

/** The base of the paper: wavelengths grow from 2π to 10000 · 2π. */
export const USUAL_BASE = 10000;

/**
 * The angle of a pair at a position, in radians: $p / b^{2i / d}$.
 *
 * @param position - p, counted from 0
 * @param pair - i, counted from 0
 * @param width - d, how many numbers a token has
 * @param base - b
 * @returns the angle
 */
export function angleOf(position: number, pair: number, width: number, base: number): number {
  return position / base ** ((2 * pair) / width);
}
