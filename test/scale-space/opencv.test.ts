// The preset "opencv" beside OpenCV 4.6's own keypoints and descriptors, and each of its habits alone.
import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { convertKeypoints } from '../../src/scale-space/convert.js';
import { inspectKeypoints } from '../../src/scale-space/inspect.js';
import type { OpenCvKeypoint } from '../../src/scale-space/keypoint-records.js';
import { describeKeypoints, detectKeypoints } from '../../src/scale-space/keypoints.js';
import { roundToEven } from '../../src/scale-space/opencv.js';
import { sift } from '../../src/scale-space/sift.js';
import { readCases } from '../reference/read.js';

const CASES = readCases('03-sift', 'siftDetectAndCompute').filter((c) =>
  c.name.startsWith('opencv/'),
);
const ALL = CASES.filter((c) => c.parameters.nfeatures === 0);

const optionsOf = (c: (typeof CASES)[number]) => ({
  preset: 'opencv' as const,
  scalesPerOctave: c.parameters.nOctaveLayers as number,
  baseSigma: c.parameters.sigma as number,
  contrastThreshold: c.parameters.contrastThreshold as number,
  edgeRatio: c.parameters.edgeThreshold as number,
});

/** OpenCV's keypoints: the octave stands there unpacked. */
const recordsOf = ({ expected }: (typeof CASES)[number]): OpenCvKeypoint[] =>
  Array.from({ length: expected.count }, (_, i) => {
    const [x, y, size, angle, response, octave, level] = expected.keypoints.data.subarray(
      7 * i,
      7 * i + 7,
    );
    return { x, y, size, angle, response, octave: (octave & 255) | (level << 8) };
  });

const imageOf = ({ inputs }: (typeof CASES)[number]) =>
  createNdArray(inputs.image.data, inputs.image.shape);

/** Degrees between two angles. */
const apart = (a: number, b: number): number => Math.abs(((((a - b) % 360) + 540) % 360) - 180);

/** Whether two records are one keypoint, to the precision of float32 and of OpenCV's fast angles. */
const same = (a: OpenCvKeypoint, b: OpenCvKeypoint): boolean =>
  Math.hypot(a.x - b.x, a.y - b.y) < 0.002 * b.size &&
  Math.abs(a.size / b.size - 1) < 0.004 &&
  apart(a.angle, b.angle) < 1 &&
  Math.abs(a.response / b.response - 1) < 1e-3 &&
  (a.octave & 0xffff) === (b.octave & 0xffff);

const pairsOf = (ours: readonly OpenCvKeypoint[], theirs: readonly OpenCvKeypoint[]) =>
  theirs.flatMap((their, j) => {
    const i = ours.findIndex((our) => same(our, their));
    return i < 0 ? [] : [[i, j] as const];
  });

/** Largest difference of the bytes of two descriptors. */
const byteDifference = (
  ours: NdArray<Float32Array>,
  i: number,
  theirs: ArrayLike<number>,
  j: number,
): number => {
  let largest = 0;
  for (let k = 0; k < 128; k++) {
    const byte = Math.min(255, Math.round(512 * ours.get(i, k)));
    largest = Math.max(largest, Math.abs(byte - theirs[128 * j + k]!));
  }
  return largest;
};

const blobAt = (size: number, x0: number, y0: number, s: number): NdArray<Float64Array> =>
  createNdArray(
    Float64Array.from({ length: size * size }, (_, i) => {
      const square = ((i % size) - x0) ** 2 + (Math.floor(i / size) - y0) ** 2;
      return 0.3 + 0.4 * Math.exp(-square / (2 * s * s));
    }),
    [size, size],
  );

