// Fits to the 27 samples around extrema of differences, in float64, in the order of the scalar kernels'
// `refine-extrema.ts` and `taylor-fit.ts`: the numbers are the same. What a fit works on stands in memory: it has more
// numbers than engines have registers.

// When the fit moves on to a neighbouring sample: in space, in scale, and where there is no further level.
const MOVE_BEYOND_IN_SPACE: f64 = 0.7;
const MOVE_BEYOND_IN_SCALE: f64 = 0.6;
const REACH_AT_ENDS: f64 = 0.8;
/** Most fits for one extremum. */
const MOST_STEPS: i32 = 5;
/** Newton steps to the extremum of the cubic, and the largest change that they may bring. */
const CUBIC_STEPS: i32 = 3;
const LARGEST_CHANGE: f64 = 0.3;

/** Bytes of a fit, see `FIT` of the scalar kernel. */
export const FIT_BYTES: i32 = 96;
// How fits end.
const SETTLED: f64 = 0;
const OUTSIDE: f64 = 1;
const UNSETTLED: f64 = 2;
const DEGENERATE: f64 = 3;

// The samples, and bytes from the middle one to the next along each axis.
const BLOCK: usize = memory.data(8 * 27, 16);
const MIDDLE: usize = BLOCK + 8 * 13;
const COLUMN: i32 = 8;
const ROW: i32 = 24;
const PLANE: i32 = 72;

// First and second derivatives, at the sample and at another place: gx, gy, gz, hxx, hyy, hzz, hxy, hxz, hyz.
const JET: usize = memory.data(8 * 9, 16);
const THERE: usize = memory.data(8 * 9, 16);
// An offset: x, y, z, the value there, the ratio of curvatures.
const QUADRATIC: usize = memory.data(8 * 5, 16);
const STEP: usize = memory.data(8 * 3, 16);
/** Samples that were fitted before. */
const VISITED: usize = memory.data(4 * MOST_STEPS, 16);

/** Differences of levels, `plane` bytes apart, around the place `at` in the finer one of the middle difference. */
function readBlock(at: usize, plane: usize, step: usize): void {
  let to = BLOCK;
  for (let row = at - step; row <= at + step; row += step) {
    for (let place = row - 4; place <= row + 4; place += 4) {
      const finer = <f64>load<f32>(place);
      const coarser = <f64>load<f32>(place + plane);
      store<f64>(to, finer - <f64>load<f32>(place - plane));
      store<f64>(to, coarser - finer, 8 * 9);
      store<f64>(to, <f64>load<f32>(place + 2 * plane) - coarser, 8 * 18);
      to += 8;
    }
  }
}

function slope(step: i32): f64 {
  return (load<f64>(MIDDLE + step) - load<f64>(MIDDLE - step)) / 2;
}

function second(at: usize, step: i32): f64 {
  return load<f64>(at + step) + load<f64>(at - step) - 2 * load<f64>(at);
}

function mixed(at: usize, a: i32, b: i32): f64 {
  const sum = load<f64>(at + a + b) - load<f64>(at + a - b) - load<f64>(at - a + b);
  return (sum + load<f64>(at - a - b)) / 4;
}

/** How the second differences along `step` change along `across`. */
function third(step: i32, across: i32): f64 {
  return (second(MIDDLE + across, step) - second(MIDDLE - across, step)) / 2;
}

function takeJet(): void {
  store<f64>(JET, slope(COLUMN));
  store<f64>(JET, slope(ROW), 8);
  store<f64>(JET, slope(PLANE), 16);
  store<f64>(JET, second(MIDDLE, COLUMN), 24);
  store<f64>(JET, second(MIDDLE, ROW), 32);
  store<f64>(JET, second(MIDDLE, PLANE), 40);
  store<f64>(JET, mixed(MIDDLE, COLUMN, ROW), 48);
  store<f64>(JET, mixed(MIDDLE, COLUMN, PLANE), 56);
  store<f64>(JET, mixed(MIDDLE, ROW, PLANE), 64);
}

