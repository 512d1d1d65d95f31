// The Taylor polynomial through the 3×3×3 neighbours of a sample, and where its gradient vanishes.

/** An offset from a sample, in samples, and what the polynomial says of the place. */
export interface Offset {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly value: number;
  /** tr²/det of the spatial Hessian; +Infinity where det ≤ 0. */
  readonly edgeRatio: number;
}

/** Central differences of a volume at a sample: value, gradient and Hessian. */
export interface Jet {
  readonly v: number;
  readonly gx: number;
  readonly gy: number;
  readonly gz: number;
  readonly hxx: number;
  readonly hyy: number;
  readonly hzz: number;
  readonly hxy: number;
  readonly hxz: number;
  readonly hyz: number;
}

// A block holds 3×3×3 samples, level by level and row by row; its middle is the sample in question.
const MIDDLE = 13;
const ROW = 3;
const PLANE = 9;

/**
 * Value, gradient and Hessian at the middle of a block, by central differences.
 *
 * @param block - 27 samples
 * @returns the differences
 */
export function jetAt(block: Float64Array): Jet {
  const v = block[MIDDLE]!;
  const slope = (step: number): number => (block[MIDDLE + step]! - block[MIDDLE - step]!) / 2;
  return {
    v,
    gx: slope(1),
    gy: slope(ROW),
    gz: slope(PLANE),
    hxx: second(block, MIDDLE, 1),
    hyy: second(block, MIDDLE, ROW),
    hzz: second(block, MIDDLE, PLANE),
    hxy: mixed(block, MIDDLE, 1, ROW),
    hxz: mixed(block, MIDDLE, 1, PLANE),
    hyz: mixed(block, MIDDLE, ROW, PLANE),
  };
}

function second(block: Float64Array, i: number, step: number): number {
  return block[i + step]! + block[i - step]! - 2 * block[i]!;
}

function mixed(block: Float64Array, i: number, a: number, b: number): number {
  return (block[i + a + b]! - block[i + a - b]! - block[i - a + b]! + block[i - a - b]!) / 4;
}

/** Solves the symmetric system H·o = −g by cofactors; not finite where H is singular. */
function newtonStep(h: Jet): { x: number; y: number; z: number } {
  const cxx = h.hyy * h.hzz - h.hyz * h.hyz;
  const cxy = h.hxz * h.hyz - h.hxy * h.hzz;
  const cxz = h.hxy * h.hyz - h.hxz * h.hyy;
  const cyy = h.hxx * h.hzz - h.hxz * h.hxz;
  const cyz = h.hxy * h.hxz - h.hxx * h.hyz;
  const czz = h.hxx * h.hyy - h.hxy * h.hxy;
  const det = h.hxx * cxx + h.hxy * cxy + h.hxz * cxz;
  return {
    x: -(cxx * h.gx + cxy * h.gy + cxz * h.gz) / det,
    y: -(cxy * h.gx + cyy * h.gy + cyz * h.gz) / det,
    z: -(cxz * h.gx + cyz * h.gy + czz * h.gz) / det,
  };
}

function edgeRatioOf(hxx: number, hyy: number, hxy: number): number {
  const det = hxx * hyy - hxy * hxy;
  const trace = hxx + hyy;
  return det > 0 ? (trace * trace) / det : Number.POSITIVE_INFINITY;
}

/**
 * Where the quadratic polynomial has its extremum: −H⁻¹g, with the value v + g·offset/2.
 *
 * @param jet - differences at the sample
 * @returns the offset, or undefined where H is singular
 */
export function quadraticOffset(jet: Jet): Offset | undefined {
  const { x, y, z } = newtonStep(jet);
  if (!(Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z))) return undefined;
  return {
    x,
    y,
    z,
    value: jet.v + (jet.gx * x + jet.gy * y + jet.gz * z) / 2,
    edgeRatio: edgeRatioOf(jet.hxx, jet.hyy, jet.hxy),
  };
}

