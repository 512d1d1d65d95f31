// Gradients of a row of samples by weight and direction, four at a time. Squares are taken of ratios, not of numbers, so
// that nothing overflows or vanishes on the way. Constants are read from memory, which is sooner done than building
// vectors of them.

// The polynomial of the scalar kernels' `atan2`, the lowest power first; angles count eight to a turn.
const POLYNOMIAL: usize = memory.data<f32>([
  1.2732386987680853, -0.42436896772881305, 0.25396756180107377, -0.17709017186896994,
  0.1227682697342695, -0.07118978560131363, 0.027836782422838102, -0.005162435243820129,
]);
// 1, 2 and 4, the smallest normal number, and the sign's bit and the others.
const NUMBERS: usize = memory.data<u32>([
  0x3f800000, 0x40000000, 0x40800000, 0x00800000, 0x80000000, 0x7fffffff,
]);

function number(offset: usize): v128 {
  return v128.load32_splat(NUMBERS + offset);
}

function absolute(x: v128): v128 {
  return v128.and(x, number(20));
}

function coefficient(power: usize): v128 {
  return v128.load32_splat(POLYNOMIAL + power * 4);
}

/** The angle, from 0 to 1, of what rises by `ratio`, whose square is given: even and odd powers apart, side by side. */
function octantAngle(ratio: v128, square: v128): v128 {
  const fourth = f32x4.mul(square, square);
  let even = f32x4.add(f32x4.mul(coefficient(6), fourth), coefficient(4));
  let odd = f32x4.add(f32x4.mul(coefficient(7), fourth), coefficient(5));
  even = f32x4.add(f32x4.mul(even, fourth), coefficient(2));
  odd = f32x4.add(f32x4.mul(odd, fourth), coefficient(3));
  even = f32x4.add(f32x4.mul(even, fourth), coefficient(0));
  odd = f32x4.add(f32x4.mul(odd, fourth), coefficient(1));
  return f32x4.mul(ratio, f32x4.add(even, f32x4.mul(odd, square)));
}

/** Where the gradients of so many samples end. */
export function endOfRow(gradients: usize, count: i32): usize {
  return gradients + (((<usize>count + 3) >> 2) << 5);
}

/**
 * The gradients of a row that begins left of its first sample: from what stands to the left and right, above and below
 * (`pitch` bytes away) of each. To `target` by fours their angles, from −4 to 4 whatever the samples are, and their lengths
 * times both weights; what fills the last four up has no weight.
 */
export function gradientRow(
  row: usize,
  pitch: usize,
  weights: usize,
  rowWeight: f32,
  count: i32,
  target: usize,
): void {
  let above = row - pitch;
  let below = row + pitch;
  const end = endOfRow(target, count);
  for (let to = target; to < end; to += 32) {
    const gx = f32x4.sub(v128.load(row, 8), v128.load(row));
    const gy = f32x4.sub(v128.load(below, 4), v128.load(above, 4));
    const ax = absolute(gx);
    const ay = absolute(gy);
    const larger = f32x4.pmax(number(12), f32x4.pmax(ax, ay));
    const ratio = f32x4.pmin(number(0), f32x4.div(f32x4.pmin(ax, ay), larger));
    const square = f32x4.mul(ratio, ratio);
    const length = f32x4.mul(larger, f32x4.sqrt(f32x4.add(number(0), square)));
    const weight = f32x4.mul(v128.load(weights), f32x4.splat(rowWeight));
    v128.store(to, f32x4.mul(weight, length), 16);
    // What is not turned back is taken from 0, and loses its sign with the others.
    const steep = v128.and(f32x4.gt(ay, ax), number(4));
    const upper = absolute(f32x4.sub(steep, octantAngle(ratio, square)));
    const left = v128.and(i32x4.shr_s(gx, 31), number(8));
    const angle = absolute(f32x4.sub(left, upper));
    v128.store(to, v128.xor(angle, v128.and(gy, number(16))));
    row += 16;
    above += 16;
    below += 16;
    weights += 16;
  }
  v128.store(target + ((<usize>count >> 2) << 5) + ((<usize>count & 3) << 2), f32x4.splat(0), 16);
}

/** Bytes of a span: its first column, counted from the window's, and how many follow. */
const SPAN_STEP: usize = 8;
/** Bytes of a line of the cache. */
const LINE: usize = 64;

/** Where the span of a row stands. */
export function spanOf(spans: usize, row: i32): usize {
  return spans + <usize>row * SPAN_STEP;
}

/**
 * Writes down which part of a window's row counts, and asks for its samples, and those beside it: they come from afar,
 * and those of all rows together as soon as those of one. Says something of what it read, so that it is read.
 */
export function setSpan(span: usize, first: i32, last: i32, row: usize): i32 {
  store<i32>(span, first);
  store<i32>(span, last - first + 1, 4);
  if (first > last) return 0;
  const end = row + ((<usize>last + 2) << 2);
  let read = load<i32>(end);
  for (let at = row + ((<usize>first) << 2); at < end; at += LINE) read |= load<i32>(at);
  return read;
}
