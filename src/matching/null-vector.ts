// The vector that a matrix of many rows shrinks most, found without squaring the matrix, which would cost half
// of the digits: rows are folded into a triangle by rotations (Givens), whose columns are then made orthogonal
// by rotations (one-sided Jacobi, Hestenes 1958).

/** Sweeps after which columns of small matrices are orthogonal to all digits; a few suffice. */
const MOST_SWEEPS = 40;

/**
 * Folds a row into an upper triangular matrix R, so that RᵀR grows by rowᵀ·row.
 *
 * @param r - the triangle, [n, n], changed
 * @param row - n numbers, used up
 */
export function foldRow(r: Float64Array, row: Float64Array): void {
  const n = row.length;
  for (let k = 0; k < n; k++) {
    const below = row[k]!;
    if (below === 0) continue;
    const length = Math.hypot(r[k * n + k]!, below);
    const cos = r[k * n + k]! / length;
    const sin = below / length;
    for (let c = k; c < n; c++) {
      const top = r[k * n + c]!;
      r[k * n + c] = cos * top + sin * row[c]!;
      row[c] = cos * row[c]! - sin * top;
    }
  }
}

/** The vector that a matrix shrinks most. */
export interface NullVector {
  /** A vector of length 1. */
  readonly vector: Float64Array;
  /** The second least singular value divided by the largest; 0 where other vectors are shrunk as much. */
  readonly isolation: number;
}

/**
 * The right singular vector of the least singular value.
 *
 * @param r - a matrix [n, n], used up
 * @param n - its size
 * @returns the vector, and how far it is set apart
 */
export function nullVector(r: Float64Array, n: number): NullVector {
  const v = new Float64Array(n * n);
  for (let k = 0; k < n; k++) v[k * n + k] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS && orthogonalize(r, v, n); sweep++);
  const lengths = Array.from({ length: n }, (_, c) => ({
    c,
    length: Math.sqrt(product(r, n, c, c)),
  })).sort((a, b) => a.length - b.length);
  const { c } = lengths[0]!;
  return {
    vector: Float64Array.from({ length: n }, (_, k) => v[k * n + c]!),
    isolation: lengths[1]!.length / lengths[n - 1]!.length,
  };
}

// One sweep over all pairs of columns; whether any of them was turned.
function orthogonalize(r: Float64Array, v: Float64Array, n: number): boolean {
  let turned = false;
  for (let p = 0; p < n - 1; p++) {
    for (let q = p + 1; q < n; q++) {
      const alpha = product(r, n, p, p);
      const beta = product(r, n, q, q);
      const gamma = product(r, n, p, q);
      if (!(Math.abs(gamma) > Number.EPSILON * Math.sqrt(alpha * beta))) continue;
      turned = true;
      const zeta = (beta - alpha) / (2 * gamma);
      const tan = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
      const cos = 1 / Math.hypot(1, tan);
      turnColumns(r, n, p, q, cos, cos * tan);
      turnColumns(v, n, p, q, cos, cos * tan);
    }
  }
  return turned;
}

function product(r: Float64Array, n: number, p: number, q: number): number {
  let sum = 0;
  for (let at = 0; at < n * n; at += n) sum += r[at + p]! * r[at + q]!;
  return sum;
}

function turnColumns(
  m: Float64Array,
  n: number,
  p: number,
  q: number,
  cos: number,
  sin: number,
): void {
  for (let at = 0; at < n * n; at += n) {
    const left = m[at + p]!;
    m[at + p] = cos * left - sin * m[at + q]!;
    m[at + q] = sin * left + cos * m[at + q]!;
  }
}
