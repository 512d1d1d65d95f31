// The inner loops of separable filters: float64 in, float64 out, borders already in place. Four sums run
// at once along the filtered axis, so that the samples slide through registers and each is loaded once
// for four results; `| 0` spares the engine a check for overflow.

/** Sums that run at once. */
export const BLOCK = 4;

/**
 * Whether a kernel's taps are the same from both ends, exactly.
 *
 * @param kernel - an odd number of taps
 * @returns true for symmetric kernels
 */
export function isSymmetric(kernel: Float64Array): boolean {
  const last = kernel.length - 1;
  return kernel.every((tap, t) => tap === kernel[last - t]);
}

/** Correlates rows with one kernel, and the rest as in `weighRows`. */
export type Weigher = (
  rows: Float64Array,
  from: number,
  sums: Float64Array,
  to: number,
  count: number,
  width: number,
  step: number,
) => void;

/** Where filters keep their rows, and what weighs them. */
export interface Workbench {
  /** Room for so many numbers, which holds anything. */
  readonly numbers: (count: number) => Float64Array;
  /** A weigher of numbers of this bench. */
  readonly weigher: (kernel: Float64Array) => Weigher;
}

/** The one in TypeScript. */
export const SCALAR_BENCH: Workbench = {
  numbers: (count) => new Float64Array(count),
  weigher: (kernel) => {
    const symmetric = isSymmetric(kernel);
    return (rows, from, sums, to, count, width, step) =>
      weighRows(rows, from, sums, to, count, width, step, kernel, symmetric);
  },
};

/**
 * Correlates rows along the axis across them:
 * sums[to + y·step + i] = Σ_t kernel[t]·rows[from + (y + t)·step + i] for y < count and i < width.
 * A single line is count rows of width 1 and step 1.
 */
export function weighRows(
  rows: Float64Array,
  from: number,
  sums: Float64Array,
  to: number,
  count: number,
  width: number,
  step: number,
  kernel: Float64Array,
  symmetric: boolean,
): void {
  if (count < BLOCK) {
    weighFew(rows, from, sums, to, count, width, step, kernel);
    return;
  }
  const weigh = symmetric ? weighPairs : weighTaps;
  const whole = count - (count % BLOCK);
  weigh(rows, from, sums, to, whole, width, step, kernel);
  // The rest once more with some of its neighbours, which come out as before.
  if (whole < count) {
    const back = (count - BLOCK) * step;
    weigh(rows, from + back, sums, to + back, BLOCK, width, step, kernel);
  }
}

// Equal taps share a multiplication.
function weighPairs(
  rows: Float64Array,
  from: number,
  sums: Float64Array,
  to: number,
  count: number,
  width: number,
  step: number,
  kernel: Float64Array,
): void {
  const radius = kernel.length >> 1;
  const end = Math.imul(2 * radius, step);
  const w = step | 0;
  for (let y = 0; y < count; y = (y + BLOCK) | 0) {
    const skipped = Math.imul(y, w);
    for (let i = 0; i < width; i = (i + 1) | 0) {
      let a = (from + skipped + i) | 0;
      let b = (a + end) | 0;
      let a0 = rows[a]!;
      let a1 = rows[(a + w) | 0]!;
      let a2 = rows[(a + w + w) | 0]!;
      let b1 = rows[(b + w) | 0]!;
      let b2 = rows[(b + w + w) | 0]!;
      let b3 = rows[(b + w + w + w) | 0]!;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      a = (a + w + w + w) | 0;
      for (let t = 0; t < radius; t = (t + 1) | 0) {
        const a3 = rows[a]!;
        const b0 = rows[b]!;
        const tap = kernel[t]!;
        sum0 += tap * (a0 + b0);
        sum1 += tap * (a1 + b1);
        sum2 += tap * (a2 + b2);
        sum3 += tap * (a3 + b3);
        a0 = a1;
        a1 = a2;
        a2 = a3;
        b3 = b2;
        b2 = b1;
        b1 = b0;
        a = (a + w) | 0;
        b = (b - w) | 0;
      }
      const middle = kernel[radius]!;
      const out = (to + skipped + i) | 0;
      sums[out] = sum0 + middle * a0;
      sums[(out + w) | 0] = sum1 + middle * a1;
      sums[(out + w + w) | 0] = sum2 + middle * a2;
      sums[(out + w + w + w) | 0] = sum3 + middle * rows[a]!;
    }
  }
}

function weighTaps(
  rows: Float64Array,
  from: number,
  sums: Float64Array,
  to: number,
  count: number,
  width: number,
  step: number,
  kernel: Float64Array,
): void {
  const taps = kernel.length;
  const w = step | 0;
  for (let y = 0; y < count; y = (y + BLOCK) | 0) {
    const skipped = Math.imul(y, w);
    for (let i = 0; i < width; i = (i + 1) | 0) {
      let a = (from + skipped + i) | 0;
      let a0 = rows[a]!;
      let a1 = rows[(a + w) | 0]!;
      let a2 = rows[(a + w + w) | 0]!;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      a = (a + w + w + w) | 0;
      for (let t = 0; t < taps; t = (t + 1) | 0) {
        const a3 = rows[a]!;
        const tap = kernel[t]!;
        sum0 += tap * a0;
        sum1 += tap * a1;
        sum2 += tap * a2;
        sum3 += tap * a3;
        a0 = a1;
        a1 = a2;
        a2 = a3;
        a = (a + w) | 0;
      }
      const out = (to + skipped + i) | 0;
      sums[out] = sum0;
      sums[(out + w) | 0] = sum1;
      sums[(out + w + w) | 0] = sum2;
      sums[(out + w + w + w) | 0] = sum3;
    }
  }
}

function weighFew(
  rows: Float64Array,
  from: number,
  sums: Float64Array,
  to: number,
  count: number,
  width: number,
  step: number,
  kernel: Float64Array,
): void {
  for (let y = 0; y < count; y++) {
    for (let i = 0; i < width; i++) {
      let sum = 0;
      for (let t = 0; t < kernel.length; t++) sum += kernel[t]! * rows[from + (y + t) * step + i]!;
      sums[to + y * step + i] = sum;
    }
  }
}
