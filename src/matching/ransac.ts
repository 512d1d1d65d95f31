import type { NdArray } from 'ndarray';
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, createNdArray } from '../core/create.js';
import { randomGenerator } from '../core/random.js';
import type { ArrayInput, Settled } from '../core/types.js';
import { transferErrors as transferErrorsScalar } from '../kernels/scalar/map-points.js';
import { kernel } from '../kernels/select.js';
import { isChance } from './chance.js';
import { searchConsensus } from './consensus.js';
import { fitPairs } from './estimate-transform.js';
import { MODEL_RULES, MODELS, type TransformModel } from './models.js';
import { frameOf, isHeld, pairsInFrames, readPairs, withoutFrames } from './pairs.js';

/** Options of `ransac`. */
export interface RansacOptions {
  /** "homography", "affine" or "similarity"; "homography" where left out. */
  model?: TransformModel | undefined;
  /** Largest distance from its target, in pixels, at which a mapped point is an inlier, from 1e-150 to 1e150; 3 where left out. */
  threshold?: number | undefined;
  /** Probability, between 0 and 1, of having drawn a sample without outliers at which the search ends; 0.999 where left out. */
  confidence?: number | undefined;
  /** Most transforms tried; 2000 where left out. */
  maxTrials?: number | undefined;
  /** Seed of the random samples; 0 where left out. */
  seed?: number | undefined;
}

/** Names of the options of `ransac`. */
export const RANSAC_OPTIONS: readonly (keyof RansacOptions)[] = [
  'model',
  'threshold',
  'confidence',
  'maxTrials',
  'seed',
];

/** What `ransac` found. */
export interface RansacResult {
  /** The transform [3, 3] from source to target, or undefined where no transform is better than chance. */
  readonly transform: NdArray<Float64Array> | undefined;
  /** For each pair 1 where it agrees with the transform and 0 where it does not, [n]; zeros where there is no transform. */
  readonly inliers: NdArray<Uint8Array>;
  /** Transforms tried, at most `maxTrials`. */
  readonly trials: number;
}

/** Rounds after which the inliers and the transform fitted to them agree; a few suffice. */
const MOST_ROUNDS = 50;

/**
 * The transform of the plane that most pairs of points agree with, whatever the others say.
 *
 * Draws as few pairs as determine a transform, again and again. A pair is an inlier of a transform where
 * $\lvert T(p) - q \rvert \le$ `threshold`; each pair costs its squared distance, at most that of the threshold,
 * and the transform of least cost wins. Each one that is better than all before is refined on the pairs near it.
 * The search ends when a sample without outliers has been drawn with the probability `confidence`, that is, with
 * a share w of inliers and samples of s pairs, after
 *
 * $$N = \frac{\log(1 - \mathit{confidence})}{\log(1 - w^s)}$$
 *
 * samples, or when `maxTrials` transforms have been tried. Samples that no camera could see so (three points on
 * a line, or a triangle turned over while another is not) are thrown away beforehand and count for N alone.
 * Finally the transform is fitted to its inliers, as `estimateTransform` does, until they stay the same. So the
 * result is the least-squares transform of just those pairs that lie within the threshold of it, and equal seeds
 * give equal results.
 *
 * **Where no transform is found**, `transform` is undefined and `inliers` are zeros: where all samples lie on
 * lines, where float64 holds no such transform, where some pairs disagree and no more agree than a sample has, and where the agreement is no better than
 * what pairs that have nothing to do with each other show in about one search of a hundred.
 *
 * @param source - points as x, y, [n, 2], finite
 * @param target - where they belong or, for outliers, do not, [n, 2], finite
 * @param options - `model` "homography", `threshold` 3, `confidence` 0.999, `maxTrials` 2000, `seed` 0
 * @returns transform, inliers [n], and how many transforms were tried
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where shapes do
 * not fit or there are fewer pairs than the family needs (4, 3 or 2), DomainError where a number is not finite or
 * an option is out of range
 * @see M. A. Fischler, R. C. Bolles, "Random sample consensus", CACM 1981
 * @see O. Chum, J. Matas, J. Kittler, "Locally optimized RANSAC", DAGM 2003
 * @see P. H. S. Torr, A. Zisserman, "MLESAC", CVIU 2000, section 3
 *
 * @example
 * Five points shifted by (10, 0), and one that was matched wrongly.
 * ```ts
 * import { ransac } from 'fovea';
 * import { toNested } from 'fovea/array';
 * const source = [[0, 0], [40, 0], [0, 30], [50, 60], [20, 10], [30, 30]];
 * const target = [[10, 0], [50, 0], [10, 30], [60, 60], [30, 10], [90, 5]];
 * const { transform, inliers } = ransac(source, target, { model: 'similarity' });
 * toNested(inliers) // => [1, 1, 1, 1, 1, 0]
 * transform?.get(0, 2) // => 10
 * ```
 */
