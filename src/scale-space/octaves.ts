// Builds the images of a scale space from its geometry.
import { allocate, checkFinite } from '../core/create.js';
import type { Dense, FloatDType, FloatTypedArray } from '../core/types.js';
import { gaussianTaps } from '../filter/gaussian-kernel.js';
import type { BorderMode, DifferenceSearch, Kernels } from '../kernels/kernels.js';
import {
  doubleImage as doubleScalar,
  halveImage as halveScalar,
} from '../kernels/scalar/octave-resample.js';
import { FIT_NUMBERS, refineExtrema as refineScalar } from '../kernels/scalar/refine-extrema.js';
import { smoothLevels as smoothLevelsScalar } from '../kernels/scalar/smooth-levels.js';
import { kernel } from '../kernels/select.js';
import { type Hold, ordinary } from '../kernels/simd/hold.js';
import {
  doubleImage as doubleFast,
  halveImage as halveFast,
} from '../kernels/simd/octave-resample.js';
import { refineExtrema as refineFast } from '../kernels/simd/refine-extrema.js';
import { smoothLevels as smoothLevelsFast } from '../kernels/simd/smooth-levels.js';
import { smoothingBytes } from '../kernels/simd/smoothing.js';
import { type OctaveGeometry, planOctaves, type ScaleSpacePlan } from './geometry.js';

/** Gaussians reach this many sigmas to each side. */
export const TRUNCATE = 4;

/** Bytes for everything but rows. */
const SPARE = 2 ** 21;

/** An octave's images, one after the other. */
export interface Octave extends OctaveGeometry {
  /** [levels, height, width], row-major; to be asked for anew after each kernel, see `Held`. */
  readonly levels: FloatTypedArray;
  /** How many levels there are. */
  readonly count: number;
  /** Indices of the extrema in the volume of differences, if they were asked for, in the order of scale, row, column. */
  readonly extrema: readonly number[];
  /** The numbers of a fit to each of them, see `FIT`. */
  readonly fits: Float64Array;
}

/** What to look for in the differences while levels are made. */
export interface ExtremaSearch {
  /** Least absolute difference. */
  readonly threshold: number;
  /** How many levels of each octave are needed once its extrema are refined; the others may be overwritten. */
  readonly levels: number;
  /** How they are refined; by the kernels where left out. */
  readonly refine?: Kernels['refineExtrema'];
}

/**
 * The Gaussian scale space of an image, which is refused where it is not finite: kernels see that on the way.
 *
 * @param fn - name of the public function, for errors
 * @param image - contiguous [height, width]
 * @param settings - what `planOctaves` needs beside the size
 * @param border - what stands outside the image; only "reflect" fits the doubled image's lattice
 * @param hold - where the images go
 * @param search - the extrema that are looked for on the way; none where left out
 * @returns octaves with their images, finest first
 * @throws DomainError for NaN and infinite pixels
 */
