// Probabilities for tests.
import { randomFloats } from './numbers.js';

/** Rows of probabilities, from nearly even ones to some that are all but 0. */
export function distributions(
  rows: number,
  length: number,
  seed: number,
  spread: number,
): Float32Array {
  const weights = randomFloats(rows * length, seed, -spread, spread).map(Math.exp);
  for (let r = 0; r < rows; r++) {
    const row = weights.subarray(r * length, (r + 1) * length);
    const sum = row.reduce((a, b) => a + b, 0);
    row.forEach((w, i) => {
      row[i] = w / sum;
    });
  }
  return weights;
}
