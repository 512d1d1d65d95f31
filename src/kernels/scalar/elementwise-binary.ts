// One loop for each function of two numbers, and the choice between two by a third. Steps of 0 repeat a
// number, which is what broadcasting comes to.
import type { FloatTypedArray } from '../../core/types.js';

/** See `BinaryName`: a + b. */
export function add(
  a: FloatTypedArray,
  aStart: number,
  aStep: number,
  b: FloatTypedArray,
  bStart: number,
  bStep: number,
  target: FloatTypedArray,
  start: number,
  count: number,
): void {
  const end = start + count;
  for (let i = start, x = aStart, y = bStart; i < end; i++, x += aStep, y += bStep) {
    target[i] = a[x]! + b[y]!;
  }
}

/** See `BinaryName`: a − b. */
export function sub(
  a: FloatTypedArray,
  aStart: number,
  aStep: number,
  b: FloatTypedArray,
  bStart: number,
  bStep: number,
  target: FloatTypedArray,
  start: number,
  count: number,
): void {
  const end = start + count;
  for (let i = start, x = aStart, y = bStart; i < end; i++, x += aStep, y += bStep) {
    target[i] = a[x]! - b[y]!;
  }
}

/** See `BinaryName`: a·b. */
export function mul(
  a: FloatTypedArray,
  aStart: number,
  aStep: number,
  b: FloatTypedArray,
  bStart: number,
  bStep: number,
  target: FloatTypedArray,
  start: number,
  count: number,
): void {
  const end = start + count;
  for (let i = start, x = aStart, y = bStart; i < end; i++, x += aStep, y += bStep) {
    target[i] = a[x]! * b[y]!;
  }
}

/** See `BinaryName`: a / b. */
export function div(
  a: FloatTypedArray,
  aStart: number,
  aStep: number,
  b: FloatTypedArray,
  bStart: number,
  bStep: number,
  target: FloatTypedArray,
  start: number,
  count: number,
): void {
  const end = start + count;
  for (let i = start, x = aStart, y = bStart; i < end; i++, x += aStep, y += bStep) {
    target[i] = a[x]! / b[y]!;
  }
}

/** See `BinaryName`: a to the power b, as `**` has it. */
export function pow(
  a: FloatTypedArray,
  aStart: number,
  aStep: number,
  b: FloatTypedArray,
  bStart: number,
  bStep: number,
  target: FloatTypedArray,
  start: number,
  count: number,
): void {
  // Squares are asked for most often.
  if (bStep === 0 && b[bStart] === 2) {
    mul(a, aStart, aStep, a, aStart, aStep, target, start, count);
    return;
  }
  const end = start + count;
  for (let i = start, x = aStart, y = bStart; i < end; i++, x += aStep, y += bStep) {
    target[i] = a[x]! ** b[y]!;
  }
}

/** See `BinaryName`: the larger, NaN where either is. */
export function maximum(
  a: FloatTypedArray,
  aStart: number,
  aStep: number,
  b: FloatTypedArray,
  bStart: number,
  bStep: number,
  target: FloatTypedArray,
  start: number,
  count: number,
): void {
  const end = start + count;
  for (let i = start, x = aStart, y = bStart; i < end; i++, x += aStep, y += bStep) {
    target[i] = Math.max(a[x]!, b[y]!);
  }
}

/** See `BinaryName`: the smaller, NaN where either is. */
export function minimum(
  a: FloatTypedArray,
  aStart: number,
  aStep: number,
  b: FloatTypedArray,
  bStart: number,
  bStep: number,
  target: FloatTypedArray,
  start: number,
  count: number,
): void {
  const end = start + count;
  for (let i = start, x = aStart, y = bStart; i < end; i++, x += aStep, y += bStep) {
    target[i] = Math.min(a[x]!, b[y]!);
  }
}

/** See `ArrayKernels.select`. */
export function select(
  condition: FloatTypedArray,
  conditionStart: number,
  conditionStep: number,
  a: FloatTypedArray,
  aStart: number,
  aStep: number,
  b: FloatTypedArray,
  bStart: number,
  bStep: number,
  target: FloatTypedArray,
  start: number,
  count: number,
): void {
  // Read from a table: a branch is guessed wrong every other time.
  const choice = new Float64Array(2);
  let [x, y, z] = [conditionStart, aStart, bStart];
  for (let i = start; i < start + count; i++) {
    choice[0] = b[z]!;
    choice[1] = a[y]!;
    target[i] = choice[+(condition[x]! !== 0)]!;
    x += conditionStep;
    y += aStep;
    z += bStep;
  }
}
