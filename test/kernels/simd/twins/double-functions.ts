// What the SIMD kernels compute of one float64 number, rounding by rounding: e_log.c, s_expm1.c and s_tanh.c of fdlibm, in
// the ways that these have.
import { halfErfcOverRoot2 } from '../../../../src/kernels/scalar/gaussian-tail.js';

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const L = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784,
  0.1818357216161805, 0.15313837699209373, 0.14798198605116586,
] as const;
const Q = [
  -0.03333333333333313, 0.0015873015872548146, -0.0000793650757867488, 0.000004008217827329362,
  -2.0109921818362437e-7,
] as const;

/** The upper 32 bits. */
function highOf(x: number): number {
  return new Int32Array(Float64Array.of(x).buffer)[1]!;
}

/** ln x. */
export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return Number.NaN;
  if (x === Infinity) return x;
  let y = x;
  let k = 0;
  if (x < 2 ** -1022) {
    y *= 2 ** 54;
    k = -54;
  }
  const high = highOf(y) & 0xfffff;
  const up = (high + 0x95f64) & 0x100000 ? 1 : 0;
  k += (highOf(y) >> 20) - 1023 + up;
  const bits = new Int32Array(Float64Array.of(y).buffer);
  bits[1] = high | (up ? 0x3fe00000 : 0x3ff00000);
  const f = new Float64Array(bits.buffer)[0]! - 1;
  if ((0xfffff & (2 + high)) < 3) {
    if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + k * LN2_LOW;
    const r = f * f * (0.5 - 0.3333333333333333 * f);
    return k === 0 ? f - r : k * LN2_HIGH - (r - k * LN2_LOW - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (L[1] + w * (L[3] + w * L[5]));
  const even = z * (L[0] + w * (L[2] + w * (L[4] + w * L[6])));
  const r = even + odd;
  if (high >= 0x6147a && high <= 0x6b851) {
    const half = 0.5 * f * f;
    if (k === 0) return f - (half - s * (half + r));
    return k * LN2_HIGH - (half - (s * (half + r) + k * LN2_LOW) - f);
  }
  return k === 0 ? f - s * (f - r) : k * LN2_HIGH - (s * (f - r) - k * LN2_LOW - f);
}

/** eˣ − 1 for x < 44. */
function expm1(x: number): number {
  const size = Math.abs(x);
  if (x < -60) return -1;
  if (size < 2 ** -54) return x;
  const k = size < 0.3465735912322998 ? 0 : Math.trunc(Math.LOG2E * x + (x < 0 ? -0.5 : 0.5));
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = high - r - low;
  const half = 0.5 * r;
  const h = r * half;
  const p = 1 + h * (Q[0] + h * (Q[1] + h * (Q[2] + h * (Q[3] + h * Q[4]))));
  const t = 3 - p * half;
  const quotient = h * ((p - t) / (6 - r * t));
  if (k === 0) return r - (r * quotient - h);
  const e = r * (quotient - c) - c - h;
  if (k === -1) return 0.5 * (r - e) - 0.5;
  if (k === 1) return r < -0.25 ? -2 * (e - (r + 0.5)) : 1 + 2 * (r - e);
  if (k <= -2 || k > 56) return (1 - (e - r)) * 2 ** k - 1;
  return k < 20 ? (1 - 2 ** -k - (e - r)) * 2 ** k : (r - (e + 2 ** -k) + 1) * 2 ** k;
}

/** (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ). */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -28 || Number.isNaN(x)) return x;
  if (size >= 22) return Math.sign(x);
  const t = expm1(size >= 1 ? 2 * size : -2 * size);
  return Math.sign(x) * (size >= 1 ? 1 - 2 / (t + 2) : -t / (t + 2));
}

/** x above 0, else alpha·(eˣ − 1). */
export function elu(x: number, alpha: number): number {
  return x > 0 ? x : alpha * expm1(x);
}

/** x·Φ(x), to the last bit where Math.exp is that of fdlibm. */
export function gelu(x: number): number {
  const tail = halfErfcOverRoot2(Math.abs(x));
  if (x >= 0) return x * (1 - tail);
  return tail === 0 ? 0 : x * tail;
}

/** Φ(x), likewise. */
export function normalCdf(x: number): number {
  const tail = halfErfcOverRoot2(Math.abs(x));
  return x < 0 ? tail : 1 - tail;
}
