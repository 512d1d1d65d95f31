// Local maxima of a response, whole or between the pixels.
import { bindShapes, checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import type { ArrayInput, FloatTypedArray } from '../core/types.js';
import { unitOf } from '../core/unit-of.js';
import { findPeaks as findPeaksScalar } from '../kernels/scalar/find-peaks.js';
import { orderPeaks as orderPeaksScalar } from '../kernels/scalar/order-peaks.js';
import { kernel } from '../kernels/select.js';
import { findPeaks as findPeaksFast } from '../kernels/simd/find-peaks.js';
import { orderPeaks as orderPeaksFast } from '../kernels/simd/order-peaks.js';
import type { Peaks } from '../kernels/structure-kernels.js';

/** What `findPeaks` may be told. */
export interface PeakOptions {
  /** Peaks are farther apart than this, in pixels along x or y; 1 by default. */
  minDistance?: number | undefined;
  /** Peaks are above this value. */
  threshold?: number | undefined;
  /** Peaks are above this share of the largest value. */
  relativeThreshold?: number | undefined;
  /** Width of a margin at the edges without peaks, in pixels; 0 by default. */
  excludeBorder?: number | undefined;
  /** At most so many peaks, the highest; all by default. */
  maxPeaks?: number | undefined;
  /** Whether a parabola through the neighbours places peaks between the pixels; false by default. */
  subpixel?: boolean | undefined;
}

/** A local maximum. */
export interface Peak {
  /** Column; pixel centres are on whole numbers. */
  readonly x: number;
  /** Row, downwards. */
  readonly y: number;
  /** Height. */
  readonly value: number;
}

/** Names of the options of `findPeaks`. */
export const PEAK_OPTIONS = [
  'minDistance',
  'threshold',
  'relativeThreshold',
  'excludeBorder',
  'maxPeaks',
  'subpixel',
] as const;

/**
 * Local maxima of an image, the highest first.
 *
 * A peak is a pixel that no other within `minDistance` along both axes exceeds (a square of side
 * 2·minDistance + 1), above `threshold` and above `relativeThreshold` times the largest value; in any case it
 * must be above the smallest value, so a constant image has none. Of equal pixels that near to each other the
 * first counts, by rows. Peaks at the edge count unless `excludeBorder` rules them out.
 *
 * | as … does | settings |
 * |---|---|
 * | scikit-image, `peak_local_max(r, min_distance=d, exclude_border=False)` | `{ minDistance: d }` |
 * | scikit-image, `corner_peaks(r, min_distance=d)` | `{ minDistance: d, excludeBorder: d }` |
 *
 * (scikit-image's places are row, column; it keeps both of two equal pixels exactly d apart, and no negative peak
 * within d of the edge, beyond which it has zeros.) With `subpixel`
 * a parabola through a peak and its neighbours gives place and value, where it has a maximum within a pixel.
 * That is the peak of the response. A corner's true place may be elsewhere: see `refineCorners`.
 *
 * @param response - finite numbers [height, width]
 * @param options - `minDistance` 1, `threshold`, `relativeThreshold`, `excludeBorder` 0, `maxPeaks`, `subpixel` false
 * @returns the peaks, highest first, equally high ones by rows; none where the image is constant or empty
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 *
 * @example
 * Two peaks, of which the lower is too near.
 * ```ts
 * import { findPeaks } from 'fovea';
 * const response = [[0, 0, 0, 0, 0], [0, 9, 0, 5, 0], [0, 0, 0, 0, 0]];
 * findPeaks(response) // => [{ x: 1, y: 1, value: 9 }, { x: 3, y: 1, value: 5 }]
 * findPeaks(response, { minDistance: 2 }) // => [{ x: 1, y: 1, value: 9 }]
 * ```
 */
export function findPeaks(response: ArrayInput, options?: PeakOptions): Peak[] {
  const fn = 'findPeaks';
  const given = checkOptions(fn, options, PEAK_OPTIONS);
  const read = checkFinite(fn, 'response', readArray(fn, 'response', response));
  bindShapes(fn, { response: [read, 'h w'] });
  const subpixel = checkBoolean(fn, 'subpixel', given.subpixel ?? false);
  const { data, shape } = read;
  const width = shape[1]!;
  const { places, values } = orderedPeaks(fn, data, shape, given);
  const peaks = new Array<Peak>(places.length);
  for (let n = 0; n < places.length; n++) {
    const i = places[n]!;
    const y = Math.floor(i / width);
    const peak = { x: i - y * width, y, value: values[n]! };
    peaks[n] = subpixel ? parabolaPeak(data, shape, peak) : peak;
  }
  return peaks;
}

/**
 * The peaks of a response at whole pixels.
 *
 * @param fn - name of the public function, for errors
 * @param data - the response
 * @param shape - [height, width]
 * @param given - checked for unknown names already
 * @param largest - the largest of the response, where it is known
 * @returns the peaks, highest first
 * @throws KindError or DomainError where an option is no such thing
 */
export function orderedPeaks(
  fn: string,
  data: FloatTypedArray,
  shape: readonly number[],
  given: PeakOptions,
  largest: number = largestOf(data),
): Peaks {
  const whole = (name: 'minDistance' | 'excludeBorder', usual: number): number =>
    checkNumber(fn, name, given[name] ?? usual, { integer: true, min: 0 });
  const distance = whole('minDistance', 1);
  const margin = whole('excludeBorder', 0);
  const most =
    given.maxPeaks === undefined
      ? Infinity
      : checkNumber(fn, 'maxPeaks', given.maxPeaks, { integer: true, min: 0 });
  const threshold = thresholdOf(fn, data, given, largest);
  const [height, width] = shape as [number, number];
  const search = kernel('findPeaks', findPeaksScalar, findPeaksFast);
  const found = search(data, height, width, distance, margin, threshold);
  const { places, values } = kernel('orderPeaks', orderPeaksScalar, orderPeaksFast)(found);
  const count = Math.min(places.length, most);
  return { places: places.subarray(0, count), values: values.subarray(0, count) };
}

function thresholdOf(
  fn: string,
  data: FloatTypedArray,
  given: PeakOptions,
  largest: number,
): number {
  const absolute =
    given.threshold === undefined ? -Infinity : checkNumber(fn, 'threshold', given.threshold);
  const share = given.relativeThreshold;
  const relative =
    share === undefined
      ? -Infinity
      : checkNumber(fn, 'relativeThreshold', share, { min: 0, max: 1 }) * largest;
  const threshold = Math.max(absolute, relative);
  // Where nothing is as low as that, what is lowest is no peak. A constant image has none, whatever the threshold.
  if (data.some((value) => value <= threshold)) return threshold;
  let smallest = largest;
  for (let i = 0; i < data.length; i++) smallest = Math.min(smallest, data[i]!);
  return smallest;
}

function largestOf(data: FloatTypedArray): number {
  return (data instanceof Float32Array ? largestByBits(data) : undefined) ?? largestNumber(data);
}

/** Bits of an infinite float32 number; those of NaN are above. */
const INFINITE = 0x7f800000;

// Bits of numbers from 0 up are in the order of the numbers, those of others are below. Integers cost no object each
// before the loop is compiled.
function largestByBits({ buffer, byteOffset, length }: Float32Array): number | undefined {
  const bits = new Int32Array(buffer, byteOffset, length);
  let [a, b, c, d] = [-1, -1, -1, -1];
  const whole = length & -4;
  for (let i = 0; i < whole; i += 4) {
    if (bits[i]! > a) a = bits[i]!;
    if (bits[i + 1]! > b) b = bits[i + 1]!;
    if (bits[i + 2]! > c) c = bits[i + 2]!;
    if (bits[i + 3]! > d) d = bits[i + 3]!;
  }
  for (let i = whole; i < length; i++) if (bits[i]! > a) a = bits[i]!;
  const most = Math.max(a, b, c, d);
  // Negative numbers alone, or NaN.
  if (most < 0 || most > INFINITE) return undefined;
  return new Float32Array(Int32Array.of(most).buffer)[0];
}

function largestNumber(data: FloatTypedArray): number {
  // Four at a time, which do not wait for each other.
  let [a, b, c, d] = [-Infinity, -Infinity, -Infinity, -Infinity];
  const whole = data.length & -4;
  for (let i = 0; i < whole; i += 4) {
    if (data[i]! > a) a = data[i]!;
    if (data[i + 1]! > b) b = data[i + 1]!;
    if (data[i + 2]! > c) c = data[i + 2]!;
    if (data[i + 3]! > d) d = data[i + 3]!;
  }
  for (let i = whole; i < data.length; i++) if (data[i]! > a) a = data[i]!;
  return Math.max(a, b, c, d);
}

/** The maximum of the quadratic Taylor polynomial at a peak, or the peak where that is no better. */
function parabolaPeak(data: FloatTypedArray, shape: readonly number[], peak: Peak): Peak {
  const [height, width] = shape as [number, number];
  const { x, y, value } = peak;
  if (x < 1 || y < 1 || x > width - 2 || y > height - 2) return peak;
  const unit = unitAround(data, width, peak);
  const at = (dx: number, dy: number): number => data[(y + dy) * width + x + dx]! / unit;
  const top = value / unit;
  const gx = (at(1, 0) - at(-1, 0)) / 2;
  const gy = (at(0, 1) - at(0, -1)) / 2;
  const hxx = at(1, 0) - 2 * top + at(-1, 0);
  const hyy = at(0, 1) - 2 * top + at(0, -1);
  const hxy = (at(1, 1) - at(-1, 1) - at(1, -1) + at(-1, -1)) / 4;
  const determinant = hxx * hyy - hxy * hxy;
  if (!(determinant > 0 && hxx < 0)) return peak;
  const dx = (hxy * gy - hyy * gx) / determinant;
  const dy = (hxy * gx - hxx * gy) / determinant;
  if (!(Math.abs(dx) <= 1 && Math.abs(dy) <= 1)) return peak;
  return { x: x + dx, y: y + dy, value: (top + (gx * dx + gy * dy) / 2) * unit };
}

/** A unit for what is around a peak. */
function unitAround(data: FloatTypedArray, width: number, { x, y }: Peak): number {
  let most = 0;
  for (let row = y - 1; row <= y + 1; row++) {
    for (let i = row * width + x - 1; i <= row * width + x + 1; i++) {
      most = Math.max(most, Math.abs(data[i]!));
    }
  }
  return unitOf(most);
}
