// The work that the examples of many photos spread over threads, processes and machines: a pure function of a file's bytes.
import { decode } from 'fast-png';
import { toGrayscale } from 'fovea/image';
import { sift } from 'fovea/scale-space';

/**
 * Keypoints and descriptors of a photo, from the bytes of its PNG file. It keeps nothing, reads no clock and draws no lots:
 * whoever calls it, wherever, and however often, gets the same numbers. That is what makes it safe to spread, and to do over.
 *
 * Throws where the file is broken. `keypoints` are rows of x, y, sigma, orientation.
 */
export function describePhoto(bytes) {
  const photo = decode(bytes);
  const { keypoints, descriptors } = sift(toGrayscale(photo));
  const rows = keypoints.flatMap(({ x, y, sigma, orientation }) => [x, y, sigma, orientation]);
  return {
    pixels: photo.width * photo.height,
    keypoints: { data: Float64Array.from(rows), shape: [keypoints.length, 4] },
    descriptors: { data: descriptors.data, shape: descriptors.shape },
  };
}
