import type { FloatTypedArray } from '../../core/types.js';
import { addVote, votePlace } from './circular-votes.js';

/** See `Kernels.addVotes`. */
export function addVotes(
  orientations: FloatTypedArray,
  magnitudes: FloatTypedArray,
  period: number,
  anchor: number,
  interpolate: boolean,
  histogram: Float64Array,
): void {
  const bins = histogram.length;
  for (let i = 0; i < orientations.length; i++) {
    if (interpolate) {
      addVote(
        histogram,
        0,
        bins,
        votePlace(orientations[i]!, bins, period, anchor),
        magnitudes[i]!,
      );
    } else {
      histogram[Math.floor(votePlace(orientations[i]!, bins, period, 0))]! += magnitudes[i]!;
    }
  }
}
