// The affinities of t-SNE of a few points, worked out: distances, each point's width, shares, both sides together.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  exp,
  log,
  min,
  multiply,
  negate,
  power,
  subtract,
  sum,
  transpose,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, totalOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type TsneAffinitiesOptions, tsneAffinities } from './tsne.js';
import { conditionalOf, distancesOf } from './tsne-parts.js';

const FN = 'explainTsneAffinities';

const BOTH = 'p_{ij} = \\frac{p_{j|i} + p_{i|j}}{2n}';

/** More points of more numbers no one reads. */
const MOST = [6, 6] as const;

/** Where the formulas come from. */
export const TSNE_SOURCE =
  'L. van der Maaten, G. Hinton, "Visualizing data using t-SNE", Journal of Machine Learning Research 9, 2008';

/**
 * Computes how much of a neighbour each of few points is to each other, and shows the work: squared distances; for each
 * point the width σ that gives it the perplexity asked for, the Gaussian weights, their shares and the perplexity reached;
 * then both sides together.
 *
 * $$p_{j|i} = \frac{e^{-d_{ij}^2 / 2 \sigma_i^2}}{\sum_{k \ne i} e^{-d_{ik}^2 / 2 \sigma_i^2}}, \quad
 * 2^{-\sum_j p_{j|i} \log_2 p_{j|i}} = \text{perplexity}, \quad p_{ij} = \frac{p_{j|i} + p_{i|j}}{2n}$$
 *
 * @param x - points, [n, d], 3 to 6 of at most 6 numbers
 * @param options - `perplexity`, above 1 and below n − 1; half of n where left out
 * @returns the derivation; its `result` is what `tsneAffinities` returns, [n, n]. The widths are among what is given: they
 * are found step by step, not by a formula
 * @throws as `tsneAffinities`; ShapeError for more points
 * @see L. van der Maaten, G. Hinton, "Visualizing data using t-SNE", JMLR 2008, section 2 and equation 3
 *
 * @example
 * Of three points in a row the middle one is near to both.
 * ```ts
 * import { explainTsneAffinities, verifyDerivation } from 'fovea';
 * const d = explainTsneAffinities([[0], [1], [3]], { perplexity: 1.5 });
 * d.result.get(0, 1) // => 0.286574
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainTsneAffinities(
  x: ArrayInput,
  options?: TsneAffinitiesOptions,
): Derivation<FloatNdArray> {
  const given = checkOptions(FN, options, ['perplexity']);
  const points = readFewRows(FN, 'x', x, MOST);
  const [n, d] = [points.length, points[0]!.length];
  const { perplexity = n / 2 } = given;
  checkNumber(FN, 'perplexity', perplexity, { above: 1, below: n - 1 });
  const result = tsneAffinities(points, { perplexity });
  const squares = distancesOf(points.flat(), n, d);
  const { rows, precisions } = conditionalOf(squares, n, perplexity);
  const widths = Array.from(precisions, (precision) => Math.sqrt(1 / (2 * precision)));
  const every = points.map((_, i) => i);
  const pairs = every.flatMap((i) => every.slice(i + 1).map((j) => [i, j] as const));
  const nearest = pairs.reduce((best, pair) =>
    result.get(pair[0], pair[1]) > result.get(best[0], best[1]) ? pair : best,
  );
  return createDerivation<FloatNdArray>({
    topic: 'vae',
    title: `How near ${n} points are to each other, for t-SNE`,
    given: [
      { id: 'x', symbol: 'X', title: 'Points, one a row', value: points },
      {
        ...{ id: 'perplexity', symbol: '\\mathrm{Perp}' },
        title: 'The perplexity: how many neighbours each point is to have, smoothly counted',
        value: perplexity,
      },
      {
        ...{ id: 'widths', symbol: '\\sigma', value: widths },
        title: 'The width of each point, found by halving intervals until the perplexity is met',
      },
    ],
    steps: [
      squaresStep('squares', 'd', 'x', n, squares),
      ...every.map((i) => pointStep(i, every, rows, perplexity)),
      {
        id: 'conditional',
        symbol: 'Q',
        title: 'The shares of all points, a row each',
        note: 'A row adds up to 1; what a point is to another need not be what that is to it.',
        formula: 'Q_{ij} = p_{j|i}',
        substitution: 'Q_{ij} = p_{j|i}',
        check: { list: every.map((i) => refer(`shares-${i}`)) },
        value: wrap(rows, [n, n]),
      },
      {
        id: 'affinities',
        symbol: 'P',
        title: 'Both sides together: symmetric, and all of them add up to 1',
        note: 'So a point far from all others has its say too: its row adds up to 1/2n at least.',
        formula: BOTH,
        // Larger matrices would not stand side by side.
        ...(n > 4 ? { substitution: BOTH } : {}),
        check: divide(add(refer('conditional'), transpose(refer('conditional'))), 2 * n),
        value: result,
      },
    ],
    result,
    answer: refer('affinities'),
    conclusion: `Points ${nearest[0] + 1} and ${nearest[1] + 1} are the nearest neighbours: their affinity is ${inWords(result.get(...nearest))}.`,
    sources: [`${TSNE_SOURCE}, section 2 and equation 3.`],
  });
}

/**
 * Squared distances of rows, with a step for each pair.
 *
 * @param id - of the step
 * @param symbol - of a distance
 * @param of - id and small letter of the rows
 * @param n - how many rows
 * @param value - the squared distances [n, n]
 * @returns the step
 */
