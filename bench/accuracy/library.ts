// The one place that says which fovea is measured: the sources, or the built package.

import type { SiftOptions } from '../../src/scale-space/settings.js';
import { sift } from '../../src/scale-space/sift.js';
import type { Detector } from './features.js';

export type { Keypoint } from '../../src/scale-space/keypoint.js';
export type { SiftOptions } from '../../src/scale-space/settings.js';

/** This library's SIFT with the given options. */
export function foveaDetector(name: string, options: Partial<SiftOptions>): Detector {
  return {
    name,
    detect: (images) =>
      images.map((image) => {
        const { keypoints, descriptors } = sift(image, options);
        return { keypoints, descriptors: Float32Array.from(descriptors.data) };
      }),
  };
}
