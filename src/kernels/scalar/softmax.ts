import type { FloatTypedArray } from '../../core/types.js';
import { mapLines } from './lines.js';
import { maxLine, sumBesideLargest } from './reductions.js';

function softmaxLine(
  data: FloatTypedArray,
  target: FloatTypedArray,
  start: number,
  length: number,
  temperature: number,
): void {
  const largest = maxLine(data, start, length);
  const end = start + length;
  if (largest === Number.NEGATIVE_INFINITY) {
    target.fill(0, start, end);
    return;
  }
  let sum = 0;
  for (let i = start; i < end; i++) {
    const e = Math.exp((data[i]! - largest) / temperature);
    target[i] = e;
    sum += e;
  }
  for (let i = start; i < end; i++) target[i] = target[i]! / sum;
}

function logSoftmaxLine(
  data: FloatTypedArray,
  target: FloatTypedArray,
  start: number,
  length: number,
  temperature: number,
): void {
  const largest = maxLine(data, start, length);
  const end = start + length;
  if (largest === Number.NEGATIVE_INFINITY) {
    target.fill(Number.NEGATIVE_INFINITY, start, end);
    return;
  }
  const logSum = Math.log1p(sumBesideLargest(data, start, length, largest, temperature));
  for (let i = start; i < end; i++) target[i] = (data[i]! - largest) / temperature - logSum;
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
