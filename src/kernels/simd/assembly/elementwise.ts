// Functions of single float32 numbers, in place: `count` numbers from `at` on, rounded up to a multiple of four.
import { exp, expm1NonPositive, log, log1p, tanh } from './lib/exponential';

function end(at: usize, count: i32): usize {
  return at + ((<usize>count) << 2);
}

/** eˣ. */
export function expAll(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) v128.store(at, exp(v128.load(at)));
}

/** ln x. */
export function logAll(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) v128.store(at, log(v128.load(at)));
}

/** tanh x. */
export function tanhAll(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) v128.store(at, tanh(v128.load(at)));
}

/** e/(1 + e) or 1/(1 + e) with e = e^(−|x|). */
export function sigmoidAll(at: usize, count: i32): void {
  const one = f32x4.splat(1);
  for (const last = end(at, count); at < last; at += 16) {
    const x = v128.load(at);
    const e = exp(f32x4.neg(f32x4.abs(x)));
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
    const e = exp(f32x4.neg(f32x4.abs(x)));
    const below = f32x4.lt(x, zero);
    const above = v128.bitselect(f32x4.mul(x, e), x, below);
    const value = f32x4.div(above, f32x4.add(one, e));
    v128.store(at, v128.andnot(value, v128.and(below, f32x4.eq(e, zero))));
  }
}

/** ln(1 + eˣ). */
function softplus(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), log1p(exp(f32x4.neg(f32x4.abs(x)))));
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

/**
 * (1 + 2z)·exp(z²)·erfc(z) in t = (z − 3)/(z + 3), z ≥ 0: M. M. Shepherd and J. G. Laframboise, "Chebyshev
 * approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞", Mathematics of Computation 36, 1981, in powers of t.
 */
function tailSeries(t: v128): v128 {
  let p = f32x4.splat(7.731024224e-5);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-9.254516687e-5));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.000726453679));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.001875079124));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.00249911687));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.02376357644));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.06831656777));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.1192752753));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.1296441143));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.04756215693));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.1356210694));
  return f32x4.add(f32x4.mul(p, t), f32x4.splat(1.253008056));
}

/** ½·erfc(a/√2) for a ≥ 0: how much of the standard normal distribution lies above a. */
function normalTail(a: v128): v128 {
  const inside = f32x4.pmin(a, f32x4.splat(15));
  const z = f32x4.mul(inside, f32x4.splat(<f32>Math.SQRT1_2));
  const three = f32x4.splat(3);
  const t = f32x4.div(f32x4.sub(z, three), f32x4.add(z, three));
  // exp(−a²/2) with a² = h² + (a − h)(a + h), where h has half the digits and an exact square.
  const high = v128.and(inside, i32x4.splat(0xfffff000));
  const low = f32x4.mul(f32x4.sub(inside, high), f32x4.add(inside, high));
  const minusHalf = f32x4.splat(-0.5);
  const first = exp(f32x4.mul(f32x4.mul(high, high), minusHalf));
  const second = exp(f32x4.mul(low, minusHalf));
  const series = f32x4.mul(f32x4.mul(tailSeries(t), f32x4.splat(0.5)), second);
  const divisor = f32x4.add(f32x4.add(z, z), f32x4.splat(1));
  return f32x4.mul(f32x4.div(series, divisor), first);
}

/** x·Φ(x) with the standard normal distribution function Φ. */
export function geluAll(at: usize, count: i32): void {
  const zero = f32x4.splat(0);
  for (const last = end(at, count); at < last; at += 16) {
    const x = v128.load(at);
    const tail = normalTail(f32x4.abs(x));
    const below = f32x4.lt(x, zero);
    const share = v128.bitselect(tail, f32x4.sub(f32x4.splat(1), tail), below);
    // −∞·0 is NaN.
    const value = f32x4.mul(x, share);
    v128.store(at, v128.andnot(value, v128.and(below, f32x4.eq(tail, zero))));
  }
}