export function squaresStep(
  id: string,
  symbol: string,
  of: string,
  n: number,
  value: Float64Array,
): StepDraft {
  const every = Array.from({ length: n }, (_, i) => i);
  const name = (i: number, j: number): string => `${id}-${Math.min(i, j)}-${Math.max(i, j)}`;
  const row = (i: number): StepExpression => refer(of, [i], `${of}_{${i + 1}}`);
  const formula = `${symbol}_{ij}^2 = \\left\\| ${of}_i - ${of}_j \\right\\|^2`;
  return {
    id,
    symbol: `${symbol.toUpperCase()}^{(2)}`,
    title: 'The squared distance of each pair',
    formula,
    substitution: formula,
    check: {
      list: every.map((i) => ({ list: every.map((j) => (i === j ? 0 : refer(name(i, j)))) })),
    },
    value: wrap(value, [n, n]),
    steps: every.flatMap((i) =>
      every.slice(i + 1).map(
        (j): StepDraft => ({
          id: name(i, j),
          symbol: `${symbol}_{${i + 1}${j + 1}}^2`,
          title: `Points ${i + 1} and ${j + 1}`,
          formula: `${symbol}_{${i + 1}${j + 1}}^2 = \\left\\| ${of}_{${i + 1}} - ${of}_{${j + 1}} \\right\\|^2`,
          check: sum(power(subtract(row(i), row(j)), 2)),
          value: value[i * n + j]!,
        }),
      ),
    ),
  };
}

/** The weights and shares of one point's neighbours, and the perplexity that they have. */
function pointStep(
  i: number,
  every: readonly number[],
  rows: Float64Array,
  perplexity: number,
): StepDraft {
  const n = every.length;
  const others = every.filter((j) => j !== i);
  const at = `_{${i + 1}}`;
  const shares = every.map((j) => rows[i * n + j]!);
  const entropy = shares.reduce((total, p) => total - (p > 0 ? p * Math.log2(p) : 0), 0);
  const met = Math.abs(2 ** entropy - perplexity) < 1e-6;
  const squares: StepExpression = {
    list: others.map((j) => refer('squares', [i, j], `d_{${i + 1}${j + 1}}^2`)),
  };
  const width = refer('widths', [i], `\\sigma${at}`);
  const told = others.map((j) => j + 1).join(', ');
  const share = (j: number): StepExpression => refer(`shares-${i}`, [j], `p_{${j + 1}|${i + 1}}`);
  return {
    id: `point-${i}`,
    kind: 'statement',
    title: `Point ${i + 1}: what share each other has among its neighbours`,
    ...(met
      ? {}
      : {
          note: 'As many are equally near as the perplexity counts, or more: no width meets it.',
        }),
    steps: [
      {
        id: `nearest-${i}`,
        symbol: `m${at}`,
        title: 'How near the nearest is: taken away from all, so that not all weights vanish',
        formula: `m${at} = \\min_j d_{${i + 1}j}^2`,
        check: min(squares),
      },
      {
        id: `weights-${i}`,
        symbol: `w${at}`,
        title: `Gaussian weights of the points ${told}`,
        formula: `w_{${i + 1}j} = e^{-(d_{${i + 1}j}^2 - m${at}) / 2 \\sigma${at}^2}`,
        check: exp(
          negate(divide(subtract(squares, refer(`nearest-${i}`)), multiply(2, power(width, 2)))),
        ),
      },
      {
        id: `sum-${i}`,
        symbol: `Z${at}`,
        title: 'Their sum',
        formula: `Z${at} = \\sum_j w_{${i + 1}j}`,
        check: sum(refer(`weights-${i}`)),
      },
      {
        id: `shares-${i}`,
        symbol: `p_{\\cdot|${i + 1}}`,
        title: 'Their shares; it is no neighbour of itself',
        formula: `p_{j|${i + 1}} = \\frac{w_{${i + 1}j}}{Z${at}}`,
        check: {
          list: every.map((j) =>
            j === i
              ? 0
              : divide(
                  refer(`weights-${i}`, [others.indexOf(j)], `w_{${i + 1}${j + 1}}`),
                  refer(`sum-${i}`),
                ),
          ),
        },
        value: shares,
      },
      {
        id: `entropy-${i}`,
        symbol: `H${at}`,
        title: 'Their entropy in bits',
        formula: `H${at} = -\\sum_j p_{j|${i + 1}} \\log_2 p_{j|${i + 1}}`,
        check: negate(
          totalOf(
            every.filter((j) => shares[j]! > 0).map((j) => multiply(share(j), log(share(j), 2))),
          ),
        ),
      },
      {
        id: `perplexity-${i}`,
        symbol: `2^{H${at}}`,
        title: met ? 'The perplexity, as asked for' : 'The perplexity that is reached',
        check: power(2, refer(`entropy-${i}`)),
      },
    ],
  };
}
