// Functions of single float64 numbers, in place: `count` numbers from `at` on, rounded up to a multiple of sixteen. They
// round as the scalar kernels do, whose Math functions are those of fdlibm.

import { expm1 } from './lib/double-expm1';
import { expDoubles } from './lib/double-exponential';
import { log } from './lib/double-logarithm';

function endOf(at: usize, count: i32): usize {
  return at + ((<usize>count) << 3);
}

/** ln x. */
export function logAll(at: usize, count: i32): void {
  for (const last = endOf(at, count); at < last; at += 16) v128.store(at, log(v128.load(at)));
}

/** tanh x as fdlibm has it (s_tanh.c): with t = e^(2|x|) − 1 from 1 on 1 − 2/(t + 2), below −t/(t + 2) of e^(−2|x|) − 1. */
export function tanhAll(at: usize, count: i32): void {
  const one = f64x2.splat(1);
  const two = f64x2.splat(2);
  const sign = f64x2.splat(-0.0);
  for (const last = endOf(at, count); at < last; at += 16) {
    const x = v128.load(at);
    // From 22 on it is 1.
    const size = f64x2.pmin(f64x2.abs(x), f64x2.splat(22));
    const large = f64x2.ge(size, one);
    const twice = f64x2.add(size, size);
    const t = expm1(v128.or(twice, v128.andnot(sign, large)));
    const quotient = f64x2.div(v128.bitselect(two, f64x2.neg(t), large), f64x2.add(t, two));
    const z = v128.bitselect(f64x2.sub(one, quotient), quotient, large);
    const signed = v128.or(z, v128.and(x, sign));
    v128.store(at, v128.bitselect(x, signed, f64x2.lt(size, f64x2.splat(3.725290298461914e-9))));
  }
}

/** x above 0, else alpha·(eˣ − 1). */
export function eluAll(at: usize, count: i32, alpha: f64): void {
  const zero = f64x2.splat(0);
  for (const last = endOf(at, count); at < last; at += 16) {
    const x = v128.load(at);
    // From −60 on eˣ − 1 is −1; where x is next to nothing, it is x.
    const below = f64x2.pmax(f64x2.pmin(x, zero), f64x2.splat(-60));
    const near = f64x2.gt(below, f64x2.splat(-5.551115123125783e-17));
    const power = v128.bitselect(below, expm1(below), near);
    const scaled = f64x2.mul(power, f64x2.splat(alpha));
    v128.store(at, v128.bitselect(x, scaled, f64x2.gt(x, zero)));
  }
}

// Of ../scalar/gaussian-tail.ts.
const TAIL: usize = memory.data<f64>([
  // The coefficients of the series.
  1.17756257419656, 0.005353904539615676, -0.09377550342284209, 0.05436652555744322,
  -0.018976596707845208, 0.004453426061462712, -0.0006335531710553147, 1.7661719523171593e-5,
  1.2841532864056671e-5, -2.0072285659059913e-6, -1.807522790414837e-7, 7.549828343825093e-8,
  1.885668523838603e-9, -2.699519049798364e-9, -1.460079119939105e-11, 1.0361607445969489e-10,
  1.475715976623473e-12, -4.277340064396911e-12, -2.07922492859798e-13, 1.8134502003176963e-13,
  1.973425574544739e-14, -7.287943737592673e-15, -1.5169878690228116e-15, 2.3514112258781403e-16,
  // √½, numbers, what splits a number, and from where on nothing is left.
  0.7071067811865476, 3, 0.5, 1, 134217729, 40,
]);
const COEFFICIENTS: usize = 24;

function constant(place: usize): v128 {
  return v128.load64_splat(TAIL + (place << 3));
}

/** 2 (z − 3)/(z + 3) with z = |x|/√2. */
function argument(x: v128): v128 {
  const z = f64x2.mul(f64x2.pmin(f64x2.abs(x), constant(29)), constant(24));
  const below = f64x2.sub(z, constant(25));
  return f64x2.div(f64x2.add(below, below), f64x2.add(z, constant(25)));
}

