// Peaks of a histogram whose last bin is the neighbour of its first.

/** A peak between the bins. */
export interface CircularPeak {
  /** Place in bins, a fraction in [0, bins). */
  readonly bin: number;
  /** Height of the parabola through the highest bin and its two neighbours. */
  readonly weight: number;
}

/**
 * Smooths a circular histogram with a symmetric kernel.
 *
 * @param histogram - the counts
 * @param weights - the kernel's half: centre first, then outwards
 * @returns the smoothed counts
 */
export function smoothCircular(histogram: Float64Array, weights: readonly number[]): Float64Array {
  const bins = histogram.length;
  const smooth = new Float64Array(bins);
  for (let i = 0; i < bins; i++) {
    let sum = weights[0]! * histogram[i]!;
    for (let reach = 1; reach < weights.length; reach++) {
      const before = histogram[(((i - reach) % bins) + bins) % bins]!;
      const after = histogram[(i + reach) % bins]!;
      sum += weights[reach]! * (before + after);
    }
    smooth[i] = sum;
  }
  return smooth;
}

/**
 * Bins above both neighbours and at least `ratio` times the highest, refined by a parabola. Of a
 * plateau only the first bin counts, and none where the bins after it rise.
 *
 * @param histogram - the counts
 * @param ratio - share of the highest bin that a peak needs
 * @returns peaks, highest first; none where every bin is equal
 */
export function circularPeaks(histogram: Float64Array, ratio: number): CircularPeak[] {
  const bins = histogram.length;
  let highest = 0;
  for (const count of histogram) highest = Math.max(highest, count);
  const peaks: CircularPeak[] = [];
  for (let i = 0; i < bins; i++) {
    const here = histogram[i]!;
    const before = histogram[i === 0 ? bins - 1 : i - 1]!;
    const after = histogram[i === bins - 1 ? 0 : i + 1]!;
    if (!(here > before && here >= after && here >= ratio * highest && here > 0)) continue;
    if (here === after) {
      let next = i + 2;
      while (histogram[next % bins] === here) next++;
      if (histogram[next % bins]! > here) continue;
    }
    const shift = (before - after) / (2 * (before - 2 * here + after));
    const bin = i + shift;
    peaks.push({
      bin: bin < 0 ? bin + bins : bin >= bins ? bin - bins : bin,
      weight: here - ((before - after) * shift) / 4,
    });
  }
  return peaks.sort((a, b) => b.weight - a.weight);
}
