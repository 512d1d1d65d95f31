// Convolutions of few filters, such as one for each channel, directly: rows of the image, with zeros around them, are
// weighted and added, vector by vector. A stride along rows becomes one of 1 by splitting each row into its phases, one
// after the other: numbers 0, s, 2s, …, then 1, s + 1, ….

/** Numbers of a row that are summed in lanes before they are added up in float64: 256 terms in a lane of float32. */
const SEGMENT: i32 = 1024;

/** Copies a row whose numbers lie `step` bytes apart. */
function copyRow<T>(source: usize, step: usize, count: i32, target: usize): void {
  const unit = sizeof<T>();
  const end = target + <usize>count * unit;
  if (step === unit) {
    for (; target + 16 <= end; target += 16) {
      v128.store(target, v128.load(source));
      source += 16;
    }
  }
  for (; target < end; target += unit) {
    store<T>(target, load<T>(source));
    source += step;
  }
}

/**
 * Lays rows of `width` numbers out in a band that holds zeros: number x goes to phase (x + first) mod stride, to the
 * place (x + first) / stride there. Phases are `phaseStep` bytes long, rows of the band as long as all phases.
 */
export function splitRows<T>(
  source: usize,
  rows: i32,
  rowStep: usize,
  width: i32,
  first: i32,
  stride: i32,
  phaseStep: usize,
  target: usize,
): void {
  const unit = sizeof<T>();
  for (let row = 0; row < rows; row++) {
    for (let phase = 0; phase < min(stride, width); phase++) {
      const place = first + phase;
      const to = target + <usize>(place % stride) * phaseStep + <usize>(place / stride) * unit;
      const count = (width - phase + stride - 1) / stride;
      copyRow<T>(source + <usize>phase * unit, <usize>stride * unit, count, to);
    }
    source += rowStep;
    target += phaseStep * <usize>stride;
  }
}

/**
 * One row: target[x] = added + Σ_t weights[t] · source[places[t] + x], summed in order; numbers beyond the count, up to
 * 64 bytes, are read and written too.
 */
export function weighRow<T>(
  source: usize,
  places: usize,
  weights: usize,
  taps: i32,
  columns: i32,
  added: v128,
  target: usize,
): void {
  const unit = sizeof<T>();
  const end = target + <usize>columns * unit;
  const last = places + ((<usize>taps) << 2);
  for (; target < end; target += 64) {
    let a = i32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let weight = weights;
    for (let place = places; place < last; place += 4) {
      const w = sizeof<T>() === 8 ? v128.load64_splat(weight) : v128.load32_splat(weight);
      const at = source + load<u32>(place);
      a = v128.add<T>(a, v128.mul<T>(w, v128.load(at)));
      b = v128.add<T>(b, v128.mul<T>(w, v128.load(at, 16)));
      c = v128.add<T>(c, v128.mul<T>(w, v128.load(at, 32)));
      d = v128.add<T>(d, v128.mul<T>(w, v128.load(at, 48)));
      weight += unit;
    }
    v128.store(target, v128.add<T>(a, added));
    v128.store(target, v128.add<T>(b, added), 16);
    v128.store(target, v128.add<T>(c, added), 32);
    v128.store(target, v128.add<T>(d, added), 48);
    source += 64;
  }
}

/** The lanes of four sums, added up in float64, and added to four totals. */
function addLanes<T>(sums: v128, total: usize): void {
  if (sizeof<T>() === 8) {
    const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    store<f64>(total, load<f64>(total) + sum);
  } else {
    const low = <f64>f32x4.extract_lane(sums, 0) + <f64>f32x4.extract_lane(sums, 1);
    const high = <f64>f32x4.extract_lane(sums, 2) + <f64>f32x4.extract_lane(sums, 3);
    store<f64>(total, load<f64>(total) + (low + high));
  }
}

/** Adds to four totals the products of a row with what four taps see: in lanes, and what is left one by one. */
export function dotRow<T>(
  row: usize,
  source: usize,
  places: usize,
  columns: i32,
  totals: usize,
): void {
  const unit = sizeof<T>();
  let s0 = source + load<u32>(places);
  let s1 = source + load<u32>(places, 4);
  let s2 = source + load<u32>(places, 8);
  let s3 = source + load<u32>(places, 12);
  const end = row + <usize>columns * unit;
  while (row < end) {
    let a = i32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    const stop = min(end, row + <usize>SEGMENT * unit);
    for (; row + 16 <= stop; row += 16) {
      const g = v128.load(row);
      a = v128.add<T>(a, v128.mul<T>(g, v128.load(s0)));
      b = v128.add<T>(b, v128.mul<T>(g, v128.load(s1)));
      c = v128.add<T>(c, v128.mul<T>(g, v128.load(s2)));
      d = v128.add<T>(d, v128.mul<T>(g, v128.load(s3)));
      s0 += 16;
      s1 += 16;
      s2 += 16;
      s3 += 16;
    }
    addLanes<T>(a, totals);
    addLanes<T>(b, totals + 8);
    addLanes<T>(c, totals + 16);
    addLanes<T>(d, totals + 24);
    for (; row < stop; row += unit) {
      const g = <f64>load<T>(row);
      store<f64>(totals, load<f64>(totals) + g * <f64>load<T>(s0));
      store<f64>(totals, load<f64>(totals, 8) + g * <f64>load<T>(s1), 8);
      store<f64>(totals, load<f64>(totals, 16) + g * <f64>load<T>(s2), 16);
      store<f64>(totals, load<f64>(totals, 24) + g * <f64>load<T>(s3), 24);
      s0 += unit;
      s1 += unit;
      s2 += unit;
      s3 += unit;
    }
  }
}
