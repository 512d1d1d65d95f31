// What the strict page and Node both do with the built package.

import { gaussianBlur, matchDescriptors, sift } from 'fovea';
import first from '../reference/images/coins-A.png';
import second from '../reference/images/coins-B-rot25.png';

/** Results as plain numbers. */
export interface Report {
  readonly blur: number[];
  /** x, y, sigma and orientation of each keypoint. */
  readonly keypoints: number[][];
  readonly descriptors: number[];
  /** Indices of the matched keypoints. */
  readonly matches: number[][];
}

interface Photo {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

function rows({ shape, bytes }: Photo): number[][] {
  const [height = 0, width = 0] = shape;
  return Array.from({ length: height }, (_, y) =>
    Array.from(bytes.subarray(y * width, (y + 1) * width), (value) => value / 255),
  );
}

/** Blurs, finds keypoints in a photo and a turned copy, and matches them. */
export function work(): Report {
  const a = sift(rows(first));
  const b = sift(rows(second));
  return {
    blur: Array.from(gaussianBlur(rows(first), 2).data).slice(0, 2000),
    keypoints: a.keypoints.map(({ x, y, sigma, orientation }) => [x, y, sigma, orientation]),
    descriptors: Array.from(a.descriptors.data).slice(0, 2000),
    matches: matchDescriptors(a.descriptors, b.descriptors).map(({ query, train }) => [
      query,
      train,
    ]),
  };
}
