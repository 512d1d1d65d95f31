// Harris' response of one window: tensor, determinant, trace, response, verdict.
import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import type { PointKind } from '../../structure-tensor/classify-point.js';
import { explainHarris } from '../../structure-tensor/explain-harris.js';
import { harrisResponse } from '../../structure-tensor/responses.js';
import { windowTensor } from '../../structure-tensor/window-tensor.js';
import type { Draw } from '../draw.js';
import type { Earlier, Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, matrixTex, numberTex, precisely, rowsOf } from '../wording.js';

type Rows = readonly (readonly number[])[];

type HarrisGiven = { readonly ix: Rows; readonly iy: Rows; readonly k: number };

const DECIMALS = 2;

const tensorOf = ({ ix, iy }: HarrisGiven): Rows => toNested(windowTensor(ix, iy)) as Rows;
const determinant = ([[a = 0, b = 0] = [], [c = 0, d = 0] = []]: Rows): number => a * d - b * c;
const trace = ([[a = 0] = [], [, d = 0] = []]: Rows): number => a + d;
const response = (det: number, tr: number, k: number): number => det - k * tr ** 2;

/** The steps of Harris' corner measure. */
export const harrisTopic: Topic<HarrisGiven> = {
  id: 'harris',
  title: 'The Harris response of a window',
  quantities: { ix: 'matrix', iy: 'matrix', k: 'number' },
  generate,
  accepts: (given) => {
    // Far from the limit between edge and corner, so that rounding cannot decide.
    const tensor = tensorOf(given);
    const r = harrisResponse(tensor, { k: given.k });
    return typeof r === 'number' && Math.abs(r) > 5 && determinant(tensor) > 0;
  },
  statement: ({ ix, iy, k }) =>
    [
      'The derivatives of an image in a window are',
      display(`I_x = ${matrixTex(ix)}`, `I_y = ${matrixTex(iy)}`),
      `Every pixel of the window counts 1. Take $k = ${numberTex(k)}$.`,
    ].join('\n\n'),
  parts: (given) => [
    {
      id: 'a',
      prompt: 'Write down the structure tensor $M$, the sum over the window.',
      marks: 3,
      kind: 'matrix',
      value: () => tensorOf(given),
    },
    {
      id: 'b',
      prompt: 'How large is its determinant?',
      marks: 1,
      kind: 'number',
      value: (earlier) => determinant(earlier.matrix('a')),
      trivial: isDiagonal,
    },
    {
      id: 'c',
      prompt: 'How large is its trace?',
      marks: 1,
      kind: 'number',
      value: (earlier) => trace(earlier.matrix('a')),
    },
    {
      id: 'd',
      prompt: `How large is Harris' response $R = \\det M - k\\, (\\operatorname{tr} M)^2$? ${precisely(DECIMALS)}`,
      marks: 2,
      kind: 'number',
      decimals: DECIMALS,
      value: (earlier) => response(earlier.number('b'), earlier.number('c'), given.k),
    },
    {
      id: 'e',
      prompt: 'What does the window show, by the sign of this response?',
      marks: 1,
      kind: 'choice',
      choices: [
        { id: 'corner', label: 'a corner' },
        { id: 'edge', label: 'an edge' },
        { id: 'flat', label: 'a flat region' },
      ],
      value: (earlier) => verdict(earlier.number('d')),
    },
  ],
  misconceptions: [
    {
      id: 'harris-mean-for-sum',
      name: 'The mean is taken for the sum',
      explanation: 'Every pixel counts 1 here: the entries are sums over the window, not means.',
      wrong: {
        a: (given) => {
          const pixels = given.ix.length * given.ix[0]!.length;
          return tensorOf(given).map((row) => row.map((entry) => entry / pixels));
        },
      },
    },
    {
      id: 'harris-no-window',
      name: 'Sums are squared instead of squares summed',
      explanation:
        'Square and multiply the derivatives pixel by pixel first, then add: a tensor made of the summed derivatives has determinant 0.',
      wrong: {
        a: ({ ix, iy }) => {
          const [x, y] = [total(ix), total(iy)];
          return [
            [x * x, x * y],
            [x * y, y * y],
          ];
        },
      },
    },
    {
      id: 'harris-axes-swapped',
      name: 'The derivatives along x and y are swapped',
      explanation: 'The sum of the squares along x stands first, that along y last.',
      wrong: {
        a: (given) => {
          const [[a, b] = [], [, d] = []] = tensorOf(given);
          return [
            [d!, b!],
            [b!, a!],
          ];
        },
      },
    },
    {
      id: 'harris-det-plus-offdiag',
      name: 'The products of the determinant are added',
      explanation:
        'The determinant is the product of the diagonal minus the product of the other two entries.',
      wrong: {
        b: (_, earlier) => {
          const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = earlier.matrix('a');
          return a * d + b * c;
        },
      },
    },
    {
      id: 'harris-offdiag-not-squared',
      name: 'The off-diagonal entry counts once',
      explanation:
        'Both off-diagonal entries are multiplied, so the sum of the products appears squared.',
      wrong: {
        b: (_, earlier) => {
          const [[a = 0, b = 0] = [], [, d = 0] = []] = earlier.matrix('a');
          return a * d - b;
        },
      },
    },
    {
      id: 'harris-trace-product',
      name: 'The diagonal is multiplied',
      explanation: 'The trace is the sum of the diagonal, not its product.',
      wrong: {
        c: (_, earlier) => {
          const [[a = 0] = [], [, d = 0] = []] = earlier.matrix('a');
          return a * d;
        },
      },
    },
    {
      id: 'harris-trace-not-squared',
      name: 'The trace is not squared',
      explanation: 'The trace is squared before it is multiplied by k.',
      wrong: { d: ({ k }, earlier) => earlier.number('b') - k * earlier.number('c') },
    },
    {
      id: 'harris-k-dropped',
      name: 'The weight k is left out',
      explanation: 'The squared trace counts with the small weight k.',
      wrong: { d: (_, earlier) => earlier.number('b') - earlier.number('c') ** 2 },
    },
    {
      id: 'harris-plus-trace',
      name: 'The trace is added',
      explanation: 'The weighted square of the trace is taken off the determinant.',
      wrong: {
        d: ({ k }, earlier) => earlier.number('b') + k * earlier.number('c') ** 2,
      },
    },
    {
      id: 'harris-verdict-reversed',
      name: 'Corner and edge are taken for each other',
      explanation:
        'A response well above 0 is a corner, for both eigenvalues are large; below 0 only one is, as at an edge.',
      wrong: {
        e: (_, earlier) => (verdict(earlier.number('d')) === 'corner' ? 'edge' : 'corner'),
      },
    },
    {
      id: 'harris-negative-is-flat',
      name: 'A negative response is taken for flat',
      explanation: 'Flat regions have a response near 0; one well below 0 means an edge.',
      wrong: { e: (_, earlier) => (earlier.number('d') < 0 ? 'flat' : undefined) },
    },
  ],
  solve: ({ ix, iy, k }): Derivation => explainHarris({ ix, iy }, { k }),
};

