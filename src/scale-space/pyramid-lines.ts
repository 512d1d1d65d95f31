// Sizes and weights of pyramids, for one axis: numbers that can be computed and tested without an image.
import type { LineWeights } from '../kernels/image-kernels.js';
import { borderIndex } from '../kernels/scalar/border.js';

/** Burt and Adelson's generating kernel with a = 3/8, in sixteenths; OpenCV's too. */
const BINOMIAL: readonly number[] = [1, 4, 6, 4, 1];
const BINOMIAL_SUM = 16;

/**
 * Samples of a reduced line.
 *
 * @param length - samples of the line
 * @param factor - by how much it is reduced
 * @returns ⌈length/factor⌉
 */
export function reducedLength(length: number, factor: number): number {
  return Math.ceil(length / factor);
}

/**
 * Smooths by 1 4 6 4 1 and keeps every other sample, the first included; the line goes on mirrored.
 *
 * @param length - samples of the line, at least 1
 * @returns weights for ⌈length/2⌉ samples
 */
export function binomialReduction(length: number): LineWeights {
  return collect(reducedLength(length, 2), (t, add) => {
    BINOMIAL.forEach((tap, i) => {
      add(borderIndex(2 * t + i - 2, length, 'mirror'), tap / BINOMIAL_SUM);
    });
  });
}

/**
 * Puts zeros between the samples and smooths by twice 1 4 6 4 1. The line goes on mirrored before its first
 * sample, and repeats its last.
 *
 * @param length - samples of the line, at least 1
 * @param count - samples of the result, 2·length or one less
 * @returns weights for `count` samples
 */
export function binomialExpansion(length: number, count: number): LineWeights {
  return collect(count, (t, add) => {
    BINOMIAL.forEach((tap, i) => {
      const at = t + i - 2;
      // Odd places hold zeros.
      if (at % 2 !== 0) return;
      const from = at < 0 ? borderIndex(at / 2, length, 'mirror') : Math.min(at / 2, length - 1);
      add(from, (2 * tap) / BINOMIAL_SUM);
    });
  });
}

/**
 * Resizes by linear interpolation so that the ends of both lines agree: sample t of the result lies at
 * (t + ½)·length/count − ½, and the line goes on mirrored.
 *
 * @param length - samples of the line, at least 1
 * @param count - samples of the result
 * @returns weights for `count` samples
 */
export function linearResize(length: number, count: number): LineWeights {
  return collect(count, (t, add) => {
    const place = ((t + 0.5) * length) / count - 0.5;
    const before = Math.floor(place);
    const share = place - before;
    add(borderIndex(before, length, 'mirror'), 1 - share);
    if (share > 0) add(borderIndex(before + 1, length, 'mirror'), share);
  });
}

// Adds up the shares that fall on one sample. Neighbours stay neighbours where a line folds, so the samples
// from the first to the last all have a share.
function collect(
  count: number,
  share: (t: number, add: (from: number, weight: number) => void) => void,
): LineWeights {
  const first = new Int32Array(count);
  const start = new Int32Array(count + 1);
  const weights: number[] = [];
  for (let t = 0; t < count; t++) {
    const shares = new Map<number, number>();
    share(t, (from, weight) => shares.set(from, (shares.get(from) ?? 0) + weight));
    const lowest = Math.min(...shares.keys());
    const highest = Math.max(...shares.keys());
    start[t] = weights.length;
    first[t] = lowest;
    for (let from = lowest; from <= highest; from++) weights.push(shares.get(from)!);
  }
  start[count] = weights.length;
  return { first, start, weights: Float64Array.from(weights) };
}
