// Results of a line of numbers that are one number.
import type { FloatTypedArray } from '../../core/types.js';
import { exponential } from './exponential.js';
import { reduceLines } from './lines.js';

/** Lines up to this long are summed in order; longer ones by halves, so that errors grow with log n. */
const LONGEST_RUN = 128;

function sumLine(data: FloatTypedArray, start: number, length: number): number {
  if (length > LONGEST_RUN) {
    const half = length >> 1;
    return sumLine(data, start, half) + sumLine(data, start + half, length - half);
  }
  // Four sums side by side do not wait for one another.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const end = start + length;
  let i = start;
  for (; i + 3 < end; i += 4) {
    s0 += data[i]!;
    s1 += data[i + 1]!;
    s2 += data[i + 2]!;
    s3 += data[i + 3]!;
  }
  for (; i < end; i++) s0 += data[i]!;
  return s0 + s1 + (s2 + s3);
}

function squaredDeviationRun(
  data: FloatTypedArray,
  start: number,
  length: number,
  mean: number,
): number {
  if (length > LONGEST_RUN) {
    const half = length >> 1;
    return (
      squaredDeviationRun(data, start, half, mean) +
      squaredDeviationRun(data, start + half, length - half, mean)
    );
  }
  let sum = 0;
  for (let i = start; i < start + length; i++) {
    const d = data[i]! - mean;
    sum += d * d;
  }
  return sum;
}

function squaredDeviationLine(data: FloatTypedArray, start: number, length: number): number {
  return squaredDeviationRun(data, start, length, sumLine(data, start, length) / length);
}

/** The largest number of a line, NaN where one is NaN, −∞ for an empty line. */
export function maxLine(data: FloatTypedArray, start: number, length: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = start; i < start + length; i++) {
    const x = data[i]!;
    if (x > largest) largest = x;
    // Once it is NaN, no comparison above holds any more.
    else if (Number.isNaN(x)) largest = x;
  }
  return largest;
}

function minLine(data: FloatTypedArray, start: number, length: number): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = start; i < start + length; i++) {
    const x = data[i]!;
    if (x < smallest) smallest = x;
    else if (Number.isNaN(x)) smallest = x;
  }
  return smallest;
}

/**
 * Σ exp((xᵢ − largest) / temperature) over a line, less a number.
 *
 * @param data - the numbers
 * @param start - where the line starts
 * @param length - of the line
 * @param largest - its largest element
 * @param temperature - divides what is exponentiated
 * @param less - 1 leaves out one element that is the largest, whose share is exactly 1
 * @param result - takes the exponentials, from 0 on
 * @returns the sum: ones are counted, so that small remainders are not lost beside them
 */
export function sumOfExponentials(
  data: FloatTypedArray,
  start: number,
  length: number,
  largest: number,
  temperature: number,
  less: number,
  result?: Float64Array,
): number {
  let ones = 0;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (let at = start; i + 3 < length; i += 4, at += 4) {
    const a = exponential((data[at]! - largest) / temperature);
    const b = exponential((data[at + 1]! - largest) / temperature);
    const c = exponential((data[at + 2]! - largest) / temperature);
    const d = exponential((data[at + 3]! - largest) / temperature);
    if (result !== undefined) {
      result[i] = a;
      result[i + 1] = b;
      result[i + 2] = c;
      result[i + 3] = d;
    }
    if (a === 1 || b === 1 || c === 1 || d === 1) {
      ones += +(a === 1) + +(b === 1) + +(c === 1) + +(d === 1);
    }
    s0 += a === 1 ? 0 : a;
    s1 += b === 1 ? 0 : b;
    s2 += c === 1 ? 0 : c;
    s3 += d === 1 ? 0 : d;
  }
  for (; i < length; i++) {
    const e = exponential((data[start + i]! - largest) / temperature);
    if (result !== undefined) result[i] = e;
    if (e === 1) ones++;
    else s0 += e;
  }
  return s0 + s1 + (s2 + s3) + (ones - less);
}

