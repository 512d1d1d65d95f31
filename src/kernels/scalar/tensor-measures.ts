// What is read off fields of symmetric 2×2 matrices, pixel by pixel.
import type { FloatTypedArray } from '../../core/types.js';
import { eigenvaluePair, exactDeterminant, safeScale } from './exact-determinant.js';

/** Between these, squares of gradients neither vanish nor overflow when they are multiplied by second derivatives. */
const SMALLEST = 2 ** -500;
const LARGEST = 2 ** 200;

/** See `Kernels.harrisResponse`. */
export function harrisResponse(
  ixx: FloatTypedArray,
  ixy: FloatTypedArray,
  iyy: FloatTypedArray,
  k: number,
  target: FloatTypedArray,
): boolean {
  for (let i = 0; i < ixx.length; i++) {
    const a = ixx[i]!;
    const b = ixy[i]!;
    const c = iyy[i]!;
    const trace = a + c;
    target[i] = a * c - b * b - k * (trace * trace);
  }
  return false;
}

/** See `Kernels.tensorEigenvalues`. */
export function tensorEigenvalues(
  ixx: FloatTypedArray,
  ixy: FloatTypedArray,
  iyy: FloatTypedArray,
  larger: FloatTypedArray,
  smaller: FloatTypedArray,
): void {
  const pair = new Float64Array(2);
  for (let i = 0; i < ixx.length; i++) {
    eigenvaluePair(ixx[i]!, ixy[i]!, iyy[i]!, pair);
    larger[i] = pair[0]!;
    smaller[i] = pair[1]!;
  }
}

/** See `Kernels.determinantByTrace`. */
export function determinantByTrace(
  ixx: FloatTypedArray,
  ixy: FloatTypedArray,
  iyy: FloatTypedArray,
  factor: number,
  epsilon: number,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < ixx.length; i++) {
    const scale = safeScale(Math.max(Math.abs(ixx[i]!), Math.abs(ixy[i]!), Math.abs(iyy[i]!)));
    const [a, b, c] = [ixx[i]! * scale, ixy[i]! * scale, iyy[i]! * scale];
    const divisor = a + c + epsilon * scale;
    const determinant = exactDeterminant(a, b, c);
    target[i] = divisor === 0 ? 0 : (factor * determinant) / divisor / scale;
  }
}

/** See `Kernels.tensorRoundness`. */
export function tensorRoundness(
  ixx: FloatTypedArray,
  ixy: FloatTypedArray,
  iyy: FloatTypedArray,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < ixx.length; i++) {
    const scale = safeScale(Math.max(Math.abs(ixx[i]!), Math.abs(ixy[i]!), Math.abs(iyy[i]!)));
    const [a, b, c] = [ixx[i]! * scale, ixy[i]! * scale, iyy[i]! * scale];
    const trace = a + c;
    const determinant = exactDeterminant(a, b, c);
    target[i] = trace === 0 ? 0 : (4 * determinant) / trace / trace;
  }
}

/** See `Kernels.tensorOrientation`. */
export function tensorOrientation(
  ixx: FloatTypedArray,
  ixy: FloatTypedArray,
  iyy: FloatTypedArray,
  target: FloatTypedArray,
): void {
  // Adding 0 makes −0 a 0, whose angle is not −π.
  for (let i = 0; i < ixx.length; i++) {
    const mixed = 2 * ixy[i]! + 0;
    const difference = ixx[i]! - iyy[i]!;
    // Either may be larger than any number.
    const held = Math.abs(mixed) + Math.abs(difference) < Infinity;
    target[i] = held
      ? Math.atan2(mixed, difference) / 2
      : Math.atan2(ixy[i]! / 2, ixx[i]! / 4 - iyy[i]! / 4) / 2;
  }
}

/** See `Kernels.tensorCoherence`. */
export function tensorCoherence(
  ixx: FloatTypedArray,
  ixy: FloatTypedArray,
  iyy: FloatTypedArray,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < ixx.length; i++) {
    // A sum may be larger than any number.
    const unit =
      Math.abs(ixx[i]!) + Math.abs(iyy[i]!) + 2 * Math.abs(ixy[i]!) < Infinity ? 1 : 1 / 4;
    const sum = unit * ixx[i]! + unit * iyy[i]!;
    const difference = (unit * ixx[i]! - unit * iyy[i]!) / sum;
    const mixed = (2 * (unit * ixy[i]!)) / sum;
    target[i] = sum > 0 ? Math.min(1, Math.sqrt(difference * difference + mixed * mixed)) : 0;
  }
}

/** See `Kernels.isophoteCurvature`. */
export function isophoteCurvature(
  ix: FloatTypedArray,
  iy: FloatTypedArray,
  ixx: FloatTypedArray,
  ixy: FloatTypedArray,
  iyy: FloatTypedArray,
  target: FloatTypedArray,
): void {
  for (let i = 0; i < ix.length; i++) {
    let x = ix[i]!;
    let y = iy[i]!;
    let square = x * x + y * y;
    if (!(square > SMALLEST && square < LARGEST)) {
      // The direction alone counts: squares of its parts are at most 1.
      const size = Math.max(Math.abs(x), Math.abs(y));
      if (size > 0) {
        x /= size;
        y /= size;
        square = x * x + y * y;
      }
    }
    const bent = ixx[i]! * (y * y) + iyy[i]! * (x * x) - 2 * ixy[i]! * x * y;
    target[i] = square === 0 ? 0 : bent / square;
  }
}
