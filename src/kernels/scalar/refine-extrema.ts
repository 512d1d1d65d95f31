// Where between the samples extrema lie: fits to the 27 samples around each, followed to the nearest sample.
import type { FloatTypedArray } from '../../core/types.js';
import type { Kernels } from '../kernels.js';
import { cubicOffset, jetAt, quadraticOffset } from './taylor-fit.js';

// A step to the neighbouring sample is taken when the fit puts the extremum further off than this. Above
// one half, so that an extremum half way between two samples does not send the fit to and fro.
const MOVE_BEYOND_IN_SPACE = 0.7;
const MOVE_BEYOND_IN_SCALE = 0.6;
// At the volume's first and last interior level, where there is no sample to step to.
const REACH_AT_ENDS = 0.8;

/** Samples of a block, three along each axis. */
const BLOCK = 27;
const MIDDLE = 13;

/** What the numbers of a fit stand for, by their places; from `steps` on they are 0 where no fit could be made. */
export const FIT = {
  /** The sample where it begins. */
  start: 0,
  /** 1 where that is above the one before it, else 0. */
  isMaximum: 1,
  /** How it ended, see `ENDS`. */
  end: 2,
  /** Fits made. */
  steps: 3,
  /** Sample at which the last one was made. */
  sampleLevel: 4,
  sampleY: 5,
  sampleX: 6,
  /** Refined place, a fraction: sample plus offset. */
  level: 7,
  y: 8,
  x: 9,
  /** Value of the polynomial there. */
  value: 10,
  /** tr²/det of the 2×2 spatial Hessian; +Infinity where det ≤ 0. */
  edgeRatio: 11,
} as const;

/** Numbers of a fit. */
export const FIT_NUMBERS = 12;

/** How fits end: well, out of the volume's interior, without end, or with no single extremum. */
export const ENDS = ['settled', 'outside', 'unsettled', 'degenerate'] as const;

/** Most fits that `refineExtrema` makes for one extremum. */
const MOST_STEPS = 5;

/** Reads the 3×3×3 samples around the sample with a given index, good until others are read. */
export type BlockReader = (index: number) => Float64Array;

/**
 * Blocks of a volume.
 *
 * @param data - the volume
 * @param height - rows
 * @param width - columns
 * @returns a reader by index
 */
export function volumeBlocks(data: FloatTypedArray, height: number, width: number): BlockReader {
  const block = new Float64Array(BLOCK);
  return (index) => {
    for (let k = 0; k < BLOCK; k++) {
      const [level, row, column] = [Math.floor(k / 9), Math.floor(k / 3) % 3, k % 3];
      block[k] = data[index + ((level - 1) * height + row - 1) * width + column - 1]!;
    }
    return block;
  };
}

/**
 * Blocks of the differences levels[z + 1] − levels[z].
 *
 * @param levels - images, one after the other
 * @param height - rows
 * @param width - columns
 * @returns a reader by index in the volume of the differences
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

/**
 * The fit around an extremum, followed to the sample nearest to its top.
 *
 * @param readBlock - the volume [depth, height, width]
 * @param depth - number of levels
 * @param height - rows
 * @param width - columns
 * @param start - index of an interior sample
 * @param maxSteps - most fits
 * @param cubic - whether the last fit has the mixed third derivatives
 * @param target - where the fit goes, see `FIT`
 * @param top - what the first row is counted as
 */
export function followFit(
  readBlock: BlockReader,
  depth: number,
  height: number,
  width: number,
  start: number,
  maxSteps: number,
  cubic: boolean,
  target: Float64Array,
  top = 0,
): void {
  const plane = height * width;
  let z = Math.floor(start / plane);
  let y = Math.floor((start - z * plane) / width);
  let x = start - z * plane - y * width;
  const visited: number[] = [];
  let end: (typeof ENDS)[number] = 'unsettled';
  target.fill(0);

  for (let steps = 1; steps <= maxSteps; steps++) {
    const i = z * plane + y * width + x;
    visited.push(i);
    const block = readBlock(i);
    if (steps === 1) {
      target[FIT.start] = block[MIDDLE]!;
      target[FIT.isMaximum] = block[MIDDLE]! > block[MIDDLE - 1]! ? 1 : 0;
    }
    const jet = jetAt(block);
    const quadratic = quadraticOffset(jet);
    if (!quadratic) {
      end = 'degenerate';
      break;
    }
    const moveX = Math.abs(quadratic.x) > MOVE_BEYOND_IN_SPACE ? Math.sign(quadratic.x) : 0;
    const moveY = Math.abs(quadratic.y) > MOVE_BEYOND_IN_SPACE ? Math.sign(quadratic.y) : 0;
    const nextZ = z + Math.sign(quadratic.z);
    const reach = nextZ >= 1 && nextZ <= depth - 2 ? MOVE_BEYOND_IN_SCALE : REACH_AT_ENDS;
    const moveZ = Math.abs(quadratic.z) > reach ? Math.sign(quadratic.z) : 0;
    const settled = moveX === 0 && moveY === 0 && moveZ === 0;
    const offset = settled && cubic ? cubicOffset(block, jet, quadratic) : quadratic;
    target[FIT.steps] = steps;
    target[FIT.sampleLevel] = z;
    target[FIT.sampleY] = top + y;
    target[FIT.sampleX] = x;
    target[FIT.level] = z + offset.z;
    target[FIT.y] = top + y + offset.y;
    target[FIT.x] = x + offset.x;
    target[FIT.value] = offset.value;
    target[FIT.edgeRatio] = offset.edgeRatio;
    if (settled) {
      end = 'settled';
      break;
    }
    x += moveX;
    y += moveY;
    z += moveZ;
    const inside =
      x >= 1 && y >= 1 && z >= 1 && x <= width - 2 && y <= height - 2 && z <= depth - 2;
    if (!inside) {
      end = 'outside';
      break;
    }
    if (visited.includes(z * plane + y * width + x)) break;
  }
  target[FIT.end] = ENDS.indexOf(end);
}

/** See `Kernels.refineExtrema`. */
export const refineExtrema: Kernels['refineExtrema'] = (
  levels,
  depth,
  height,
  width,
  indices,
  fits,
  top = 0,
) => {
  const blocks = differenceBlocks(levels, height, width);
  for (let i = 0; i < indices.length; i++) {
    const fit = fits.subarray(i * FIT_NUMBERS, (i + 1) * FIT_NUMBERS);
    followFit(blocks, depth - 1, height, width, indices[i]!, MOST_STEPS, true, fit, top);
  }
};
