// The steps of a separable blur, as a course works it out on paper.
import type { FloatNdArray } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  exp,
  multiply,
  negate,
  power,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { BorderMode } from '../kernels/kernels.js';
import { borderIndex, OUTSIDE } from '../kernels/scalar/border.js';
import type { Border } from './options.js';

/** Height and width of the image. */
interface Size {
  readonly height: number;
  readonly width: number;
}

const CONTINUED: Readonly<Record<BorderMode, string>> = {
  reflect:
    'Beyond the border the image goes on as its mirror image, the pixel at the border twice.',
  mirror: 'Beyond the border the image goes on as its mirror image, the pixel at the border once.',
  nearest: 'Beyond the border the pixel at the border is repeated.',
  wrap: 'Beyond the border the image begins again from its other side.',
  constant: 'Beyond the border stands the constant c.',
};

/** The Gaussian's values, their sum, the kernel, and the kernel in two dimensions. */
export function kernelSteps(
  kernel: FloatNdArray,
  kernel2d: FloatNdArray,
  radius: number,
): StepDraft[] {
  const length = 2 * radius + 1;
  return [
    {
      id: 'kernel',
      symbol: 'g',
      title: 'The kernel: the values divided by their sum',
      note: 'So the kernel sums to 1, and a constant image stays as it is. The factor before the exponential would cancel.',
      check: divide(refer('weights'), refer('sum')),
      value: kernel,
      steps: [
        {
          id: 'weights',
          symbol: 'w',
          title: 'The Gaussian at each place',
          check: exp(
            negate(divide(power(refer('offsets'), 2), multiply(2, power(refer('sigma'), 2)))),
          ),
        },
        { id: 'sum', symbol: 's', title: 'Add the values', check: sum(refer('weights')) },
      ],
    },
    {
      id: 'kernel-2d',
      symbol: 'G',
      title: 'The kernel in two dimensions: each number of the kernel times the kernel',
      note: `A Gaussian in two dimensions is the product of one along each axis. So instead of ${length * length} products a pixel, ${length} along its row and ${length} along its column do.`,
      formula: 'G = g\\, g^\\top',
      substitution: 'g\\, g^\\top',
      check: {
        list: Array.from({ length }, (_, i) => multiply(refer('kernel', [i]), refer('kernel'))),
      },
      value: kernel2d,
    },
  ];
}

/** The sum of products at one place of a line. */
function weighed(
  at: number,
  length: number,
  radius: number,
  border: Border,
  pixel: (index: number) => StepExpression,
): StepExpression {
  const products = Array.from({ length: 2 * radius + 1 }, (_, t) => {
    const index = borderIndex(at + t - radius, length, border.mode);
    const value = index === OUTSIDE ? refer('outside') : pixel(index);
    return multiply(refer('kernel', [t]), value);
  });
  const [first, ...rest] = products;
  return add(first!, ...rest);
}

/** Each row blurred; the value is all of them. */
export function rowsStep(
  { height, width }: Size,
  radius: number,
  border: Border,
  rows: FloatNdArray,
): StepDraft {
  const formula = 'R(x, y) = \\sum_u g(u)\\, I(x + u, y)';
  return {
    id: 'rows',
    symbol: 'R',
    title: 'Blur each row',
    note: CONTINUED[border.mode],
    formula,
    // The rows stand below, each with its numbers.
    substitution: formula,
    check: { list: Array.from({ length: height }, (_, y) => refer(`row-${y}`)) },
    value: rows,
    steps: Array.from(
      { length: height },
      (_, y): StepDraft => ({
        id: `row-${y}`,
        symbol: `R_{${y}}`,
        title: `Row ${y}`,
        formula: `R_{${y}}`,
        check: {
          list: Array.from({ length: width }, (_, x) =>
            weighed(x, width, radius, border, (index) => refer('image', [y, index])),
          ),
        },
        value: Array.from({ length: width }, (_, x) => rows.get(y, x)),
      }),
    ),
  };
}

/** Each column of the blurred rows blurred; the value is the blurred image. */
export function columnsStep(
  { height, width }: Size,
  radius: number,
  border: Border,
  blurred: FloatNdArray,
): StepDraft {
  const formula = 'L(x, y) = \\sum_v g(v)\\, R(x, y + v)';
  return {
    id: 'blurred',
    symbol: 'L',
    title: 'Blur each column of that',
    note: 'Columns first and rows then would give the same.',
    formula,
    substitution: formula,
    check: {
      list: Array.from({ length: height }, (_, y) => ({
        list: Array.from({ length: width }, (_, x) => refer(`column-${x}`, [y])),
      })),
    },
    value: blurred,
    steps: Array.from(
      { length: width },
      (_, x): StepDraft => ({
        id: `column-${x}`,
        symbol: `L_{${x}}`,
        title: `Column ${x}`,
        formula: `L_{${x}}`,
        check: {
          list: Array.from({ length: height }, (_, y) =>
            weighed(y, height, radius, border, (index) => refer('rows', [index, x])),
          ),
        },
        value: Array.from({ length: height }, (_, y) => blurred.get(y, x)),
      }),
    ),
  };
}
