// Functions of single float32 numbers, in place: `count` numbers from `at` on, rounded up to a multiple of sixteen.
import { expDoubles } from './lib/double-exponential';
import {
  exp,
  expm1NonPositive,
  expToZero,
  expWithin,
  log,
  log1p,
  logNormal,
  lowered,
  raisedExp,
  tanh,
} from './lib/exponential';

function end(at: usize, count: i32): usize {
  return at + ((<usize>count) << 2);
}

/** The bits of the largest |x|, of which NaN has more than all others. */
function sizes(a: v128, b: v128, c: v128, d: v128): v128 {
  const size = i32x4.splat(0x7fffffff);
  const low = i32x4.max_s(v128.and(a, size), v128.and(b, size));
  return i32x4.max_s(low, i32x4.max_s(v128.and(c, size), v128.and(d, size)));
}

function expAny(at: usize): void {
  for (const last = at + 64; at < last; at += 16) v128.store(at, exp(v128.load(at)));
}

/** eˣ, of four vectors at a time: constants are read once for all of them. */
export function expAll(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    if (i32x4.all_true(i32x4.lt_s(sizes(a, b, c, d), f32x4.splat(87)))) {
      v128.store(at, expWithin(a));
      v128.store(at, expWithin(b), 16);
      v128.store(at, expWithin(c), 32);
      v128.store(at, expWithin(d), 48);
    } else {
      expAny(at);
    }
  }
}

function logAny(at: usize): void {
  for (const last = at + 64; at < last; at += 16) v128.store(at, log(v128.load(at)));
}

/** The bits of x as a whole number that is below `TOP` for normal x > 0 that are not infinite, and for no others. */
function raised(x: v128): v128 {
  return i32x4.add(x, i32x4.splat(0x7f800000));
}

const TOP: i32 = -0x01000000;

/** ln x. */
export function logAll(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const low = i32x4.max_s(raised(a), raised(b));
    const most = i32x4.max_s(low, i32x4.max_s(raised(c), raised(d)));
    if (i32x4.all_true(i32x4.lt_s(most, i32x4.splat(TOP)))) {
      v128.store(at, logNormal(a));
      v128.store(at, logNormal(b), 16);
      v128.store(at, logNormal(c), 32);
      v128.store(at, logNormal(d), 48);
    } else {
      logAny(at);
    }
  }
}

function endOfDoubles(at: usize, count: i32): usize {
  return at + ((<usize>count) << 3);
}

/** eˣ of float64 numbers. */
export function expAllDoubles(at: usize, count: i32): void {
  for (const last = endOfDoubles(at, count); at < last; at += 16) {
    v128.store(at, expDoubles(v128.load(at)));
  }
}

/** See `sigmoidAll`, of float64 numbers. */
export function sigmoidAllDoubles(at: usize, count: i32): void {
  const one = f64x2.splat(1);
  for (const last = endOfDoubles(at, count); at < last; at += 16) {
    const x = v128.load(at);
    const e = expDoubles(v128.or(x, f64x2.splat(-0.0)));
    const above = v128.bitselect(one, e, f64x2.ge(x, f64x2.splat(0)));
    v128.store(at, f64x2.div(above, f64x2.add(one, e)));
  }
}

/** See `siluAll`, of float64 numbers. */
export function siluAllDoubles(at: usize, count: i32): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  for (const last = endOfDoubles(at, count); at < last; at += 16) {
    const x = v128.load(at);
    const e = expDoubles(v128.or(x, f64x2.splat(-0.0)));
    const below = v128.andnot(f64x2.mul(x, e), f64x2.eq(e, zero));
    const above = v128.bitselect(x, below, f64x2.ge(x, zero));
    v128.store(at, f64x2.div(above, f64x2.add(one, e)));
  }
}

/** tanh x. */
export function tanhAll(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) v128.store(at, tanh(v128.load(at)));
}

/** −|x|. */
function minusSize(x: v128): v128 {
  return v128.or(x, f32x4.splat(-0.0));
}

/** e/(1 + e) or 1/(1 + e) with e = e^(−|x|). */
export function sigmoidAll(at: usize, count: i32): void {
  const one = f32x4.splat(1);
  for (const last = end(at, count); at < last; at += 16) {
    const x = v128.load(at);
    const e = expToZero(minusSize(x));
    const above = v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0)));
    v128.store(at, f32x4.div(above, f32x4.add(one, e)));
  }
}

