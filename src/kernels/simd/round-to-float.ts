// Float32 numbers that stand in for float64 ones where float32 numbers are compared with them.

/**
 * The least float32 number that is not below a number: x ≥ number where x ≥ it.
 *
 * @param number - any but NaN
 * @returns the float32 number
 */
export function roundUp(number: number): number {
  const near = Math.fround(number);
  return near < number ? neighbour(near, 1) : near;
}

/**
 * The largest float32 number that is not above a number: x > number where x > it.
 *
 * @param number - any but NaN
 * @returns the float32 number
 */
export function roundDown(number: number): number {
  const near = Math.fround(number);
  return near > number ? neighbour(near, -1) : near;
}

/** The next float32 number above (1) or below (−1) one; beside 0 that with the sign of the step. */
function neighbour(near: number, step: 1 | -1): number {
  const word = new Int32Array(Float32Array.of(near === 0 ? step * 0 : near).buffer);
  word[0]! += near * step < 0 ? -1 : 1;
  return new Float32Array(word.buffer)[0]!;
}
