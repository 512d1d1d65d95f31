import { describe, expect, it } from 'vitest';
import {
  invert,
  mapPoint,
  measureMatches,
  measureRepeatability,
} from '../../bench/accuracy/pair-metrics.js';
import type { Keypoint } from '../../bench/library.js';
import { type ReferenceArray, readCases } from '../reference/read.js';

const pairs = readCases('03-sift', 'siftPair');

/** OpenCV's keypoints as the cases hold them: x, y, size, angle, response, octave, layer. */
function keypointsOf({ data, shape }: ReferenceArray): Keypoint[] {
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

  it('counts a match as correct where it leads to within the tolerance', () => {
    const at = (x: number) => ({ x, y: 5 }) as Keypoint;
    const shift = [1, 0, 10, 0, 1, 0, 0, 0, 1];
    const matches = [0, 1, 2].map((i) => ({ query: i, train: i }));
    const figures = measureMatches(matches, [0, 1, 2].map(at), [10, 14, 15.1].map(at), shift, 3);
    expect(figures).toEqual({ kept: 3, correct: 2, precision: 2 / 3 });
  });

  it('maps points by a homography and back', () => {
    const h = [0.9, -0.3, 20, 0.25, 1.1, -8, 2e-4, -1e-4, 1];
    // (0.9·10 − 0.3·20 + 20)/w and (0.25·10 + 1.1·20 − 8)/w with w = 0.002 − 0.002 + 1.
    const [x, y] = mapPoint(h, 10, 20);
    expect(x).toBeCloseTo(23, 12);
    expect(y).toBeCloseTo(16.5, 12);
    const back = mapPoint(invert(h), x, y);
    expect(back[0]).toBeCloseTo(10, 9);
    expect(back[1]).toBeCloseTo(20, 9);
  });
});
