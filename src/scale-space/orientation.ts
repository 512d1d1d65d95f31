// The dominant directions of the gradient around a keypoint.

import { gradientHistogram as gradientHistogramScalar } from '../kernels/scalar/sift-orientation.js';
import { kernel } from '../kernels/select.js';
import { gradientHistogram } from '../kernels/simd/sift-patches.js';
import { circularPeaks, smoothCircular } from '../orientation-histogram/circular-peaks.js';
import type { Octave } from './octaves.js';

/** Bins of the histogram over 2π; Lowe 2004, section 5. */
const BINS = 36;
/** The window's standard deviation in sigmas of the keypoint; Lowe 2004, section 5. */
const WINDOW_SIGMAS = 1.5;
/** The window ends after this many of its standard deviations. */
const WINDOW_REACH = 3;
/** Smoothing before peaks are chosen, centre first: 1 4 6 4 1 in sixteenths. */
const PEAK_SMOOTHING = [6 / 16, 4 / 16, 1 / 16];
/** Further smoothing before a peak's place is read: fewer peaks would stand, but they stand more firmly. */
const PLACE_SMOOTHING = [1 / 3, 1 / 3];
/** How far in bins that smoothing may move a peak. */
const LARGEST_SHIFT = 1;
/** Share of the highest peak that a further one needs; Lowe 2004, section 5. */
const PEAK_RATIO = 0.8;

/** A place in an octave, in its samples. */
export interface OctavePlace {
  readonly x: number;
  readonly y: number;
  /** Sigma in samples of the octave. */
  readonly sigma: number;
  /** Index of the level nearest in scale. */
  readonly level: number;
}

/**
 * Directions of the gradient in the Gaussian window around a place.
 *
 * @param octave - the octave's images
 * @param place - centre and scale
 * @returns angles in radians, 0 ≤ angle < 2π, strongest first; none on flat ground
 */
export function dominantAngles(octave: Octave, place: OctavePlace): number[] {
  const { height, width } = octave;
  const sigma = WINDOW_SIGMAS * place.sigma;
  const histogram = new Float64Array(BINS);
  kernel('gradientHistogram', gradientHistogramScalar, gradientHistogram)(
    octave.levels,
    place.level * height * width,
    height,
    width,
    place.x,
    place.y,
    sigma,
    WINDOW_REACH * sigma,
    histogram,
  );
  const smooth = smoothCircular(histogram, PEAK_SMOOTHING);
  const places = circularPeaks(smoothCircular(smooth, PLACE_SMOOTHING), 0);
  return circularPeaks(smooth, PEAK_RATIO).map(({ bin }) => {
    const distance = (other: number): number => {
      const apart = Math.abs(other - bin);
      return Math.min(apart, BINS - apart);
    };
    const firmer = places.find((place) => distance(place.bin) <= LARGEST_SHIFT);
    return ((firmer?.bin ?? bin) * 2 * Math.PI) / BINS;
  });
}
