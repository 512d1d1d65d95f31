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

/** A result of the numbers p[start…start + length − 1] and the same of q. */
export type PairReduction = (
  p: FloatTypedArray,
  q: FloatTypedArray,
  start: number,
  length: number,
) => number;

/** target[o, i] = reduce(p[o, …, i], q[o, …, i]) for two [outer, length, inner] arrays. */
export function reducePairs(
  reduce: PairReduction,
  p: FloatTypedArray,
  q: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
): void {
  if (inner === 1) {
    for (let o = 0; o < outer; o++) target[o] = reduce(p, q, o * length, length);
    return;
  }
  const size = Math.min(COLUMNS, inner) * length;
  const [left, right] = [new Float64Array(size), new Float64Array(size)];
  for (let o = 0; o < outer; o++) {
    for (let first = 0; first < inner; first += COLUMNS) {
      const columns = Math.min(COLUMNS, inner - first);
      const start = o * length * inner + first;
      readColumns(p, start, length, inner, columns, left);
      readColumns(q, start, length, inner, columns, right);
      const out = o * inner + first;
      for (let c = 0; c < columns; c++) target[out + c] = reduce(left, right, c * length, length);
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
  let c = 0;
  // Four at a time: short loops inside of a long one would take half as long again.
  for (; c + 3 < columns; c += 4) {
    const first = c * length;
    const second = first + length;
    const third = second + length;
    const fourth = third + length;
    for (let l = 0, from = start + c; l < length; l++, from += inner) {
      block[first + l] = source[from]!;
      block[second + l] = source[from + 1]!;
      block[third + l] = source[from + 2]!;
      block[fourth + l] = source[from + 3]!;
    }
  }
  for (; c < columns; c++) {
    for (let l = 0, from = start + c; l < length; l++, from += inner) {
      block[c * length + l] = source[from]!;
    }
  }
}

/** Writes a line of results of the numbers data[start…start + length − 1] to the front of `result`. */
export type LineMap = (
  data: FloatTypedArray,
  start: number,
  length: number,
  parameter: number,
  result: Float64Array,
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
  // Results are rounded to the target's precision once, at the end.
  const result = new Float64Array(length);
  if (inner === 1) {
    for (let o = 0; o < outer; o++) {
      map(source, o * length, length, parameter, result);
      for (let l = 0; l < length; l++) target[o * length + l] = result[l]!;
    }
    return;
  }
  const block = new Float64Array(Math.min(COLUMNS, inner) * length);
  for (let o = 0; o < outer; o++) {
    for (let first = 0; first < inner; first += COLUMNS) {
      const columns = Math.min(COLUMNS, inner - first);
      const start = o * length * inner + first;
      readColumns(source, start, length, inner, columns, block);
      for (let c = 0; c < columns; c++) {
        map(block, c * length, length, parameter, result);
        for (let l = 0; l < length; l++) target[start + l * inner + c] = result[l]!;
      }
    }
  }
}
