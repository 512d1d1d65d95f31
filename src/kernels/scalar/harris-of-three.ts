// Harris' response of small operators, some rows at a time.
import type { FloatTypedArray } from '../../core/types.js';
import type { StructureKernels } from '../structure-kernels.js';
import { harrisResponse } from './tensor-measures.js';
import { tensorOfThree } from './tensor-rows.js';

/** Rows of a strip. */
const STRIP = 64;
/** How many rows above and below the sums reach. */
const REACH = 2;

/** See `StructureKernels.harrisOfThree`. */
export const harrisOfThree: StructureKernels['harrisOfThree'] = (
  source,
  height,
  width,
  along,
  across,
  window,
  border,
  constant,
  k,
  target,
) => {
  // Where the image goes on with its other end, no strip has what stands above the first row.
  const rows = border === 'wrap' ? height : STRIP;
  const size = Math.min(height, rows + 2 * REACH) * width;
  const fresh = (): FloatTypedArray =>
    target instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  const [ixx, ixy, iyy] = [fresh(), fresh(), fresh()];
  for (let top = 0; top < height; top += rows) {
    const bottom = Math.min(height, top + rows);
    const from = Math.max(0, top - REACH);
    const to = Math.min(height, bottom + REACH);
    const strip = source.subarray(from * width, to * width);
    tensorOfThree(strip, to - from, width, along, across, window, border, constant, ixx, ixy, iyy);
    const own = (entry: FloatTypedArray): FloatTypedArray =>
      entry.subarray((top - from) * width, (bottom - from) * width);
    const response = target.subarray(top * width, bottom * width);
    harrisResponse(own(ixx), own(ixy), own(iyy), k, response);
  }
  return Number.NaN;
};
