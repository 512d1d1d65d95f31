// Rows of the smoothing of scale spaces: what neighbours differ by, and weighted sums of that, in float32. A row of less
// than 32 numbers is taken as long as that, and written so; no other row is written beyond its end.

/** Bytes of the numbers that are summed at a time along rows, and of those of two rows at a time across them. */
const ALONG_BLOCK: i32 = 128;
const ACROSS_BLOCK: i32 = 32;
/** Of those that are added or subtracted at a time. */
const ROW_BLOCK: i32 = 64;

/** The larger of two vectors' sizes as bits, which are largest where numbers are not finite. */
function larger(largest: v128, x: v128): v128 {
  return i32x4.max_s(largest, v128.and(x, i32x4.splat(0x7fffffff)));
}

function allFinite(largest: v128): bool {
  return v128.any_true(i32x4.ge_s(largest, i32x4.splat(0x7f800000))) === false;
}

/** here + (more + sum), kept where `to` says. */
function total(here: usize, more: usize, sum: v128, to: usize): v128 {
  const value = f32x4.add(v128.load(here), f32x4.add(v128.load(more), sum));
  v128.store(to, value);
  return value;
}

/**
 * Sums along a row: target[i] = Σ taps[t]·(line[i + 2·count − 1 − t] − line[i + t]), outermost first. Nothing else is
 * done here: with more to hold, engines would not keep all sums in registers.
 */
export function sumAlong(line: usize, taps: usize, count: i32, width: i32, target: usize): void {
  const zero = f32x4.splat(0);
  const end = taps + ((<usize>count) << 2);
  const far = (<usize>(2 * count - 1)) << 2;
  const last = max((width << 2) - ALONG_BLOCK, 0);
  let at = 0;
  while (true) {
    const x = <usize>at;
    let a0 = zero;
    let a1 = zero;
    let a2 = zero;
    let a3 = zero;
    let a4 = zero;
    let a5 = zero;
    let a6 = zero;
    let a7 = zero;
    let p = line + x;
    let q = p + far;
    for (let tap = taps; tap < end; tap += 4) {
      const k = v128.load32_splat(tap);
      a0 = f32x4.add(a0, f32x4.mul(k, f32x4.sub(v128.load(q), v128.load(p))));
      a1 = f32x4.add(a1, f32x4.mul(k, f32x4.sub(v128.load(q, 16), v128.load(p, 16))));
      a2 = f32x4.add(a2, f32x4.mul(k, f32x4.sub(v128.load(q, 32), v128.load(p, 32))));
      a3 = f32x4.add(a3, f32x4.mul(k, f32x4.sub(v128.load(q, 48), v128.load(p, 48))));
      a4 = f32x4.add(a4, f32x4.mul(k, f32x4.sub(v128.load(q, 64), v128.load(p, 64))));
      a5 = f32x4.add(a5, f32x4.mul(k, f32x4.sub(v128.load(q, 80), v128.load(p, 80))));
      a6 = f32x4.add(a6, f32x4.mul(k, f32x4.sub(v128.load(q, 96), v128.load(p, 96))));
      a7 = f32x4.add(a7, f32x4.mul(k, f32x4.sub(v128.load(q, 112), v128.load(p, 112))));
      p += 4;
      q -= 4;
    }
    const to = target + x;
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
    v128.store(to, a4, 64);
    v128.store(to, a5, 80);
    v128.store(to, a6, 96);
    v128.store(to, a7, 112);
    if (at >= last) break;
    at = min(at + ALONG_BLOCK, last);
  }
}

/** target = here + (more + sums): a row, what was added to it, and what is. Returns whether all is finite. */
export function addRows(here: usize, more: usize, sums: usize, width: i32, target: usize): bool {
  const last = max((width << 2) - ROW_BLOCK, 0);
  let largest = f32x4.splat(0);
  let at = 0;
  while (true) {
    const x = <usize>at;
    const h = here + x;
    const m = more + x;
    const s = sums + x;
    const to = target + x;
    largest = larger(largest, total(h, m, v128.load(s), to));
    largest = larger(largest, total(h + 16, m + 16, v128.load(s, 16), to + 16));
    largest = larger(largest, total(h + 32, m + 32, v128.load(s, 32), to + 32));
    largest = larger(largest, total(h + 48, m + 48, v128.load(s, 48), to + 48));
    if (at >= last) break;
    at = min(at + ROW_BLOCK, last);
  }
  return allFinite(largest);
}

