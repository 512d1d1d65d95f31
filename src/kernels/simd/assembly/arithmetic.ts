// Sums, products and the like of float32 numbers, and of float64 ones by those that say so: `count` of them, rounded up to a multiple of sixteen. Those of two
// numbers read them from `a` and from `b` and write to `target`, those of one change what stands from `at` on. Sums and
// products take four vectors at a time: counting takes a tenth of their time otherwise.

function end(at: usize, count: i32): usize {
  return at + ((<usize>count) << 2);
}

/** a + b. */
export function add(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = end(a, count); a < last; a += 64) {
    v128.store(target, f32x4.add(v128.load(a), v128.load(b)));
    v128.store(target, f32x4.add(v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(target, f32x4.add(v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(target, f32x4.add(v128.load(a, 48), v128.load(b, 48)), 48);
    b += 64;
    target += 64;
  }
}

/** a − b. */
export function sub(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = end(a, count); a < last; a += 64) {
    v128.store(target, f32x4.sub(v128.load(a), v128.load(b)));
    v128.store(target, f32x4.sub(v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(target, f32x4.sub(v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(target, f32x4.sub(v128.load(a, 48), v128.load(b, 48)), 48);
    b += 64;
    target += 64;
  }
}

/** a·b. */
export function mul(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = end(a, count); a < last; a += 64) {
    v128.store(target, f32x4.mul(v128.load(a), v128.load(b)));
    v128.store(target, f32x4.mul(v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(target, f32x4.mul(v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(target, f32x4.mul(v128.load(a, 48), v128.load(b, 48)), 48);
    b += 64;
    target += 64;
  }
}

/** a / b. */
export function div(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = end(a, count); a < last; a += 16) {
    v128.store(target, f32x4.div(v128.load(a), v128.load(b)));
    b += 16;
    target += 16;
  }
}

/** The larger of a and b, NaN where either is. */
export function maximum(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = end(a, count); a < last; a += 16) {
    v128.store(target, f32x4.max(v128.load(a), v128.load(b)));
    b += 16;
    target += 16;
  }
}

/** The smaller of a and b, NaN where either is. */
export function minimum(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = end(a, count); a < last; a += 16) {
    v128.store(target, f32x4.min(v128.load(a), v128.load(b)));
    b += 16;
    target += 16;
  }
}

function endOfDoubles(at: usize, count: i32): usize {
  return at + ((<usize>count) << 3);
}

/** a + b, float64. */
export function addDoubles(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = endOfDoubles(a, count); a < last; a += 32) {
    v128.store(target, f64x2.add(v128.load(a), v128.load(b)));
    v128.store(target, f64x2.add(v128.load(a, 16), v128.load(b, 16)), 16);
    b += 32;
    target += 32;
  }
}

/** a − b, float64. */
export function subDoubles(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = endOfDoubles(a, count); a < last; a += 32) {
    v128.store(target, f64x2.sub(v128.load(a), v128.load(b)));
    v128.store(target, f64x2.sub(v128.load(a, 16), v128.load(b, 16)), 16);
    b += 32;
    target += 32;
  }
}

/** a·b, float64. */
export function mulDoubles(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = endOfDoubles(a, count); a < last; a += 32) {
    v128.store(target, f64x2.mul(v128.load(a), v128.load(b)));
    v128.store(target, f64x2.mul(v128.load(a, 16), v128.load(b, 16)), 16);
    b += 32;
    target += 32;
  }
}

/** a / b, float64. */
export function divDoubles(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = endOfDoubles(a, count); a < last; a += 32) {
    v128.store(target, f64x2.div(v128.load(a), v128.load(b)));
    v128.store(target, f64x2.div(v128.load(a, 16), v128.load(b, 16)), 16);
    b += 32;
    target += 32;
  }
}

/** The larger of a and b, NaN where either is, float64. */
export function maximumDoubles(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = endOfDoubles(a, count); a < last; a += 32) {
    v128.store(target, f64x2.max(v128.load(a), v128.load(b)));
    v128.store(target, f64x2.max(v128.load(a, 16), v128.load(b, 16)), 16);
    b += 32;
    target += 32;
  }
}

/** The smaller of a and b, NaN where either is, float64. */
export function minimumDoubles(a: usize, b: usize, target: usize, count: i32): void {
  for (const last = endOfDoubles(a, count); a < last; a += 32) {
    v128.store(target, f64x2.min(v128.load(a), v128.load(b)));
    v128.store(target, f64x2.min(v128.load(a, 16), v128.load(b, 16)), 16);
    b += 32;
    target += 32;
  }
}

/** −x. */
export function neg(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) v128.store(at, f32x4.neg(v128.load(at)));
}

/** |x|. */
export function abs(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) v128.store(at, f32x4.abs(v128.load(at)));
}

/** x². */
export function square(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) {
    const x = v128.load(at);
    v128.store(at, f32x4.mul(x, x));
  }
}

/** √x. */
export function sqrt(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) v128.store(at, f32x4.sqrt(v128.load(at)));
}

/** x, or 0 where x ≤ 0. */
export function relu(at: usize, count: i32): void {
  for (const last = end(at, count); at < last; at += 16) {
    const x = v128.load(at);
    v128.store(at, v128.andnot(x, f32x4.le(x, f32x4.splat(0))));
  }
}

/** x where x > 0, else slope·x, rounded once. */
export function leakyRelu(at: usize, count: i32, slope: f64): void {
  const factor = f64x2.splat(slope);
  for (const last = end(at, count); at < last; at += 16) {
    const x = v128.load(at);
    const low = v128.demote_zero(f64x2.mul(factor, f64x2.promote_low_f32x4(x)));
    const upper = f64x2.promote_low_f32x4(v128.load64_zero(at, 8));
    const high = v128.demote_zero(f64x2.mul(factor, upper));
    const scaled = v128.shuffle<f64>(low, high, 0, 2);
    v128.store(at, v128.bitselect(x, scaled, f32x4.gt(x, f32x4.splat(0))));
  }
}