/** x·sigmoid(x), 0 where e^(−|x|) is 0 below 0. */
export function siluAll(at: usize, count: i32): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (const last = end(at, count); at < last; at += 16) {
    const x = v128.load(at);
    const e = expToZero(minusSize(x));
    const below = f32x4.lt(x, zero);
    const above = v128.bitselect(f32x4.mul(x, e), x, below);
    const value = f32x4.div(above, f32x4.add(one, e));
    v128.store(at, v128.andnot(value, v128.and(below, f32x4.eq(e, zero))));
  }
}

/** ln(1 + eˣ). */
function softplus(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), log1p(expToZero(minusSize(x))));
}

/** See `softplus`. */
export function softplusAll(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) v128.store(at, softplus(v128.load(at)));
}

/** −ln(1 + e⁻ˣ). */
export function logSigmoidAll(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) {
    v128.store(at, f32x4.neg(softplus(f32x4.neg(v128.load(at)))));
  }
}

/** x above 0, else alpha·(eˣ − 1). */
export function eluAll(at: usize, count: i32, alpha: f32): void {
  const zero = f32x4.splat(0);
  for (const last = end(at, count); at < last; at += 16) {
    const x = v128.load(at);
    const below = f32x4.mul(expm1NonPositive(f32x4.pmin(x, zero)), f32x4.splat(alpha));
    v128.store(at, v128.bitselect(x, below, f32x4.ge(x, zero)));
  }
}

// The powers of t in (a + K)·½ exp(a²/2) erfc(a/√2) with t = (a − C)/(a + K), from the lowest on: the best of their degree
// for 0 ≤ a ≤ 15, to 8e-9. The form is that of M. M. Shepherd and J. G. Laframboise, "Chebyshev approximation of
// (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞", Mathematics of Computation 36, 1981; where a is small, so is t, and its roundings.
const TAIL: usize = memory.data<f32>([
  1.12467526987, -1.46964368695, 1.14425745555, -0.435834641153, -0.0375375696879, 0.087032231303,
  0.00432594042881, -0.0206206661395, -0.0019327944418, 0.00426340812285,
  // K, C, 1, −½.
  3.5, 1.15625, 1, -0.5,
]);

function tail(offset: usize): v128 {
  return v128.load32_splat(TAIL + offset);
}

function tailSeries(t: v128): v128 {
  let p = f32x4.add(f32x4.mul(tail(36), t), tail(32));
  p = f32x4.add(f32x4.mul(p, t), tail(28));
  p = f32x4.add(f32x4.mul(p, t), tail(24));
  p = f32x4.add(f32x4.mul(p, t), tail(20));
  p = f32x4.add(f32x4.mul(p, t), tail(16));
  p = f32x4.add(f32x4.mul(p, t), tail(12));
  p = f32x4.add(f32x4.mul(p, t), tail(8));
  p = f32x4.add(f32x4.mul(p, t), tail(4));
  return f32x4.add(f32x4.mul(p, t), tail(0));
}

/** exp(−a²/2) 2⁶⁴ with a² = h² + (a − h)(a + h), where h has half the digits and an exact square. */
function gaussian(a: v128): v128 {
  const high = v128.and(a, i32x4.splat(0xfffff000));
  const low = f32x4.mul(f32x4.sub(a, high), f32x4.add(a, high));
  const minusHalf = tail(52);
  return raisedExp(f32x4.mul(f32x4.mul(high, high), minusHalf), f32x4.mul(low, minusHalf));
}

/** |x|, or 15, beyond which no float32 holds a tail. */
function tailPlace(x: v128): v128 {
  return f32x4.pmin(f32x4.abs(x), f32x4.splat(15));
}

/** (1 − Φ(a)) 2⁶⁴ with the standard normal distribution function Φ, for 0 ≤ a ≤ 15. */
function raisedTail(a: v128): v128 {
  const u = f32x4.div(tail(48), f32x4.add(a, tail(40)));
  const t = f32x4.mul(f32x4.sub(a, tail(44)), u);
  return f32x4.mul(f32x4.mul(tailSeries(t), u), gaussian(a));
}

/** x·Φ(x): the larger of x and 0, less |x|·(1 − Φ(|x|)). */
export function geluAll(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) {
    const x = v128.load(at);
    const a = tailPlace(x);
    const taken = lowered(f32x4.mul(a, raisedTail(a)));
    v128.store(at, f32x4.sub(f32x4.pmax(x, f32x4.splat(0)), taken));
  }
}

/** Φ(x): the tail below 0, 1 less the tail above. */
export function normalCdfAll(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) {
    const x = v128.load(at);
    const beyond = lowered(raisedTail(tailPlace(x)));
    const within = f32x4.sub(f32x4.splat(1), beyond);
    v128.store(at, v128.bitselect(beyond, within, f32x4.lt(x, f32x4.splat(0))));
  }
}
