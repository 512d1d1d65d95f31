// The unit of information: nats, or by the base of a logarithm.
import { checkNumber, checkOptions } from '../core/check.js';
import { div } from '../gradient/arithmetic.js';
import type { Traceable } from '../gradient/traced.js';

/** The option of divergences that have a unit alone. */
export interface BaseOptions {
  /** Base of the logarithm, above 1: 2 for bits, 10 for bans; e, for nats, where left out. */
  readonly base?: number | undefined;
}

/**
 * How many nats one unit is.
 *
 * @param fn - name of the public function, for errors
 * @param base - the option
 * @returns ln base, exactly 1 for e
 * @throws KindError or DomainError where it is no base
 */
export function unitOf(fn: string, base: number = Math.E): number {
  // Below 1 logarithms change their sign, and a divergence would be negative.
  checkNumber(fn, 'base', base, { above: 1 });
  return base === Math.E ? 1 : Math.log(base);
}

/**
 * The same from options that hold nothing else.
 *
 * @param fn - name of the public function, for errors
 * @param options - what the caller said
 * @returns how many nats one unit is
 */
export function readUnit(fn: string, options: BaseOptions | undefined): number {
  return unitOf(fn, checkOptions(fn, options, ['base']).base);
}

/**
 * Nats in another unit.
 *
 * @param value - in nats
 * @param unit - how many nats one unit is
 * @returns the value divided by the unit; the value itself for nats
 */
export function inUnit<V extends Traceable>(value: V, unit: number): V {
  return unit === 1 ? value : (div(value as Traceable, unit) as V);
}
