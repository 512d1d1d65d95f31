import type { FloatTypedArray } from '../../core/types.js';
import { mapLines } from './lines.js';
import { maxLine, sumOfExponentials } from './reductions.js';

function softmaxLine(
  data: FloatTypedArray,
  start: number,
  length: number,
  temperature: number,
  result: Float64Array,
): void {
  const largest = maxLine(data, start, length);
  if (!Number.isFinite(largest)) {
    result.fill(largest === Number.NEGATIVE_INFINITY ? 0 : Number.NaN);
    return;
  }
  const sum = sumOfExponentials(data, start, length, largest, temperature, 0, result);
  for (let i = 0; i < length; i++) result[i]! /= sum;
}

function logSoftmaxLine(
  data: FloatTypedArray,
  start: number,
  length: number,
  temperature: number,
  result: Float64Array,
): void {
  const largest = maxLine(data, start, length);
  if (!Number.isFinite(largest)) {
    result.fill(largest === Number.NEGATIVE_INFINITY ? largest : Number.NaN);
    return;
  }
  const logSum = Math.log1p(sumOfExponentials(data, start, length, largest, temperature, 1));
  for (let i = 0; i < length; i++) {
    result[i] = (data[start + i]! - largest) / temperature - logSum;
  }
}

/** See `SoftmaxName`: eˣ / Σ eˣ, zeros where every x is −∞. */
export function softmaxLines(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  temperature: number,
): void {
  mapLines(softmaxLine, source, target, outer, length, inner, temperature);
}

/** See `SoftmaxName`: x − ln Σ eˣ, −∞ where every x is −∞. */
export function logSoftmaxLines(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  temperature: number,
): void {
  mapLines(logSoftmaxLine, source, target, outer, length, inner, temperature);
}