/** Solves H·o = −g by cofactors; not finite where H is singular. */
function newtonStep(jet: usize, to: usize): void {
  const gx = load<f64>(jet);
  const gy = load<f64>(jet, 8);
  const gz = load<f64>(jet, 16);
  const hxx = load<f64>(jet, 24);
  const hyy = load<f64>(jet, 32);
  const hzz = load<f64>(jet, 40);
  const hxy = load<f64>(jet, 48);
  const hxz = load<f64>(jet, 56);
  const hyz = load<f64>(jet, 64);
  const cxx = hyy * hzz - hyz * hyz;
  const cxy = hxz * hyz - hxy * hzz;
  const cxz = hxy * hyz - hxz * hyy;
  const cyy = hxx * hzz - hxz * hxz;
  const cyz = hxy * hxz - hxx * hyz;
  const czz = hxx * hyy - hxy * hxy;
  const det = hxx * cxx + hxy * cxy + hxz * cxz;
  store<f64>(to, -(cxx * gx + cxy * gy + cxz * gz) / det);
  store<f64>(to, -(cxy * gx + cyy * gy + cyz * gz) / det, 8);
  store<f64>(to, -(cxz * gx + cyz * gy + czz * gz) / det, 16);
}

function edgeRatio(hxx: f64, hyy: f64, hxy: f64): f64 {
  const det = hxx * hyy - hxy * hxy;
  const trace = hxx + hyy;
  return det > 0 ? (trace * trace) / det : f64.POSITIVE_INFINITY;
}

/** Where the quadratic has its extremum; false where it has no single one. */
function quadraticOffset(): bool {
  newtonStep(JET, QUADRATIC);
  const x = load<f64>(QUADRATIC);
  const y = load<f64>(QUADRATIC, 8);
  const z = load<f64>(QUADRATIC, 16);
  // What is infinite or no number leaves NaN.
  if (x - x + (y - y) + (z - z) !== 0) return false;
  const rise = load<f64>(JET) * x + load<f64>(JET, 8) * y + load<f64>(JET, 16) * z;
  store<f64>(QUADRATIC, load<f64>(MIDDLE) + rise / 2, 24);
  const ratio = edgeRatio(load<f64>(JET, 24), load<f64>(JET, 32), load<f64>(JET, 48));
  store<f64>(QUADRATIC, ratio, 32);
  return true;
}

/** Moves the quadratic's offset on to where the polynomial with the mixed third derivatives has its extremum, if near. */
function cubicOffset(): void {
  const xxy = third(COLUMN, ROW);
  const xxz = third(COLUMN, PLANE);
  const yyx = third(ROW, COLUMN);
  const yyz = third(ROW, PLANE);
  const zzx = third(PLANE, COLUMN);
  const zzy = third(PLANE, ROW);
  const xyz = (mixed(MIDDLE + PLANE, COLUMN, ROW) - mixed(MIDDLE - PLANE, COLUMN, ROW)) / 2;
  const gx = load<f64>(JET);
  const gy = load<f64>(JET, 8);
  const gz = load<f64>(JET, 16);
  const hxx = load<f64>(JET, 24);
  const hyy = load<f64>(JET, 32);
  const hzz = load<f64>(JET, 40);
  const hxy = load<f64>(JET, 48);
  const hxz = load<f64>(JET, 56);
  const hyz = load<f64>(JET, 64);
  const startX = load<f64>(QUADRATIC);
  const startY = load<f64>(QUADRATIC, 8);
  const startZ = load<f64>(QUADRATIC, 16);
  let x = startX;
  let y = startY;
  let z = startZ;
  for (let step = 0; step < CUBIC_STEPS; step++) {
    const alongX = gx + hxx * x + hxy * y + hxz * z + xxy * x * y + xxz * x * z + xyz * y * z;
    store<f64>(THERE, alongX + (yyx * y * y + zzx * z * z) / 2);
    const alongY = gy + hxy * x + hyy * y + hyz * z + yyx * x * y + yyz * y * z + xyz * x * z;
    store<f64>(THERE, alongY + (xxy * x * x + zzy * z * z) / 2, 8);
    const alongZ = gz + hxz * x + hyz * y + hzz * z + zzx * x * z + zzy * y * z + xyz * x * y;
    store<f64>(THERE, alongZ + (xxz * x * x + yyz * y * y) / 2, 16);
    store<f64>(THERE, hxx + xxy * y + xxz * z, 24);
    store<f64>(THERE, hyy + yyx * x + yyz * z, 32);
    store<f64>(THERE, hzz + zzx * x + zzy * y, 40);
    store<f64>(THERE, hxy + xxy * x + yyx * y + xyz * z, 48);
    store<f64>(THERE, hxz + xxz * x + zzx * z + xyz * y, 56);
    store<f64>(THERE, hyz + yyz * y + zzy * z + xyz * x, 64);
    newtonStep(THERE, STEP);
    x += load<f64>(STEP);
    y += load<f64>(STEP, 8);
    z += load<f64>(STEP, 16);
  }
  const change = max(max(abs(x - startX), abs(y - startY)), abs(z - startZ));
  if (!(change <= LARGEST_CHANGE)) return;
  const alongEach =
    x * x * (xxy * y + xxz * z) + y * y * (yyx * x + yyz * z) + z * z * (zzx * x + zzy * y);
  const cubic = alongEach / 2 + xyz * x * y * z;
  const rise = gx * x + gy * y + gz * z;
  const curved = rise + (hxx * x * x + hyy * y * y + hzz * z * z) / 2;
  const quadratic = curved + hxy * x * y + hxz * x * z + hyz * y * z;
  const there = edgeRatio(
    hxx + xxy * y + xxz * z,
    hyy + yyx * x + yyz * z,
    hxy + xxy * x + yyx * y + xyz * z,
  );
  store<f64>(QUADRATIC, x);
  store<f64>(QUADRATIC, y, 8);
  store<f64>(QUADRATIC, z, 16);
  store<f64>(QUADRATIC, load<f64>(MIDDLE) + quadratic + cubic, 24);
  store<f64>(QUADRATIC, min(load<f64>(QUADRATIC, 32), there), 32);
}

