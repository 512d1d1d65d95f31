// What the strict page and Node both do with the built package.

import { gaussianBlur, kernelInfo, matchDescriptors, scaledDotProductAttention, sift } from 'fovea';
import { fromNested, matmul, softmax } from 'fovea/array';
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
  /** Which kernels served. */
  readonly kernels: string;
  /** A product, its softmax, and attention, in float32. */
  readonly singles: number[][];
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

/** Float32 work that is large enough for SIMD kernels, where they may be. */
function computeSingles(): number[][] {
  const side = 48;
  const line = (i: number) =>
    Array.from({ length: side }, (_, j) => Math.sin(1.7 * (i * side + j)));
  const a = fromNested(
    Array.from({ length: side }, (_, i) => line(i)),
    'float32',
  );
  const product = matmul(a, a);
  return [product, softmax(product), scaledDotProductAttention(a, a, a)].map(({ data }) =>
    Array.from(data),
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
    kernels: kernelInfo().name,
    singles: computeSingles(),
  };
}