function logSumExpLine(data: FloatTypedArray, start: number, length: number): number {
  const largest = maxLine(data, start, length);
  // Nothing to add up where the largest is −∞ or +∞, and nothing to be said where it is NaN.
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log1p(sumOfExponentials(data, start, length, largest, 1, 1));
}

/** See `ReductionName`: Σ x, by halves. */
export function sumLines(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
): void {
  if (inner < FEWEST_ABREAST) {
    reduceLines(sumLine, source, target, outer, length, inner);
    return;
  }
  const sums = new Float64Array(Math.min(MOST_ABREAST, inner));
  const parts = new Float64Array(4 * sums.length);
  for (let o = 0; o < outer; o++) {
    for (let first = 0; first < inner; first += MOST_ABREAST) {
      const columns = Math.min(MOST_ABREAST, inner - first);
      sumAbreast(source, o * length * inner + first, length, inner, columns, parts, sums);
      const out = o * inner + first;
      for (let c = 0; c < columns; c++) target[out + c] = sums[c]!;
    }
  }
}

/** Lines side by side that are summed at once: fewer are quicker one by one, and sums of more leave the first cache. */
const FEWEST_ABREAST = 8;
const MOST_ABREAST = 256;

/** The sums of `sumLine`, of lines side by side: row by row, as they lie in memory. */
function sumAbreast(
  source: FloatTypedArray,
  start: number,
  length: number,
  inner: number,
  columns: number,
  parts: Float64Array,
  sums: Float64Array,
): void {
  if (length > LONGEST_RUN) {
    const half = length >> 1;
    const rest = new Float64Array(columns);
    sumAbreast(source, start, half, inner, columns, parts, sums);
    sumAbreast(source, start + half * inner, length - half, inner, columns, parts, rest);
    for (let c = 0; c < columns; c++) sums[c]! += rest[c]!;
    return;
  }
  parts.fill(0);
  const [second, third, fourth] = [columns, 2 * columns, 3 * columns] as const;
  let at = start;
  let l = 0;
  for (; l + 3 < length; l += 4, at += 4 * inner) {
    for (let c = 0; c < columns; c++) {
      parts[c]! += source[at + c]!;
      parts[second + c]! += source[at + inner + c]!;
      parts[third + c]! += source[at + 2 * inner + c]!;
      parts[fourth + c]! += source[at + 3 * inner + c]!;
    }
  }
  for (; l < length; l++, at += inner) {
    for (let c = 0; c < columns; c++) parts[c]! += source[at + c]!;
  }
  for (let c = 0; c < columns; c++) {
    sums[c] = parts[c]! + parts[second + c]! + (parts[third + c]! + parts[fourth + c]!);
  }
}

/** What `maxLine`, or with `sign` −1 `minLine`, finds in lines side by side: row by row, as they lie in memory. */
function extremesAbreast(
  sign: number,
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
): void {
  const most = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    most.fill(Number.NEGATIVE_INFINITY);
    for (let l = 0; l < length; l++) {
      const from = (o * length + l) * inner;
      for (let i = 0; i < inner; i++) {
        const x = sign * source[from + i]!;
        if (x > most[i]! || Number.isNaN(x)) most[i] = x;
      }
    }
    for (let i = 0; i < inner; i++) target[o * inner + i] = sign * most[i]!;
  }
}

/** See `ReductionName`: Σ (x − mean)², in two passes. */
export function squaredDeviationLines(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
): void {
  reduceLines(squaredDeviationLine, source, target, outer, length, inner);
}

/** See `ReductionName`: the largest, NaN where one is NaN. */
export function maxLines(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
): void {
  if (inner < FEWEST_ABREAST) reduceLines(maxLine, source, target, outer, length, inner);
  else extremesAbreast(1, source, target, outer, length, inner);
}

/** See `ReductionName`: the smallest, NaN where one is NaN. */
export function minLines(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
): void {
  if (inner < FEWEST_ABREAST) reduceLines(minLine, source, target, outer, length, inner);
  else extremesAbreast(-1, source, target, outer, length, inner);
}

/** See `ReductionName`: ln Σ eˣ, shifted by the largest. */
export function logSumExpLines(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
): void {
  reduceLines(logSumExpLine, source, target, outer, length, inner);
}
