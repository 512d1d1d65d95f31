// Doubling, Gaussian pyramid, differences and their extrema on the 512×512 photo, against the same
// composed from OpenCV.js calls.
//
// The composition: `resize` doubles (linear), `GaussianBlur` makes each of six float32 levels an octave
// from the one before with the same kernels as ours, `resize` halves (nearest, as OpenCV's own SIFT does),
// `subtract` makes five differences. A sample is a maximum where it equals the largest of its 3×3×3 block:
// `max` over three differences, `dilate` by a 3×3 square, `compare` for equality; `min` and `erode` likewise
// for minima. The masks are read in JavaScript, four pixels at a time, where the threshold is applied too.
// Matrices are made once and used again.
import ndarray from 'ndarray';
import { readImage } from '../../test/reference/read.js';
import { differenceOfGaussians, gaussianScaleSpace, scaleSpaceExtrema } from '../library.js';
import { type Comparison, timed } from './alternate.js';
import { largestDifference } from './compare-numbers.js';
import type { Context } from './context.js';
import { NOT_INSTALLED, OPENCV_JS } from './names.js';
import type { Mat, OpencvJs } from './opencv-js.js';

const OCTAVES = 6;
const SCALES = 3;
const LEVELS = SCALES + 3;
const BASE_SIGMA = 1.6;
const INPUT_SIGMA = 0.5;
const TRUNCATE = 4;
/** Half of the contrast threshold 0.04/3: what may still pass after refinement. */
const THRESHOLD = 0.02 / 3;
/** Levels of the first octave, of pixels in 0..1. */
const LARGEST_DIFFERENCE = 1e-5;
/** The halvings differ (ours keeps the centre), and with them the extrema of the coarser octaves. */
const LARGEST_COUNT_RATIO = 1.05;

type Places = { octave: number; level: number; y: number; x: number }[];

function levelSigmas(): number[] {
  return Array.from({ length: LEVELS }, (_, i) => BASE_SIGMA * 2 ** (i / SCALES));
}

function oursOnce(image: ndarray.NdArray<Float32Array>): Places {
  const { octaves } = gaussianScaleSpace(image, { octaves: OCTAVES });
  return octaves.flatMap(({ levels }, octave) =>
    scaleSpaceExtrema(differenceOfGaussians(levels), { threshold: THRESHOLD }).map(
      ({ level, y, x }) => ({ octave, level, y, x }),
    ),
  );
}

/** The composition with its matrices, ready to run. */
class Composition {
  private readonly source: Mat;
  private readonly octaves: {
    readonly levels: Mat[];
    readonly differences: Mat[];
    readonly outermost: Mat;
    readonly extreme: Mat;
    readonly mask: Mat;
  }[];
  private readonly square: Mat;
  private readonly blurs: readonly number[];

  constructor(
    private readonly cv: OpencvJs,
    image: ndarray.NdArray<Float32Array>,
    firstBlur: number,
  ) {
    const [height, width] = image.shape as [number, number];
    this.source = new cv.Mat(height, width, cv.CV_32F);
    this.source.data32F.set(image.data);
    const mats = (count: number) => Array.from({ length: count }, () => new cv.Mat());
    this.octaves = Array.from({ length: OCTAVES }, () => ({
      levels: mats(LEVELS),
      differences: mats(LEVELS - 1),
      outermost: new cv.Mat(),
      extreme: new cv.Mat(),
      mask: new cv.Mat(),
    }));
    this.square = cv.getStructuringElement(cv.MORPH_RECT, new cv.Size(3, 3));
    const sigmas = levelSigmas();
    this.blurs = sigmas.map((sigma, i) =>
      i === 0 ? firstBlur : Math.sqrt(sigma ** 2 - sigmas[i - 1]! ** 2),
    );
  }

  private blur(from: Mat, to: Mat, sigma: number): void {
    const { cv } = this;
    const size = 2 * Math.round(TRUNCATE * sigma) + 1;
    cv.GaussianBlur(from, to, new cv.Size(size, size), sigma, sigma, cv.BORDER_REFLECT);
  }

