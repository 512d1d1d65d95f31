// The density of Gaussians whose dimensions are independent.
import { type Operand, operandDType } from '../array/elementwise.js';
import { checkBoolean, checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import type { FloatNdArray } from '../core/types.js';
import { checkEach, isPlainVector, POSITIVE } from '../divergence/checks.js';
import type { DiagonalGaussian } from '../divergence/gaussian.js';
import { div, mul, sub } from '../gradient/arithmetic.js';
import { asArray } from '../gradient/moves.js';
import { reshape } from '../gradient/shape.js';
import { innermost, isTraced, type Rule, type Traceable, type Traced } from '../gradient/traced.js';
import { gaussianLogDensities } from '../kernels/scalar/log-densities.js';
import { kernel } from '../kernels/select.js';
import { checkFiniteValue, fittedShape, numbersOf, readValue, rowsOf } from './fit.js';

/** Options of `gaussianLogDensity`. */
export interface GaussianDensityOptions<E extends boolean | undefined = boolean> {
  /** Whether each number is a point of its own; false where left out, when the last axis holds the dimensions of one. */
  readonly elementwise?: E | undefined;
}

/**
 * One number a point: a traced value where one argument is traced, a number for numbers and plain vectors, else an
 * ndarray; with `elementwise` a number for numbers only.
 */
export type GaussianDensityValue<T extends Traceable, E extends boolean | undefined> = [
  Extract<T, Traced>,
] extends [never]
  ? E extends true
    ? [T] extends [number]
      ? number
      : FloatNdArray
    : [T] extends [number | readonly number[] | ArrayBufferView]
      ? number
      : FloatNdArray
  : Traced;

const FN = 'gaussianLogDensity';
const NAMES = ['x', 'mean', 'variance'] as const;

/**
 * The natural logarithm of the density of a Gaussian with independent dimensions.
 *
 * $$\ln p(x) = -\tfrac12 \sum_j \Bigl( \frac{(x_j - \mu_j)^2}{\sigma_j^2} + \ln \sigma_j^2 + \ln 2\pi \Bigr)$$
 *
 * Numbers are points on a line; arrays have the dimensions of a point on their last axis. Mean and variance may be
 * numbers, or last axes of x, for all points alike; x likewise, where one point is asked of many Gaussians. With
 * `elementwise` nothing is added up: each number is a point on a line. Densities may be above 1, so their logarithms
 * may be positive. Differentiable by x, mean and variance.
 *
 * @param x - points: a number, [d] or [..., d]
 * @param gaussian - `mean` μ and `variance` σ² (not the standard deviation): numbers, [d] or [..., d]
 * @param options - `elementwise`: whether each number is a point of its own, false where left out
 * @returns a number for numbers and plain vectors, a traced value where one is traced, else an ndarray [...]; with
 * `elementwise` one of the shape of the largest argument
 * @throws KindError where something is unknown or no array, ShapeError where a shape is not the last axes of the
 * largest, DomainError where a point or mean is not finite or a variance not above 0
 *
 * @example
 * The standard normal at its mean, a point in the plane, and three points on a line.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { gaussianLogDensity } from 'fovea/probability';
 * gaussianLogDensity(0, { mean: 0, variance: 1 }) // => -0.918938533205
 * gaussianLogDensity([1, 2], { mean: [0, 0], variance: [1, 4] }) // => -3.531024246969
 * toNested(gaussianLogDensity([0, 1, 2], { mean: 0, variance: 1 }, { elementwise: true })) // => [-0.918938533, -1.418938533, -2.918938533]
 * ```
 */
export function gaussianLogDensity<
  X extends Traceable,
  M extends Traceable,
  V extends Traceable,
  E extends boolean | undefined = undefined,
>(
  x: X,
  gaussian: DiagonalGaussian<M, V>,
  options?: GaussianDensityOptions<E>,
): GaussianDensityValue<X | M | V, E>;
export function gaussianLogDensity(
  x: Traceable,
  gaussian: DiagonalGaussian,
  options?: GaussianDensityOptions<boolean | undefined>,
): number | FloatNdArray | Traced {
  return gaussianLogDensityFor(FN, x, gaussian, options);
}

/** `gaussianLogDensity` for functions that it is a part of, whose name errors tell. */
export function gaussianLogDensityFor<
  X extends Traceable,
  M extends Traceable,
  V extends Traceable,
  E extends boolean | undefined = undefined,
>(
  fn: string,
  x: X,
  gaussian: DiagonalGaussian<M, V>,
  options?: GaussianDensityOptions<E>,
): GaussianDensityValue<X | M | V, E>;
export function gaussianLogDensityFor(
  fn: string,
  x: Traceable,
  gaussian: DiagonalGaussian,
  options?: GaussianDensityOptions<boolean | undefined>,
): number | FloatNdArray | Traced {
  const { mean, variance } = checkOptions(fn, gaussian, ['mean', 'variance'], 'gaussian');
  const { elementwise = false } = checkOptions(fn, options, ['elementwise']);
  checkBoolean(fn, 'elementwise', elementwise);
  const given = [x, mean, variance];
  const parts = given.map((part, i) => readValue(fn, NAMES[i]!, part));
  const shape = fittedShape(fn, NAMES, parts);
  checkFiniteValue(fn, 'x', parts[0]!);
  checkFiniteValue(fn, 'mean', parts[1]!);
  checkEach(fn, 'variance', parts[2]!, 'variances above 0', POSITIVE);
  const summed = !elementwise && shape.length > 0;
  const value = logDensities(fn, parts, shape, summed);
  if (typeof value === 'number' || isTraced(value) || !summed) return value;
  const vectors = given.every((a) => typeof a === 'number' || (!isTraced(a) && isPlainVector(a)));
  return vectors ? value.get() : value;
}

function logDensities(
  fn: string,
  parts: readonly Traceable[],
  shape: readonly number[],
  summed: boolean,
): number | FloatNdArray | Traced {
  if (parts.some(isTraced))
    return innermost(parts).record(ruleOf(fn, shape, summed), parts, undefined);
  const plain = parts.filter((part): part is Operand => !isTraced(part));
  const dtype = operandDType(...plain);
  const [x, mean, variance] = plain.map((part, i) => numbersOf(fn, NAMES[i]!, part));
  const [rows, length] = rowsOf(shape);
  const target = allocate(shape.length === 0 ? 'float64' : dtype, summed ? rows : rows * length);
  const run = kernel('gaussianLogDensities', gaussianLogDensities);
  run(x!, mean!, variance!, target, rows, length, summed);
  if (parts.every((part) => typeof part === 'number')) return target[0]!;
  return wrap(target, summed ? shape.slice(0, -1) : shape);
}

function ruleOf(fn: string, shape: readonly number[], summed: boolean): Rule {
  const spread = (g: Traceable): Traceable =>
    summed ? reshape(asArray(g), [...shape.slice(0, -1), 1]) : g;
  return {
    name: fn,
    forward: (parts) => logDensities(fn, parts, shape, summed),
    pullbacks: [
      // −(x − μ)/σ²
      (g, _, [x, mean, variance]) => mul(spread(g), div(sub(mean!, x!), variance!)),
      // (x − μ)/σ²
      (g, _, [x, mean, variance]) => mul(spread(g), div(sub(x!, mean!), variance!)),
      // ((x − μ)²/σ² − 1)/2σ²
      (g, _, [x, mean, variance]) => {
        const apart = sub(x!, mean!);
        const excess = sub(mul(apart, div(apart, variance!)), 1);
        return mul(spread(g), div(excess, mul(2, variance!)));
      },
    ],
  };
}
