// Whether a mirrored, transposed or turned photo gives the mirrored, transposed or turned keypoints.
import ndarray from 'ndarray';
import { readImage } from '../../test/reference/read.js';
import type { Keypoint } from '../library.js';
import {
  angleDifference,
  DESCRIPTOR_LENGTH,
  type Detector,
  type Features,
  type GreyImage,
  quantile,
} from './features.js';
import { distinctPlaces } from './pair-metrics.js';

const PLACE_TOLERANCE = 0.1;
const SCALE_TOLERANCE = 1.01;
const ANGLE_TOLERANCE = Math.PI / 180;

/** A symmetry of the pixel grid: u = xx·x + xy·y, v = yx·x + yy·y, moved so that it starts at 0. */
export interface Symmetry {
  readonly name: string;
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

const SYMMETRIES: readonly Symmetry[] = [
  { name: 'mirror x', xx: -1, xy: 0, yx: 0, yy: 1 },
  { name: 'mirror y', xx: 1, xy: 0, yx: 0, yy: -1 },
  { name: 'transpose', xx: 0, xy: 1, yx: 1, yy: 0 },
  { name: 'turn 90°', xx: 0, xy: -1, yx: 1, yy: 0 },
  { name: 'turn 180°', xx: -1, xy: 0, yx: 0, yy: -1 },
];

/** Photos and the sizes that they are cut to: even, odd, and one of each. */
export const CROPS: readonly { photo: string; height: number; width: number }[] = [
  { photo: 'camera', height: 256, width: 256 },
  { photo: 'camera', height: 251, width: 237 },
  { photo: 'astronaut', height: 256, width: 243 },
  { photo: 'astronaut', height: 255, width: 254 },
  { photo: 'coins', height: 203, width: 256 },
  { photo: 'coins', height: 200, width: 255 },
  { photo: 'text', height: 150, width: 257 },
  { photo: 'brick', height: 225, width: 226 },
];

export interface EquivarianceFigures {
  readonly name: string;
  /** Places in the two images together, each of which seeks its counterpart in the other. */
  readonly places: number;
  /** Share with a counterpart within 0.1 px and 1 % of the scale. */
  readonly repeated: number;
  /** The same, counting each orientation, which must fit to 1°. */
  readonly oriented: number;
  /** Largest difference of a descriptor's element, descriptors of length 1; only where the grid is turned. */
  readonly descriptorLargest: number;
  readonly descriptorP99: number;
}

/** The middle of a photo. */
function cropPhoto(photo: string, height: number, width: number): GreyImage {
  const image = readImage(photo);
  const [fullHeight, fullWidth] = image.shape as [number, number];
  const top = (fullHeight - height) >> 1;
  const left = (fullWidth - width) >> 1;
  const data = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = image.get(top + y, left + x);
  }
  return ndarray(data, [height, width]);
}

function move(s: Symmetry, x: number, y: number, [height, width]: number[]): [number, number] {
  const u = s.xx * x + s.xy * y + (s.xx < 0 ? width! - 1 : s.xy < 0 ? height! - 1 : 0);
  const v = s.yx * x + s.yy * y + (s.yy < 0 ? height! - 1 : s.yx < 0 ? width! - 1 : 0);
  return [u, v];
}

function moveImage(symmetry: Symmetry, image: GreyImage): GreyImage {
  const [height, width] = image.shape as [number, number];
  const [newHeight, newWidth] = symmetry.xx === 0 ? [width, height] : [height, width];
  const data = image.data.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = move(symmetry, x, y, image.shape);
      data[v * newWidth + u] = image.get(y, x);
    }
  }
  return ndarray(data, [newHeight, newWidth]) as GreyImage;
}

function moveKeypoint(s: Symmetry, k: Keypoint, shape: number[]): Keypoint {
  const [x, y] = move(s, k.x, k.y, shape);
  const cos = Math.cos(k.orientation);
  const sin = Math.sin(k.orientation);
  return { ...k, x, y, orientation: Math.atan2(s.yx * cos + s.yy * sin, s.xx * cos + s.xy * sin) };
}

