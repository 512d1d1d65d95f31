// Where between the samples an extremum lies: the quadratic through its 26 neighbours.
import { bindShapes, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { ArrayInput, FloatTypedArray, Options } from '../core/types.js';
import type { Extremum } from './keypoint.js';
import { cubicOffset, jetAt, quadraticOffset } from './taylor-fit.js';

// A step to the neighbouring sample is taken when the fit puts the extremum further off than this. Above
// one half, so that an extremum half way between two samples does not send the fit to and fro.
const MOVE_BEYOND_IN_SPACE = 0.7;
const MOVE_BEYOND_IN_SCALE = 0.6;
// At the volume's first and last interior level, where there is no sample to step to.
const REACH_AT_ENDS = 0.8;

/** Samples of a block, three along each axis. */
const BLOCK = 27;

/** Lowe's quadratic, or the same with the mixed third derivatives, which is more exact between samples. */
export type FitOrder = 'quadratic' | 'cubic';

/** Why an extremum has no refined place. */
export type RefinementRejection =
  /** The fit leads out of the volume's interior. */
  | 'outside'
  /** The fit has not settled within the allowed steps. */
  | 'unsettled'
  /** The quadratic has no single extremum. */
  | 'degenerate';

/** The fit around a sample of the volume. */
export interface ExtremumFit {
  /** Sample at which the last fit was made. */
  readonly sample: Pick<Extremum, 'level' | 'y' | 'x'>;
  /** Refined level, a fraction: sample plus offset. */
  readonly level: number;
  /** Refined row. */
  readonly y: number;
  /** Refined column. */
  readonly x: number;
  /** Value of the polynomial there; D + gᵀx̂/2 for the quadratic. */
  readonly value: number;
  /**
   * tr²/det of the 2×2 spatial Hessian; +Infinity where det ≤ 0, a saddle or an edge. At the sample for
   * the quadratic; for the cubic the smaller of that and the one at the refined place.
   */
  readonly edgeRatio: number;
  /** Fits made. */
  readonly steps: number;
}

/** An extremum that could not be refined, with its last fit where there was one. */
export interface RejectedExtremum {
  /** Why. */
  readonly rejected: RefinementRejection;
  /** The last fit. */
  readonly last?: ExtremumFit;
}

/** What `refineExtremum` may be told. */
export interface RefineOptions {
  /** Most fits made on the way. */
  maxSteps: number;
  /** The polynomial whose extremum is taken in the end. */
  order: FitOrder;
}

/**
 * The quadratic fit around an extremum, followed to the sample nearest to its top: fits
 * $D(\mathbf{x}) = D + g^\top \mathbf{x} + \tfrac12 \mathbf{x}^\top H \mathbf{x}$ by central differences, with
 * the offset $\hat{\mathbf{x}} = -H^{-1} g$ and the value $D + \tfrac12 g^\top \hat{\mathbf{x}}$.
 *
 * While an offset exceeds 0.7 in space or 0.6 in scale (0.8 where the volume ends) the fit moves to the neighbouring sample; a sample visited before is never
 * fitted again, so the search cannot swing between two.
 *
 * @param dog - differences of Gaussians [n, h, w]
 * @param extremum - a sample inside the volume, as `scaleSpaceExtrema` gives it
 * @param options - `maxSteps` (5): most fits made; `order` ("quadratic"): "cubic" adds the mixed third derivatives at the end, as `sift` does
 * @returns the refined place, or `rejected` with the reason
 * @throws ShapeError where `dog` is no volume, DomainError where the sample lies on its border or outside
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 4
 *
 * @example
 * The top of a paraboloid centred a quarter of a pixel to the right of the middle.
 * ```ts
 * import { refineExtremum } from 'fovea';
 * const dog = [0, 1, 2].map((s) => [0, 1, 2].map((y) => [0, 1, 2].map((x) =>
 *   1 - (x - 1.25) ** 2 - (y - 1) ** 2 - (s - 1) ** 2)));
 * const refined = refineExtremum(dog, { level: 1, y: 1, x: 1 });
 * 'rejected' in refined ? NaN : refined.x // => 1.25
 * ```
 */
export function refineExtremum(
  dog: ArrayInput,
  extremum: { readonly level: number; readonly y: number; readonly x: number },
  options?: Options<RefineOptions>,
): ExtremumFit | RejectedExtremum {
  const fn = 'refineExtremum';
  const { maxSteps = 5, order = 'quadratic' } = checkOptions(fn, options, ['maxSteps', 'order']);
  checkNumber(fn, 'maxSteps', maxSteps, { integer: true, min: 1 });
  checkOneOf(fn, 'order', order, ['quadratic', 'cubic']);
  const volume = checkFinite(fn, 'dog', readArray(fn, 'dog', dog));
  const { n, h, w } = bindShapes(fn, { dog: [volume, 'n h w'] });
  if (typeof extremum !== 'object' || extremum === null) {
    throw new KindError({
      function: fn,
      argument: 'extremum',
      expected: 'an object { level, y, x }',
      got: describeValue(extremum),
    });
  }
  const { level, y, x } = extremum;
  for (const [name, value, length] of [
    ['level', level, n],
    ['y', y, h],
    ['x', x, w],
  ] as const) {
    checkNumber(fn, `extremum.${name}`, value, { integer: true });
    if (value >= 1 && value <= length - 2) continue;
    throw new DomainError({
      function: fn,
      argument: `extremum.${name}`,
      expected: `an interior index of ${length} (1 to ${length - 2})`,
      got: String(value),
    });
  }
  const start = (level * h + y) * w + x;
  return followFit(volumeBlocks(volume.data, h, w), n, h, w, start, maxSteps, order);
}

/** Reads the 3×3×3 samples around the sample with a given index, good until others are read. */
export type BlockReader = (index: number) => Float64Array;

function volumeBlocks(data: FloatTypedArray, height: number, width: number): BlockReader {
  const steps = blockSteps(height, width);
  const block = new Float64Array(BLOCK);
  return (index) => {
    for (let k = 0; k < BLOCK; k++) block[k] = data[index + steps[k]!]!;
    return block;
  };
}

/**
 * Blocks of the differences levels[z + 1] − levels[z], which are nowhere stored.
 *
 * @param levels - blurred images
 * @param height - rows
 * @param width - columns
 * @returns a reader by index in the volume of differences
 */
export function differenceBlocks(
  levels: FloatTypedArray,
  height: number,
  width: number,
): BlockReader {
  const plane = height * width;
  const block = new Float64Array(BLOCK);
  return (index) => {
    // Each level is read once, for the differences on both of its sides.
    let k = 0;
    for (let row = index - width; row <= index + width; row += width) {
      for (let at = row - 1; at <= row + 1; at++, k++) {
        const finer = levels[at]!;
        const coarser = levels[at + plane]!;
        block[k] = finer - levels[at - plane]!;
        block[k + 9] = coarser - finer;
        block[k + 18] = levels[at + 2 * plane]! - coarser;
      }
    }
    return block;
  };
}

/** Index steps from the middle of a block to each of its samples. */
function blockSteps(height: number, width: number): Float64Array {
  return Float64Array.from({ length: BLOCK }, (_, k) => {
    const [level, row, column] = [Math.floor(k / 9), Math.floor(k / 3) % 3, k % 3];
    return ((level - 1) * height + row - 1) * width + column - 1;
  });
}

/**
 * `refineExtremum` on raw data.
 *
 * @param readBlock - the volume [depth, height, width]
 * @param depth - number of levels
 * @param height - rows
 * @param width - columns
 * @param start - index of an interior sample
 * @param maxSteps - most fits
 * @param order - of the polynomial whose extremum is taken in the end
 * @returns the fit, or why there is none
 */
export function followFit(
  readBlock: BlockReader,
  depth: number,
  height: number,
  width: number,
  start: number,
  maxSteps: number,
  order: FitOrder,
): ExtremumFit | RejectedExtremum {
  const plane = height * width;
  let z = Math.floor(start / plane);
  let y = Math.floor((start - z * plane) / width);
  let x = start - z * plane - y * width;
  const visited: number[] = [];
  let last: ExtremumFit | undefined;
  const reject = (rejected: RefinementRejection): RejectedExtremum =>
    last ? { rejected, last } : { rejected };

  for (let steps = 1; steps <= maxSteps; steps++) {
    const i = z * plane + y * width + x;
    visited.push(i);
    const block = readBlock(i);
    const jet = jetAt(block);
    const quadratic = quadraticOffset(jet);
    if (!quadratic) return reject('degenerate');
    const moveX = Math.abs(quadratic.x) > MOVE_BEYOND_IN_SPACE ? Math.sign(quadratic.x) : 0;
    const moveY = Math.abs(quadratic.y) > MOVE_BEYOND_IN_SPACE ? Math.sign(quadratic.y) : 0;
    const nextZ = z + Math.sign(quadratic.z);
    const reach = nextZ >= 1 && nextZ <= depth - 2 ? MOVE_BEYOND_IN_SCALE : REACH_AT_ENDS;
    const moveZ = Math.abs(quadratic.z) > reach ? Math.sign(quadratic.z) : 0;
    const settled = moveX === 0 && moveY === 0 && moveZ === 0;
    const offset = settled && order === 'cubic' ? cubicOffset(block, jet, quadratic) : quadratic;
    last = {
      sample: { level: z, y, x },
      level: z + offset.z,
      y: y + offset.y,
      x: x + offset.x,
      value: offset.value,
      edgeRatio: offset.edgeRatio,
      steps,
    };
    if (settled) return last;
    x += moveX;
    y += moveY;
    z += moveZ;
    const inside =
      x >= 1 && y >= 1 && z >= 1 && x <= width - 2 && y <= height - 2 && z <= depth - 2;
    if (!inside) return reject('outside');
    if (visited.includes(z * plane + y * width + x)) break;
  }
  return reject('unsettled');
}
