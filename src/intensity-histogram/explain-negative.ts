// The negative of a small image shown step by step, with what becomes of its histogram.
import { checkNumber, checkOptions } from '../core/check.js';
import { integerMaximum } from '../core/integer-range.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { count, equal, max, mean, min, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type NegativeOptions, negative } from './negative.js';
import { readSmallImage } from './small-image.js';

const FN = 'explainNegative';

/**
 * The negative of a small image, worked out: each intensity taken from white, how often each level occurs before and
 * after, and what becomes of mean and range.
 *
 * @param image - intensities from 0 to `max`, a row or an image of at most 8 rows and columns
 * @param options - `max`: the type's maximum for integers (255 for bytes, not 256), 1 for floats and plain numbers where left out
 * @returns the derivation; its `result` is what `negative` returns, in float64
 * @throws KindError where an option is unknown, ShapeError for an image that is empty, too large or of more axes, DomainError
 * for values that are not finite or outside of 0 to `max`, and a max that is not above 0
 *
 * @example
 * Bytes are taken from 255.
 * ```ts
 * import { explainNegative, renderText, toNested, verifyDerivation } from 'fovea';
 * const d = explainNegative(new Uint8Array([0, 17, 17, 255]));
 * toNested(d.result) // => [255, 238, 238, 0]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('255 − 72.25') // => true
 * ```
 */
export function explainNegative(
  image: ArrayInput,
  options?: NegativeOptions,
): Derivation<FloatNdArray> {
  const { max: white = integerMaximum(image) ?? 1 } = checkOptions(FN, options, ['max']);
  checkNumber(FN, 'max', white, { above: 0 });
  const pixels = readSmallImage(FN, image, white);
  const result = negative(pixels, { max: white });
  const levels = [...new Set(pixels.data as Float64Array)].sort((a, b) => a - b);
  return createDerivation<FloatNdArray>({
    topic: 'intensity-histogram',
    title: 'The negative of an image',
    given: [
      { id: 'image', symbol: 'x', title: 'Intensities', value: pixels },
      { id: 'max', symbol: 'm', title: 'The intensity of white', value: white },
    ],
    steps: [
      {
        id: 'negative',
        symbol: "x'",
        title: 'Take each intensity from white',
        check: subtract(refer('max'), refer('image')),
        value: result,
      },
      {
        id: 'histogram',
        kind: 'statement',
        title: 'The histogram is mirrored',
        note: 'As many intensities stand at white minus a level as stood at the level.',
        formula: "h'(v) = h(m - v)",
        table: {
          corner: 'level',
          columns: ['how many', 'white minus it', 'how many in the negative'],
          rows: levels.map((level) => ({
            label: String(Number(level.toPrecision(6))),
            cells: [
              count(equal(refer('image'), level)),
              subtract(refer('max'), level),
              count(equal(refer('negative'), subtract(refer('max'), level))),
            ],
          })),
        },
      },
      {
        id: 'mean',
        symbol: '\\bar x',
        title: 'The mean brightness before',
        check: mean(refer('image')),
      },
      {
        id: 'mean-after',
        symbol: "\\bar x'",
        title: 'It is taken from white too',
        check: subtract(refer('max'), refer('mean')),
      },
      {
        id: 'range',
        symbol: 'r',
        title: 'The range, which stays, as the standard deviation does',
        formula: "r = x_{\\max} - x_{\\min} = x'_{\\max} - x'_{\\min}",
        check: subtract(max(refer('negative')), min(refer('negative'))),
      },
    ],
    result,
    answer: refer('negative'),
  });
}
