// Sums over the gradients around a corner, by which it is placed between the pixels.
import type { FloatTypedArray } from '../../core/types.js';

/** The window ends at so many sigmas. */
const REACH = 2.5;

/** See `Kernels.directionMoments`. */
export function directionMoments(
  ix: FloatTypedArray,
  iy: FloatTypedArray,
  height: number,
  width: number,
  x: number,
  y: number,
  sigma: number,
  moments: Float64Array,
): void {
  moments.fill(0);
  const radius = Math.ceil(REACH * sigma);
  const right = Math.min(width - 1, Math.floor(x + radius));
  const bottom = Math.min(height - 1, Math.floor(y + radius));
  for (let row = Math.max(0, Math.ceil(y - radius)); row <= bottom; row++) {
    for (let column = Math.max(0, Math.ceil(x - radius)); column <= right; column++) {
      const i = row * width + column;
      const far = ((column - x) ** 2 + (row - y) ** 2) / (sigma * sigma);
      const weight = Math.exp(-far / 2) * far * far * far * far;
      const xx = ix[i]! * ix[i]!;
      const xy = ix[i]! * iy[i]!;
      const yy = iy[i]! * iy[i]!;
      moments[0]! += weight * xx * xx;
      moments[1]! += weight * xx * xy;
      moments[2]! += weight * xx * yy;
      moments[3]! += weight * xy * yy;
      moments[4]! += weight * yy * yy;
    }
  }
}

/** See `Kernels.edgeOffsets`. */
export function edgeOffsets(
  ix: FloatTypedArray,
  iy: FloatTypedArray,
  height: number,
  width: number,
  x: number,
  y: number,
  sigma: number,
  first: readonly [number, number],
  second: readonly [number, number],
  offsets: Float64Array,
): void {
  const radius = Math.ceil(REACH * sigma);
  const right = Math.min(width - 1, Math.floor(x + radius));
  const bottom = Math.min(height - 1, Math.floor(y + radius));
  const [ax, ay] = first;
  const [bx, by] = second;
  let [weightA, weightB, sumA, sumB] = [0, 0, 0, 0];
  for (let row = Math.max(0, Math.ceil(y - radius)); row <= bottom; row++) {
    for (let column = Math.max(0, Math.ceil(x - radius)); column <= right; column++) {
      const i = row * width + column;
      const [dx, dy] = [column - x, row - y];
      const weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
      // Parts of the gradient along the two normals, but for a common factor.
      const partA = ix[i]! * by - iy[i]! * bx;
      const partB = ax * iy[i]! - ay * ix[i]!;
      weightA += weight * partA * partA;
      weightB += weight * partB * partB;
      sumA += weight * partA * partA * (ax * dx + ay * dy);
      sumB += weight * partB * partB * (bx * dx + by * dy);
    }
  }
  offsets[0] = sumA / weightA;
  offsets[1] = sumB / weightB;
  offsets[2] = weightA;
  offsets[3] = weightB;
}
