// Eigenvalues and eigenvectors of symmetric matrices.
import { bindShapes } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatDType, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { symmetricEigenInPlace as eigenScalar } from '../kernels/scalar/symmetric-eigen.js';
import { kernel } from '../kernels/select.js';

/** What `symmetricEigen` gives. */
export interface SymmetricEigen {
  /** The eigenvalues in falling order, [n]. */
  readonly values: FloatNdArray;
  /** Their eigenvectors of length 1 as columns, [n, n], each with its largest component positive. */
  readonly vectors: FloatNdArray;
}

/** Differences across the diagonal of this share of the largest element are what rounding leaves. */
const ROUNDING = { float64: 1e-9, float32: 1e-4 };

/** Sums of larger elements may be larger than any number; they are taken in a unit, a power of two, which rounds nothing. */
const [LARGEST, UNIT] = [2 ** 990, 2 ** 33];

/** Products of smaller ones would be rounded to too few digits. */
const [SMALLEST, SMALL_UNIT] = [2 ** -400, 2 ** -600];

/**
 * The eigenvalues and eigenvectors of a symmetric matrix.
 *
 * $$A = V \operatorname{diag}(\lambda_1 \ge \dots \ge \lambda_n) \, V^{\top}, \quad V^{\top} V = I$$
 *
 * Computed in float64, in time n³. Up to 32 rows by Jacobi's rotations: small eigenvalues of a positive definite matrix
 * keep their digits beside large ones. Larger matrices are made tridiagonal by Householder's reflections and diagonal by
 * the implicit QL method: the error of each eigenvalue is a few roundings of the largest. The elements above and below the
 * diagonal may differ by rounding (1e-9 of the largest element; for a Float32Array 1e-4): then their mean counts.
 * Eigenvectors of equal eigenvalues are any orthonormal ones.
 *
 * @param a - a symmetric matrix [n, n], n ≥ 1, finite
 * @returns `values` [n] in falling order and `vectors` [n, n], one in each column; the component of each that is largest
 * in absolute value is positive (of equal ones the first)
 * @throws KindError where `a` is no array, ShapeError where it is not square or empty, DomainError where an element is
 * not finite or the matrix is not symmetric, with the place
 * @see G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th edition, sections 8.3 and 8.5
 *
 * @example
 * A matrix that stretches the diagonal three times and leaves the other one.
 * ```ts
 * import { symmetricEigen, toNested } from 'fovea/array';
 * const { values, vectors } = symmetricEigen([[2, 1], [1, 2]]);
 * toNested(values) // => [3, 1]
 * vectors.get(0, 0) // => 0.70710678
 * vectors.get(1, 1) // => -0.70710678
 * ```
 */
export function symmetricEigen(a: ArrayInput): SymmetricEigen {
  return symmetricEigenFor('symmetricEigen', 'a', a);
}

/**
 * `symmetricEigen` for functions that it is a part of, whose name errors tell.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of its argument
 * @param a - a symmetric matrix
 * @returns eigenvalues and eigenvectors
 */
export function symmetricEigenFor(fn: string, argument: string, a: ArrayInput): SymmetricEigen {
  const { matrix, unit, n, dtype } = readSymmetric(fn, argument, a);
  const turned = new Float64Array(n * n);
  kernel('symmetricEigenInPlace', eigenScalar)(matrix, turned, n);
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => matrix[j * n + j]! - matrix[i * n + i]!,
  );
  const largest = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    for (let c = 0; c < n; c++) {
      const component = turned[row * n + c]!;
      if (Math.abs(component) > Math.abs(largest[c]!)) largest[c] = component;
    }
  }
  const signs = largest.map((component) => (component < 0 ? -1 : 1));
  const values = allocate(dtype, n);
  const vectors = allocate(dtype, n * n);
  order.forEach((from, to) => {
    values[to] = matrix[from * n + from]! * unit;
  });
  for (let row = 0; row < n; row++) {
    for (let to = 0; to < n; to++) {
      const from = order[to]!;
      // Adding 0 makes 0 of −0.
      vectors[row * n + to] = signs[from]! * turned[row * n + from]! + 0;
    }
  }
  return { values: wrap(values, [n]), vectors: wrap(vectors, [n, n]) };
}

/**
 * The eigenvalues alone, in a fraction of the time.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of its argument
 * @param a - a symmetric matrix
 * @returns eigenvalues in falling order
 */
export function eigenvaluesOf(fn: string, argument: string, a: ArrayInput): FloatTypedArray {
  const { matrix, unit, n, dtype } = readSymmetric(fn, argument, a);
  kernel('symmetricEigenInPlace', eigenScalar)(matrix, undefined, n);
  const values = Float64Array.from({ length: n }, (_, i) => matrix[i * n + i]!);
  values.sort((x, y) => y - x);
  const target = allocate(dtype, n);
  for (let i = 0; i < n; i++) target[i] = values[i]! * unit;
  return target;
}

/** A symmetric matrix, checked. */
interface Symmetric {
  readonly matrix: Float64Array;
  /** What its elements are to be multiplied by. */
  readonly unit: number;
  readonly n: number;
  readonly dtype: FloatDType;
}

function readSymmetric(fn: string, argument: string, a: ArrayInput): Symmetric {
  const given = checkFinite(fn, argument, readArray(fn, argument, a, 'float64'));
  const { n } = bindShapes(fn, { [argument]: [given, 'n n'] }) as { n: number };
  if (n === 0)
    throw new ShapeError({
      function: fn,
      argument,
      expected: 'at least one row',
      got: '(0, 0)',
    });
  const dtype = computeDType(a);
  return { ...symmetrized(fn, argument, given.data, n, ROUNDING[dtype]), n, dtype };
}

/** The matrix with the mean of both sides on either, in a unit in which sums and products of elements are numbers. */
function symmetrized(
  fn: string,
  argument: string,
  data: ArrayLike<number>,
  n: number,
  rounding: number,
): { readonly matrix: Float64Array; readonly unit: number } {
  let largest = 0;
  for (let i = 0; i < n * n; i++) largest = Math.max(largest, Math.abs(data[i]!));
  const unit = largest > LARGEST ? UNIT : largest < SMALLEST ? SMALL_UNIT : 1;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const [below, above] = [data[i * n + j]!, data[j * n + i]!];
      if (Math.abs(below - above) > rounding * largest) {
        throw new DomainError({
          function: fn,
          argument,
          expected: 'a symmetric matrix',
          got: `${above} at [${j}, ${i}] and ${below} at [${i}, ${j}]`,
        });
      }
      matrix[i * n + j] = below / unit / 2 + above / unit / 2;
      matrix[j * n + i] = matrix[i * n + j]!;
    }
  }
  return { matrix, unit };
}
