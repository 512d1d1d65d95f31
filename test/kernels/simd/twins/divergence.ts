// What the SIMD kernel of the Kullback–Leibler divergence computes, in the order in which it adds.
const bits = new Int32Array(2);
const floats = new Float32Array(bits.buffer);

function term(p: number, q: number): number {
  floats.set([p, q]);
  const k = (bits[0]! - bits[1]! + (1 << 22)) >> 23;
  const other = 2 ** k * q;
  const sum = p + other;
  const s = (p - other) / sum;
  const z = s * s;
  const z2 = z * z;
  const low = 0.33333333335 + z * 0.199999979017;
  const high = 0.142861324211 + z * 0.11082077068 + z2 * 0.0990562533557;
  const odd = (1 + s) * s * (z * (low + z2 * high));
  return p * (k * Math.LN2) - (other - q) + sum * (z + odd);
}

/** Σ (p ln(p/q) − p + q) of two rows of normal numbers. */
export function klTwin(p: Float32Array, q: Float32Array): number {
  const sums = [0, 0];
  for (let i = 0; i < p.length; i += 4) {
    const four = [0, 1, 2, 3].map((lane) => term(p[i + lane] ?? 1, q[i + lane] ?? 1));
    sums[0]! += four[0]! + four[2]!;
    sums[1]! += four[1]! + four[3]!;
  }
  return sums[0]! + sums[1]!;
}
