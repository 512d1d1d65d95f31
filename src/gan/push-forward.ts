// The density of what an invertible generator makes.
import { checkBoolean, checkOptions } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { shapeOf } from '../gradient/moves.js';
import { trace } from '../gradient/trace.js';
import type { Inner, Traceable, Traced } from '../gradient/traced.js';

/** Options of `pushForwardDensity`. */
export interface PushForwardOptions {
  /** Whether the density is given, and returned, as its natural logarithm; false where left out. */
  readonly log?: boolean | undefined;
}

const FN = 'pushForwardDensity';

/**
 * The density of what an invertible generator makes of a code, by the change of variables.
 *
 * $$p_G(x) = p_z \bigl( G^{-1}(x) \bigr) \, \bigl\lvert \det J_{G^{-1}}(x) \bigr\rvert$$
 *
 * On the right stand the density of the code, not $p_G$ again, and how much the inverse stretches space at x: without
 * this factor the density would not add up to 1. The derivatives are taken inside, from the inverse itself. The inverse
 * must undo the whole generator; where several codes lead to x, add up the densities of the branches.
 *
 * @param x - where: a number, or points [n, d]
 * @param inverse - from one x, a number or a point [d], to its code of the same shape, composed of this library's
 * functions
 * @param density - the density $p_z$ of one code, a number or a point [d], with the same unit as x
 * @param options - `log`: whether `density` returns a logarithm, and the result is one; false where left out
 * @returns the density at x: a number for a number, [n] for points
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where x is neither number nor
 * points, or the inverse gives a code of another shape, DomainError where a number is not finite or a density negative
 * @see I. Goodfellow and others, "Generative adversarial nets", 2014, theorem 1, whose expectation over codes it turns
 * into one over samples
 *
 * @example
 * The exponential of a standard normal code is log-normal; at 2, the code ln 2 is stretched by a half.
 * ```ts
 * import { gaussianLogDensity, pushForwardDensity } from 'fovea';
 * import { log } from 'fovea/array';
 * const normal = { mean: 0, variance: 1 };
 * pushForwardDensity(2, (x) => log(x), (z) => Math.exp(gaussianLogDensity(z, normal))) // => 0.156874
 * pushForwardDensity(2, (x) => log(x), (z) => gaussianLogDensity(z, normal), { log: true }) // => -1.85231
 * ```
 */
export function pushForwardDensity(
  x: number,
  inverse: (x: Traced) => Traceable,
  density: (z: number) => number,
  options?: PushForwardOptions,
): number;
export function pushForwardDensity(
  x: ArrayInput,
  inverse: (x: Traced) => Traceable,
  density: (z: FloatNdArray) => number,
  options?: PushForwardOptions,
): FloatNdArray;
export function pushForwardDensity(
  x: number | ArrayInput,
  inverse: (x: Traced) => Traceable,
  density: ((z: number) => number) | ((z: FloatNdArray) => number),
  options?: PushForwardOptions,
): number | FloatNdArray {
  return pushForwardDensityFor(FN, x, inverse, density, options);
}

