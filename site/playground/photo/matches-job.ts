// Keypoints that two pictures share, step by step, so that progress is known; and the picture of them.
import { reshape } from 'fovea/array';
import { toGrayscale, toImageData, warp } from 'fovea/image';
import {
  type DescriptorMatch,
  matchDescriptors,
  ransac,
  type TransformModel,
  transformPoints,
} from 'fovea/matching';
import { plotMatches } from 'fovea/plot';
import { sift } from 'fovea/scale-space';
import type { Tell } from '../work/protocol.js';
import type { KeypointOptions } from './keypoints-job.js';
import type { Pixels, Place, PlacedPicture } from './pixels.js';

/** How a copy is turned. */
export interface Turn {
  /** Degrees, clockwise as seen. */
  readonly angle: number;
  readonly scale: number;
}

/** What is asked. */
export interface MatchesInput {
  readonly pixels: Pixels;
  /** The second picture, or how the first is turned to make one. */
  readonly second: Pixels | Turn;
  readonly options: KeypointOptions;
  readonly ratio: number;
  readonly mutual: boolean;
  readonly model: TransformModel;
  readonly threshold: number;
}

/** A match with its two places. */
export interface Match {
  readonly from: Place;
  readonly to: Place;
  readonly distance: number;
  readonly ratio: number;
  readonly inlier: boolean;
  /** How far the transform leads from the second place, in pixels; undefined without one. */
  readonly error: number | undefined;
}

/** What came of it. */
export interface MatchesOutput {
  readonly second: Pixels;
  /** How many keypoints each picture has. */
  readonly counts: readonly [number, number];
  /** The surest first. */
  readonly matches: readonly Match[];
  /** Row by row. */
  readonly transform: readonly number[] | undefined;
  readonly milliseconds: number;
}

/** What stands outside of a turned copy, as part of white. */
const OUTSIDE = 0.5;

/** A turned copy of a picture, whole, in the smallest frame. */
function turnedCopy({ data, width, height }: Pixels, { angle, scale }: Turn): Pixels {
  const radians = (angle * Math.PI) / 180;
  const [cos, sin] = [scale * Math.cos(radians), scale * Math.sin(radians)];
  const across = Math.max(1, Math.round(Math.abs(cos) * width + Math.abs(sin) * height));
  const down = Math.max(1, Math.round(Math.abs(sin) * width + Math.abs(cos) * height));
  const [x, y] = [(width - 1) / 2, (height - 1) / 2];
  const transform = [
    [cos, -sin, (across - 1) / 2 - cos * x + sin * y],
    [sin, cos, (down - 1) / 2 - sin * x - cos * y],
    [0, 0, 1],
  ];
  const colours = new Float32Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      colours[3 * pixel + channel] = data[4 * pixel + channel]! / 255;
    }
  }
  const image = reshape(colours, [height, width, 3]);
  return toImageData(warp(image, transform, [down, across], { constant: OUTSIDE })) as Pixels;
}

/** Keypoints of both, matches of their descriptors, and the transform that most agree with. */
export async function findMatches(input: MatchesInput, tell: Tell): Promise<MatchesOutput> {
  const { pixels, options, ratio, mutual, model, threshold } = input;
  const start = performance.now();
  await tell(0, 'Preparing the second picture …');
  const second = 'data' in input.second ? input.second : turnedCopy(pixels, input.second);
  await tell(0.05, 'Looking for keypoints in the first picture …');
  const a = sift(toGrayscale(pixels), options);
  await tell(0.4, 'Looking for keypoints in the second picture …');
  const b = sift(toGrayscale(second), options);
  await tell(0.75, `Comparing ${a.keypoints.length} with ${b.keypoints.length} descriptors …`);
  const pairs = matchDescriptors(a.descriptors, b.descriptors, { ratio, mutual });
  await tell(0.9, `Looking for what ${pairs.length} matches agree with …`);
  const places = (of: DescriptorMatch): [Place, Place] => [
    a.keypoints[of.query]!,
    b.keypoints[of.train]!,
  ];
  const from = pairs.map((pair) => xy(places(pair)[0]));
  const to = pairs.map((pair) => xy(places(pair)[1]));
  const found = pairs.length > LEAST[model] ? ransac(from, to, { model, threshold }) : undefined;
  const transform = found?.transform;
  const led = transform && transformPoints(transform, from);
  const matches = pairs.map((pair, i): Match => {
    const [first, last] = places(pair);
    const error = led && Math.hypot(led.get(i, 0) - last.x, led.get(i, 1) - last.y);
    return {
      from: { x: first.x, y: first.y },
      to: { x: last.x, y: last.y },
      distance: pair.distance,
      ratio: pair.ratio,
      inlier: found?.inliers.get(i) === 1,
      error,
    };
  });
  return {
    second,
    counts: [a.keypoints.length, b.keypoints.length],
    matches: matches.sort((x, y) => x.ratio - y.ratio),
    transform:
      transform && Array.from({ length: 9 }, (_, i) => transform.get(Math.floor(i / 3), i % 3)),
    milliseconds: performance.now() - start,
  };
}

/** Pairs that determine a transform; with no more, any would agree. */
const LEAST: Readonly<Record<TransformModel, number>> = {
  homography: 4,
  affine: 3,
  similarity: 2,
};

function xy({ x, y }: Place): [number, number] {
  return [x, y];
}

/** Both pictures with lines between them, as an SVG. */
export function drawMatches(input: {
  readonly pictures: readonly [PlacedPicture, PlacedPicture];
  readonly matches: readonly Match[];
  readonly transform: readonly number[] | undefined;
  readonly direction: 'row' | 'column';
}): string {
  const { pictures, matches, transform, direction } = input;
  return plotMatches(
    ...pictures,
    {
      keypoints: [matches.map(({ from }) => from), matches.map(({ to }) => to)],
      matches: matches.map((_, i) => ({ query: i, train: i })),
      ...(transform && {
        transform: reshape([...transform], [3, 3]),
        inliers: matches.map(({ inlier }) => (inlier ? 1 : 0)),
      }),
    },
    { direction },
  );
}
