import type { ArrayInput } from '../core/types.js';
import { type HistogramOptions, histogramFor } from './histogram.js';
import { middleOf } from './read-histogram.js';

/**
 * Otsu's threshold between dark and bright, in the image's unit: the centre of the bin after which a cut
 * makes the variance between the two classes largest; the first one of equals.
 *
 * $$\sigma_B^2(t) = w_0(t)\, w_1(t)\, (\mu_0(t) - \mu_1(t))^2$$
 *
 * Values up to the threshold are dark, values above it bright. All values in one bin give that bin's centre.
 *
 * @param image - intensities of any shape
 * @param options - as in `histogram`
 * @returns the threshold
 * @throws whatever `histogram` throws
 * @see N. Otsu, "A threshold selection method from gray-level histograms", IEEE Transactions on Systems, Man,
 * and Cybernetics 9 (1979)
 *
 * @example
 * Three dark bytes, two bright ones: the cut is after the brightest of the dark.
 * ```ts
 * import { otsuThreshold } from 'fovea/intensity-histogram';
 * otsuThreshold(new Uint8Array([10, 12, 14, 200, 210])) // => 14
 * ```
 */
export function otsuThreshold(image: ArrayInput, options?: HistogramOptions): number {
  const { counts, edges } = histogramFor('otsuThreshold', image, options);
  const bins = counts.shape[0]!;
  const centre = (i: number): number => middleOf(edges.get(i), edges.get(i + 1));
  // In numbers of bins all sums are whole, so that equals are equal.
  let all = 0;
  let whole = 0;
  let only = 0;
  for (let i = 0; i < bins; i++) {
    if (counts.get(i) > 0) only = i;
    all += counts.get(i);
    whole += counts.get(i) * i;
  }
  let best = 0;
  let threshold = centre(only);
  let dark = 0;
  let darkSum = 0;
  for (let i = 0; i < bins - 1; i++) {
    dark += counts.get(i);
    darkSum += counts.get(i) * i;
    const bright = all - dark;
    if (dark === 0 || bright === 0) continue;
    const between = (darkSum * all - whole * dark) ** 2 / (dark * bright);
    if (between > best) {
      best = between;
      threshold = centre(i);
    }
  }
  return threshold;
}
