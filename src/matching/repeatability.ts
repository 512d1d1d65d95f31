import { checkNumber, checkOptions, checkShape } from '../core/check.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { invertTransform } from '../image/invert-transform.js';
import { mapPoints as mapPointsScalar } from '../kernels/scalar/map-points.js';
import { kernel } from '../kernels/select.js';
import { localScale } from './local-scale.js';
import { readTransform } from './transform-points.js';

/** A place with a size: a keypoint, a blob. */
export interface ScaledPoint {
  /** Column in pixels. */
  readonly x: number;
  /** Row in pixels, downwards. */
  readonly y: number;
  /** Scale in pixels. */
  readonly sigma: number;
}

/** Height and width of an image. */
export type ImageSize = readonly [height: number, width: number];

/** Options of `repeatability`. */
export interface RepeatabilityOptions {
  /** Largest distance in pixels of the second image between a mapped keypoint and its repetition; 1.5 where left out. */
  tolerance?: number | undefined;
  /** Heights and widths of both images, [[h, w], [h, w]], so that keypoints which the other image does not show are left out; all count where left out. */
  sizes?: readonly [ImageSize, ImageSize] | undefined;
  /** How far inside the other image, in pixels, a keypoint must fall to count; 8 where left out. */
  margin?: number | undefined;
  /** Largest ratio between the size of a mapped keypoint and that of its repetition; 1.5 where left out. */
  sizeRatio?: number | undefined;
}

/** How many keypoints were found again, and which. */
export interface RepeatabilityResult {
  /** Pairs divided by the smaller number of keypoints that could be found again, 0 to 1; 0 where there are none. */
  readonly repeatability: number;
  /** The pairs, nearest first. */
  readonly pairs: readonly {
    /** Number of the keypoint in the first list. */
    readonly a: number;
    /** Number of the keypoint in the second list. */
    readonly b: number;
    /** Their distance in pixels of the second image. */
    readonly distance: number;
  }[];
  /** How many keypoints of each list could be found again: different ones, in the part that both images show. */
  readonly common: readonly [a: number, b: number];
}

/**
 * The share of keypoints that are found again in another view of the same plane, under a known transform.
 *
 * $$\mathit{repeatability} = \frac{\mathit{pairs}}{\min(\mathit{common}_a, \mathit{common}_b)}$$
 *
 * A keypoint of `a` and one of `b` can be a pair where $\lvert T(a) - b \rvert \le$ `tolerance` and their sizes
 * differ by a factor of at most `sizeRatio`, the size of a being enlarged by $\sqrt{\lvert \det J \rvert}$ of the
 * transform there. Pairs are made from the nearest on, each keypoint in one pair at most. Keypoints of equal place
 * and size, as SIFT gives for several orientations, count once. With `sizes`, only those keypoints are common that
 * fall at least `margin` pixels inside the other image.
 *
 * @param a - keypoints of the first image
 * @param b - keypoints of the second image
 * @param transform - T from the first image to the second, [3, 3], finite and invertible
 * @param options - `tolerance` 1.5, `sizes`, `margin` 8, `sizeRatio` 1.5
 * @returns the share, the pairs, and how many keypoints are common
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError for another shape
 * of the transform, DomainError where a number is not finite, a sigma is not positive, an option is out of range
 * or the transform has no inverse
 * @see K. Mikolajczyk et al., "A comparison of affine region detectors", IJCV 2005, section 4.1, which compares
 * ellipses where this compares distance and size
 *
 * @example
 * Two keypoints, of which a shift by 5 px finds one again.
 * ```ts
 * import { repeatability } from 'fovea';
 * const a = [{ x: 10, y: 20, sigma: 2 }, { x: 40, y: 30, sigma: 3 }];
 * const b = [{ x: 15.5, y: 20, sigma: 2.2 }, { x: 45, y: 60, sigma: 3 }];
 * const shift = [[1, 0, 5], [0, 1, 0], [0, 0, 1]];
 * repeatability(a, b, shift).repeatability // => 0.5
 * repeatability(a, b, shift).pairs // => [{ a: 0, b: 0, distance: 0.5 }]
 * ```
 */
