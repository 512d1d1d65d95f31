// The probability of a class, in logarithms.
import type { Operand } from '../array/elementwise.js';
import { checkBoolean, checkOptions } from '../core/check.js';
import { allocate, readArray, wrap } from '../core/create.js';
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import { elementCount, placeOf } from '../core/layout.js';
import type { Dense, FloatDType, FloatNdArray, NumericTypedArray } from '../core/types.js';
import { checkScores } from '../divergence/check-scores.js';
import { isPlainVector } from '../divergence/checks.js';
import { type Distributions, normalized, readRows } from '../divergence/distributions.js';
import { mul } from '../gradient/arithmetic.js';
import { log } from '../gradient/functions.js';
import { asArray, dtypeOf, shapeOf } from '../gradient/moves.js';
import { reshape } from '../gradient/shape.js';
import { logSoftmax } from '../gradient/softmax.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { innermost, isTraced, type Rule, type Traced } from '../gradient/traced.js';
import { pickFromRows } from '../kernels/scalar/log-densities.js';
import { kernel } from '../kernels/select.js';

/** Options of `categoricalLogDensity`. */
export interface CategoricalDensityOptions {
  /** Whether each distribution is divided by its sum first; false where left out, when other sums than 1 are refused. */
  readonly normalize?: boolean | undefined;
}

/** A traced value for a traced distribution, a number for a class and a plain vector, else an ndarray. */
export type CategoricalDensityValue<X extends Operand, P extends Distributions> = P extends Traced
  ? Traced
  : X extends number
    ? P extends readonly number[] | NumericTypedArray
      ? number
      : FloatNdArray
    : FloatNdArray;

/** Classes, and the shape of the result. */
interface Classes extends Dense {
  readonly of: readonly number[];
}

function readClasses(fn: string, x: Operand, name: string, p: Distributions): Classes {
  if (isTraced(x)) {
    throw new KindError({
      function: fn,
      argument: 'x',
      expected: 'classes, which are not differentiated',
      got: 'a traced value',
    });
  }
  const classes =
    typeof x === 'number' ? { data: Float64Array.of(x), shape: [] } : readArray(fn, 'x', x);
  const { data, shape } = classes;
  const whole = shapeOf(p);
  const rows = whole.slice(0, -1);
  const count = whole.at(-1)!;
  const at = data.findIndex((c) => !(Number.isInteger(c) && c >= 0 && c < count));
  if (at >= 0) {
    const place = placeOf(at, shape);
    throw new DomainError({
      function: fn,
      argument: 'x',
      expected: `classes from 0 to ${count - 1}`,
      got: typeof x === 'number' ? String(x) : `${data[at]} at [${place.join(', ')}]`,
    });
  }
  const fits =
    shape.length === 0 ||
    rows.length === 0 ||
    (shape.length === rows.length && shape.every((n, k) => n === rows[k]));
  if (!fits) {
    throw new ShapeError({
      function: fn,
      argument: 'x',
      expected: `a class for each row of ${name}, (${rows.join(', ')}), or one for all`,
      got: `(${shape.join(', ')})`,
    });
  }
  return { ...classes, of: shape.length === 0 ? rows : shape };
}

// The element of each row that a class names.
function pick(p: Distributions, classes: Classes): FloatNdArray | Traced {
  if (isTraced(p)) return asArray(innermost([p]).record(ruleOf(classes), [p], undefined));
  const { data, shape } = readArray('pick', 'p', p);
  const target = allocate(
    data instanceof Float32Array ? 'float32' : 'float64',
    elementCount(classes.of),
  );
  const run = kernel('pickFromRows', pickFromRows);
  run(data, classes.data, target, target.length, shape.at(-1)!);
  return wrap(target, classes.of);
}

function ruleOf(classes: Classes): Rule {
  return {
    name: 'categoricalLogDensity',
    forward: ([p]) => pick(asArray(p!), classes),
    // ȳ in the place of the class, 0 elsewhere
    pullbacks: [
      (g, _, [p]) =>
        mul(
          reshape(asArray(g), [...classes.of, 1]),
          places(classes, shapeOf(p!).at(-1)!, dtypeOf(p!)),
        ),
    ],
  };
}

