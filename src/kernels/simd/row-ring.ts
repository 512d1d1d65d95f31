// Rows that the kernels keep as long as sums across them need them.
import type { BorderMode } from '../kernels.js';
import { OUTSIDE } from '../scalar/border.js';
import type { Arena } from './arena.js';
import { placesBeyond, putWords, putZeros } from './layout.js';

/**
 * Lays out what assembly/lib/row-ring.ts reads: a ring of rows, which hold 0.
 *
 * @param arena - the memory of the kernels
 * @param height - rows of the image
 * @param radius - how many rows sums reach up and down, fewer than there are
 * @param pitch - bytes from one row to the next
 * @param border - which row stands above and below
 * @param outside - what a row there holds for the rule "constant"
 * @returns the ring
 */
export function putRing(
  arena: Arena,
  height: number,
  radius: number,
  pitch: number,
  border: BorderMode,
  outside: number,
): number {
  // Those of two neighbouring rows, and two more: rows may come in pairs.
  const count = 2 * radius + 4;
  const first = putZeros(arena, count * pitch);
  const constant = border === 'constant' ? arena.allocate(pitch) : 0;
  if (constant !== 0) arena.float32(constant, pitch / 4).fill(outside);
  const placeOf = (y: number): number => (y === OUTSIDE ? constant : first + (y % count) * pitch);
  return putWords(arena, [
    first,
    count,
    pitch,
    height,
    radius,
    putWords(arena, placesBeyond(radius, height, border).map(placeOf)),
    putWords(
      arena,
      Array.from({ length: 2 * count }, (_, y) => placeOf(y)),
    ),
    arena.words(2 * radius + 2),
  ]);
}
