// The structure tensor of one window.
import { bindShapes } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatNdArray, FloatTypedArray } from '../core/types.js';

/**
 * The structure tensor of one window: the sum of its gradients' outer products.
 *
 * $$M = \sum_{x, y} w(x, y)\, \nabla I\, \nabla I^\top$$
 *
 * A window may have any shape. Without weights each pixel counts 1 and $M$ is a sum, as course sheets have it;
 * `structureTensor` takes the mean.
 *
 * @param ix - derivatives along x, finite [h, w]
 * @param iy - derivatives along y [h, w]
 * @param weights - one for each pixel [h, w], none negative; 1 where left out
 * @returns [2, 2], float64: ((Σ w·ix², Σ w·ix·iy), (Σ w·ix·iy, Σ w·iy²))
 * @throws KindError, ShapeError or DomainError where an argument is no such thing or shapes differ
 * @see C. Harris and M. Stephens, "A combined corner and edge detector", Alvey Vision Conference 1988
 *
 * @example
 * The derivatives of a course problem.
 * ```ts
 * import { toNested, windowTensor } from 'fovea';
 * const ix = [[1, 2, 1], [0, 2, 1], [1, 1, 1]];
 * const iy = [[2, 1, 2], [1, 2, 0], [1, 0, 1]];
 * toNested(windowTensor(ix, iy)) // => [[14, 12], [12, 16]]
 * ```
 */
export function windowTensor(ix: ArrayInput, iy: ArrayInput, weights?: ArrayInput): FloatNdArray {
  const fn = 'windowTensor';
  const read = (name: string, array: ArrayInput): Dense =>
    checkFinite(fn, name, readArray(fn, name, array, 'float64'));
  const [x, y] = [read('ix', ix), read('iy', iy)];
  bindShapes(fn, { ix: [x, 'h w'], iy: [y, 'h w'] });
  let w: FloatTypedArray | undefined;
  if (weights !== undefined) {
    const dense = read('weights', weights);
    bindShapes(fn, { ix: [x, 'h w'], weights: [dense, 'h w'] });
    w = dense.data;
    const negative = w.find((weight) => weight < 0);
    if (negative !== undefined) {
      throw new DomainError({
        function: fn,
        argument: 'weights',
        expected: 'no negative numbers',
        got: String(negative),
      });
    }
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.data.length; i++) {
    const weight = w === undefined ? 1 : w[i]!;
    xx += weight * (x.data[i]! * x.data[i]!);
    xy += weight * (x.data[i]! * y.data[i]!);
    yy += weight * (y.data[i]! * y.data[i]!);
  }
  return wrap(Float64Array.of(xx, xy, xy, yy), [2, 2]);
}
