// Eigenvalues and eigenvectors of symmetric matrices by Jacobi's rotations.

/** Sweeps converge quadratically: matrices of a few hundred rows take about ten. */
const MOST_SWEEPS = 60;

/** See `ArrayKernels.symmetricEigenInPlace`. */
export function symmetricEigenInPlace(a: Float64Array, vectors: Float64Array, n: number): void {
  vectors.fill(0);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) turned = rotate(a, vectors, n, p, q) || turned;
    }
    if (!turned) return;
  }
}

// Turns rows and columns p and q so that a[p, q] becomes 0; false where it is nothing beside its diagonal already.
// Compared with both diagonal elements, so that small eigenvalues beside large ones keep their digits.
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): boolean {
  const off = a[p * n + q]!;
  const [app, aqq] = [a[p * n + p]!, a[q * n + q]!];
  const negligible = 0.5 * Number.EPSILON * Math.sqrt(Math.abs(app)) * Math.sqrt(Math.abs(aqq));
  if (Math.abs(off) <= negligible) return false;
  const theta = (aqq - app) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, c, s);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, c, s);
  for (let k = 0; k < n; k++) turn(vectors, k * n + p, k * n + q, c, s);
  a[p * n + p] = app - t * off;
  a[q * n + q] = aqq + t * off;
  a[p * n + q] = 0;
  a[q * n + p] = 0;
  return true;
}

function turn(numbers: Float64Array, at: number, other: number, c: number, s: number): void {
  const [x, y] = [numbers[at]!, numbers[other]!];
  numbers[at] = c * x - s * y;
  numbers[other] = s * x + c * y;
}
