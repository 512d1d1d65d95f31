// Triangular factors of symmetric matrices, row-major [n, n] in float64.

/**
 * The lower triangular L with L·Lᵀ = a; only the lower half of `a` is read.
 *
 * @param a - [n, n]
 * @param n - its size
 * @param target - L, [n, n]
 * @returns −1, or the size of the first leading minor that is not positive
 */
export function cholesky(a: Float64Array, n: number, target: Float64Array): number {
  target.fill(0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= target[i * n + k]! * target[j * n + k]!;
      if (i !== j) {
        target[i * n + j] = rest / target[j * n + j]!;
        continue;
      }
      // What rounding alone leaves over is no variance.
      if (!(rest > n * Number.EPSILON * a[i * n + i]!)) return i + 1;
      target[i * n + i] = Math.sqrt(rest);
    }
  }
  return -1;
}

/**
 * Solves L·X = B for X by forward substitution.
 *
 * @param lower - L, [n, n], lower triangular
 * @param b - B, [n, m]
 * @param n - rows
 * @param m - columns
 * @returns X, [n, m]
 */
export function solveLower(
  lower: Float64Array,
  b: Float64Array,
  n: number,
  m: number,
): Float64Array {
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < m; c++) {
      let rest = x[i * m + c]!;
      for (let k = 0; k < i; k++) rest -= lower[i * n + k]! * x[k * m + c]!;
      x[i * m + c] = rest / lower[i * n + i]!;
    }
  }
  return x;
}

/**
 * The orthogonal U that makes ‖A − B·U‖ smallest, by one-sided Jacobi rotations of M = Bᵀ·A: M = P·Σ·Qᵀ, U = P·Qᵀ.
 *
 * @param a - A, [n, n], regular
 * @param b - B, [n, n], regular
 * @param n - size
 * @returns U, [n, n]
 */
export function nearestRotation(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const m = new Float64Array(n * n);
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    q[i * n + i] = 1;
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += b[k * n + i]! * a[k * n + j]!;
      m[i * n + j] = sum;
    }
  }
  for (let sweep = 0; sweep < 60; sweep++) if (!rotateColumns(m, q, n)) break;
  const u = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    let length = 0;
    for (let i = 0; i < n; i++) length = Math.hypot(length, m[i * n + c]!);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) u[i * n + j]! += (m[i * n + c]! / length) * q[j * n + c]!;
  }
  return u;
}

// Makes each pair of columns orthogonal once; whether there was anything to do.
function rotateColumns(m: Float64Array, q: Float64Array, n: number): boolean {
  let moved = false;
  for (let a = 0; a < n - 1; a++) {
    for (let b = a + 1; b < n; b++) {
      let [own, other, cross] = [0, 0, 0];
      for (let i = 0; i < n; i++) {
        const [x, y] = [m[i * n + a]!, m[i * n + b]!];
        own += x * x;
        other += y * y;
        cross += x * y;
      }
      if (!(Math.abs(cross) > 1e-16 * Math.sqrt(own) * Math.sqrt(other))) continue;
      moved = true;
      const zeta = (other - own) / (2 * cross);
      const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
      const cos = 1 / Math.hypot(1, t);
      turn(m, n, a, b, cos, cos * t);
      turn(q, n, a, b, cos, cos * t);
    }
  }
  return moved;
}

function turn(m: Float64Array, n: number, a: number, b: number, cos: number, sin: number): void {
  for (let i = 0; i < n; i++) {
    const [x, y] = [m[i * n + a]!, m[i * n + b]!];
    m[i * n + a] = cos * x - sin * y;
    m[i * n + b] = sin * x + cos * y;
  }
}
