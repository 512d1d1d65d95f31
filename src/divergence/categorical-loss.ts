// Cross-entropy of scores and classes, or of scores and probabilities of classes.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, readArray, wrap } from '../core/create.js';
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import { elementCount, placeOf } from '../core/layout.js';
import type {
  ArrayInput,
  Dense,
  FloatDType,
  FloatNdArray,
  FloatTypedArray,
} from '../core/types.js';
import { add, div, mul, neg } from '../gradient/arithmetic.js';
import { ofAlike, ofEach } from '../gradient/choices.js';
import { asArray, dtypeOf, shapeOf } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { logSoftmax } from '../gradient/softmax.js';
import { isTraced, type Traceable, type Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';
import { checkScores } from './check-scores.js';
import { checkEach, checkedShape, NOT_NEGATIVE } from './checks.js';
import type { Distributions } from './distributions.js';
import { type LossValue, type Reduction, readReduction, reduced } from './reduction.js';

/** Options of `categoricalCrossEntropy`. */
export interface CategoricalCrossEntropyOptions<R extends Reduction | undefined = Reduction> {
  /** A factor for each class, at least 0; 1 where left out. */
  readonly classWeights?: ArrayInput | undefined;
  /** The class that marks samples without an answer: they cost nothing and do not count; none where left out. */
  readonly ignoreIndex?: number | undefined;
  /** What part of each answer, from 0 to 1, is spread evenly over all classes; 0 where left out. */
  readonly labelSmoothing?: number | undefined;
  /** "mean" where left out, "sum", or "none" for one number a sample. */
  readonly reduction?: R | undefined;
}

/** Where a loss is asked for: the function and its arguments, for errors. */
export interface LossSite {
  readonly fn: string;
  readonly logits: string;
  readonly target: string;
}

const SITE: LossSite = { fn: 'categoricalCrossEntropy', logits: 'logits', target: 'target' };

/** What is multiplied with −ln p, and by what a mean is divided. */
interface Targets {
  readonly factors: Traceable;
  readonly total: number;
}

/**
 * The cross-entropy, in nats, of answers and of scores taken through the softmax: the loss of classifiers.
 *
 * $$-\sum_c w_c\, t_c \ln \operatorname{softmax}(x)_c$$
 *
 * A target that is a class c stands for probability 1 there; label smoothing mixes it with the uniform distribution,
 * $(1 - \varepsilon)\, t + \varepsilon / C$. As in PyTorch, "mean" divides by the sum of the weights of the classes
 * given, without samples that are ignored; where targets are probabilities it divides by the number of samples.
 * Stable for scores of any size; a score of −∞ is probability 0.
 *
 * @param logits - scores [..., C], the classes on the last axis
 * @param target - classes [...] counted from 0, or probabilities [..., C]
 * @param options - `classWeights`: a factor a class [C]; `ignoreIndex`: the class that marks samples without an
 * answer; `labelSmoothing`: ε, 0 where left out; `reduction`: "mean" where left out, "sum" or "none"
 * @returns a traced value where one is traced, else a number, or with "none" an ndarray [...]
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes do not fit,
 * DomainError where a score is NaN or +∞, a class does not exist, probabilities are negative or do not add up to 1,
 * an option is out of range or a mean is asked of no sample
 * @see C. Szegedy et al., "Rethinking the inception architecture for computer vision", 2016, section 7
 *
 * @example
 * Three scores, the second is right; then the same with 10 % of the answer spread over all.
 * ```ts
 * import { categoricalCrossEntropy } from 'fovea/divergence';
 * categoricalCrossEntropy([[1, 3, 2]], [1]) // => 0.40760596444
 * categoricalCrossEntropy([[1, 3, 2]], [1], { labelSmoothing: 0.1 }) // => 0.50760596444
 * ```
 */
export function categoricalCrossEntropy<
  L extends Distributions,
  T extends Traceable,
  R extends Reduction | undefined = undefined,
>(logits: L, target: T, options?: CategoricalCrossEntropyOptions<R>): LossValue<L, T, R>;
export function categoricalCrossEntropy(
  logits: Distributions,
  target: Traceable,
  options?: CategoricalCrossEntropyOptions<Reduction | undefined>,
): number | FloatNdArray | Traced {
  return categoricalCrossEntropyFor(SITE, logits, target, options);
}

/** `categoricalCrossEntropy` for functions that it is a part of, whose name errors tell. */
export function categoricalCrossEntropyFor<
  L extends Distributions,
  T extends Traceable,
  R extends Reduction | undefined = undefined,
>(
  site: LossSite,
  logits: L,
  target: T,
  options?: CategoricalCrossEntropyOptions<R>,
): LossValue<L, T, R>;
export function categoricalCrossEntropyFor(
  site: LossSite,
  logits: Distributions,
  target: Traceable,
  options?: CategoricalCrossEntropyOptions<Reduction | undefined>,
): number | FloatNdArray | Traced {
  const { classWeights, ignoreIndex, labelSmoothing, reduction } = checkOptions(site.fn, options, [
    'classWeights',
    'ignoreIndex',
    'labelSmoothing',
    'reduction',
  ]);
  const how = readReduction(site.fn, reduction);
  checkScores(site.fn, site.logits, logits, -1);
  const smoothing = checkNumber(site.fn, 'labelSmoothing', labelSmoothing ?? 0, { min: 0, max: 1 });
  const shape = checkedShape(site.fn, site.logits, logits);
  const weights = readWeights(site, classWeights, shape.at(-1)!, dtypeOf(logits));
  const soft = checkedShape(site.fn, site.target, target).length === shape.length;
  if (soft && ignoreIndex !== undefined) {
    throw new KindError({
      function: site.fn,
      argument: 'ignoreIndex',
      expected: 'targets that are classes, not probabilities',
      got: String(ignoreIndex),
    });
  }
  if (ignoreIndex !== undefined)
    checkNumber(site.fn, 'ignoreIndex', ignoreIndex, { integer: true });
  const { losses, total } = soft
    ? lossesOf(logits, fromProbabilities(site, target, shape, weights, smoothing))
    : lossesOfClasses(site, logits, target, shape, weights, smoothing, ignoreIndex);
  if (how !== 'mean') return reduced(losses, how);
  if (!(total > 0)) {
    throw new DomainError({
      function: site.fn,
      argument: site.target,
      expected: 'a sample that counts',
      got: 'none',
    });
  }
  const all = reduced(losses, 'sum');
  return typeof all === 'number' ? all / total : div(all, total);
}

/** Losses of the samples, and what a mean of them is divided by. */
interface Losses {
  readonly losses: number | FloatNdArray | Traced;
  readonly total: number;
}

function lossesOf(logits: Distributions, { factors, total }: Targets): Losses {
  const logarithms = logSoftmax(logits);
  if (!isTraced(factors) && !isTraced(logarithms)) {
    return { losses: sum(asArray(ofAlike(factors, logarithms, surprises)), { axis: -1 }), total };
  }
  const counts = ofEach(factors, (x) => (x === 0 ? 0 : 1));
  const counted = where(counts, logarithms, 0);
  return { losses: sum(neg(mul(factors, counted)), { axis: -1 }), total };
}

/** −t ln p, 0 where t is, whatever p. */
function surprises(t: FloatTypedArray, lnP: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = t[i] === 0 ? 0 : -t[i]! * lnP[i]!;
}

function lossesOfClasses(
  site: LossSite,
  logits: Distributions,
  target: Traceable,
  shape: readonly number[],
  weights: FloatNdArray,
  smoothing: number,
  ignoreIndex: number | undefined,
): Losses {
  const classes = checkedClasses(site, target, shape, weights, ignoreIndex);
  return smoothing === 0 && !isTraced(logits)
    ? { losses: ofClasses(logits, classes, weights, ignoreIndex), total: classes.total }
    : lossesOf(logits, fromClasses(classes, shape, weights, smoothing, ignoreIndex));
}

function readWeights(
  site: LossSite,
  weights: ArrayInput | undefined,
  classes: number,
  dtype: FloatDType,
): FloatNdArray {
  if (weights === undefined) return wrap(allocate(dtype, classes).fill(1), [classes]);
  const { data, shape } = readArray(site.fn, 'classWeights', weights, dtype);
  if (shape.length !== 1 || shape[0] !== classes)
    refuseShape(site, 'classWeights', [classes], shape);
  checkEach(site.fn, 'classWeights', weights, 'factors of at least 0', [0, Number.MAX_VALUE]);
  return wrap(data, shape);
}

function refuseShape(
  site: LossSite,
  argument: string,
  expected: readonly number[],
  got: readonly number[],
): never {
  throw new ShapeError({
    function: site.fn,
    argument,
    expected: `(${expected.join(', ')})`,
    got: `(${got.join(', ')})`,
  });
}

function fromProbabilities(
  site: LossSite,
  target: Traceable,
  shape: readonly number[],
  weights: FloatNdArray,
  smoothing: number,
): Targets {
  const own = shapeOf(target);
  if (own.some((n, k) => n !== shape[k])) refuseShape(site, site.target, shape, own);
  checkEach(site.fn, site.target, target, 'probabilities, none negative or NaN', NOT_NEGATIVE);
  const tolerance = dtypeOf(target) === 'float32' ? 1e-5 : 1e-9;
  ofEach(sum(asArray(target), { axis: -1, keepDims: true }), (total) => {
    if (Math.abs(total - 1) <= tolerance) return 0;
    throw new DomainError({
      function: site.fn,
      argument: site.target,
      expected: 'probabilities that add up to 1',
      got: `a sum of ${total}`,
    });
  });
  const spread =
    smoothing === 0 ? target : add(mul(target, 1 - smoothing), smoothing / shape.at(-1)!);
  return { factors: mul(spread, weights), total: elementCount(shape.slice(0, -1)) };
}

/** Classes that exist, and what a mean is divided by. */
interface Classes {
  readonly data: Dense['data'];
  readonly total: number;
}

function checkedClasses(
  site: LossSite,
  target: Traceable,
  shape: readonly number[],
  weights: FloatNdArray,
  ignoreIndex: number | undefined,
): Classes {
  if (isTraced(target)) {
    throw new KindError({
      function: site.fn,
      argument: site.target,
      expected: 'classes that are not differentiated',
      got: 'a traced value',
    });
  }
  const { data, shape: own } = readClasses(site, target);
  const samples = shape.slice(0, -1);
  if (own.length !== samples.length || own.some((n, k) => n !== samples[k]))
    refuseShape(site, site.target, samples, own);
  const classes = shape.at(-1)!;
  let total = 0;
  data.forEach((c, row) => {
    if (c === ignoreIndex) return;
    if (!Number.isInteger(c) || c < 0 || c >= classes) {
      const place = placeOf(row, own);
      throw new DomainError({
        function: site.fn,
        argument: site.target,
        expected: `classes from 0 to ${classes - 1}`,
        got: `${c} at [${place.join(', ')}]`,
      });
    }
    total += weights.data[c]!;
  });
  return { data, total };
}

function fromClasses(
  { data, total }: Classes,
  shape: readonly number[],
  weights: FloatNdArray,
  smoothing: number,
  ignoreIndex: number | undefined,
): Targets {
  const classes = shape.at(-1)!;
  const factors = allocate(dtypeOf(weights), data.length * classes);
  data.forEach((c, row) => {
    if (c === ignoreIndex) return;
    for (let k = 0; k < classes; k++)
      factors[row * classes + k] = (smoothing / classes) * weights.data[k]!;
    factors[row * classes + c]! += (1 - smoothing) * weights.data[c]!;
  });
  return { factors: wrap(factors, shape), total };
}

/** Losses of classes that nothing is spread from, which need one logarithm of each row. */
function ofClasses(
  logits: ArrayInput,
  { data }: Classes,
  weights: FloatNdArray,
  ignoreIndex: number | undefined,
): FloatNdArray {
  const { data: logarithms, shape } = logSoftmax(logits);
  const classes = shape.at(-1)!;
  const losses = allocate(dtypeOf(weights), data.length);
  for (let row = 0; row < losses.length; row++) {
    const c = data[row]!;
    const weight = c === ignoreIndex ? 0 : weights.data[c]!;
    if (weight !== 0) losses[row] = 0 - weight * logarithms[row * classes + c]!;
  }
  return wrap(losses, shape.slice(0, -1));
}

function readClasses(site: LossSite, target: number | ArrayInput): Dense {
  return typeof target === 'number'
    ? { data: Float64Array.of(target), shape: [] }
    : readArray(site.fn, site.target, target);
}
