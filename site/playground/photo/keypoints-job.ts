// Keypoints of a picture, the picture of them, and what a single one looks like from near.
import { reshape } from 'fovea/array';
import { gaussianBlur, imageGradients } from 'fovea/filter';
import { toGrayscale, toImageData, warp } from 'fovea/image';
import { gradientPolar, orientationHistogram } from 'fovea/orientation-histogram';
import { plotHistogram, plotKeypoints } from 'fovea/plot';
import {
  describeKeypoints,
  detectKeypoints,
  type Keypoint,
  type SiftOptions,
} from 'fovea/scale-space';
import type { Tell } from '../work/protocol.js';
import { type Pixels, type PlacedPicture, timed } from './pixels.js';

/** Options of SIFT that the page sets. */
export type KeypointOptions = Partial<SiftOptions>;

/** What is asked. */
export interface KeypointsInput {
  readonly pixels: Pixels;
  readonly options: KeypointOptions;
}

/** What came of it. */
export interface KeypointsOutput {
  /** The strongest first. */
  readonly keypoints: readonly Keypoint[];
  readonly milliseconds: number;
}

/** Keypoints by SIFT. */
export async function findKeypoints(
  { pixels, options }: KeypointsInput,
  tell: Tell,
): Promise<KeypointsOutput> {
  await tell(0, `Looking for keypoints in ${pixels.width} × ${pixels.height} pixels …`);
  const [keypoints, milliseconds] = timed(() => detectKeypoints(toGrayscale(pixels), options));
  return { keypoints: keypoints.sort((a, b) => b.response - a.response), milliseconds };
}

/** Keypoints over their picture, as an SVG. */
export function drawKeypoints(input: {
  readonly picture: PlacedPicture;
  readonly keypoints: readonly Keypoint[];
}): string {
  return plotKeypoints(input.picture, input.keypoints);
}

/** What is asked about one keypoint. */
export interface KeypointDetailInput extends KeypointsInput {
  readonly keypoint: Keypoint;
  readonly theme: 'light' | 'dark';
}

/** One keypoint from near. */
export interface KeypointDetail {
  readonly keypoint: Keypoint;
  /** The square that the descriptor looks at, turned upright. */
  readonly patch: Pixels;
  /** Directions of the gradients around it, as an SVG. */
  readonly histogram: string;
  /** Its 4 × 4 cells of 8 directions, row by row. */
  readonly descriptor: readonly number[];
}

const PATCH = 128;
/** Side of a descriptor's cell, in sigmas; it has 4 × 4 of them. */
const CELL = 3;
/** How far the Gaussian reaches that weighs gradients around a keypoint, and its own sigma, in sigmas. */
const [REACH, WEIGHT] = [4.5, 1.5];
const BINS = 36;

/** One keypoint from near: its patch, the directions around it, its descriptor. */
export function inspectKeypoint(input: KeypointDetailInput): KeypointDetail {
  const { pixels, options, keypoint, theme } = input;
  const grey = toGrayscale(pixels);
  const { x, y, sigma, orientation } = keypoint;

  const scale = PATCH / (4 * CELL * sigma);
  const [cos, sin] = [scale * Math.cos(orientation), scale * Math.sin(orientation)];
  const middle = (PATCH - 1) / 2;
  const upright = [
    [cos, sin, middle - cos * x - sin * y],
    [-sin, cos, middle + sin * x - cos * y],
    [0, 0, 1],
  ];
  const turned = warp(grey, upright, [PATCH, PATCH], { border: 'nearest' });
  const patch = toImageData(turned) as Pixels;

  // As much of the picture as the Gaussian reaches, blurred to the keypoint's scale.
  const radius = Math.ceil(REACH * sigma);
  const side = 2 * radius + 1;
  const around = warp(
    grey,
    [
      [1, 0, radius - Math.round(x)],
      [0, 1, radius - Math.round(y)],
      [0, 0, 1],
    ],
    [side, side],
    { border: 'nearest' },
  );
  const blurred = gaussianBlur(around, Math.sqrt(Math.max(0.01, sigma ** 2 - 0.25)));
  const { ix, iy } = imageGradients(blurred, { operator: 'central' });
  const { orientation: angles, magnitude } = gradientPolar(ix, iy, { period: 360 });
  const weights = Float64Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side), i % side];
    const distance = Math.hypot(column - radius, row - radius);
    return Math.exp(-0.5 * (distance / (WEIGHT * sigma)) ** 2);
  });
  const counts = orientationHistogram(angles, magnitude, {
    bins: BINS,
    period: 360,
    weights: reshape(weights, [side, side]),
  });
  const edges = Float64Array.from({ length: BINS + 1 }, (_, i) => (i * 360) / BINS);
  const degrees = Math.round((orientation * 180) / Math.PI);
  const histogram = plotHistogram(
    { counts, edges },
    {
      theme,
      width: 300,
      height: 150,
      valueTitle: 'direction of the gradient, in degrees',
      countTitle: 'sum of lengths',
      title: 'Directions around the keypoint',
      description: `Gradients around the keypoint by direction, weighted by their length and nearness. The keypoint's own direction is ${degrees}°.`,
    },
  );
  const descriptor = describeKeypoints(grey, [keypoint], options);
  return { keypoint, patch, histogram, descriptor: Array.from(descriptor.data) };
}
