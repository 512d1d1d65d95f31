// What the SIMD kernels compute of one number, rounding by rounding.
const f = Math.fround;
const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** The float32 of 32 bits. */
function fromBits(value: number): number {
  bits[0] = value;
  return float[0]!;
}

function toBits(value: number): number {
  float[0] = value;
  return bits[0]!;
}

/** The nearest whole number, the even one of two. */
function nearest(x: number): number {
  const low = Math.floor(x);
  const above = x - low;
  if (above !== 0.5) return above < 0.5 ? low : low + 1;
  return low % 2 === 0 ? low : low + 1;
}

function polynomial(x: number, coefficients: readonly number[]): number {
  let p = f(coefficients[0]!);
  for (const coefficient of coefficients.slice(1)) p = f(f(p * x) + f(coefficient));
  return p;
}

const REMAINDER = [
  4.99999933732e-1, 1.66665195248e-1, 4.16684010674e-2, 8.36885099676e-3, 1.38143210729e-3,
].map(f);
const LOGARITHM = [
  3.33333316571e-1, -2.50008227298e-1, 2.00012334432e-1, -1.66232978113e-1, 1.42015511819e-1,
  -1.31605863833e-1, 1.27633431749e-1, -7.63566518158e-2,
].map(f);
const HIGH = f(0.693359375);
const LOW = f(-2.1219444e-4);

/** x + beside = n ln 2 + r, and eʳ − 1. */
function reduce(x: number, beside = 0): { n: number; above: number } {
  const n = nearest(f(f(x + beside) * f(Math.LOG2E)));
  const r = f(f(f(x - f(n * HIGH)) - f(n * LOW)) + beside);
  const square = f(r * r);
  const [low, middle] = [0, 2].map((i) => f(REMAINDER[i]! + f(r * REMAINDER[i + 1]!)));
  const rest = f(low! + f(square * f(middle! + f(square * REMAINDER[4]!))));
  return { n, above: f(f(rest * square) + r) };
}

function power(n: number): number {
  return fromBits((n + 127) << 23);
}

/** eˣ for x ≤ 0 as softmax takes it: 0 below the normal numbers. */
export function expNonPositive(x: number): number {
  if (x < f(-87.33654)) return 0;
  const { n, above } = reduce(x);
  return f(f(above + 1) * power(n));
}

/** eˣ. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  const { n, above } = reduce(Math.min(Math.max(x, -110), 89));
  return f(f(f(above + 1) * power(n >> 1)) * power(n - (n >> 1)));
}

function expm1NonPositive(x: number): number {
  if (Number.isNaN(x)) return x;
  const { n, above } = reduce(Math.max(x, -40));
  return f(f(above * power(n)) + f(power(n) - 1));
}

function logNormal(x: number): number {
  const n = (toBits(x) - 0x3f3504f3) >> 23;
  const m = f(fromBits(toBits(x) - (n << 23)) - 1);
  const square = f(m * m);
  const pairs = [0, 2, 4, 6].map((i) => f(LOGARITHM[i]! + f(m * LOGARITHM[i + 1]!)));
  const low = f(pairs[0]! + f(square * pairs[1]!));
  const high = f(pairs[2]! + f(square * pairs[3]!));
  const series = f(low + f(f(square * square) * high));
  let rest = f(f(series * m) * square);
  rest = f(rest + f(n * LOW));
  rest = f(rest - f(square * 0.5));
  return f(f(m + rest) + f(n * HIGH));
}

/** ln x. */
export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return Number.NaN;
  if (x === Infinity) return x;
  if (x < f(1.17549435e-38)) return f(logNormal(f(x * 8388608)) + f(-15.942385152878742));
  return f(logNormal(x) + 0);
}

function log1p(x: number): number {
  const sum = f(1 + x);
  return f(logNormal(sum) + f(f(x - f(sum - 1)) / sum));
}

/** tanh x. */
export function tanh(x: number): number {
  const d = expm1NonPositive(f(Math.abs(x) * -2));
  const size = Math.abs(f(-d / f(d + 2)));
  return x < 0 || Object.is(x, -0) ? -size : size;
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  return f((x < 0 ? e : 1) / f(1 + e));
}

/** x·sigmoid(x). */
export function silu(x: number): number {
  const e = exp(-Math.abs(x));
  if (x < 0 && e === 0) return 0;
  return f((x < 0 ? f(x * e) : x) / f(1 + e));
}

/** ln(1 + eˣ). */
export function softplus(x: number): number {
  return f((x < 0 ? 0 : x) + log1p(exp(-Math.abs(x))));
}

/** −ln(1 + e⁻ˣ). */
export function logSigmoid(x: number): number {
  return -softplus(-x);
}

/** x above 0, else alpha·(eˣ − 1). */
export function elu(x: number, alpha: number): number {
  return x >= 0 ? x : f(expm1NonPositive(x) * f(alpha));
}

const TAIL = [
  0.00426340812285, -0.0019327944418, -0.0206206661395, 0.00432594042881, 0.087032231303,
  -0.0375375696879, -0.435834641153, 1.14425745555, -1.46964368695, 1.12467526987,
];

/** exp(x + rest) 2⁶⁴. */
function raisedExp(x: number, rest: number): number {
  const { n, above } = reduce(x, rest);
  return f(f(above + 1) * power(n + 64));
}

/** (1 − Φ(a)) 2⁶⁴. */
function raisedTail(a: number): number {
  const u = f(1 / f(a + 3.5));
  const t = f(f(a - 1.15625) * u);
  const high = fromBits(toBits(a) & 0xfffff000);
  const low = f(f(a - high) * f(a + high));
  return f(f(polynomial(t, TAIL) * u) * raisedExp(f(f(high * high) * -0.5), f(low * -0.5)));
}

/** x·Φ(x). */
export function gelu(x: number): number {
  if (Number.isNaN(x)) return x;
  const a = Math.min(Math.abs(x), 15);
  return f((x > 0 ? x : x === 0 ? x : 0) - f(f(a * raisedTail(a)) * 2 ** -64));
}

/** Φ(x). */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return x;
  const beyond = f(raisedTail(Math.min(Math.abs(x), 15)) * 2 ** -64);
  return x < 0 ? beyond : f(1 - beyond);
}