export function buildOctaves(
  fn: string,
  image: Dense,
  settings: Omit<ScaleSpacePlan, 'height' | 'width'>,
  border: BorderMode = 'reflect',
  hold: Hold = ordinary,
  search?: ExtremaSearch,
): Octave[] {
  const [height, width] = image.shape as [number, number];
  const dtype: FloatDType = image.data instanceof Float32Array ? 'float32' : 'float64';
  const double = kernel('doubleImage', doubleScalar, doubleFast);
  const halve = settings.everyOther
    ? everyOtherSample
    : kernel('halveImage', halveScalar, halveFast);
  const refine = search?.refine ?? kernel('refineExtrema', refineScalar, refineFast);
  const smooth = kernel('smoothLevels', smoothLevelsScalar, smoothLevelsFast);

  const octaves: Octave[] = [];
  const downFirst = changesMoreDown(image);
  const plan = planOctaves({ ...settings, height, width });
  if (plan.length === 0) checkFinite(fn, 'image', image);
  let kernels: Float64Array[] = [];
  for (const [o, geometry] of plan.entries()) {
    const area = geometry.height * geometry.width;
    const held = hold(dtype, area * geometry.sigmas.length, spareBytes(geometry));
    const level = (i: number): FloatTypedArray => held.numbers.subarray(i * area, (i + 1) * area);
    const levels = (): FloatTypedArray[] => geometry.sigmas.map((_, i) => level(i));
    // The first octave begins with another blur; all others are blurred alike.
    if (o <= 1) {
      kernels = geometry.blurs.map((sigma) =>
        gaussianTaps(sigma, TRUNCATE, 0, settings.everyOther ? reachOfOpencv(sigma) : undefined),
      );
    }
    const previous = octaves[o - 1];
    const { height: rows, width: columns } = geometry;
    const extrema: number[] = [];
    // A blob centred on a pixel lies half way between the samples of the doubled image: up to eight of them
    // are equal there, and any of them leads to its place.
    const differences = (): DifferenceSearch | undefined =>
      search && { stack: held.numbers, threshold: search.threshold, found: extrema };
    if (previous) {
      const start = settings.scalesPerOctave * previous.height * previous.width;
      const seed = previous.levels.subarray(start, start + previous.height * previous.width);
      halve(seed, level(0), previous.height, previous.width);
      const [first, ...rest] = levels() as [FloatTypedArray, ...FloatTypedArray[]];
      smooth(first, rest, rows, columns, kernels.slice(1), border, downFirst, differences());
    } else {
      let seed = (): FloatTypedArray => image.data;
      for (let i = 1; i <= settings.doublings; i++) {
        // The last fits where the second level will stand, once the first has been made of it.
        const size = image.data.length * 4 ** i;
        const larger = size === area ? undefined : allocate(dtype, size);
        const next = (): FloatTypedArray => larger ?? level(1);
        double(seed(), next(), height * 2 ** (i - 1), width * 2 ** (i - 1));
        seed = next;
      }
      const first = [seed(), levels(), rows, columns, kernels] as const;
      if (!smooth(...first, border, downFirst, differences())) checkFinite(fn, 'image', image);
    }
    const fits = new Float64Array(FIT_NUMBERS * extrema.length);
    if (search) {
      refine(held.numbers, geometry.sigmas.length, rows, columns, extrema, fits);
      held.keep(area * search.levels);
    }
    octaves.push({
      ...geometry,
      count: search?.levels ?? geometry.sigmas.length,
      extrema,
      fits,
      get levels() {
        return held.numbers;
      },
    });
  }
  return octaves;
}

/** Half of an odd width of 8σ + 1 samples, rounded up: `GaussianBlur` of images of floats. */
function reachOfOpencv(sigma: number): number {
  return Math.floor(Math.round(8 * sigma + 1) / 2);
}

/** Halves an image to every other sample from the first on; of an odd axis the last one goes. */
function everyOtherSample(
  source: FloatTypedArray,
  target: FloatTypedArray,
  height: number,
  width: number,
): void {
  const across = width >> 1;
  for (let row = 0; row < height >> 1; row++) {
    for (let x = 0; x < across; x++) target[row * across + x] = source[2 * (row * width + x)]!;
  }
}

/** Samples of an axis that are looked at, about, from either end. */
const SAMPLES = 8;

/**
 * Whether an image changes more down its columns than along its rows. Filters begin there, so that a turned image has
 * the turned levels, to the last bit.
 *
 * @param image - contiguous [height, width]
 * @returns whether it does, by a few of its samples
 */
export function changesMoreDown({ data, shape }: Dense): boolean {
  const [height, width] = shape as [number, number];
  const step = Math.ceil(Math.max(height, width) / SAMPLES);
  let across = 0;
  let down = 0;
  const look = (y: number, x: number): void => {
    const i = y * width + x;
    across += Math.abs(data[i + 1]! - data[i - 1]!);
    down += Math.abs(data[i + width]! - data[i - width]!);
  };
  for (let y = 1; y < height - 1; y += step) {
    for (let x = 1; x < width - 1; x += step) {
      look(y, x);
      look(y, width - 1 - x);
      look(height - 1 - y, x);
      look(height - 1 - y, width - 1 - x);
    }
  }
  return down > across;
}

/**
 * What kernels take at most to filter, compare and read the levels of an octave: rows, and what does not grow.
 *
 * @param octave - its width, and how often it is blurred
 * @returns bytes
 */
export function spareBytes({ width, blurs, sigmas }: OctaveGeometry): number {
  const radii = blurs.map((sigma) => Math.ceil(TRUNCATE * sigma + 1));
  return smoothingBytes(width, radii) + 8 * (width + 64) * (2 * sigmas.length + 16) + SPARE;
}
