// The scale space of a large image, of which some rows are held at a time: whole levels of it fill the memory of a small
// machine, and new memory takes as long as the numbers that are put there.
import { allocate } from '../core/create.js';
import type { Dense, FloatTypedArray } from '../core/types.js';
import { gaussianTaps } from '../filter/gaussian-kernel.js';
import {
  doubleImage as doubleScalar,
  halveImage as halveScalar,
} from '../kernels/scalar/octave-resample.js';
import { smoothInWindow as smoothScalar } from '../kernels/scalar/smooth-in-window.js';
import { kernel } from '../kernels/select.js';
import type { Held, Hold } from '../kernels/simd/hold.js';
import {
  doubleImage as doubleFast,
  halveImage as halveFast,
} from '../kernels/simd/octave-resample.js';
import { NARROWEST, smoothInWindow as smoothFast } from '../kernels/simd/smooth-in-window.js';
import type { OctaveGeometry } from './geometry.js';
import { changesMoreDown, spareBytes, TRUNCATE } from './octaves.js';
import type { SiftSettings } from './settings.js';

/** How large windows are. */
export interface WindowLimits {
  /** Bytes of a scale space up to which it is held whole: windows are moved, which takes time. */
  readonly whole: number;
  /** The same where few of the keypoints will be kept: in windows all are described. */
  readonly wholeForSome: number;
  /** Bytes of the levels of an octave that are held at a time, at least. */
  readonly window: number;
  /** How many times the rows that it keeps when it moves a window has at least. */
  readonly room: number;
}

/** Up to 1920×1080 pixels are held whole: in windows their first call took 12 % less time, but later ones 8 % more. */
export const WINDOW_LIMITS: WindowLimits = {
  whole: 2 ** 28,
  wholeForSome: 2 ** 29,
  window: 2 ** 25,
  room: 2.5,
};

/** Rows that come at a time, and those that fits read on either side, with some to spare. */
const MARGIN = 32;
/** Rows of the doubled image that are made at a time; even. */
const DOUBLED_ROWS = 32;

/** The rows of an octave that are there. */
export interface OctaveWindow extends OctaveGeometry {
  /** How many rows of each level there are. */
  readonly rows: number;
  /** [levels, rows, width]; to be asked for anew after each kernel, see `Held`. */
  readonly levels: FloatTypedArray;
}

/** What is done with windows. */
export interface WindowVisitor {
  /** How far from a sample the samples lie that are read with it, in an octave. */
  reach(octave: number): number;

  /**
   * Reads a window that holds the rows from `top` on, of all levels those before `end`. Says from which row on it is needed
   * further. `found` are the extrema found since the last time, as `Octave` has them.
   */
  read(
    window: OctaveWindow,
    octave: number,
    top: number,
    end: number,
    found: readonly number[],
  ): number;

  /** Of how many levels of an octave, up to level `scalesPerOctave`, all rows are kept until the next octave ends. */
  readonly seeds: number;

  /** Ends an octave; `seeds` are the levels that were kept of the one before, [seeds, height, width]. */
  finish(octave: number, seeds: FloatTypedArray | undefined): void;
}

/**
 * How many rows of an octave are held at a time.
 *
 * @param octave - the octave
 * @param reach - how far from a sample others are read with it, in samples
 * @param limits - how large the window is
 * @returns at most all
 */
export function windowRows(
  { height, width, blurs }: OctaveGeometry,
  reach: number,
  limits: WindowLimits,
): number {
  if (width < NARROWEST) return height;
  const lag = blurs.reduce((sum, sigma) => sum + Math.ceil(TRUNCATE * sigma) + 3, 0);
  const kept = lag + 2 * Math.ceil(reach) + MARGIN;
  const cheap = Math.floor(limits.window / (4 * blurs.length * width));
  return Math.min(height, Math.max(Math.ceil(limits.room * kept), cheap));
}

/**
 * Builds the scale space of an image window by window, octave by octave.
 *
 * @param image - contiguous [height, width], float32
 * @param plan - its octaves
 * @param settings - sigmas and scales an octave
 * @param hold - where the levels go
 * @param threshold - least absolute difference of extrema, which are not looked for where it is left out
 * @param limits - how large windows are
 * @param visitor - reads the windows
 * @returns whether all has been read; false where the kernels declined or the image is not finite
 */
