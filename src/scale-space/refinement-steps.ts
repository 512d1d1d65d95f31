// The steps of Lowe's quadratic fit around an extremum, as a course works them out on paper.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepReference } from '../derivation/expression-types.js';
import {
  abs,
  add,
  and,
  determinant,
  divide,
  dot,
  greater,
  greaterEqual,
  inverse,
  less,
  lessEqual,
  matmul,
  max,
  multiply,
  negate,
  power,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Place } from './extremum-steps.js';
import type { ExtremumFit } from './refine.js';

/** The axes in the order of the offset's entries, with their names in formulas. */
const AXES = [
  ['x', 'x'],
  ['y', 'y'],
  ['level', 's'],
] as const;

type Axis = (typeof AXES)[number][0];

const WORDS: Readonly<Record<Axis, string>> = {
  x: 'along the columns',
  y: 'along the rows',
  level: 'along the scale',
};

/** Names of the three levels, 3×3 samples each. */
export const LEVELS = ['before', 'own', 'after'] as const;

/** A sample some steps away from the one in the middle, written `D_2(1, 1)`: level, then column and row. */
function beside(
  centre: Place,
  ...steps: readonly (readonly [axis: Axis, step: number])[]
): StepReference {
  const move: Record<Axis, number> = { level: 0, y: 0, x: 0 };
  for (const [axis, step] of steps) move[axis] += step;
  return refer(
    LEVELS[1 + move.level]!,
    [1 + move.y, 1 + move.x],
    `D_{${centre.level + move.level}}(${centre.x + move.x}, ${centre.y + move.y})`,
  );
}

/** The gradient, entry by entry. */
export function gradientStep(centre: Place): StepDraft {
  return {
    id: 'gradient',
    symbol: 'g',
    title: 'The gradient: half the difference of the neighbours on both sides',
    formula: 'g = (D_x,\\, D_y,\\, D_s)^\\top',
    check: { list: AXES.map(([axis]) => refer(`slope-${axis}`)) },
    steps: AXES.map(
      ([axis, letter]): StepDraft => ({
        id: `slope-${axis}`,
        symbol: `D_{${letter}}`,
        title: `Slope ${WORDS[axis]}`,
        check: divide(subtract(beside(centre, [axis, 1]), beside(centre, [axis, -1])), 2),
      }),
    ),
  };
}

/** The Hessian, entry by entry. */
export function hessianStep(centre: Place): StepDraft {
  const entries: StepDraft[] = [];
  for (const [axis, letter] of AXES) {
    entries.push({
      id: curvatureId(axis, axis),
      symbol: `D_{${letter}${letter}}`,
      title: `Curvature ${WORDS[axis]}: both neighbours minus twice the sample`,
      check: subtract(
        add(beside(centre, [axis, 1]), beside(centre, [axis, -1])),
        multiply(2, beside(centre)),
      ),
    });
  }
  for (const [first, second] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const [[a, p], [b, q]] = [AXES[first], AXES[second]];
    const corner = (i: number, j: number): StepReference => beside(centre, [a, i], [b, j]);
    entries.push({
      id: curvatureId(a, b),
      symbol: `D_{${p}${q}}`,
      title: `Mixed derivative ${WORDS[a]} and ${WORDS[b].replace('along ', '')}: a quarter of the crosswise difference of the corners`,
      // In the order of the fit: differences of like numbers are rounded as there.
      check: divide(
        add(subtract(subtract(corner(1, 1), corner(1, -1)), corner(-1, 1)), corner(-1, -1)),
        4,
      ),
    });
  }
  return {
    id: 'hessian',
    symbol: 'H',
    title: 'The Hessian: the second differences',
    note: 'It is symmetric: each mixed derivative stands on both sides of the diagonal.',
    formula: 'H',
    substitution:
      '\\begin{pmatrix} D_{xx} & D_{xy} & D_{xs} \\\\ D_{xy} & D_{yy} & D_{ys} \\\\ D_{xs} & D_{ys} & D_{ss} \\end{pmatrix}',
    check: {
      list: AXES.map(([row]) => ({
        list: AXES.map(([column]) => refer(curvatureId(row, column))),
      })),
    },
    steps: entries,
  };
}

function curvatureId(a: Axis, b: Axis): string {
  const order = AXES.map(([axis]) => axis);
  const [first, second] = order.indexOf(a) <= order.indexOf(b) ? [a, b] : [b, a];
  return `curvature-${first}-${second}`;
}

