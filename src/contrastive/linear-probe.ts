// How much a frozen encoder knows: a linear classifier of its features.

import { matmul } from '../array/matmul.js';
import { softmax } from '../array/softmax.js';
import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { add } from '../gradient/arithmetic.js';
import { transpose } from '../gradient/shape.js';
import { type Evaluation, lbfgs } from './lbfgs.js';
import { largestOfRows, readLabels } from './ranks.js';
import { readFinite } from './read.js';

/** What `linearProbe` may be told. */
export interface LinearProbeOptions {
  /** The weight λ of the penalty of large weights, above 0; 1e-3 where left out. */
  readonly penalty?: number | undefined;
  /** How many classes there are; one more than the largest label where left out. */
  readonly classes?: number | undefined;
  /** The most steps of the descent; 1000 where left out. */
  readonly steps?: number | undefined;
  /** The largest derivative at which it may end; 1e-8 where left out. */
  readonly tolerance?: number | undefined;
}

/** A linear classifier. */
export interface LinearClassifier {
  /** [d, C] */
  readonly weights: ArrayInput;
  /** [C] */
  readonly bias: ArrayInput;
}

/** What `linearProbe` gives. */
export interface LinearProbe extends LinearClassifier {
  /** [d, C] */
  readonly weights: FloatNdArray;
  /** [C]; adds up to 0. */
  readonly bias: FloatNdArray;
  /** The share of the samples it was fitted to that it gets right. */
  readonly accuracy: number;
  /** What was made small: cross-entropy, in nats a sample, and penalty. */
  readonly loss: number;
  /** How many steps the descent took. */
  readonly steps: number;
  /** Whether it ended at the minimum, to the tolerance, and not for want of steps. */
  readonly converged: boolean;
}

/** What `classifyLinearly` gives. */
export interface LinearPrediction {
  /** The most probable class of each row, the first of equals. */
  readonly classes: readonly number[];
  /** [n, C] */
  readonly probabilities: FloatNdArray;
}

const FN = 'linearProbe';
const FEATURES = { is: 2, called: 'the features of one sample a row, (n, d)' } as const;

/**
 * A linear probe: multinomial logistic regression on features of a frozen encoder, with a penalty of large weights.
 *
 * $$\min_{W, b} \; \frac1n \sum_i -\ln \operatorname{softmax}(x_i W + b)_{y_i} + \frac\lambda2 \lVert W \rVert^2$$
 *
 * How well it does on samples that it was not fitted to says how much of the classes the features tell in a straight
 * line. The minimum is unique and found without chance, by L-BFGS from zero; the bias has no penalty. λ is to be chosen
 * on samples kept for that. It is 1 / (C·n) for the C of scikit-learn's `LogisticRegression` and n samples.
 *
 * @param features - of one sample a row, [n, d], fitted as they are; scale them first where their sizes differ much
 * @param labels - the class of each sample, [n], counted from 0; every class occurs
 * @param options - `penalty`: λ above 0, 1e-3 where left out; `classes`: how many there are; `steps`, at most, 1000;
 * `tolerance` of the largest derivative, 1e-8
 * @returns `weights` [d, C] and `bias` [C], for `classifyLinearly`; `accuracy` on these samples, `loss`, `steps`,
 * `converged`
 * @throws KindError where an argument is no array or an option unknown, ShapeError where there is not one label a row or
 * there are fewer than two classes, DomainError where a feature is not finite, a label out of range, with its place, a
 * class without a sample, or an option out of range; DomainError for a result of more than 2²⁸ elements
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 3.2
 *
 * @example
 * Two classes left and right of 0: the probe is as steep as the penalty lets it be.
 * ```ts
 * import { classifyLinearly, linearProbe } from 'fovea';
 * const probe = linearProbe([[-2], [-1], [1], [2]], [0, 0, 1, 1], { penalty: 0.1 });
 * probe.accuracy // => 1
 * classifyLinearly(probe, [[0.5], [-3]]).classes // => [1, 0]
 * ```
 */
export function linearProbe(
  features: ArrayInput,
  labels: ArrayInput,
  options?: LinearProbeOptions,
): LinearProbe {
  return linearProbeFor(FN, features, labels, options);
}

/** `linearProbe` for functions that it is a part of, whose name errors tell. */
export function linearProbeFor(
  fn: string,
  features: ArrayInput,
  labels: ArrayInput,
  options?: LinearProbeOptions,
): LinearProbe {
  const names = ['penalty', 'classes', 'steps', 'tolerance'] as const;
  const given = checkOptions(fn, options, names);
  const { penalty = 1e-3, steps: most = 1000, tolerance = 1e-8 } = given;
  checkNumber(fn, 'penalty', penalty, { above: 0 });
  checkNumber(fn, 'steps', most, { integer: true, min: 1 });
  checkNumber(fn, 'tolerance', tolerance, { min: 0 });
  if (given.classes !== undefined)
    checkNumber(fn, 'classes', given.classes, { integer: true, min: 2 });
  const x = readFinite(fn, 'features', features, FEATURES);
  const [n, d] = x.shape as [number, number];
  const y = readLabels(fn, 'labels', labels, n, given.classes ?? Infinity);
  const classes = given.classes ?? y.reduce((top, label) => Math.max(top, label), 0) + 1;
  checkClasses(fn, y, classes);
  checkElements(fn, 'labels', [n, classes]);
  // Fitted in float64 whatever the features are, so that the tolerance means the same.
  const double = wrap(Float64Array.from(x.data), x.shape);
  const start = new Float64Array((d + 1) * classes);
  const objective = objectiveOf(double, y, classes, penalty);
  const found = lbfgs(objective, start, { steps: most, tolerance });
  const dtype = x.data instanceof Float32Array ? 'float32' : 'float64';
  const part = (from: number, to: number): FloatTypedArray => {
    const target = allocate(dtype, to - from);
    target.set(found.point.subarray(from, to));
    return target;
  };
  const probe = {
    weights: wrap(part(0, d * classes), [d, classes]),
    bias: wrap(part(d * classes, start.length), [classes]),
  };
  const right = largestOfRows(logitsOf(x, probe)).filter((c, i) => c === y[i]).length;
  const { value: loss, iterations: steps, converged } = found;
  return { ...probe, accuracy: right / n, loss, steps, converged };
}

