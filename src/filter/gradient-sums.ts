// The operators of three by three whole numbers, and a derivative as the sum that they stand for.
import type { StepExpression } from '../derivation/expression-types.js';
import { multiply, negate } from '../derivation/operation-builders.js';
import { totalOf } from '../derivation/phrases.js';
import { gradientTaps } from './image-gradients.js';

/** The operators whose kernels are whole numbers, three by three. */
export type WholeOperator = 'sobel' | 'scharr' | 'prewitt' | 'central';

/** Their names. */
export const WHOLE_OPERATORS: readonly WholeOperator[] = ['sobel', 'scharr', 'prewitt', 'central'];

/** Rows of a kernel. */
export type Kernel = readonly (readonly number[])[];

/**
 * The kernel of an operator along x.
 *
 * @param fn - name of the public function, for errors
 * @param operator - which one
 * @returns three rows of whole numbers, as they are laid on the image
 */
export function gradientKernel(fn: string, operator: WholeOperator): number[][] {
  const [along, across] = gradientTaps(fn, { operator, normalize: false });
  const smoothing = across!.length === 3 ? [...across!] : [0, across![0]!, 0];
  // Not −0.
  return smoothing.map((weight) => [...along!].map((tap) => weight * tap + 0));
}

/** The same along y. */
export function transposed(kernel: Kernel): number[][] {
  return kernel.map((row, i) => row.map((_, j) => kernel[j]![i]!));
}

/** What sums are divided by, so that a ramp has its slope. */
export function kernelDivisor(kernel: Kernel): number {
  return kernel.flat().reduce((all, tap) => all + Math.abs(tap), 0);
}

/**
 * A pixel and its eight neighbours, weighed by a kernel and added up; those of weight 0 are left out.
 *
 * @param kernel - the weights
 * @param pixel - the pixel so many rows below and columns to the right; undefined where there is a zero
 * @returns the sum
 */
export function weighedSum(
  kernel: Kernel,
  pixel: (row: number, column: number) => StepExpression | undefined,
): StepExpression {
  return totalOf(
    kernel.flatMap((row, v) =>
      row.flatMap((weight, u) => {
        const value = weight === 0 ? undefined : pixel(v - 1, u - 1);
        if (value === undefined) return [];
        const size = Math.abs(weight);
        const product = size === 1 ? value : multiply(size, value);
        return [weight < 0 ? negate(product) : product];
      }),
    ),
  );
}