function sameSpot(a: Keypoint, b: Keypoint): boolean {
  const ratio = a.sigma / b.sigma;
  return (
    Math.hypot(a.x - b.x, a.y - b.y) <= PLACE_TOLERANCE &&
    ratio <= SCALE_TOLERANCE &&
    ratio >= 1 / SCALE_TOLERANCE
  );
}

function sameKeypoint(a: Keypoint, b: Keypoint): boolean {
  return (
    sameSpot(a, b) && Math.abs(angleDifference(a.orientation, b.orientation)) <= ANGLE_TOLERANCE
  );
}

/** How many of `from` have a counterpart in `to`. */
function countFound(
  from: readonly Keypoint[],
  to: readonly Keypoint[],
  same: (a: Keypoint, b: Keypoint) => boolean,
): number {
  return from.filter((a) => to.some((b) => same(a, b))).length;
}

function descriptorNorm(features: Features, i: number): number {
  let sum = 0;
  for (let d = 0; d < DESCRIPTOR_LENGTH; d++) {
    sum += features.descriptors[i * DESCRIPTOR_LENGTH + d]! ** 2;
  }
  return Math.sqrt(sum) || 1;
}

function nearestCounterpart(
  keypoint: Keypoint,
  candidates: readonly Keypoint[],
): number | undefined {
  let nearest: number | undefined;
  let smallest = Infinity;
  candidates.forEach((candidate, j) => {
    if (!sameKeypoint(keypoint, candidate)) return;
    const distance = Math.hypot(candidate.x - keypoint.x, candidate.y - keypoint.y);
    if (distance < smallest) {
      smallest = distance;
      nearest = j;
    }
  });
  return nearest;
}

/** For each keypoint that has a counterpart the largest difference between the two descriptors' elements. */
function descriptorDifferences(
  moved: readonly Keypoint[],
  original: Features,
  other: Features,
): number[] {
  return moved.flatMap((keypoint, i) => {
    const j = nearestCounterpart(keypoint, other.keypoints);
    if (j === undefined) return [];
    const normI = descriptorNorm(original, i);
    const normJ = descriptorNorm(other, j);
    let largest = 0;
    for (let d = 0; d < DESCRIPTOR_LENGTH; d++) {
      const a = original.descriptors[i * DESCRIPTOR_LENGTH + d]! / normI;
      const b = other.descriptors[j * DESCRIPTOR_LENGTH + d]! / normJ;
      largest = Math.max(largest, Math.abs(a - b));
    }
    return [largest];
  });
}

/** One row for each symmetry, over all crops given. */
export function measureEquivariance(detector: Detector, places = CROPS): EquivarianceFigures[] {
  const crops = places.map(({ photo, height, width }) => cropPhoto(photo, height, width));
  const originals = detector.detect(crops);
  return SYMMETRIES.map((symmetry) => {
    const others = detector.detect(crops.map((crop) => moveImage(symmetry, crop)));
    const totals = { places: 0, repeated: 0, keypoints: 0, oriented: 0 };
    const differences: number[] = [];
    crops.forEach((crop, i) => {
      const original = originals[i]!;
      const other = others[i]!;
      const moved = original.keypoints.map((k) => moveKeypoint(symmetry, k, crop.shape));
      const a = distinctPlaces(moved);
      const b = distinctPlaces(other.keypoints);
      totals.places += a.length + b.length;
      totals.repeated += countFound(a, b, sameSpot) + countFound(b, a, sameSpot);
      totals.keypoints += moved.length + other.keypoints.length;
      totals.oriented +=
        countFound(moved, other.keypoints, sameKeypoint) +
        countFound(other.keypoints, moved, sameKeypoint);
      differences.push(...descriptorDifferences(moved, original, other));
    });
    const turned = symmetry.xx * symmetry.yy - symmetry.xy * symmetry.yx > 0;
    return {
      name: symmetry.name,
      places: totals.places,
      repeated: totals.repeated / totals.places,
      oriented: totals.oriented / totals.keypoints,
      descriptorLargest: turned ? quantile(differences, 1) : Number.NaN,
      descriptorP99: turned ? quantile(differences, 0.99) : Number.NaN,
    };
  });
}