describe('the preset "opencv"', () => {
  it.each(ALL.map((c) => [c.name, c] as const))(
    'finds the keypoints of OpenCV with their descriptors: %s',
    (_, c) => {
      const { keypoints, descriptors } = sift(imageOf(c), optionsOf(c));
      const ours = convertKeypoints(keypoints, {
        from: 'fovea',
        to: 'opencv',
        scalesPerOctave: c.parameters.nOctaveLayers,
        baseSigma: c.parameters.sigma,
      });
      const theirs = recordsOf(c);
      const pairs = pairsOf(ours, theirs);
      // Rounding of float32 decides about one keypoint in a thousand.
      expect(pairs.length).toBeGreaterThanOrEqual(0.995 * theirs.length);
      expect(Math.abs(ours.length - theirs.length)).toBeLessThanOrEqual(0.005 * theirs.length);
      const differences = pairs
        .map(([i, j]) => byteDifference(descriptors, i, c.expected.descriptors.data, j))
        .sort((a, b) => a - b);
      expect(differences[Math.floor(differences.length / 2)]).toBeLessThanOrEqual(1);
      expect(differences.at(-1)).toBeLessThanOrEqual(12);
    },
  );

  it.each(ALL.map((c) => [c.name, c] as const))(
    'describes keypoints that OpenCV found as it does: %s',
    (_, c) => {
      const frames = convertKeypoints(recordsOf(c), { from: 'opencv', to: 'fovea' });
      const descriptors = describeKeypoints(imageOf(c), frames, optionsOf(c));
      frames.forEach((__, i) => {
        const difference = byteDifference(descriptors, i, c.expected.descriptors.data, i);
        expect(difference).toBeLessThanOrEqual(12);
      });
    },
  );

  it.each(CASES.filter((c) => c.parameters.nfeatures > 0).map((c) => [c.name, c] as const))(
    'keeps the strongest that OpenCV keeps: %s',
    (_, c) => {
      const maxKeypoints = c.parameters.nfeatures;
      const { keypoints } = sift(imageOf(c), { ...optionsOf(c), maxKeypoints });
      const ours = convertKeypoints(keypoints, { from: 'fovea', to: 'opencv' });
      expect(pairsOf(ours, recordsOf(c)).length).toBeGreaterThanOrEqual(0.98 * maxKeypoints);
    },
  );

  it('has nothing nearer than five samples to the border of an octave, and says so', () => {
    // Sample 4 of the doubled image, which is column 1.75: whole numbers lie half way between samples.
    const near = blobAt(64, 1.75, 30.25, 1.2);
    expect(detectKeypoints(near).some((k) => Math.hypot(k.x - 1.75, k.y - 30.25) < 0.1)).toBe(true);
    expect(detectKeypoints(near, { preset: 'opencv' })).toEqual([]);
    const told = inspectKeypoints(near, { preset: 'opencv' }).find((e) => e.fate === 'outside');
    expect(told?.reason).toContain('nearer than 5 samples');
    const [found] = detectKeypoints(blobAt(64, 2.25, 30.25, 1.2), { preset: 'opencv' });
    expect(found?.x).toBeCloseTo(2.25, 1);
  });

  // What cv2.SIFT_create() finds of blobs of standard deviation 1.4, 1.45, … 3.35, a mark for each; it loses those whose
  // fits go to and fro between two samples. The standard preset finds them all.
  it.each([
    [31.25, 30.25, 'xxxxxxxxxxxxx........xxx........xxxxx...'],
    [31, 30.25, '..xxx....xxxx......xxxxx......xxxxxxx...'],
    [31, 30, '...xx.....xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    [31.1, 30.4, 'xxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxx'],
  ])('finds the blobs that OpenCV finds around (%d, %d), and loses the others', (x0, y0, marks) => {
    const found = (preset: 'standard' | 'opencv'): string =>
      Array.from(marks, (_, i) => {
        const bytes = Uint8Array.from(blobAt(64, x0, y0, 1.4 + 0.05 * i).data, (v) =>
          Math.round(255 * v),
        );
        const isThere = detectKeypoints(createNdArray(bytes, [64, 64]), { preset }).some(
          (k) => Math.max(Math.abs(k.x - x0), Math.abs(k.y - y0)) < 0.4,
        );
        return isThere ? 'x' : '.';
      }).join('');
    expect(found('opencv')).toBe(marks);
    expect(found('standard')).toBe('x'.repeat(marks.length));
  });

  it('divides the threshold by the scales of an octave, and leaves sigmas and responses alone', () => {
    const image = blobAt(96, 47.4, 46.8, 4);
    const five = inspectKeypoints(image, { preset: 'opencv', scalesPerOctave: 5 });
    const kept = five.find((e) => e.fate === 'kept')!;
    const value = Math.abs(kept.refinedValue!);
    const found = (contrastThreshold: number) =>
      detectKeypoints(image, { preset: 'opencv', scalesPerOctave: 5, contrastThreshold });
    expect(found(5 * value * 0.999)[0]?.response).toBeCloseTo(value, 12);
    expect(found(5 * value * 1.001)).toEqual([]);
    // The finer of the two Gaussians: s·2^(−1/10) for a blob of s, less what the input is taken to be blurred.
    expect(kept.sigma / (4 * 2 ** -0.1)).toBeCloseTo(1, 1);
    expect(Math.abs(kept.sigma / (4 * 2 ** -0.1) - 1)).toBeLessThan(0.02);
  });

  it('takes images of any kind alike, and scales with the intensity range', () => {
    const image = blobAt(80, 38.3, 41.6, 3);
    const expected = detectKeypoints(image, { preset: 'opencv' });
    expect(expected.length).toBeGreaterThan(0);
    const scaled = createNdArray(
      image.data.map((v) => 255 * v),
      [80, 80],
    );
    const wide = detectKeypoints(scaled, { preset: 'opencv', intensityRange: 255 });
    expect(wide.length).toBe(expected.length);
    wide.forEach((k, i) => {
      expect(k.x).toBeCloseTo(expected[i]!.x, 8);
      expect(k.response).toBeCloseTo(255 * expected[i]!.response, 8);
    });
    const turned = detectKeypoints(image.transpose(1, 0), { preset: 'opencv' });
    expect(turned.map((k) => k.y.toFixed(6)).sort()).toEqual(
      expected.map((k) => k.x.toFixed(6)).sort(),
    );
  });

  it('rounds halves to even numbers', () => {
    expect(
      [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49, -0.51, 3].map((v) => roundToEven(v) + 0),
    ).toEqual([0, 2, 2, 0, -2, -2, 0, -1, 3]);
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (v) => {
        expect(Math.abs(roundToEven(v) - v)).toBeLessThanOrEqual(0.5);
        expect(Number.isInteger(roundToEven(v))).toBe(true);
      }),
    );
  });
});
