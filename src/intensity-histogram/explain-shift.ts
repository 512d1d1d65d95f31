// A brighter or darker image shown step by step, with what is clipped.
import { checkNumber, checkOptions } from '../core/check.js';
import { integerMaximum } from '../core/integer-range.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import {
  add,
  count,
  greater,
  less,
  maximum,
  minimum,
  or,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type ShiftOptions, shiftIntensity } from './shift.js';
import { readSmallImage } from './small-image.js';

const FN = 'explainShiftIntensity';

/**
 * A small image made brighter or darker by a constant, worked out: the sums, what of them leaves the range, and the result
 * with those at its end.
 *
 * @param image - intensities from 0 to `max`, a row or an image of at most 8 rows and columns
 * @param delta - what is added, δ
 * @param options - `max`: the type's maximum for integers, 1 for floats and plain numbers where left out
 * @returns the derivation; its `result` is what `shiftIntensity` returns, in float64
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError for an image that is empty, too
 * large or of more axes, DomainError for values that are not finite or outside of 0 to `max`, and a max that is not above 0
 *
 * @example
 * Bytes: the brightest cannot become brighter than white.
 * ```ts
 * import { explainShiftIntensity, renderText, toNested, verifyDerivation } from 'fovea';
 * const d = explainShiftIntensity(new Uint8Array([0, 100, 250]), 20);
 * toNested(d.result) // => [20, 120, 255]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('1 of 3 intensities is clipped.') // => true
 * ```
 */
export function explainShiftIntensity(
  image: ArrayInput,
  delta: number,
  options?: ShiftOptions,
): Derivation<FloatNdArray> {
  checkNumber(FN, 'delta', delta);
  const { max = integerMaximum(image) ?? 1 } = checkOptions(FN, options, ['max']);
  checkNumber(FN, 'max', max, { above: 0 });
  const pixels = readSmallImage(FN, image, max);
  const result = shiftIntensity(pixels, delta, { max });
  const data = pixels.data as Float64Array;
  const clipped = data.filter((x) => x + delta < 0 || x + delta > max).length;
  const formula = "x' = \\min(\\max(x + \\delta,\\, 0),\\, m)";
  return createDerivation<FloatNdArray>({
    topic: 'intensity-histogram',
    title: delta < 0 ? 'A darker image' : 'A brighter image',
    given: [
      { id: 'image', symbol: 'x', title: 'Intensities', value: pixels },
      { id: 'delta', symbol: '\\delta', title: 'What is added', value: delta },
      { id: 'max', symbol: 'm', title: 'The intensity of white', value: max },
    ],
    steps: [
      {
        id: 'sums',
        symbol: 's',
        title: 'Add it to each intensity',
        note: 'The histogram moves by as much.',
        check: add(refer('image'), refer('delta')),
      },
      {
        id: 'clipped',
        symbol: 'n',
        title: 'How many leave the range from 0 to white?',
        formula: 'n',
        check: count(or(less(refer('sums'), 0), greater(refer('sums'), refer('max')))),
      },
      {
        id: 'shifted',
        symbol: "x'",
        title: 'They stay at its end',
        note:
          clipped === 0
            ? 'None does, so nothing is lost: contrast and the shape of the histogram stay.'
            : 'They are heaped up in the first or the last bin of the histogram; no later shift brings them apart again.',
        formula,
        substitution: formula,
        check: minimum(maximum(refer('sums'), 0), refer('max')),
        value: result,
      },
    ],
    result,
    answer: refer('shifted'),
    conclusion: `${clipped} of ${data.length} intensities ${clipped === 1 ? 'is' : 'are'} clipped.`,
  });
}
