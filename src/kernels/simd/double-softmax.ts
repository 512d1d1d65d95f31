// Lines of float64 numbers, some at a time, in the memory of the kernels of softmax: to the last bit what the scalar ones
// give.
import type { FloatTypedArray } from '../../core/types.js';
import type { SoftmaxKernel } from '../array-kernels.js';
import { exponentialRoots } from '../scalar/exponential.js';
import { readColumns } from '../scalar/lines.js';
import type { Arena } from './arena.js';
import { type DoubleRowsExports, doubleRows } from './generated/double-rows.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 1024;
/** Shorter lines are mostly ends. */
const LEAST_LENGTH = 8;
/** Numbers of rows that go through at a time, and columns. */
const [STRIP, COLUMNS] = [16384, 16] as const;

/** Some lines in the memory of the kernels. */
interface DoubleLines {
  /** How many. */
  count: number;
  /** Where the first starts in the source, and where its results do that are one number a line. */
  start: number;
  out: number;
  /** Copies in so many from there on. */
  bring(start: number, out: number, count: number): void;
  /** The line itself, once more. */
  line(index: number): Float64Array;
  /** Softmax of all in place; the lines that it could not finish. */
  softmax(temperature: number): Int32Array;
  /** Of each the largest number, and Σ exp((x − largest)/temperature) but for one that is the largest. */
  sums(temperature: number): { readonly tops: Float64Array; readonly sums: Float64Array };
  /** Takes a number from (x − largest)/temperature of each line, after `sums`, which it is made of. */
  shift(temperature: number, by: (sum: number) => number): void;
  /** Copies all out. */
  take(target: Float64Array): void;
}

/**
 * Brings lines of float64 numbers to `run`.
 *
 * @param source - an [outer, length, inner] array
 * @param outer - its first length
 * @param length - of a line
 * @param inner - how many lines lie side by side
 * @param run - what to do with some lines
 * @returns false where that does not pay or may not be
 */
export function eachDoubleLines(
  source: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  run: (lines: DoubleLines) => void,
): boolean {
  return (
    source instanceof Float64Array &&
    length >= LEAST_LENGTH &&
    outer * length * inner >= LEAST &&
    inArena(doubleRows, (wasm, arena) => {
      const rows = inner === 1;
      const strip = rows ? Math.max(1, Math.floor(STRIP / length)) : COLUMNS;
      const most = Math.min(strip, rows ? outer : inner);
      const lines = room(wasm, arena, source, length, inner, most);
      for (let o = 0; o < outer; o += rows ? most : 1) {
        for (let first = 0; first < inner; first += most) {
          const count = Math.min(most, rows ? outer - o : inner - first);
          lines.bring(o * length * inner + first, o * inner + first, count);
          run(lines);
        }
      }
    })
  );
}

/** Memory for so many lines; of that, what works on some. */
function room(
  wasm: DoubleRowsExports,
  arena: Arena,
  source: Float64Array,
  length: number,
  inner: number,
  most: number,
): DoubleLines {
  const [at, topAt, sumAt, spare, roots] = [most * length, most, most, length, 64].map((count) =>
    arena.words(2 * count),
  ) as [number, number, number, number, number];
  const numbers = arena.float64(at, most * length);
  const [tops, sums] = [arena.float64(topAt, most), arena.float64(sumAt, most)];
  arena.float64(roots, 64).set(exponentialRoots());
  return {
    ...{ count: 0, start: 0, out: 0 },
    bring(start, out, count) {
      this.count = count;
      this.start = start;
      this.out = out;
      if (inner > 1) readColumns(source, start, length, inner, count, numbers);
      else numbers.set(source.subarray(start, start + count * length));
    },
    line(index) {
      const from = this.start + index * (inner > 1 ? 1 : length);
      return Float64Array.from({ length }, (_, l) => source[from + l * inner]!);
    },
    softmax(temperature) {
      const failed = wasm.softmaxRows(at, this.count, length, temperature, roots, topAt);
      return arena.int32(topAt, failed);
    },
    sums(temperature) {
      wasm.sumRows(at, this.count, length, temperature, roots, topAt, sumAt, spare);
      return { tops, sums };
    },
    shift(temperature, by) {
      for (let i = 0; i < this.count; i++) sums[i] = by(sums[i]!);
      wasm.shiftRows(at, this.count, length, temperature, topAt, sumAt);
    },
    take(target) {
      if (inner > 1) writeColumns(numbers, length, this.count, target, this.start, inner);
      else target.set(numbers.subarray(0, this.count * length), this.start);
    },
  };
}

/** Copies lines back to where `readColumns` had them from. */
function writeColumns(
  block: Float64Array,
  length: number,
  columns: number,
  target: Float64Array,
  start: number,
  inner: number,
): void {
  let c = 0;
  for (; c + 3 < columns; c += 4) {
    const first = c * length;
    const second = first + length;
    const third = second + length;
    const fourth = third + length;
    for (let l = 0, to = start + c; l < length; l++, to += inner) {
      target[to] = block[first + l]!;
      target[to + 1] = block[second + l]!;
      target[to + 2] = block[third + l]!;
      target[to + 3] = block[fourth + l]!;
    }
  }
  for (; c < columns; c++) {
    for (let l = 0, to = start + c; l < length; l++, to += inner) {
      target[to] = block[c * length + l]!;
    }
  }
}

/**
 * Softmax of float64 lines, or its logarithm.
 *
 * @param scalar - serves lines that are not finite
 * @param logarithm - which of the two
 * @param call - what the scalar kernel takes
 * @returns false where that does not pay or may not be
 */
export function mapDoubleLines(
  scalar: SoftmaxKernel,
  logarithm: boolean,
  ...[source, target, outer, length, inner, temperature]: Parameters<SoftmaxKernel>
): boolean {
  return (
    target instanceof Float64Array &&
    eachDoubleLines(source, outer, length, inner, (lines) => {
      const failed: number[] = [];
      if (logarithm) {
        const { tops, sums } = lines.sums(temperature);
        for (let i = 0; i < lines.count; i++) {
          if (!Number.isFinite(tops[i]! + sums[i]!)) failed.push(i);
        }
        lines.shift(temperature, Math.log1p);
      } else {
        failed.push(...lines.softmax(temperature));
      }
      const finish = failed.map((i) => [i, lines.line(i)] as const);
      lines.take(target);
      for (const [i, line] of finish) {
        scalar(line, line, 1, length, 1, temperature);
        const to = lines.start + i * (inner > 1 ? 1 : length);
        for (let l = 0; l < length; l++) target[to + l * inner] = line[l]!;
      }
    })
  );
}
