// The greys of a small picture shown step by step: three channels weighed and added.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, readStored, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { integerMaximum } from '../core/integer-range.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, divide, multiply } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { toGrayscale, WEIGHTS } from '../image/grayscale.js';

/** What `explainGrayscale` may be told. */
export interface ExplainGrayscaleOptions {
  /** How much red, green and blue count: "bt601" (the default) or "bt709". */
  weights?: 'bt601' | 'bt709' | undefined;
  /** The pixel that is shown; the first by default. */
  at?:
    | {
        /** Column. */
        readonly x: number;
        /** Row. */
        readonly y: number;
      }
    | undefined;
}

/** Of larger pictures no one adds up the channels. */
const MOST_PIXELS = 6;

/** Sizes that float32 holds with all of its digits. */
const SMALLEST = 1e-30;
const LARGEST = 1e30;

const CHANNELS = [
  { id: 'red', symbol: 'R', title: 'Red' },
  { id: 'green', symbol: 'G', title: 'Green' },
  { id: 'blue', symbol: 'B', title: 'Blue' },
] as const;

const FN = 'explainGrayscale';

/**
 * The greys of a small picture, worked out: its three channels, what each counts, their sum at each pixel, and how many numbers there
 * are before and after.
 *
 * $$Y = w_r R + w_g G + w_b B$$
 *
 * A picture [h, w, 3] has three channels; its greys [h, w] are one number a pixel, the only channel that is left, so there is no axis for it.
 * The weights add up to 1, so white stays white; green counts most, as the eye has it. Integers are read as fractions of the largest of
 * their type (255 for bytes), floats as they stand.
 *
 * @param image - finite numbers [h, w, 3], at most 6 rows and columns
 * @param options - `weights` ("bt601"), `at` { x, y }
 * @returns the derivation; its `result` is what `toGrayscale` returns, float32 [h, w]
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the image has not three channels, is
 * empty or too large, DomainError for numbers that are not finite or beyond 10^±30, unknown weights and a pixel outside of the image
 * @see ITU-R BT.601-7 (2011), section 2.5.1, and ITU-R BT.709-6 (2015), item 3.2
 *
 * @example
 * An orange pixel and a white one.
 * ```ts
 * import { explainGrayscale, renderText, verifyDerivation } from 'fovea';
 * const d = explainGrayscale([[[1, 0.5, 0], [1, 1, 1]]]);
 * d.result.get(0, 0) // => 0.5925
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('0.299 · 1 + 0.587 · 0.5 + 0.114 · 0') // => true
 * ```
 */
export function explainGrayscale(
  image: ArrayInput,
  options?: ExplainGrayscaleOptions,
): Derivation<FloatNdArray> {
  const given = checkOptions(FN, options, ['weights', 'at']);
  const weights = checkOneOf(FN, 'weights', given.weights ?? 'bt601', ['bt601', 'bt709']);
  const { data, shape } = readStored(FN, 'image', image);
  const [height = 0, width = 0, channels] = shape;
  const few = height >= 1 && height <= MOST_PIXELS && width >= 1 && width <= MOST_PIXELS;
  if (shape.length !== 3 || channels !== 3 || !few) {
    throw new ShapeError({
      function: FN,
      argument: 'image',
      expected: `shape (h, w, 3), at most ${MOST_PIXELS} rows and columns`,
      got: `(${shape.join(', ')})`,
    });
  }
  const numbers = Float64Array.from(data);
  checkFinite(FN, 'image', { data: numbers, shape });
  const odd = numbers.find(
    (value) => value !== 0 && !(Math.abs(value) >= SMALLEST && Math.abs(value) <= LARGEST),
  );
  if (odd !== undefined) {
    const expected = `numbers from ${SMALLEST} to ${LARGEST} in size, or 0`;
    throw new DomainError({ function: FN, argument: 'image', expected, got: String(odd) });
  }
  const { x, y } =
    given.at === undefined ? { x: 0, y: 0 } : checkOptions(FN, given.at, ['x', 'y'], 'at');
  checkNumber(FN, 'at.x', x, { integer: true, min: 0, max: width - 1 });
  checkNumber(FN, 'at.y', y, { integer: true, min: 0, max: height - 1 });
  const largest = integerMaximum(data) ?? 1;
  const result = toGrayscale(image, { weights });
  const plane = (channel: number): FloatNdArray =>
    wrap(
      numbers.filter((_, i) => i % 3 === channel),
      [height, width],
    );
  return createDerivation<FloatNdArray>({
    topic: 'image',
    title: 'Three channels become one: the greys of a picture',
    given: [
      ...CHANNELS.map(({ id, symbol, title }, i) => ({ id, symbol, title, value: plane(i) })),
      ...CHANNELS.map(({ id, title }, i) => ({
        id: `weight-${id}`,
        symbol: `w_${id[0]}`,
        title: `What ${title.toLowerCase()} counts`,
        value: WEIGHTS[weights][i]!,
      })),
      ...(largest === 1
        ? []
        : [{ id: 'white', symbol: 'm', title: 'The largest number of the type', value: largest }]),
      { id: 'height', symbol: 'h', title: 'Rows', value: height },
      { id: 'width', symbol: 'w', title: 'Columns', value: width },
    ],
    steps: [
      {
        id: 'before',
        symbol: 'n',
        title: 'Numbers before: three channels',
        check: multiply(refer('height'), refer('width'), 3),
      },
      {
        id: 'after',
        symbol: "n'",
        title: 'Numbers after: one channel, for which there is no axis',
        check: multiply(refer('height'), refer('width')),
      },
      {
        id: 'pixel',
        symbol: `Y(${x}, ${y})`,
        title: `The grey of the pixel in column ${x}, row ${y}: the channels, weighed and added`,
        note: 'The weights add up to 1, so white stays white.',
        check: mixed(largest, [y, x]),
      },
      greyStep(largest, result),
    ],
    result,
    answer: refer('grey'),
    sources: [
      'Recommendation ITU-R BT.601-7 (2011), section 2.5.1.',
      'Recommendation ITU-R BT.709-6 (2015), item 3.2.',
    ],
  });
}

/** The channels weighed and added: at one pixel, or all of them. */
function mixed(largest: number, at?: readonly number[]): StepExpression {
  const [red, green, blue] = CHANNELS.map(({ id }) =>
    multiply(refer(`weight-${id}`), refer(id, at)),
  );
  const total = add(red!, green!, blue!);
  return largest === 1 ? total : divide(total, refer('white'));
}

function greyStep(largest: number, result: FloatNdArray): StepDraft {
  const sum = 'w_r R + w_g G + w_b B';
  const formula = `Y = ${largest === 1 ? sum : `\\frac{${sum}}{m}`}`;
  return {
    id: 'grey',
    symbol: 'Y',
    title: 'The same at each pixel',
    formula,
    substitution: formula,
    check: mixed(largest),
    value: result,
  };
}
