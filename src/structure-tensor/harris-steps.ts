// The steps to Harris' corner measure, as a course works them out on paper.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { PointKind } from './classify-point.js';

/** One table of products. */
export function productStep(
  name: string,
  symbol: string,
  title: string,
  first: string,
  second: string,
): StepDraft {
  return {
    id: `products-${name}`,
    symbol,
    title,
    formula: `${symbol}`,
    check: stepOperations.multiply(refer(first), refer(second)),
  };
}

/** One sum over the window, each summand named. */
export function sumStep(
  name: string,
  letter: string,
  products: string,
  [height, width]: readonly [number, number],
  value: number,
): StepDraft {
  const cells: StepExpression[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) cells.push(refer(`products-${name}`, [y, x]));
  }
  const [first, ...rest] = cells;
  return {
    id: `sum-${name}`,
    symbol: letter,
    title: `Add up ${name === 'xy' ? 'the products' : `the squares along ${name === 'xx' ? 'x' : 'y'}`}`,
    formula: `${letter} = \\sum ${products}`,
    check: stepOperations.add(first!, ...rest),
    value,
  };
}

/** Taylor's argument, and the change for a displacement where there is one. */
export function changeSteps(change: number | undefined): StepDraft[] {
  const taylor: StepDraft = {
    id: 'taylor',
    kind: 'statement',
    title: 'Why the tensor tells how the window changes',
    note: 'Moved by (u, v), the window changes by the sum of squared differences. By Taylor the image is its value plus u times its derivative along x plus v times that along y, so the value cancels and a quadratic form remains. The product of the derivatives is in it twice.',
    formula:
      'E(u, v) = \\sum \\left( I(x + u, y + v) - I(x, y) \\right)^2 \\approx \\sum \\left( u I_x + v I_y \\right)^2 = a u^2 + 2 b u v + c v^2 = \\mathbf{d}^\\top M \\mathbf{d}',
  };
  if (change === undefined) return [taylor];
  const [u, v] = [refer('d', [0], 'u'), refer('d', [1], 'v')];
  const [first, second] = [
    refer('moved', [0], '(M \\mathbf{d})_1'),
    refer('moved', [1], '(M \\mathbf{d})_2'),
  ];
  const moved: StepDraft = {
    id: 'moved',
    symbol: 'M \\mathbf{d}',
    title: 'Multiply the tensor with the displacement',
    note: 'This is a vector; the change is a number, one product further.',
    formula: 'M \\mathbf{d}',
    check: stepOperations.matmul(refer('tensor'), refer('d')),
  };
  return [
    taylor,
    {
      id: 'change',
      symbol: 'E(u, v)',
      title: 'Multiply the tensor with the displacement from both sides',
      steps: [moved],
      check: stepOperations.add(
        stepOperations.multiply(u, first),
        stepOperations.multiply(v, second),
      ),
      value: change,
    },
  ];
}

/** Determinant, trace and response. */
export function responseSteps(k: number, determinant: number, response: number): StepDraft[] {
  const [xx, xy, yy] = [refer('sum-xx'), refer('sum-xy'), refer('sum-yy')];
  const parts: StepDraft[] = [
    {
      id: 'determinant',
      symbol: '\\det M',
      title: 'Determinant: multiply crosswise and subtract',
      check: stepOperations.subtract(stepOperations.multiply(xx, yy), stepOperations.power(xy, 2)),
      value: determinant,
    },
    {
      id: 'trace',
      symbol: '\\operatorname{tr} M',
      title: 'Trace: add the diagonal',
      check: stepOperations.add(xx, yy),
    },
  ];
  return [
    {
      id: 'response',
      symbol: 'R',
      title: 'The Harris response',
      steps: parts,
      formula: 'R = \\det M - k \\left( \\operatorname{tr} M \\right)^2',
      note: `The trace is squared. k = ${k} must lie between 0 and ¼.`,
      check: stepOperations.subtract(
        refer('determinant'),
        stepOperations.multiply(refer('k'), stepOperations.power(refer('trace'), 2)),
      ),
      value: response,
    },
  ];
}

/** The entries of the tensor as they stand in formulas. */
export type EntryExpressions = readonly [
  xx: StepExpression,
  xy: StepExpression,
  yy: StepExpression,
];

/** The eigenvalues, of the tensor with the given entries; `trace` and `determinant` are steps before it. */
export function eigenvalueSteps(
  larger: number,
  smaller: number,
  [xx, xy, yy]: EntryExpressions = [refer('sum-xx'), refer('sum-xy'), refer('sum-yy')],
  title: string = 'The eigenvalues, which say the same',
): StepDraft[] {
  const root = stepOperations.sqrt(
    stepOperations.add(
      stepOperations.power(stepOperations.subtract(xx, yy), 2),
      stepOperations.multiply(4, stepOperations.power(xy, 2)),
    ),
  );
  const trace = refer('trace');
  const each: StepDraft[] = [
    {
      id: 'larger',
      symbol: '\\lambda_1',
      title: 'The larger eigenvalue',
      check: stepOperations.divide(stepOperations.add(trace, root), 2),
      value: larger,
    },
    {
      id: 'smaller',
      symbol: '\\lambda_2',
      title: 'The smaller eigenvalue',
      note:
        larger === 0
          ? 'The trace is the sum of both.'
          : 'The determinant is the product of both; the difference of trace and root would cancel where it is small.',
      check:
        larger === 0
          ? stepOperations.subtract(trace, refer('larger'))
          : stepOperations.divide(refer('determinant'), refer('larger')),
      value: smaller,
    },
  ];
  return [
    {
      id: 'eigenvalues',
      symbol: '(\\lambda_1,\\, \\lambda_2)',
      title,
      formula: '(\\lambda_1,\\, \\lambda_2)',
      check: { list: [refer('larger'), refer('smaller')] },
      steps: each,
    },
  ];
}

/** The verdict by the sign. */
export function verdictStep(kind: PointKind, reason: string): StepDraft {
  const response = refer('response');
  return {
    id: 'verdict',
    symbol: '\\text{verdict}',
    title: 'Corner, edge or flat',
    note: reason,
    formula:
      '\\text{verdict} = \\begin{cases} \\text{corner} & \\text{if } R > 0 \\\\ \\text{edge} & \\text{if } R < 0 \\\\ \\text{flat} & \\text{if } R = 0 \\end{cases}',
    check: stepOperations.choose(
      stepOperations.greater(response, 0),
      'corner',
      stepOperations.choose(stepOperations.less(response, 0), 'edge', 'flat'),
    ),
    value: kind,
  };
}