/** `pushForwardDensity` for functions that it is a part of, whose name errors tell. */
export function pushForwardDensityFor(
  fn: string,
  x: number | ArrayInput,
  inverse: (x: Traced) => Traceable,
  density: ((z: number) => number) | ((z: FloatNdArray) => number),
  options?: PushForwardOptions,
): number | FloatNdArray {
  const { log = false } = checkOptions(fn, options, ['log']);
  checkBoolean(fn, 'log', log);
  for (const [argument, f] of [
    ['inverse', inverse],
    ['density', density],
  ] as const) {
    if (typeof f === 'function') continue;
    const [expected, got] = ['a function', describeValue(f)];
    throw new KindError({ function: fn, argument, expected, got });
  }
  // The kind of code follows from that of x, as the overloads say.
  const at = densityAt(fn, inverse, density as (z: number | FloatNdArray) => number, log);
  if (typeof x === 'number') {
    checkFinite(fn, 'x', { data: Float64Array.of(x), shape: [1] });
    return at(x);
  }
  const { data, shape } = checkFinite(fn, 'x', readArray(fn, 'x', x));
  const [n, d] = shape;
  if (n === undefined || d === undefined || shape.length !== 2 || data.length === 0) {
    const [expected, got] = ['a number, or points (n, d)', `(${shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'x', expected, got });
  }
  const target = allocate(computeDType(x), n);
  for (let i = 0; i < n; i++) target[i] = at(wrap(data.slice(i * d, (i + 1) * d), [d]));
  return wrap(target, [n]);
}

type Point = number | FloatNdArray;

function densityAt(
  fn: string,
  inverse: (x: Traced) => Traceable,
  density: (z: Point) => number,
  log: boolean,
): (x: Point) => number {
  return (x) => {
    const shape = shapeOf(x);
    const { output, values, pull } = trace(fn, inverse, x);
    const code = values[0];
    if (values.length !== 1 || output.names[0] !== 'f' || shapeOf(code!).join() !== shape.join()) {
      const expected = `a code of the shape of x, (${shape.join(', ')})`;
      const got =
        values.length === 1 ? `(${shapeOf(code!).join(', ')})` : `${values.length} values`;
      throw new ShapeError({ function: fn, argument: 'inverse(x)', expected, got });
    }
    const z = plain(fn, code!);
    checkFinite(fn, 'inverse(x)', { data: dataOf(fn, z), shape });
    const d = shape[0] ?? 1;
    const jacobian = new Float64Array(d * d);
    for (let k = 0; k < d; k++) {
      const unit = wrap(
        Float64Array.from({ length: d }, (_, j) => (j === k ? 1 : 0)),
        [d],
      );
      jacobian.set(dataOf(fn, plain(fn, pull([shape.length === 0 ? 1 : unit])[0]!)), k * d);
    }
    const value: unknown = density(z);
    const fits = typeof value === 'number' && (log ? value < Infinity : value >= 0);
    if (!fits) {
      const expected = log ? 'a logarithm below infinity' : 'a density of at least 0';
      const parts = { function: fn, argument: 'density(z)', expected, got: describeValue(value) };
      throw typeof value === 'number' ? new DomainError(parts) : new KindError(parts);
    }
    const stretch = logVolume(fn, jacobian, d);
    return log ? value + stretch : value * Math.exp(stretch);
  };
}

function plain(fn: string, value: Inner): Point {
  if (typeof value === 'number' || 'data' in value) return value;
  const expected = 'what is not differentiated around';
  throw new KindError({ function: fn, argument: 'inverse(x)', expected, got: 'a traced value' });
}

function dataOf(fn: string, value: Point): Float64Array {
  if (typeof value === 'number') return Float64Array.of(value);
  return Float64Array.from(readArray(fn, 'inverse(x)', value).data);
}

/** ln |det|, by elimination with the largest pivots; −∞ for a matrix without an inverse. */
function logVolume(fn: string, matrix: Float64Array, d: number): number {
  checkFinite(fn, 'the derivative of inverse(x)', { data: matrix, shape: [d, d] });
  let total = 0;
  for (let k = 0; k < d; k++) {
    let pivot = k;
    for (let row = k + 1; row < d; row++)
      if (Math.abs(matrix[row * d + k]!) > Math.abs(matrix[pivot * d + k]!)) pivot = row;
    const size = matrix[pivot * d + k]!;
    total += Math.log(Math.abs(size));
    if (size === 0) return total;
    // The order of rows does not change the size of a determinant: the pivot's row goes to k's place.
    for (let c = k; c < d; c++) {
      const held = matrix[pivot * d + c]!;
      matrix[pivot * d + c] = matrix[k * d + c]!;
      matrix[k * d + c] = held;
    }
    for (let row = k + 1; row < d; row++) {
      const factor = matrix[row * d + k]! / size;
      for (let c = k + 1; c < d; c++) matrix[row * d + c]! -= factor * matrix[k * d + c]!;
    }
  }
  return total;
}
