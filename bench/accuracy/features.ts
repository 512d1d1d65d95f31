// What a detector is to the measurements, and the few things that all of them do with keypoints.
import type { NdArray } from 'ndarray';
import type { Keypoint } from '../library.js';

/** A grey image: bytes, or float32 in 0..1. */
export type GreyImage = NdArray<Uint8Array> | NdArray<Float32Array>;

/** Keypoints with their descriptors, 128 numbers each, in the same order. */
export interface Features {
  readonly keypoints: readonly Keypoint[];
  readonly descriptors: Float32Array;
}

/** A system that finds and describes keypoints; it gets many images at once, as some are slow to start. */
export interface Detector {
  readonly name: string;
  readonly detect: (images: readonly GreyImage[]) => Features[];
}

export const DESCRIPTOR_LENGTH = 128;

/** The features at the given indices. */
function pickFeatures(features: Features, indices: readonly number[]): Features {
  const descriptors = new Float32Array(indices.length * DESCRIPTOR_LENGTH);
  indices.forEach((index, i) => {
    const start = index * DESCRIPTOR_LENGTH;
    descriptors.set(
      features.descriptors.subarray(start, start + DESCRIPTOR_LENGTH),
      i * DESCRIPTOR_LENGTH,
    );
  });
  return { keypoints: indices.map((i) => features.keypoints[i]!), descriptors };
}

/** The strongest `count` features by response, strongest first. */
export function strongest(features: Features, count: number): Features {
  const order = features.keypoints.map((_, i) => i);
  order.sort((a, b) => features.keypoints[b]!.response - features.keypoints[a]!.response);
  return pickFeatures(features, order.slice(0, count));
}

/** The difference of two angles in radians, in −π..π. */
export function angleDifference(a: number, b: number): number {
  const turn = 2 * Math.PI;
  const difference = (a - b) % turn;
  if (difference > Math.PI) return difference - turn;
  return difference < -Math.PI ? difference + turn : difference;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** Standard deviation around the mean. */
export function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - centre) ** 2)));
}

/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
