// The SIMD power of float64 numbers in TypeScript: fdlibm's e_pow.c for exponents that are finite, not 0 and below 2³¹.
const WORDS = new Uint32Array(2);
const NUMBER = new Float64Array(WORDS.buffer);

/** The upper half of the bits, as a whole number. */
function upperWord(x: number): number {
  NUMBER[0] = x;
  return WORDS[1]!;
}

/** A number whose upper half is given. */
function withUpperWord(word: number): number {
  WORDS[0] = 0;
  WORDS[1] = word;
  return NUMBER[0]!;
}

/** A number without the lower half of its bits. */
function upper(x: number): number {
  return withUpperWord(upperWord(x));
}

const BASES = [1, 1.5];
const LOG_HIGH = [0, 0.5849624872207642];
const LOG_LOW = [0, 1.350039202129749e-8];
const [CP, CP_HIGH, CP_LOW] = [0.9617966939259756, 0.9617967009544373, -7.028461650952758e-9];
const [LN2, LN2_HIGH, LN2_LOW] = [0.6931471805599453, 0.6931471824645996, -1.904654299957768e-9];

/** t(c₀ + t(c₁ + …)), without the t in front. */
function polynomial(t: number, ...coefficients: number[]): number {
  return coefficients.reduceRight((sum, c) => c + t * sum);
}

/** y·log₂ x of a normal number above 0, in two parts. */
function logarithm(x: number, y: number): readonly [high: number, low: number] {
  const word = upperWord(x);
  let n = (word >>> 20) - 1023;
  const digits = word & 0xfffff;
  let a = x / 2 ** (n >> 1) / 2 ** (n - (n >> 1));
  let k = 0;
  if (digits > 0x3988e && digits < 0xbb67a) k = 1;
  else if (digits >= 0xbb67a) {
    n += 1;
    a /= 2;
  }
  const base = BASES[k]!;
  const u = a - base;
  const v = 1 / (a + base);
  const s = u * v;
  const sHigh = upper(s);
  const sum = withUpperWord(((upperWord(a) >>> 1) | 0x20000000) + 0x80000 + (k << 18));
  const sLow = v * (u - sHigh * sum - sHigh * (a - (sum - base)));
  const t = s * s;
  const r =
    t *
      t *
      polynomial(
        t,
        0.5999999999999946,
        0.4285714285785502,
        0.33333332981837743,
        0.272728123808534,
        0.23066074577556175,
        0.20697501780033842,
      ) +
    sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const tHigh = upper(3 + square + r);
  const tLow = r - (tHigh - 3 - square);
  const first = sHigh * tHigh;
  const rest = sLow * tHigh + tLow * s;
  const pHigh = upper(first + rest);
  const pLow = rest - (pHigh - first);
  const zHigh = CP_HIGH * pHigh;
  const zLow = CP_LOW * pHigh + pLow * CP + LOG_LOW[k]!;
  const high = upper(zHigh + zLow + LOG_HIGH[k]! + n);
  const low = zLow - (high - n - LOG_HIGH[k]! - zHigh);
  const yHigh = upper(y);
  return [yHigh * high, (y - yHigh) * high + y * low];
}

/** 2 to the power of the sum of two parts. */
function exponential(high: number, low: number): number {
  const z0 = low + high;
  if (z0 > 1026) return Infinity;
  if (z0 < -1080) return 0;
  const whole = upperWord(Math.abs(z0)) > 0x3fe00000;
  const n = whole ? Math.trunc(z0 + (z0 < 0 ? -0.5 : 0.5)) : 0;
  const rest = high - n;
  const t = upper(low + rest);
  const u = t * LN2_HIGH;
  const v = (low - (t - rest)) * LN2 + t * LN2_LOW;
  const z = u + v;
  const w = v - (z - u);
  const square = z * z;
  const c =
    z -
    square *
      polynomial(
        square,
        0.16666666666666602,
        -0.0027777777777015593,
        0.00006613756321437934,
        -0.0000016533902205465252,
        4.1381367970572385e-8,
      );
  const r = (z * c) / (c - 2) - (w + z * w);
  const half = Math.trunc(n / 2);
  return (1 - (r - z)) * 2 ** half * 2 ** (n - half);
}

/** xʸ; the engine's where something is out of the ordinary. */
export function power(x: number, y: number): number {
  if (!(x >= 2 ** -1022 && x < Infinity)) return x ** y;
  const result = exponential(...logarithm(x, y));
  return result > 1e-300 && result < 1e300 ? result : x ** y;
}
