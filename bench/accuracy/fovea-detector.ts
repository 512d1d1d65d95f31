import { type SiftOptions, sift } from '../library.js';
import type { Detector } from './features.js';

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