export function repeatability(
  a: readonly ScaledPoint[],
  b: readonly ScaledPoint[],
  transform: ArrayInput,
  options?: RepeatabilityOptions,
): RepeatabilityResult {
  const fn = 'repeatability';
  const given = checkOptions(fn, options, ['tolerance', 'sizes', 'margin', 'sizeRatio']);
  const { tolerance = 1.5, sizes, margin = 8, sizeRatio = 1.5 } = given;
  checkNumber(fn, 'tolerance', tolerance, { min: 0 });
  checkNumber(fn, 'margin', margin);
  checkNumber(fn, 'sizeRatio', sizeRatio, { min: 1 });
  const [sizeA, sizeB] = sizes === undefined ? [undefined, undefined] : readSizes(fn, sizes);
  checkKeypoints(fn, 'a', a);
  checkKeypoints(fn, 'b', b);
  const t = readTransform(fn, transform);
  const back = invertTransform(fn, t);
  const fromA = commonPlaces(a, t, sizeB, margin);
  const fromB = commonPlaces(b, back, sizeA, margin);
  const scale = localScale(t);
  const pairs = nearestPairs(
    fromA.map(({ point, index, x, y }) => {
      return { index, x, y, sigma: point.sigma * scale(point.x, point.y) };
    }),
    fromB.map(({ point, index }) => ({ index, x: point.x, y: point.y, sigma: point.sigma })),
    tolerance,
    sizeRatio,
  );
  const possible = Math.min(fromA.length, fromB.length);
  return {
    repeatability: possible === 0 ? 0 : pairs.length / possible,
    pairs,
    common: [fromA.length, fromB.length],
  };
}

function readSizes(fn: string, sizes: readonly [ImageSize, ImageSize]): readonly ImageSize[] {
  if (!Array.isArray(sizes)) {
    throw new KindError({
      function: fn,
      argument: 'sizes',
      expected: 'height and width of both images, [[h, w], [h, w]]',
      got: describeValue(sizes),
    });
  }
  if (sizes.length !== 2) {
    throw new ShapeError({
      function: fn,
      argument: 'sizes',
      expected: 'height and width of both images, [[h, w], [h, w]]',
      got: describeValue(sizes),
    });
  }
  // Not `forEach`, which passes over holes, here and below.
  for (const [i, size] of sizes.entries()) checkShape(fn, `sizes[${i}]`, size, 2);
  return sizes;
}

function checkKeypoints(fn: string, argument: string, keypoints: readonly ScaledPoint[]): void {
  if (!Array.isArray(keypoints)) {
    throw new KindError({
      function: fn,
      argument,
      expected: 'a list of keypoints',
      got: describeValue(keypoints),
    });
  }
  for (const [i, point] of (keypoints as readonly (ScaledPoint | undefined)[]).entries()) {
    checkNumber(fn, `${argument}[${i}].x`, point?.x);
    checkNumber(fn, `${argument}[${i}].y`, point?.y);
    checkNumber(fn, `${argument}[${i}].sigma`, point?.sigma, { above: 0 });
  }
}

/** A keypoint with its number and where the transform puts it. */
interface Place {
  readonly point: ScaledPoint;
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

function commonPlaces(
  keypoints: readonly ScaledPoint[],
  t: Float64Array,
  size: ImageSize | undefined,
  margin: number,
): readonly Place[] {
  const points = Float64Array.from(keypoints.flatMap(({ x, y }) => [x, y]));
  kernel('mapPoints', mapPointsScalar)(t, points, points, keypoints.length);
  const seen = new Set<string>();
  return keypoints.flatMap((point, index) => {
    const key = `${point.x} ${point.y} ${point.sigma}`;
    const x = points[2 * index]!;
    const y = points[2 * index + 1]!;
    const [height, width] = size ?? [Infinity, Infinity];
    const isInside =
      size === undefined ||
      (x >= margin && y >= margin && x <= width - 1 - margin && y <= height - 1 - margin);
    if (seen.has(key) || !isInside) return [];
    seen.add(key);
    return [{ point, index, x, y }];
  });
}

/** A keypoint in the second image, found there or mapped to it. */
interface Candidate extends ScaledPoint {
  readonly index: number;
}

// Greedily from the nearest pair on. Sorting by x leaves few candidates for each keypoint.
function nearestPairs(
  from: readonly Candidate[],
  to: readonly Candidate[],
  tolerance: number,
  sizeRatio: number,
): RepeatabilityResult['pairs'] {
  const fromLeft = [...from].sort((p, q) => p.x - q.x);
  const toLeft = [...to].sort((p, q) => p.x - q.x);
  const near: { a: number; b: number; distance: number }[] = [];
  let start = 0;
  for (const p of fromLeft) {
    while (start < toLeft.length && p.x - toLeft[start]!.x > tolerance) start++;
    for (let j = start; j < toLeft.length && toLeft[j]!.x - p.x <= tolerance; j++) {
      const q = toLeft[j]!;
      const distance = Math.hypot(q.x - p.x, q.y - p.y);
      const ratio = Math.max(p.sigma / q.sigma, q.sigma / p.sigma);
      if (distance <= tolerance && ratio <= sizeRatio)
        near.push({ a: p.index, b: q.index, distance });
    }
  }
  near.sort((p, q) => p.distance - q.distance || p.a - q.a || p.b - q.b);
  const usedA = new Set<number>();
  const usedB = new Set<number>();
  return near.filter(({ a, b }) => {
    if (usedA.has(a) || usedB.has(b)) return false;
    usedA.add(a);
    usedB.add(b);
    return true;
  });
}
