// Layer norm and RMS norm: each row brought to one size, as one primitive with its gradient in closed form.
import type { Operand } from '../array/elementwise.js';
import { areFinite } from '../core/are-finite.js';
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, allocateUncleared, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { add, div, mul, square, sub } from '../gradient/arithmetic.js';
import { sqrt } from '../gradient/functions.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { primitive } from '../gradient/primitive.js';
import { mean } from '../gradient/reduce.js';
import { reshape } from '../gradient/shape.js';
import { isTraced, type Traceable, type Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import type { RowNorm } from '../kernels/layer-kernels.js';
import { normalizeRows, normalizeRowsBackward } from '../kernels/scalar/normalize-rows.js';
import { kernel } from '../kernels/select.js';
import {
  normalizeRowsBackward as normalizeRowsBackwardFast,
  normalizeRows as normalizeRowsFast,
} from '../kernels/simd/normalize-rows.js';
import { checkAxes, refuse } from './shapes.js';

/** What a layer norm learns. */
export interface NormParameters<P extends ArrayInput | Traced = ArrayInput | Traced> {
  /** Factor of each place, [d]; 1 where left out. */
  readonly gamma?: P | undefined;
  /** Added to each place, [d]; 0 where left out. */
  readonly beta?: P | undefined;
}

/** What `layerNorm` may be told. */
export interface LayerNormOptions<P extends ArrayInput | Traced = ArrayInput | Traced>
  extends NormParameters<P> {
  /** Added to the variance, above 0 or 0; 1e-5 where left out. */
  readonly epsilon?: number | undefined;
  /** How many axes, counted from the last, are normalised together; 1 where left out. */
  readonly axes?: number | undefined;
}

/** What `rmsNorm` may be told. */
export interface RmsNormOptions<P extends ArrayInput | Traced = ArrayInput | Traced> {
  /** Factor of each place, [d]; 1 where left out. */
  readonly gamma?: P | undefined;
  /** Added to the mean square, above 0 or 0; 1e-5 where left out. */
  readonly epsilon?: number | undefined;
}

const EPSILON = 1e-5;

/**
 * Layer norm: each vector along the last axis is brought to mean 0 and variance 1, then scaled and shifted place
 * by place.
 *
 * $$y_i = \gamma_i \, \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta_i, \quad
 * \mu = \frac{1}{d} \sum_i x_i, \quad \sigma^2 = \frac{1}{d} \sum_i (x_i - \mu)^2$$
 *
 * The variance is that of the vector itself, divided by d, not by d − 1. A vector of equal numbers gives beta;
 * it is refused where epsilon is 0. Sums run in float64.
 *
 * @param x - shape [..., d], d at least 1
 * @param options - `gamma` and `beta`, shape [d], 1 and 0 where left out; `epsilon`, 1e-5; `axes`, 1: how many axes,
 * counted from the last, are normalised together, with gamma and beta of their shape
 * @returns the shape of x; a traced value where an argument is traced
 * @throws ShapeError where shapes do not meet, KindError for an unknown option, DomainError for a negative epsilon,
 * for a vector whose variance is 0 or below 1e-290 where epsilon is 0, and for numbers whose squares overflow
 * @see J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer normalization", 2016, section 3
 *
 * @example
 * What is left of two numbers is which of them is larger.
 * ```ts
 * import { layerNorm, toNested } from 'fovea';
 * toNested(layerNorm([[1.25, 0.25], [1, 5]])) // => [[0.99998, -0.99998], [-0.99999875, 0.99999875]]
 * ```
 */
export function layerNorm<
  X extends ArrayInput | Traced,
  P extends ArrayInput | Traced = FloatNdArray,
>(x: X, options?: LayerNormOptions<P>): ArrayValue<X, P>;
export function layerNorm(
  x: ArrayInput | Traced,
  options?: LayerNormOptions,
): FloatNdArray | Traced {
  const fn = 'layerNorm';
  const given = checkOptions(fn, options, ['gamma', 'beta', 'epsilon', 'axes']);
  const { gamma, beta, epsilon, axes = 1 } = given;
  if (axes === 1) return normalize(fn, '', x, given, epsilon);
  const shape = shapeOf(x, fn, 'x');
  checkNumber(fn, 'axes', axes, { integer: true, min: 1, max: shape.length });
  const last = shape.slice(-axes);
  const names = last.map((length, i) => [`d${i + 1}`, length] as const);
  if (gamma !== undefined) checkAxes(fn, 'gamma', gamma, ...names);
  if (beta !== undefined) checkAxes(fn, 'beta', beta, ...names);
  const flat = (a: ArrayInput | Traced): ArrayInput | Traced => reshape(a, [elementCount(last)]);
  const y = normalize(
    fn,
    '',
    reshape(x, [...shape.slice(0, -axes), elementCount(last)]),
    { gamma: gamma && flat(gamma), beta: beta && flat(beta) },
    epsilon,
  );
  return reshape(y, shape) as FloatNdArray | Traced;
}

/**
 * RMS norm: each vector along the last axis is divided by the root of its mean square, then scaled place by place.
 *
 * $$y_i = \gamma_i \, \frac{x_i}{\sqrt{\frac{1}{d} \sum_j x_j^2 + \epsilon}}$$
 *
 * Unlike layer norm it takes off no mean. Sums run in float64.
 *
 * @param x - shape [..., d], d at least 1
 * @param options - `gamma`, shape [d], 1 where left out; `epsilon`, 1e-5
 * @returns the shape of x; a traced value where an argument is traced
 * @throws ShapeError where shapes do not meet, KindError for an unknown option, DomainError for a negative epsilon,
 * for a vector whose mean square is 0 or below 1e-290 where epsilon is 0, and for numbers whose squares overflow
 * @see B. Zhang, R. Sennrich, "Root mean square layer normalization", 2019, equation 4
 *
 * @example
 * The mean square of 1 and 7 is 25.
 * ```ts
 * import { rmsNorm, toNested } from 'fovea';
 * toNested(rmsNorm([1, 7], { epsilon: 0 })) // => [0.2, 1.4]
 * ```
 */
export function rmsNorm<
  X extends ArrayInput | Traced,
  P extends ArrayInput | Traced = FloatNdArray,
>(x: X, options?: RmsNormOptions<P>): ArrayValue<X, P>;
export function rmsNorm(x: ArrayInput | Traced, options?: RmsNormOptions): FloatNdArray | Traced {
  const fn = 'rmsNorm';
  const given = checkOptions(fn, options, ['gamma', 'epsilon']);
  return normalize(fn, '', x, given, given.epsilon, false);
}

/**
 * Either norm inside another public function.
 *
 * @param fn - name of the public function, for errors
 * @param path - what stands before the names of the parameters in errors
 * @param x - shape [..., d]
 * @param parameters - gamma and beta
 * @param epsilon - added to the mean square of what is left
 * @param centred - whether the mean is taken off
 * @returns the shape of x
 */
export function normalize(
  fn: string,
  path: string,
  x: ArrayInput | Traced,
  { gamma, beta }: NormParameters,
  epsilon: number = EPSILON,
  centred = true,
): FloatNdArray | Traced {
  checkNumber(fn, 'epsilon', epsilon, { min: 0 });
  const shape = shapeOf(x, fn, 'x');
  const width = shape.at(-1);
  if (width === undefined || width === 0) refuse(fn, 'x', '(..., d) with d at least 1', shape);
  if (gamma !== undefined) checkAxes(fn, `${path}gamma`, gamma, ['d', width]);
  if (beta !== undefined) checkAxes(fn, `${path}beta`, beta, ['d', width]);
  const norm = normPrimitive(fn, epsilon, centred);
  if (gamma === undefined && beta === undefined) return asArray(norm(x)) as FloatNdArray | Traced;
  const inputs = beta === undefined ? [x, gamma ?? 1] : [x, gamma ?? 1, beta];
  return asArray(norm(...inputs)) as FloatNdArray | Traced;
}

/** What the way back needs of the way there. */
interface Kept {
  readonly norm: RowNorm;
  readonly source: FloatTypedArray;
  readonly centers: Float64Array;
  readonly scales: Float64Array;
}

interface Gradients {
  readonly x: Traceable;
  readonly gamma: Traceable;
}

/** The norm as a primitive: a kernel for plain values, composed parts where the pullback is itself traced. */
function normPrimitive(
  fn: string,
  epsilon: number,
  centred: boolean,
): (...inputs: readonly Traceable[]) => Traceable {
  let kept: Kept | undefined;
  // One walk back asks for x and gamma in turn, with the same gradient.
  let last: (Gradients & { readonly gradient: Traceable }) | undefined;
  const gradients = (gradient: Traceable, x: Traceable, gamma: Traceable = 1): Gradients => {
    if (kept === undefined || isTraced(gradient) || isTraced(x) || isTraced(gamma)) {
      return partGradients(gradient, asArray(x), gamma, epsilon, centred);
    }
    if (last?.gradient !== gradient) {
      last = { gradient, ...closedGradients(fn, kept, gradient, shapeOf(x)) };
    }
    return last;
  };
  return primitive(
    fn,
    (...inputs) => {
      const { output, ...rest } = forward(fn, inputs, epsilon, centred);
      kept = rest;
      return output;
    },
    [
      (gradient, _, x, gamma) => gradients(gradient, x!, gamma).x,
      (gradient, _, x, gamma) => gradients(gradient, x!, gamma).gamma,
      // That of beta is ȳ, summed over the rows by the backward walk.
      (gradient) => gradient,
    ],
  );
}

function forward(
  fn: string,
  [x, gamma, beta]: readonly Operand[],
  epsilon: number,
  centred: boolean,
): Kept & { readonly output: FloatNdArray } {
  const isGiven = (input: Operand | undefined): input is ArrayInput => typeof input === 'object';
  const dtype = computeDType(...[x, gamma, beta].filter(isGiven));
  const read = (input: Operand | undefined, name: string): FloatTypedArray | undefined =>
    isGiven(input) ? readArray(fn, name, input, dtype).data : undefined;
  const { data: source, shape } = readArray(fn, 'x', x as ArrayInput, dtype);
  const width = shape.at(-1)!;
  const rows = elementCount(shape.slice(0, -1));
  const norm = { rows, width, centred, gamma: read(gamma, 'gamma'), epsilon };
  const centers = new Float64Array(rows);
  const scales = new Float64Array(rows);
  const target = allocateUncleared(dtype, source.length);
  const shift = read(beta, 'beta');
  kernel('normalizeRows', normalizeRows, normalizeRowsFast)(
    norm,
    source,
    target,
    shift,
    centers,
    scales,
  );
  if (epsilon === 0) refuseFlat(fn, scales, centred);
  refuseHuge(fn, scales, source, width);
  return { output: wrap(target, shape), norm, source, centers, scales };
}

/** Of a variance below 1e-290, float64 held few of the digits of the squares. */
const MOST_SCALE = 1e145;

/** Nothing can be brought to a size where there is none: 0/0, or numbers too small to be squared. */
function refuseFlat(fn: string, scales: Float64Array, centred: boolean): void {
  const row = scales.findIndex((scale) => scale > MOST_SCALE);
  if (row < 0) return;
  const [what, kind] = centred ? ['variance', 'equal'] : ['mean square', '0'];
  const scale = scales[row]!;
  if (scale !== Infinity) {
    throw new DomainError({
      function: fn,
      argument: 'x',
      expected: `vectors with a ${what} of at least 1e-290, as epsilon is 0`,
      got: `${1 / scale / scale} in vector ${row}`,
    });
  }
  throw new DomainError({
    function: fn,
    argument: 'x',
    expected: `vectors whose numbers are not all ${kind}, as epsilon is 0`,
    got: `a ${what} of 0 in vector ${row}`,
  });
}

/** Numbers whose squares float64 does not hold would all come out as 0. */
function refuseHuge(
  fn: string,
  scales: Float64Array,
  source: FloatTypedArray,
  width: number,
): void {
  for (let row = scales.indexOf(0); row >= 0; row = scales.indexOf(0, row + 1)) {
    const vector = source.subarray(row * width, (row + 1) * width);
    // What is infinite goes its way, as everywhere.
    if (!areFinite(vector)) continue;
    let largest = 0;
    for (const x of vector) largest = Math.max(largest, Math.abs(x));
    throw new DomainError({
      function: fn,
      argument: 'x',
      expected: 'numbers whose squares float64 can hold, below some 1e154',
      got: `${largest} in vector ${row}`,
    });
  }
}

function closedGradients(
  fn: string,
  { norm, source, centers, scales }: Kept,
  gradient: Traceable,
  shape: readonly number[],
): Gradients {
  const dtype = source instanceof Float32Array ? 'float32' : 'float64';
  const outer = readArray(fn, 'gradient', asArray(gradient) as ArrayInput, dtype).data;
  const targets = {
    source: allocate(dtype, source.length),
    gamma: new Float64Array(norm.width),
  };
  kernel(
    'normalizeRowsBackward',
    normalizeRowsBackward,
    normalizeRowsBackwardFast,
  )(...([norm, source, outer, centers, scales, targets] as const));
  return { x: wrap(targets.source, shape), gamma: wrap(targets.gamma, [norm.width]) };
}

// With n = (x − μ) s and g = ȳ gamma: x̄ = s (g − mean(g) − n mean(g n)), without mean(g) where μ is 0;
// that of gamma is ȳ n.
function partGradients(
  gradient: Traceable,
  x: ArrayInput | Traced,
  gamma: Traceable,
  epsilon: number,
  centred: boolean,
): Gradients {
  const along = { axis: -1, keepDims: true } as const;
  const deviations = asArray(centred ? sub(x, mean(x, along)) : x);
  const scale = div(1, sqrt(add(mean(asArray(square(deviations)), along), epsilon)));
  const normal = mul(deviations, scale);
  const inner = asArray(mul(gradient, gamma));
  const level = centred ? mean(inner, along) : 0;
  const share = mean(asArray(mul(inner, normal)), along);
  return {
    x: mul(scale, sub(sub(inner, level), mul(normal, share))),
    gamma: mul(gradient, normal),
  };
}
