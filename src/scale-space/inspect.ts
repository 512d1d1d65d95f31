// Every extremum with its fate, for pictures, exercises and questions of the kind "why is there none here?".
import type { ArrayInput } from '../core/types.js';
import { FIT, FIT_NUMBERS } from '../kernels/scalar/refine-extrema.js';
import { ordinary } from '../kernels/simd/hold.js';
import { extremaSearch } from './candidates.js';
import { type ExtremumFate, judgeOctaves, sigmaOf } from './detect.js';
import type { Extremum } from './keypoint.js';
import { buildOctaves } from './octaves.js';
import { OPENCV_MARGIN } from './opencv.js';
import { readFit } from './refine.js';
import { readImage, readSettings, type SiftOptions, type SiftSettings } from './settings.js';

/** An extremum of the scale space and what became of it. */
export interface InspectedExtremum {
  /** Column in pixels of the input image: refined where a fit was made, else of the sample. */
  readonly x: number;
  /** Row in pixels of the input image. */
  readonly y: number;
  /** Sigma in pixels of the input image. */
  readonly sigma: number;
  /** Sampling step of its octave is 2^octave pixels. */
  readonly octave: number;
  /** Sample of the octave's differences at which the extremum was found. */
  readonly sample: Pick<Extremum, 'level' | 'y' | 'x'>;
  /** Whether the difference, coarser minus finer, is a maximum or a minimum there. */
  readonly kind: 'maximum' | 'minimum';
  /** The difference there. */
  readonly value: number;
  /** The difference at the refined place; undefined where no fit was made. */
  readonly refinedValue: number | undefined;
  /** tr²/det of the 2×2 Hessian; undefined where no fit was made. */
  readonly edgeRatio: number | undefined;
  /** Kept, or why it was rejected. */
  readonly fate: ExtremumFate;
  /** The fate in a sentence, with the numbers that decided. */
  readonly reason: string;
}

/**
 * Every extremum of an image's scale space with what became of it: kept, or rejected and why.
 *
 * The kept ones are the keypoints of `detectKeypoints` before orientations are assigned and before
 * `maxKeypoints` is applied. Extrema below half of the contrast threshold (with "opencv" cut to whole 255ths) are not listed.
 *
 * @param image - grey values [h, w], as `sift` takes them
 * @param options - as `sift`
 * @returns extrema in the order of octave, scale, row and column
 * @throws as `sift`
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 4
 *
 * @example
 * A long thin streak has an extremum at its centre, which the edge test rejects.
 * ```ts
 * import { inspectKeypoints } from 'fovea';
 * const streak = Array.from({ length: 64 }, (_, y) => Array.from({ length: 64 }, (_, x) =>
 *   Math.exp(-((x - 32) ** 2) / 400 - (y - 32) ** 2 / 20)));
 * const centre = inspectKeypoints(streak).find(({ x, y }) => Math.hypot(x - 32, y - 32) < 1);
 * centre?.fate // => 'edge'
 * ```
 */
export function inspectKeypoints(image: ArrayInput, options?: SiftOptions): InspectedExtremum[] {
  const fn = 'inspectKeypoints';
  const settings = readSettings(fn, options);
  const inspected: InspectedExtremum[] = [];
  const dense = readImage(fn, image);
  const octaves = buildOctaves(
    fn,
    dense,
    settings,
    settings.border,
    ordinary,
    extremaSearch(settings),
  );
  for (const { octave, fates } of judgeOctaves(octaves, settings)) {
    const { fits, height, width, sampling } = octave;
    for (const [i, index] of octave.extrema.entries()) {
      const sample = {
        level: Math.floor(index / (height * width)),
        y: Math.floor(index / width) % height,
        x: index % width,
      };
      const numbers = fits.subarray(i * FIT_NUMBERS, (i + 1) * FIT_NUMBERS);
      const fit = readFit(numbers);
      const fate = fates[i]!;
      const last = 'rejected' in fit ? fit.last : fit;
      // A fit that ran away says nothing about the place; the sample does.
      const place = fate === 'outside' || fate === 'unsettled' || !last ? sample : last;
      inspected.push({
        x: octave.offsetX + sampling * place.x,
        y: octave.offsetY + sampling * place.y,
        sigma: sampling * sigmaOf(place.level, settings) * settings.sigmaScale,
        octave: octave.octave,
        sample,
        kind: numbers[FIT.isMaximum] === 1 ? 'maximum' : 'minimum',
        value: numbers[FIT.start]!,
        refinedValue: last?.value,
        edgeRatio: last?.edgeRatio,
        fate,
        reason: explainFate(fate, last?.value, last?.edgeRatio, settings),
      });
    }
  }
  return inspected;
}

function explainFate(
  fate: ExtremumFate,
  value: number | undefined,
  edgeRatio: number | undefined,
  settings: SiftSettings,
): string {
  const contrast = `|D| = ${Math.abs(value ?? Number.NaN).toPrecision(3)}`;
  const threshold = settings.threshold.toPrecision(3);
  const limit = ((settings.edgeRatio + 1) ** 2 / settings.edgeRatio).toPrecision(3);
  const reasons: Record<ExtremumFate, string> = {
    kept: `${contrast} reaches ${threshold}, and tr²/det = ${edgeRatio?.toPrecision(3)} is below ${limit}`,
    outside: settings.opencv
      ? `it lies, or its fit leads, nearer than ${OPENCV_MARGIN} samples to the border of the octave`
      : 'the quadratic fit leads out of the octave',
    unsettled: 'the quadratic fit does not settle at a sample',
    degenerate: 'the quadratic through the neighbours has no single extremum',
    'low-contrast': `${contrast} is below ${threshold}`,
    edge:
      edgeRatio === Number.POSITIVE_INFINITY
        ? 'the determinant of the Hessian is not positive: a saddle or an edge'
        : `tr²/det = ${edgeRatio?.toPrecision(3)} is not below ${limit}: an edge`,
    repeated: 'its fit ends at the place of another extremum',
    'wrong-sign': 'a maximum below zero or a minimum above it: a ripple on a slope, not a blob',
  };
  return reasons[fate];
}
