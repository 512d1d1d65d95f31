// Corners of an image: derivatives, tensor, response, peaks.
import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, computeDType, wrap } from '../core/create.js';
import { describeValue, KindError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatNdArray, FloatTypedArray, Options } from '../core/types.js';
import { readImage } from '../filter/options.js';
import { densePeaks, PEAK_OPTIONS, type PeakOptions } from './find-peaks.js';
import { cornerRefiner, REFINE_DEFAULTS } from './refine-corners.js';
import {
  checkK,
  foerstnerResponse,
  type HarrisOptions,
  harrisResponse,
  shiTomasiResponse,
} from './responses.js';
import {
  type StructureTensorOptions,
  TENSOR_OPTIONS,
  tensorOf,
  tensorReach,
} from './structure-tensor.js';
import type { StructureTensor } from './tensor-field.js';

/** What measures a corner. */
export type CornerMethod = 'harris' | 'shi-tomasi' | 'foerstner';

/** What `detectCorners` may be told. */
export interface DetectCornersOptions extends StructureTensorOptions, HarrisOptions, PeakOptions {
  /** "harris" (the default), "shi-tomasi" or "foerstner". */
  method: CornerMethod;
  /** Smallest roundness q of a corner, with "foerstner" alone; 0.5 by default. */
  roundness: number;
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

const METHODS: readonly CornerMethod[] = ['harris', 'shi-tomasi', 'foerstner'];
const DEFAULT_ROUNDNESS = 0.5;
/** What is left out below the strongest corner, as is customary with OpenCV. */
const DEFAULT_SHARE = 0.01;
const DEFAULT_DISTANCE = 3;
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
 * second, so `relativeThreshold` travels better than `threshold`.
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
export function detectCorners(
  image: ArrayInput,
  options?: Options<DetectCornersOptions>,
): Corner[] {
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
  const read = readImage(fn, image, 2);
  const response = responseInStrips(fn, read, given, respond);
  const peaks = densePeaks(fn, response, read.shape, {
    ...given,
    minDistance: given.minDistance ?? DEFAULT_DISTANCE,
    threshold: given.threshold ?? 0,
    relativeThreshold: given.relativeThreshold ?? DEFAULT_SHARE,
  });
  // Derivatives of a constant image may be no more than rounding.
  if (peaks.length === 0 || read.data.every((value) => value === read.data[0])) return [];
  const refine = subpixel ? cornerRefiner(fn, read, REFINE_DEFAULTS) : undefined;
  return peaks.map((peak) => {
    const [x, y] = refine === undefined ? [peak.x, peak.y] : refine(peak.x, peak.y);
    return { x, y, response: peak.value };
  });
}

// Derivatives and products of a few rows at a time stay in the processor's cache; a strip is taken with as many
// rows above and below as its sums reach.
function responseInStrips(
  fn: string,
  image: Dense,
  given: Options<DetectCornersOptions>,
  respond: (tensor: StructureTensor) => FloatNdArray,
): FloatTypedArray {
  const [height, width] = image.shape as [number, number];
  const respondTo = (from: number, to: number): FloatTypedArray => {
    const data = image.data.subarray(from * width, to * width);
    return respond(tensorOf(fn, { data, shape: [to - from, width] }, given)).data;
  };
  const reach = tensorReach(fn, given);
  // Where the image goes on with its other end, no strip has what stands above the first row.
  if (given.border === 'wrap' || height <= STRIP + 2 * reach) return respondTo(0, height);
  const response = allocate(computeDType(image.data), height * width);
  for (let top = 0; top < height; top += STRIP) {
    const bottom = Math.min(height, top + STRIP);
    const from = Math.max(0, top - reach);
    const to = Math.min(height, bottom + reach);
    const strip = respondTo(from, to);
    response.set(strip.subarray((top - from) * width, (bottom - from) * width), top * width);
  }
  return response;
}

function checkMethod(
  fn: string,
  given: Options<DetectCornersOptions>,
): (tensor: StructureTensor) => FloatNdArray {
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
      return (tensor) => harrisResponse(tensor, { k });
    case 'shi-tomasi':
      return (tensor) => shiTomasiResponse(tensor);
    case 'foerstner':
      return (tensor) => {
        const { w, q } = foerstnerResponse(tensor);
        return wrap(
          w.data.map((value, i) => (q.data[i]! >= least ? value : 0)),
          w.shape,
        );
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
