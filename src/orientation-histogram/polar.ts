// Gradients in polar form, and angles relative to one another.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocateUncleared, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError, describeValue, ShapeError } from '../core/errors.js';
import { remainder } from '../core/remainder.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { gradientPolar as gradientPolarScalar } from '../kernels/scalar/gradient-polar.js';
import { kernel } from '../kernels/select.js';
import { gradientPolar as gradientPolarFast } from '../kernels/simd/gradient-polar.js';

/** After how much angles repeat. */
export interface PeriodOption {
  /** In the unit of the angles: 2π, π, or 360 and 180 for degrees; 2π by default. */
  period?: number | undefined;
}

/** Gradients by length and direction, each of the gradients' shape. */
export interface GradientPolar {
  /** Length, in the unit of the derivatives. */
  readonly magnitude: FloatNdArray;
  /** Direction in [0, period), from +x towards +y, which is down; 0 where the gradient is zero. */
  readonly orientation: FloatNdArray;
}

/**
 * Gradients in polar form: the length and the direction of each.
 *
 * $$m = \sqrt{I_x^2 + I_y^2},\qquad \theta = \operatorname{atan2}(I_y, I_x) \bmod \text{period}$$
 *
 * With a period of 2π or 360 directions are signed; with π or 180 a gradient and its opposite are one, as in
 * HOG. Angles are in degrees where the period is 180 or 360, in radians where it is π or 2π.
 *
 * @param ix - derivative along x, any shape
 * @param iy - derivative along y, of the same shape
 * @param options - `period` (2π): one of 2π, π, 360, 180
 * @returns `magnitude` and `orientation`; float32 where every floating input is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 5
 *
 * @example
 * A gradient to the lower left, in degrees.
 * ```ts
 * import { gradientPolar } from 'fovea';
 * const { magnitude, orientation } = gradientPolar([-3], [3], { period: 360 });
 * [magnitude.get(0), orientation.get(0)] // => [4.2426407, 135]
 * gradientPolar([3], [-3], { period: 180 }).orientation.get(0) // => 135
 * ```
 */
export function gradientPolar(
  ix: ArrayInput,
  iy: ArrayInput,
  options?: PeriodOption,
): GradientPolar {
  const fn = 'gradientPolar';
  const { period = 2 * Math.PI } = checkOptions(fn, options, ['period']);
  const unitsPerRadian = unitOf(fn, period);
  const dtype = computeDType(ix, iy);
  const x = readArray(fn, 'ix', ix, dtype);
  const y = readArray(fn, 'iy', iy, dtype);
  if (x.shape.length !== y.shape.length || x.shape.some((n, axis) => n !== y.shape[axis])) {
    throw new ShapeError({
      function: fn,
      argument: 'iy',
      expected: `the shape of "ix", (${x.shape.join(', ')})`,
      got: `(${y.shape.join(', ')})`,
    });
  }
  const magnitude = allocateUncleared(dtype, x.data.length);
  const orientation = allocateUncleared(dtype, x.data.length);
  const finite = kernel('gradientPolar', gradientPolarScalar, gradientPolarFast)(
    x.data,
    y.data,
    period,
    unitsPerRadian,
    magnitude,
    orientation,
  );
  if (!finite) {
    checkFinite(fn, 'ix', x);
    checkFinite(fn, 'iy', y);
  }
  return { magnitude: wrap(magnitude, x.shape), orientation: wrap(orientation, x.shape) };
}

/**
 * An orientation measured from a dominant one, so that it no longer depends on how the image is turned.
 *
 * $$\theta_{\text{rel}} = (\theta - \theta_{\text{dom}}) \bmod \text{period}$$
 *
 * Turning the image by α adds α to both, which leaves the difference. The sign stays: a direction 55° before
 * the dominant one is at 305°, and is not confused with one 55° after it.
 *
 * @param orientation - an angle in the unit of `period`
 * @param dominant - the dominant angle
 * @param options - `period` (2π)
 * @returns an angle in [0, period)
 * @throws KindError or DomainError where an argument is no such number
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 6
 *
 * @example
 * Before and after a turn by 25°.
 * ```ts
 * import { relativeOrientation } from 'fovea';
 * relativeOrientation(15, 70, { period: 360 }) // => 305
 * relativeOrientation(15 + 25, 70 + 25, { period: 360 }) // => 305
 * ```
 */
export function relativeOrientation(
  orientation: number,
  dominant: number,
  options?: PeriodOption,
): number {
  const fn = 'relativeOrientation';
  const { period = 2 * Math.PI } = checkOptions(fn, options, ['period']);
  const turn = checkNumber(fn, 'period', period, { above: 0 });
  const difference =
    checkNumber(fn, 'orientation', orientation) - checkNumber(fn, 'dominant', dominant);
  // A difference may be larger than any number.
  if (Number.isFinite(difference)) return remainder(difference, turn);
  return remainder(remainder(orientation, turn) - remainder(dominant, turn), turn);
}

function unitOf(fn: string, period: number): number {
  checkNumber(fn, 'period', period, { above: 0 });
  if (period === 360 || period === 180) return 180 / Math.PI;
  if (period === Math.PI || period === 2 * Math.PI) return 1;
  throw new DomainError({
    function: fn,
    argument: 'period',
    expected: '2π, π, 360 or 180',
    got: describeValue(period),
  });
}
