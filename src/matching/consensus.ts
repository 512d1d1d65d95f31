// The search of RANSAC: draw few pairs, fit, count who agrees; refine what is better than all before.
import { drawInteger } from '../core/random.js';
import type { Rng } from '../core/types.js';
import { type Best, costOf, refineLocally, type Search } from './local-refinement.js';
import type { ModelRules } from './models.js';

/** What a search is told. */
export interface SearchSettings {
  /** Largest distance at which a pair agrees. */
  readonly threshold: number;
  /** Probability of having drawn a sample without outliers, at which the search ends. */
  readonly confidence: number;
  /** Most transforms that are tried. */
  readonly maxTrials: number;
}

/**
 * Told of each transform that is tried.
 *
 * @param drawn - the pairs of its sample
 * @param transform - 9 numbers, which are overwritten by the next
 * @param best - the least cost so far, this one's and what refinement made of it included
 * @param better - whether this one was better than all before
 */
export type Watch = (
  drawn: readonly number[],
  transform: Float64Array,
  best: number,
  better: boolean,
) => void;

/** Where a search ended. */
export interface Found {
  /** The transform that most pairs agree with, or undefined where no sample determined one. */
  readonly transform: Float64Array | undefined;
  /** Samples drawn. */
  readonly drawn: number;
  /** Transforms tried: samples that determine none are drawn again. */
  readonly trials: number;
}

/** Samples that determine no transform are drawn again; this bounds how many there are for each that does. */
const DRAWS_PER_TRIAL = 20;

/**
 * The transform of one family that agrees with most pairs.
 *
 * @param pairs - x, y, u, v of each pair, near 0 and of a size near 1
 * @param rules - the family
 * @param settings - when a pair agrees and when to stop
 * @param rng - the stream, which advances
 * @param watch - told of each trial
 * @returns the transform, and how many were tried
 */
export function searchConsensus(
  pairs: Float64Array,
  rules: ModelRules,
  settings: SearchSettings,
  rng: Rng,
  watch?: Watch,
): Found {
  const n = pairs.length / 4;
  const limit = settings.threshold ** 2;
  const errors = new Float64Array(n);
  const search: Search = { pairs, n, rules, limit, errors, weights: new Float64Array(n) };
  const sample = new Float64Array(4 * rules.least);
  const candidate = new Float64Array(9);
  const best: Best = { transform: new Float64Array(9), cost: n * limit };
  let found = false;
  let needed = DRAWS_PER_TRIAL * settings.maxTrials;
  let trials = 0;
  let drawn = 0;
  while (drawn < needed && trials < settings.maxTrials) {
    drawn++;
    const indices = drawPairs(pairs, n, rng, sample);
    if (!rules.throughFew(sample, candidate)) continue;
    trials++;
    const cost = costOf(search, candidate, best.cost);
    if (!(cost < best.cost)) {
      watch?.(indices, candidate, best.cost, false);
      continue;
    }
    found = true;
    best.cost = cost;
    best.transform.set(candidate);
    refineLocally(search, best, rng);
    watch?.(indices, candidate, best.cost, true);
    costOf(search, best.transform, Infinity);
    let inliers = 0;
    for (let i = 0; i < n; i++) if (errors[i]! <= limit) inliers++;
    const enough = trialsNeeded(inliers, n, rules.least, settings.confidence);
    needed = Math.min(DRAWS_PER_TRIAL * settings.maxTrials, enough);
  }
  return { transform: found ? best.transform : undefined, drawn, trials };
}

function drawPairs(pairs: Float64Array, n: number, rng: Rng, sample: Float64Array): number[] {
  const drawn: number[] = [];
  while (4 * drawn.length < sample.length) {
    const i = drawInteger(rng, n);
    if (drawn.includes(i)) continue;
    sample.set(pairs.subarray(4 * i, 4 * i + 4), 4 * drawn.length);
    drawn.push(i);
  }
  return drawn;
}

/**
 * How many samples are to be drawn until one of them is free of outliers with the probability asked for:
 * N = log(1 − p)/log(1 − P), with the probability P that one sample is, which is wˢ for a share w of inliers
 * and samples of s, and a little less for few pairs, because none is drawn twice.
 *
 * @param inliers - pairs that agree
 * @param n - pairs in all
 * @param size - pairs in a sample
 * @param confidence - the probability asked for, between 0 and 1
 * @returns the number, Infinity where there are too few inliers for a sample
 * @see M. A. Fischler, R. C. Bolles, "Random sample consensus", CACM 1981, section II.B
 */
export function trialsNeeded(inliers: number, n: number, size: number, confidence: number): number {
  let clean = 1;
  for (let drawn = 0; drawn < size; drawn++) clean *= Math.max(0, inliers - drawn) / (n - drawn);
  return clean === 0 ? Infinity : Math.ceil(Math.log1p(-confidence) / Math.log1p(-clean));
}