/** By how much four numbers that are sums of two exceed those above them. */
function step(here: usize, above: usize, sums: usize, sumsAbove: usize): v128 {
  const more = f32x4.sub(v128.load(sums), v128.load(sumsAbove));
  return f32x4.add(f32x4.sub(v128.load(here), v128.load(above)), more);
}

/** By how much a row, with what was added to it, exceeds the one above with what was added to that. */
export function stepsOfSums(
  above: usize,
  here: usize,
  sumsAbove: usize,
  sums: usize,
  width: i32,
  target: usize,
): void {
  const last = max((width << 2) - ROW_BLOCK, 0);
  let at = 0;
  while (true) {
    const x = <usize>at;
    const h = here + x;
    const a = above + x;
    const s = sums + x;
    const b = sumsAbove + x;
    const to = target + x;
    v128.store(to, step(h, a, s, b));
    v128.store(to, step(h + 16, a + 16, s + 16, b + 16), 16);
    v128.store(to, step(h + 32, a + 32, s + 32, b + 32), 32);
    v128.store(to, step(h + 48, a + 48, s + 48, b + 48), 48);
    if (at >= last) break;
    at = min(at + ROW_BLOCK, last);
  }
}

/**
 * Sums across rows, of two rows at a time, which share what they read: Σ taps[t]·(steps[2·count − 1 − t] − steps[t]),
 * outermost first, where a table says where the steps lie, and for the second row those one place on. With `here` a row
 * and what was added to it, `more`, and the sums go to its target in one, else the sums alone. Returns whether all that
 * is in one is finite.
 */
export function sumAcross(
  table: usize,
  taps: usize,
  count: i32,
  width: i32,
  here: usize,
  more: usize,
  target: usize,
  hereBelow: usize,
  moreBelow: usize,
  targetBelow: usize,
): bool {
  const zero = f32x4.splat(0);
  const end = taps + ((<usize>count) << 2);
  const far = (<usize>(2 * count)) << 2;
  const last = max((width << 2) - ACROSS_BLOCK, 0);
  let largest = zero;
  let at = 0;
  while (true) {
    const x = <usize>at;
    let a0 = zero;
    let a1 = zero;
    let b0 = zero;
    let b1 = zero;
    let first = table;
    let other = table + far;
    let p = load<usize>(first) + x;
    let q = load<usize>(other) + x;
    let u0 = v128.load(p);
    let u1 = v128.load(p, 16);
    let w0 = v128.load(q);
    let w1 = v128.load(q, 16);
    for (let tap = taps; tap < end; tap += 4) {
      const k = v128.load32_splat(tap);
      first += 4;
      other -= 4;
      p = load<usize>(first) + x;
      q = load<usize>(other) + x;
      const v0 = v128.load(p);
      const v1 = v128.load(p, 16);
      const z0 = v128.load(q);
      const z1 = v128.load(q, 16);
      a0 = f32x4.add(a0, f32x4.mul(k, f32x4.sub(z0, u0)));
      a1 = f32x4.add(a1, f32x4.mul(k, f32x4.sub(z1, u1)));
      b0 = f32x4.add(b0, f32x4.mul(k, f32x4.sub(w0, v0)));
      b1 = f32x4.add(b1, f32x4.mul(k, f32x4.sub(w1, v1)));
      u0 = v0;
      u1 = v1;
      w0 = z0;
      w1 = z1;
    }
    if (here !== 0) {
      largest = larger(largest, total(here + x, more + x, a0, target + x));
      largest = larger(largest, total(here + x + 16, more + x + 16, a1, target + x + 16));
      largest = larger(largest, total(hereBelow + x, moreBelow + x, b0, targetBelow + x));
      largest = larger(
        largest,
        total(hereBelow + x + 16, moreBelow + x + 16, b1, targetBelow + x + 16),
      );
    } else {
      v128.store(target + x, a0);
      v128.store(target + x, a1, 16);
      v128.store(targetBelow + x, b0);
      v128.store(targetBelow + x, b1, 16);
    }
    if (at >= last) break;
    at = min(at + ACROSS_BLOCK, last);
  }
  return allFinite(largest);
}

