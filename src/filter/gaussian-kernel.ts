// Sampled Gaussians and their derivatives.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { FloatNdArray } from '../core/types.js';

/** Gaussians reach this many sigmas to each side, as SciPy's do: what is cut off weighs 6·10⁻⁵. */
export const TRUNCATE = 4;

/** Longer kernels are refused, before memory is. */
export const LARGEST_RADIUS: number = 2 ** 22;

/** Higher derivatives are refused before their polynomials, whose work grows with the square of the order, are made. */
export const HIGHEST_DERIVATIVE = 1000;

/** What `gaussianKernel` may be told. */
export interface GaussianKernelOptions {
  /** How many sigmas the kernel reaches to each side; 4 by default. */
  truncate?: number | undefined;
  /** Order of the derivative, 0 (the default) for the Gaussian itself, at most 1000. */
  derivative?: number | undefined;
  /** How many samples the kernel reaches to each side; takes the place of `truncate`. */
  radius?: number | undefined;
}

/**
 * A Gaussian sampled at the whole numbers from −r to r and divided by its sum, or its derivative.
 *
 * $$g[i] = \frac{e^{-i^2/2\sigma^2}}{\sum_{j=-r}^{r} e^{-j^2/2\sigma^2}},\qquad
 * r = \lfloor \text{truncate}\cdot\sigma + \tfrac12 \rfloor$$
 *
 * The derivative of order n is $g$ times the polynomial of the Gaussian's n-th derivative, so
 * $-\tfrac{x}{\sigma^2}\,g$ for n = 1 and $\left(\tfrac{x^2}{\sigma^4} - \tfrac1{\sigma^2}\right) g$ for n = 2;
 * it is not normalised again. These are the values of the convolution kernel, that is of its answer to a
 * unit impulse: the first derivative is positive left of the middle. To give them to `correlate`, which
 * does not turn its kernel, reverse the odd orders.
 *
 * The kernel of order 0 sums to 1 and is positive; even orders are symmetric, odd orders antisymmetric.
 *
 * @param sigma - standard deviation in samples, above 0
 * @param options - `truncate`, `derivative` and `radius`
 * @returns float64, [2r + 1]
 * @throws KindError or DomainError where sigma or an option is no such number
 * @see T. Lindeberg, "Scale-space for discrete signals", 1990, on what sampling a Gaussian means
 *
 * @example
 * A Gaussian cut to three samples.
 * ```ts
 * import { gaussianKernel, toNested } from 'fovea';
 * toNested(gaussianKernel(1, { radius: 1 })) // => [0.274068619, 0.451862762, 0.274068619]
 * ```
 */
export function gaussianKernel(sigma: number, options?: GaussianKernelOptions): FloatNdArray {
  const fn = 'gaussianKernel';
  checkNumber(fn, 'sigma', sigma, { above: 0 });
  const given = checkOptions(fn, options, ['truncate', 'derivative', 'radius']);
  const taps = gaussianTaps(
    sigma,
    checkNumber(fn, 'truncate', given.truncate ?? TRUNCATE, { above: 0 }),
    checkNumber(fn, 'derivative', given.derivative ?? 0, {
      integer: true,
      min: 0,
      max: HIGHEST_DERIVATIVE,
    }),
    given.radius === undefined
      ? undefined
      : checkNumber(fn, 'radius', given.radius, { integer: true, min: 0, max: LARGEST_RADIUS }),
    fn,
  );
  return wrap(taps, [taps.length]);
}

/**
 * The numbers of `gaussianKernel`, from checked arguments.
 *
 * @param sigma - standard deviation in samples, above 0
 * @param truncate - how many sigmas the kernel reaches to each side
 * @param derivative - order of the derivative
 * @param radius - how many samples the kernel reaches to each side, in place of `truncate`
 * @param fn - name of the public function, for errors
 * @returns 2·radius + 1 taps
 * @throws DomainError for a radius that nobody can mean
 */
export function gaussianTaps(
  sigma: number,
  truncate: number = TRUNCATE,
  derivative = 0,
  radius: number = Math.floor(truncate * sigma + 0.5),
  fn = 'gaussianKernel',
): Float64Array {
  if (radius > LARGEST_RADIUS) {
    throw new DomainError({
      function: fn,
      argument: 'sigma',
      expected: `a Gaussian that reaches at most ${LARGEST_RADIUS} samples to each side`,
      got: `${sigma}, which reaches ${radius}`,
    });
  }
  const taps = new Float64Array(2 * radius + 1);
  let sum = 0;
  for (let i = -radius; i <= radius; i++) {
    const tap = Math.exp(-0.5 * (i / sigma) ** 2);
    taps[radius + i] = tap;
    sum += tap;
  }
  const polynomial = derivativePolynomial(derivative, sigma);
  if (!polynomial.every(Number.isFinite)) {
    throw new DomainError({
      function: fn,
      argument: 'derivative',
      expected: 'an order whose values a float can hold',
      got: `${derivative} with sigma ${sigma}`,
    });
  }
  for (let i = -radius; i <= radius; i++) {
    let factor = 0;
    for (let power = derivative; power >= 0; power--) factor = factor * i + polynomial[power]!;
    taps[radius + i]! *= factor / sum;
  }
  return taps;
}

// The n-th derivative of exp(−x²/2σ²) is that Gaussian times a polynomial p_n: p_0 = 1 and, by the product
// rule, p_{n+1} = p_n′ − x/σ²·p_n. Coefficients stand by rising powers.
function derivativePolynomial(order: number, sigma: number): number[] {
  let coefficients = [1];
  for (let n = 0; n < order; n++) {
    const next = new Array<number>(n + 2).fill(0);
    coefficients.forEach((c, power) => {
      if (power > 0) next[power - 1]! += power * c;
      next[power + 1]! -= c / (sigma * sigma);
    });
    coefficients = next;
  }
  return coefficients;
}
