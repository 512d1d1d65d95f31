// Repeatability and matching under a known transform, from the definitions that stand in the
// conventions of test/reference/03-sift/cases.json.

import type { Keypoint } from '../library.js';

/** Row-major 3×3; maps (x, y) of image A to image B. */
export type Homography = ArrayLike<number>;

/** Height and width. */
export type Size = readonly [number, number];

/** Keypoints nearer to the border of the other image do not count as common. */
const BORDER = 8;
const LARGEST_SIZE_RATIO = 1.5;

/** A keypoint of A (`query`) and the one of B (`train`) that it was matched to, by their numbers. */
export interface Match {
  readonly query: number;
  readonly train: number;
}

export interface Repeatability {
  readonly pairs: number;
  readonly commonA: number;
  readonly commonB: number;
  readonly repeatability: number;
}

export interface MatchFigures {
  readonly kept: number;
  readonly correct: number;
  readonly precision: number;
}

export function mapPoint(h: Homography, x: number, y: number): [number, number] {
  const w = h[6]! * x + h[7]! * y + h[8]!;
  return [(h[0]! * x + h[1]! * y + h[2]!) / w, (h[3]! * x + h[4]! * y + h[5]!) / w];
}

export function invert(m: Homography): number[] {
  const [a, b, c, d, e, f, g, h, i] = Array.from({ length: 9 }, (_, n) => m[n]!) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const adjugate = [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
  const determinant = a * adjugate[0]! + b * adjugate[3]! + c * adjugate[6]!;
  return adjugate.map((v) => v / determinant);
}

/** By how much the transform enlarges lengths at a place: √|det J|, which is √|det H / w³|. */
function localScale(h: Homography, x: number, y: number): number {
  const w = h[6]! * x + h[7]! * y + h[8]!;
  const determinant =
    h[0]! * (h[4]! * h[8]! - h[5]! * h[7]!) -
    h[1]! * (h[3]! * h[8]! - h[5]! * h[6]!) +
    h[2]! * (h[3]! * h[7]! - h[4]! * h[6]!);
  return Math.sqrt(Math.abs(determinant / w ** 3));
}

/** Orientations of one place count once. */
export function distinctPlaces(keypoints: readonly Keypoint[]): Keypoint[] {
  const seen = new Map<string, Keypoint>();
  for (const k of keypoints) {
    const key = `${k.x} ${k.y} ${k.sigma}`;
    if (!seen.has(key)) seen.set(key, k);
  }
  return [...seen.values()];
}

function common(keypoints: readonly Keypoint[], h: Homography, [height, width]: Size): Keypoint[] {
  return distinctPlaces(keypoints).filter((k) => {
    const [x, y] = mapPoint(h, k.x, k.y);
    return x >= BORDER && y >= BORDER && x <= width - 1 - BORDER && y <= height - 1 - BORDER;
  });
}

/** Share of the common keypoints that are found again within `tolerance` px of B, at a fitting size. */
export function measureRepeatability(
  keypointsA: readonly Keypoint[],
  keypointsB: readonly Keypoint[],
  h: Homography,
  sizeA: Size,
  sizeB: Size,
  tolerance: number,
): Repeatability {
  const a = common(keypointsA, h, sizeB);
  const b = common(keypointsB, invert(h), sizeA);
  const candidates: { distance: number; i: number; j: number }[] = [];
  a.forEach((p, i) => {
    const [x, y] = mapPoint(h, p.x, p.y);
    const size = p.sigma * localScale(h, p.x, p.y);
    b.forEach((q, j) => {
      const distance = Math.hypot(q.x - x, q.y - y);
      const ratio = q.sigma / size;
      if (distance <= tolerance && ratio <= LARGEST_SIZE_RATIO && ratio >= 1 / LARGEST_SIZE_RATIO) {
        candidates.push({ distance, i, j });
      }
    });
  });
  candidates.sort((p, q) => p.distance - q.distance);
  const usedA = new Set<number>();
  const usedB = new Set<number>();
  for (const { i, j } of candidates) {
    if (usedA.has(i) || usedB.has(j)) continue;
    usedA.add(i);
    usedB.add(j);
  }
  const repeatability = usedA.size / Math.max(1, Math.min(a.length, b.length));
  return { pairs: usedA.size, commonA: a.length, commonB: b.length, repeatability };
}

/** Matches that lead to within `tolerance` px of the true place in B. */
export function measureMatches(
  matches: readonly Match[],
  a: readonly Keypoint[],
  b: readonly Keypoint[],
  h: Homography,
  tolerance: number,
): MatchFigures {
  let correct = 0;
  for (const match of matches) {
    const p = a[match.query]!;
    const q = b[match.train]!;
    const [x, y] = mapPoint(h, p.x, p.y);
    if (Math.hypot(q.x - x, q.y - y) <= tolerance) correct++;
  }
  return { kept: matches.length, correct, precision: correct / Math.max(1, matches.length) };
}
