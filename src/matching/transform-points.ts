import { bindShapes } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { mapPoints as mapPointsScalar } from '../kernels/scalar/map-points.js';
import { kernel } from '../kernels/select.js';

/**
 * Points under a transform of the plane.
 *
 * $$(x, y) \mapsto \left( \frac{X}{W}, \frac{Y}{W} \right), \qquad (X, Y, W)^\top = T \, (x, y, 1)^\top$$
 *
 * A point that maps to infinity (W = 0) gets the coordinates Infinity, Infinity, so that it is infinitely far
 * from every other. Points behind the line that maps to infinity (W < 0) are mapped as the formula has it.
 *
 * @param transform - T, [3, 3], finite
 * @param points - as x, y, [n, 2], finite
 * @returns the mapped points, [n, 2]; float32 where both arguments are, else float64
 * @throws KindError where an argument is no array, ShapeError for other shapes, DomainError for NaN and
 * infinite numbers
 *
 * @example
 * A shift by 10 to the right and 5 up.
 * ```ts
 * import { transformPoints } from 'fovea';
 * import { toNested } from 'fovea/array';
 * toNested(transformPoints([[1, 0, 10], [0, 1, -5], [0, 0, 1]], [[0, 0], [3, 4]])) // => [[10, -5], [13, -1]]
 * ```
 */
export function transformPoints(transform: ArrayInput, points: ArrayInput): FloatNdArray {
  const fn = 'transformPoints';
  const dtype = computeDType(transform, points);
  const matrix = readTransform(fn, transform);
  const read = checkFinite(fn, 'points', readArray(fn, 'points', points, dtype));
  const { n } = bindShapes(fn, { points: [read, 'n 2'] });
  const target = allocate(dtype, 2 * n);
  kernel('mapPoints', mapPointsScalar)(matrix, read.data, target, n);
  return wrap(target, [n, 2]);
}

/**
 * Reads a transform.
 *
 * @param fn - name of the public function, for errors
 * @param transform - what came
 * @returns its nine numbers
 * @throws KindError where it is no array, ShapeError for another shape, DomainError for NaN and infinite numbers
 */
export function readTransform(fn: string, transform: ArrayInput): Float64Array {
  const read = checkFinite(fn, 'transform', readArray(fn, 'transform', transform, 'float64'));
  bindShapes(fn, { transform: [read, '3 3'] });
  return Float64Array.from(read.data);
}
