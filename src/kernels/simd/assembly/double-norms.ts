// Layer norm and RMS norm of rows of float64 numbers, to the last bit those of ../scalar/normalize-rows.ts.

function end(at: usize, count: i32): usize {
  return at + ((<usize>count) << 3);
}

/** Σ (x − center) of a row, or of its squares. */
function sumAround(row: usize, width: i32, center: f64, squared: bool): f64 {
  const last = end(row, width);
  const centers = f64x2.splat(center);
  let a = f64x2.splat(0);
  let b = a;
  for (const whole = end(row, width & -4); row < whole; row += 32) {
    let x = f64x2.sub(v128.load(row), centers);
    let y = f64x2.sub(v128.load(row, 16), centers);
    if (squared) {
      x = f64x2.mul(x, x);
      y = f64x2.mul(y, y);
    }
    a = f64x2.add(a, x);
    b = f64x2.add(b, y);
  }
  let sum = f64x2.extract_lane(a, 0);
  for (; row < last; row += 8) {
    const x = load<f64>(row) - center;
    sum += squared ? x * x : x;
  }
  sum += f64x2.extract_lane(a, 1);
  return sum + (f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1));
}

/** (x − center)·scale·factor + shift of a row, in place. */
function place(
  row: usize,
  width: i32,
  center: f64,
  scale: f64,
  factors: usize,
  shifts: usize,
): void {
  const last = end(row, width);
  const centers = f64x2.splat(center);
  const scales = f64x2.splat(scale);
  for (const whole = end(row, width & -2); row < whole; row += 16) {
    const x = f64x2.mul(f64x2.sub(v128.load(row), centers), scales);
    v128.store(row, f64x2.add(f64x2.mul(x, v128.load(factors)), v128.load(shifts)));
    factors += 16;
    shifts += 16;
  }
  if (row < last) {
    const x = (load<f64>(row) - center) * scale;
    store<f64>(row, x * load<f64>(factors) + load<f64>(shifts));
  }
}

/** See `LayerKernels.normalizeRows`: rows that lie side by side, in place. */
export function normalizeRows(
  at: usize,
  rows: i32,
  width: i32,
  centred: bool,
  factors: usize,
  shifts: usize,
  epsilon: f64,
  centers: usize,
  scales: usize,
): void {
  const count = <f64>width;
  for (let r = 0; r < rows; r++) {
    let center: f64 = 0;
    if (centred) {
      center = sumAround(at, width, 0, false) / count;
      center += sumAround(at, width, center, false) / count;
    }
    const scale = 1 / sqrt<f64>(sumAround(at, width, center, true) / count + epsilon);
    store<f64>(centers, center);
    store<f64>(scales, scale);
    place(at, width, center, scale, factors, shifts);
    at = end(at, width);
    centers += 8;
    scales += 8;
  }
}
