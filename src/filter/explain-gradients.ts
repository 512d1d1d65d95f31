// The derivatives of a small image shown step by step: the kernels, and the sum at each interior pixel.
import { checkBoolean, checkOneOf, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { divide } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import {
  gradientKernel,
  kernelDivisor,
  transposed,
  WHOLE_OPERATORS,
  type WholeOperator,
  weighedSum,
} from './gradient-sums.js';
import { readHandImage } from './hand-image.js';
import { imageGradients } from './image-gradients.js';

/** What `explainImageGradients` may be told. */
export interface ExplainGradientsOptions {
  /** "sobel" (the default), "scharr", "prewitt" or "central". */
  operator?: WholeOperator | undefined;
  /** Whether results are grey values per pixel (the default) or sums with the operator's whole numbers. */
  normalize?: boolean | undefined;
}

/** What `explainImageGradients` arrives at: the interior of what `imageGradients` returns. */
export interface GradientsExplanation {
  /** Along x, [h − 2, w − 2]: positive where the image rises to the right. */
  readonly ix: FloatNdArray;
  /** Along y, [h − 2, w − 2]: positive where the image rises downwards. */
  readonly iy: FloatNdArray;
}

/** Of larger images no one takes derivatives by hand. */
const MOST_PIXELS = 7;

/** Sizes whose sums and shares a float holds. */
const LARGEST = 1e300;

const FN = 'explainImageGradients';

/**
 * The derivatives of a small image, worked out: both kernels, and at each interior pixel the sum of its 3×3 neighbours
 * weighed by them.
 *
 * Kernels are laid on the image as they are (correlation); a convolution would turn them, and the signs with them. At the
 * border the result would depend on what stands outside, so only pixels with all eight neighbours are shown.
 * Sums are divided, by 8 for Sobel, so that a ramp has its slope; with `normalize: false` they are not, as often on sheets.
 *
 * @param image - finite numbers [h, w], 3 to 7 rows and columns; worked on in float64
 * @param options - `operator` ("sobel"), `normalize` (true)
 * @returns the derivation; its `result` is the interior of what `imageGradients` returns
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the image is none, too
 * small or too large, DomainError for NaN, infinite values, sizes beyond 10^±300 and an unknown operator
 * @see R. C. Gonzalez and R. E. Woods, "Digital Image Processing", chapter 10, on gradient operators
 *
 * @example
 * Sobel's sums on an image of nine pixels.
 * ```ts
 * import { explainImageGradients, renderText, verifyDerivation } from 'fovea';
 * const d = explainImageGradients([[1, 2, 3], [4, 5, 9], [7, 8, 9]], { normalize: false });
 * d.result.ix.get(0, 0) // => 14
 * d.result.iy.get(0, 0) // => 24
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('−1 + 3 − 2 · 4 + 2 · 9 − 7 + 9') // => true
 * ```
 */
export function explainImageGradients(
  image: ArrayInput,
  options?: ExplainGradientsOptions,
): Derivation<GradientsExplanation> {
  const given = checkOptions(FN, options, ['operator', 'normalize']);
  const operator = checkOneOf(FN, 'operator', given.operator ?? 'sobel', WHOLE_OPERATORS);
  const normalize = checkBoolean(FN, 'normalize', given.normalize ?? true);
  const pixels = readHandImage(FN, image, [3, MOST_PIXELS], LARGEST);
  const [h, w] = pixels.shape as [number, number];
  const all = imageGradients(pixels, { operator, normalize });
  const interior = (array: FloatNdArray): FloatNdArray => {
    const inner = new Float64Array((h - 2) * (w - 2));
    for (let i = 0; i < inner.length; i++) {
      inner[i] = array.get(1 + Math.floor(i / (w - 2)), 1 + (i % (w - 2)));
    }
    return wrap(inner, [h - 2, w - 2]);
  };
  const result = { ix: interior(all.ix), iy: interior(all.iy) };
  const kernel = gradientKernel(FN, operator);
  const divisor = normalize ? kernelDivisor(kernel) : 1;
  const turned = transposed(kernel);
  return createDerivation<GradientsExplanation>({
    topic: 'filter',
    title: 'The derivatives of an image',
    given: [
      { id: 'image', symbol: 'I', title: 'The image', value: pixels },
      { id: 'kernel-x', symbol: 'K_x', title: `${NAMES[operator]}, along x`, value: kernel },
      { id: 'kernel-y', symbol: 'K_y', title: `${NAMES[operator]}, along y`, value: turned },
      ...(normalize
        ? [
            {
              id: 'divisor',
              symbol: 'n',
              title: 'What sums are divided by',
              note: 'The sum of a ramp that rises by 1 a pixel, so that its derivative is 1.',
              value: divisor,
            },
          ]
        : []),
    ],
    steps: [
      derivativeStep('x', kernel, normalize, result.ix),
      derivativeStep('y', turned, normalize, result.iy),
    ],
    result,
    answer: { record: { ix: refer('derivative-x'), iy: refer('derivative-y') } },
    sources: [
      'R. C. Gonzalez and R. E. Woods, "Digital Image Processing", chapter 10: gradient operators.',
    ],
  });
}

const NAMES = {
  sobel: 'Sobel’s kernel',
  scharr: 'Scharr’s kernel',
  prewitt: 'Prewitt’s kernel',
  central: 'The kernel of the central difference',
} as const;

/** All derivatives along one axis, row by row. */
function derivativeStep(
  axis: 'x' | 'y',
  kernel: readonly (readonly number[])[],
  normalize: boolean,
  value: FloatNdArray,
): StepDraft {
  const [rows, columns] = value.shape as [number, number];
  const sum = `\\sum_{u, v} K_${axis}(u, v)\\, I(x + u, y + v)`;
  const formula = `I_${axis}(x, y) = ${normalize ? `\\frac{1}{n} ${sum}` : sum}`;
  const at = (y: number, x: number): StepExpression => {
    const all = weighedSum(kernel, (v, u) => refer('image', [y + v + 1, x + u + 1]));
    return normalize ? divide(all, refer('divisor')) : all;
  };
  return {
    id: `derivative-${axis}`,
    symbol: `I_${axis}`,
    title:
      axis === 'x'
        ? 'The derivative along x, positive where the image rises to the right'
        : 'The derivative along y, positive where the image rises downwards',
    note: 'For pixels with eight neighbours: the first and the last row and column are left out.',
    formula,
    substitution: formula,
    check: {
      list: Array.from({ length: rows }, (_, y) => ({
        list: Array.from({ length: columns }, (_, x) => refer(`${axis}-${y + 1}-${x + 1}`)),
      })),
    },
    value,
    steps: Array.from({ length: rows * columns }, (_, i): StepDraft => {
      const [y, x] = [Math.floor(i / columns), i % columns];
      return {
        id: `${axis}-${y + 1}-${x + 1}`,
        symbol: `I_${axis}(${x + 1}, ${y + 1})`,
        title: `At column ${x + 1}, row ${y + 1}`,
        formula: `I_${axis}(${x + 1}, ${y + 1})`,
        check: at(y, x),
        value: value.get(y, x),
      };
    }),
  };
}
