// The product of matrices, for plain and for traced values.
import { matmul as matmulPlain } from '../array/matmul.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { apply, isTraced, type Traced } from './traced.js';
import type { ArrayValue } from './value-types.js';

/**
 * The product of two matrices, or of stacks of matrices.
 *
 * $$c_{ij} = \sum_{p=1}^k a_{ip} \, b_{pj}$$
 *
 * Leading axes count the matrices of a stack. Both arguments have the same ones, or one of them has none
 * and its matrix stands in every product. Sums run over k in order: in float64, or for float32 on SIMD
 * kernels, in float32 by runs of 256 terms. Transposed views are read where they lie. NaN and infinities spread as arithmetic has it.
 *
 * @param a - left factor, shape [..., n, k]
 * @param b - right factor, shape [..., k, m]
 * @returns the products, shape [..., n, m]; a traced value where a factor is traced
 * @throws KindError where an argument is no array, ShapeError where the inner lengths or the leading axes
 * differ; DomainError for a result of more than 2²⁸ elements
 *
 * @example
 * A matrix times a column.
 * ```ts
 * import { matmul, toNested } from 'fovea/array';
 * toNested(matmul([[1, 2], [3, 4]], [[5], [6]])) // => [[17], [39]]
 * ```
 */
export function matmul<A extends ArrayInput | Traced, B extends ArrayInput | Traced>(
  a: A,
  b: B,
): ArrayValue<A, B>;
export function matmul(a: ArrayInput | Traced, b: ArrayInput | Traced): FloatNdArray | Traced {
  if (isTraced(a) || isTraced(b)) return apply('matmul', [a, b], undefined);
  return matmulPlain(a, b);
}
