// Where between the samples an extremum lies: the quadratic through its 26 neighbours.
import { bindShapes, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import {
  ENDS,
  FIT,
  FIT_NUMBERS,
  followFit,
  volumeBlocks,
} from '../kernels/scalar/refine-extrema.js';
import type { Extremum } from './keypoint.js';

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
  /** Most fits made on the way; 5 where left out. */
  maxSteps?: number | undefined;
  /** The polynomial whose extremum is taken in the end; "quadratic" where left out. */
  order?: FitOrder | undefined;
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
 * @throws KindError where something is of another kind,
 * ShapeError where `dog` is no volume, DomainError where the sample lies on its border or outside
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
  options?: RefineOptions,
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
  const fit = new Float64Array(FIT_NUMBERS);
  const blocks = volumeBlocks(volume.data, h, w);
  followFit(blocks, n, h, w, (level * h + y) * w + x, maxSteps, order === 'cubic', fit);
  return readFit(fit);
}

/**
 * A fit in words.
 *
 * @param fit - its numbers, see `FIT`
 * @returns the fit, or why there is none
 */
export function readFit(fit: Float64Array): ExtremumFit | RejectedExtremum {
  const end = ENDS[fit[FIT.end]!]!;
  const steps = fit[FIT.steps]!;
  const last: ExtremumFit = {
    sample: { level: fit[FIT.sampleLevel]!, y: fit[FIT.sampleY]!, x: fit[FIT.sampleX]! },
    level: fit[FIT.level]!,
    y: fit[FIT.y]!,
    x: fit[FIT.x]!,
    value: fit[FIT.value]!,
    edgeRatio: fit[FIT.edgeRatio]!,
    steps,
  };
  if (end === 'settled') return last;
  return steps > 0 ? { rejected: end, last } : { rejected: end };
}
