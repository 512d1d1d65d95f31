// The local refinement of RANSAC: from a transform that a few pairs gave to one that all pairs near it agree with.
import { drawInteger } from '../core/random.js';
import type { Rng } from '../core/types.js';
import { transferErrors as transferErrorsScalar } from '../kernels/scalar/map-points.js';
import { kernel } from '../kernels/select.js';
import type { ModelRules } from './models.js';

/** What a search works on, and its scratch. */
export interface Search {
  /** x, y, u, v of each pair, near 0 and of a size near 1. */
  readonly pairs: Float64Array;
  /** Number of pairs. */
  readonly n: number;
  /** The family of transforms. */
  readonly rules: ModelRules;
  /** Largest squared distance at which a pair agrees. */
  readonly limit: number;
  /** Squared distance of each pair under the transform that was measured last. */
  readonly errors: Float64Array;
  /** Which pairs a transform is fitted to. */
  readonly weights: Float64Array;
}

/** The best transform so far with its cost. */
export interface Best {
  /** 9 numbers. */
  readonly transform: Float64Array;
  /** Sum of the squared distances, each at most the limit (MSAC). */
  cost: number;
}

/** How far around a transform pairs are taken into the next fit, in thresholds, fit by fit. */
const REACH = [3, 2, 1.5, 1, 1, 1] as const;

/** Samples of inliers from which the fits start again, and the pairs in one (Chum, Matas, Kittler 2003, section 3). */
const INNER_SAMPLES = 10;
const INNER_SIZE = 14;

/**
 * What a transform costs: the sum of squared distances, each at most the limit. Among transforms that as many
 * pairs agree with, it is less for the one that fits them better.
 *
 * @param search - pairs and limit; gets the distances
 * @param transform - 9 numbers
 * @param enough - where the sum exceeds this, it need not be taken to the end
 * @returns the cost
 */
export function costOf(search: Search, transform: Float64Array, enough: number): number {
  const { pairs, n, limit, errors } = search;
  return kernel('transferErrors', transferErrorsScalar)(transform, pairs, n, limit, enough, errors);
}

/**
 * Makes a transform better by fits to the pairs near it, and by the same from samples of its inliers.
 *
 * @param search - what to work on
 * @param best - the transform, changed where a better one is found
 * @param rng - the stream, which advances
 */
export function refineLocally(search: Search, best: Best, rng: Rng): void {
  const transform = best.transform.slice();
  climb(search, best, transform);
  for (let inner = 0; inner < INNER_SAMPLES; inner++) {
    if (!weighInlierSample(search, best, rng)) return;
    transform.set(best.transform);
    if (search.rules.improve(search.pairs, search.weights, transform)) {
      climb(search, best, transform);
    }
  }
}

function climb(search: Search, best: Best, transform: Float64Array): void {
  const { pairs, n, rules, limit, errors, weights } = search;
  keepIfBetter(search, best, transform);
  for (const reach of REACH) {
    for (let i = 0; i < n; i++) weights[i] = errors[i]! <= reach * reach * limit ? 1 : 0;
    if (!rules.improve(pairs, weights, transform)) return;
    keepIfBetter(search, best, transform);
  }
}

function keepIfBetter(search: Search, best: Best, transform: Float64Array): void {
  const cost = costOf(search, transform, Infinity);
  if (!(cost < best.cost)) return;
  best.cost = cost;
  best.transform.set(transform);
}

// Half of the inliers at most; false where that is not enough for a fit.
function weighInlierSample(search: Search, best: Best, rng: Rng): boolean {
  const { n, rules, limit, errors, weights } = search;
  costOf(search, best.transform, Infinity);
  const inliers: number[] = [];
  for (let i = 0; i < n; i++) if (errors[i]! <= limit) inliers.push(i);
  const size = Math.min(INNER_SIZE, Math.floor(inliers.length / 2));
  if (size < rules.least) return false;
  weights.fill(0);
  for (let k = 0; k < size; k++) {
    const drawn = k + drawInteger(rng, inliers.length - k);
    weights[inliers[drawn]!] = 1;
    inliers[drawn] = inliers[k]!;
  }
  return true;
}
