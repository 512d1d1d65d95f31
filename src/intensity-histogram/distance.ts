import { checkOneOf, checkOptions } from '../core/check.js';
import { type CountsInput, type ReadHistogram, readPair } from './read-histogram.js';

/** How two histograms are compared; `histogramDistance` says what each means. */
export type HistogramMetric =
  | 'intersection'
  | 'chi-square'
  | 'correlation'
  | 'bhattacharyya'
  | 'l1'
  | 'l2'
  | 'wasserstein';

/** What `histogramDistance` may be told. */
export interface HistogramDistanceOptions {
  /** Which distance. */
  metric?: HistogramMetric | undefined;
}

type Measure = (p: Float64Array, q: Float64Array, h: ReadHistogram) => number;

const MEASURES: { readonly [M in HistogramMetric]: Measure } = {
  intersection: (p, q) => Math.max(0, 1 - sumOver(p, (a, i) => Math.min(a, q[i]!))),
  'chi-square': (p, q) =>
    sumOver(p, (a, i) => (a === q[i]! ? 0 : (a - q[i]!) ** 2 / (a + q[i]!))) / 2,
  correlation: (p, q) => 1 - correlationOf(p, q),
  bhattacharyya: (p, q) =>
    Math.sqrt(sumOver(p, (a, i) => (Math.sqrt(a) - Math.sqrt(q[i]!)) ** 2) / 2),
  l1: (p, q) => sumOver(p, (a, i) => Math.abs(a - q[i]!)),
  l2: (p, q) => Math.sqrt(sumOver(p, (a, i) => (a - q[i]!) ** 2)),
  wasserstein: (p, q, { centres }) => {
    let excess = 0;
    return sumOver(p, (a, i) => {
      const step = i > 0 ? centres[i]! - centres[i - 1]! : 0;
      const moved = Math.abs(excess) * step;
      excess += a - q[i]!;
      return moved;
    });
  },
};

/** Names of the distances. */
export const HISTOGRAM_METRICS: readonly HistogramMetric[] = [
  'intersection',
  'chi-square',
  'correlation',
  'bhattacharyya',
  'l1',
  'l2',
  'wasserstein',
];

/**
 * How far apart two histograms over the same bins are; 0 for equal ones.
 *
 * Both are divided by their sums first, $p_i = a_i / \sum_j a_j$ and $q_i = b_i / \sum_j b_j$, so images may
 * differ in size.
 *
 * | metric | formula | largest | in OpenCV (`compareHist` of the shares) |
 * |---|---|---|---|
 * | `intersection` | $1 - \sum_i \min(p_i, q_i)$ | 1 | 1 − `HISTCMP_INTERSECT` |
 * | `chi-square` | $\frac{1}{2} \sum_i (p_i - q_i)^2 / (p_i + q_i)$ | 1 | `HISTCMP_CHISQR_ALT` / 4 |
 * | `correlation` | $1 - r$ with Pearson's r of the shares | 2 | 1 − `HISTCMP_CORREL` |
 * | `bhattacharyya` | $\sqrt{1 - \sum_i \sqrt{p_i q_i}}$ | 1 | `HISTCMP_BHATTACHARYYA` |
 * | `l1` | $\sum_i \vert p_i - q_i \vert$ | 2 | |
 * | `l2` | $\sqrt{\sum_i (p_i - q_i)^2}$ | $\sqrt{2}$ | |
 * | `wasserstein` | $\sum_i \vert P_i - Q_i \vert (v_{i+1} - v_i)$ with running sums P, Q and bin centres v | in the image's unit | |
 *
 * All but the last look at each bin by itself: a histogram moved by one bin is as far as one moved by a hundred.
 * `wasserstein` is the mean way that a pixel's intensity must go, so a shift by k has distance k. What is called
 * Bhattacharyya's distance here is Hellinger's in `fovea/divergence`. The correlation of two flat histograms
 * is 1, of a flat one with another 0.
 *
 * @param a - what `histogram` returned, counts [bins] and edges [bins + 1], or the counts of the levels 0, 1, 2, …
 * alone
 * @param b - another over the same bins
 * @param options - `metric` ("wasserstein")
 * @returns the distance
 * @throws DomainError for different edges, for counts that are negative or all 0; KindError for an unknown metric;
 * ShapeError where edges and counts do not fit
 * @see Y. Rubner, C. Tomasi and L. J. Guibas, "The earth mover's distance as a metric for image retrieval",
 * International Journal of Computer Vision 40 (2000), 99–121
 *
 * @example
 * A shift by 5 intensities.
 * ```ts
 * import { histogram, histogramDistance } from 'fovea/intensity-histogram';
 * const a = histogram(new Uint8Array([10, 20]));
 * const b = histogram(new Uint8Array([15, 25]));
 * histogramDistance(a, b) // => 5
 * histogramDistance(a, b, { metric: 'intersection' }) // => 1
 * histogramDistance([1, 0, 0], [0, 0, 4]) // => 2
 * ```
 */
export function histogramDistance(
  a: CountsInput,
  b: CountsInput,
  options?: HistogramDistanceOptions,
): number {
  const fn = 'histogramDistance';
  const { metric = 'wasserstein' } = checkOptions(fn, options, ['metric']);
  checkOneOf(fn, 'metric', metric, HISTOGRAM_METRICS);
  const pair = readPair(fn, a, b, false);
  return MEASURES[metric](sharesOf(pair.a), sharesOf(pair.b), pair.a);
}

function sharesOf({ counts, total }: ReadHistogram): Float64Array {
  return counts.map((count) => count / total);
}

function sumOver(p: Float64Array, term: (share: number, bin: number) => number): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += term(p[i]!, i);
  return sum;
}

function correlationOf(p: Float64Array, q: Float64Array): number {
  const mean = 1 / p.length;
  const product = (x: Float64Array, y: Float64Array): number =>
    sumOver(x, (share, i) => (share - mean) * (y[i]! - mean));
  const isFlat = (x: Float64Array): boolean => x.every((share) => share === x[0]!);
  if (isFlat(p) || isFlat(q)) return isFlat(p) && isFlat(q) ? 1 : 0;
  const r = product(p, q) / Math.sqrt(product(p, p) * product(q, q));
  return Math.min(1, Math.max(-1, r));
}
