// How badly places in a plane keep the affinities of t-SNE, and which way each point is drawn, worked out.
import { bindShapes } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { readFewRows } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, divide, log, multiply, subtract, sum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, totalOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { squaresStep, TSNE_SOURCE } from './explain-tsne-affinities.js';
import { type TsneGradient, tsneGradientFor } from './tsne.js';
import { distancesOf } from './tsne-parts.js';

const FN = 'explainTsneGradient';

// Numbers are put in pair by pair: the whole matrices show their values alone.
const STUDENT = 't_{ij} = \\frac{1}{1 + d_{ij}^2}';
const PULL = 'm_{ij} = 4 \\, (p_{ij} - q_{ij}) \\, t_{ij}';

/** More points no one reads, in more dimensions neither. */
const MOST = [6, 3] as const;

/**
 * Computes how badly the places of few points keep their affinities, and the gradient with respect to each place, and shows the work:
 * squared distances, Student weights, their shares q, the terms of KL(P ‖ Q), and for each point the pulls of the others.
 *
 * $$q_{ij} = \frac{(1 + d_{ij}^2)^{-1}}{\sum_{k \ne l} (1 + d_{kl}^2)^{-1}}, \quad
 * \frac{\partial C}{\partial y_i} = 4 \sum_j (p_{ij} - q_{ij}) \, \frac{y_i - y_j}{1 + d_{ij}^2}$$
 *
 * @param affinities - as in `tsneGradient`, [n, n] with n from 2 to 6, symmetric
 * @param places - y, [n, d], d at most 3
 * @returns the derivation; its `result` is what `tsneGradient` returns
 * @throws as `tsneGradient`; ShapeError for more points, DomainError where the affinities are not symmetric or have a
 * diagonal other than 0
 * @see L. van der Maaten, G. Hinton, "Visualizing data using t-SNE", JMLR 2008, equations 4 and 5
 *
 * @example
 * Two of three points belong together more than they lie together: they are drawn to each other.
 * ```ts
 * import { explainTsneGradient, verifyDerivation } from 'fovea';
 * const p = [[0, 0.3, 0.1], [0.3, 0, 0.1], [0.1, 0.1, 0]];
 * const d = explainTsneGradient(p, [[0, 0], [2, 0], [1, Math.sqrt(3)]]);
 * d.result.gradient.get(0, 0) // => -0.160
 * d.result.loss // => 0.148342
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainTsneGradient(
  affinities: ArrayInput,
  places: ArrayInput,
): Derivation<TsneGradient> {
  const p = readFewRows(FN, 'affinities', affinities, [MOST[0], MOST[0]]);
  const y = readFewRows(FN, 'places', places, MOST);
  const [n, d] = [y.length, y[0]!.length];
  bindShapes(FN, {
    affinities: [{ shape: [p.length, p[0]!.length] }, 'n n'],
    places: [{ shape: [n, d] }, 'n d'],
  });
  checkAffinities(p);
  const result = tsneGradientFor('explainTsneGradient', p, y);
  const near = distancesOf(y.flat(), n, d);
  const every = y.map((_, i) => i);
  const pairs = every.flatMap((i) => every.slice(i + 1).map((j) => [i, j] as const));
  const { loss } = result;
  return createDerivation<TsneGradient>({
    topic: 'vae',
    title: `How ${n} places keep the affinities of t-SNE, and which way each point is drawn`,
    given: [
      { id: 'p', symbol: 'P', title: 'The affinities, which add up to 1', value: p },
      { id: 'y', symbol: 'Y', title: 'The places, one a row', value: y },
    ],
    steps: [
      squaresStep('squares', 'd', 'y', n, near),
      {
        id: 'near',
        symbol: 'T',
        title: 'Student weights: how near each pair lies',
        note: 'Heavier tails than Gaussian ones: what is moderately far may lie far off in the plane. A point is no neighbour of itself: 0 stands on the diagonal.',
        formula: STUDENT,
        substitution: STUDENT,
        check: {
          list: every.map((i) => ({
            list: every.map((j) =>
              i === j ? 0 : divide(1, add(1, refer('squares', [i, j], `d_{${i + 1}${j + 1}}^2`))),
            ),
          })),
        },
      },
      {
        id: 'total',
        symbol: 'Z',
        title: 'The sum of all of them',
        formula: 'Z = \\sum_{k \\ne l} t_{kl}',
        check: sum(refer('near')),
      },
      {
        id: 'q',
        symbol: 'Q',
        title: 'Their shares, which add up to 1: the affinities in the plane',
        formula: 'q_{ij} = \\frac{t_{ij}}{Z}',
        check: divide(refer('near'), refer('total')),
      },
      lossStep(p, every, loss),
      {
        id: 'pulls',
        symbol: 'M',
        title: 'How hard each pair is drawn together (above 0) or pushed apart (below 0)',
        formula: PULL,
        substitution: PULL,
        check: multiply(4, subtract(refer('p'), refer('q')), refer('near')),
        steps: pairs.map(([i, j]): StepDraft => {
          const at = `_{${i + 1}${j + 1}}`;
          const of = (id: string): StepExpression =>
            refer(id === 't' ? 'near' : id, [i, j], `${id}${at}`);
          return {
            id: `pull-${i}-${j}`,
            symbol: `m${at}`,
            title: `Points ${i + 1} and ${j + 1}`,
            check: multiply(4, subtract(of('p'), of('q')), of('t')),
          };
        }),
      },
      gradientStep(every, result),
    ],
    result,
    answer: { record: { loss: refer('loss'), gradient: refer('gradient') } },
    conclusion: `The loss is ${inWords(loss)} nats. A step of descent moves each point against its row.`,
    sources: [`${TSNE_SOURCE}, equations 4 and 5.`],
  });
}

function checkAffinities(p: readonly (readonly number[])[]): void {
  p.forEach((row, i) => {
    row.forEach((value, j) => {
      if (i === j ? value === 0 : Math.abs(value - p[j]![i]!) <= 1e-12) return;
      throw new DomainError({
        function: FN,
        argument: 'affinities',
        expected: 'a symmetric matrix with zeros on its diagonal',
        got: i === j ? `${value} at [${i}, ${i}]` : `${value} and ${p[j]![i]!} for ${i} and ${j}`,
      });
    });
  });
}

/** KL(P ‖ Q), with a step for each pair: it counts twice. */
function lossStep(
  p: readonly (readonly number[])[],
  every: readonly number[],
  value: number,
): StepDraft {
  const pairs = every.flatMap((i) =>
    every.slice(i + 1).flatMap((j) => (p[i]![j]! > 0 ? [[i, j] as const] : [])),
  );
  const symbol = (i: number, j: number): string => `_{${i + 1}${j + 1}}`;
  const terms = pairs.map(([i, j]) => refer(`term-${i}-${j}`));
  return {
    id: 'loss',
    symbol: 'C',
    title: 'The divergence of the plane from what is wanted, in nats; each pair counts twice',
    formula: 'C = \\sum_{i \\ne j} p_{ij} \\ln \\frac{p_{ij}}{q_{ij}} = 2 \\sum_{i < j} c_{ij}',
    check: multiply(2, totalOf(terms)),
    value,
    steps: pairs.map(([i, j]): StepDraft => {
      const at = symbol(i, j);
      const own = refer('p', [i, j], `p${at}`);
      return {
        id: `term-${i}-${j}`,
        symbol: `c${at}`,
        title: `Points ${i + 1} and ${j + 1}`,
        check: multiply(own, log(divide(own, refer('q', [i, j], `q${at}`)))),
      };
    }),
  };
}

/** The gradient, with a step for each point. */
function gradientStep(every: readonly number[], { gradient }: TsneGradient): StepDraft {
  const width = gradient.shape[1]!;
  const row = (i: number): StepExpression => refer('y', [i], `y_{${i + 1}}`);
  return {
    id: 'gradient',
    symbol: '\\nabla C',
    title: 'The gradient: for each point the pulls of all others',
    formula: '\\frac{\\partial C}{\\partial y_i} = \\sum_j m_{ij} (y_i - y_j)',
    check: { list: every.map((i) => refer(`gradient-${i}`)) },
    value: wrap(Float64Array.from(gradient.data), gradient.shape),
    steps: every.map(
      (i): StepDraft => ({
        id: `gradient-${i}`,
        symbol: `g_{${i + 1}}`,
        title: `Point ${i + 1}`,
        check: totalOf(
          every
            .filter((j) => j !== i)
            .map((j) =>
              multiply(refer('pulls', [i, j], `m_{${i + 1}${j + 1}}`), subtract(row(i), row(j))),
            ),
        ),
        value: Array.from({ length: width }, (_, c) => gradient.get(i, c)),
      }),
    ),
  };
}
