// Correlation along one axis of float32 arrays.
import type { BorderMode, Kernels } from '../kernels.js';
import { filterAxis as filterAxisScalar } from '../scalar/filter-axis.js';
import type { Arena } from './arena.js';
import { layOutTaps } from './float-taps.js';
import { imageFilter } from './generated/image-filter.js';
import { readRows, writeRows } from './strips.js';
import { inArena } from './wasm-module.js';
import { acrossRows, alongRows, rowPitch, type Taps } from './weighted-rows.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Places of fewer numbers are filtered along rows of them. */
const NARROWEST = 64;
/** Wider ones go through in strips. */
const WIDEST = 4096;

/** See `Kernels.filterAxis`: float32 arrays are summed in float32, outer taps first. */
export const filterAxis: Kernels['filterAxis'] = (
  source,
  target,
  outer,
  length,
  inner,
  kernel,
  border,
  constant,
) => {
  let finite = false;
  const served =
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    outer * length * inner >= LEAST &&
    kernel.length >> 1 < length &&
    inArena(imageFilter, (wasm, arena) => {
      const taps = layOutTaps(wasm, arena, kernel);
      if (inner < NARROWEST) {
        const width = length * inner;
        const rowAt = readRows(arena, source, outer, width);
        const extend = wasm.extendRow;
        const along = alongRows(arena, 'float32', extend, taps, length, inner, border, constant);
        finite = writeRows(arena, target, outer, width, (y, to) => along(rowAt(y), to));
        return;
      }
      finite = true;
      for (let start = 0; finite && start < source.length; start += length * inner) {
        for (let left = 0; finite && left < inner; left += WIDEST) {
          const width = Math.min(WIDEST, inner - left);
          finite = arena.scope(() => {
            const first = start + left;
            const rows = { first, count: length, width, step: inner };
            return filterStrip(arena, taps, source, target, rows, border, constant);
          });
        }
      }
    });
  if (!served || !finite) {
    filterAxisScalar(source, target, outer, length, inner, kernel, border, constant);
  }
};

/** Rows of numbers within an array. */
interface Rows {
  readonly first: number;
  readonly count: number;
  readonly width: number;
  /** Numbers from the start of a row to that of the next. */
  readonly step: number;
}

/** False where sums are not finite. */
function filterStrip(
  arena: Arena,
  taps: Taps,
  source: Float32Array,
  target: Float32Array,
  { first, count, width, step }: Rows,
  border: BorderMode,
  constant: number,
): boolean {
  const pitch = rowPitch(width);
  const bring = (y: number, to: number): void => {
    const row = arena.float32(to, pitch);
    const start = first + y * step;
    row.set(source.subarray(start, start + width));
    row.fill(0, width);
  };
  const [sums, others] = [arena.words(pitch), arena.words(pitch)];
  const across = acrossRows(arena, 'float32', taps, count, width, border, constant, bring);
  for (let y = 0; y < count; y += 2) {
    const both = y + 1 < count;
    if (!across(y, sums, both ? others : undefined)) return false;
    target.set(arena.float32(sums, width), first + y * step);
    if (both) target.set(arena.float32(others, width), first + (y + 1) * step);
  }
  return true;
}
