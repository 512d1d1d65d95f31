// OpenCV.js, as far as it is used here; it lives in bench's own node_modules, or is missing.
import { createRequire } from 'node:module';
import { type Peer, synchronous } from './compare-numbers.js';
import { NOT_INSTALLED, OPENCV_JS } from './names.js';

export interface Mat {
  readonly rows: number;
  readonly cols: number;
  readonly data: Uint8Array;
  readonly data32F: Float32Array;
  delete(): void;
}

interface Vector<T> {
  size(): number;
  get(index: number): T;
  push_back(item: T): void;
  delete(): void;
}

export interface DMatch {
  readonly queryIdx: number;
  readonly trainIdx: number;
  readonly distance: number;
}

export interface OpencvJs {
  readonly Mat: new (rows?: number, columns?: number, type?: number) => Mat;
  readonly Size: new (width: number, height: number) => object;
  readonly DMatchVectorVector: new () => Vector<Vector<DMatch>>;
  readonly BFMatcher: new (
    norm: number,
    crossCheck: boolean,
  ) => {
    knnMatch(query: Mat, train: Mat, matches: Vector<Vector<DMatch>>, k: number): void;
    delete(): void;
  };
  readonly CV_32F: number;
  readonly CV_8U: number;
  readonly INTER_LINEAR: number;
  readonly INTER_NEAREST: number;
  readonly BORDER_REFLECT: number;
  readonly BORDER_REFLECT_101: number;
  readonly MORPH_RECT: number;
  readonly CMP_EQ: number;
  readonly NORM_L2: number;
  resize(source: Mat, target: Mat, size: object, fx: number, fy: number, method: number): void;
  GaussianBlur(s: Mat, t: Mat, size: object, sx: number, sy: number, border: number): void;
  cornerHarris(s: Mat, t: Mat, block: number, aperture: number, k: number, border: number): void;
  subtract(a: Mat, b: Mat, target: Mat): void;
  getStructuringElement(shape: number, size: object): Mat;
  dilate(source: Mat, target: Mat, kernel: Mat): void;
  erode(source: Mat, target: Mat, kernel: Mat): void;
  max(a: Mat, b: Mat, target: Mat): void;
  min(a: Mat, b: Mat, target: Mat): void;
  compare(a: Mat, b: Mat, target: Mat, operation: number): void;
  cartToPolar(x: Mat, y: Mat, magnitude: Mat, angle: Mat): void;
  gemm(a: Mat, b: Mat, alpha: number, c: Mat, beta: number, target: Mat, flags: number): void;
  getBuildInformation(): string;
}

/** The module once it is ready to be called, or undefined where it is not installed. */
export async function loadOpencvJs(): Promise<OpencvJs | undefined> {
  let loading: Promise<OpencvJs>;
  try {
    loading = createRequire(import.meta.url)('@techstark/opencv-js');
  } catch {
    return undefined;
  }
  return loading;
}

export function opencvJsVersion(cv: OpencvJs): string {
  return /OpenCV (\d+\.\d+\.\d+)/.exec(cv.getBuildInformation())?.[1] ?? '';
}

/** A float32 matrix holding the given numbers. */
export function toMat(
  cv: OpencvJs,
  data: Float32Array,
  [rows, columns]: readonly [number, number],
): Mat {
  const mat = new cv.Mat(rows, columns, cv.CV_32F);
  mat.data32F.set(data);
  return mat;
}

/** OpenCV.js as a piece of work sees it. */
export function opencvJsPeer(
  cv: OpencvJs | undefined,
  compute: (cv: OpencvJs) => () => ArrayLike<number>,
): Peer {
  return {
    name: OPENCV_JS,
    prepare: () => {
      if (cv === undefined) throw new Error(NOT_INSTALLED);
      return synchronous(compute(cv));
    },
  };
}