function checkClasses(fn: string, labels: Int32Array, classes: number): void {
  if (classes < 2) {
    const [argument, expected] = ['labels', 'at least two classes'];
    throw new ShapeError({ function: fn, argument, expected, got: 'one' });
  }
  if (classes > labels.length) {
    const [argument, expected] = ['labels', `a sample of each of ${classes} classes`];
    throw new DomainError({ function: fn, argument, expected, got: `${labels.length} samples` });
  }
  const counts = new Uint32Array(classes);
  for (const label of labels) counts[label]!++;
  const missing = counts.indexOf(0);
  if (missing < 0) return;
  const expected = 'a sample of each class (else its bias has no minimum)';
  throw new DomainError({
    function: fn,
    argument: 'labels',
    expected,
    got: `none of class ${missing}`,
  });
}

/** Loss and derivatives by weights and bias, which stand one after the other. */
function objectiveOf(
  x: FloatNdArray,
  labels: Int32Array,
  classes: number,
  penalty: number,
): (point: Float64Array) => Evaluation {
  const [n, d] = x.shape as [number, number];
  const columns = transpose(x) as FloatNdArray;
  const count = d * classes;
  return (point) => {
    const weights = wrap(point.subarray(0, count), [d, classes]);
    const logits = matmul(x, weights).data as Float64Array;
    const bias = point.subarray(count);
    let loss = 0;
    // Logits become their own derivatives, row by row.
    for (let i = 0; i < n; i++) {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      let top = -Infinity;
      for (let c = 0; c < classes; c++) {
        row[c]! += bias[c]!;
        top = Math.max(top, row[c]!);
      }
      let total = 0;
      for (let c = 0; c < classes; c++) total += Math.exp(row[c]! - top);
      loss += Math.log(total) + top - row[labels[i]!]!;
      for (let c = 0; c < classes; c++) row[c] = Math.exp(row[c]! - top) / total / n;
      row[labels[i]!]! -= 1 / n;
    }
    const gradient = new Float64Array(point.length);
    gradient.set(matmul(columns, wrap(logits, [n, classes])).data);
    let squares = 0;
    for (let k = 0; k < count; k++) {
      squares += point[k]! * point[k]!;
      gradient[k]! += penalty * point[k]!;
    }
    for (let k = 0; k < logits.length; k++) gradient[count + (k % classes)]! += logits[k]!;
    return { value: loss / n + (penalty / 2) * squares, gradient };
  };
}

/**
 * Classes of features, by a linear classifier.
 *
 * $$p(c \mid x) = \operatorname{softmax}(x W + b)_c$$
 *
 * @param classifier - such as that of `linearProbe`: `weights` [d, C] and `bias` [C]
 * @param features - of one sample a row, [n, d]
 * @returns the most probable `classes`, and `probabilities`, [n, C]
 * @throws KindError where something is no array, ShapeError where shapes do not fit, DomainError where a number is not
 * finite
 *
 * @example
 * Three times as much speaks for the second class as for the first.
 * ```ts
 * import { classifyLinearly, toNested } from 'fovea';
 * const { classes, probabilities } = classifyLinearly({ weights: [[0, 1]], bias: [0, 0] }, [[Math.log(3)]]);
 * classes // => [1]
 * toNested(probabilities) // => [[0.25, 0.75]]
 * ```
 */
export function classifyLinearly(
  classifier: LinearClassifier,
  features: ArrayInput,
): LinearPrediction {
  const fn = 'classifyLinearly';
  const x = readFinite(fn, 'features', features, FEATURES);
  const shape = { is: 2, called: 'a matrix, (d, C)' };
  const weights = readFinite(fn, 'classifier.weights', classifier?.weights, shape);
  const bias = readFinite(fn, 'classifier.bias', classifier?.bias, {
    is: 1,
    called: 'a list, (C)',
  });
  bindShapes(fn, {
    features: [x, 'n d'],
    'classifier.weights': [weights, 'd C'],
    'classifier.bias': [bias, 'C'],
  });
  const logits = logitsOf(x, { weights, bias });
  return { classes: largestOfRows(logits), probabilities: softmax(logits) };
}

function logitsOf(
  x: FloatNdArray,
  { weights, bias }: { readonly weights: FloatNdArray; readonly bias: FloatNdArray },
): FloatNdArray {
  return add(matmul(x, weights), bias) as FloatNdArray;
}
