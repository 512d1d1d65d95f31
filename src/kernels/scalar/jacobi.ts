// Eigenvalues and eigenvectors of symmetric matrices by Jacobi's rotations.

/** Sweeps converge quadratically: matrices of a few hundred rows take about ten. */
const MOST_SWEEPS = 60;

/**
 * Makes a symmetric matrix diagonal by sweeps of rotations, in place (Golub and Van Loan, section 8.5).
 *
 * @param a - symmetric, [n, n]; its diagonal becomes the eigenvalues, in no order
 * @param rows - [n, n], whose rows are turned with those of `a`: those of the unit matrix become eigenvectors. None are
 * computed where they are left out
 * @param n - its size
 */
export function jacobi(a: Float64Array, rows: Float64Array | undefined, n: number): void {
  let turned = true;
  for (let sweep = 0; turned && sweep < MOST_SWEEPS; sweep++) {
    turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) turned = rotate(a, rows, n, p, q) || turned;
    }
  }
}

// Turns rows and columns p and q so that a[p, q] becomes 0; false where it is nothing beside its diagonal already.
// Compared with both diagonal elements, so that small eigenvalues beside large ones keep their digits.
function rotate(
  a: Float64Array,
  rows: Float64Array | undefined,
  n: number,
  p: number,
  q: number,
): boolean {
  const off = a[p * n + q]!;
  const [app, aqq] = [a[p * n + p]!, a[q * n + q]!];
  const negligible = 0.5 * Number.EPSILON * Math.sqrt(Math.abs(app)) * Math.sqrt(Math.abs(aqq));
  if (Math.abs(off) <= negligible) return false;
  const theta = (aqq - app) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  turnRows(a, p * n, q * n, n, c, s);
  if (rows !== undefined) turnRows(rows, p * n, q * n, n, c, s);
  // The columns are what the rows are. Where they cross follows.
  for (let k = 0, at = 0; k < n; k++, at += n) {
    a[at + p] = a[p * n + k]!;
    a[at + q] = a[q * n + k]!;
  }
  a[p * n + p] = app - t * off;
  a[q * n + q] = aqq + t * off;
  a[p * n + q] = 0;
  a[q * n + p] = 0;
  return true;
}

function turnRows(
  numbers: Float64Array,
  row: number,
  other: number,
  n: number,
  c: number,
  s: number,
): void {
  for (let k = 0; k < n; k++) {
    const x = numbers[row + k]!;
    const y = numbers[other + k]!;
    numbers[row + k] = c * x - s * y;
    numbers[other + k] = s * x + c * y;
  }
}
