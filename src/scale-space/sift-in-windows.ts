// SIFT of large images, to the results of `detectInOctaves` and `describeInOctaves`: extrema are refined, and keypoints
// described, as soon as the rows around them are there.
import type { Dense } from '../core/types.js';
import { FIT_NUMBERS, refineExtrema as refineScalar } from '../kernels/scalar/refine-extrema.js';
import { DESCRIPTOR_REACH } from '../kernels/scalar/sift-descriptor.js';
import { kernel } from '../kernels/select.js';
import type { Hold } from '../kernels/simd/hold.js';
import { refineExtrema as refineFast } from '../kernels/simd/refine-extrema.js';
import { CELL_SIGMAS } from './describe.js';
import { descriptorQueue } from './descriptor-queue.js';
import {
  type FoundPlace,
  foundPlace,
  judgeFit,
  keepStrongest,
  keypointAt,
  lastSample,
  octaveSeam,
  sigmaOf,
} from './detect.js';
import { type OctaveGeometry, planOctaves } from './geometry.js';
import type { Keypoint, KeypointFrame } from './keypoint.js';
import {
  type OctaveWindow,
  readWindows,
  WINDOW_LIMITS,
  type WindowLimits,
  windowRows,
} from './octave-windows.js';
import { dominantDirections, ORIENTATION_REACH } from './orientation.js';
import type { SiftSettings } from './settings.js';

/** Rows around an extremum that its fits may read: four steps, and one row more, with one to spare. */
const FIT_ROWS = 6;
/** Fits end so far below the first level of differences at most, 0.8 and what the cubic changes, rounded up. */
const FARTHEST_BELOW = 1.25;
/** Samples of an octave that the kernels can number. */
const MOST_SAMPLES = 2 ** 31;

/** Keypoints with their descriptors, [n, 128], row-major. */
interface Described {
  readonly keypoints: Keypoint[];
  readonly descriptors: Float32Array;
}

/** A kept extremum. */
interface Candidate {
  /** Index of the first sample whose fit ended here. */
  start: number;
  readonly place: FoundPlace;
  /** Its keypoints, with the slots of their descriptors. */
  readonly found: { readonly keypoint: Keypoint; readonly slot: number }[];
}

/** Those for which a test holds, and the others. */
function partition<T>(all: readonly T[], test: (one: T) => boolean): [T[], T[]] {
  const [yes, no]: [T[], T[]] = [[], []];
  for (const one of all) (test(one) ? yes : no).push(one);
  return [yes, no];
}

/** How far from a keypoint the farthest sample is read in its own octave; beyond the last level only in the last octave. */
function keypointReach(settings: SiftSettings, isLast: boolean): number {
  const { scalesPerOctave } = settings;
  const sigma = sigmaOf(scalesPerOctave + (isLast ? 1.5 : 0.5), settings);
  const directed = sigmaOf(scalesPerOctave + 1, settings);
  const farthest = Math.max(DESCRIPTOR_REACH * CELL_SIGMAS * sigma, ORIENTATION_REACH * directed);
  return Math.ceil(farthest) + 2;
}

/** How many of an octave's last levels may describe keypoints of the next octave: the finest of those are below its first. */
function seedLevels({ scalesPerOctave, sigmaScale }: SiftSettings): number {
  const finest = 1 - FARTHEST_BELOW + scalesPerOctave * Math.log2(sigmaScale);
  return 1 + Math.max(0, -Math.round(finest));
}

/** The octaves of an image that is to be read in windows; undefined where it had better be held whole. */
function planWindows(
  image: Dense,
  settings: SiftSettings,
  limits: WindowLimits,
  whole: number = limits.whole,
): readonly OctaveGeometry[] | undefined {
  const { domainSizePooling, opencv } = settings;
  if (!(image.data instanceof Float32Array) || opencv || domainSizePooling) return undefined;
  const [height, width] = image.shape as [number, number];
  const plan = planOctaves({ ...settings, height, width });
  const [first] = plan;
  if (first === undefined) return undefined;
  const samples = plan.map((octave) => octave.height * octave.width * octave.blurs.length);
  const bytes = samples.reduce((sum, count) => sum + 4 * count, 0);
  if (bytes <= whole || samples[0]! > MOST_SAMPLES) return undefined;
  const reach = keypointReach(settings, plan.length === 1);
  return windowRows(first, reach, limits) < first.height ? plan : undefined;
}

