import { checkAxis, checkNumber, checkOptions } from '../core/check.js';
import { allocateUncleared, readArray, wrap } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import type { SoftmaxKernel } from '../kernels/array-kernels.js';
import {
  logSoftmaxLines as logSoftmaxScalar,
  softmaxLines as softmaxScalar,
} from '../kernels/scalar/softmax.js';
import { kernel } from '../kernels/select.js';
import { logSoftmaxLines, softmaxLines } from '../kernels/simd/softmax.js';

/** Options of `softmax` and `logSoftmax`. */
export interface SoftmaxOptions {
  /** The axis that holds the alternatives; the last, −1, where left out. */
  readonly axis?: number | undefined;
  /** Divides the elements first: above 1 evens the result out, below 1 sharpens it; 1 where left out. */
  readonly temperature?: number | undefined;
}

/** Turns the scores along an axis into probabilities that add up to 1. For plain values; gradient holds the form that users call. */
export function softmax(a: ArrayInput, options?: SoftmaxOptions): FloatNdArray {
  return alongAxis('softmax', a, options, kernel('softmaxLines', softmaxScalar, softmaxLines));
}

/** The logarithms of the probabilities that `softmax` gives, exact where those round to 0 or 1. For plain values; gradient holds the form that users call. */
export function logSoftmax(a: ArrayInput, options?: SoftmaxOptions): FloatNdArray {
  return alongAxis(
    'logSoftmax',
    a,
    options,
    kernel('logSoftmaxLines', logSoftmaxScalar, logSoftmaxLines),
  );
}

function alongAxis(
  fn: string,
  a: ArrayInput,
  options: SoftmaxOptions | undefined,
  run: SoftmaxKernel,
): FloatNdArray {
  const { axis = -1, temperature = 1 } = checkOptions(fn, options, ['axis', 'temperature']);
  checkNumber(fn, 'temperature', temperature, { above: 0 });
  const { data, shape } = readArray(fn, 'a', a);
  const along = checkAxis(fn, 'axis', axis, shape.length);
  const target = allocateUncleared(
    data instanceof Float32Array ? 'float32' : 'float64',
    data.length,
  );
  const outer = elementCount(shape.slice(0, along));
  run(data, target, outer, shape[along]!, elementCount(shape.slice(along + 1)), temperature);
  return wrap(target, shape);
}
