import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { estimateTransform } from '../../src/matching/estimate-transform.js';
import { matchDescriptors } from '../../src/matching/match-descriptors.js';
import type { TransformModel } from '../../src/matching/models.js';
import { ransac } from '../../src/matching/ransac.js';
import { repeatability } from '../../src/matching/repeatability.js';
import { transformPoints } from '../../src/matching/transform-points.js';
import {
  type ReferenceArray,
  type ReferenceCase,
  readCases,
  toFloats,
  worstRatio,
} from '../reference/read.js';
import { apply, type Matrix, type Point } from './problems.js';

const GEOMETRY = '13-geometry';

const pointsOf = (array: ReferenceArray): Point[] =>
  toNested(toFloats(array, 'float64')) as Point[];
const matrixOf = (array: ReferenceArray): Matrix => toNested(toFloats(array, 'float64')) as Matrix;
const casesOf = (operation: string, part = ''): ReferenceCase[] => {
  const cases = readCases(GEOMETRY, operation).filter(({ name }) => name.includes(part));
  expect(cases.length).toBeGreaterThan(0);
  return cases;
};
const estimate = (c: ReferenceCase, model: TransformModel): Matrix =>
  toNested(
    estimateTransform(pointsOf(c.inputs.source), pointsOf(c.inputs.destination), { model }),
  ) as Matrix;

