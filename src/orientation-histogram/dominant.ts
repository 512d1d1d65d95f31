// The directions in which most gradients of a histogram point.
import { bindShapes, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { circularPeaks, smoothCircular } from '../kernels/scalar/circular-peaks.js';
import { anchorOffset, BIN_ANCHORS, type BinAnchors } from './options.js';
import { checkNotNegative } from './votes.js';

/** More passes of smoothing are a mistake, and would not come back. */
const MOST_PASSES = 10000;

/** What `dominantOrientations` may be told. */
export interface DominantOrientationsOptions {
  /** Share of the highest peak that a further one needs, 0 to 1; 0.8 by default. */
  ratio?: number | undefined;
  /** What the bins span together, in the unit that angles shall have; 2π by default. */
  period?: number | undefined;
  /** How often the histogram is smoothed by (1, 2, 1)/4 around the circle beforehand, up to 10000; 0 by default. */
  smooth?: number | undefined;
  /** Where bins stand, as it was when the histogram was made; "centers" by default. */
  anchors?: BinAnchors | undefined;
}

/** A direction in which many gradients point. */
export interface DominantOrientation {
  /** Angle in [0, period). */
  readonly orientation: number;
  /** Height of the parabola through the peak. */
  readonly weight: number;
}

/**
 * The dominant orientations of a circular histogram: bins above both neighbours and at least `ratio` times
 * the highest, their place refined by the parabola through the three bins.
 *
 * $$b^* = b + \frac{h_{b-1} - h_{b+1}}{2\,(h_{b-1} - 2 h_b + h_{b+1})}$$
 *
 * Of equal neighbours, such as a flat top, the first bin counts. A histogram whose bins are all equal has none. SIFT takes 36 bins over 2π with anchors "edges";
 * `smooth: 2` is OpenCV's smoothing by (1, 4, 6, 4, 1)/16.
 *
 * @param histogram - counts, [bins], none negative
 * @param options - `ratio` (0.8), `period` (2π), `smooth` (0), `anchors` ("centers")
 * @returns angles and heights, highest first
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 5
 *
 * @example
 * Four bins that stand at 0°, 90°, 180° and 270°: the top lies a sixth of a bin beyond 90°.
 * ```ts
 * import { dominantOrientations } from 'fovea';
 * dominantOrientations([3, 5, 4, 0], { period: 360, anchors: 'edges' }) // => [{ orientation: 105, weight: 5.0416667 }]
 * ```
 */
export function dominantOrientations(
  histogram: ArrayInput,
  options?: DominantOrientationsOptions,
): DominantOrientation[] {
  const fn = 'dominantOrientations';
  const given = checkOptions(fn, options, ['ratio', 'period', 'smooth', 'anchors']);
  const ratio = checkNumber(fn, 'ratio', given.ratio ?? 0.8, { min: 0, max: 1 });
  const period = checkNumber(fn, 'period', given.period ?? 2 * Math.PI, { above: 0 });
  const passes = { integer: true, min: 0, max: MOST_PASSES };
  const smooth = checkNumber(fn, 'smooth', given.smooth ?? 0, passes);
  const anchors = checkOneOf(fn, 'anchors', given.anchors ?? 'centers', BIN_ANCHORS);
  const read = checkFinite(fn, 'histogram', readArray(fn, 'histogram', histogram, 'float64'));
  const { bins } = bindShapes(fn, { histogram: [read, 'bins'] });
  if (bins === 0) {
    throw new DomainError({
      function: fn,
      argument: 'histogram',
      expected: 'at least one bin',
      got: 'none',
    });
  }
  let counts: Float64Array = Float64Array.from(checkNotNegative(fn, 'histogram', read).data);
  for (let pass = 0; pass < smooth; pass++) counts = smoothCircular(counts, [1 / 2, 1 / 4]);
  return circularPeaks(counts, ratio).map(({ bin, weight }) => {
    const place = (bin + anchorOffset(anchors)) % bins;
    return { orientation: (place * period) / bins, weight };
  });
}
