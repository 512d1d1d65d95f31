// The three products of a convolution: output from input and weights, input from output and weights, weights from input
// and output. Each is linear in both of its factors, and the derivatives of each are the other two, so that there are
// derivatives of any order.
import { allocate, computeDType, readArray, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatDType, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { asArray } from '../gradient/moves.js';
import { ownPrimitive } from '../gradient/primitive.js';
import { sum } from '../gradient/reduce.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import type { ConvTask } from '../kernels/convolution-kernels.js';
import { convolve, convolveBack, correlateWindows } from '../kernels/scalar/convolve.js';
import { kernel } from '../kernels/select.js';
import {
  convolveBack as convolveBackFast,
  convolve as convolveFast,
  correlateWindows as correlateWindowsFast,
} from '../kernels/simd/convolve.js';

type Value = FloatNdArray | Traced;
type Factor = ArrayInput | Traced;

const inputShape = (t: ConvTask): number[] => [t.images, t.channels, t.height, t.width];
const outputShape = (t: ConvTask): number[] => [t.images, t.filters, t.outHeight, t.outWidth];
const weightShape = (t: ConvTask): number[] => [
  t.filters,
  t.channels / t.groups,
  t.kernelHeight,
  t.kernelWidth,
];

/**
 * Output from input and weights: a convolution.
 *
 * @param fn - name of the public function, for errors
 * @param task - sizes and steps
 * @param x - input [images, channels, height, width]
 * @param weight - [filters, channels / groups, kernelHeight, kernelWidth]
 * @param bias - [filters], or undefined
 * @returns output [images, filters, outHeight, outWidth]
 */
export function outputOf(
  fn: string,
  task: ConvTask,
  x: Factor,
  weight: Factor,
  bias?: Factor,
): Value {
  const run: Run = (dtype, [a, w, b]) => {
    const shape = outputShape(task);
    const target = allocate(dtype, elementCount(shape));
    kernel('convolve', convolve, convolveFast)(task, a!, w!, b, target);
    return wrap(target, shape);
  };
  return product(fn, run, [x, weight, bias], (gradient, a, w) => [
    () => inputOf(fn, task, gradient, w),
    () => weightOf(fn, task, a, gradient),
  ]);
}

/**
 * Input from output and weights: a transposed convolution.
 *
 * @param fn - name of the public function, for errors
 * @param task - sizes and steps of the convolution of which it is the adjoint
 * @param y - output [images, filters, outHeight, outWidth]
 * @param weight - [filters, channels / groups, kernelHeight, kernelWidth]
 * @param bias - [channels], or undefined
 * @returns input [images, channels, height, width]
 */
export function inputOf(
  fn: string,
  task: ConvTask,
  y: Factor,
  weight: Factor,
  bias?: Factor,
): Value {
  const run: Run = (dtype, [a, w, b]) => {
    const shape = inputShape(task);
    const target = allocate(dtype, elementCount(shape));
    kernel('convolveBack', convolveBack, convolveBackFast)(task, a!, w!, b, target);
    return wrap(target, shape);
  };
  return product(fn, run, [y, weight, bias], (gradient, a, w) => [
    () => outputOf(fn, task, gradient, w),
    () => weightOf(fn, task, gradient, a),
  ]);
}

/** Weights from input and output: what a gradient by the weights is. */
function weightOf(fn: string, task: ConvTask, x: Factor, y: Factor): Value {
  const run: Run = (dtype, [a, b]) => {
    const shape = weightShape(task);
    const target = allocate(dtype, elementCount(shape));
    kernel('correlateWindows', correlateWindows, correlateWindowsFast)(task, a!, b!, target);
    return wrap(target, shape);
  };
  return product(fn, run, [x, y], (gradient, a, b) => [
    () => inputOf(fn, task, b, gradient),
    () => outputOf(fn, task, a, gradient),
  ]);
}

type Run = (dtype: FloatDType, factors: readonly (FloatTypedArray | undefined)[]) => FloatNdArray;
type Gradients = (
  gradient: Factor,
  first: Factor,
  second: Factor,
) => readonly [byFirst: () => Value, bySecond: () => Value];

/** A product as a primitive; a third factor is added to every image and place of its channel. */
function product(
  fn: string,
  run: Run,
  factors: readonly (Factor | undefined)[],
  gradients: Gradients,
): Value {
  const given = factors.filter((factor) => factor !== undefined);
  const by =
    (index: 0 | 1) =>
    (gradient: Traceable, _: Traceable, ...inputs: readonly Traceable[]): Traceable => {
      const [first, second] = inputs;
      return gradients(asArray(gradient), asArray(first!), asArray(second!))[index]();
    };
  const apply = ownPrimitive(
    fn,
    (...inputs) => {
      const arrays = inputs.map((input) => asArray(input) as ArrayInput);
      const dtype = computeDType(...arrays);
      return run(
        dtype,
        arrays.map((array) => readArray(fn, 'x', array, dtype).data),
      );
    },
    [by(0), by(1), (gradient) => sum(asArray(gradient), { axis: [0, 2, 3] })],
  );
  return asArray(apply(...given)) as Value;
}
