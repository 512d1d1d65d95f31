// Some lines of some planes in the memory of the kernels, with zeros around them; see assembly/lib/planes.ts.
import type { FloatTypedArray } from '../../core/types.js';
import type { Arena } from './arena.js';
import type { LayersExports } from './generated/layers.js';

/** Bytes of a band, which stay in the second cache. */
const MOST_BYTES = 131072;

/** Bytes of a number. */
export type Unit = 4 | 8;

/**
 * Bytes of a number of an array.
 *
 * @param numbers - the array
 * @returns 4 for float32, 8 for float64
 */
export function unitOf(numbers: FloatTypedArray): Unit {
  return numbers instanceof Float32Array ? 4 : 8;
}

/**
 * A view of numbers, good until the next allocation.
 *
 * @param arena - the memory of the kernels
 * @param unit - bytes of a number
 * @param pointer - of the first
 * @param count - how many
 * @returns the view
 */
export function numbersAt(
  arena: Arena,
  unit: Unit,
  pointer: number,
  count: number,
): FloatTypedArray {
  return unit === 4 ? arena.float32(pointer, count) : arena.float64(pointer, count);
}

/** Planes that are read band by band, [images, groups · each, height, width]. */
export interface Planes {
  readonly images: number;
  readonly groups: number;
  /** Planes of a group. */
  readonly each: number;
  readonly height: number;
  readonly width: number;
  /** Rows of zeros above the first, and numbers left of each row. */
  readonly top: number;
  readonly left: number;
  /** Phases that rows are split into, and the length of one. */
  readonly stride: number;
  readonly phase: number;
  /** Lines that are made of them, rows from one to the next, and rows that one line is made of. */
  readonly lines: number;
  readonly step: number;
  readonly reach: number;
}

/** Planes with memory for a band of them. */
export interface Bands extends Planes {
  readonly unit: Unit;
  /** Groups of a band, and lines. */
  readonly most: number;
  readonly mostLines: number;
  readonly at: number;
  readonly raw: number;
}

/** A band: some lines of some groups. */
export interface Band {
  readonly image: number;
  /** The first group, and how many. */
  readonly group: number;
  readonly count: number;
  /** The first line, and how many. */
  readonly line: number;
  readonly lines: number;
  /** Where it lies, rows of a plane, numbers of a phase, bytes of a number, of a row and of a group's planes. */
  readonly at: number;
  readonly bandRows: number;
  readonly phase: number;
  readonly unit: Unit;
  readonly rowBytes: number;
  readonly groupBytes: number;
}

/** Lines of a band, as many as stay in the cache. */
function linesOf({ each, phase, stride, reach, step, lines }: Planes, unit: Unit): number {
  const rowBytes = each * phase * stride * unit;
  const fitting = Math.floor((Math.floor(MOST_BYTES / rowBytes) - reach) / step) + 1;
  return Math.max(1, Math.min(lines, fitting));
}

/**
 * Numbers that are laid out for a line, those that bands share as often as they are.
 *
 * @param planes - what is read
 * @param unit - bytes of a number
 * @returns how many, on average
 */
export function laidForLine(planes: Planes, unit: Unit): number {
  const lines = linesOf(planes, unit);
  const rows = ((lines - 1) * planes.step + planes.reach) / lines;
  return rows * planes.each * planes.phase * planes.stride;
}

/**
 * Allocates a band.
 *
 * @param arena - the memory of the kernels
 * @param planes - what is read
 * @param unit - bytes of a number
 * @returns the planes with their memory
 */
export function bandOf(arena: Arena, planes: Planes, unit: Unit): Bands {
  const { each, phase, stride, reach, step, lines } = planes;
  const rowBytes = each * phase * stride * unit;
  const mostLines = linesOf(planes, unit);
  const groupBytes = rowBytes * ((mostLines - 1) * step + reach);
  const all = mostLines === lines ? Math.floor(MOST_BYTES / groupBytes) : 1;
  const most = Math.max(1, Math.min(planes.groups, all));
  const rows = Math.min(planes.height, (mostLines - 1) * step + reach);
  return {
    ...planes,
    ...{ unit, most, mostLines },
    at: arena.allocate(most * groupBytes),
    raw: arena.allocate(most * each * rows * planes.width * unit),
  };
}

/**
 * Fills the band with one part of the planes after another.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param bands - from `bandOf`
 * @param source - the numbers of the planes
 * @param visit - is given the band when it is filled
 */
export function fillBand(
  wasm: LayersExports,
  arena: Arena,
  bands: Bands,
  source: FloatTypedArray,
  visit: (band: Band) => void,
): void {
  const { images, groups, each, phase, stride, reach, step, unit, at, most, mostLines } = bands;
  const rowBytes = phase * stride * unit;
  for (let image = 0; image < images; image++) {
    for (let group = 0; group < groups; group += most) {
      const count = Math.min(most, groups - group);
      for (let line = 0; line < bands.lines; line += mostLines) {
        const lines = Math.min(mostLines, bands.lines - line);
        const bandRows = (lines - 1) * step + reach;
        const planes = count * each;
        numbersAt(arena, unit, at, (planes * bandRows * rowBytes) / unit).fill(0);
        const first = (image * groups + group) * each;
        layRows(wasm, arena, bands, source, first, planes, line * step - bands.top, bandRows);
        const groupBytes = each * bandRows * rowBytes;
        const band = { image, group, count, line, lines, at, bandRows, phase, unit };
        visit({ ...band, rowBytes, groupBytes });
      }
    }
  }
}

/** Lays the rows from `top` on out, of some planes, as far as there are any. */
function layRows(
  wasm: LayersExports,
  arena: Arena,
  { height, width, left, stride, phase, unit, at, raw }: Bands,
  source: FloatTypedArray,
  first: number,
  planes: number,
  top: number,
  bandRows: number,
): void {
  const from = Math.max(0, top);
  const rows = Math.min(height, top + bandRows) - from;
  if (rows <= 0 || width === 0) return;
  const size = rows * width;
  const numbers = numbersAt(arena, unit, raw, planes * size);
  const split = unit === 4 ? wasm.splitSingles : wasm.splitDoubles;
  const rowBytes = phase * stride * unit;
  for (let plane = 0; plane < planes; plane++) {
    const start = ((first + plane) * height + from) * width;
    if (rows < height) {
      numbers.set((source as Float64Array).subarray(start, start + size), plane * size);
    } else if (plane === 0) {
      numbers.set((source as Float64Array).subarray(start, start + planes * size));
    }
    const to = at + (plane * bandRows + from - top) * rowBytes;
    split(raw + plane * size * unit, rows, width * unit, width, left, stride, phase * unit, to);
  }
}
