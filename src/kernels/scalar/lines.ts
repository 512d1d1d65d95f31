// Every function along an axis is written once, for a line of numbers that lie side by side. Where the
// axis is not the last one, lines are copied side by side first, a few at a time.
import type { FloatTypedArray } from '../../core/types.js';

/** A result of the numbers data[start…start + length − 1]. */
export type LineReduction = (data: FloatTypedArray, start: number, length: number) => number;

/** Lines copied at a time: a cache line of 64 bytes holds 16 float32. */
const COLUMNS = 16;

/** target[o, i] = reduce(source[o, …, i]) for an [outer, length, inner] array. */
export function reduceLines(
  reduce: LineReduction,
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
): void {
  if (inner === 1) {
    for (let o = 0; o < outer; o++) target[o] = reduce(source, o * length, length);
    return;
  }
  const block = new Float64Array(Math.min(COLUMNS, inner) * length);
  for (let o = 0; o < outer; o++) {
    for (let first = 0; first < inner; first += COLUMNS) {
      const columns = Math.min(COLUMNS, inner - first);
      readColumns(source, o * length * inner + first, length, inner, columns, block);
      const out = o * inner + first;
      for (let c = 0; c < columns; c++) target[out + c] = reduce(block, c * length, length);
    }
  }
}

/** Copies `columns` lines of step `inner`, from `start` on, side by side into `block`. */
export function readColumns(
  source: FloatTypedArray,
  start: number,
  length: number,
  inner: number,
  columns: number,
  block: Float64Array,
): void {
  for (let l = 0; l < length; l++) {
    const from = start + l * inner;
    for (let c = 0; c < columns; c++) block[c * length + l] = source[from + c]!;
  }
}

/** A line of results from the numbers at data[start…], written to target[start…]; both may be one array. */
export type LineMap = (
  data: FloatTypedArray,
  target: FloatTypedArray,
  start: number,
  length: number,
  parameter: number,
) => void;

/** target[o, …, i] = map(source[o, …, i]) for an [outer, length, inner] array. */
export function mapLines(
  map: LineMap,
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  parameter: number,
): void {
  if (inner === 1) {
    for (let o = 0; o < outer; o++) map(source, target, o * length, length, parameter);
    return;
  }
  const block = new Float64Array(Math.min(COLUMNS, inner) * length);
  for (let o = 0; o < outer; o++) {
    for (let first = 0; first < inner; first += COLUMNS) {
      const columns = Math.min(COLUMNS, inner - first);
      const start = o * length * inner + first;
      readColumns(source, start, length, inner, columns, block);
      for (let c = 0; c < columns; c++) map(block, block, c * length, length, parameter);
      for (let l = 0; l < length; l++) {
        const to = start + l * inner;
        for (let c = 0; c < columns; c++) target[to + c] = block[c * length + l]!;
      }
    }
  }
}
