// What the SIMD matmul computes, number by number.

const RUN = 256;

/**
 * The product of an [n, k] and a [k, m] matrix, each element summed in float32 in runs of 256 terms.
 *
 * @param a - the left factor
 * @param b - the right factor
 * @param n - rows
 * @param k - terms
 * @param m - columns
 * @returns the product
 */
export function matmulTwin(
  a: Float32Array,
  b: Float32Array,
  n: number,
  k: number,
  m: number,
): Float32Array {
  const target = new Float32Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let total = 0;
      for (let start = 0; start < k; start += RUN) {
        let sum = 0;
        for (let p = start; p < Math.min(k, start + RUN); p++) {
          sum = Math.fround(sum + Math.fround(a[i * k + p]! * b[p * m + j]!));
        }
        total = start === 0 ? sum : Math.fround(total + sum);
      }
      target[i * m + j] = total;
    }
  }
  return target;
}
