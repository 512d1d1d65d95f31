// Length and direction of float64 gradients, to the last bit those of ../scalar/gradient-polar.ts where Math.atan2 is that
// of fdlibm (e_atan2.c, s_atan.c, Sun Microsystems 1993). Constants are read from memory, which is sooner done than
// building vectors of them.
const TABLE: usize = memory.data<f64>([
  // T0 to T10 of atan t = t − t (t² (T0 + t² (T1 + …))).
  0.3333333333333293, -0.19999999999876483, 0.14285714272503466, -0.11111110405462356,
  0.09090887133436507, -0.0769187620504483, 0.06661073137387531, -0.058335701337905735,
  0.049768779946159324, -0.036531572744216916, 0.016285820115365782,
  // Where the reductions begin.
  0.4375, 0.6875, 1.1875, 2.4375,
  // Numbers.
  1, 1.5, 2, 0,
  // atan ½, atan 1, atan 1½ and atan ∞ in two parts.
  0.4636476090008061, 0.7853981633974483, 0.982793723247329, 1.5707963267948966,
  2.2698777452961687e-17, 3.061616997868383e-17, 1.3903311031230998e-17, 6.123233995736766e-17,
  // π, in two parts.
  3.141592653589793, 1.2246467991473532e-16,
]);
/** Bits: from 61 doublings on nothing is left of the smaller side. */
const STEEP: usize = memory.data<i64>([(61 << 20) - 1]);

function constant(place: usize): v128 {
  return v128.load64_splat(TABLE + (place << 3));
}

/** atan x for x ≥ 0. */
function atan(x: v128): v128 {
  const one = constant(15);
  const second = f64x2.ge(x, constant(12));
  const third = f64x2.ge(x, constant(13));
  const fourth = f64x2.ge(x, constant(14));
  const first = f64x2.ge(x, constant(11));
  // (2x − 1)/(2 + x), (x − 1)/(x + 1), (x − 1½)/(1 + 1½ x) or −1/x.
  let above = f64x2.sub(f64x2.add(x, x), one);
  let below = f64x2.add(constant(17), x);
  above = v128.bitselect(f64x2.sub(x, one), above, second);
  below = v128.bitselect(f64x2.add(x, one), below, second);
  const middle = constant(16);
  above = v128.bitselect(f64x2.sub(x, middle), above, third);
  below = v128.bitselect(f64x2.add(one, f64x2.mul(middle, x)), below, third);
  above = v128.bitselect(f64x2.neg(one), above, fourth);
  below = v128.bitselect(x, below, fourth);
  above = v128.bitselect(above, x, first);
  below = v128.bitselect(below, one, first);
  const t = f64x2.div(above, below);
  let high = v128.and(constant(19), first);
  let low = v128.and(constant(23), first);
  high = v128.bitselect(constant(20), high, second);
  low = v128.bitselect(constant(24), low, second);
  high = v128.bitselect(constant(21), high, third);
  low = v128.bitselect(constant(25), low, third);
  high = v128.bitselect(constant(22), high, fourth);
  low = v128.bitselect(constant(26), low, fourth);
  const z = f64x2.mul(t, t);
  const w = f64x2.mul(z, z);
  let even = f64x2.add(constant(8), f64x2.mul(w, constant(10)));
  even = f64x2.add(constant(6), f64x2.mul(w, even));
  even = f64x2.add(constant(4), f64x2.mul(w, even));
  even = f64x2.add(constant(2), f64x2.mul(w, even));
  even = f64x2.mul(z, f64x2.add(constant(0), f64x2.mul(w, even)));
  let odd = f64x2.add(constant(7), f64x2.mul(w, constant(9)));
  odd = f64x2.add(constant(5), f64x2.mul(w, odd));
  odd = f64x2.add(constant(3), f64x2.mul(w, odd));
  odd = f64x2.mul(w, f64x2.add(constant(1), f64x2.mul(w, odd)));
  const rest = f64x2.mul(t, f64x2.add(even, odd));
  return f64x2.sub(high, f64x2.sub(f64x2.sub(rest, low), t));
}

/** The angle of gradients of which neither side is infinite or NaN; 0 for none. */
function angle(x: v128, y: v128, ax: v128, ay: v128): v128 {
  const zero = f64x2.splat(0);
  const left = f64x2.lt(x, zero);
  const quotient = f64x2.div(ay, ax);
  const doublings = i64x2.sub(i64x2.shr_u(ay, 32), i64x2.shr_u(ax, 32));
  const steep = i64x2.gt_s(doublings, v128.load64_splat(STEEP));
  const upper = atan(quotient);
  const turned = f64x2.sub(constant(27), f64x2.sub(upper, constant(28)));
  let all = v128.bitselect(turned, upper, left);
  all = v128.bitselect(constant(22), all, steep);
  all = v128.bitselect(f64x2.neg(all), all, f64x2.lt(y, zero));
  const none = v128.and(f64x2.eq(ay, zero), f64x2.eq(ax, zero));
  return v128.andnot(all, none);
}

/**
 * The lengths of gradients in place of their x, and angles from 0 to `period` in place of their y; `count`, rounded up to
 * an even number. Returns whether all sides are finite: where one is not, results stand for nothing.
 */
export function polar(xs: usize, ys: usize, count: i32, period: f64, perRadian: f64): bool {
  const zero = f64x2.splat(0);
  const periods = f64x2.splat(period);
  const units = f64x2.splat(perRadian);
  let finite = f64x2.eq(zero, zero);
  for (const last = xs + ((<usize>count) << 3); xs < last; xs += 16) {
    const x = v128.load(xs);
    const y = v128.load(ys);
    const ax = f64x2.abs(x);
    const ay = f64x2.abs(y);
    const larger = f64x2.pmax(ax, ay);
    finite = v128.and(finite, f64x2.eq(f64x2.mul(x, zero), f64x2.mul(y, zero)));
    const p = f64x2.div(ax, larger);
    const q = f64x2.div(ay, larger);
    const length = f64x2.mul(f64x2.sqrt(f64x2.add(f64x2.mul(p, p), f64x2.mul(q, q))), larger);
    v128.store(xs, v128.andnot(length, f64x2.eq(larger, zero)));
    let turn = f64x2.mul(angle(x, y, ax, ay), units);
    const below = f64x2.lt(turn, zero);
    const far = f64x2.lt(turn, f64x2.neg(periods));
    const whole = v128.bitselect(f64x2.add(periods, periods), periods, far);
    turn = v128.bitselect(f64x2.add(turn, whole), turn, below);
    const over = f64x2.ge(turn, periods);
    const beyond = v128.and(f64x2.sub(turn, periods), f64x2.gt(turn, periods));
    v128.store(ys, v128.bitselect(beyond, turn, over));
    ys += 16;
  }
  return i64x2.all_true(finite);
}