// 1 in the place of each class, 0 elsewhere.
function places({ data, shape }: Classes, count: number, dtype: FloatDType): FloatNdArray {
  const target = allocate(dtype, data.length * count);
  for (let i = 0; i < data.length; i++) target[i * count + data[i]!] = 1;
  return wrap(target, [...shape, count]);
}

function asNumber(
  value: FloatNdArray | Traced,
  x: Operand,
  p: Distributions,
): number | FloatNdArray | Traced {
  if (isTraced(value) || isTraced(p)) return value;
  return typeof x === 'number' && isPlainVector(p) ? value.get() : value;
}

/**
 * The natural logarithm of the probability of classes.
 *
 * $$\ln p_x$$
 *
 * −∞ for a class with probability 0. The result has the precision of p, by which it can be differentiated, for its
 * probabilities as free numbers. From scores use `categoricalLogDensityFromLogits`, which loses no digits.
 *
 * @param x - classes counted from 0: one, or an array of them
 * @param p - distributions [k] or [..., k], the classes on the last axis: one for all of x, or one for each
 * @param options - `normalize`: whether each distribution is divided by its sum first, false where left out
 * @returns a number for a class and a plain vector, a traced value for a traced p, else an ndarray, one number a class
 * @throws KindError where an argument is no array, x is traced or an option is unknown, ShapeError where shapes do not
 * fit, DomainError where a class does not exist, a probability is negative or NaN or a sum not 1 (within 1e-9, float32
 * 1e-5)
 *
 * @example
 * A quarter of the fruit are of class 2. The same class under two hypotheses.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { categoricalLogDensity } from 'fovea/probability';
 * categoricalLogDensity(2, [0.5, 0.25, 0.25]) // => -1.386294361
 * toNested(categoricalLogDensity(0, [[0.5, 0.5], [1, 0]])) // => [-0.693147181, 0]
 * ```
 */
export function categoricalLogDensity<X extends Operand, P extends Distributions>(
  x: X,
  p: P,
  options?: CategoricalDensityOptions,
): CategoricalDensityValue<X, P>;
export function categoricalLogDensity(
  x: Operand,
  p: Distributions,
  options?: CategoricalDensityOptions,
): number | FloatNdArray | Traced {
  const fn = 'categoricalLogDensity';
  const { normalize = false } = checkOptions(fn, options, ['normalize']);
  checkBoolean(fn, 'normalize', normalize);
  const whole = normalize ? normalized(fn, 'p', p, -1) : p;
  readRows(fn, ['p'], [asArray(stopGradient(whole))], -1);
  return asNumber(log(pick(whole, readClasses(fn, x, 'p', whole))), x, p);
}

/**
 * The natural logarithm of the probability of classes whose distribution is given as scores.
 *
 * $$z_x - \ln \sum_c e^{z_c}$$
 *
 * Stable for scores of any size; a score of −∞ is probability 0. The result has the precision of the scores, by which
 * it can be differentiated: the gradient is the difference of the class and its probabilities. It is the negative of
 * `categoricalCrossEntropy`, which is the mean unless told otherwise.
 *
 * @param x - classes counted from 0: one, or an array of them
 * @param logits - scores [k] or [..., k], the classes on the last axis: one row for all of x, or one for each
 * @returns a number for a class and a plain vector, a traced value for traced logits, else an ndarray, one number a
 * class
 * @throws KindError where an argument is no array or x is traced, ShapeError where shapes do not fit, DomainError where
 * a class does not exist, a score is NaN or +∞ or a row empty or without a finite score
 *
 * @example
 * Scores that no exponential can take: the first class is certain, the second is behind by 1000.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { categoricalLogDensityFromLogits } from 'fovea/probability';
 * toNested(categoricalLogDensityFromLogits([0, 1], [2000, 1000])) // => [0, -1000]
 * ```
 */
export function categoricalLogDensityFromLogits<X extends Operand, Z extends Distributions>(
  x: X,
  logits: Z,
): CategoricalDensityValue<X, Z>;
export function categoricalLogDensityFromLogits(
  x: Operand,
  logits: Distributions,
): number | FloatNdArray | Traced {
  const fn = 'categoricalLogDensityFromLogits';
  checkScores(fn, 'logits', logits, -1);
  return asNumber(pick(logSoftmax(logits), readClasses(fn, x, 'logits', logits)), x, logits);
}