function generate(draw: Draw, difficulty: Difficulty): HarrisGiven {
  const size = difficulty === 'easy' ? 2 : 3;
  const low = difficulty === 'easy' ? 0 : difficulty === 'medium' ? -2 : -5;
  const high = { easy: 6, medium: 4, hard: 9 }[difficulty];
  const k = difficulty === 'hard' ? draw.pick([0.04, 0.05, 0.06]) : 0.05;
  const ix = rowsOf(draw.ownIntegers(size ** 2, low, high), size);
  // Half of the windows are near an edge, where both derivatives go together.
  const isEdge = draw.pick([true, false]);
  const along = draw.integer(1, 2);
  const iy = rowsOf(draw.integers(size ** 2, low, high), size).map((row, y) =>
    row.map((value, x) => (isEdge ? ix[y]![x]! * along + (value % 2) : value)),
  );
  return { ix, iy, k };
}

function total(rows: Rows): number {
  return rows.flat().reduce((sum, each) => sum + each, 0);
}

/** As `classifyPoint` judges, from the response alone. */
function verdict(r: number): PointKind {
  return r > 0 ? 'corner' : r < 0 ? 'edge' : 'flat';
}

/** With nothing beside the diagonal there is nothing to take off. */
function isDiagonal(earlier: Earlier): boolean {
  const [[, b] = [], [c] = []] = earlier.matrix('a');
  return b === 0 && c === 0;
}
