// What the SIMD kernels compute of one float64 number, rounding by rounding: e_exp.c of fdlibm.
const P = [
  0.16666666666666602, -0.0027777777777015593, 0.00006613756321437934, -0.0000016533902205465252,
  4.1381367970572385e-8,
] as const;

/** eˣ. */
export function exp(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  if (size < 2 ** -28) return 1 + x;
  if (x === 1) return Math.E;
  const k = size < 0.3465735912322998 ? 0 : Math.trunc(Math.LOG2E * x + (x < 0 ? -0.5 : 0.5));
  const high = x - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const t = r * r;
  const c = r - t * (P[0] + t * (P[1] + t * (P[2] + t * (P[3] + t * P[4]))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k === 1024) return y * 2 * 2 ** 1023;
  return k >= -1021 ? y * 2 ** k : y * 2 ** (k + 1000) * 2 ** -1000;
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}

/** x·sigmoid(x). */
export function silu(x: number): number {
  const e = exp(-Math.abs(x));
  if (x < 0 && e === 0) return 0;
  return (x >= 0 ? x : x * e) / (1 + e);
}
