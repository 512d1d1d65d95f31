// The transforms that can be estimated, by name, and how each is found.
import { fitHomography, homographyOfFour, polishHomography, triangleArea } from './homography.js';
import { fitAffine, fitSimilarity } from './linear-models.js';
import type { Spread } from './spread.js';

/**
 * A family of transforms of the plane: "similarity" (turn, scale and shift), "affine" (parallel lines stay
 * parallel) or "homography" (lines stay lines).
 */
export type TransformModel = 'homography' | 'affine' | 'similarity';

/** How transforms of one family are found. Pairs are near 0 and of a size near 1. */
export interface ModelRules {
  /** Fewest pairs that determine a transform. */
  readonly least: number;
  /** What is asked of the points of a side, in words. */
  readonly needs: string;
  /** How points lie that do not meet that. */
  readonly degenerate: readonly Spread[];
  /** The transform through as many pairs as are needed; false where they do not determine one well. */
  readonly throughFew: (pairs: Float64Array, t: Float64Array) => boolean;
  /** The transform of least squares; false where the pairs determine none that has an inverse. */
  readonly fit: (pairs: Float64Array, weights: Float64Array, t: Float64Array) => boolean;
  /** A few steps from a transform towards that of least squares; false where there is none. */
  readonly improve: (pairs: Float64Array, weights: Float64Array, t: Float64Array) => boolean;
}

/** Steps after which a homography has settled, and those that suffice on the way. */
const MOST_STEPS = 60;
const FEW_STEPS = 4;

const ONES = new Float64Array(3).fill(1);

/** Names of the families. */
export const MODELS: readonly TransformModel[] = ['homography', 'affine', 'similarity'];

/** The rules of each family. */
export const MODEL_RULES: { readonly [M in TransformModel]: ModelRules } = {
  homography: {
    least: 4,
    needs: 'four points of which no three lie on one line',
    degenerate: ['one place', 'one line', 'one line, but for one place'],
    throughFew: homographyOfFour,
    fit(pairs, weights, t) {
      if (!fitHomography(pairs, weights, t)) return false;
      polishHomography(pairs, weights, t, MOST_STEPS);
      return true;
    },
    improve(pairs, weights, t) {
      polishHomography(pairs, weights, t, FEW_STEPS);
      return true;
    },
  },
  affine: {
    least: 3,
    needs: 'three points that do not lie on one line',
    degenerate: ['one place', 'one line'],
    throughFew: (pairs, t) =>
      triangleArea(pairs, 0, 4, 8) !== 0 &&
      triangleArea(pairs, 2, 6, 10) !== 0 &&
      fitAffine(pairs, ONES, t),
    fit: fitAffine,
    improve: fitAffine,
  },
  similarity: {
    least: 2,
    needs: 'two different points',
    degenerate: ['one place'],
    throughFew: (pairs, t) => fitSimilarity(pairs, ONES.subarray(0, 2), t),
    fit: fitSimilarity,
    improve: fitSimilarity,
  },
};
