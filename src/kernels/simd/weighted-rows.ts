// Filters for rows in the memory of the kernels: taps laid out, rows extended beyond their ends, and rows held while
// sums across them need them.
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from '../scalar/border.js';
import type { Arena } from './arena.js';

/** Numbers that the kernels sum at a time, or a multiple. */
const BLOCK = 16;

/** How numbers are held while they are summed. */
export type Held = 'float32' | 'float64';

/** A filter, ready to be applied to rows. */
export interface Taps {
  /** How many taps it has on each side of the middle. */
  readonly radius: number;

  /** target[i] = Σ taps[t]·rows[t][i] for rows whose places stand in a table; false where that is not finite. */
  apply(rows: number, target: number, width: number): boolean;
}

/** Copies a row to a line, with what stands before and after it. */
export type ExtendRow = (
  source: number,
  width: number,
  line: number,
  radius: number,
  beyond: number,
  constant: number,
) => void;

/**
 * How many numbers there are from the start of a row to that of the next, with what the kernels read and write beyond
 * its end. Never a power of two, which would bring rows to the same lines of the cache.
 *
 * @param width - numbers of a row
 * @returns numbers from one row to the next
 */
export function rowPitch(width: number): number {
  return (Math.ceil(width / BLOCK) + 1) * BLOCK;
}

function bytesOf(held: Held): number {
  return held === 'float32' ? 4 : 8;
}

function fill(arena: Arena, held: Held, at: number, count: number, value: number): void {
  if (held === 'float32') arena.float32(at, count).fill(value);
  else arena.float64(at, count).fill(value);
}

/** Numbers that are summed in one call: none takes long. */
const SEGMENT = 8192;

/**
 * A filter along rows, each of places that hold a number or more.
 *
 * @param arena - the memory of the kernels
 * @param held - how numbers are held
 * @param extend - the kernel for it
 * @param taps - the filter
 * @param places - places of a row, more than `taps.radius`
 * @param inner - numbers of a place
 * @param border - what stands before and after a row
 * @param constant - what stands there for the rule "constant"
 * @returns applies it to a row where it lies, and writes to another place; false where sums are not finite
 */
export function alongRows(
  arena: Arena,
  held: Held,
  extend: ExtendRow,
  taps: Taps,
  places: number,
  inner: number,
  border: BorderMode,
  constant: number,
): (source: number, target: number) => boolean {
  const bytes = bytesOf(held);
  const width = places * inner;
  const reach = taps.radius * inner;
  const count = 2 * taps.radius + 1;
  const length = rowPitch(width) + 2 * reach;
  const line = arena.allocate(length * bytes);
  const rows = arena.words(count);
  const beyond = arena.words(2 * reach);
  fill(arena, held, line, length, 0);
  arena.int32(beyond, 2 * reach).forEach((_, i, table) => {
    const place = Math.floor(i / inner) - taps.radius;
    const from = borderIndex(place < 0 ? place : places + place, places, border);
    table[i] = from === OUTSIDE ? OUTSIDE : from * inner + (i % inner);
  });
  const pointTo = (start: number): void => {
    const table = arena.int32(rows, count);
    for (let t = 0; t < count; t++) table[t] = line + bytes * (start + t * inner);
  };
  pointTo(0);
  return (source, target) => {
    extend(source, width, line, reach, beyond, constant);
    if (width <= SEGMENT) return taps.apply(rows, target, width);
    let finite = true;
    for (let start = 0; start < width; start += SEGMENT) {
      pointTo(start);
      const numbers = Math.min(SEGMENT, width - start);
      finite = taps.apply(rows, target + bytes * start, numbers) && finite;
    }
    return finite;
  };
}

/**
 * A filter across rows, which are brought one by one.
 *
 * @param arena - the memory of the kernels
 * @param held - how numbers are held
 * @param taps - the filter
 * @param height - rows, more than `taps.radius`
 * @param width - numbers of a row
 * @param border - which row stands above and below
 * @param outside - what a row there holds for the rule "constant"
 * @param bring - writes row y, inside the image, to a place
 * @returns sums around row y, to a place; to be asked for each row from the first on; false where not finite
 */
export function acrossRows(
  arena: Arena,
  held: Held,
  taps: Taps,
  height: number,
  width: number,
  border: BorderMode,
  outside: number,
  bring: (y: number, to: number) => void,
): (y: number, target: number) => boolean {
  const { radius } = taps;
  const count = 2 * radius + 1;
  const pitch = rowPitch(width) * bytesOf(held);
  const ring = arena.allocate(count * pitch);
  // Above and below: the rows from the other end, or one row of constants.
  const others = border === 'wrap' ? 2 * radius : border === 'constant' ? 1 : 0;
  const beyond = arena.allocate(others * pitch);
  // Of rows away from the border: where the ring begins changes from row to row.
  const cycle = arena.words(2 * count);
  arena.int32(cycle, 2 * count).forEach((_, i, table) => {
    table[i] = ring + (i % count) * pitch;
  });
  const places = arena.words(count);
  if (border === 'constant') fill(arena, held, beyond, rowPitch(width), outside);
  if (border === 'wrap') {
    for (let i = 0; i < radius; i++) {
      bring(height - radius + i, beyond + i * pitch);
      bring(i, beyond + (radius + i) * pitch);
    }
  }
  const placeOf = (y: number): number => {
    if (border === 'wrap' && y < 0) return beyond + (y + radius) * pitch;
    if (border === 'wrap' && y >= height) return beyond + (y - height + radius) * pitch;
    const from = borderIndex(y, height, border);
    return from === OUTSIDE ? beyond : ring + (from % count) * pitch;
  };
  let brought = 0;
  let table = arena.int32(places, count);
  return (y, target) => {
    for (const end = Math.min(height, y + radius + 1); brought < end; brought++) {
      bring(brought, ring + (brought % count) * pitch);
    }
    if (y >= radius && y + radius < height) {
      return taps.apply(cycle + 4 * ((y - radius) % count), target, width);
    }
    // Lost where the memory has grown since.
    if (table.length === 0) table = arena.int32(places, count);
    for (let t = 0; t < count; t++) table[t] = placeOf(y + t - radius);
    return taps.apply(places, target, width);
  };
}
