import type { FloatTypedArray } from '../../core/types.js';
import { atan2 } from './atan2.js';
import { circularPeaks, smoothCircular } from './circular-peaks.js';
import { addVote } from './circular-votes.js';

/** Bins of the histogram over 2π; Lowe 2004, section 5. */
const BINS = 36;
/** Smoothing before peaks are chosen, centre first: 1 4 6 4 1 in sixteenths. */
const PEAK_SMOOTHING = [6 / 16, 4 / 16, 1 / 16];
/** Further smoothing before a peak's place is read: fewer peaks would stand, but they stand more firmly. */
const PLACE_SMOOTHING = [1 / 3, 1 / 3];
/** How far in bins that smoothing may move a peak. */
const LARGEST_SHIFT = 1;
/** Share of the highest peak that a further one needs; Lowe 2004, section 5. */
const PEAK_RATIO = 0.8;

/** Numbers of a place: level, x, y, sigma of the window. */
export const ORIENTATION_PLACE = 4;

/** See `PatchKernels.siftOrientations`. */
export function siftOrientations(
  levels: FloatTypedArray,
  height: number,
  width: number,
  places: Float64Array,
  reach: number,
  counts: Int32Array,
  angles: number[],
): void {
  const histogram = new Float64Array(BINS);
  for (let i = 0; i < counts.length; i++) {
    const at = i * ORIENTATION_PLACE;
    const start = places[at]! * height * width;
    const [x, y, sigma] = [places[at + 1]!, places[at + 2]!, places[at + 3]!];
    histogram.fill(0);
    gradientHistogram(levels, start, height, width, x, y, sigma, reach * sigma, histogram);
    const found = dominantAngles(histogram);
    counts[i] = found.length;
    angles.push(...found);
  }
}

/**
 * The dominant directions of a histogram.
 *
 * @param histogram - over 2π, bin 0 at the angle 0
 * @returns angles in radians, 0 ≤ angle < 2π, strongest first; none where all bins are equal
 */
export function dominantAngles(histogram: Float64Array): number[] {
  const bins = histogram.length;
  const smooth = smoothCircular(histogram, PEAK_SMOOTHING);
  const places = circularPeaks(smoothCircular(smooth, PLACE_SMOOTHING), 0);
  return circularPeaks(smooth, PEAK_RATIO).map(({ bin }) => {
    const distance = (other: number): number => {
      const apart = Math.abs(other - bin);
      return Math.min(apart, bins - apart);
    };
    const firmer = places.find((place) => distance(place.bin) <= LARGEST_SHIFT);
    return ((firmer?.bin ?? bin) * 2 * Math.PI) / bins;
  });
}

/**
 * Adds to `histogram` (bins from 0 to 2π) the gradients of the image at levels[start…], within `radius` of (x, y), each
 * by its magnitude times a Gaussian of `sigma`, shared between its two nearest bins.
 */
function gradientHistogram(
  levels: FloatTypedArray,
  start: number,
  height: number,
  width: number,
  x: number,
  y: number,
  sigma: number,
  radius: number,
  histogram: Float64Array,
): void {
  const bins = histogram.length;
  const perRadian = bins / (2 * Math.PI);
  const exponent = -1 / (2 * sigma * sigma);
  const top = Math.max(1, Math.ceil(y - radius));
  const bottom = Math.min(height - 2, Math.floor(y + radius));
  for (let row = top; row <= bottom; row++) {
    const dy = row - y;
    const reach = Math.sqrt(radius * radius - dy * dy);
    const left = Math.max(1, Math.ceil(x - reach));
    const right = Math.min(width - 2, Math.floor(x + reach));
    let at = start + row * width + left;
    for (let column = left; column <= right; column++, at++) {
      const gx = levels[at + 1]! - levels[at - 1]!;
      const gy = levels[at + width]! - levels[at - width]!;
      const dx = column - x;
      const weight = Math.exp((dx * dx + dy * dy) * exponent) * Math.sqrt(gx * gx + gy * gy);
      // Bin b stands at the angle 2πb/bins; a vote is shared between the two bins beside it.
      let place = atan2(gy, gx) * perRadian;
      if (place < 0) place += bins;
      addVote(histogram, 0, bins, place, weight);
    }
  }
}