function rmsError(t: Matrix, c: ReferenceCase): number {
  const target = pointsOf(c.inputs.destination);
  const squares = pointsOf(c.inputs.source).map((point, i) => {
    const [x, y] = apply(t, point);
    return (x - target[i]![0]) ** 2 + (y - target[i]![1]) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

describe('estimateTransform and the reference cases', () => {
  it('maps exact points to within 1e-10 px, and others as the true homography does', () => {
    for (const c of casesOf('estimateHomography', 'exact')) {
      const found = estimate(c, 'homography');
      expect(rmsError(found, c)).toBeLessThan(1e-10);
      const { points, mapped } = (
        c as ReferenceCase & { apply: { points: { data: number[] }; mapped: { data: number[] } } }
      ).apply;
      const rows = points.data.length / 2;
      const ours = transformPoints(found, createNdArray(Float64Array.from(points.data), [rows, 2]));
      expect(worstRatio(ours.data, mapped.data, { abs: 1e-10, rel: 0 })).toBeLessThanOrEqual(1);
      expect(worstRatio(found.flat(), c.expected.H.data, c.tolerance.float64)).toBeLessThanOrEqual(
        1,
      );
    }
  });

  it('agrees with OpenCV on four points', () => {
    for (const c of casesOf('homographyFrom4Points')) {
      const found = estimate(c, 'homography').flat();
      expect(worstRatio(found, c.expected.H.data, c.tolerance.float64)).toBeLessThanOrEqual(1);
    }
  });

  it('reaches the least reprojection error that OpenCV reaches, below that of the linear transform', () => {
    for (const c of casesOf('estimateHomography', 'noisy')) {
      const ours = rmsError(estimate(c, 'homography'), c);
      expect(ours).toBeLessThanOrEqual(
        rmsError(matrixOf(c.expected.H_least_reprojection_error), c) * (1 + 1e-9),
      );
      expect(ours).toBeLessThan(rmsError(matrixOf(c.expected.H_normalised_dlt), c));
    }
  });

  it("agrees with NumPy's least squares and scikit-image's similarity on noisy points", () => {
    for (const c of casesOf('estimateAffine')) {
      const { affine_least_squares_2x3: affine, similarity_umeyama_3x3: similarity } = c.expected;
      const { float64 } = c.tolerance;
      expect(
        worstRatio(estimate(c, 'affine').flat().slice(0, 6), affine.data, float64),
      ).toBeLessThan(1e-3);
      expect(worstRatio(estimate(c, 'similarity').flat(), similarity.data, float64)).toBeLessThan(
        1e-3,
      );
    }
  });

  it('finds the affine transform of three points', () => {
    for (const c of casesOf('affineFrom3Points')) {
      const found = estimate(c, 'affine').flat().slice(0, 6);
      expect(worstRatio(found, c.expected.matrix_2x3.data, c.tolerance.float64)).toBeLessThan(1e-3);
    }
  });

  it('refuses what determines no homography', () => {
    for (const c of casesOf('estimateHomography', 'degenerate')) {
      expect(() => estimate(c, 'homography')).toThrow(DomainError);
    }
  });
});

describe('ransac and the reference cases', () => {
  // Those with 70 % outliers and an affine truth have 22 % inliers.
  it.each(readCases(GEOMETRY, 'ransacHomography').map((c) => [c.name, c] as const))(
    'passes %s for ten seeds of ten',
    (_, c) => {
      const source = pointsOf(c.inputs.source);
      const target = pointsOf(c.inputs.destination);
      const truth = matrixOf(c.expected.true_H);
      const { threshold, noise_sigma: noise } = c.parameters;
      const allowed = noise === 0 ? 1e-9 : 1.5 + 2 * noise;
      for (let seed = 0; seed < 10; seed++) {
        const { transform, inliers } = ransac(source, target, { threshold, seed });
        const found = toNested(transform!) as Matrix;
        source.forEach((point, i) => {
          if (c.expected.true_inliers.data[i] !== 1) return;
          const [[x, y], [u, v]] = [apply(found, point), apply(truth, point)];
          expect(Math.hypot(x - u, y - v)).toBeLessThan(allowed);
        });
        const count = inliers.data.reduce((sum, one) => sum + one, 0);
        expect(count).toBeGreaterThanOrEqual(0.95 * c.expected.opencv_inlier_count);
      }
    },
  );

  it('finds as many inliers of affine maps and similarities as OpenCV does', () => {
    for (const c of casesOf('ransacHomography', 'similarity')) {
      const source = pointsOf(c.inputs.source);
      const target = pointsOf(c.inputs.destination);
      for (const model of ['affine', 'similarity'] as const) {
        const { inliers } = ransac(source, target, { model });
        const count = inliers.data.reduce((sum, one) => sum + one, 0);
        expect(count).toBeGreaterThanOrEqual(c.expected[`opencv_${model}_inlier_count`] - 1);
      }
    }
  });
});

describe('matchDescriptors and the reference cases', () => {
  const rows = (array: ReferenceArray) => createNdArray(array.data, array.shape);

  it('keeps the very pairs that NumPy and OpenCV keep, at the same distances', () => {
    const cases = readCases('03-sift', 'matchDescriptorsRatio');
    expect(cases.length).toBeGreaterThan(0);
    for (const { inputs, parameters, expected } of cases) {
      for (const read of [rows, (array: ReferenceArray) => toFloats(array, 'float32')]) {
        const found = matchDescriptors(read(inputs.descriptors_a), read(inputs.descriptors_b), {
          ratio: parameters.ratio,
        });
        expect(found.flatMap(({ query, train }) => [query, train])).toEqual([
          ...expected.pairs.data,
        ]);
        // Bytes have exact sums.
        expect(found.map(({ distance }) => distance)).toEqual([...expected.distances.data]);
      }
    }
  });

  it('keeps the very pairs of which each is the nearest of the other', () => {
    const cases = readCases('03-sift', 'matchDescriptorsMutual');
    expect(cases.length).toBeGreaterThan(0);
    for (const { inputs, expected } of cases) {
      const found = matchDescriptors(rows(inputs.descriptors_a), rows(inputs.descriptors_b), {
        ratio: Infinity,
        mutual: true,
      });
      expect(found.flatMap(({ query, train }) => [query, train])).toEqual([...expected.pairs.data]);
    }
  });
});

describe('repeatability and the reference cases', () => {
  it("counts as many of OpenCV's keypoints in the part that both images show", () => {
    // Of the pairs, the keypoints of the first image are given.
    const pairs = readCases('03-sift', 'siftPair');
    for (const photo of ['camera', 'astronaut', 'coins']) {
      const detected = readCases('03-sift', 'siftDetectAndCompute').find(
        ({ name }) => name === `opencv/${photo}-0`,
      )!;
      const columns = toNested(toFloats(detected.expected.keypoints, 'float64')) as number[][];
      const keypoints = columns.map(([x, y, size]) => ({ x: x!, y: y!, sigma: size! / 2 }));
      const ofPhoto = pairs.filter(({ name }) => name.startsWith(`pair/${photo}-`));
      expect(ofPhoto).toHaveLength(16);
      for (const { inputs, expected } of ofPhoto) {
        const sizes = [inputs.A.shape, inputs.B.shape] as const;
        const { common } = repeatability(keypoints, [], toFloats(inputs.H, 'float64'), { sizes });
        expect(common).toEqual([expected.opencv['repeatability_eps1.5'].common_a, 0]);
      }
    }
  });
});
