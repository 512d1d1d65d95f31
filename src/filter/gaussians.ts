// Gaussians one an axis, from what a caller gave.
import { checkNumber } from '../core/check.js';
import { DomainError, describeValue } from '../core/errors.js';
import { gaussianTaps, LARGEST_RADIUS, TRUNCATE } from './gaussian-kernel.js';
import { type BorderOptions, eachAxis } from './options.js';

/** How far Gaussians reach, and what stands outside the image. */
export interface GaussianOptions extends BorderOptions {
  /** How many sigmas the kernel reaches to each side; 4 by default. */
  truncate?: number | undefined;
  /** How many pixels the kernel reaches to each side, for all axes or one an axis; takes the place of `truncate`. */
  radius?: number | readonly number[] | undefined;
}

/** What functions of second derivatives may be told. */
export interface SecondDerivativeOptions extends GaussianOptions {
  /** Whether the result is multiplied by sigma for each order of derivative, so that scales compare; false by default. */
  scaleNormalized?: boolean | undefined;
}

/** Names of the options that all functions with Gaussians share. */
export const GAUSSIAN_OPTIONS = ['truncate', 'radius', 'border', 'constant'] as const;

/**
 * The taps of the Gaussian of an axis, or of its derivative of an order, ready for correlation; multiplied by
 * sigma for each order where that is asked for; undefined where sigma is 0 and the axis is left alone.
 */
type GaussianTaps = (
  axis: number,
  derivative: number,
  scaleNormalized?: boolean,
) => Float64Array | undefined;

/**
 * Checks sigma and reach.
 *
 * @param fn - name of the public function, for errors
 * @param sigma - above 0, or one an axis, of which one at least is above 0 and none below
 * @param options - `truncate` and `radius`
 * @param rank - number of axes
 * @returns the taps for each axis
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 */
export function checkGaussians(
  fn: string,
  sigma: unknown,
  options: { readonly truncate?: unknown; readonly radius?: unknown },
  rank: number,
): GaussianTaps {
  const sigmas = checkSigmas(fn, sigma, rank);
  const truncate = checkNumber(fn, 'truncate', options.truncate ?? TRUNCATE, { above: 0 });
  const { radius } = options;
  const radii =
    radius === undefined
      ? undefined
      : eachAxis(fn, 'radius', radius, rank, (value) =>
          checkNumber(fn, 'radius', value, { integer: true, min: 0, max: LARGEST_RADIUS }),
        );
  return (axis, derivative, scaleNormalized = false) => {
    const axisSigma = sigmas[axis]!;
    if (axisSigma > 0) {
      const taps = gaussianTaps(axisSigma, truncate, derivative, radii?.[axis], fn);
      const scale = scaleNormalized ? axisSigma ** derivative : 1;
      if (!Number.isFinite(scale)) {
        throw new DomainError({
          function: fn,
          argument: 'sigma',
          expected: `a number whose power ${derivative} a float can hold`,
          got: String(axisSigma),
        });
      }
      for (let t = 0; t < taps.length; t++) taps[t]! *= scale;
      // Correlation with the reversed taps is convolution.
      return derivative % 2 === 1 ? taps.reverse() : taps;
    }
    if (derivative === 0) return undefined;
    throw new DomainError({
      function: fn,
      argument: 'sigma',
      expected: 'a number > 0 on each axis with a derivative',
      got: `0 on axis ${axis}`,
    });
  };
}

function checkSigmas(fn: string, sigma: unknown, rank: number): number[] {
  if (!Array.isArray(sigma)) {
    return new Array<number>(rank).fill(checkNumber(fn, 'sigma', sigma, { above: 0 }));
  }
  const sigmas = eachAxis(fn, 'sigma', sigma, rank, (value) =>
    checkNumber(fn, 'sigma', value, { min: 0 }),
  );
  if (sigmas.some((value) => value > 0)) return sigmas;
  throw new DomainError({
    function: fn,
    argument: 'sigma',
    expected: 'a number > 0 on one axis at least',
    got: `[${sigmas.map(describeValue).join(', ')}]`,
  });
}