function numberAt(row: usize, i: i32): f32 {
  return load<f32>(row + ((<usize>i) << 2));
}

/**
 * What each number of a row exceeds the one before it by, the row going on for `radius` numbers before its first and
 * after its last: those whose places `beyond` lists, and `constant` where it says −1. With `more`, what was added to
 * the row, and to a constant nothing, counts too.
 */
export function stepsAlong(
  row: usize,
  more: usize,
  width: i32,
  radius: i32,
  beyond: usize,
  constant: f32,
  line: usize,
): void {
  const inner = line + ((<usize>radius) << 2);
  const last = max((width << 2) - ROW_BLOCK, 0);
  let at = 0;
  while (true) {
    const x = <usize>at;
    const from = row + x;
    const to = inner + x;
    let a0 = f32x4.sub(v128.load(from, 4), v128.load(from));
    let a1 = f32x4.sub(v128.load(from, 20), v128.load(from, 16));
    let a2 = f32x4.sub(v128.load(from, 36), v128.load(from, 32));
    let a3 = f32x4.sub(v128.load(from, 52), v128.load(from, 48));
    if (more !== 0) {
      const m = more + x;
      a0 = f32x4.add(a0, f32x4.sub(v128.load(m, 4), v128.load(m)));
      a1 = f32x4.add(a1, f32x4.sub(v128.load(m, 20), v128.load(m, 16)));
      a2 = f32x4.add(a2, f32x4.sub(v128.load(m, 36), v128.load(m, 32)));
      a3 = f32x4.add(a3, f32x4.sub(v128.load(m, 52), v128.load(m, 48)));
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
    if (at >= last) break;
    at = min(at + ROW_BLOCK, last);
  }
  // From the outermost before the first inwards, and from the last outwards.
  stepsBeyond(row, more, 0, radius, beyond, constant, width, line);
  stepsBeyond(
    row,
    more,
    radius,
    radius,
    beyond,
    constant,
    width,
    inner + ((<usize>(width - 1)) << 2),
  );
}

function stepsBeyond(
  row: usize,
  more: usize,
  from: i32,
  radius: i32,
  beyond: usize,
  constant: f32,
  width: i32,
  line: usize,
): void {
  const after = from > 0;
  let before: f32 = after ? numberAt(row, width - 1) : 0;
  let moreBefore: f32 = after && more !== 0 ? numberAt(more, width - 1) : 0;
  // Before the row the first of the numbers is met without one before it, and the row's own first comes last.
  const steps = after ? radius : radius + 1;
  for (let i = 0; i < steps; i++) {
    const place = i === radius ? 0 : load<i32>(beyond + ((<usize>(from + i)) << 2));
    const value = place < 0 ? constant : numberAt(row, place);
    const added: f32 = place < 0 || more === 0 ? 0 : numberAt(more, place);
    if (after || i > 0) {
      store<f32>(line, value - before + (added - moreBefore));
      line += 4;
    }
    before = value;
    moreBefore = added;
  }
}

/** What numbers of a row exceed those of the row above by. */
export function stepsBetween(above: usize, here: usize, width: i32, target: usize): void {
  const last = max((width << 2) - ROW_BLOCK, 0);
  let at = 0;
  while (true) {
    const x = <usize>at;
    const h = here + x;
    const a = above + x;
    const to = target + x;
    v128.store(to, f32x4.sub(v128.load(h), v128.load(a)));
    v128.store(to, f32x4.sub(v128.load(h, 16), v128.load(a, 16)), 16);
    v128.store(to, f32x4.sub(v128.load(h, 32), v128.load(a, 32)), 32);
    v128.store(to, f32x4.sub(v128.load(h, 48), v128.load(a, 48)), 48);
    if (at >= last) break;
    at = min(at + ROW_BLOCK, last);
  }
}
