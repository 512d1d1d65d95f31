// Convolutions of which sums left the range of float32: an image's planes of a group, or the weights of a group, are
// computed again by the scalar kernels, which sum in float64.
import type { FloatTypedArray } from '../../core/types.js';
import type { ConvTask } from '../convolution-kernels.js';
import {
  convolveBack as convolveBackScalar,
  convolve as convolveScalar,
  correlateWindows as correlateWindowsScalar,
} from '../scalar/convolve.js';
import { redoLines } from './overflow.js';

/** Sizes of one group of one image. */
function sizesOf({ channels, filters, groups, ...task }: ConvTask) {
  const one: ConvTask = {
    ...{ ...task, images: 1, groups: 1 },
    ...{ channels: channels / groups, filters: filters / groups },
  };
  return {
    one,
    input: one.channels * one.height * one.width,
    output: one.filters * one.outHeight * one.outWidth,
    weight: one.filters * one.channels * one.kernelHeight * one.kernelWidth,
  };
}

/** The `index`-th part of `length` numbers; none of none. */
function part<T extends FloatTypedArray | undefined>(numbers: T, index: number, length: number): T {
  return numbers?.subarray(index * length, (index + 1) * length) as T;
}

/** See `ConvolutionKernels.convolve`: where the output is not finite. */
export function redoConvolve(
  task: ConvTask,
  input: FloatTypedArray,
  weight: FloatTypedArray,
  bias: FloatTypedArray | undefined,
  output: FloatTypedArray,
): void {
  const sizes = sizesOf(task);
  redoLines(output, sizes.output, (first, count) => {
    for (let i = first; i < first + count; i++) {
      const group = i % task.groups;
      convolveScalar(
        sizes.one,
        part(input, i, sizes.input),
        part(weight, group, sizes.weight),
        part(bias, group, sizes.one.filters),
        part(output, i, sizes.output),
      );
    }
  });
}

/** See `ConvolutionKernels.convolveBack`: where the input is not finite. */
export function redoConvolveBack(
  task: ConvTask,
  output: FloatTypedArray,
  weight: FloatTypedArray,
  bias: FloatTypedArray | undefined,
  input: FloatTypedArray,
): void {
  const sizes = sizesOf(task);
  redoLines(input, sizes.input, (first, count) => {
    for (let i = first; i < first + count; i++) {
      const group = i % task.groups;
      convolveBackScalar(
        sizes.one,
        part(output, i, sizes.output),
        part(weight, group, sizes.weight),
        part(bias, group, sizes.one.channels),
        part(input, i, sizes.input),
      );
    }
  });
}

/** See `ConvolutionKernels.correlateWindows`: where the weights are not finite. */
export function redoCorrelateWindows(
  task: ConvTask,
  input: FloatTypedArray,
  output: FloatTypedArray,
  weight: FloatTypedArray,
): void {
  const { weight: length } = sizesOf(task);
  let all: FloatTypedArray | undefined;
  redoLines(weight, length, (first, count) => {
    if (all === undefined) {
      all = new Float32Array(weight.length);
      correlateWindowsScalar(task, input, output, all);
    }
    weight.set(all.subarray(first * length, (first + count) * length), first * length);
  });
}