export function readWindows(
  image: Dense,
  plan: readonly OctaveGeometry[],
  settings: SiftSettings,
  hold: Hold,
  threshold: number | undefined,
  limits: WindowLimits,
  visitor: WindowVisitor,
): boolean {
  const { scalesPerOctave, doublings, border } = settings;
  const halve = kernel('halveImage', halveScalar, halveFast);
  const smooth = kernel('smoothInWindow', smoothScalar, smoothFast);
  const downFirst = changesMoreDown(image);
  let before: Held | undefined;
  for (const [o, geometry] of plan.entries()) {
    const { height, width, blurs } = geometry;
    const area = height * width;
    const rows = windowRows(geometry, visitor.reach(o), limits);
    // The next octave is made of the last one, and keypoints of that are described in them.
    const seeds = hold('float32', visitor.seeds * area, 0);
    const scratch = hold('float32', o === 0 ? (DOUBLED_ROWS + 4) * width : area, 0);
    const stack = hold('float32', blurs.length * rows * width, spareBytes(geometry));
    const above = plan[o - 1];
    let source = (first: number, end: number): FloatTypedArray =>
      scratch.numbers.subarray(first * width, end * width);
    if (above && before) {
      const last = before.numbers.subarray(-above.height * above.width);
      halve(last, scratch.numbers, above.height, above.width);
    } else {
      source = doubledRows(image, doublings, scratch);
    }
    const window: OctaveWindow = {
      ...geometry,
      rows,
      get levels() {
        return stack.numbers;
      },
    };
    let saved = 0;
    const kernels = blurs.slice(o === 0 ? 0 : 1).map((sigma) => gaussianTaps(sigma, TRUNCATE));
    const served = smooth({
      source,
      hasFirst: o > 0,
      stack: stack.numbers,
      rows,
      height,
      width,
      kernels,
      border,
      downFirst,
      threshold,
      look(top, end, found) {
        for (let i = 0; i < visitor.seeds; i++) {
          const level = scalesPerOctave + 1 - visitor.seeds + i;
          const from = (level * rows + saved - top) * width;
          const made = stack.numbers.subarray(from, from + (end - saved) * width);
          seeds.numbers.set(made, i * area + saved * width);
        }
        saved = end;
        return Math.min(visitor.read(window, o, top, end, found), saved);
      },
    });
    if (!served) return false;
    visitor.finish(o, before?.numbers);
    scratch.keep(0);
    before = seeds;
  }
  return true;
}

/** Rows of an image doubled so often, the last time some rows at a time. */
function doubledRows(
  { data, shape }: Dense,
  doublings: number,
  scratch: Held,
): (first: number, end: number) => FloatTypedArray {
  const double = kernel('doubleImage', doubleScalar, doubleFast);
  let [height, width] = shape as [number, number];
  let image = data as FloatTypedArray;
  for (let i = 1; i < doublings; i++) {
    const larger = allocate('float32', image.length * 4);
    double(image, larger, height, width);
    [image, height, width] = [larger, 2 * height, 2 * width];
  }
  if (doublings === 0) return (first, end) => image.subarray(first * width, end * width);
  // With a row of the image more on either side, which rows of the doubled one are made of.
  let top = 0;
  let made = 0;
  let rows: () => FloatTypedArray = () => scratch.numbers;
  return (first, end) => {
    if (end > made) {
      const from = Math.max(0, (first >> 1) - 1);
      made = Math.min(2 * height, Math.max(end, (first & ~1) + DOUBLED_ROWS));
      const to = Math.min(height, ((made + 1) >> 1) + 1);
      const size = 4 * (to - from) * width;
      // All rows at once are asked for where the largest descriptors reach over the whole image.
      const part = size > scratch.numbers.length ? allocate('float32', size) : undefined;
      rows = () => part ?? scratch.numbers.subarray(0, size);
      double(image.subarray(from * width, to * width), rows(), to - from, width);
      top = 2 * from;
    }
    const line = 2 * width;
    return rows().subarray((first - top) * line, (end - top) * line);
  };
}
