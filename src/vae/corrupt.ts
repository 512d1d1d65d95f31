// What a denoising autoencoder is given in place of its target.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { checkRng, normal } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';

/** Options of `maskPixels`. */
export interface MaskPixelsOptions {
  /** What stands in place of the values that are lost; 0 where left out. */
  readonly value?: number | undefined;
}

/**
 * An array with Gaussian noise added, nothing clipped.
 *
 * $$\tilde x = x + \sigma \varepsilon, \quad \varepsilon \sim \mathcal N(0, I)$$
 *
 * @param x - of any shape, finite
 * @param deviation - σ ≥ 0, in the unit of x
 * @param rng - the stream, which advances
 * @returns an ndarray of the same shape; float32 for a Float32Array, else float64
 * @throws KindError where an argument is of another kind, DomainError where a number is not finite or σ negative
 * @see P. Vincent et al., "Stacked denoising autoencoders", JMLR 2010, section 3.3
 *
 * @example
 * Without a deviation nothing changes.
 * ```ts
 * import { addGaussianNoise, randomGenerator, toNested } from 'fovea';
 * toNested(addGaussianNoise([1, 2], 0, randomGenerator(1))) // => [1, 2]
 * ```
 */
export function addGaussianNoise(x: ArrayInput, deviation: number, rng: Rng): FloatNdArray {
  return addGaussianNoiseFor('addGaussianNoise', x, deviation, rng);
}

/** `addGaussianNoise` for functions that it is a part of, whose name errors tell. */
export function addGaussianNoiseFor(
  fn: string,
  x: ArrayInput,
  deviation: number,
  rng: Rng,
): FloatNdArray {
  const { data, shape } = checkFinite(fn, 'x', readArray(fn, 'x', x));
  checkNumber(fn, 'deviation', deviation, { min: 0 });
  const noise = normal(checkRng(fn, 'rng', rng), [data.length]).data;
  const target = allocate(computeDType(x), data.length);
  for (let i = 0; i < data.length; i++) target[i] = data[i]! + deviation * noise[i]!;
  return wrap(target, shape);
}

/**
 * An array of which some values are lost: each with the same probability, independently, replaced by a constant.
 *
 * @param x - of any shape, finite
 * @param rate - probability that a value is lost, from 0 to 1
 * @param rng - the stream, which advances by one draw a value
 * @param options - `value`: what stands in its place, 0 where left out
 * @returns an ndarray of the same shape; float32 for a Float32Array, else float64
 * @throws KindError where an argument is of another kind or an option unknown, DomainError where a number is not finite
 * or the rate out of range
 * @see P. Vincent et al., "Extracting and composing robust features with denoising autoencoders", ICML 2008, section 2.3
 *
 * @example
 * Nothing is lost, or everything.
 * ```ts
 * import { maskPixels, randomGenerator, toNested } from 'fovea';
 * const rng = randomGenerator(1);
 * toNested(maskPixels([1, 2], 0, rng)) // => [1, 2]
 * toNested(maskPixels([1, 2], 1, rng, { value: 0.5 })) // => [0.5, 0.5]
 * ```
 */
export function maskPixels(
  x: ArrayInput,
  rate: number,
  rng: Rng,
  options?: MaskPixelsOptions,
): FloatNdArray {
  return maskPixelsFor('maskPixels', x, rate, rng, options);
}

/** `maskPixels` for functions that it is a part of, whose name errors tell. */
export function maskPixelsFor(
  fn: string,
  x: ArrayInput,
  rate: number,
  rng: Rng,
  options?: MaskPixelsOptions,
): FloatNdArray {
  const { data, shape } = checkFinite(fn, 'x', readArray(fn, 'x', x));
  checkNumber(fn, 'rate', rate, { min: 0, max: 1 });
  checkRng(fn, 'rng', rng);
  const { value = 0 } = checkOptions(fn, options, ['value']);
  checkNumber(fn, 'value', value);
  const target = allocate(computeDType(x), data.length);
  for (let i = 0; i < data.length; i++) target[i] = rng.nextFloat64() < rate ? value : data[i]!;
  return wrap(target, shape);
}