  run(): Places {
    const { cv } = this;
    const found: Places = [];
    this.octaves.forEach(({ levels, differences, outermost, extreme, mask }, octave) => {
      if (octave === 0) {
        const { rows, cols } = this.source;
        const doubled = new cv.Size(2 * cols, 2 * rows);
        cv.resize(this.source, extreme, doubled, 0, 0, cv.INTER_LINEAR);
        this.blur(extreme, levels[0]!, this.blurs[0]!);
      } else {
        const seed = this.octaves[octave - 1]!.levels[SCALES]!;
        const halved = new cv.Size(seed.cols >> 1, seed.rows >> 1);
        cv.resize(seed, levels[0]!, halved, 0, 0, cv.INTER_NEAREST);
      }
      for (let i = 1; i < LEVELS; i++) this.blur(levels[i - 1]!, levels[i]!, this.blurs[i]!);
      differences.forEach((difference, i) => {
        cv.subtract(levels[i + 1]!, levels[i]!, difference);
      });
      for (let i = 1; i <= SCALES; i++) {
        const difference = differences[i]!;
        for (const [outer, widen, sign] of [
          [cv.max, cv.dilate, 1],
          [cv.min, cv.erode, -1],
        ] as const) {
          outer(differences[i - 1]!, difference, outermost);
          outer(outermost, differences[i + 1]!, outermost);
          widen(outermost, extreme, this.square);
          cv.compare(difference, extreme, mask, cv.CMP_EQ);
          collect(difference, mask, sign, octave, i, found);
        }
      }
    });
    return found;
  }

  /** The levels of the first octave, one after the other. */
  firstOctave(): Float32Array {
    const { levels } = this.octaves[0]!;
    const area = levels[0]!.rows * levels[0]!.cols;
    const all = new Float32Array(LEVELS * area);
    levels.forEach((level, i) => {
      all.set(level.data32F, i * area);
    });
    return all;
  }
}

/** Adds the interior places of a mask where sign·difference reaches the threshold. */
function collect(
  difference: Mat,
  mask: Mat,
  sign: number,
  octave: number,
  level: number,
  found: Places,
): void {
  const { data } = mask;
  const values = difference.data32F;
  const { rows, cols } = mask;
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
  for (let word = 0; word < words.length; word++) {
    if (words[word] === 0) continue;
    for (let at = 4 * word; at < 4 * word + 4; at++) {
      if (data[at] === 0 || !(sign * values[at]! >= THRESHOLD)) continue;
      const y = Math.floor(at / cols);
      const x = at - y * cols;
      if (y > 0 && x > 0 && y < rows - 1 && x < cols - 1) found.push({ octave, level, y, x });
    }
  }
}

/** The composition whose first blur is the library's, known by its levels, and how far they differ. */
function composeLikeOurs(
  cv: OpencvJs,
  image: ndarray.NdArray<Float32Array>,
): { composition: Composition; difference: number } {
  const ours = gaussianScaleSpace(image, { octaves: 1 }).octaves[0]!.levels.data;
  // With and without the variance that the linear doubling adds to the input's.
  const inputVariances = [INPUT_SIGMA ** 2, INPUT_SIGMA ** 2 + 3 / 16];
  return inputVariances
    .map((variance) => {
      const firstBlur = Math.sqrt(BASE_SIGMA ** 2 - 4 * variance);
      const composition = new Composition(cv, image, firstBlur);
      composition.run();
      return { composition, difference: largestDifference(ours, composition.firstOctave()) };
    })
    .reduce((best, other) => (other.difference < best.difference ? other : best));
}

export async function compareScaleSpace({ cv }: Context): Promise<Comparison> {
  const photo = readImage('camera');
  const data = Float32Array.from(photo.data, (v) => v / 255);
  const image = ndarray(data, [...photo.shape]);
  const work = 'pyramid, DoG and extrema, 512×512';
  const ours = {
    name: 'fovea',
    run: () =>
      timed(() => {
        oursOnce(image);
      }),
  };
  if (!cv) {
    return {
      work,
      contenders: [ours],
      absent: [{ name: OPENCV_JS, reason: NOT_INSTALLED }],
      goals: {},
      agreement: { holds: true, text: 'no peer' },
    };
  }
  const { composition, difference } = composeLikeOurs(cv, image);
  const key = (p: Places[number]) => `${p.octave} ${p.level} ${p.y} ${p.x}`;
  const our = oursOnce(image);
  const their = composition.run();
  const first = (places: Places) => places.filter((p) => p.octave === 0).map(key);
  const theirFirst = new Set(first(their));
  const shared = first(our).filter((place) => theirFirst.has(place)).length;
  const text =
    `levels of the first octave differ by at most ${difference.toExponential(1)}; ${our.length} extrema, theirs ${their.length}; ` +
    `in the first octave ${shared} of ${theirFirst.size} at the same sample`;
  const holds =
    difference <= LARGEST_DIFFERENCE &&
    shared >= 0.99 * theirFirst.size &&
    Math.abs(Math.log(our.length / their.length)) < Math.log(LARGEST_COUNT_RATIO);
  const composed = {
    name: OPENCV_JS,
    run: () =>
      timed(() => {
        composition.run();
      }),
  };
  return {
    work,
    contenders: [ours, composed],
    absent: [],
    goals: {},
    agreement: { holds, text },
  };
}
