// Systems of linear equations by Gaussian elimination.

/** A pivot this small beside the column it came from is what rounding leaves of zero. */
const SINGULAR = 4 * Number.EPSILON;

/** See `ArrayKernels.solveInPlace`. */
export function solveInPlace(a: Float64Array, b: Float64Array, n: number, m: number): boolean {
  if (!scaleRows(a, b, n, m)) return false;
  const columnLargest = new Float64Array(n);
  for (let at = 0; at < n * n; at++) {
    columnLargest[at % n] = Math.max(columnLargest[at % n]!, Math.abs(a[at]!));
  }
  for (let step = 0; step < n; step++) {
    let pivot = step;
    for (let row = step + 1; row < n; row++) {
      if (Math.abs(a[row * n + step]!) > Math.abs(a[pivot * n + step]!)) pivot = row;
    }
    const size = Math.abs(a[pivot * n + step]!);
    if (!(size > SINGULAR * n * columnLargest[step]!)) return false;
    swapRows(a, n, step, pivot);
    swapRows(b, m, step, pivot);
    for (let row = step + 1; row < n; row++) {
      const factor = a[row * n + step]! / a[step * n + step]!;
      if (factor === 0) continue;
      for (let c = step + 1; c < n; c++) a[row * n + c]! -= factor * a[step * n + c]!;
      for (let c = 0; c < m; c++) b[row * m + c]! -= factor * b[step * m + c]!;
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let c = 0; c < m; c++) {
      let sum = b[row * m + c]!;
      for (let k = row + 1; k < n; k++) sum -= a[row * n + k]! * b[k * m + c]!;
      b[row * m + c] = sum / a[row * n + row]!;
    }
  }
  return true;
}

// Equations may be given in any units: each is scaled by a power of two, which rounds nothing, so that
// its largest coefficient lies between ½ and 1 and pivots can be compared.
function scaleRows(a: Float64Array, b: Float64Array, n: number, m: number): boolean {
  for (let row = 0; row < n; row++) {
    let largest = 0;
    for (let c = 0; c < n; c++) largest = Math.max(largest, Math.abs(a[row * n + c]!));
    if (largest === 0) return false;
    const scale = 2 ** Math.min(1023, -Math.ceil(Math.log2(largest)));
    for (let c = 0; c < n; c++) a[row * n + c]! *= scale;
    for (let c = 0; c < m; c++) b[row * m + c]! *= scale;
  }
  return true;
}

function swapRows(matrix: Float64Array, width: number, i: number, j: number): void {
  if (i === j) return;
  for (let c = 0; c < width; c++) {
    const held = matrix[i * width + c]!;
    matrix[i * width + c] = matrix[j * width + c]!;
    matrix[j * width + c] = held;
  }
}
