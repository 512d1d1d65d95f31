// Where the samples of a resized line come from: numbers that can be computed and tested without an image.
import type { LineWeights } from '../kernels/image-kernels.js';

/** How an image is resized. */
export type ResampleMethod = 'bilinear' | 'area' | 'nearest';

/**
 * The weights that turn a line of `length` samples into one of `count`, whose ends agree: sample t of the
 * result lies at (t + ½)·length/count − ½.
 *
 * @param length - samples of the source, at least 1
 * @param count - samples of the result, at least 1
 * @param method - "bilinear": of the two neighbours, by their distance; "area": of all samples under the
 * result's one, by what it covers of each; "nearest": the sample under its centre
 * @returns weights that add up to 1 for each sample
 */
export function lineWeights(length: number, count: number, method: ResampleMethod): LineWeights {
  const first = new Int32Array(count);
  const start = new Int32Array(count + 1);
  const weights: number[] = [];
  for (let t = 0; t < count; t++) {
    start[t] = weights.length;
    first[t] = METHODS[method](t, length, count, weights);
  }
  start[count] = weights.length;
  return { first, start, weights: Float64Array.from(weights) };
}

/** Appends the weights of sample t and gives the index that the first of them belongs to. */
type Method = (t: number, length: number, count: number, weights: number[]) => number;

const METHODS: { readonly [M in ResampleMethod]: Method } = {
  bilinear: (t, length, count, weights) => {
    const place = ((t + 0.5) * length) / count - 0.5;
    const before = Math.floor(place);
    const share = place - before;
    // Beyond the outermost samples their values go on.
    if (share === 0 || before < 0 || before >= length - 1) {
      weights.push(1);
      return Math.min(Math.max(before, 0), length - 1);
    }
    weights.push(1 - share, share);
    return before;
  },
  // Both lines are laid out in units of 1/(length·count), so that every boundary is a whole number.
  area: (t, length, count, weights) => {
    const from = t * length;
    const to = from + length;
    const before = Math.floor(from / count);
    for (let s = before; s * count < to; s++) {
      weights.push((Math.min((s + 1) * count, to) - Math.max(s * count, from)) / length);
    }
    return before;
  },
  // Half way between two samples it takes the first, as OpenCV's INTER_NEAREST_EXACT means to.
  nearest: (t, length, count, weights) => {
    weights.push(1);
    return Math.ceil(((2 * t + 1) * length) / (2 * count)) - 1;
  },
};
