// Principal components of a few points, which are the best linear autoencoder, worked out.
import { checkNumber } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  dot,
  matmul,
  mean,
  multiply,
  negate,
  norm,
  power,
  sqrt,
  subtract,
  sum,
  trace,
  transpose,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { covarianceOf, lessOf, settled, turnedBy, withoutRounding } from './points-by-hand.js';
import { type PrincipalComponents, principalComponents } from './principal-components.js';

const FN = 'explainPrincipalComponents';

/** Variances of two columns, and what they have together. */
interface Plane {
  readonly first: number;
  readonly cross: number;
  readonly second: number;
}

/** More points of more numbers no one reads. */
const MOST = [10, 6] as const;

/** Variances of two directions that differ by a smaller share are too much alike for the closed form. */
const APART = 0.1;

/**
 * Finds the directions along which few points vary most, and shows the work: the mean, the centred points, the covariance
 * entry by entry, the components, the codes, what they are decoded to, and how much is kept and lost. Of points in a plane
 * the components are found by hand, from trace and determinant of the covariance.
 *
 * $$C = \tfrac1n (X - \bar x)^{\top} (X - \bar x), \quad C w_i = \lambda_i w_i, \quad Z = (X - \bar x) W^{\top}, \quad
 * \hat X = \bar x + Z W$$
 *
 * The encoder multiplies by W, the decoder by its transpose: no linear autoencoder with k hidden units has a smaller
 * squared error, which is the variance along the directions that are left out.
 *
 * @param x - points, [n, d], at most 10 of at most 6 numbers, not all alike
 * @param k - how many components, from 1 to the smaller of n and d
 * @returns the derivation; its `result` is what `principalComponents` returns, with 0 where numbers cancel and only
 * rounding is left. Of points of more than two numbers, and of two nearly equal variances, the components are given
 * @throws as `principalComponents`; ShapeError for more points, DomainError where all points are alike
 * @see P. Baldi, K. Hornik, "Neural networks and principal component analysis", Neural Networks 2, 1989
 *
 * @example
 * Three points whose first component lies along the diagonal.
 * ```ts
 * import { explainPrincipalComponents, toNested, verifyDerivation } from 'fovea';
 * const d = explainPrincipalComponents([[0, 1], [1, 0], [5, 5]], 1);
 * toNested(d.result.components) // => [[0.707107, 0.707107]]
 * d.result.explained // => 0.964286
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainPrincipalComponents(
  x: ArrayInput,
  k: number,
): Derivation<PrincipalComponents> {
  const points = readFewRows(FN, 'x', x, MOST);
  const [n, d] = [points.length, points[0]!.length];
  if (points.every((point) => point.every((value, j) => value === points[0]![j]))) {
    const [expected, got] = ['points that are not all alike', 'the same point throughout'];
    throw new DomainError({ function: FN, argument: 'x', expected, got });
  }
  checkNumber(FN, 'k', k, { integer: true, min: 1, max: Math.min(n, d) });
  const result = withoutRounding(principalComponents(points, k), points);
  const { components, codes, variances, reconstruction, explained } = result;
  const centred = lessOf(points, (_, j) => result.mean.get(j));
  const covariance = covarianceOf(centred);
  const plane = planeOf(covariance, n);
  // What is left is rounding, which says nothing.
  const lossless = k === d || 1 - result.explained < 1e-12;
  return createDerivation<PrincipalComponents>({
    topic: 'vae',
    title: `${k === 1 ? 'The first principal component' : `The first ${k} principal components`} of ${n} points, or the best linear autoencoder`,
    given: [
      { id: 'x', symbol: 'X', title: 'Points, one a row', value: points },
      ...(plane
        ? []
        : [
            {
              id: 'components',
              symbol: 'W',
              title:
                'Eigenvectors of the covariance C below, of length 1, those of the largest eigenvalues',
              value: components,
            },
          ]),
    ],
    steps: [
      {
        id: 'mean',
        symbol: '\\bar x',
        title: 'The mean of each column',
        formula: '\\bar x = \\frac{1}{n} \\sum_i x_i',
        check: mean(refer('x'), 0),
        value: result.mean,
      },
      {
        id: 'centred',
        symbol: 'A',
        title: 'Take it away from each point',
        formula: 'A = X - \\bar x',
        check: subtract(refer('x'), refer('mean')),
        value: centred,
      },
      covarianceStep(covariance, n),
      ...(plane
        ? planeSteps(plane, k, components)
        : [
            {
              id: 'turned',
              symbol: 'WC',
              title: 'C does not turn the components, it only stretches each by its eigenvalue',
              note: 'Compare each row with that of W: what it is multiplied by is the variance below.',
              check: matmul(refer('components'), refer('covariance')),
              value: turnedBy(components, covariance),
            },
          ]),
      {
        id: 'codes',
        symbol: 'Z',
        title: 'The codes: how far each point lies along each component (the encoder)',
        formula: 'Z = A W^{\\top}',
        check: matmul(refer('centred'), transpose(refer('components'))),
        value: codes,
      },
      {
        id: 'variances',
        symbol: '\\lambda',
        title: 'Their variances, which are the eigenvalues',
        formula: '\\lambda_c = \\frac{1}{n} \\sum_i z_{ic}^2',
        check: mean(power(refer('codes'), 2), 0),
        value: variances,
      },
      {
        id: 'reconstruction',
        symbol: '\\hat X',
        title: 'What the codes are decoded to',
        formula: '\\hat X = \\bar x + Z W',
        ...(lossless
          ? {
              note: 'The points themselves, but for rounding.',
              substitution: '\\hat X = \\bar x + Z W',
            }
          : {}),
        check: add(refer('mean'), matmul(refer('codes'), refer('components'))),
        value: reconstruction,
      },
      {
        id: 'whole',
        symbol: 'v',
        title: 'The whole variance: the sum of the diagonal of C',
        check: trace(refer('covariance')),
      },
      {
        id: 'explained',
        symbol: 's',
        title: 'The share of it that is kept',
        formula: 's = \\frac{1}{v} \\sum_c \\lambda_c',
        check: divide(sum(refer('variances')), refer('whole')),
        value: explained,
      },
      ...(lossless
        ? []
        : [
            {
              id: 'lost',
              symbol: 'E',
              title: 'The squared error of a point on average: the variance that is left out',
              note: 'It is v less the variances that are kept.',
              check: mean(refer('errors')),
              steps: [
                {
                  id: 'missed',
                  symbol: 'R',
                  title: 'What is missed of each point',
                  check: subtract(refer('x'), refer('reconstruction')),
                  value: lessOf(points, (i, j) => reconstruction.get(i, j)),
                },
                {
                  id: 'errors',
                  symbol: 'e',
                  title: 'The squared error of each point',
                  formula: 'e_i = \\sum_j r_{ij}^2',
                  check: sum(power(refer('missed'), 2), 1),
                },
              ],
            },
          ]),
    ],
    result,
    answer: {
      record: Object.fromEntries(
        ['mean', 'components', 'codes', 'variances', 'reconstruction', 'explained'].map((id) => [
          id,
          refer(id),
        ]),
      ),
    },
    conclusion: `${k === 1 ? 'One number a point keeps' : `${k} numbers a point keep`} ${inWords(100 * explained)} % of the variance.`,
    sources: [
      'P. Baldi, K. Hornik, "Neural networks and principal component analysis: learning from examples without local minima", Neural Networks 2, 1989.',
    ],
  });
}

/** The covariance, with a step for each entry on and above the diagonal. */
function covarianceStep(covariance: readonly (readonly number[])[], n: number): StepDraft {
  const d = covariance.length;
  const column = (j: number): StepExpression => ({
    list: Array.from({ length: n }, (_, i) => refer('centred', [i, j])),
  });
  const pairs = Array.from({ length: d }, (_, a) =>
    Array.from({ length: d - a }, (__, b) => [a, a + b] as const),
  ).flat();
  return {
    id: 'covariance',
    symbol: 'C',
    title: 'The covariance of the columns',
    note: 'Divided by n, as a mean is; estimates of a larger population divide by n − 1, which changes no direction.',
    formula: 'C = \\frac{1}{n} A^{\\top} A',
    check: divide(matmul(transpose(refer('centred')), refer('centred')), n),
    value: covariance,
    steps: pairs.map(
      ([a, b]): StepDraft => ({
        id: `covariance-${a}-${b}`,
        symbol: `c_{${a + 1}${b + 1}}`,
        title:
          a === b ? `The variance of column ${a + 1}` : `Columns ${a + 1} and ${b + 1} together`,
        formula: `c_{${a + 1}${b + 1}} = \\frac{1}{n} \\sum_i a_{i${a + 1}} a_{i${b + 1}}`,
        check: divide(dot(column(a), column(b)), n),
        value: covariance[a]![b]!,
      }),
    ),
  };
}

