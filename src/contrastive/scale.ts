// How far similarities are stretched before the softmax.
import { checkNumber } from '../core/check.js';
import { KindError, ShapeError } from '../core/errors.js';
import type { FloatNdArray } from '../core/types.js';
import { checkEach } from '../divergence/checks.js';
import { div, mul } from '../gradient/arithmetic.js';
import { exp } from '../gradient/functions.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { isTraced, type Traced } from '../gradient/traced.js';

/** How far similarities are stretched before the softmax: by a temperature or by the logarithm of a factor. */
export interface SimilarityScale<S extends number | Traced = number> {
  /** The temperature τ, above 0: similarities are divided by it. */
  readonly temperature?: S | undefined;
  /** The logarithm t of the factor in its place, to be learnt: similarities are multiplied by min(eᵗ, 100). */
  readonly logScale?: S | undefined;
}

/** ln 100: larger logarithms of the factor count as this. */
export const LOG_BOUND: number = Math.log(100);

/**
 * The logarithm of the factor of similarities, kept from 0 to ln 100: to be called after each update.
 *
 * The upper bound is the paper's, the lower that of OpenCLIP's code: a factor below 1 would only blur similarities.
 *
 * @param logScale - t, any finite number
 * @returns t, 0 or ln 100
 * @throws KindError where it is no number, DomainError where it is not finite
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 2.5
 *
 * @example
 * Beyond the bound, and within.
 * ```ts
 * import { boundLogScale } from 'fovea';
 * boundLogScale(5) // => 4.605170186
 * boundLogScale(2) // => 2
 * ```
 */
export function boundLogScale(logScale: number): number {
  checkNumber('boundLogScale', 'logScale', logScale);
  return Math.min(Math.max(logScale, 0), LOG_BOUND);
}

/** Refuses what is no single finite number, traced or not. */
export function checkScalar(
  fn: string,
  argument: string,
  x: number | Traced,
  above?: number,
): void {
  if (isTraced(x) && shapeOf(x).length > 0) {
    const got = `(${shapeOf(x).join(', ')})`;
    throw new ShapeError({ function: fn, argument, expected: 'a single number', got });
  }
  const plain = stopGradient(x);
  checkNumber(
    fn,
    argument,
    isTraced(x) && typeof plain !== 'number' ? plain.get() : plain,
    above === undefined ? {} : { above },
  );
}

/** Similarities times the factor, checked to be finite. */
export function scaled(
  fn: string,
  similarities: FloatNdArray | Traced,
  { temperature, logScale }: SimilarityScale<number | Traced>,
  standard: number,
): FloatNdArray | Traced {
  if (temperature !== undefined && logScale !== undefined) {
    const expected = 'nothing beside "temperature": one of them says the scale';
    throw new KindError({ function: fn, argument: 'logScale', expected, got: 'both' });
  }
  if (logScale !== undefined) {
    checkScalar(fn, 'logScale', logScale);
    return asArray(mul(similarities, exp(bounded(logScale))));
  }
  const tau = temperature ?? standard;
  checkScalar(fn, 'temperature', tau, 0);
  const logits = asArray(div(similarities, tau));
  checkEach(fn, 'temperature', logits, 'one at which logits are finite', Number.isFinite);
  return logits;
}

/** At the bound itself the derivative still passes, so that a logarithm kept at it may come back. */
function bounded(logScale: number | Traced): number | Traced {
  const plain = stopGradient(logScale);
  const value = typeof plain === 'number' ? plain : plain.get();
  return value > LOG_BOUND ? LOG_BOUND : logScale;
}
