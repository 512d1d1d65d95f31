// Where the samples of a resized line come from: numbers that can be computed and tested without an image.
import { allocate } from '../core/create.js';
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
  const first = allocate('int32', count);
  const start = allocate('int32', count + 1);
  // Not a list, which ends a process where it is too long for the engine.
  const weights = allocate('float64', method === 'area' ? length + count : 2 * count);
  let end = 0;
  const add = (weight: number): void => {
    weights[end++] = weight;
  };
  const firstOf = METHODS[method];
  for (let t = 0; t < count; t++) {
    first[t] = firstOf(t, length, count, add);
    start[t + 1] = end;
  }
  return { first, start, weights: weights.subarray(0, end) };
}

/** Adds the weights of sample t and gives the index that the first of them belongs to. */
type Method = (t: number, length: number, count: number, add: (weight: number) => void) => number;

const METHODS: { readonly [M in ResampleMethod]: Method } = {
  bilinear: (t, length, count, add) => {
    const place = ((t + 0.5) * length) / count - 0.5;
    const before = Math.floor(place);
    const share = place - before;
    // Beyond the outermost samples their values go on.
    if (share === 0 || before < 0 || before >= length - 1) {
      add(1);
      return Math.min(Math.max(before, 0), length - 1);
    }
    add(1 - share);
    add(share);
    return before;
  },
  // Both lines are laid out in units of 1/(length·count), so that every boundary is a whole number.
  area: (t, length, count, add) => {
    const from = t * length;
    const to = from + length;
    const before = Math.floor(from / count);
    for (let s = before; s * count < to; s++) {
      add((Math.min((s + 1) * count, to) - Math.max(s * count, from)) / length);
    }
    return before;
  },
  // Half way between two samples it takes the first, as OpenCV's INTER_NEAREST_EXACT means to.
  nearest: (t, length, count, add) => {
    add(1);
    return Math.ceil(((2 * t + 1) * length) / (2 * count)) - 1;
  },
};
