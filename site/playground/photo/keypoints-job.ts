// Keypoints of a picture, and how long they took.
import { toGrayscale } from 'fovea/image';
import { detectKeypoints, type Keypoint, type SiftOptions } from 'fovea/scale-space';
import type { Tell } from '../work/protocol.js';
import type { Pixels } from './pixels.js';

/** What is asked. */
export interface KeypointsInput {
  readonly pixels: Pixels;
  readonly options: Partial<SiftOptions>;
}

/** What came of it. */
export interface KeypointsOutput {
  /** The strongest first. */
  readonly keypoints: readonly Keypoint[];
  readonly milliseconds: number;
}

/** Keypoints by SIFT. */
export async function keypointsOf(
  { pixels, options }: KeypointsInput,
  tell: Tell,
): Promise<KeypointsOutput> {
  await tell(0, 'Looking for keypoints …');
  const start = performance.now();
  const keypoints = detectKeypoints(toGrayscale(pixels), options);
  const milliseconds = performance.now() - start;
  return { keypoints: keypoints.sort((a, b) => b.response - a.response), milliseconds };
}
