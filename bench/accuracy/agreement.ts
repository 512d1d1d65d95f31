// Keypoint for keypoint: which of OpenCV's strongest keypoints have one of ours at the same place, scale
// and orientation, and how much the two descriptors are alike there.
import ndarray from 'ndarray';
import { readCases } from '../../test/reference/read.js';
import {
  angleDifference,
  DESCRIPTOR_LENGTH,
  type Detector,
  type Features,
  type GreyImage,
  quantile,
  strongest,
} from './features.js';
import { PEER_OFFSET } from './peers.js';

const STRONGEST = 300;
const PLACE_TOLERANCE = 1;
const SCALE_TOLERANCE = 1.2;
const ANGLE_TOLERANCE = (10 * Math.PI) / 180;

/** An image with what OpenCV finds in it, its offset removed. */
export interface OpencvCase {
  readonly name: string;
  readonly image: GreyImage;
  readonly opencv: Features;
}

export interface AgreementFigures {
  readonly name: string;
  /** OpenCV's keypoints that were looked for. */
  readonly sought: number;
  /** Share of them with one of ours at the place and scale. */
  readonly placed: number;
  /** Share of them whose orientation fits too. */
  readonly agreed: number;
  /** Cosines of the descriptors of those that agree. */
  readonly cosineMedian: number;
  /** 5 % of the cosines are below. */
  readonly cosineLow: number;
}

/** The reference cases made with OpenCV's defaults. */
export function readOpencvCases(): OpencvCase[] {
  return readCases('03-sift', 'siftDetectAndCompute')
    .filter(({ name }) => /^opencv\/.*-0$/.test(name))
    .map(({ name, inputs, expected }) => {
      const { data } = expected.keypoints;
      const keypoints = Array.from({ length: expected.count }, (_, i) => {
        const [x, y, size, angle, response, octave, level] = data.subarray(7 * i, 7 * i + 7);
        return {
          x: x - PEER_OFFSET,
          y: y - PEER_OFFSET,
          sigma: size / 2,
          orientation: (angle * Math.PI) / 180,
          response,
          octave,
          level,
        };
      });
      return {
        name: name.replace('opencv/', '').replace('-0', ''),
        image: ndarray(inputs.image.data, [...inputs.image.shape]),
        opencv: { keypoints, descriptors: Float32Array.from(expected.descriptors.data) },
      };
    });
}

function cosine(a: Features, i: number, b: Features, j: number): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let d = 0; d < DESCRIPTOR_LENGTH; d++) {
    const p = a.descriptors[i * DESCRIPTOR_LENGTH + d]!;
    const q = b.descriptors[j * DESCRIPTOR_LENGTH + d]!;
    ab += p * q;
    aa += p * p;
    bb += q * q;
  }
  return ab / Math.sqrt(aa * bb);
}

function compare(name: string, theirs: Features, ours: Features): AgreementFigures {
  let placed = 0;
  const cosines: number[] = [];
  theirs.keypoints.forEach((theirKeypoint, i) => {
    let atPlace = false;
    let nearest = -1;
    let smallest = Infinity;
    ours.keypoints.forEach((k, j) => {
      const distance = Math.hypot(k.x - theirKeypoint.x, k.y - theirKeypoint.y);
      const ratio = k.sigma / theirKeypoint.sigma;
      if (distance > PLACE_TOLERANCE || ratio > SCALE_TOLERANCE || ratio < 1 / SCALE_TOLERANCE) {
        return;
      }
      atPlace = true;
      const turned = Math.abs(angleDifference(k.orientation, theirKeypoint.orientation));
      if (turned <= ANGLE_TOLERANCE && distance < smallest) {
        smallest = distance;
        nearest = j;
      }
    });
    if (atPlace) placed++;
    if (nearest >= 0) cosines.push(cosine(theirs, i, ours, nearest));
  });
  const sought = theirs.keypoints.length;
  return {
    name,
    sought,
    placed: placed / sought,
    agreed: cosines.length / sought,
    cosineMedian: quantile(cosines, 0.5),
    cosineLow: quantile(cosines, 0.05),
  };
}

/** How far a detector agrees with OpenCV's strongest keypoints on each image. */
export function measureAgreement(
  cases: readonly OpencvCase[],
  detector: Detector,
): AgreementFigures[] {
  const found = detector.detect(cases.map(({ image }) => image));
  return cases.map(({ name, opencv }, i) => compare(name, strongest(opencv, STRONGEST), found[i]!));
}
