// Peaks of a circular histogram of 36 bins, in float64, in the order of the scalar kernels' `circular-peaks.ts`: the
// numbers are the same. A histogram has two numbers more at either end: the last before the first, the first after the
// last.

const BINS: i32 = 36;
/** Bytes before the first bin. */
export const MARGIN: usize = 16;
/** Bytes of a histogram with both margins. */
export const HISTOGRAM_BYTES: usize = 8 * 40;
/** Bytes of a peak: its place in bins, its height. */
const PEAK_STEP: usize = 16;
/** There are no more peaks than this. */
const MOST: usize = 18;

/** Share of the highest peak that a further one needs. */
const PEAK_RATIO: f64 = 0.8;
/** How far in bins the second smoothing may move a peak. */
const LARGEST_SHIFT: f64 = 1;

/** Fills both margins. */
export function closeCircle(histogram: usize): void {
  const end = histogram + 8 * BINS;
  v128.store(histogram, v128.load(end));
  v128.store(end, v128.load(histogram, 16), 16);
}

/** target = the histogram smoothed by 1 4 6 4 1 in sixteenths. */
function smoothFive(histogram: usize, target: usize): void {
  for (let at: usize = MARGIN; at < MARGIN + 8 * BINS; at += 16) {
    const here = histogram + at;
    let sum = f64x2.mul(f64x2.splat(6 / 16), v128.load(here));
    const beside = f64x2.add(v128.load(here - 8), v128.load(here, 8));
    sum = f64x2.add(sum, f64x2.mul(f64x2.splat(4 / 16), beside));
    const beyond = f64x2.add(v128.load(here - 16), v128.load(here, 16));
    sum = f64x2.add(sum, f64x2.mul(f64x2.splat(1 / 16), beyond));
    v128.store(target + at, sum);
  }
  closeCircle(target);
}

/** target = the histogram smoothed by 1 1 1 in thirds. */
function smoothThree(histogram: usize, target: usize): void {
  for (let at: usize = MARGIN; at < MARGIN + 8 * BINS; at += 16) {
    const here = histogram + at;
    const sum = f64x2.mul(f64x2.splat(1 / 3), v128.load(here));
    const beside = f64x2.add(v128.load(here - 8), v128.load(here, 8));
    v128.store(target + at, f64x2.add(sum, f64x2.mul(f64x2.splat(1 / 3), beside)));
  }
  closeCircle(target);
}

/** Whether the plateau that begins at bin i ends in a higher bin; a lower one comes before it. */
function rises(first: usize, i: i32, here: f64): bool {
  let next = here;
  while (next === here) next = load<f64>(first + ((<usize>(++i % BINS)) << 3));
  return next > here;
}

/** Writes the peaks, highest first, to `peaks`; says where they end. */
function findPeaks(histogram: usize, ratio: f64, peaks: usize): usize {
  const first = histogram + MARGIN;
  let highest: f64 = 0;
  for (let i = 0; i < BINS; i++) highest = max(highest, load<f64>(first + ((<usize>i) << 3)));
  const least = ratio * highest;
  let end = peaks;
  for (let i = 0; i < BINS; i++) {
    const at = first + ((<usize>i) << 3);
    const here = load<f64>(at);
    if (!(here > 0 && here >= least)) continue;
    const before = load<f64>(at - 8);
    const after = load<f64>(at, 8);
    if (!(here > before && here >= after)) continue;
    if (here === after && rises(first, i, here)) continue;
    const shift = (before - after) / (2 * (before - 2 * here + after));
    let bin = <f64>i + shift;
    if (bin < 0) bin += <f64>BINS;
    else if (bin >= <f64>BINS) bin -= <f64>BINS;
    const weight = here - ((before - after) * shift) / 4;
    // To its place: equal ones stay in their order.
    let to = end;
    while (to > peaks && load<f64>(to - PEAK_STEP, 8) < weight) {
      v128.store(to, v128.load(to - PEAK_STEP));
      to -= PEAK_STEP;
    }
    store<f64>(to, bin);
    store<f64>(to, weight, 8);
    end += PEAK_STEP;
  }
  return end;
}

/**
 * The angles of the dominant directions, strongest first, as `dominantAngles` of the scalar kernels finds them; `work`
 * has room for two histograms and for peaks. Says how many there are.
 */
export function dominantAngles(histogram: usize, work: usize, angles: usize): i32 {
  const smooth = work;
  const smoother = smooth + HISTOGRAM_BYTES;
  const peaks = smoother + HISTOGRAM_BYTES;
  const places = peaks + MOST * PEAK_STEP;
  smoothFive(histogram, smooth);
  smoothThree(smooth, smoother);
  const peaksEnd = findPeaks(smooth, PEAK_RATIO, peaks);
  const placesEnd = findPeaks(smoother, 0, places);
  let count = 0;
  for (let peak = peaks; peak < peaksEnd; peak += PEAK_STEP) {
    let bin = load<f64>(peak);
    for (let place = places; place < placesEnd; place += PEAK_STEP) {
      const other = load<f64>(place);
      const apart = abs(other - bin);
      if (min(apart, <f64>BINS - apart) <= LARGEST_SHIFT) {
        bin = other;
        break;
      }
    }
    store<f64>(angles, (bin * 2 * Math.PI) / <f64>BINS);
    angles += 8;
    count++;
  }
  return count;
}