/** Where the gradient of the quadratic vanishes, and its value there. */
export function offsetSteps(centre: Place, fit: ExtremumFit): StepDraft[] {
  const offset = { x: fit.x - centre.x, y: fit.y - centre.y, level: fit.level - centre.level };
  return [
    {
      id: 'taylor',
      kind: 'statement',
      title: 'Why the offset solves a linear system',
      note: 'The quadratic has the value, the slopes and the curvatures of the samples. At its extremum its gradient vanishes.',
      formula:
        'D(\\mathbf{x}) = D + g^\\top \\mathbf{x} + \\frac{1}{2} \\mathbf{x}^\\top H \\mathbf{x}, \\qquad g + H \\hat{\\mathbf{x}} = 0',
    },
    {
      id: 'offset',
      symbol: '\\hat{\\mathbf{x}}',
      title: 'The offset of the extremum from the sample',
      note: 'In columns, rows and levels.',
      formula: '\\hat{\\mathbf{x}} = -H^{-1} g',
      check: negate(matmul(inverse(refer('hessian')), refer('gradient'))),
      value: [offset.x, offset.y, offset.level],
      steps: [
        {
          id: 'determinant',
          symbol: '\\det H',
          title: 'The determinant, which must not be 0',
          check: determinant(refer('hessian')),
        },
      ],
    },
    {
      id: 'place',
      symbol: '(x,\\, y,\\, s)',
      title: 'The refined place: sample plus offset',
      check: {
        list: AXES.map(([axis], i) => add(centre[axis], offsetAt(i))),
      },
      value: [fit.x, fit.y, fit.level],
    },
    {
      id: 'value',
      symbol: '\\hat D',
      title: 'The value there',
      note: 'Put into the quadratic, the offset makes the last term minus half of the one before.',
      formula: '\\hat D = D + \\frac{1}{2}\\, g^\\top \\hat{\\mathbf{x}}',
      check: add(beside(centre), divide(dot(refer('gradient'), refer('offset')), 2)),
      value: fit.value,
    },
  ];
}

function offsetAt(i: number): StepReference {
  return refer('offset', [i], `\\hat{${AXES[i]![1]}}`);
}

/** Nearest sample, contrast, edge, and whether all three hold. */
export function testSteps(fit: ExtremumFit): StepDraft[] {
  const [xx, xy, yy] = [
    refer(curvatureId('x', 'x')),
    refer(curvatureId('x', 'y')),
    refer(curvatureId('y', 'y')),
  ];
  const straight = !Number.isFinite(fit.edgeRatio);
  const limit = divide(power(add(refer('r'), 1), 2), refer('r'));
  return [
    {
      id: 'near',
      symbol: '\\text{near}',
      title: 'Does the extremum lie nearest to this sample?',
      note: 'Where an entry of the offset is beyond one half, the fit is made again at the sample next to this one.',
      formula: '\\text{near} = \\max |\\hat{\\mathbf{x}}| \\le 0.5',
      check: lessEqual(max(abs(refer('offset'))), 0.5),
    },
    {
      id: 'contrast',
      symbol: '\\text{contrast}',
      title: 'Is it clear enough?',
      check: greaterEqual(abs(refer('value')), refer('t')),
    },
    {
      id: 'edge-trace',
      symbol: '\\operatorname{tr}',
      title: 'Trace of the spatial Hessian',
      check: add(xx, yy),
    },
    {
      id: 'edge-determinant',
      symbol: '\\det',
      title: 'Determinant of the spatial Hessian',
      note: straight
        ? 'It is not positive: the curvatures have different signs, or one of them is 0. That is no blob.'
        : 'It is positive: both curvatures have the same sign.',
      check: subtract(multiply(xx, yy), power(xy, 2)),
    },
    {
      id: 'edge',
      symbol: '\\text{blob}',
      title: 'Are the two curvatures alike?',
      note: 'For curvatures α ≥ β the ratio tr² / det is (α/β + 1)² / (α/β), which grows with α/β and needs no eigenvalue. Along an edge one is much larger than the other.',
      check: straight
        ? greater(refer('edge-determinant'), 0)
        : less(refer('edge-ratio'), refer('edge-limit')),
      steps: straight
        ? []
        : [
            {
              id: 'edge-ratio',
              symbol: '\\rho',
              title: 'The ratio',
              check: divide(power(refer('edge-trace'), 2), refer('edge-determinant')),
              value: fit.edgeRatio,
            },
            {
              id: 'edge-limit',
              symbol: '\\rho_{\\max}',
              title: 'Its largest value',
              check: limit,
            },
          ],
    },
    {
      id: 'kept',
      symbol: '\\text{kept}',
      title: 'The keypoint is kept where all three hold',
      check: and(refer('near'), refer('contrast'), refer('edge')),
    },
  ];
}
