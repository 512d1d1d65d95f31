// Votes in a histogram whose last bin is the neighbour of its first.
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
  const place = (angle * bins) / period - anchor;
  const wrapped = place - Math.floor(place / bins) * bins;
  // Of a tiny negative number the remainder rounds up to the whole, or stays negative by underflow.
  return wrapped >= 0 && wrapped < bins ? wrapped : 0;
}
