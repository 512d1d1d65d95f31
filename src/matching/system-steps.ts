// A transform of the plane as the solution of linear equations, two a pair: the steps of derivations.
import { wrap } from '../core/create.js';
import type { FloatNdArray } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression, StepOperation } from '../derivation/expression-types.js';
import {
  add,
  divide,
  inverse,
  matmul,
  multiply,
  negate,
  norm,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { StepTable } from '../derivation/types.js';
import type { TransformModel } from './models.js';

/** A family's equations, and the transform that its unknowns make. */
interface Family {
  /** The unknowns, in order. */
  readonly unknowns: string;
  /** What a pair says of them, in LaTeX. */
  readonly equations: string;
  /** Why. */
  readonly note: string;
  /** The two rows of a pair. */
  readonly rows: (
    x: StepExpression,
    y: StepExpression,
    u: StepExpression,
    v: StepExpression,
  ) => readonly StepExpression[][];
  /** Where the unknowns stand in the transform; a number stands for itself. */
  readonly matrix: (h: (i: number) => StepExpression) => readonly StepExpression[][];
  /** The same in LaTeX. */
  readonly latex: string;
  /** The unknowns of a transform whose last element is 1. */
  readonly solution: (t: readonly number[]) => number[];
}

/** One of each, in words. */
export const A_MODEL: Readonly<Record<TransformModel, string>> = {
  homography: 'a homography',
  affine: 'an affine transform',
  similarity: 'a similarity',
};

/** The families by name. */
const FAMILIES: Readonly<Record<TransformModel, Family>> = {
  homography: {
    unknowns: '(a, b, c, d, e, f, g, h)',
    equations:
      '\\begin{aligned} u &= \\frac{a x + b y + c}{g x + h y + 1} \\\\ v &= \\frac{d x + e y + f}{g x + h y + 1} \\end{aligned} \\;\\Rightarrow\\; \\begin{aligned} a x + b y + c - u x g - u y h &= u \\\\ d x + e y + f - v x g - v y h &= v \\end{aligned}',
    note: 'A homography is determined but for a factor, so its last element is taken as 1. Multiplied by the denominator, its equations are linear in the eight unknowns that are left: two a pair, eight for four pairs.',
    rows: (x, y, u, v) => [
      [x, y, 1, 0, 0, 0, negate(multiply(u, x)), negate(multiply(u, y))],
      [0, 0, 0, x, y, 1, negate(multiply(v, x)), negate(multiply(v, y))],
    ],
    matrix: (h) => [
      [h(0), h(1), h(2)],
      [h(3), h(4), h(5)],
      [h(6), h(7), 1],
    ],
    latex: '\\begin{pmatrix} a & b & c \\\\ d & e & f \\\\ g & h & 1 \\end{pmatrix}',
    solution: (t) => t.slice(0, 8),
  },
  affine: {
    unknowns: '(a, b, c, d, e, f)',
    equations: 'a x + b y + c = u,\\qquad d x + e y + f = v',
    note: 'Six unknowns, and two equations a pair: three pairs determine them.',
    rows: (x, y) => [
      [x, y, 1, 0, 0, 0],
      [0, 0, 0, x, y, 1],
    ],
    matrix: (h) => [
      [h(0), h(1), h(2)],
      [h(3), h(4), h(5)],
      [0, 0, 1],
    ],
    latex: '\\begin{pmatrix} a & b & c \\\\ d & e & f \\\\ 0 & 0 & 1 \\end{pmatrix}',
    solution: (t) => t.slice(0, 6),
  },
  similarity: {
    unknowns: '(a, b, c, d)',
    equations: 'a x - b y + c = u,\\qquad b x + a y + d = v',
    note: 'With the scale s and the angle θ of the turn, a = s cos θ and b = s sin θ. Four unknowns, and two equations a pair: two pairs determine them.',
    rows: (x, y) => [
      [x, negate(y), 1, 0],
      [y, x, 0, 1],
    ],
    matrix: (h) => [
      [h(0), negate(h(1)), h(2)],
      [h(1), h(0), h(3)],
      [0, 0, 1],
    ],
    latex: '\\begin{pmatrix} a & -b & c \\\\ b & a & d \\\\ 0 & 0 & 1 \\end{pmatrix}',
    solution: (t) => [t[0]!, t[3]!, t[2]!, t[5]!],
  },
};

/** Coordinates of a point among those given. */
function point(id: string, i: number): readonly [x: StepExpression, y: StepExpression] {
  const [x, y] = id === 'target' ? ['u', 'v'] : ['x', 'y'];
  return [refer(id, [i, 0], `${x}_{${i}}`), refer(id, [i, 1], `${y}_{${i}}`)];
}

/** What the equations of some pairs are. */
export interface SystemPlan {
  readonly model: TransformModel;
  /** The pairs by their numbers among those given; as many as are needed. */
  readonly pairs: readonly number[];
  /** The transform, whose last element is 1. */
  readonly transform: FloatNdArray;
}

/** The equations of the pairs, their solution, and the transform that it makes: the last step. */
export function systemSteps({ model, pairs, transform }: SystemPlan): StepDraft[] {
  const family = FAMILIES[model];
  const list = (items: readonly StepExpression[]): StepExpression => ({ list: items });
  const data = Array.from(transform.data);
  const solved = `\\mathbf{z} = ${family.unknowns} = A^{-1} \\mathbf{r}`;
  return [
    {
      id: 'equations',
      kind: 'statement',
      title: 'What one pair says',
      note: family.note,
      formula: family.equations,
    },
    {
      id: 'system',
      symbol: 'A',
      title: 'The equations of all pairs, one a row',
      formula: 'A',
      substitution: 'A',
      check: list(pairs.flatMap((i) => [refer(`rows-${i}`, [0]), refer(`rows-${i}`, [1])])),
      steps: pairs.map((i): StepDraft => {
        const [x, y] = point('source', i);
        const [u, v] = point('target', i);
        return {
          id: `rows-${i}`,
          symbol: `A_{${i}}`,
          title: `The two rows of pair ${i}`,
          check: list(family.rows(x, y, u, v).map(list)),
        };
      }),
    },
    {
      id: 'right',
      symbol: '\\mathbf{r}',
      title: 'Their right sides: the coordinates of the targets',
      formula: '\\mathbf{r}',
      substitution: '\\mathbf{r}',
      check: list(pairs.flatMap((i) => point('target', i))),
    },
    {
      id: 'solution',
      symbol: '\\mathbf{z}',
      title: 'Solve the equations for the unknowns',
      formula: solved,
      substitution: solved,
      check: matmul(inverse(refer('system')), refer('right')),
      value: family.solution(data),
    },
    {
      id: 'transform',
      symbol: 'T',
      title: 'As a matrix',
      formula: `T = ${family.latex}`,
      substitution: `T = ${family.latex}`,
      check: list(family.matrix((i) => refer('solution', [i])).map(list)),
      value: transform,
    },
  ];
}

/** A point under the transform of a step: the three numbers before the division. */
function mappedParts(
  transform: string,
  source: string,
  i: number,
): readonly [x: StepOperation, y: StepOperation, w: StepOperation] {
  const [x, y] = point(source, i);
  const row = (r: number): StepOperation =>
    add(
      multiply(refer(transform, [r, 0]), x),
      multiply(refer(transform, [r, 1]), y),
      refer(transform, [r, 2]),
    );
  return [row(0), row(1), row(2)];
}

/** A mapped point. */
export function mappedPoint(transform: string, source: string, i: number): StepExpression {
  const [x, y, w] = mappedParts(transform, source, i);
  return { list: [divide(x, w), divide(y, w)] };
}

/** Mapped points in parts, one a row. */
export function mappedTable(
  transform: string,
  source: string,
  pairs: readonly number[],
): StepTable {
  return {
    corner: 'pair',
    columns: ['X', 'Y', 'W', 'X / W', 'Y / W'],
    rows: pairs.map((i) => {
      const [x, y, w] = mappedParts(transform, source, i);
      return { label: String(i), cells: [x, y, w, divide(x, w), divide(y, w)] };
    }),
  };
}

/** How far a mapped point is from its target. */
export function residualOf(mapped: string, target: string, i: number): StepExpression {
  return norm(subtract(refer(mapped, [i]), refer(target, [i])));
}

/** A number this small beside those that it is added to is what rounding leaves of zero. */
const DUST = 1e-13;

/**
 * A transform without what rounding leaves of its zeros.
 *
 * @param transform - [3, 3], its last element 1
 * @param source - points that it maps, [n, 2]
 * @param target - where to, [n, 2]
 * @returns the same, but that elements which move no point by a part in 10^13 of its coordinates are 0
 */
export function withoutDust(
  transform: FloatNdArray,
  source: FloatNdArray,
  target: FloatNdArray,
): FloatNdArray {
  const largest = ({ data }: FloatNdArray): number => Math.max(...Array.from(data, Math.abs));
  const [from, to] = [largest(source), largest(target)];
  const data = Float64Array.from(transform.data, (value, i) => {
    const effect = Math.abs(value) * (i % 3 === 2 ? 1 : from);
    return effect <= DUST * (i < 6 ? to : 1) ? 0 : value;
  });
  return wrap(data, [3, 3]);
}
