// The map of Harris responses of a small image, shown step by step, with one pixel in detail.
import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import {
  gradientKernel,
  kernelDivisor,
  transposed,
  WHOLE_OPERATORS,
  type WholeOperator,
} from '../filter/gradient-sums.js';
import { readHandImage } from '../filter/hand-image.js';
import { imageGradients } from '../filter/image-gradients.js';
import {
  derivativesStep,
  type MapPlan,
  mapStep,
  pixelStep,
  productsStep,
  tensorStep,
} from './map-steps.js';
import { checkK, harrisResponse } from './responses.js';
import { structureTensor } from './structure-tensor.js';

/** What `explainHarrisMap` may be told. */
export interface ExplainMapOptions {
  /** Weight of the squared trace, above 0 and below ¼; 0.04 by default. */
  k?: number | undefined;
  /** Side of the square window, 1, 3 or 5; 3 by default. */
  window?: number | undefined;
  /** "sobel" (the default), "scharr", "prewitt" or "central". */
  operator?: WholeOperator | undefined;
  /** Whether derivatives are grey values per pixel (the default) or sums with the operator's whole numbers. */
  normalize?: boolean | undefined;
  /** The pixel that is shown in detail; that of the largest response by default. */
  at?:
    | {
        /** Column. */
        readonly x: number;
        /** Row. */
        readonly y: number;
      }
    | undefined;
}

/** Of larger images no one makes a map by hand. */
const MOST_PIXELS = 7;
/** Nor, where the whole numbers grow long, of these. */
const MOST_UNDIVIDED = 5;
const MOST_WINDOW = 5;

/** Sizes whose fourth power a float holds. */
const LARGEST = 1e60;

const FN = 'explainHarrisMap';

/**
 * The map of Harris responses of a small image, worked out: both derivatives, their products, the means of these over a window, and
 * the response at each pixel; with all sums of one pixel.
 *
 * $$R(x, y) = a c - b^2 - k\,(a + c)^2,\qquad a = \overline{I_x^2},\quad b = \overline{I_x I_y},\quad c = \overline{I_y^2}$$
 *
 * Beyond its border the image, and so the products, go on as their mirror image ("reflect"). The window's weights are equal and add
 * up to 1. Of the map `findPeaks` takes the corners.
 *
 * @param image - finite numbers [h, w], 2 to 7 rows and columns, to 5 without `normalize`; worked on in float64
 * @param options - `k` 0.04, `window` 3, `operator` ("sobel"), `normalize` (true), `at` { x, y }
 * @returns the derivation; its `result` is what `harrisResponse` returns for `structureTensor` of the image, [h, w]
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the image is none, too small or
 * too large, DomainError for values that are not finite or beyond 10^±60, a pixel outside of the image and options out of range
 * @see C. Harris and M. Stephens, "A combined corner and edge detector", Alvey Vision Conference 1988, section 3
 *
 * @example
 * The corner of a bright square.
 * ```ts
 * import { explainHarrisMap, renderText, verifyDerivation } from 'fovea';
 * const image = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 8, 8], [0, 0, 8, 8]];
 * const d = explainHarrisMap(image, { at: { x: 1, y: 1 } });
 * d.result.shape // => [4, 4]
 * d.result.get(1, 1) // => 0.987654321
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('At column 1, row 1') // => true
 * ```
 */
export function explainHarrisMap(
  image: ArrayInput,
  options?: ExplainMapOptions,
): Derivation<FloatNdArray> {
  const given = checkOptions(FN, options, ['k', 'window', 'operator', 'normalize', 'at']);
  const k = checkK(FN, given.k);
  const window = checkNumber(FN, 'window', given.window ?? 3, {
    integer: true,
    min: 1,
    max: MOST_WINDOW,
  });
  if (window % 2 === 0) {
    throw new DomainError({
      function: FN,
      argument: 'window',
      expected: 'an odd number, so that the window has a middle pixel',
      got: String(window),
    });
  }
  const operator = checkOneOf(FN, 'operator', given.operator ?? 'sobel', WHOLE_OPERATORS);
  const normalize = checkBoolean(FN, 'normalize', given.normalize ?? true);
  const most = normalize ? MOST_PIXELS : MOST_UNDIVIDED;
  const pixels = readHandImage(FN, image, [2, most], LARGEST);
  const [height, width] = pixels.shape as [number, number];
  const { ix, iy } = imageGradients(pixels, { operator, normalize });
  const tensor = structureTensor({ ix, iy }, { window });
  const response = harrisResponse(tensor, { k });
  const kernel = gradientKernel(FN, operator);
  const plan: MapPlan = {
    height,
    width,
    window,
    kernels: { x: kernel, y: transposed(kernel) },
    normalize,
    at: placeOf(given.at, response),
  };
  return createDerivation<FloatNdArray>({
    topic: 'structure-tensor',
    title: 'A map of Harris responses',
    given: [
      { id: 'image', symbol: 'I', title: 'The image', value: pixels },
      { id: 'kernel-x', symbol: 'K_x', title: 'The kernel along x', value: plan.kernels.x },
      { id: 'kernel-y', symbol: 'K_y', title: 'The kernel along y', value: plan.kernels.y },
      ...(normalize
        ? [
            {
              id: 'divisor',
              symbol: 'n',
              title: 'What sums are divided by, so that a ramp has its slope',
              value: kernelDivisor(kernel),
            },
          ]
        : []),
      {
        id: 'area',
        symbol: 'm',
        title: `Pixels of the window, ${window} by ${window}`,
        value: window * window,
      },
      { id: 'k', symbol: 'k', title: 'Weight of the squared trace', value: k },
    ],
    steps: [
      derivativesStep(plan, ix, iy),
      productsStep(),
      tensorStep(plan, tensor),
      mapStep(response),
      pixelStep(plan, ix, iy, tensor, response),
    ],
    result: response,
    answer: refer('map'),
    conclusion: conclusionOf(plan.at, response),
    sources: [
      'C. Harris and M. Stephens, "A combined corner and edge detector", Proceedings of the 4th Alvey Vision Conference (1988), 147–151, sections 2 and 3.',
    ],
  });
}

function placeOf(
  at: ExplainMapOptions['at'] | undefined,
  response: FloatNdArray,
): { readonly x: number; readonly y: number } {
  const [height, width] = response.shape as [number, number];
  if (at === undefined) {
    const data = response.data as Float64Array;
    const i = data.indexOf(Math.max(...data));
    return { x: i % width, y: Math.floor(i / width) };
  }
  const { x, y } = checkOptions(FN, at, ['x', 'y'], 'at');
  return {
    x: checkNumber(FN, 'at.x', x as number, { integer: true, min: 0, max: width - 1 }),
    y: checkNumber(FN, 'at.y', y as number, { integer: true, min: 0, max: height - 1 }),
  };
}

function conclusionOf(at: { x: number; y: number }, response: FloatNdArray): string {
  const value = response.get(at.y, at.x);
  const kind =
    value > 0
      ? 'there is a corner in the window'
      : value < 0
        ? 'an edge runs through it'
        : 'the window is flat';
  return `At column ${at.x}, row ${at.y} ${kind}.`;
}
