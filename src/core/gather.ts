// How a strided view becomes a contiguous copy.
import { elementCount } from './layout.js';

/** One axis of a copy: its length, and the steps along it in the view and in the copy, in elements. */
interface Axis {
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

/** Copies `count` elements, `step` apart, to where they lie side by side. */
type CopyRow<S, T> = (
  source: S,
  at: number,
  step: number,
  target: T,
  out: number,
  count: number,
) => void;

const ALONE: Axis = { length: 1, from: 0, to: 0 };
/** Side of the squares that a plane is copied by, so that a line of the cache is read once. */
const TILE = 32;

/**
 * Writes the elements of a strided view into `target`, in row-major order from index 0.
 *
 * @param source - the view's data
 * @param shape - lengths of the axes
 * @param strides - steps of the axes, in elements; zero and negative steps are allowed
 * @param offset - index of the view's first element
 * @param target - as many elements as the shape has, at least
 */
export function gather(
  source: ArrayLike<number>,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  target: { [index: number]: number },
): void {
  if (elementCount(shape) === 0) return;
  const outer = mergeAxes(shape, strides);
  const columns = outer.pop() ?? ALONE;
  const rows = takeRows(outer, columns);
  // An engine compiles a loop for the kinds of storage that it has met there and gives up after four, which makes it ten
  // times as slow; so each kind that is met often has its own.
  if (source instanceof Float32Array && target instanceof Float32Array) {
    copyPlanes(copySingles, source, offset, target, outer, rows, columns);
  } else if (source instanceof Float64Array && target instanceof Float64Array) {
    copyPlanes(copyDoubles, source, offset, target, outer, rows, columns);
  } else if (
    isBytes(source) &&
    isBytes(target) &&
    source[Symbol.toStringTag] === target[Symbol.toStringTag]
  ) {
    copyPlanes(copyBytes, asBytes(source), offset, asBytes(target), outer, rows, columns);
  } else {
    copyPlanes(copyNumbers, source, offset, target, outer, rows, columns);
  }
}

/** The axes but those of length 1, where neighbours that are stepped through evenly are one. */
function mergeAxes(shape: readonly number[], strides: readonly number[]): Axis[] {
  const reversed: Axis[] = [];
  let to = 1;
  for (let k = shape.length - 1; k >= 0; k--) {
    const length = shape[k]!;
    if (length === 1) continue;
    const from = strides[k]!;
    const inner = reversed.at(-1);
    if (inner !== undefined && from === inner.from * inner.length) {
      reversed[reversed.length - 1] = { ...inner, length: inner.length * length };
    } else {
      reversed.push({ length, from, to });
    }
    to *= length;
  }
  return reversed.reverse();
}

/** Takes out the axis that makes a plane with the columns: the one along which the source lies closest, or else the last. */
function takeRows(outer: Axis[], columns: Axis): Axis {
  let at = outer.length - 1;
  if (columns.from !== 1) {
    for (let k = at - 1; k >= 0; k--) {
      if (Math.abs(outer[k]!.from) < Math.abs(outer[at]!.from)) at = k;
    }
  }
  return outer.splice(at, 1)[0] ?? ALONE;
}

function copyPlanes<S, T>(
  copy: CopyRow<S, T>,
  source: S,
  offset: number,
  target: T,
  outer: readonly Axis[],
  rows: Axis,
  columns: Axis,
): void {
  const place = new Array<number>(outer.length).fill(0);
  let from = offset;
  let to = 0;
  while (true) {
    copyPlane(copy, source, from, target, to, rows, columns);
    let k = outer.length - 1;
    for (; k >= 0; k--) {
      const axis = outer[k]!;
      from += axis.from;
      to += axis.to;
      if (++place[k]! < axis.length) break;
      from -= axis.from * axis.length;
      to -= axis.to * axis.length;
      place[k] = 0;
    }
    if (k < 0) return;
  }
}

function copyPlane<S, T>(
  copy: CopyRow<S, T>,
  source: S,
  from: number,
  target: T,
  to: number,
  rows: Axis,
  columns: Axis,
): void {
  const step = columns.from;
  const width = step === 1 ? columns.length : TILE;
  for (let top = 0; top < rows.length; top += TILE) {
    const bottom = Math.min(top + TILE, rows.length);
    for (let left = 0; left < columns.length; left += width) {
      const count = Math.min(width, columns.length - left);
      for (let row = top; row < bottom; row++) {
        copy(
          source,
          from + row * rows.from + left * step,
          step,
          target,
          to + row * rows.to + left,
          count,
        );
      }
    }
  }
}

type Bytes = Uint8Array | Uint8ClampedArray | Int8Array;

function isBytes(data: unknown): data is Bytes {
  return (
    data instanceof Uint8Array || data instanceof Uint8ClampedArray || data instanceof Int8Array
  );
}

function asBytes({ buffer, byteOffset, length }: Bytes): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

function copySingles(
  source: Float32Array,
  at: number,
  step: number,
  target: Float32Array,
  out: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) target[out + i] = source[at + i * step]!;
}

function copyDoubles(
  source: Float64Array,
  at: number,
  step: number,
  target: Float64Array,
  out: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) target[out + i] = source[at + i * step]!;
}

function copyBytes(
  source: Uint8Array,
  at: number,
  step: number,
  target: Uint8Array,
  out: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) target[out + i] = source[at + i * step]!;
}

function copyNumbers(
  source: ArrayLike<number>,
  at: number,
  step: number,
  target: { [index: number]: number },
  out: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) target[out + i] = source[at + i * step]!;
}
