// Where an element of a strided array lies.

/**
 * Strides, in elements, of a contiguous row-major array.
 *
 * @param shape - lengths of the axes
 * @returns one stride an axis
 */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/**
 * Number of elements of a shape; 1 for a scalar's shape [].
 *
 * @param shape - lengths of the axes
 * @returns their product
 */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const length of shape) count *= length;
  return count;
}

/**
 * Whether two shapes are the same.
 *
 * @param a - lengths of the axes
 * @param b - those of another array
 * @returns true where there are as many axes, of the same lengths
 */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * Whether a view's elements lie one after the other, in row-major order.
 *
 * @param shape - lengths of the axes
 * @param strides - steps of the axes, in elements
 * @returns true where the elements from the offset on are the array in order
 */
export function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false;
    step *= shape[axis]!;
  }
  return true;
}

/**
 * Where an element stands, from its number in row-major order.
 *
 * @param index - from 0, below the number of elements
 * @param shape - lengths of the axes
 * @returns its index along each axis
 */
export function placeOf(index: number, shape: readonly number[]): number[] {
  return rowMajorStrides(shape).map((step, axis) => Math.floor(index / step) % shape[axis]!);
}
