import type { FloatTypedArray } from '../../core/types.js';
import type { LineWeights } from '../image-kernels.js';

/** See `ImageKernels.resampleAxis`. */
export function resampleAxis(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  weights: LineWeights,
): void {
  if (inner === 1) resampleLines(source, target, outer, length, weights);
  else resampleRows(source, target, outer, length, inner, weights);
}

function resampleLines(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  { first, start, weights }: LineWeights,
): void {
  let out = 0;
  for (let o = 0; o < outer; o++) {
    const line = o * length;
    for (let t = 0; t < first.length; t++) {
      const begin = start[t]!;
      const end = start[t + 1]!;
      let at = line + first[t]!;
      let sum = weights[begin]! * source[at]!;
      if (end - begin === 2) {
        target[out++] = sum + weights[begin + 1]! * source[at + 1]!;
        continue;
      }
      for (let k = begin + 1; k < end; k++) sum += weights[k]! * source[++at]!;
      target[out++] = sum;
    }
  }
}

function resampleRows(
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  { first, start, weights }: LineWeights,
): void {
  // Sums of many rows are held in float64, whatever the target.
  const sums = new Float64Array(inner);
  let out = 0;
  for (let o = 0; o < outer; o++) {
    for (let t = 0; t < first.length; t++) {
      const begin = start[t]!;
      const end = start[t + 1]!;
      let at = (o * length + first[t]!) * inner;
      if (end - begin === 1) {
        const weight = weights[begin]!;
        for (let i = 0; i < inner; i++) target[out++] = weight * source[at + i]!;
      } else if (end - begin === 2) {
        const weight = weights[begin]!;
        const next = weights[begin + 1]!;
        for (let i = 0; i < inner; i++) {
          target[out++] = weight * source[at + i]! + next * source[at + inner + i]!;
        }
      } else {
        sums.fill(0);
        for (let k = begin; k < end; k++, at += inner) {
          const weight = weights[k]!;
          for (let i = 0; i < inner; i++) sums[i]! += weight * source[at + i]!;
        }
        for (let i = 0; i < inner; i++) target[out++] = sums[i]!;
      }
    }
  }
}
