// The photo pairs with known transforms of reference family 03: our features against the figures that
// OpenCV and scikit-image reached on them, each time with as many keypoints as the peer had.
import ndarray, { type NdArray } from 'ndarray';
import { readCases } from '../../test/reference/read.js';
import { matchDescriptors, ransac } from '../library.js';
import {
  DESCRIPTOR_LENGTH,
  type Detector,
  type Features,
  type GreyImage,
  mean,
  strongest,
} from './features.js';
import { type Homography, measureMatches, measureRepeatability } from './pair-metrics.js';

const RATIO = 0.8;
/** How near a repeated keypoint must be, in pixels of B. */
const REPEAT_TOLERANCE = 1.5;
/** How near a correct match or an inlier must be, in pixels of B. */
const MATCH_TOLERANCE = 3;

export interface PairFigures {
  readonly repeatability: number;
  readonly correct: number;
  readonly precision: number;
  readonly inliers: number;
}

export const PAIR_FIGURES = [
  'repeatability',
  'correct',
  'precision',
  'inliers',
] as const satisfies readonly (keyof PairFigures)[];

export type PeerKey = 'opencv' | 'skimage';

export interface PairResult {
  readonly name: string;
  /** How many keypoints were allowed in A and in B. */
  readonly budget: readonly [number, number];
  /** How many there were. */
  readonly used: readonly [number, number];
  readonly figures: PairFigures;
  readonly peer: PairFigures;
}

interface Pair {
  readonly name: string;
  readonly a: GreyImage;
  readonly b: GreyImage;
  readonly h: Homography;
  // biome-ignore lint/suspicious/noExplicitAny: as the reference reader gives it.
  readonly expected: any;
}

/** The pairs of the family. */
export function readPairs(): Pair[] {
  return readCases('03-sift', 'siftPair').map(({ name, inputs, expected }) => ({
    name: name.replace('pair/', ''),
    a: ndarray(inputs.A.data, [...inputs.A.shape]),
    b: ndarray(inputs.B.data, [...inputs.B.shape]),
    h: inputs.H.data,
    expected,
  }));
}

// biome-ignore lint/suspicious/noExplicitAny: as the reference reader gives it.
function peerFigures(expected: any): PairFigures {
  return {
    repeatability: expected['repeatability_eps1.5'].repeatability,
    correct: expected['matching_ratio0.8'].correct_3px,
    precision: expected['matching_ratio0.8'].precision_3px,
    inliers: expected.ransac_homography?.inliers ?? 0,
  };
}

function rows({ keypoints, descriptors }: Features): NdArray<Float32Array> {
  return ndarray(descriptors, [keypoints.length, DESCRIPTOR_LENGTH]);
}

/** Places of the keypoints with the given numbers, [n, 2]. */
function places({ keypoints }: Features, numbers: readonly number[]): NdArray<Float64Array> {
  const points = numbers.flatMap((i) => [keypoints[i]!.x, keypoints[i]!.y]);
  return ndarray(Float64Array.from(points), [numbers.length, 2]);
}

/** The four figures of a pair's features. */
function measurePair(pair: Pair, a: Features, b: Features): PairFigures {
  const sizeA = pair.a.shape as [number, number];
  const sizeB = pair.b.shape as [number, number];
  const found = measureRepeatability(
    a.keypoints,
    b.keypoints,
    pair.h,
    sizeA,
    sizeB,
    REPEAT_TOLERANCE,
  );
  const matches = matchDescriptors(rows(a), rows(b), { ratio: RATIO });
  const { correct, precision } = measureMatches(
    matches,
    a.keypoints,
    b.keypoints,
    pair.h,
    MATCH_TOLERANCE,
  );
  const { inliers: agreeing } = ransac(
    places(
      a,
      matches.map(({ query }) => query),
    ),
    places(
      b,
      matches.map(({ train }) => train),
    ),
    { model: 'homography', threshold: MATCH_TOLERANCE },
  );
  const inliers = agreeing.data.reduce((sum, one) => sum + one, 0);
  return { repeatability: found.repeatability, correct, precision, inliers };
}

/** Features of all images of the pairs; images that pairs share are read once. */
export function detectPairs(pairs: readonly Pair[], detector: Detector): Map<GreyImage, Features> {
  const byPixels = new Map<string, GreyImage>();
  const first = (image: GreyImage) => {
    const key = Buffer.from(image.data.buffer, image.data.byteOffset, image.data.byteLength);
    const known = byPixels.get(key.toString('latin1'));
    if (known) return known;
    byPixels.set(key.toString('latin1'), image);
    return image;
  };
  const originals = new Map(pairs.flatMap(({ a, b }) => [a, b]).map((i) => [i, first(i)]));
  const distinct = [...byPixels.values()];
  const features = detector.detect(distinct);
  const found = new Map(distinct.map((image, i) => [image, features[i]!]));
  return new Map([...originals].map(([image, original]) => [image, found.get(original)!]));
}

/** Our figures with as many keypoints as the peer had, beside the peer's own. */
export function comparePairs(
  pairs: readonly Pair[],
  features: Map<GreyImage, Features>,
  peer: PeerKey,
): PairResult[] {
  return pairs.map((pair) => {
    const expected = pair.expected[peer];
    const budget = [expected.keypoints_a, expected.keypoints_b] as const;
    const a = strongest(features.get(pair.a)!, budget[0]);
    const b = strongest(features.get(pair.b)!, budget[1]);
    return {
      name: pair.name,
      budget,
      used: [a.keypoints.length, b.keypoints.length],
      figures: measurePair(pair, a, b),
      peer: peerFigures(expected),
    };
  });
}

export function meanFigures(figures: readonly PairFigures[]): PairFigures {
  const of = (key: keyof PairFigures) => mean(figures.map((f) => f[key]));
  return {
    repeatability: of('repeatability'),
    correct: of('correct'),
    precision: of('precision'),
    inliers: of('inliers'),
  };
}

/** The pair on which a figure stands worst against the peer's. */
export function worstPair(
  results: readonly PairResult[],
  key: keyof PairFigures,
): { readonly name: string; readonly ratio: number } {
  return results
    .map(({ name, figures, peer }) => ({ name, ratio: figures[key] / peer[key] }))
    .reduce((worst, pair) => (pair.ratio < worst.ratio ? pair : worst));
}
