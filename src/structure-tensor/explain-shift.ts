// The change of a shifted window shown step by step, exactly and by the structure tensor.

import { checkFinite, readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { checkHandSize } from '../core/hand-size.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, divide, multiply, power, subtract, sum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { imageGradients } from '../filter/image-gradients.js';
import { borderIndex } from '../kernels/scalar/border.js';
import { intensityChange } from './eigenvalues.js';
import { type ImageWindow, shiftDifferenceFor } from './shift-difference.js';
import { windowTensor } from './window-tensor.js';

/** What `explainShiftDifference` arrives at. */
export interface ShiftExplanation {
  /** The sum of squared differences. */
  readonly exact: number;
  /** What the structure tensor says in its place. */
  readonly approximate: number;
}

/** Larger images and windows no one works out by hand. */
const MOST_SIDE = 8;
const MOST_WINDOW = 25;
/** Sizes whose square a float holds. */
const LARGEST = 1e100;

const FN = 'explainShiftDifference';

/**
 * How much a window changes when it is shifted, worked out twice: the sum of squared differences, and beside it the
 * quadratic approximation by the structure tensor.
 *
 * The derivatives are central differences of the image as it is, at its border those that `imageGradients` takes. Both
 * numbers agree where the image is a plane. For a shift of whole pixels in a textured window they may be far apart: the
 * approximation is meant for small shifts.
 *
 * @param image - finite numbers [h, w], at most 8 rows and columns
 * @param window - `x`, `y`, the first column and row, `width` and `height`, inside the image, at most 25 pixels
 * @param displacement - [u, v], whole pixels along x and y; the shifted window must lie inside the image too
 * @returns the derivation; its `result` holds what `shiftDifference` returns, and what `intensityChange` of the tensor does
 * @throws KindError, ShapeError or DomainError where an argument is no such thing or too large, and for
 * values beyond 10^±100
 * @see C. Harris, M. Stephens, "A combined corner and edge detector", 1988, section 3
 *
 * @example
 * A parabola along x: one pixel further each value has risen by more than its slope says.
 * ```ts
 * import { explainShiftDifference, renderText, verifyDerivation } from 'fovea';
 * const d = explainShiftDifference([[0, 1, 4, 9]], { x: 1, y: 0, width: 2, height: 1 }, [1, 0]);
 * d.result // => { exact: 34, approximate: 20 }
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('3² + 5² = 34') // => true
 * ```
 */
export function explainShiftDifference(
  image: ArrayInput,
  window: ImageWindow,
  displacement: ArrayInput,
): Derivation<ShiftExplanation> {
  const read = checkFinite(FN, 'image', readArray(FN, 'image', image, 'float64'));
  if (read.shape.length !== 2 || read.shape.some((length) => length > MOST_SIDE)) {
    throw tooLarge('image', `shape (height, width), at most ${MOST_SIDE} each`, read.shape);
  }
  checkHandSize(FN, 'image', read.data, LARGEST);
  const exact = shiftDifferenceFor(FN, image, window, displacement);
  const { x, y, width, height } = window;
  if (width * height > MOST_WINDOW) {
    throw tooLarge('window', `at most ${MOST_WINDOW} pixels`, [height, width]);
  }
  const pixels = wrap(Float64Array.from(read.data), read.shape);
  const move = [...readArray(FN, 'displacement', displacement, 'float64').data];
  const [u, v] = move as [number, number];
  const gradients = imageGradients(pixels, { operator: 'central' });
  const cut = (all: FloatNdArray): FloatNdArray =>
    wrap(
      Float64Array.from({ length: width * height }, (_, i) =>
        all.get(y + Math.floor(i / width), x + (i % width)),
      ),
      [height, width],
    );
  const [ix, iy] = [cut(gradients.ix), cut(gradients.iy)];
  const approximate = intensityChange(windowTensor(ix, iy), move);
  const at = (left: number, top: number): StepExpression => ({
    list: Array.from({ length: height }, (_, row) => ({
      list: Array.from({ length: width }, (__, column) =>
        refer('image', [top + row, left + column]),
      ),
    })),
  });
  const [rows, columns] = read.shape as [number, number];
  return createDerivation<ShiftExplanation>({
    topic: 'structure-tensor',
    title: 'How much a window changes when it is shifted',
    given: [
      { id: 'image', symbol: 'I', title: 'The image', value: pixels },
      {
        id: 'move',
        symbol: '\\mathbf{d}',
        title: 'Displacement (u, v) of the window',
        note: `The window holds columns ${x} to ${x + width - 1} and rows ${y} to ${y + height - 1}.`,
        value: move,
      },
    ],
    steps: [
      ...exactSteps(at(x, y), at(x + u, y + v), exact),
      derivativeStep('x', ix, (row, column) => [
        refer('image', [y + row, borderIndex(x + column + 1, columns, 'reflect')]),
        refer('image', [y + row, borderIndex(x + column - 1, columns, 'reflect')]),
      ]),
      derivativeStep('y', iy, (row, column) => [
        refer('image', [borderIndex(y + row + 1, rows, 'reflect'), x + column]),
        refer('image', [borderIndex(y + row - 1, rows, 'reflect'), x + column]),
      ]),
      ...approximationSteps(approximate),
    ],
    result: { exact, approximate },
    answer: { record: { exact: refer('exact'), approximate: refer('approximate') } },
    sources: [
      'C. Harris and M. Stephens, "A combined corner and edge detector", Proceedings of the 4th Alvey Vision Conference (1988), 147–151, section 3.',
    ],
  });
}

function exactSteps(here: StepExpression, there: StepExpression, exact: number): StepDraft[] {
  return [
    {
      id: 'differences',
      symbol: 'D',
      title: 'The window that is shifted, minus the window',
      formula: 'D = I(x + u, y + v) - I(x, y)',
      check: subtract(refer('there'), refer('here')),
      steps: [
        {
          id: 'here',
          symbol: 'W',
          title: 'The window',
          formula: 'W',
          substitution: 'W',
          check: here,
        },
        {
          id: 'there',
          symbol: "W'",
          title: 'The window, shifted',
          formula: "W'",
          substitution: "W'",
          check: there,
        },
      ],
    },
    {
      id: 'exact',
      symbol: 'E',
      title: 'Add up the squares: the exact change',
      check: sum(power(refer('differences'), 2)),
      value: exact,
    },
  ];
}

/** Half the difference of the neighbours, at each pixel of the window. */
function derivativeStep(
  axis: 'x' | 'y',
  value: FloatNdArray,
  neighbours: (row: number, column: number) => readonly [StepExpression, StepExpression],
): StepDraft {
  const [height, width] = value.shape as [number, number];
  const formula =
    axis === 'x'
      ? 'I_x = \\frac{I(x + 1, y) - I(x - 1, y)}{2}'
      : 'I_y = \\frac{I(x, y + 1) - I(x, y - 1)}{2}';
  return {
    id: `derivative-${axis}`,
    symbol: `I_${axis}`,
    title: `The derivative along ${axis}: half the difference of the neighbours`,
    formula,
    substitution: formula,
    check: {
      list: Array.from({ length: height }, (_, row) => ({
        list: Array.from({ length: width }, (__, column) => {
          const [after, before] = neighbours(row, column);
          return divide(subtract(after, before), 2);
        }),
      })),
    },
    value,
  };
}

function approximationSteps(approximate: number): StepDraft[] {
  const [ix, iy] = [refer('derivative-x'), refer('derivative-y')];
  const [u, v] = [refer('move', [0], 'u'), refer('move', [1], 'v')];
  return [
    {
      id: 'approximate',
      symbol: 'Q',
      title: 'The quadratic approximation',
      note: 'By Taylor each difference is about u times the derivative along x plus v times that along y; the sum of their squares is this.',
      formula: 'Q = a u^2 + 2 b u v + c v^2',
      check: add(
        multiply(refer('a'), power(u, 2)),
        multiply(2, refer('b'), u, v),
        multiply(refer('c'), power(v, 2)),
      ),
      value: approximate,
      steps: [
        { id: 'a', symbol: 'a', title: 'Squares along x', check: sum(power(ix, 2)) },
        { id: 'b', symbol: 'b', title: 'Products of both', check: sum(multiply(ix, iy)) },
        { id: 'c', symbol: 'c', title: 'Squares along y', check: sum(power(iy, 2)) },
      ],
    },
    {
      id: 'error',
      symbol: 'E - Q',
      title: 'What the approximation leaves out',
      check: subtract(refer('exact'), refer('approximate')),
    },
  ];
}

function tooLarge(argument: string, expected: string, shape: readonly number[]): ShapeError {
  return new ShapeError({
    function: FN,
    argument,
    expected: `${expected}; larger ones no one works out by hand`,
    got: `(${shape.join(', ')})`,
  });
}
