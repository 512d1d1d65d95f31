// Corners of an image: derivatives, tensor, response, peaks.
import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, checkFinite, computeDType } from '../core/create.js';
import { describeValue, KindError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { checkBorder, readPixels } from '../filter/options.js';
import { harrisOfImage as harrisOfImageScalar } from '../kernels/scalar/harris-of-image.js';
import {
  determinantByTrace as determinantByTraceScalar,
  tensorEigenvalues as eigenvaluesScalar,
  harrisResponse as harrisScalar,
  tensorRoundness as roundnessScalar,
} from '../kernels/scalar/tensor-measures.js';
import { kernel } from '../kernels/select.js';
import { imageTensor } from '../kernels/simd/generated/image-tensor.js';
import { holding } from '../kernels/simd/hold.js';
import { harrisResponse as harrisFast, harrisOfImage } from '../kernels/simd/structure-tensor.js';
import type { Peaks } from '../kernels/structure-kernels.js';
import { orderedPeaks, PEAK_OPTIONS, type PeakOptions } from './find-peaks.js';
import { cornerRefiner, REFINE_DEFAULTS } from './refine-corners.js';
import { checkK, type HarrisOptions } from './responses.js';
import { safeScaleOf, scaleImage, scaleThreshold, unscale } from './safe-scale.js';
import {
  type StructureTensorOptions,
  TENSOR_OPTIONS,
  tensorOf,
  tensorReach,
  tensorTaps,
} from './structure-tensor.js';

/** What measures a corner. */
export type CornerMethod = 'harris' | 'shi-tomasi' | 'foerstner';

/** What `detectCorners` may be told. */
export interface DetectCornersOptions extends StructureTensorOptions, HarrisOptions, PeakOptions {
  /** "harris" (the default), "shi-tomasi" or "foerstner". */
  method?: CornerMethod | undefined;
  /** Smallest roundness q of a corner, with "foerstner" alone; 0.5 by default. */
  roundness?: number | undefined;
}

/** A corner. */
export interface Corner {
  /** Column; pixel centres are on whole numbers. */
  readonly x: number;
  /** Row, downwards. */
  readonly y: number;
  /** The measure at the peak's pixel. */
  readonly response: number;
}

/** Writes the measure of tensors to `target`. */
type Respond = (
  ixx: FloatTypedArray,
  ixy: FloatTypedArray,
  iyy: FloatTypedArray,
  target: FloatTypedArray,
) => void;

const METHODS: readonly CornerMethod[] = ['harris', 'shi-tomasi', 'foerstner'];
const DEFAULT_ROUNDNESS = 0.5;
/** What is left out below the strongest corner, as is customary with OpenCV. */
const DEFAULT_SHARE = 0.01;
const DEFAULT_DISTANCE = 3;
/** Largest responses beyond which some may not be float32 numbers. */
const [VANISHING, OVERFLOWING] = [2 ** -80, 2 ** 100];
/** Rows of a strip. */
const STRIP = 64;

/**
 * The corners of an image, the strongest first.
 *
 * Derivatives, structure tensor (`structureTensor`), corner measure (`harrisResponse`, `shiTomasiResponse`, or
 * `foerstnerResponse`: w where q is at least `roundness`), peaks (`findPeaks`) above 0. With `subpixel` each peak
 * is moved to the crossing of its two edges, as by `refineCorners`: a peak of the response itself lies inside a
 * blurred corner, not on it.
 *
 * Pixels are read as they stand. Harris' measure grows with the fourth power of contrast, the others with the
 * second, so `relativeThreshold` travels better than `threshold`. Corners are the same at any contrast that float64 can
 * hold the measures of, of float32 images too.
 *
 * @param image - finite numbers [height, width], at least one pixel
 * @param options - `method` "harris", `k` 0.04, `roundness` 0.5; those of `structureTensor`; those of
 * `findPeaks` with `minDistance` 3, `relativeThreshold` 0.01, `threshold` 0; `subpixel` false
 * @returns corners, strongest first; none where the image is constant
 * @throws KindError, ShapeError or DomainError where an argument is no such thing or options contradict each other
 * @see C. Harris and M. Stephens, "A combined corner and edge detector", Alvey Vision Conference 1988
 *
 * @example
 * A bright square from column 8 to 23, row 8 to 23: its edges run between the pixels.
 * ```ts
 * import { detectCorners } from 'fovea';
 * const inside = (i: number) => i >= 8 && i < 24;
 * const image = Array.from({ length: 32 }, (_, y) => Array.from({ length: 32 }, (_, x) => inside(x) && inside(y) ? 1 : 0));
 * const corners = detectCorners(image, { subpixel: true });
 * corners.length // => 4
 * corners.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`) // => ['7.5 7.5', '23.5 7.5', '7.5 23.5', '23.5 23.5']
 * ```
 */
export function detectCorners(image: ArrayInput, options?: DetectCornersOptions): Corner[] {
  const fn = 'detectCorners';
  const given = checkOptions(fn, options, [
    'method',
    'k',
    'roundness',
    ...TENSOR_OPTIONS,
    ...PEAK_OPTIONS,
  ]);
  const respond = checkMethod(fn, given);
  const subpixel = checkBoolean(fn, 'subpixel', given.subpixel ?? false);
  const read = readPixels(fn, image, 2);
  const peakOptions = {
    ...given,
    minDistance: given.minDistance ?? DEFAULT_DISTANCE,
    threshold: given.threshold ?? 0,
    relativeThreshold: given.relativeThreshold ?? DEFAULT_SHARE,
  };
  const power = (given.method ?? 'harris') === 'harris' ? 4 : 2;
  let [pixels, scale] = [read, 1];
  let peaks = peaksAtOnce(fn, read, given, peakOptions);
  if (peaks === undefined) {
    const constant = checkBorder(fn, given).constant;
    scale = safeScaleOf(checkFinite(fn, 'image', read), constant);
    pixels = scaleImage(read, scale);
    const least = checkNumber(fn, 'threshold', peakOptions.threshold);
    const threshold = scaleThreshold(least, scale, power);
    const settings = { ...given, constant: constant * scale };
    const wanted = { ...peakOptions, threshold };
    peaks =
      (scale === 1 ? undefined : peaksAtOnce(fn, pixels, settings, wanted)) ??
      orderedPeaks(fn, responseInStrips(fn, pixels, settings, respond), read.shape, wanted);
  }
  const { places, values } = peaks;
  // Derivatives of a constant image may be no more than rounding.
  if (places.length === 0 || read.data.every((value) => value === read.data[0])) return [];
  const width = read.shape[1]!;
  const corners = new Array<Corner>(places.length);
  const refine = subpixel ? cornerRefiner(fn, pixels, REFINE_DEFAULTS) : undefined;
  for (let n = 0; n < places.length; n++) {
    const i = places[n]!;
    // Without a fraction on the way, which costs engines an object until they have compiled this.
    const column = i % width;
    const row = (i - column) / width;
    const response = unscale(fn, values[n]!, scale, power);
    if (refine === undefined) {
      corners[n] = { x: column, y: row, response };
    } else {
      const [x, y] = refine(column, row);
      corners[n] = { x, y, response };
    }
  }
  return corners;
}

/** Peaks of Harris' response, which stays where the kernels made it; undefined where they did not. */
function peaksAtOnce(
  fn: string,
  { data, shape }: Dense,
  given: DetectCornersOptions,
  peakOptions: PeakOptions,
): Peaks | undefined {
  if ((given.method ?? 'harris') !== 'harris') return undefined;
  const taps = tensorTaps(fn, given);
  const { mode, constant } = checkBorder(fn, given);
  const k = checkK(fn, given.k);
  if (taps === undefined || !(data instanceof Float32Array)) return undefined;
  const { along, across, window } = taps;
  const [height, width] = shape as [number, number];
  const run = kernel('harrisOfImage', harrisOfImageScalar, harrisOfImage);
  return holding(imageTensor, (hold) => {
    const response = hold('float32', data.length, 0);
    const { numbers } = response;
    const most = run(data, height, width, along, across, window, mode, constant, k, numbers);
    if (Number.isNaN(most)) return undefined;
    if (!(most > VANISHING && most < OVERFLOWING) && safeScaleOf({ data, shape }, constant) !== 1) {
      return undefined;
    }
    return orderedPeaks(fn, response.numbers, shape, peakOptions, most);
  });
}

// Derivatives and products of a few rows at a time stay in the processor's cache; a strip is taken with as many
// rows above and below as its sums reach.
function responseInStrips(
  fn: string,
  image: Dense,
  given: DetectCornersOptions,
  respond: Respond,
): FloatTypedArray {
  const { data, shape } = image;
  const [height, width] = shape as [number, number];
  const response = allocate(computeDType(data), data.length);
  const reach = tensorReach(fn, given);
  // Where the image goes on with its other end, no strip has what stands above the first row.
  const rows = given.border === 'wrap' ? height : STRIP;
  for (let top = 0; top < height; top += rows) {
    const bottom = Math.min(height, top + rows);
    const from = Math.max(0, top - reach);
    const to = Math.min(height, bottom + reach);
    const strip = { data: data.subarray(from * width, to * width), shape: [to - from, width] };
    const tensor = tensorOf(fn, strip, given);
    const own = (entry: FloatNdArray): FloatTypedArray =>
      entry.data.subarray((top - from) * width, (bottom - from) * width);
    const target = response.subarray(top * width, bottom * width);
    respond(own(tensor.ixx), own(tensor.ixy), own(tensor.iyy), target);
  }
  return response;
}

function checkMethod(fn: string, given: DetectCornersOptions): Respond {
  const method = checkOneOf(fn, 'method', given.method ?? 'harris', METHODS);
  const k = checkK(fn, given.k);
  const least = checkNumber(fn, 'roundness', given.roundness ?? DEFAULT_ROUNDNESS, {
    min: 0,
    max: 1,
  });
  refuseBeside(fn, 'k', given.k, 'harris', method);
  refuseBeside(fn, 'roundness', given.roundness, 'foerstner', method);
  switch (method) {
    case 'harris':
      return (ixx, ixy, iyy, target) => {
        kernel('harrisResponse', harrisScalar, harrisFast)(ixx, ixy, iyy, k, target);
      };
    case 'shi-tomasi':
      return (ixx, ixy, iyy, target) => {
        kernel('tensorEigenvalues', eigenvaluesScalar)(ixx, ixy, iyy, ixx.slice(), target);
      };
    case 'foerstner':
      return (ixx, ixy, iyy, target) => {
        const roundness = ixx.slice();
        kernel('determinantByTrace', determinantByTraceScalar)(ixx, ixy, iyy, 1, 0, target);
        kernel('tensorRoundness', roundnessScalar)(ixx, ixy, iyy, roundness);
        for (let i = 0; i < target.length; i++) if (!(roundness[i]! >= least)) target[i] = 0;
      };
  }
}

function refuseBeside(
  fn: string,
  argument: string,
  value: unknown,
  owner: CornerMethod,
  method: CornerMethod,
): void {
  if (value === undefined || method === owner) return;
  throw new KindError({
    function: fn,
    argument,
    expected: `no value with method "${method}"`,
    got: describeValue(value),
  });
}
