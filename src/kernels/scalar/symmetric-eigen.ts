// Eigenvalues and eigenvectors of symmetric matrices: small ones by Jacobi's rotations, others by way of a tridiagonal one.
import { jacobi } from './jacobi.js';
import { multiplyReflections, tridiagonalize } from './tridiagonal.js';
import { diagonalize } from './tridiagonal-eigen.js';

/** Up to this size Jacobi's method, which is more exact, takes a few milliseconds at most. */
const SMALL = 32;

/** Sweeps of the QL method for each eigenvalue: two are usual, and so many unheard of. */
const MOST_SWEEPS = 30;

/** See `ArrayKernels.symmetricEigenInPlace`. */
export function symmetricEigenInPlace(
  a: Float64Array,
  vectors: Float64Array | undefined,
  n: number,
): void {
  if (n <= SMALL) byRotations(a, vectors, n);
  else byReflections(a, vectors, n, MOST_SWEEPS * n);
}

function byRotations(a: Float64Array, vectors: Float64Array | undefined, n: number): void {
  if (vectors !== undefined) setUnit(vectors, n);
  jacobi(a, vectors, n);
  if (vectors !== undefined) transposeInPlace(vectors, n);
}

/**
 * The same by Householder's reflections and the QL method.
 *
 * @param a - symmetric, [n, n]; its diagonal becomes the eigenvalues
 * @param vectors - the eigenvectors, in columns, or undefined where none are wanted
 * @param n - size, at least 1
 * @param mostSweeps - sweeps after which Jacobi's rotations, which always end, do what is left
 */
export function byReflections(
  a: Float64Array,
  vectors: Float64Array | undefined,
  n: number,
  mostSweeps: number,
): void {
  const order = risingDiagonal(a, n);
  const work = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const start = order[i]! * n;
    for (let j = 0; j <= i; j++) work[i * n + j] = a[start + order[j]!]!;
  }
  const { diagonal, beside, halves } = tridiagonalize(work, n);
  if (vectors !== undefined) multiplyReflections(work, halves, n, vectors);
  if (!diagonalize(diagonal, beside, vectors, mostSweeps)) finish(diagonal, beside, vectors, n);
  if (vectors !== undefined) {
    work.set(vectors);
    for (let i = 0; i < n; i++) vectors.set(work.subarray(i * n, i * n + n), order[i]! * n);
  }
  a.fill(0);
  for (let i = 0; i < n; i++) a[i * n + i] = diagonal[i]!;
}

// The reflections begin with the last row, the rotations with the first: with the largest numbers last, the small ones of
// graded matrices keep more of their digits.
function risingDiagonal(a: Float64Array, n: number): Int32Array {
  const size = (i: number): number => Math.abs(a[i * n + i]!);
  return Int32Array.from({ length: n }, (_, i) => i).sort((i, j) => size(i) - size(j) || i - j);
}

// What the QL method has left of a tridiagonal matrix, by Jacobi's rotations.
function finish(
  diagonal: Float64Array,
  beside: Float64Array,
  vectors: Float64Array | undefined,
  n: number,
): void {
  const rest = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    rest[i * n + i] = diagonal[i]!;
    if (i + 1 === n) continue;
    rest[i * n + i + 1] = beside[i]!;
    rest[(i + 1) * n + i] = beside[i]!;
  }
  if (vectors !== undefined) transposeInPlace(vectors, n);
  jacobi(rest, vectors, n);
  if (vectors !== undefined) transposeInPlace(vectors, n);
  for (let i = 0; i < n; i++) diagonal[i] = rest[i * n + i]!;
}

function setUnit(matrix: Float64Array, n: number): void {
  matrix.fill(0);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
}

function transposeInPlace(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const other = matrix[i * n + j]!;
      matrix[i * n + j] = matrix[j * n + i]!;
      matrix[j * n + i] = other;
    }
  }
}
