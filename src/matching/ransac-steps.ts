// The steps of a search by random samples, as a course works them out on paper.
import type { FloatNdArray } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression, StepReference } from '../derivation/expression-types.js';
import {
  add,
  choose,
  count,
  divide,
  dot,
  inverse,
  lessEqual,
  matmul,
  mean,
  minimum,
  multiply,
  negate,
  power,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { TransformModel } from './models.js';
import { mappedPoint, residualOf } from './system-steps.js';

/** Points under a transform, and how far they are from their targets. */
export interface Mapped {
  readonly points: FloatNdArray;
  readonly residuals: readonly number[];
}

/** Where all points go, and how far from their targets that is: of the sample's transform or of the final one. */
export function residualStep(which: 'sample' | 'final', { points, residuals }: Mapped): StepDraft {
  const final = which === 'final';
  const [mapped, star] = [`mapped-${which}`, final ? '^*' : ''];
  const all = residuals.map((_, i) => i);
  return {
    id: `residuals-${which}`,
    symbol: `\\delta${star}`,
    title: `How far ${final ? 'it' : 'the transform'} brings each point from its target`,
    formula: `\\delta${star}_i = \\left\\| T${star}(p_i) - q_i \\right\\|`,
    substitution: `\\delta${star}`,
    check: { list: all.map((i) => residualOf(mapped, 'target', i)) },
    value: [...residuals],
    table: {
      corner: 'pair',
      columns: ['x′', 'y′', 'u', 'v', 'distance', 'within t'],
      rows: all.map((i) => ({
        label: String(i),
        cells: [
          refer(mapped, [i, 0]),
          refer(mapped, [i, 1]),
          refer('target', [i, 0]),
          refer('target', [i, 1]),
          residualOf(mapped, 'target', i),
          choose(lessEqual(residuals[i]!, refer('threshold')), 'yes', 'no'),
        ],
      })),
    },
    steps: [
      {
        id: mapped,
        symbol: `T${star}(p)`,
        title: 'The points under it',
        formula: `T${star}(p)`,
        substitution: `T${star}(p)`,
        check: {
          list: all.map((i) => mappedPoint(final ? 'final' : 'transform', 'source', i)),
        },
        value: points,
      },
    ],
  };
}

/** How many agree, and what the transform costs. */
export function countStep(inliers: number, pairs: number): StepDraft {
  return {
    id: 'count',
    symbol: 'm',
    title: 'How many pairs agree with it?',
    note: `${inliers} of ${pairs}; the sample itself does, whatever it is.`,
    formula: 'm = \\#\\left\\lbrace i : \\delta_i \\le t \\right\\rbrace',
    substitution: 'm = \\#\\left\\lbrace i : \\delta_i \\le t \\right\\rbrace',
    check: count(lessEqual(refer('residuals-sample'), refer('threshold'))),
    value: inliers,
    steps: [
      {
        id: 'cost',
        symbol: 'C',
        title: 'What it costs: the squared distances, each at most that of the threshold',
        note: 'Of transforms that as many pairs agree with, it is less for the one that fits them better. The least cost wins.',
        check: sum(minimum(power(refer('residuals-sample'), 2), power(refer('threshold'), 2))),
        formula: 'C = \\sum_i \\min(\\delta_i^2,\\, t^2)',
      },
    ],
  };
}

/** How the search went: chosen trials, one a row. */
export interface TrialRow {
  readonly number: number;
  readonly drawn: readonly number[];
  readonly inliers: number;
  readonly cost: number;
  readonly best: number;
}

/** The table of trials. */
export function trialsStep(rows: readonly TrialRow[], trials: number): StepDraft {
  const some = rows.length < trials ? ` ${rows.length} of them are shown.` : '';
  return {
    id: 'trials',
    kind: 'statement',
    title:
      trials === 1
        ? 'One transform is tried'
        : `All ${trials} trials, each with a sample of its own`,
    note: `A transform that is better than all before is refined on the pairs near it, so the least cost so far can be below its own. Samples through which no camera could see are drawn again and do not count. The search ends when a sample without outliers has been drawn with the probability asked for.${some}`,
    table: {
      corner: 'trial: pairs',
      columns: ['agree', 'cost', 'least so far'],
      rows: rows.map(({ number, drawn, inliers, cost, best }) => ({
        label: `${number}: ${drawn.join(', ')}`,
        cells: [inliers, cost, best],
      })),
    },
  };
}

type Coordinate = 'x' | 'y' | 'u' | 'v';

/** The fit to all inliers: the last transform. */
export function finalStep(
  model: TransformModel,
  inliers: readonly number[],
  transform: FloatNdArray,
  mapped: Mapped,
): StepDraft[] {
  const rows: StepExpression[] =
    model === 'homography' ? [] : model === 'affine' ? affineRows() : similarityRows();
  const least =
    'T^* = \\operatorname*{arg\\,min}_T \\sum_{i \\in \\text{inliers}} \\left\\| T(p_i) - q_i \\right\\|^2';
  return [
    {
      id: 'final',
      symbol: 'T^*',
      title: `Fit a transform to all ${inliers.length} inliers of the best one, by least squares`,
      note:
        model === 'homography'
          ? 'There is no closed form: it is found by steps of Levenberg and Marquardt, which no one takes by hand. That it is right is seen at the distances.'
          : undefined,
      formula: least,
      substitution: least,
      check:
        model === 'homography'
          ? listOf(Array.from({ length: 3 }, (_, i) => listOf(row(transform, i))))
          : listOf([...rows, listOf([0, 0, 1])]),
      value: transform,
      ...(model === 'homography' ? {} : { steps: fitSteps(model, inliers) }),
    },
    residualStep('final', mapped),
  ];
}

const listOf = (items: readonly StepExpression[]): StepExpression => ({ list: items });

const row = (transform: FloatNdArray, i: number): number[] =>
  [0, 1, 2].map((j) => transform.get(i, j));

function fitSteps(model: 'affine' | 'similarity', inliers: readonly number[]): StepDraft[] {
  const [x, y, u, v] = (['x', 'y', 'u', 'v'] as const).map((c) => refer(`centred-${c}`)) as [
    StepReference,
    StepReference,
    StepReference,
    StepReference,
  ];
  const centred = (['x', 'y', 'u', 'v'] as const).flatMap((c) => centredSteps(c, inliers));
  const moments = listOf([listOf([dot(x, x), dot(x, y)]), listOf([dot(x, y), dot(y, y)])]);
  const linear = (letters: string, c: 'u' | 'v', target: StepReference): StepDraft => {
    const formula = `(${letters}) = \\begin{pmatrix} \\tilde x \\cdot \\tilde x & \\tilde x \\cdot \\tilde y \\\\ \\tilde x \\cdot \\tilde y & \\tilde y \\cdot \\tilde y \\end{pmatrix}^{-1} \\begin{pmatrix} \\tilde x \\cdot \\tilde ${c} \\\\ \\tilde y \\cdot \\tilde ${c} \\end{pmatrix}`;
    return {
      id: `linear-${c}`,
      symbol: `(${letters})`,
      title: `What makes ${c} of x and y`,
      formula,
      substitution: formula,
      check: matmul(inverse(moments), listOf([dot(x, target), dot(y, target)])),
    };
  };
  const part = (letter: 'a' | 'b', title: string, check: StepExpression): StepDraft => ({
    id: letter,
    symbol: letter,
    title,
    check: divide(refer(`products-${letter}`), refer('spread')),
    steps: [
      { id: `products-${letter}`, symbol: `S_${letter}`, title: 'Products, added up', check },
    ],
  });
  return [
    {
      id: 'centred',
      kind: 'statement',
      title: 'Coordinates of the inliers, without their means',
      steps: centred,
    },
    ...(model === 'affine'
      ? [linear('a, b', 'u', u), linear('d, e', 'v', v)]
      : [
          {
            id: 'spread',
            symbol: 'S',
            title: 'How far the points spread: squares, added up',
            check: add(dot(x, x), dot(y, y)),
          },
          part('a', 'The part along', add(dot(x, u), dot(y, v))),
          part('b', 'The part across', subtract(dot(x, v), dot(y, u))),
        ]),
  ];
}

function centredSteps(c: Coordinate, inliers: readonly number[]): StepDraft[] {
  const [id, at] =
    c === 'x' || c === 'y' ? ['source', c === 'x' ? 0 : 1] : ['target', c === 'u' ? 0 : 1];
  const values = listOf(inliers.map((i) => refer(id, [i, at], `${c}_{${i}}`)));
  return [
    { id: `mean-${c}`, symbol: `\\bar ${c}`, title: `Mean of ${c}`, check: mean(values) },
    {
      id: `centred-${c}`,
      symbol: `\\tilde ${c}`,
      title: `${c} less its mean`,
      formula: `\\tilde ${c}_i = ${c}_i - \\bar ${c}`,
      substitution: `\\tilde ${c}_i = ${c}_i - \\bar ${c}`,
      check: subtract(values, refer(`mean-${c}`)),
    },
  ];
}

/** A shift: what is left of the mean. */
function shift(of: 'u' | 'v', a: StepExpression, b: StepExpression): StepExpression {
  const [x, y] = [refer('mean-x'), refer('mean-y')];
  return subtract(refer(`mean-${of}`), add(multiply(a, x), multiply(b, y)));
}

function affineRows(): StepExpression[] {
  const [a, b] = [refer('linear-u', [0]), refer('linear-u', [1])];
  const [d, e] = [refer('linear-v', [0]), refer('linear-v', [1])];
  return [listOf([a, b, shift('u', a, b)]), listOf([d, e, shift('v', d, e)])];
}

function similarityRows(): StepExpression[] {
  const [a, b] = [refer('a'), refer('b')];
  return [listOf([a, negate(b), shift('u', a, negate(b))]), listOf([b, a, shift('v', b, a)])];
}
