// Length and direction of gradients, float32. The arctangent is that of the scalar kernels: a polynomial within
// 4e-8 rad for slopes up to 1. Angles are in a unit of which a half turn has `half`. All functions take `count` gradients,
// rounded up to a multiple of eight.

// Of the polynomial, the highest power first. Constants are read from memory, which is sooner done than building vectors
// of them, and once for two vectors, which do not wait for each other.
const TABLE: usize = memory.data<f32>([
  -0.004054567159154587, 0.021862957789791415, -0.05591232686392983, 0.0964219735727778,
  -0.13908629574162745, 0.19946565660109128, -0.33329860785708076, 0.999999335579011,
]);

function bytesOf(count: i32): usize {
  return (((<usize>count) << 2) + 31) & ~31;
}

/** The smaller side of a gradient by the larger; 0 for none. */
function slope(ax: v128, ay: v128, large: v128): v128 {
  const t = f32x4.div(f32x4.pmin(ax, ay), large);
  return v128.and(t, f32x4.gt(large, f32x4.splat(0)));
}

/** √(1 + s): no square of large or small numbers overflows or gets lost. */
function stretch(s: v128): v128 {
  return f32x4.sqrt(f32x4.add(f32x4.splat(1), s));
}

function term(sum: v128, s: v128, factor: v128): v128 {
  return f32x4.add(f32x4.mul(sum, s), factor);
}

/**
 * The lengths of gradients, and the angle of each in the octant beside the x axis, of which the whole one is exact.
 * Returns whether all sides are finite.
 */
export function nearAngles(
  ix: usize,
  iy: usize,
  count: i32,
  perRadian: f32,
  half: f32,
  lengths: usize,
  angles: usize,
): bool {
  const bytes = bytesOf(count);
  const one = f32x4.splat(1);
  const unit = f32x4.splat(perRadian);
  const eighth = f32x4.splat(half * 0.25);
  let most = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 32) {
    const x0 = f32x4.abs(v128.load(ix + i));
    const x1 = f32x4.abs(v128.load(ix + i, 16));
    const y0 = f32x4.abs(v128.load(iy + i));
    const y1 = f32x4.abs(v128.load(iy + i, 16));
    // As whole numbers: NaN is above infinity.
    most = i32x4.max_s(most, i32x4.max_s(i32x4.max_s(x0, y0), i32x4.max_s(x1, y1)));
    const large0 = f32x4.pmax(x0, y0);
    const large1 = f32x4.pmax(x1, y1);
    const t0 = slope(x0, y0, large0);
    const t1 = slope(x1, y1, large1);
    const s0 = f32x4.mul(t0, t0);
    const s1 = f32x4.mul(t1, t1);
    v128.store(lengths + i, f32x4.mul(large0, stretch(s0)));
    v128.store(lengths + i, f32x4.mul(large1, stretch(s1)), 16);
    let k = v128.load32_splat(TABLE, 4);
    let p0 = v128.load32_splat(TABLE);
    let p1 = term(p0, s1, k);
    p0 = term(p0, s0, k);
    k = v128.load32_splat(TABLE, 8);
    p0 = term(p0, s0, k);
    p1 = term(p1, s1, k);
    k = v128.load32_splat(TABLE, 12);
    p0 = term(p0, s0, k);
    p1 = term(p1, s1, k);
    k = v128.load32_splat(TABLE, 16);
    p0 = term(p0, s0, k);
    p1 = term(p1, s1, k);
    k = v128.load32_splat(TABLE, 20);
    p0 = term(p0, s0, k);
    p1 = term(p1, s1, k);
    k = v128.load32_splat(TABLE, 24);
    p0 = term(p0, s0, k);
    p1 = term(p1, s1, k);
    k = v128.load32_splat(TABLE, 28);
    p0 = f32x4.mul(f32x4.mul(term(p0, s0, k), t0), unit);
    p1 = f32x4.mul(f32x4.mul(term(p1, s1, k), t1), unit);
    v128.store(angles + i, v128.bitselect(eighth, p0, f32x4.eq(t0, one)));
    v128.store(angles + i, v128.bitselect(eighth, p1, f32x4.eq(t1, one)), 16);
  }
  return v128.any_true(i32x4.ge_s(most, i32x4.splat(0x7f800000))) === false;
}

/** From the angle beside the x axis that in the whole circle, from −half to half. */
function direction(
  near: v128,
  x: v128,
  y: v128,
  left: v128,
  down: v128,
  quarter: v128,
  half: v128,
): v128 {
  const steep = f32x4.gt(f32x4.abs(y), f32x4.abs(x));
  let angle = v128.bitselect(f32x4.sub(quarter, near), near, steep);
  angle = v128.bitselect(f32x4.sub(half, angle), angle, left);
  // Turned over where it is down.
  return v128.xor(angle, v128.and(down, f32x4.splat(-0.0)));
}

/**
 * Turns the angles of `nearAngles` into those in [0, period), in place. `end` is the first float32 number that is no angle
 * any more.
 */
export function polar(
  ix: usize,
  iy: usize,
  count: i32,
  half: f32,
  period: f32,
  end: f32,
  angles: usize,
): void {
  const bytes = bytesOf(count);
  const zero = f32x4.splat(0);
  const quarter = f32x4.splat(half * 0.5);
  const straight = f32x4.splat(half);
  const turn = f32x4.splat(period);
  const limit = f32x4.splat(end);
  for (let i: usize = 0; i < bytes; i += 16) {
    // Adding 0 makes −0 a 0, of which no sign counts.
    const x = f32x4.add(v128.load(ix + i), zero);
    const y = f32x4.add(v128.load(iy + i), zero);
    const left = i32x4.shr_s(x, 31);
    let angle = direction(v128.load(angles + i), x, y, left, y, quarter, straight);
    angle = v128.bitselect(f32x4.add(angle, turn), angle, f32x4.lt(angle, zero));
    v128.store(angles + i, v128.and(angle, f32x4.lt(angle, limit)));
  }
}

/**
 * Turns the angles of `nearAngles` into places among `bins` bins that stand at their centres, from 0 on, in place.
 */
export function places(
  ix: usize,
  iy: usize,
  count: i32,
  half: f32,
  bins: f32,
  angles: usize,
): void {
  const bytes = bytesOf(count);
  const zero = f32x4.splat(0);
  const middle = f32x4.splat(0.5);
  const all = f32x4.splat(bins);
  const quarter = f32x4.splat(half * 0.5);
  const straight = f32x4.splat(half);
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(ix + i);
    const y = v128.load(iy + i);
    const left = f32x4.lt(x, zero);
    const down = f32x4.lt(y, zero);
    let place = direction(v128.load(angles + i), x, y, left, down, quarter, straight);
    place = v128.bitselect(f32x4.add(place, all), place, f32x4.lt(place, zero));
    const shifted = f32x4.sub(place, middle);
    const round = f32x4.add(shifted, all);
    v128.store(angles + i, v128.bitselect(round, shifted, f32x4.lt(place, middle)));
  }
}
