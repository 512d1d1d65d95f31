// The normalised cross-correlation of a small template shown window by window.
import { checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { checkHandSize } from '../core/hand-size.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  divide,
  mean,
  multiply,
  power,
  sqrt,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { readHandImage } from './hand-image.js';
import { normalizedCrossCorrelationFor } from './normalized-cross-correlation.js';

/** Larger images no one compares with a template by hand. */
const MOST_PIXELS = 7;

/** Sizes whose fourth powers a float holds. */
const LARGEST = 1e60;

/** Largest error of the score of a window that is told from a flat one. */
const LOST = 1e-9;

const FN = 'explainNormalizedCrossCorrelation';

/**
 * The normalised cross-correlation of a small image and a template, worked out: the template less its mean, and for each
 * window the same, the sum of the products, and its quotient by the root of both sums of squares.
 *
 * $$R[y, x] = \frac{\sum_{i, j} T'[i, j]\, W'_{y, x}[i, j]}
 * {\sqrt{\sum_{i, j} T'[i, j]^2 \; \sum_{i, j} W'_{y, x}[i, j]^2}}$$
 *
 * T′ and W′ are the template and the window less their means. Of a window whose numbers are all the same the quotient is
 * 0/0; the score is 0 there.
 *
 * @param image - finite numbers [H, W], at most 7 rows and 7 columns; worked on in float64
 * @param template - finite numbers, not all the same, [h, w], not larger than the image
 * @returns the derivation; its `result` is what `normalizedCrossCorrelation` returns, [H − h + 1, W − w + 1]
 * @throws KindError where an argument is of the wrong kind, ShapeError where they are no images, empty or too large, or the
 * template is larger than the image, DomainError for NaN, infinite values, sizes beyond 10^±60, a flat template, and windows so
 * nearly flat that floats lose what differs in them
 * @see J. P. Lewis, "Fast normalized cross-correlation", Vision Interface (1995), equation 2
 *
 * @example
 * The template itself, three times as strong, and a window that falls where it rises.
 * ```ts
 * import { explainNormalizedCrossCorrelation, renderText, verifyDerivation } from 'fovea';
 * const d = explainNormalizedCrossCorrelation([[1, 4, 7, 1]], [[2, 3, 4]]);
 * d.result.get(0, 0) // => 1
 * d.result.get(0, 1) // => -0.5
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('Its mean') // => true
 * ```
 */
export function explainNormalizedCrossCorrelation(
  image: ArrayInput,
  template: ArrayInput,
): Derivation<FloatNdArray> {
  const pixels = readHandImage(FN, image, [1, MOST_PIXELS], LARGEST);
  const pattern = checkFinite(FN, 'template', readArray(FN, 'template', template));
  checkHandSize(FN, 'template', pattern.data, LARGEST);
  const taps = wrap(Float64Array.from(pattern.data), pattern.shape);
  const result = normalizedCrossCorrelationFor(FN, pixels, taps);
  const [rows, columns] = taps.shape as [number, number];
  const [down, across] = result.shape as [number, number];
  const windows = Array.from({ length: down * across }, (_, i) => {
    const [y, x] = [Math.floor(i / across), i % across];
    const window = Array.from({ length: rows }, (_, r) =>
      Array.from({ length: columns }, (_, c) => pixels.get(y + r, x + c)),
    );
    return windowStep([y, x], window, taps, result.get(y, x));
  });
  return createDerivation<FloatNdArray>({
    topic: 'filter',
    title: 'How much a template looks like each window of an image',
    given: [
      { id: 'image', symbol: 'I', title: 'The image', value: pixels },
      { id: 'template', symbol: 'T', title: 'The template', value: taps },
    ],
    steps: [
      {
        id: 'template-deviations',
        symbol: "T'",
        title: 'The template less its mean',
        note: 'So it does not matter how bright it is.',
        check: subtract(refer('template'), refer('template-mean')),
        steps: [
          {
            id: 'template-mean',
            symbol: '\\bar{T}',
            title: 'Its mean',
            check: mean(refer('template')),
          },
        ],
      },
      {
        id: 'template-squares',
        symbol: 's_T',
        title: 'The sum of its squares',
        check: sum(power(refer('template-deviations'), 2)),
      },
      {
        id: 'scores',
        symbol: 'R',
        title: 'The scores of all windows',
        note: 'A row and a column name the window by its first pixel, counted from 0.',
        formula: SCORE,
        substitution: SCORE,
        check: {
          list: Array.from({ length: down }, (_, y) => ({
            list: Array.from({ length: across }, (_, x) => refer(`score-${y}-${x}`)),
          })),
        },
        value: result,
        steps: windows,
      },
    ],
    result,
    answer: refer('scores'),
    sources: [
      'J. P. Lewis, "Fast normalized cross-correlation", Vision Interface (1995), equation 2.',
    ],
  });
}

const SCORE = 'R_{y, x} = \\frac{p_{y, x}}{\\sqrt{s_T\\, s_{y, x}}}';

/** The score of the window whose first pixel is at row y and column x. */
function windowStep(
  [y, x]: readonly [number, number],
  window: readonly (readonly number[])[],
  template: FloatNdArray,
  score: number,
): StepDraft {
  const [id, place] = [`${y}-${x}`, `_{${y}, ${x}}`];
  const named = (of: string) => `${of}-${id}`;
  const step = {
    id: named('score'),
    symbol: `R${place}`,
    title: `The window at row ${y}, column ${x}`,
    value: score,
  };
  const pixels: StepDraft = {
    id: named('window'),
    symbol: `W${place}`,
    title: 'Its pixels',
    check: {
      list: window.map((row, r) => ({
        list: row.map((_, c) => refer('image', [y + r, x + c])),
      })),
    },
    formula: `W${place}`,
    substitution: `W${place}`,
    value: window,
  };
  const flat = window.flat().every((value) => value === window[0]![0]);
  if (flat) {
    const note = 'All its numbers are the same: the quotient would be 0/0, and the score is 0.';
    return { ...step, note, formula: `R${place}`, check: 0, steps: [pixels] };
  }
  checkHeld([y, x], window, template, score);
  return {
    ...step,
    check: divide(
      refer(named('products')),
      sqrt(multiply(refer('template-squares'), refer(named('squares')))),
    ),
    steps: [
      pixels,
      {
        id: named('mean'),
        symbol: `\\bar{W}${place}`,
        title: 'Its mean',
        check: mean(refer(named('window'))),
      },
      {
        id: named('deviations'),
        symbol: `W'${place}`,
        title: 'The window less its mean',
        check: subtract(refer(named('window')), refer(named('mean'))),
      },
      {
        id: named('products'),
        symbol: `p${place}`,
        title: 'The sum of the products with the template',
        check: sum(multiply(refer('template-deviations'), refer(named('deviations')))),
      },
      {
        id: named('squares'),
        symbol: `s${place}`,
        title: 'The sum of the squares',
        check: sum(power(refer(named('deviations')), 2)),
      },
    ],
  };
}

/** Refuses a window of which rounding left another score than its numbers have. */
function checkHeld(
  [y, x]: readonly [number, number],
  window: readonly (readonly number[])[],
  template: FloatNdArray,
  score: number,
): void {
  const [w, t] = [window.flat(), Array.from(template.data)].map((list) => {
    const middle = list.reduce((total, value) => total + value / list.length, 0);
    return list.map((value) => value - middle);
  }) as [number[], number[]];
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((total, value, i) => total + value * b[i]!, 0);
  const own = dot(w, t) / Math.sqrt(dot(w, w) * dot(t, t));
  if (Math.abs(own - score) <= LOST) return;
  throw new DomainError({
    function: FN,
    argument: 'image',
    expected: 'windows whose numbers are equal or differ by more than what rounding loses',
    got: `one at row ${y}, column ${x} that differs by ${Math.max(...window.flat()) - Math.min(...window.flat())}`,
  });
}
