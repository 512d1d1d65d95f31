// Length and direction of gradients, float32. The arctangent is that of the scalar kernels: a polynomial within
// 4e-8 rad for slopes up to 1. Angles are in a unit of which a half turn has `half`.

/** atan(t) for 0 ≤ t ≤ 1, in radians. */
function arctangent(t: v128): v128 {
  const s = f32x4.mul(t, t);
  let p = f32x4.splat(-0.004054567159154587);
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(0.021862957789791415));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-0.05591232686392983));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(0.0964219735727778));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-0.13908629574162745));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(0.19946565660109128));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-0.33329860785708076));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(0.999999335579011));
  return f32x4.mul(p, t);
}

/** The smaller side of a gradient by the larger; 0 for none. */
function slope(ax: v128, ay: v128): v128 {
  const large = f32x4.pmax(ax, ay);
  const t = f32x4.div(f32x4.pmin(ax, ay), large);
  return v128.and(t, f32x4.gt(large, f32x4.splat(0)));
}

/** No square of large or small numbers overflows or gets lost. */
function length(ax: v128, ay: v128, t: v128): v128 {
  const stretch = f32x4.sqrt(f32x4.add(f32x4.splat(1), f32x4.mul(t, t)));
  return f32x4.mul(f32x4.pmax(ax, ay), stretch);
}

/** From −half to half; whole eighths of the circle are exact. */
function direction(
  ax: v128,
  ay: v128,
  t: v128,
  left: v128,
  down: v128,
  perRadian: f32,
  half: f32,
): v128 {
  const eighth = f32x4.splat(half * 0.25);
  const near = f32x4.mul(arctangent(t), f32x4.splat(perRadian));
  let angle = v128.bitselect(eighth, near, f32x4.eq(t, f32x4.splat(1)));
  const quarter = f32x4.splat(half * 0.5);
  angle = v128.bitselect(f32x4.sub(quarter, angle), angle, f32x4.gt(ay, ax));
  angle = v128.bitselect(f32x4.sub(f32x4.splat(half), angle), angle, left);
  return v128.bitselect(f32x4.neg(angle), angle, down);
}

/**
 * Turns ix into lengths and iy into angles in [0, period), in place; `count` numbers, rounded up to a multiple of
 * four. `end` is the first float32 number that is no angle any more.
 */
export function polar(
  ix: usize,
  iy: usize,
  count: i32,
  perRadian: f32,
  half: f32,
  period: f32,
  end: f32,
): void {
  const bytes = (((<usize>count) << 2) + 15) & ~15;
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(ix + i);
    const y = v128.load(iy + i);
    const ax = f32x4.abs(x);
    const ay = f32x4.abs(y);
    const t = slope(ax, ay);
    v128.store(ix + i, length(ax, ay, t));
    // Signs count of zeros too.
    const left = i32x4.shr_s(x, 31);
    const down = i32x4.shr_s(y, 31);
    let angle = direction(ax, ay, t, left, down, perRadian, half);
    const round = f32x4.add(angle, f32x4.splat(period));
    angle = v128.bitselect(round, angle, f32x4.lt(angle, zero));
    v128.store(iy + i, v128.and(angle, f32x4.lt(angle, f32x4.splat(end))));
  }
}

/**
 * Turns ix into lengths and iy into places among `bins` bins that stand at their centres, from 0 on, in place;
 * `count` numbers, rounded up to a multiple of four.
 */
export function places(
  ix: usize,
  iy: usize,
  count: i32,
  perRadian: f32,
  half: f32,
  bins: f32,
): void {
  const bytes = (((<usize>count) << 2) + 15) & ~15;
  const zero = f32x4.splat(0);
  const middle = f32x4.splat(0.5);
  const all = f32x4.splat(bins);
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(ix + i);
    const y = v128.load(iy + i);
    const ax = f32x4.abs(x);
    const ay = f32x4.abs(y);
    const t = slope(ax, ay);
    v128.store(ix + i, length(ax, ay, t));
    const left = f32x4.lt(x, zero);
    const down = f32x4.lt(y, zero);
    let place = direction(ax, ay, t, left, down, perRadian, half);
    place = v128.bitselect(f32x4.add(place, all), place, f32x4.lt(place, zero));
    const shifted = f32x4.sub(place, middle);
    const round = f32x4.add(shifted, all);
    v128.store(iy + i, v128.bitselect(round, shifted, f32x4.lt(place, middle)));
  }
}
