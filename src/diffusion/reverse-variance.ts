// Which variance a step back has.
import { checkOneOf } from '../core/check.js';
import { at } from './samples.js';
import type { DiffusionSchedule } from './schedule.js';

/** Which variance a step back has: β, or β̃, that of the posterior. */
export type ReverseVariance = 'beta' | 'posterior';

/**
 * Reads the option.
 *
 * @param fn - name of the public function, for errors
 * @param variance - the option; β where left out
 * @param schedule - of the diffusion
 * @returns σ² of each step; where the posterior has none, at t = 1, that of step 2 as in the authors' code
 */
export function readVariance(
  fn: string,
  variance: ReverseVariance | undefined,
  schedule: DiffusionSchedule,
): (t: number) => number {
  const kind = checkOneOf(fn, 'variance', variance ?? 'beta', ['beta', 'posterior']);
  const { betas, posteriorVariances, steps } = schedule;
  if (kind === 'beta' || steps === 1) return (t) => at(betas, t);
  return (t) => at(posteriorVariances, Math.max(2, t));
}
