// One octave of blurred images shown step by step: sigmas, blurs, kernels, images, and one pixel through all of them.
import { checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { matmul, transpose } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { readPixels } from '../filter/options.js';
import {
  type ExplainScalesOptions,
  readScales,
  scaleGivens,
  scaleSteps,
} from './explain-scales.js';
import { gaussianScaleSpace } from './gaussian-scale-space.js';
import { planOctaves } from './geometry.js';
import { blurMatrix, kernelStep, pixelStep } from './octave-steps.js';

/** What `explainScaleSpaceOctave` may be told. */
export interface ExplainOctaveOptions extends ExplainScalesOptions {
  /** The pixel that is followed through the octave; the middle one by default. */
  at?:
    | {
        /** Column. */
        readonly x: number;
        /** Row. */
        readonly y: number;
      }
    | undefined;
}

/** What `explainScaleSpaceOctave` arrives at. */
export interface OctaveExplanation {
  /** Sigma of each image. */
  readonly sigmas: readonly number[];
  /** The value of the pixel in each image. */
  readonly values: readonly number[];
}

/** Larger images no one blurs by hand, nor by wider kernels. */
const MOST_PIXELS = 8;
const MOST_SCALES = 5;
const MOST_SIGMA = 4;

/** Sizes whose products a float holds. */
const LARGEST = 1e100;

const FN = 'explainScaleSpaceOctave';

/**
 * One octave of a small image, worked out: the sigmas of its images and the blurs between them, the kernel of each blur, each image
 * made of the one before, and one pixel with its sums.
 *
 * $$L_i = B_i\, L_{i - 1}\, B_i^\top$$
 *
 * A blur down the columns and along the rows is a product with a matrix from either side: its row y holds the kernel around
 * place y, and what reaches beyond the border is folded back, as the image goes on as its mirror image there. Kernels reach to 4σ.
 * The image is not doubled. Image S, which has twice the first sigma, begins the next octave at half the size.
 *
 * @param image - finite numbers [h, w], at most 8 rows and columns; worked on in float64
 * @param options - `scalesPerOctave` (3, at most 5), `baseSigma` (1.6, at most 4), `inputSigma` (0.5); `at` { x, y }
 * @returns the derivation; its `result` holds the sigmas, and the pixel in each of the `levels` that `gaussianScaleSpace` returns
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the image is none, empty or too
 * large, DomainError for values that are not finite or beyond 10^100, and options out of range
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 3
 *
 * @example
 * A single bright pixel spreads out.
 * ```ts
 * import { explainScaleSpaceOctave, renderText, verifyDerivation } from 'fovea';
 * const row = [0, 0, 0, 0, 0];
 * const d = explainScaleSpaceOctave([row, row, [0, 0, 100, 0, 0], row, row]);
 * d.result.values.length // => 6
 * d.result.values[0] > d.result.values[1] // => true
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('The images, each blurred from the one before') // => true
 * ```
 */
export function explainScaleSpaceOctave(
  image: ArrayInput,
  options?: ExplainOctaveOptions,
): Derivation<OctaveExplanation> {
  const { at, ...given } = checkOptions(FN, options, [
    'scalesPerOctave',
    'baseSigma',
    'inputSigma',
    'at',
  ]);
  const settings = readScales(FN, given);
  checkNumber(FN, 'scalesPerOctave', settings.scalesPerOctave, { max: MOST_SCALES });
  checkNumber(FN, 'baseSigma', settings.baseSigma, { max: MOST_SIGMA });
  const pixels = readImage(image);
  const [height, width] = pixels.shape as [number, number];
  const { x, y } =
    at === undefined ? { x: width >> 1, y: height >> 1 } : checkOptions(FN, at, ['x', 'y'], 'at');
  checkNumber(FN, 'at.x', x, { integer: true, min: 0, max: width - 1 });
  checkNumber(FN, 'at.y', y, { integer: true, min: 0, max: height - 1 });
  const { octaves } = gaussianScaleSpace(pixels, { ...settings, octaves: 1, upsample: false });
  const { levels, sigmas } = octaves[0]!;
  const size = { height, width, doublings: 0, octaves: 1, smallest: 1 };
  const { blurs } = planOctaves({ ...size, ...settings })[0]!;
  const values = sigmas.map((_, i) => levels.get(i, y, x));
  return createDerivation<OctaveExplanation>({
    topic: 'scale-space',
    title: 'One octave of blurred images',
    given: [
      { id: 'image', symbol: 'I', title: 'The image', value: pixels },
      ...scaleGivens(settings),
    ],
    steps: [
      ...scaleSteps(settings.scalesPerOctave, sigmas, blurs),
      {
        id: 'kernels',
        kind: 'statement',
        title: 'The kernel of each blur',
        note: 'A Gaussian cut at four sigmas and divided by its sum, so that a constant image stays as it is.',
        steps: blurs.map((blur, i) => kernelStep(blur, i)),
      },
      {
        id: 'images',
        kind: 'statement',
        title: 'The images, each blurred from the one before',
        note: 'Row y of a matrix B is the kernel around place y; what reaches beyond the border is folded back, where the mirror image stands. From the left it blurs down the columns, from the right along the rows.',
        steps: blurs.map((blur, i) => imageStep(blur, i, levels)),
      },
      pixelStep({ x, y }, blurs[1]!, [height, width], values),
    ],
    result: { sigmas, values },
    answer: { record: { sigmas: refer('sigmas'), values: refer('values') } },
    sources: [
      'D. G. Lowe, "Distinctive image features from scale-invariant keypoints", International Journal of Computer Vision 60 (2004), 91–110, section 3.',
    ],
  });
}

function readImage(image: ArrayInput): FloatNdArray {
  const read = checkFinite(FN, 'image', readPixels(FN, image, 2));
  const [h, w] = read.shape as [number, number];
  if (Math.max(h, w) > MOST_PIXELS) {
    throw new ShapeError({
      function: FN,
      argument: 'image',
      expected: `at most ${MOST_PIXELS} rows and columns; larger ones no one works out by hand`,
      got: `(${h}, ${w})`,
    });
  }
  const large = read.data.find((value) => Math.abs(value) > LARGEST);
  if (large !== undefined) {
    const expected = `numbers of a size up to ${LARGEST}`;
    throw new DomainError({ function: FN, argument: 'image', expected, got: String(large) });
  }
  return wrap(Float64Array.from(read.data), [h, w]);
}

function imageStep(blur: number, i: number, levels: FloatNdArray): StepDraft {
  const [, height, width] = levels.shape as [number, number, number];
  const area = height * width;
  const [down, across] = [height, width].map((length) => blurMatrix(i, blur, length));
  const last = i === 0 ? 'I' : `L_{${i - 1}}`;
  const formula = `L_{${i}} = B_{${i}}\\, ${last}\\, B_{${i}}^\\top`;
  return {
    id: `image-${i}`,
    symbol: `L_{${i}}`,
    title: `Image ${i}`,
    formula,
    substitution: formula,
    check: matmul(matmul(down!, refer(i === 0 ? 'image' : `image-${i - 1}`)), transpose(across!)),
    value: wrap(Float64Array.from(levels.data.subarray(i * area, (i + 1) * area)), [height, width]),
  };
}
