import { describe, expect, it } from 'vitest';
import type { Features } from '../../bench/accuracy/features.js';
import {
  bruteForceMatches,
  invert,
  mapPoint,
  measureMatches,
  measureRepeatability,
} from '../../bench/accuracy/pair-metrics.js';
import { robustInliers } from '../../bench/accuracy/robust-homography.js';
import { type ReferenceArray, readCases } from '../reference/read.js';

const pairs = readCases('03-sift', 'siftPair');

/** OpenCV's keypoints as the cases hold them: x, y, size, angle, response, octave, layer. */
function keypointsOf({ data, shape }: ReferenceArray): Features['keypoints'] {
  return Array.from({ length: shape[0]! }, (_, i) => ({
    x: data[7 * i]!,
    y: data[7 * i + 1]!,
    sigma: data[7 * i + 2]! / 2,
    orientation: (data[7 * i + 3]! * Math.PI) / 180,
    response: data[7 * i + 4]!,
    octave: data[7 * i + 5]!,
    level: data[7 * i + 6]!,
  }));
}

const originals = new Map(
  readCases('03-sift', 'siftDetectAndCompute').map(({ name, expected }) => [name, expected]),
);

describe('the measurement of a photo pair', () => {
  it("reproduces OpenCV's repeatability on every pair from OpenCV's keypoints", () => {
    const wrong = pairs.filter(({ name, inputs, expected }) => {
      const photo = /pair\/(\w+)-/.exec(name)![1];
      const a = keypointsOf(originals.get(`opencv/${photo}-0`).keypoints);
      const b = keypointsOf(expected.opencv_keypoints_b);
      return [1.5, 3].some((tolerance) => {
        const found = measureRepeatability(
          a,
          b,
          inputs.H.data,
          inputs.A.shape,
          inputs.B.shape,
          tolerance,
        );
        const known = expected.opencv[`repeatability_eps${tolerance}`];
        return (
          found.pairs !== known.pairs ||
          found.commonA !== known.common_a ||
          found.commonB !== known.common_b
        );
      });
    });
    expect(pairs.length).toBe(48);
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('finds the pairs that NumPy finds at ratio 0.8', () => {
    const cases = readCases('03-sift', 'matchDescriptorsRatio').filter(
      ({ parameters }) => parameters.ratio === 0.8,
    );
    for (const { inputs, expected } of cases) {
      const features = ({ data, shape }: ReferenceArray): Features => ({
        keypoints: Array.from({ length: shape[0]! }, () => ({}) as Features['keypoints'][number]),
        descriptors: Float32Array.from(data),
      });
      const matches = bruteForceMatches(
        features(inputs.descriptors_a),
        features(inputs.descriptors_b),
        0.8,
      );
      expect(matches.flatMap(({ a, b }) => [a, b])).toEqual([...expected.pairs.data]);
    }
    expect(cases.length).toBeGreaterThan(0);
  });

  it('counts a match as correct where it leads to within the tolerance', () => {
    const at = (x: number) => ({ x, y: 5 }) as Features['keypoints'][number];
    const features = (...xs: number[]): Features => ({
      keypoints: xs.map(at),
      descriptors: new Float32Array(0),
    });
    const shift = [1, 0, 10, 0, 1, 0, 0, 0, 1];
    const matches = [0, 1, 2].map((i) => ({ a: i, b: i }));
    const figures = measureMatches(matches, features(0, 1, 2), features(10, 14, 15.1), shift, 3);
    expect(figures).toEqual({ kept: 3, correct: 2, precision: 2 / 3 });
  });

  it('counts the inliers of the homography that most correspondences follow', () => {
    const h = [0.9, -0.3, 20, 0.25, 1.1, -8, 2e-4, -1e-4, 1];
    const points = Array.from({ length: 60 }, (_, i) => {
      const [x, y] = [(i * 37) % 200, (i * 61) % 190];
      const [u, v] = mapPoint(h, x, y);
      return [x, y, i % 3 === 0 ? u + 20 + i : u, v] as const;
    });
    expect(robustInliers(points, 3, 1).length).toBe(40);
    const [x, y] = mapPoint(invert(h), ...mapPoint(h, 12, 34));
    expect(x).toBeCloseTo(12, 9);
    expect(y).toBeCloseTo(34, 9);
  });
});
