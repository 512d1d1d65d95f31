// The contrast of a small image shown step by step, with its mean.
import { checkOneOf, checkOptions } from '../core/check.js';
import { checkHandSize } from '../core/hand-size.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  add,
  divide,
  max,
  mean,
  min,
  power,
  sqrt,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { contrast, meanOf } from './contrast.js';
import { readSmallImage } from './small-image.js';

/** What `explainContrast` may be told. */
export interface ExplainContrastOptions {
  /** Which measure: "rms" (the default), "range", "michelson" or "weber". */
  measure?: 'rms' | 'range' | 'michelson' | 'weber' | undefined;
}

const FN = 'explainContrast';

/** Sizes whose square a float holds. */
const LARGEST = 1e100;

const MEASURES = ['rms', 'range', 'michelson', 'weber'] as const;

/** Measures that are worked out from the mean. */
const NEEDS_MEAN: readonly string[] = ['rms', 'weber'];

/**
 * The contrast of a small image by a named measure, worked out: the mean brightness and the deviations from it for RMS
 * contrast, the extremes for the range and Michelson's ratio.
 *
 * What is called contrast differs: one bright pixel widens the range and hardly changes the RMS contrast, so a statement
 * should name its measure. RMS contrast divides by the number of pixels, not by one less.
 *
 * @param image - a row or an image of at most 8 rows and columns; not negative for "michelson" and "weber"
 * @param options - `measure` ("rms")
 * @returns the derivation; its `result` is what `contrast` returns
 * @throws KindError where an option is unknown, ShapeError for an image that is empty, too large or of more axes, DomainError
 * for values that are not finite, negative under a ratio, or beyond 10^±100 under "rms", and an unknown measure
 * @see E. Peli, "Contrast in complex images", Journal of the Optical Society of America A 7 (1990), 2032–2040
 *
 * @example
 * Four pixels around a mean of 5.
 * ```ts
 * import { explainContrast, renderText, verifyDerivation } from 'fovea';
 * const d = explainContrast([2, 4, 4, 10]);
 * d.result // => 3
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('(2 + 4 + 4 + 10)/4 = 5') // => true
 * explainContrast([2, 4, 4, 10], { measure: 'range' }).result // => 8
 * ```
 */
export function explainContrast(
  image: ArrayInput,
  options?: ExplainContrastOptions,
): Derivation<number> {
  const { measure = 'rms' } = checkOptions(FN, options, ['measure']);
  checkOneOf(FN, 'measure', measure, MEASURES);
  const ratio = measure === 'michelson' || measure === 'weber';
  const pixels = readSmallImage(FN, image, ratio ? Infinity : undefined);
  const data = pixels.data as Float64Array;
  if (measure === 'rms') checkHandSize(FN, 'image', data, LARGEST);
  const result = contrast(pixels, { measure });
  const average: StepDraft = {
    id: 'mean',
    symbol: '\\bar x',
    title: 'The mean brightness',
    check: mean(refer('image')),
    value: meanOf(data, Math.min(...data)),
  };
  return createDerivation<number>({
    topic: 'intensity-histogram',
    title: TITLES[measure],
    given: [{ id: 'image', symbol: 'x', title: 'Intensities', value: pixels }],
    steps: [
      ...(NEEDS_MEAN.includes(measure) ? [average] : []),
      ...(measure === 'rms' ? rmsSteps(result) : extremeSteps(measure, Math.max(...data), result)),
    ],
    result,
    answer: refer('contrast'),
    sources: [
      'E. Peli, "Contrast in complex images", Journal of the Optical Society of America A 7 (1990), 2032–2040.',
    ],
  });
}

const TITLES = {
  rms: 'The RMS contrast of an image',
  range: 'The range of an image',
  michelson: 'Michelson’s contrast of an image',
  weber: 'Weber’s contrast of an image',
} as const;

function rmsSteps(result: number): StepDraft[] {
  return [
    {
      id: 'deviations',
      symbol: 'a',
      title: 'How far each intensity is from the mean',
      check: subtract(refer('image'), refer('mean')),
    },
    {
      id: 'variance',
      symbol: '\\sigma^2',
      title: 'The mean of their squares: the variance',
      note: 'Divided by the number of pixels.',
      check: mean(power(refer('deviations'), 2)),
    },
    {
      id: 'contrast',
      symbol: '\\sigma',
      title: 'Its root: the standard deviation, which is the RMS contrast',
      check: sqrt(refer('variance')),
      value: result,
    },
  ];
}

function extremeSteps(
  measure: 'range' | 'michelson' | 'weber',
  brightest: number,
  result: number,
): StepDraft[] {
  const [low, high] = [refer('darkest'), refer('brightest')];
  const extremes: StepDraft[] = [
    ...(measure === 'weber'
      ? []
      : [
          {
            id: 'darkest',
            symbol: 'x_{\\min}',
            title: 'The least intensity',
            formula: 'x_{\\min}',
            check: min(refer('image')),
          },
        ]),
    {
      id: 'brightest',
      symbol: 'x_{\\max}',
      title: 'The greatest intensity',
      formula: 'x_{\\max}',
      check: max(refer('image')),
    },
  ];
  const difference = measure === 'weber' ? subtract(high, refer('mean')) : subtract(high, low);
  const black = measure !== 'range' && brightest === 0;
  const divisor = measure === 'weber' ? refer('mean') : add(high, low);
  return [
    ...extremes,
    {
      id: 'contrast',
      symbol: 'c',
      title: WORDS[measure],
      ...(black
        ? { note: 'All is black: there is nothing to divide by, and no contrast.', check: 0 }
        : { check: measure === 'range' ? difference : divide(difference, divisor) }),
      value: result,
    },
  ];
}

const WORDS = {
  range: 'Their difference: the range',
  michelson: 'Their difference divided by their sum: a number from 0 to 1 without a unit',
  weber: 'How far it is above the mean, in means',
} as const;
