// The steps to a map of Harris responses, and those of one of its pixels.
import type { FloatNdArray } from '../core/types.js';
import type { ComputedStepDraft, StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, divide, mean, multiply, power, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { type Kernel, weighedSum } from '../filter/gradient-sums.js';
import { borderIndex } from '../kernels/scalar/border.js';
import type { StructureTensor } from './tensor-field.js';

/** What a map is made of. */
export interface MapPlan {
  readonly height: number;
  readonly width: number;
  /** Side of the window. */
  readonly window: number;
  readonly kernels: { readonly x: Kernel; readonly y: Kernel };
  /** Whether the sums are divided. */
  readonly normalize: boolean;
  /** The pixel shown in detail. */
  readonly at: { readonly x: number; readonly y: number };
}

type Axis = 'x' | 'y';

/** One expression a pixel. */
function eachPixel(plan: MapPlan, at: (y: number, x: number) => StepExpression): StepExpression {
  return {
    list: Array.from({ length: plan.height }, (_, y) => ({
      list: Array.from({ length: plan.width }, (__, x) => at(y, x)),
    })),
  };
}

/** A pixel of an array, also beyond its border, where it goes on as its mirror image. */
function pixelOf(plan: MapPlan, id: string, y: number, x: number): StepExpression {
  return refer(id, [borderIndex(y, plan.height, 'reflect'), borderIndex(x, plan.width, 'reflect')]);
}

function derivativeAt(plan: MapPlan, axis: Axis, y: number, x: number): StepExpression {
  const sum = weighedSum(plan.kernels[axis], (v, u) => pixelOf(plan, 'image', y + v, x + u));
  return plan.normalize ? divide(sum, refer('divisor')) : sum;
}

/** Of a formula with sums the numbers stand at the pixel in detail. */
function told(formula: string): Pick<ComputedStepDraft, 'formula' | 'substitution'> {
  return { formula, substitution: formula };
}

/** Both derivatives. */
export function derivativesStep(plan: MapPlan, ix: FloatNdArray, iy: FloatNdArray): StepDraft {
  const map = (axis: Axis, value: FloatNdArray): StepDraft => {
    const sum = `\\sum_{u, v} K_${axis}(u, v)\\, I(x + u, y + v)`;
    return {
      id: `i${axis}`,
      symbol: `I_${axis}`,
      title: axis === 'x' ? 'Along x, to the right' : 'Along y, downwards',
      ...told(`I_${axis}(x, y) = ${plan.normalize ? `\\frac{1}{n} ${sum}` : sum}`),
      check: eachPixel(plan, (y, x) => derivativeAt(plan, axis, y, x)),
      value,
    };
  };
  return {
    id: 'derivatives',
    kind: 'statement',
    title: 'The derivatives at each pixel',
    note: 'Beyond the border the image goes on as its mirror image, the pixel at the border twice.',
    steps: [map('x', ix), map('y', iy)],
  };
}

const PRODUCTS = [
  {
    id: 'xx',
    entry: 'ixx',
    letter: 'a',
    formula: 'I_x^2',
    first: 'ix',
    second: 'ix',
    title: 'Squares along x',
  },
  {
    id: 'xy',
    entry: 'ixy',
    letter: 'b',
    formula: 'I_x I_y',
    first: 'ix',
    second: 'iy',
    title: 'Products of both',
  },
  {
    id: 'yy',
    entry: 'iyy',
    letter: 'c',
    formula: 'I_y^2',
    first: 'iy',
    second: 'iy',
    title: 'Squares along y',
  },
] as const;

/** Their products. */
export function productsStep(): StepDraft {
  return {
    id: 'products',
    kind: 'statement',
    title: 'Their products, pixel by pixel',
    steps: PRODUCTS.map(
      ({ id, formula, first, second, title }): StepDraft => ({
        id: `products-${id}`,
        symbol: formula,
        title,
        formula,
        substitution: formula,
        check: multiply(refer(first), refer(second)),
      }),
    ),
  };
}

function windowTerms(plan: MapPlan, id: string, y: number, x: number): StepExpression[] {
  const reach = (plan.window - 1) / 2;
  const offsets = Array.from({ length: plan.window }, (_, i) => i - reach);
  return offsets.flatMap((v) => offsets.map((u) => pixelOf(plan, id, y + v, x + u)));
}

/** The means over the window. */
export function tensorStep(plan: MapPlan, tensor: StructureTensor): StepDraft {
  return {
    id: 'tensor',
    kind: 'statement',
    title: 'The structure tensor at each pixel: means over the window around it',
    note:
      plan.window === 1
        ? 'The window is one pixel; then the determinant is 0 everywhere, and no corner can be told.'
        : 'Of a single pixel the determinant would always be 0; the window makes it a measure of corners.',
    formula: 'M = \\begin{pmatrix} a & b \\\\ b & c \\end{pmatrix}',
    steps: PRODUCTS.map(
      ({ id, entry, letter, formula }): StepDraft => ({
        id: letter,
        symbol: letter,
        title: `Means of ${id === 'xy' ? 'the products' : `the squares along ${id[0]}`}`,
        ...told(`${letter}(x, y) = \\frac{1}{m} \\sum_{\\text{window}} ${formula}`),
        check: eachPixel(plan, (y, x) => mean({ list: windowTerms(plan, `products-${id}`, y, x) })),
        value: tensor[entry],
      }),
    ),
  };
}

/** The map. */
export function mapStep(response: FloatNdArray): StepDraft {
  const [a, b, c, k] = [refer('a'), refer('b'), refer('c'), refer('k')];
  return {
    id: 'map',
    symbol: 'R',
    title: 'The response at each pixel: the determinant less k times the squared trace',
    note: 'Positive at corners, negative along edges, 0 where the image is flat.',
    ...told('R = a c - b^2 - k\\,(a + c)^2'),
    check: subtract(subtract(multiply(a, c), power(b, 2)), multiply(k, power(add(a, c), 2))),
    value: response,
  };
}

/** One pixel with all of its numbers. */
export function pixelStep(
  plan: MapPlan,
  ix: FloatNdArray,
  iy: FloatNdArray,
  tensor: StructureTensor,
  response: FloatNdArray,
): StepDraft {
  const { x, y } = plan.at;
  const place = `(${x}, ${y})`;
  const derivative = (axis: Axis, value: number): StepDraft => ({
    id: `i${axis}-at`,
    symbol: `I_${axis}${place}`,
    title: `Its derivative along ${axis}`,
    formula: `I_${axis}${place}`,
    check: derivativeAt(plan, axis, y, x),
    value,
  });
  const [a, b, c] = PRODUCTS.map(({ letter }) => refer(`${letter}-at`));
  return {
    id: 'pixel',
    symbol: `R${place}`,
    title: `At column ${x}, row ${y}, in detail`,
    check: subtract(refer('determinant'), multiply(refer('k'), power(refer('trace'), 2))),
    formula: `R${place} = \\det M - k \\left( \\operatorname{tr} M \\right)^2`,
    value: response.get(y, x),
    steps: [
      derivative('x', ix.get(y, x)),
      derivative('y', iy.get(y, x)),
      ...PRODUCTS.map(
        ({ id, entry, letter, formula }): StepDraft => ({
          id: `${letter}-at`,
          symbol: `${letter}${place}`,
          title: `The mean of ${id === 'xy' ? 'the products' : `the squares along ${id[0]}`} in its window`,
          formula: `${letter}${place} = \\frac{1}{m} \\sum_{\\text{window}} ${formula}`,
          check: mean({ list: windowTerms(plan, `products-${id}`, y, x) }),
          value: tensor[entry].get(y, x),
        }),
      ),
      {
        id: 'determinant',
        symbol: '\\det M',
        title: 'Determinant',
        formula: '\\det M = a c - b^2',
        check: subtract(multiply(a!, c!), power(b!, 2)),
      },
      {
        id: 'trace',
        symbol: '\\operatorname{tr} M',
        title: 'Trace',
        formula: '\\operatorname{tr} M = a + c',
        check: add(a!, c!),
      },
    ],
  };
}