/** Whether a sample was fitted in one of the steps before. */
function wasVisited(index: i32, steps: i32): bool {
  for (let i = 0; i < steps; i++) {
    if (load<i32>(VISITED + ((<usize>i) << 2)) === index) return true;
  }
  return false;
}

/** One step to either side where the offset is beyond `reach`. */
function move(offset: f64, reach: f64): i32 {
  if (offset > reach) return 1;
  return offset < -reach ? -1 : 0;
}

/**
 * Follows the fit from the sample with an index in the volume of `depth` differences; to `fit` what it finds, rows being
 * counted from `top` on.
 */
export function refineExtremum(
  levels: usize,
  depth: i32,
  height: i32,
  width: i32,
  start: i32,
  top: i32,
  fit: usize,
): void {
  const area = height * width;
  let z = start / area;
  let y = (start - z * area) / width;
  let x = start - z * area - y * width;
  memory.fill(fit, 0, FIT_BYTES);
  let end = UNSETTLED;
  for (let steps = 1; steps <= MOST_STEPS; steps++) {
    const index = z * area + y * width + x;
    store<i32>(VISITED + ((<usize>(steps - 1)) << 2), index);
    readBlock(levels + ((<usize>index) << 2), (<usize>area) << 2, (<usize>width) << 2);
    if (steps === 1) {
      const above = load<f64>(MIDDLE) > load<f64>(MIDDLE - COLUMN);
      store<f64>(fit, load<f64>(MIDDLE));
      store<f64>(fit, above ? 1 : 0, 8);
    }
    takeJet();
    if (!quadraticOffset()) {
      end = DEGENERATE;
      break;
    }
    const alongZ = load<f64>(QUADRATIC, 16);
    const nextZ = z + move(alongZ, 0);
    const within = nextZ >= 1 && nextZ <= depth - 2;
    const moveX = move(load<f64>(QUADRATIC), MOVE_BEYOND_IN_SPACE);
    const moveY = move(load<f64>(QUADRATIC, 8), MOVE_BEYOND_IN_SPACE);
    const moveZ = move(alongZ, within ? MOVE_BEYOND_IN_SCALE : REACH_AT_ENDS);
    const settled = (moveX | moveY | moveZ) === 0;
    if (settled) cubicOffset();
    store<f64>(fit, <f64>steps, 24);
    store<f64>(fit, <f64>z, 32);
    store<f64>(fit, <f64>(top + y), 40);
    store<f64>(fit, <f64>x, 48);
    store<f64>(fit, <f64>z + load<f64>(QUADRATIC, 16), 56);
    store<f64>(fit, <f64>(top + y) + load<f64>(QUADRATIC, 8), 64);
    store<f64>(fit, <f64>x + load<f64>(QUADRATIC), 72);
    store<f64>(fit, load<f64>(QUADRATIC, 24), 80);
    store<f64>(fit, load<f64>(QUADRATIC, 32), 88);
    if (settled) {
      end = SETTLED;
      break;
    }
    x += moveX;
    y += moveY;
    z += moveZ;
    if (x < 1 || y < 1 || z < 1 || x > width - 2 || y > height - 2 || z > depth - 2) {
      end = OUTSIDE;
      break;
    }
    if (wasVisited(z * area + y * width + x, steps)) break;
  }
  store<f64>(fit, end, 16);
}
