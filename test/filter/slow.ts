// The slow truth: the definitions, without blocks, bands or folded indices.
import type { BorderMode } from '../../src/kernels/kernels.js';

/** The border rules. */
export const BORDERS: readonly BorderMode[] = ['reflect', 'mirror', 'nearest', 'wrap', 'constant'];

/**
 * Lays out what stands around a line by SciPy's drawings, as the list of source indices from −reach to
 * length − 1 + reach; −1 for the constant.
 */
export function layOut(length: number, reach: number, border: BorderMode): number[] {
  const line = Array.from({ length }, (_, i) => i);
  const reversed = [...line].reverse();
  const before: number[] = [];
  const after: number[] = [];
  for (let turn = 1; before.length < reach; turn++) {
    const odd = turn % 2 === 1;
    switch (border) {
      case 'reflect':
        before.unshift(...(odd ? reversed : line));
        after.push(...(odd ? reversed : line));
        break;
      case 'mirror':
        // Each turn goes on from the edge sample, which is not said again.
        before.unshift(...(length === 1 ? [0] : odd ? reversed.slice(0, -1) : line.slice(0, -1)));
        after.push(...(length === 1 ? [0] : odd ? reversed.slice(1) : line.slice(1)));
        break;
      case 'nearest':
        before.unshift(0);
        after.push(length - 1);
        break;
      case 'wrap':
        before.unshift(...line);
        after.push(...line);
        break;
      case 'constant':
        before.unshift(-1);
        after.push(-1);
        break;
    }
  }
  return [...before.slice(before.length - reach), ...line, ...after.slice(0, reach)];
}

/** Σ over the whole kernel for every pixel of a nested image; the middle of the kernel is at ⌊size/2⌋. */
export function correlateSlowly(
  image: readonly (readonly number[])[],
  kernel: readonly (readonly number[])[],
  border: BorderMode,
  constant: number,
): number[][] {
  const rows = kernel.length;
  const columns = kernel[0]!.length;
  const ys = layOut(image.length, rows, border);
  const xs = layOut(image[0]!.length, columns, border);
  return image.map((line, y) =>
    line.map((_, x) => {
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          const fromY = ys[y + rows + i - (rows >> 1)]!;
          const fromX = xs[x + columns + j - (columns >> 1)]!;
          const value = fromY < 0 || fromX < 0 ? constant : image[fromY]![fromX]!;
          sum += kernel[i]![j]! * value;
        }
      }
      return sum;
    }),
  );
}

/** The largest difference of two lists of numbers of one length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
  }
  return largest;
}