/** The covariance of points of a plane, where the variances of its two directions differ enough. */
function planeOf(covariance: readonly (readonly number[])[], n: number): Plane | undefined {
  const [[first = 0, cross = 0] = [], [, second = 0] = []] = covariance;
  const apart = Math.hypot(first - second, 2 * cross) > APART * (first + second);
  return covariance.length === 2 && n > 1 && apart ? { first, cross, second } : undefined;
}

/** Eigenvalues of a covariance of two columns from its trace and determinant, and the eigenvectors. */
function planeSteps(
  { first, cross, second }: Plane,
  k: number,
  components: FloatNdArray,
): StepDraft[] {
  const entry = (i: number, j: number): StepExpression =>
    refer('covariance', [i, j], `c_{${Math.min(i, j) + 1}${Math.max(i, j) + 1}}`);
  const whole = first + second;
  const product = first * second;
  const flat = settled(product - cross ** 2, product) === 0;
  const root = sqrt(subtract(power(refer('trace'), 2), multiply(4, refer('determinant'))));
  const count = Array.from({ length: k }, (_, c) => c);
  return [
    { id: 'trace', symbol: '\\tau', title: 'The trace of C', check: trace(refer('covariance')) },
    {
      id: 'determinant',
      symbol: '\\Delta',
      title: 'Its determinant',
      formula: '\\Delta = \\det C = c_{11} c_{22} - c_{12}^2',
      check: subtract(multiply(entry(0, 0), entry(1, 1)), power(entry(0, 1), 2)),
      ...(flat ? { value: 0 } : {}),
    },
    {
      id: 'eigenvalues',
      symbol: k === 1 ? '\\lambda_{1}' : '(\\lambda_{1}, \\lambda_{2})',
      title: `The ${k === 1 ? 'larger eigenvalue' : 'eigenvalues'}, where det(C − λI) = λ² − τλ + Δ = 0`,
      formula:
        k === 1
          ? '\\lambda_{1} = \\frac{\\tau + \\sqrt{\\tau^2 - 4 \\Delta}}{2}'
          : '\\lambda_{1,2} = \\frac{\\tau \\pm \\sqrt{\\tau^2 - 4 \\Delta}}{2}',
      check: {
        list: [
          divide(add(refer('trace'), root), 2),
          ...(k === 1 ? [] : [divide(subtract(refer('trace'), root), 2)]),
        ],
      },
      // The root of τ² is τ, but for rounding.
      ...(flat ? { value: [whole, 0].slice(0, k) } : {}),
    },
    {
      id: 'components',
      symbol: 'W',
      title:
        k === 1
          ? 'The component: the direction that C only stretches'
          : 'The components, one a row',
      note: 'Of the two signs the one that makes the largest number positive.',
      check: { list: count.map((c) => refer(`component-${c}`)) },
      ...(k === 1 ? { formula: 'W = w_{1}^{\\top}' } : {}),
      value: components,
      steps: count.flatMap((c): StepDraft[] => {
        const lambda = refer('eigenvalues', [c], `\\lambda_{${c + 1}}`);
        const raw = refer(`direction-${c}`);
        const [u, w] = [`u_{${c + 1}}`, `w_{${c + 1}}`];
        const own = [components.get(c, 0), components.get(c, 1)] as const;
        // Of the two rows of C − λI the one whose difference is not small.
        const lower = first >= second === (c === 0);
        const difference = subtract(lambda, lower ? entry(1, 1) : entry(0, 0));
        const flips = own[lower ? 1 : 0] < 0 !== cross < 0;
        return [
          {
            id: `direction-${c}`,
            symbol: u,
            title: `A direction with C u = λ u, from the ${lower ? 'second' : 'first'} row of (C − λI) u = 0`,
            formula: `${u} = ${lower ? `(\\lambda_{${c + 1}} - c_{22},\\, c_{12})` : `(c_{12},\\, \\lambda_{${c + 1}} - c_{11})`}`,
            check: { list: lower ? [difference, entry(0, 1)] : [entry(0, 1), difference] },
          },
          {
            id: `component-${c}`,
            symbol: w,
            title: flips ? 'Brought to length 1 and turned round' : 'Brought to length 1',
            check: divide(flips ? negate(raw) : raw, norm(raw)),
            value: [...own],
          },
        ];
      }),
    },
  ];
}