export function ransac(
  source: ArrayInput,
  target: ArrayInput,
  options?: RansacOptions,
): RansacResult {
  const settings = readRansacSettings('ransac', options);
  const { least } = MODEL_RULES[settings.model];
  const { pairs } = readPairs('ransac', source, target, least, settings.model);
  return ransacPairs(pairs, settings);
}

/** Options with every default filled in. */
export type RansacSettings = Settled<RansacOptions>;

/** A transform that was tried. */
export interface Trial {
  /** The pairs of its sample. */
  readonly drawn: readonly number[];
  /** The transform through them, 9 numbers. */
  readonly transform: Float64Array;
  /** The least cost so far, in squared pixels, this one's and what refinement made of it included. */
  readonly best: number;
  /** Whether this one was better than all before. */
  readonly better: boolean;
}

/**
 * Reads the options of `ransac`.
 *
 * @param fn - name of the public function, for errors
 * @param options - what came
 * @returns every setting
 * @throws KindError for unknown names and wrong kinds, DomainError outside the ranges
 */
export function readRansacSettings(fn: string, options: RansacOptions | undefined): RansacSettings {
  const given = checkOptions(fn, options, RANSAC_OPTIONS);
  const {
    model = 'homography',
    threshold = 3,
    confidence = 0.999,
    maxTrials = 2000,
    seed = 0,
  } = given;
  return {
    model: checkOneOf(fn, 'model', model, MODELS),
    threshold: checkThreshold(fn, threshold),
    confidence: checkNumber(fn, 'confidence', confidence, { above: 0, below: 1 }),
    maxTrials: checkNumber(fn, 'maxTrials', maxTrials, { integer: true, min: 1 }),
    seed: checkNumber(fn, 'seed', seed, { integer: true, min: -2147483648, max: 4294967295 }),
  };
}

/** Of others no float64 holds the square. */
const THRESHOLDS = { min: 1e-150, max: 1e150 };

function checkThreshold(fn: string, threshold: unknown): number {
  return checkNumber(
    fn,
    'threshold',
    checkNumber(fn, 'threshold', threshold, { above: 0 }),
    THRESHOLDS,
  );
}

/**
 * RANSAC on pairs that have been checked.
 *
 * @param pairs - x, y, u, v of each pair, at least as many as the family needs
 * @param settings - family, threshold and when to stop
 * @param watch - told of each trial
 * @returns transform, inliers, and how many transforms were tried
 */
export function ransacPairs(
  pairs: Float64Array,
  settings: RansacSettings,
  watch?: (trial: Trial) => void,
): RansacResult {
  const n = pairs.length / 4;
  const rules = MODEL_RULES[settings.model];
  const ones = new Float64Array(n).fill(1);
  const from = frameOf(pairs, 0, ones);
  const to = frameOf(pairs, 2, ones);
  const {
    transform: inFrames,
    drawn,
    trials,
  } = searchConsensus(
    pairsInFrames(pairs, from, to),
    rules,
    { ...settings, threshold: settings.threshold * to.scale },
    randomGenerator(settings.seed),
    watch &&
      ((drawn, t, best, better) => {
        watch({ drawn, transform: withoutFrames(t, from, to), best: best / to.scale ** 2, better });
      }),
  );
  const flags = allocate('uint8', n);
  const result = (transform: Float64Array | undefined): RansacResult => ({
    transform: transform && createNdArray(transform, [3, 3]),
    inliers: createNdArray(flags, [n]),
    trials,
  });
  if (inFrames === undefined) return result(undefined);
  const limit = settings.threshold ** 2;
  const errors = new Float64Array(n);
  const measure = kernel('transferErrors', transferErrorsScalar);
  let transform = withoutFrames(inFrames, from, to);
  measure(transform, pairs, n, limit, Infinity, errors);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const agreeing = pairs.filter((_, at) => errors[at >> 2]! <= limit);
    const fitted = fitPairs(
      agreeing,
      new Float64Array(agreeing.length / 4).fill(1),
      settings.model,
    );
    if (fitted === undefined) break;
    const before = errors.map((error) => (error <= limit ? 1 : 0));
    transform = fitted;
    measure(transform, pairs, n, limit, Infinity, errors);
    if (errors.every((error, i) => (error <= limit ? 1 : 0) === before[i])) break;
  }
  const agreeing = Array.from(errors.filter((error) => error <= limit));
  const all = agreeing.length === n;
  const area = areaOf(pairs, settings.threshold);
  if (!isHeld(transform)) return result(undefined);
  if (!all && isChance(agreeing, n, rules.least, drawn, area)) return result(undefined);
  errors.forEach((error, i) => {
    flags[i] = error <= limit ? 1 : 0;
  });
  return result(transform);
}

// The upright rectangle around all targets, with the threshold on every side.
function areaOf(pairs: Float64Array, threshold: number): number {
  const length = (side: number): number => {
    let low = Infinity;
    let high = -Infinity;
    for (let at = side; at < pairs.length; at += 4) {
      low = Math.min(low, pairs[at]!);
      high = Math.max(high, pairs[at]!);
    }
    return high - low + 2 * threshold;
  };
  return length(2) * length(3);
}
