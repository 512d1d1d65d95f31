// What OpenCV 4 does otherwise than the paper between extremum and descriptor, for the preset "opencv"; its two other
// habits, of blurs and of halving, are in octaves.ts. Source: modules/features2d/src/sift.simd.hpp.
import type { FloatTypedArray } from '../core/types.js';
import type { Kernels } from '../kernels/kernels.js';
import { atan2 } from '../kernels/scalar/atan2.js';
import { circularPeaks, smoothCircular } from '../kernels/scalar/circular-peaks.js';
import { differenceBlocks, ENDS, FIT, FIT_NUMBERS } from '../kernels/scalar/refine-extrema.js';
import { jetAt, quadraticOffset } from '../kernels/scalar/taylor-fit.js';
import type { Octave } from './octaves.js';
import type { OctavePlace, PlaceDirections } from './orientation.js';

/** No keypoint lies nearer to the border of its octave, in samples. */
export const OPENCV_MARGIN = 5;
/** Most fits for one extremum. */
const MOST_STEPS = 5;
/** A fit has settled where no offset is as large. */
const NEAR = 0.5;

/** Bins of the directions' histogram. */
const BINS = 36;
const SMOOTHING = [6 / 16, 4 / 16, 1 / 16];
const PEAK_RATIO = 0.8;
const WINDOW_SIGMAS = 1.5;
const WINDOW_REACH = 4.5;

/** The nearest whole number, of two the even one: `cvRound`. */
export function roundToEven(value: number): number {
  const nearest = Math.round(value);
  return nearest - value === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

/**
 * Refines extrema as OpenCV does: by Lowe's quadratic alone, made again at the nearest sample until every offset is below
 * one half, five times at most. What lies half way between two samples may go to and fro, and is lost.
 */
export const refineLikeOpencv: Kernels['refineExtrema'] = (
  levels,
  depth,
  height,
  width,
  indices,
  fits,
  top = 0,
) => {
  const plane = height * width;
  const blockAt = differenceBlocks(levels, height, width);
  const inside = (z: number, y: number, x: number): boolean =>
    Math.min(z - 1, depth - 3 - z) >= 0 &&
    Math.min(y, height - 1 - y, x, width - 1 - x) >= OPENCV_MARGIN;
  for (let i = 0; i < indices.length; i++) {
    const fit = fits.subarray(i * FIT_NUMBERS, (i + 1) * FIT_NUMBERS);
    let z = Math.floor(indices[i]! / plane);
    let y = Math.floor(indices[i]! / width) % height;
    let x = indices[i]! % width;
    const first = blockAt(indices[i]!);
    fit.fill(0);
    fit[FIT.start] = first[13]!;
    fit[FIT.isMaximum] = first[13]! > first[12]! ? 1 : 0;
    let end: (typeof ENDS)[number] = 'unsettled';
    for (let steps = 1; steps <= MOST_STEPS && end === 'unsettled'; steps++) {
      if (!inside(z, y, x)) {
        end = 'outside';
        break;
      }
      const offset = quadraticOffset(jetAt(blockAt(z * plane + y * width + x)));
      if (!offset) {
        end = 'degenerate';
        break;
      }
      fit[FIT.steps] = steps;
      fit[FIT.sampleLevel] = z;
      fit[FIT.sampleY] = top + y;
      fit[FIT.sampleX] = x;
      fit[FIT.level] = z + offset.z;
      fit[FIT.y] = top + y + offset.y;
      fit[FIT.x] = x + offset.x;
      fit[FIT.value] = offset.value;
      fit[FIT.edgeRatio] = offset.edgeRatio;
      if (Math.max(Math.abs(offset.x), Math.abs(offset.y), Math.abs(offset.z)) < NEAR) {
        end = 'settled';
      }
      z += roundToEven(offset.z);
      y += roundToEven(offset.y);
      x += roundToEven(offset.x);
    }
    fit[FIT.end] = ENDS.indexOf(end);
  }
};

/**
 * Directions of the gradient as OpenCV finds them: about the nearest sample, in a square window, each vote for the nearest bin.
 *
 * @param octave - the octave's images
 * @param places - centres and scales
 * @returns the directions of each
 */
export function directionsLikeOpencv(
  { levels, height, width }: Octave,
  places: readonly OctavePlace[],
): PlaceDirections {
  const counts = new Int32Array(places.length);
  const angles: number[] = [];
  places.forEach(({ level, x, y, sigma }, i) => {
    const image = levels.subarray(level * height * width, (level + 1) * height * width);
    const histogram = votesAround(image, height, width, roundToEven(x), roundToEven(y), sigma);
    const peaks = circularPeaks(smoothCircular(histogram, SMOOTHING), PEAK_RATIO);
    counts[i] = peaks.length;
    for (const { bin } of peaks) angles.push((bin * 2 * Math.PI) / BINS);
  });
  return { counts, angles };
}

/** The histogram of the gradients in a window about a sample. */
function votesAround(
  image: FloatTypedArray,
  height: number,
  width: number,
  column: number,
  row: number,
  sigma: number,
): Float64Array {
  const histogram = new Float64Array(BINS);
  const perRadian = BINS / (2 * Math.PI);
  const reach = roundToEven(WINDOW_REACH * sigma);
  const exponent = -1 / (2 * (WINDOW_SIGMAS * sigma) ** 2);
  const window = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(k * k * exponent));
  const right = Math.min(width - 2, column + reach);
  const bottom = Math.min(height - 2, row + reach);
  for (let j = Math.max(1, row - reach); j <= bottom; j++) {
    const down = window[Math.abs(j - row)]!;
    for (let k = Math.max(1, column - reach); k <= right; k++) {
      const at = j * width + k;
      const gx = image[at + 1]! - image[at - 1]!;
      const gy = image[at + width]! - image[at - width]!;
      const nearest = Math.round(atan2(gy, gx) * perRadian);
      const weight = down * window[Math.abs(k - column)]!;
      histogram[nearest < 0 ? nearest + BINS : nearest]! += weight * Math.sqrt(gx * gx + gy * gy);
    }
  }
  return histogram;
}
