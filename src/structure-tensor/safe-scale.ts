// Measures of corners are products of four or two differences of pixels: of very small or large ones they would vanish or
// overflow. Powers of two change nothing but the exponents.
import { DomainError } from '../core/errors.js';
import type { Dense } from '../core/types.js';

/** Largest magnitudes for which float32 holds measures well, whatever the contrast. */
const [SMALL, LARGE] = [2 ** -10, 2 ** 20];

/**
 * The power of two that brings the largest magnitude to 1 at least, and below 2.
 *
 * @param image - finite numbers
 * @param constant - what stands outside
 * @returns 1 where nothing need be done
 */
export function safeScaleOf({ data }: Dense, constant: number): number {
  let most = Math.abs(constant);
  for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i]!));
  if (!(most > 0) || (most >= SMALL && most <= LARGE)) return 1;
  return 2 ** Math.min(1000, -Math.floor(Math.log2(most)));
}

/** An image times a power of two. */
export function scaleImage({ data, shape }: Dense, scale: number): Dense {
  return scale === 1 ? { data, shape } : { data: data.map((value) => value * scale), shape };
}

/** What a threshold is for the measures of a scaled image: a number, if only the largest. */
export function scaleThreshold(threshold: number, scale: number, power: number): number {
  let scaled = threshold;
  for (let n = 0; n < power; n++) scaled *= scale;
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, scaled));
}

/**
 * A measure of the image before it was scaled.
 *
 * @param fn - name of the public function, for errors
 * @param response - of the scaled image, above 0
 * @param scale - what the image was multiplied by
 * @param power - with which power of contrast the measure grows
 * @returns the measure
 * @throws DomainError where float64 does not hold it
 */
export function unscale(fn: string, response: number, scale: number, power: number): number {
  if (scale === 1) return response;
  let measure = response;
  for (let n = 0; n < power; n++) measure /= scale;
  if (measure !== 0 && Number.isFinite(measure)) return measure;
  throw new DomainError({
    function: fn,
    argument: 'image',
    expected: `intensities of which float64 holds the power ${power} (scale the image)`,
    got: `${measure === 0 ? 'smaller' : 'larger'} ones`,
  });
}