/** Newton steps of `cubicOffset`; the third changes the offset by less than 1e-4 samples. */
const CUBIC_STEPS = 3;
/** Largest change that third derivatives may bring, in samples; beyond it the quadratic is kept. */
const LARGEST_CHANGE = 0.3;

/**
 * Where the polynomial with the mixed third derivatives as well has its extremum. The quadratic takes the
 * slope of D_x along the scale at the sample for that at the extremum, which moves a blob that lies beside
 * the sample by up to a tenth of one; with D_xxs and its kin that error goes.
 *
 * @param block - 27 samples
 * @param jet - differences at the sample
 * @param start - what `quadraticOffset` gave
 * @returns the offset; `start` where the steps do not settle nearby
 */
export function cubicOffset(block: Float64Array, jet: Jet, start: Offset): Offset {
  // How the second differences along `step` change along `across`.
  const third = (step: number, across: number): number =>
    (second(block, MIDDLE + across, step) - second(block, MIDDLE - across, step)) / 2;
  const xxy = third(1, ROW);
  const xxz = third(1, PLANE);
  const yyx = third(ROW, 1);
  const yyz = third(ROW, PLANE);
  const zzx = third(PLANE, 1);
  const zzy = third(PLANE, ROW);
  const xyz = (mixed(block, MIDDLE + PLANE, 1, ROW) - mixed(block, MIDDLE - PLANE, 1, ROW)) / 2;

  let { x, y, z } = start;
  for (let step = 0; step < CUBIC_STEPS; step++) {
    const here = {
      v: 0,
      gx:
        jet.gx +
        jet.hxx * x +
        jet.hxy * y +
        jet.hxz * z +
        xxy * x * y +
        xxz * x * z +
        xyz * y * z +
        (yyx * y * y + zzx * z * z) / 2,
      gy:
        jet.gy +
        jet.hxy * x +
        jet.hyy * y +
        jet.hyz * z +
        yyx * x * y +
        yyz * y * z +
        xyz * x * z +
        (xxy * x * x + zzy * z * z) / 2,
      gz:
        jet.gz +
        jet.hxz * x +
        jet.hyz * y +
        jet.hzz * z +
        zzx * x * z +
        zzy * y * z +
        xyz * x * y +
        (xxz * x * x + yyz * y * y) / 2,
      hxx: jet.hxx + xxy * y + xxz * z,
      hyy: jet.hyy + yyx * x + yyz * z,
      hzz: jet.hzz + zzx * x + zzy * y,
      hxy: jet.hxy + xxy * x + yyx * y + xyz * z,
      hxz: jet.hxz + xxz * x + zzx * z + xyz * y,
      hyz: jet.hyz + yyz * y + zzy * z + xyz * x,
    };
    const move = newtonStep(here);
    x += move.x;
    y += move.y;
    z += move.z;
  }
  const change = Math.max(Math.abs(x - start.x), Math.abs(y - start.y), Math.abs(z - start.z));
  if (!(change <= LARGEST_CHANGE)) return start;
  const cubic =
    (x * x * (xxy * y + xxz * z) + y * y * (yyx * x + yyz * z) + z * z * (zzx * x + zzy * y)) / 2 +
    xyz * x * y * z;
  const quadratic =
    jet.gx * x +
    jet.gy * y +
    jet.gz * z +
    (jet.hxx * x * x + jet.hyy * y * y + jet.hzz * z * z) / 2 +
    jet.hxy * x * y +
    jet.hxz * x * z +
    jet.hyz * y * z;
  const there = edgeRatioOf(
    jet.hxx + xxy * y + xxz * z,
    jet.hyy + yyx * x + yyz * z,
    jet.hxy + xxy * x + yyx * y + xyz * z,
  );
  return {
    x,
    y,
    z,
    value: jet.v + quadratic + cubic,
    // An edge is one at both places: second differences of fine structure depend on where the samples lie.
    edgeRatio: Math.min(start.edgeRatio, there),
  };
}