/** Keypoints of a scale space that is read in windows, with descriptors if they are asked for. */
function detect(
  image: Dense,
  plan: readonly OctaveGeometry[],
  settings: SiftSettings,
  hold: Hold,
  limits: WindowLimits,
  describing: boolean,
): Described | undefined {
  const refine = kernel('refineExtrema', refineScalar, refineFast);
  const queue = descriptorQueue(plan, settings);
  const seam = octaveSeam(settings);
  const reachIn = (o: number): number => keypointReach(settings, o === plan.length - 1);
  const seeds = seedLevels(settings);
  const all: { readonly keypoint: Keypoint; readonly slot: number }[] = [];
  // Of the octave that is being read.
  let extrema: number[] = [];
  let candidates = new Map<number, Candidate>();
  let undirected: Candidate[] = [];

  const judge = (window: OctaveWindow, ready: readonly number[], top: number): void => {
    const { height, width, rows, blurs } = window;
    const indices = ready.map((index) => {
      const level = Math.floor(index / (height * width));
      return index - (level * (height - rows) + top) * width;
    });
    const fits = new Float64Array(FIT_NUMBERS * ready.length);
    refine(window.levels, blurs.length, rows, width, indices, fits, top);
    for (let i = 0; i < ready.length; i++) {
      const at = i * FIT_NUMBERS;
      if (judgeFit(fits, at, settings) !== 'kept') continue;
      const sample = lastSample(window, fits, at);
      const same = candidates.get(sample);
      if (same) same.start = Math.min(same.start, ready[i]!);
      if (same || seam.isRepeat(window, fits, at)) continue;
      seam.add(window, fits, at);
      // The last level is not kept where the scale space is held whole.
      const place = foundPlace(fits, at, blurs.length - 1, settings);
      const candidate = { start: ready[i]!, place, found: [] };
      candidates.set(sample, candidate);
      undirected.push(candidate);
    }
  };
  const direct = (window: OctaveWindow, ready: readonly Candidate[], top: number): void => {
    const { levels, rows, width } = window;
    const places = ready.map(({ place }) => ({ ...place, y: place.y - top }));
    const { counts, angles } = dominantDirections({ levels, height: rows, width }, places);
    let next = 0;
    for (let i = 0; i < ready.length; i++) {
      const { place, found } = ready[i]!;
      for (const end = next + counts[i]!; next < end; next++) {
        const keypoint = keypointAt(window, place, angles[next]!, settings);
        found.push({ keypoint, slot: describing ? queue.add(keypoint) : 0 });
      }
    }
  };

  const read = readWindows(image, plan, settings, hold, settings.earlyThreshold, limits, {
    reach: (o) => Math.max(reachIn(o), queue.reach(o)),
    read(window, o, top, end, found) {
      const { height, width } = window;
      const last = end === height;
      const rowOf = (index: number): number => Math.floor(index / width) % height;
      for (const index of found) extrema.push(index);
      const [fitting, later] = partition(extrema, (i) => last || rowOf(i) + FIT_ROWS < end);
      judge(window, fitting, top);
      extrema = later;
      const [ready, below] = partition(undirected, ({ place }) => {
        return last || place.y + ORIENTATION_REACH * place.sigma + 2 < end;
      });
      direct(window, ready, top);
      undirected = below;
      // Further extrema lie in the row before the end at the earliest.
      let needed = end - 1 - FIT_ROWS;
      for (const index of extrema) needed = Math.min(needed, rowOf(index) - FIT_ROWS);
      for (const { place } of undirected) needed = Math.min(needed, Math.floor(place.y));
      return Math.min(needed - reachIn(o), queue.read(window, o, top, end));
    },
    seeds,
    finish(o, kept) {
      if (kept) queue.readWhole(kept, o - 1, settings.scalesPerOctave + 1 - seeds);
      const sorted = [...candidates.values()].sort((a, b) => a.start - b.start);
      for (const { found } of sorted) all.push(...found);
      candidates = new Map();
      seam.next();
    },
  });
  if (!read) return undefined;
  const kept = keepStrongest(all, settings.maxKeypoints, ({ keypoint }) => keypoint.response);
  return {
    keypoints: kept.map(({ keypoint }) => keypoint),
    descriptors: queue.take(describing ? kept.map(({ slot }) => slot) : []),
  };
}

/**
 * The keypoints of a large image.
 *
 * @param image - contiguous [height, width]
 * @param settings - of SIFT
 * @param hold - where levels go
 * @param limits - how large windows are
 * @returns keypoints as `detectInOctaves` finds them; undefined where the scale space had better be held whole
 */
export function detectInWindows(
  image: Dense,
  settings: SiftSettings,
  hold: Hold,
  limits: WindowLimits = WINDOW_LIMITS,
): Keypoint[] | undefined {
  const plan = planWindows(image, settings, limits);
  return plan && detect(image, plan, settings, hold, limits, false)?.keypoints;
}

/**
 * The descriptors of given keypoints of a large image.
 *
 * @param image - contiguous [height, width]
 * @param keypoints - in pixels of the image
 * @param settings - of SIFT
 * @param hold - where levels go
 * @param limits - how large windows are
 * @returns [keypoints, 128] as `describeInOctaves` finds them; undefined where the scale space had better be held whole
 */
export function describeInWindows(
  image: Dense,
  keypoints: readonly KeypointFrame[],
  settings: SiftSettings,
  hold: Hold,
  limits: WindowLimits = WINDOW_LIMITS,
): Float32Array | undefined {
  const plan = planWindows(image, settings, limits);
  if (!plan) return undefined;
  const queue = descriptorQueue(plan, settings);
  const slots = keypoints.map((keypoint) => queue.add(keypoint));
  const read = readWindows(image, plan, settings, hold, undefined, limits, {
    reach: (o) => queue.reach(o),
    read: (window, o, top, end) => queue.read(window, o, top, end),
    seeds: 1,
    finish: () => {},
  });
  return read ? queue.take(slots) : undefined;
}

/**
 * The keypoints of a large image, with their descriptors.
 *
 * @param image - contiguous [height, width]
 * @param settings - of SIFT
 * @param hold - where levels go
 * @param limits - how large windows are
 * @returns what `detectInOctaves` and `describeInOctaves` find; undefined where the scale space had better be held whole
 */
export function siftInWindows(
  image: Dense,
  settings: SiftSettings,
  hold: Hold,
  limits: WindowLimits = WINDOW_LIMITS,
): Described | undefined {
  // All are described that are found: which ones are the strongest is known at the end.
  const some = settings.maxKeypoints < Number.MAX_SAFE_INTEGER;
  const whole = some ? limits.wholeForSome : limits.whole;
  const plan = planWindows(image, settings, limits, whole);
  return plan && detect(image, plan, settings, hold, limits, true);
}
