import type { OpencvJs } from './opencv-js.js';
import type { PythonPeer } from './python-peer.js';

/** The peers that are on this machine. */
export interface Context {
  readonly cv: OpencvJs | undefined;
  readonly python: PythonPeer | undefined;
}

export const OPENCV = 'OpenCV (native)';
export const OPENCV_JS = 'OpenCV.js';
export const SKIMAGE = 'scikit-image';
export const TFJS = 'TensorFlow.js (wasm)';

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return a.length === b.length ? largest : Infinity;
}
