import type { FloatTypedArray } from '../../core/types.js';

/** `IntensityKernels.countBins` in TypeScript. */
export function countBinsScalar(
  source: FloatTypedArray,
  edges: Float64Array,
  counts: Float64Array,
): number {
  const bins = counts.length;
  const low = edges[0]!;
  const high = edges[bins]!;
  let outside = 0;
  for (let p = 0; p < source.length; p++) {
    const value = source[p]!;
    if (value < low || value > high) {
      outside++;
      continue;
    }
    let bin = Math.min(Math.floor(((value - low) / (high - low)) * bins), bins - 1);
    // The quotient is rounded, so near an edge the edges themselves decide.
    while (bin > 0 && value < edges[bin]!) bin--;
    while (bin < bins - 1 && value >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return outside;
}
