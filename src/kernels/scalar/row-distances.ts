// Lengths of rows, and how far rows are from one.
import type { FloatTypedArray } from '../../core/types.js';

/** See `MatchingKernels.rowLengths`. */
export function rowLengths(
  data: FloatTypedArray,
  rows: number,
  width: number,
  target: Float64Array,
): void {
  const whole = width - (width % 4);
  for (let row = 0, at = 0; row < rows; row++, at += width) {
    // Four sums side by side do not wait for one another.
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let i = at; i < at + whole; i += 4) {
      s0 += data[i]! * data[i]!;
      s1 += data[i + 1]! * data[i + 1]!;
      s2 += data[i + 2]! * data[i + 2]!;
      s3 += data[i + 3]! * data[i + 3]!;
    }
    for (let i = at + whole; i < at + width; i++) s0 += data[i]! * data[i]!;
    target[row] = Math.sqrt(s0 + s1 + (s2 + s3));
  }
}

/** See `MatchingKernels.cosinesOfProducts`. */
export function cosinesOfProducts(
  products: FloatTypedArray,
  rows: Float64Array,
  columns: Float64Array,
  target: FloatTypedArray,
): void {
  for (let i = 0, at = 0; i < rows.length; i++) {
    const length = rows[i]!;
    for (let j = 0; j < columns.length; j++, at++) {
      target[at] = products[at]! / (length * columns[j]!);
    }
  }
}

/** See `MatchingKernels.distancesTo`. */
export function distancesTo(
  query: Float64Array,
  rows: FloatTypedArray,
  count: number,
  target: Float64Array,
): void {
  const width = query.length;
  for (let row = 0, at = 0; row < count; row++, at += width) {
    let squares = 0;
    for (let j = 0; j < width; j++) {
      const apart = query[j]! - rows[at + j]!;
      squares += apart * apart;
    }
    target[row] = Math.sqrt(squares);
  }
}

/** See `MatchingKernels.anglesTo`. */
export function anglesTo(
  query: Float64Array,
  rows: FloatTypedArray,
  count: number,
  target: Float64Array,
): void {
  const width = query.length;
  let own = 0;
  for (let j = 0; j < width; j++) own += query[j]! * query[j]!;
  own = Math.sqrt(own);
  const direction = query.map((value) => value / own);
  for (let row = 0, at = 0; row < count; row++, at += width) {
    let squares = 0;
    for (let j = at; j < at + width; j++) squares += rows[j]! * rows[j]!;
    const length = Math.sqrt(squares);
    let apart = 0;
    for (let j = 0; j < width; j++) {
      const part = direction[j]! - rows[at + j]! / length;
      apart += part * part;
    }
    target[row] = apart / 2;
  }
}
