import type { FloatTypedArray } from '../../core/types.js';
import { exponential } from './exponential.js';
import { mapLines } from './lines.js';
import { maxLine, sumBesideLargest } from './reductions.js';

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
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const e = exponential((data[start + i]! - largest) / temperature);
    result[i] = e;
    sum += e;
  }
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
  const logSum = Math.log1p(sumBesideLargest(data, start, length, largest, temperature));
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
