// A linear layer, as one primitive: product and bias in one array.

import { readFactor } from '../array/factors.js';
import { allocate, computeDType, readArray, wrap } from '../core/create.js';
import { KindError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { matmul } from '../gradient/matmul.js';
import { asArray, shapeOf, swapLast } from '../gradient/moves.js';
import { ownPrimitive, type PrimitivePullback } from '../gradient/primitive.js';
import { reshape } from '../gradient/shape.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { matmul as matmulScalar } from '../kernels/scalar/matmul.js';
import { addToRows } from '../kernels/scalar/rows.js';
import { kernel } from '../kernels/select.js';
import { matmul as matmulFast } from '../kernels/simd/matmul.js';
import { checkAxes, refuse } from './shapes.js';

/**
 * A linear layer: each vector along the last axis is multiplied by a matrix, and a bias is added.
 *
 * $$y = x W + b$$
 *
 * The matrix stands on the right, so its columns are what makes the outputs. PyTorch keeps the transposed
 * matrix, [out, in]. Sums run in float64, or on SIMD kernels, which serve float32, in float32 by runs of 256 terms.
 *
 * @param x - shape [..., in]
 * @param w - the matrix, shape [in, out]
 * @param b - the bias, shape [out]; none where left out
 * @returns shape [..., out]; a traced value where an argument is traced
 * @throws ShapeError where shapes do not meet, KindError where an argument is no array; DomainError for a result of
 * more than 2²⁸ elements
 *
 * @example
 * Two inputs, three outputs.
 * ```ts
 * import { linear, toNested } from 'fovea';
 * toNested(linear([1, 2], [[1, 0, 3], [0, 1, 4]], [0, 0, 10])) // => [1, 2, 21]
 * ```
 */
export function linear<
  X extends ArrayInput | Traced,
  W extends ArrayInput | Traced,
  B extends ArrayInput | Traced = FloatNdArray,
>(x: X, w: W, b?: B): ArrayValue<ArrayValue<X, W>, B>;
export function linear(
  x: ArrayInput | Traced,
  w: ArrayInput | Traced,
  b?: ArrayInput | Traced,
): FloatNdArray | Traced {
  return linearFor('linear', ['w', 'b'], x, w, b);
}

/**
 * `linear` for functions that it is a part of, whose name errors tell.
 *
 * @param fn - name of the public function, for errors
 * @param names - what it calls matrix and bias
 * @param x - shape [..., in]
 * @param w - shape [in, out]
 * @param b - shape [out], or undefined
 * @returns shape [..., out]
 */
export function linearFor(
  fn: string,
  names: readonly [w: string, b: string],
  x: ArrayInput | Traced,
  w: ArrayInput | Traced | undefined,
  b: ArrayInput | Traced | undefined,
): FloatNdArray | Traced {
  if (w === undefined) {
    throw new KindError({ function: fn, argument: names[0], expected: 'a matrix', got: 'nothing' });
  }
  const [from, matrix] = [shapeOf(x, fn, 'x'), shapeOf(w, fn, names[0])];
  if (from.length === 0) refuse(fn, 'x', '(..., in)', from);
  if (matrix.length !== 2 || matrix[0] !== from.at(-1)) {
    refuse(fn, names[0], `(in=${from.at(-1)}, out)`, matrix);
  }
  checkElements(fn, names[0], [...from.slice(0, -1), matrix[1]!]);
  if (b === undefined) return asArray(product(fn)(x, w)) as FloatNdArray | Traced;
  checkAxes(fn, names[1], b, ['out', matrix[1]!]);
  return asArray(product(fn)(x, w, b)) as FloatNdArray | Traced;
}

const product = (fn: string): ((...inputs: readonly Traceable[]) => Traceable) =>
  ownPrimitive(fn, (x, w, b) => forward(fn, x as ArrayInput, w as ArrayInput, b as ArrayInput), [
    byInput,
    byMatrix,
    byBias,
  ]);

function forward(
  fn: string,
  x: ArrayInput,
  w: ArrayInput,
  b: ArrayInput | undefined,
): FloatNdArray {
  const dtype = b === undefined ? computeDType(x, w) : computeDType(x, w, b);
  const source = readArray(fn, 'x', x, dtype);
  const matrix = readFactor(fn, 'w', w, dtype);
  const lead = source.shape.slice(0, -1);
  const [inputs, outputs] = matrix.shape as [number, number];
  const rows = elementCount(lead);
  const target = allocate(dtype, rows * outputs);
  const product = kernel('matmul', matmulScalar, matmulFast);
  product(source.data, matrix.data, target, 1, 0, 0, rows, inputs, outputs, {
    aRow: inputs,
    aTerm: 1,
    bTerm: matrix.rowStep,
    bColumn: matrix.columnStep,
  });
  if (b !== undefined) {
    kernel('addToRows', addToRows)(target, readArray(fn, 'b', b, dtype).data, rows, outputs);
  }
  return wrap(target, [...lead, outputs]);
}

// x̄ = ȳ Wᵀ
const byInput: PrimitivePullback = (gradient, _, __, w) =>
  linearFor('linear', ['w', 'b'], asArray(gradient), swapLast(asArray(w!)), undefined);

// W̄ = xᵀ ȳ, summed over the rows
const byMatrix: PrimitivePullback = (gradient, _, x) =>
  matmul(swapLast(asRows(x!)), asRows(gradient));

// b̄ = ȳ, summed over the rows by the backward walk
const byBias: PrimitivePullback = (gradient) => gradient;

/** Vectors one below the other. */
function asRows(x: Traceable): ArrayInput | Traced {
  const array = asArray(x);
  const shape = shapeOf(array);
  if (shape.length === 2) return array;
  return reshape(array, [elementCount(shape.slice(0, -1)), shape.at(-1)!]);
}
