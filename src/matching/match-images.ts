import type { NdArray } from 'ndarray';
import { bindShapes, checkOptions } from '../core/check.js';
import { allocate, checkFinite, createNdArray, readArray } from '../core/create.js';
import type { ArrayInput } from '../core/types.js';
import type { Keypoint } from '../scale-space/keypoint.js';
import { readSettings, type SiftOptions } from '../scale-space/settings.js';
import { sift } from '../scale-space/sift.js';
import {
  type DescriptorMatch,
  MATCH_OPTIONS,
  type MatchOptions,
  matchDescriptors,
  readMatchSettings,
} from './match-descriptors.js';
import { pairsOfMatches } from './matched-points.js';
import { MODEL_RULES } from './models.js';
import { RANSAC_OPTIONS, type RansacOptions, ransacPairs, readRansacSettings } from './ransac.js';

/** Options of `matchImages`: those of `sift`, `matchDescriptors` and `ransac` in one object. */
export interface MatchImagesOptions extends SiftOptions, MatchOptions, RansacOptions {}

/** What `matchImages` found. */
export interface MatchImagesResult {
  /** Keypoints of the first and of the second image. */
  readonly keypoints: readonly [a: Keypoint[], b: Keypoint[]];
  /** Pairs of them whose descriptors match: `query` is a number in the first list, `train` one in the second. */
  readonly matches: DescriptorMatch[];
  /** The transform [3, 3] from the first image to the second, or undefined where none is better than chance. */
  readonly transform: NdArray<Float64Array> | undefined;
  /** For each match 1 where it agrees with the transform and 0 where it does not, [matches]; zeros where there is no transform. */
  readonly inliers: NdArray<Uint8Array>;
}

// Each name once; the compiler misses none.
const SIFT_OPTIONS = /* @__PURE__ */ Object.keys({
  preset: 0,
  scalesPerOctave: 0,
  baseSigma: 0,
  inputSigma: 0,
  contrastThreshold: 0,
  edgeRatio: 0,
  upsample: 0,
  octaves: 0,
  maxKeypoints: 0,
  intensityRange: 0,
  rootSift: 0,
  domainSizePooling: 0,
} satisfies Record<keyof SiftOptions, 0>) as readonly (keyof SiftOptions)[];

/**
 * The keypoints that two images of the same thing share, and the transform that leads from one image to the
 * other.
 *
 * Finds and describes keypoints in both images (`sift`), matches their descriptors (`matchDescriptors`) and
 * looks for the transform that most matches agree with (`ransac`). Every option of these functions can be given,
 * all in one object.
 *
 * Where the images have nothing to do with each other, or too little in common, `transform` is undefined and no
 * match is an inlier; so it is with no more matches than a transform needs, because any would agree with it.
 * Equal images, options and seeds give equal results.
 *
 * @param a - grey values of the first image [h, w], floats in 0..1, integers as fractions of their type's maximum
 * @param b - grey values of the second image [h, w], likewise; it may have another size
 * @param options - of `sift`; of `matchDescriptors`: `ratio` 0.8, `mutual` false, `metric` "euclidean"; and of
 * `ransac`: `model` "homography", `threshold` 3 px, `confidence` 0.999, `maxTrials` 2000, `seed` 0
 * @returns keypoints of both images, matches, transform, and which matches agree with it
 * @throws ShapeError where an image is not two-dimensional, DomainError for NaN and infinite pixels (named with
 * their position) and options out of range, KindError for unknown options
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004
 *
 * @example
 * A constant image shares nothing.
 * ```ts
 * import { matchImages } from 'fovea';
 * const grey = Array.from({ length: 32 }, () => Array(32).fill(0.5));
 * const { matches, transform } = matchImages(grey, grey);
 * matches // => []
 * transform // => undefined
 * ```
 */
export function matchImages(
  a: ArrayInput,
  b: ArrayInput,
  options?: MatchImagesOptions,
): MatchImagesResult {
  const fn = 'matchImages';
  const given = checkOptions(fn, options, [...SIFT_OPTIONS, ...MATCH_OPTIONS, ...RANSAC_OPTIONS]);
  const forSift = pick(given, SIFT_OPTIONS);
  const forMatches = pick(given, MATCH_OPTIONS);
  readSettings(fn, forSift);
  readMatchSettings(fn, forMatches);
  const settings = readRansacSettings(fn, pick(given, RANSAC_OPTIONS));
  checkImage(fn, 'a', a);
  checkImage(fn, 'b', b);
  const first = sift(a, forSift);
  const second = sift(b, forSift);
  const matches = matchDescriptors(first.descriptors, second.descriptors, forMatches);
  const found = { keypoints: [first.keypoints, second.keypoints], matches } as const;
  if (matches.length <= MODEL_RULES[settings.model].least) {
    const none = createNdArray(allocate('uint8', matches.length), [matches.length]);
    return { ...found, transform: undefined, inliers: none };
  }
  const pairs = pairsOfMatches(first.keypoints, second.keypoints, matches);
  const { transform, inliers } = ransacPairs(pairs, settings);
  return { ...found, transform, inliers };
}

function pick<T extends object, K extends keyof T>(
  from: T,
  names: readonly K[],
): Partial<Pick<T, K>> {
  const picked: Partial<Pick<T, K>> = {};
  for (const name of names) if (name in from) picked[name] = from[name];
  return picked;
}

// `sift` would speak of an "image"; here there are two.
function checkImage(fn: string, argument: string, image: ArrayInput): void {
  const read = readArray(fn, argument, image);
  bindShapes(fn, { [argument]: [read, 'h w'] });
  checkFinite(fn, argument, read);
}
