// How many samples RANSAC must draw.
import { checkNumber, checkOptions } from '../core/check.js';

/** What `ransacTrials` is asked. */
export interface RansacTrialsProblem {
  /** Share w of pairs that are inliers, above 0 and at most 1. */
  readonly inlierRatio: number;
  /** Pairs in a sample, s: 4 for a homography, 3 for an affine transform, 2 for a similarity. */
  readonly sampleSize: number;
  /** Probability asked for that one sample at least is free of outliers, above 0 and below 1. */
  readonly confidence: number;
}

/**
 * How many random samples must be drawn until one of them is free of outliers with the probability asked for.
 *
 * $$N = \left\lceil \frac{\ln(1 - p)}{\ln(1 - w^s)} \right\rceil$$
 *
 * It depends on the share of inliers, not on the number of pairs, and grows fast with the sample: at half inliers a
 * homography needs 108 samples where a similarity needs 25 (at p = 0.999). `ransac` counts with the pairs it has, of
 * which none is drawn twice in one sample, so for few pairs it draws a little more.
 *
 * @param problem - `inlierRatio` w, `sampleSize` s and `confidence` p
 * @returns N, a whole number ≥ 1; Infinity where it is beyond what a float counts
 * @throws KindError where a number is missing, is none, or another name is given; DomainError where one is out of range
 * @see M. A. Fischler, R. C. Bolles, "Random sample consensus", CACM 1981, section II.B
 *
 * @example
 * Half of the pairs are wrong, and a homography is wanted.
 * ```ts
 * import { ransacTrials } from 'fovea';
 * ransacTrials({ inlierRatio: 0.5, sampleSize: 4, confidence: 0.99 }) // => 72
 * ```
 */
export function ransacTrials(problem: RansacTrialsProblem): number {
  return ransacTrialsFor('ransacTrials', problem);
}

/**
 * `ransacTrials` for functions that it is a part of, whose name errors tell.
 *
 * @param fn - name for errors
 * @param problem - as there
 * @returns N
 * @throws as there
 */
export function ransacTrialsFor(fn: string, problem: RansacTrialsProblem): number {
  const given = checkOptions(fn, problem, ['inlierRatio', 'sampleSize', 'confidence'], 'problem');
  const ratio = checkNumber(fn, 'inlierRatio', given.inlierRatio, { above: 0, max: 1 });
  const size = checkNumber(fn, 'sampleSize', given.sampleSize, { integer: true, min: 1 });
  const confidence = checkNumber(fn, 'confidence', given.confidence, { above: 0, below: 1 });
  const clean = ratio ** size;
  if (clean === 1) return 1;
  return Math.max(1, Math.ceil(Math.log1p(-confidence) / Math.log1p(-clean)));
}