/** 1 − Φ(|x|) with the standard normal distribution function Φ, with what the series gave of `twice`. */
function tailOf(x: v128, twice: v128, b1: v128, b2: v128): v128 {
  const half = constant(26);
  const one = constant(27);
  const a = f64x2.pmin(f64x2.abs(x), constant(29));
  const series = f64x2.add(f64x2.sub(f64x2.mul(f64x2.mul(half, twice), b1), b2), constant(0));
  const spread = f64x2.mul(constant(28), a);
  const high = f64x2.sub(spread, f64x2.sub(spread, a));
  const low = f64x2.sub(a, high);
  const square = f64x2.mul(a, a);
  const most = f64x2.sub(f64x2.mul(high, high), square);
  const lost = f64x2.add(
    f64x2.add(most, f64x2.mul(f64x2.add(high, high), low)),
    f64x2.mul(low, low),
  );
  const gaussian = f64x2.mul(
    expDoubles(f64x2.neg(f64x2.mul(half, square))),
    f64x2.sub(one, f64x2.mul(half, lost)),
  );
  const z = f64x2.mul(a, constant(24));
  const all = f64x2.mul(f64x2.mul(half, gaussian), series);
  const quotient = f64x2.div(all, f64x2.add(one, f64x2.add(z, z)));
  return v128.andnot(quotient, f64x2.gt(f64x2.abs(x), constant(29)));
}

/** x·Φ(x). */
function gelu(x: v128, tail: v128): v128 {
  const below = v128.andnot(f64x2.mul(x, tail), f64x2.eq(tail, f64x2.splat(0)));
  const above = f64x2.mul(x, f64x2.sub(constant(27), tail));
  return v128.bitselect(above, below, f64x2.ge(x, f64x2.splat(0)));
}

/** Φ(x). */
function normalCdf(x: v128, tail: v128): v128 {
  return v128.bitselect(tail, f64x2.sub(constant(27), tail), f64x2.lt(x, f64x2.splat(0)));
}

function store(at: usize, distribution: bool, twice: v128, b1: v128, b2: v128): void {
  const x = v128.load(at);
  const tail = tailOf(x, twice, b1, b2);
  v128.store(at, distribution ? normalCdf(x, tail) : gelu(x, tail));
}

/** x·Φ(x), of four vectors at a time: none waits for another. */
export function geluAll(at: usize, count: i32): void {
  eachTail(at, count, false);
}

/** Φ(x), likewise. */
export function normalCdfAll(at: usize, count: i32): void {
  eachTail(at, count, true);
}

function eachTail(at: usize, count: i32, distribution: bool): void {
  for (const last = endOf(at, count); at < last; at += 64) {
    const t0 = argument(v128.load(at));
    const t1 = argument(v128.load(at, 16));
    const t2 = argument(v128.load(at, 32));
    const t3 = argument(v128.load(at, 48));
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    for (let place = COEFFICIENTS - 1; place > 0; place--) {
      const c = constant(place);
      const n0 = f64x2.add(f64x2.sub(f64x2.mul(t0, a0), b0), c);
      const n1 = f64x2.add(f64x2.sub(f64x2.mul(t1, a1), b1), c);
      const n2 = f64x2.add(f64x2.sub(f64x2.mul(t2, a2), b2), c);
      const n3 = f64x2.add(f64x2.sub(f64x2.mul(t3, a3), b3), c);
      b0 = a0;
      b1 = a1;
      b2 = a2;
      b3 = a3;
      a0 = n0;
      a1 = n1;
      a2 = n2;
      a3 = n3;
    }
    store(at, distribution, t0, a0, b0);
    store(at + 16, distribution, t1, a1, b1);
    store(at + 32, distribution, t2, a2, b2);
    store(at + 48, distribution, t3, a3, b3);
  }
}
