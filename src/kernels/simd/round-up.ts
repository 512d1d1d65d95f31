/**
 * The least float32 number that is not below a number: to compare float32 numbers with it is to compare them with
 * the number itself.
 *
 * @param x - not negative
 * @returns the float32 number
 */
export function roundUp(x: number): number {
  const near = Math.fround(x);
  if (!(near < x)) return near;
  const word = new Int32Array(Float32Array.of(near).buffer);
  word[0]! += 1;
  return new Float32Array(word.buffer)[0]!;
}
