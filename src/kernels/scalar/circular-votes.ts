// Votes in a histogram whose last bin is the neighbour of its first.
import { remainder } from '../../core/remainder.js';
import type { FloatTypedArray } from '../../core/types.js';

/**
 * Adds a vote to the bins beside its place, the nearer one getting the larger share.
 *
 * @param histogram - where to add
 * @param start - index of bin 0
 * @param bins - number of bins
 * @param place - 0 ≤ place ≤ bins; bin b stands at place b
 * @param weight - the whole vote
 */
export function addVote(
  histogram: FloatTypedArray,
  start: number,
  bins: number,
  place: number,
  weight: number,
): void {
  const bin = Math.floor(place);
  const share = place - bin;
  const low = bin < bins ? bin : bin - bins;
  const high = low + 1 < bins ? low + 1 : 0;
  histogram[start + low]! += weight * (1 - share);
  histogram[start + high]! += weight * share;
}

/**
 * Place of an angle among the bins.
 *
 * @param angle - in the unit of `period`
 * @param bins - number of bins in a period
 * @param period - after it angles repeat
 * @param anchor - where in itself a bin stands: 0 at its lower edge, 0.5 at its centre
 * @returns 0 ≤ place < bins
 */
export function votePlace(angle: number, bins: number, period: number, anchor: number): number {
  const inPeriod = angle >= 0 && angle < period ? angle : remainder(angle, period);
  const place = (inPeriod * bins) / period - anchor;
  const wrapped = place < 0 ? place + bins : place;
  // Rounding may lead to the end, which is the beginning. Adding 0 makes −0 a 0.
  return wrapped < bins ? wrapped + 0 : 0;
}
