import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import { warp } from '../../src/image/warp.js';
import { matchDescriptors } from '../../src/matching/match-descriptors.js';
import { matchImages } from '../../src/matching/match-images.js';
import { matchingAccuracy } from '../../src/matching/matching-accuracy.js';
import { ransac } from '../../src/matching/ransac.js';
import { sift } from '../../src/scale-space/sift.js';
import { readImage } from '../reference/read.js';
import { apply, largestDistance, type Matrix, type Point } from './problems.js';

const SIZE = 160;
const photo = readImage('camera').lo(150, 150).hi(SIZE, SIZE);
const grey = createNdArray(
  Float64Array.from(
    { length: SIZE * SIZE },
    (_, i) => photo.get(Math.floor(i / SIZE), i % SIZE) / 255,
  ),
  [SIZE, SIZE],
);

/** A turn by 20° about the middle, 0.9 of the size. */
const TURN: Matrix = [
  [0.9 * Math.cos(0.35), -0.9 * Math.sin(0.35), 34],
  [0.9 * Math.sin(0.35), 0.9 * Math.cos(0.35), -12],
  [0, 0, 1],
];
const turned = warp(grey, TURN, [SIZE, SIZE + 20], { border: 'nearest' });

const CORNERS: Point[] = [
  [0, 0],
  [SIZE - 1, 0],
  [0, SIZE - 1],
  [SIZE - 1, SIZE - 1],
];

const noise = (seed: number) => {
  const rng = randomGenerator(seed);
  return createNdArray(
    Float64Array.from({ length: 96 * 96 }, () => rng.nextFloat64()),
    [96, 96],
  );
};

describe('matchImages', () => {
  it('finds the transform between a photo and its turned copy', () => {
    for (const model of ['homography', 'similarity'] as const) {
      const result = matchImages(grey, turned, { model });
      const there = CORNERS.map((corner) => apply(toNested(result.transform!) as Matrix, corner));
      const meant = CORNERS.map((corner) => apply(TURN, corner));
      expect(largestDistance(there, meant)).toBeLessThan(1);
      const inliers = result.inliers.data.reduce((sum, one) => sum + one, 0);
      expect(inliers).toBeGreaterThan(30);
      expect(result.inliers.shape).toEqual([result.matches.length]);
      const { correct } = matchingAccuracy(result, TURN, { thresholds: [3] })[0]!;
      expect(Math.abs(correct - inliers)).toBeLessThan(0.1 * inliers);
    }
  });

  it('is sift, matchDescriptors and ransac, with the options of each', () => {
    const forSift = { maxKeypoints: 90, contrastThreshold: 0.03, rootSift: true };
    const forMatches = { ratio: 0.75, mutual: true, metric: 'cosine' } as const;
    const forRansac = {
      model: 'affine',
      threshold: 2,
      confidence: 0.99,
      maxTrials: 50,
      seed: 4,
    } as const;
    const result = matchImages(grey, turned, { ...forSift, ...forMatches, ...forRansac });
    const [a, b] = [sift(grey, forSift), sift(turned, forSift)];
    expect(result.keypoints).toEqual([a.keypoints, b.keypoints]);
    const matches = matchDescriptors(a.descriptors, b.descriptors, forMatches);
    expect(result.matches).toEqual(matches);
    const { transform, inliers } = ransac(
      matches.map(({ query }) => [a.keypoints[query]!.x, a.keypoints[query]!.y]),
      matches.map(({ train }) => [b.keypoints[train]!.x, b.keypoints[train]!.y]),
      forRansac,
    );
    expect(transform).toBeDefined();
    expect(result.transform).toEqual(transform);
    expect(result.inliers).toEqual(inliers);
  });

  it('says that images which have nothing to do with each other share no transform', () => {
    const { transform, inliers, matches, keypoints } = matchImages(noise(1), noise(2), {
      ratio: 0.95,
    });
    expect(keypoints[0].length).toBeGreaterThan(20);
    expect(matches.length).toBeGreaterThan(4);
    expect(transform).toBeUndefined();
    expect(toNested(inliers)).toEqual(matches.map(() => 0));
  });

  it('finds no transform from no more matches than it needs', () => {
    const all = matchImages(grey, turned, { model: 'homography' });
    expect(all.transform).toBeDefined();
    const few = matchImages(grey, turned, { maxKeypoints: 4, ratio: Infinity });
    expect(few.matches).toHaveLength(4);
    expect(few.transform).toBeUndefined();
    expect(toNested(few.inliers)).toEqual([0, 0, 0, 0]);
  });

  it('finds nothing in constant and tiny images', () => {
    const flat = createNdArray(new Float32Array(400).fill(0.3), [20, 20]);
    for (const [a, b] of [
      [flat, grey],
      [grey, flat],
      [[[0.5]], grey],
    ] as const) {
      const { matches, transform, inliers } = matchImages(a, b, { maxKeypoints: 20 });
      expect(matches).toEqual([]);
      expect(transform).toBeUndefined();
      expect(inliers.shape).toEqual([0]);
    }
  });

  it('reads views, and changes nothing', () => {
    const turnedView = turned.transpose(1, 0);
    const before = [grey.data.slice(), turned.data.slice()];
    const { keypoints } = matchImages(grey, turnedView, { maxKeypoints: 30 });
    expect(keypoints[1]).toEqual(sift(turnedView, { maxKeypoints: 30 }).keypoints);
    expect([grey.data, turned.data]).toEqual(before);
  });

  it('refuses bad images by their names, and options that no stage knows', () => {
    const broken = createNdArray(Float64Array.from(grey.data), [SIZE, SIZE]);
    broken.set(3, 5, NaN);
    expect(() => matchImages(grey, broken)).toThrow(
      'matchImages: "b" expected finite numbers, got NaN at [3, 5]',
    );
    expect(() => matchImages(broken, grey)).toThrow('matchImages: "a" expected finite numbers');
    expect(() => matchImages([1, 2, 3], grey)).toThrow(
      new ShapeError({
        function: 'matchImages',
        argument: 'a',
        expected: 'shape (h, w)',
        got: '(3)',
      }),
    );
    // @ts-expect-error -- no image
    expect(() => matchImages(grey, 'photo.png')).toThrow(KindError);
    // @ts-expect-error -- no such option
    expect(() => matchImages(grey, grey, { tolerance: 3 })).toThrow(
      /^matchImages: "options" expected only the names preset, .*, ratio, mutual, .*, seed, got "tolerance"$/,
    );
    for (const bad of [{ ratio: 2 }, { edgeRatio: 0 }, { threshold: -3 }]) {
      expect(() => matchImages(grey, grey, bad)).toThrow(DomainError);
      expect(() => matchImages(grey, grey, bad)).toThrow(`matchImages: "${Object.keys(bad)[0]}"`);
    }
  });
});
