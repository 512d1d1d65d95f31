// Filters for rows in the memory of the kernels: taps laid out, rows extended beyond their ends, and rows held while
// sums across them need them.
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from '../scalar/border.js';
import type { Arena } from './arena.js';

/** Numbers that the kernels sum at a time, or a multiple. */
const BLOCK = 16;

/** How numbers are held while they are summed. */
export type Held = 'float32' | 'float64';

/** A filter, ready to be applied to one row at a time. */
export interface RowTaps {
  /** How many taps it has on each side of the middle. */
  readonly radius: number;

  /** target[i] = Σ taps[t]·rows[t][i] for rows whose places stand in a table; false where that is not finite. */
  apply(rows: number, target: number, width: number): boolean;
}

/** A filter that shares what it loads between neighbours. */
export interface SharedTaps {
  /** How many taps it has on each side of the middle. */
  readonly radius: number;

  /** target[i] = Σ taps[t]·line[i + t·step], step in bytes; false where that is not finite. */
  along(line: number, step: number, target: number, width: number): boolean;

  /**
   * The sums of rows whose places stand in a table, and those of the rows from the second on, of which there is one
   * more; false where either is not finite. Rows of less than 8 numbers are written as if they had 8.
   */
  across(rows: number, first: number, second: number, width: number): boolean;
}

/** A filter, ready to be applied to rows. */
export type Taps = RowTaps | SharedTaps;

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
  const sum =
    'along' in taps
      ? (start: number, target: number, numbers: number) =>
          taps.along(line + bytes * start, bytes * inner, target, numbers)
      : (start: number, target: number, numbers: number) => {
          if (width > SEGMENT) pointTo(start);
          return taps.apply(rows, target, numbers);
        };
  pointTo(0);
  return (source, target) => {
    extend(source, width, line, reach, beyond, constant);
    let finite = true;
    for (let start = 0; start < width; start += SEGMENT) {
      const numbers = Math.min(SEGMENT, width - start);
      finite = sum(start, target + bytes * start, numbers) && finite;
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
 * @returns sums around row y, to a place, and those around row y + 1, which is inside the image, to a second place where
 * one is given; to be asked for each row from the first on; false where not finite
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
): (y: number, target: number, second?: number) => boolean {
  const { radius } = taps;
  // Those of two neighbouring rows.
  const count = 2 * radius + 2;
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
  // Sums of a row that is asked for alone are made for the next one too.
  const spare = arena.allocate('across' in taps ? pitch : 0);
  let brought = 0;
  let table = arena.int32(places, count);
  const last = 2 * radius - 1;
  const tableOf = (y: number): number => {
    if (y >= radius && y + 1 + radius < height) return cycle + 4 * ((y - radius) % count);
    // Lost where the memory has grown since.
    if (table.length === 0) table = arena.int32(places, count);
    for (let t = 0; t < count; t++) table[t] = placeOf(Math.min(y + t, height + last) - radius);
    return places;
  };
  return (y, target, second) => {
    for (const end = Math.min(height, y + radius + 2); brought < end; brought++) {
      bring(brought, ring + (brought % count) * pitch);
    }
    const rows = tableOf(y);
    if ('across' in taps) return taps.across(rows, target, second ?? spare, width);
    if (!taps.apply(rows, target, width)) return false;
    return second === undefined || taps.apply(tableOf(y + 1), second, width);
  };
}
