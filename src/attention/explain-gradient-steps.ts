// The way back through attention, worked out: from the gradient by its output to those by values, weights, scores,
// queries and keys.
import type { FloatNdArray } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  dot,
  matmul,
  multiply,
  power,
  sqrt,
  subtract,
  transpose,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { AttentionGradients } from './attention-gradients.js';
import { below, capital, type TokenNames } from './explain-names.js';

/** Gradients, before they are worked out. */
export interface GradientProblem {
  /** Names of all queries and keys. */
  readonly names: TokenNames;
  /** What comes out. */
  readonly result: AttentionGradients;
  /** The gradient by what the softmax took, [n, m]. */
  readonly byScores: FloatNdArray;
  /** How many primes that has. */
  readonly primes: number;
  /** Whether the scale is not 1/√d but given under the id "scale". */
  readonly scaled: boolean;
  /** Whether a softcap is given under the id "softcap". */
  readonly capped: boolean;
}

/** Steps from the output to everything that attention is computed from; weights stand under the id "weights". */
export function gradientSteps(problem: GradientProblem): StepDraft[] {
  const { names, result, primes, capped, scaled } = problem;
  const { queries, keys } = names;
  const last = capped ? 'capped-gradients' : 'score-gradients';
  const scores = barred('S', primes);
  const between = barred('S', capped ? 1 : primes);
  return [
    sumsStep({
      id: 'value-gradients',
      symbol: '\\bar{V}',
      title: 'Back to the values: each gets of every query what the query takes of it',
      formula: '\\bar{V} = P^{\\top}\\,\\bar{O}',
      check: matmul(transpose(refer('weights')), refer('outer')),
      value: result.v,
      rows: keys,
      term: (j, i) =>
        multiply(
          refer('weights', [i, j], `p${below(i, j)}`),
          refer('outer', [i], `\\bar{o}${below(i)}`),
        ),
      count: queries.length,
    }),
    weightStep(names),
    {
      id: 'means',
      symbol: '\\delta',
      title: 'Average the gradients of each row, with its weights',
      note: 'Only what stands out from the average matters: weights that all grew alike would be the same after the softmax.',
      formula: '\\delta_i = \\sum_j p_{ij}\\,\\bar{p}_{ij}',
      check: { list: queries.map((_, i) => refer(`mean-${i}`)) },
      steps: queries.map(
        (query, i): StepDraft => ({
          id: `mean-${i}`,
          symbol: `\\delta${below(i)}`,
          title: capital(query),
          check: dot(
            refer('weights', [i], `p${below(i)}`),
            refer('weight-gradients', [i], `\\bar{p}${below(i)}`),
          ),
        }),
      ),
    },
    scoreStep(problem, scores),
    ...biasSteps(problem, scores),
    ...(capped
      ? [
          {
            id: 'capped-gradients',
            symbol: between,
            title: 'Back through the softcap, whose slope is 1 − (s/c)²',
            formula: `${between}_{ij} = ${scores}_{ij} \\left(1 - \\left(s''_{ij} / c\\right)^{2}\\right)`,
            check: multiply(
              refer('score-gradients'),
              subtract(1, power(divide(refer('capped'), refer('softcap')), 2)),
            ),
          },
        ]
      : []),
    {
      id: 'product-gradients',
      symbol: '\\bar{S}',
      title: scaled ? 'Scale them, as the scores were' : 'Divide by the square root of the width d',
      check: scaled ? multiply(refer('scale'), refer(last)) : divide(refer(last), sqrt(refer('d'))),
    },
    sumsStep({
      id: 'query-gradients',
      symbol: '\\bar{Q}',
      title: 'Back to the queries: the keys, weighted by the gradients of the scores',
      formula: '\\bar{Q} = \\bar{S}\\,K',
      check: matmul(refer('product-gradients'), refer('k')),
      value: result.q,
      rows: queries,
      term: (i, j) =>
        multiply(
          refer('product-gradients', [i, j], `\\bar{s}${below(i, j)}`),
          refer('k', [j], `k${below(j)}`),
        ),
      count: keys.length,
    }),
    sumsStep({
      id: 'key-gradients',
      symbol: '\\bar{K}',
      title: 'Back to the keys: the queries, weighted likewise',
      formula: '\\bar{K} = \\bar{S}^{\\top}\\,Q',
      check: matmul(transpose(refer('product-gradients')), refer('q')),
      value: result.k,
      rows: keys,
      term: (j, i) =>
        multiply(
          refer('product-gradients', [i, j], `\\bar{s}${below(i, j)}`),
          refer('q', [i], `q${below(i)}`),
        ),
      count: queries.length,
    }),
  ];
}

/** A symbol with a bar, and so many primes. */
function barred(symbol: string, primes: number): string {
  return `\\bar{${symbol}}${"'".repeat(primes)}`;
}

/** A matrix of which each row is a sum of weighted rows. */
interface Sums {
  readonly id: string;
  readonly symbol: string;
  readonly title: string;
  readonly formula: string;
  readonly check: StepExpression;
  readonly value: FloatNdArray;
  /** What each row is called. */
  readonly rows: readonly string[];
  /** What another row gives to a row. */
  readonly term: (row: number, other: number) => StepExpression;
  /** How many there are. */
  readonly count: number;
}

function sumsStep({ rows, term, count, ...step }: Sums): StepDraft {
  const width = step.value.shape[1]!;
  const small = step.symbol.toLowerCase();
  return {
    ...step,
    steps: rows.map((name, at): StepDraft => {
      const [first, ...others] = Array.from({ length: count }, (_, other) => term(at, other));
      return {
        id: `${step.id}-${at}`,
        symbol: `${small}${below(at)}`,
        title: capital(name),
        check: add(first!, ...others),
        value: Array.from({ length: width }, (_, c) => step.value.get(at, c)),
      };
    }),
  };
}

/** Each weight multiplies a value. */
function weightStep({ queries, keys }: TokenNames): StepDraft {
  return {
    id: 'weight-gradients',
    symbol: '\\bar{P}',
    title: 'Back to the weights: each multiplied a value',
    formula: '\\bar{P} = \\bar{O}\\,V^{\\top}',
    check: matmul(refer('outer'), transpose(refer('v'))),
    steps: queries.map(
      (query, i): StepDraft => ({
        id: `weight-gradients-${i}`,
        symbol: `\\bar{p}${below(i)}`,
        title: capital(query),
        formula: `\\bar{p}${below(i)} = \\bar{o}${below(i)}\\,V^{\\top}`,
        check: { list: keys.map((_, j) => refer(`weight-gradient-${i}-${j}`)) },
        steps: keys.map((key, j) => ({
          id: `weight-gradient-${i}-${j}`,
          symbol: `\\bar{p}${below(i, j)}`,
          title: `${capital(query)} with ${key}`,
          check: dot(refer('outer', [i], `\\bar{o}${below(i)}`), refer('v', [j], `v${below(j)}`)),
        })),
      }),
    ),
  };
}

/** Through the softmax of each row. */
function scoreStep({ names, byScores, primes }: GradientProblem, symbol: string): StepDraft {
  const { queries, keys } = names;
  const small = barred('s', primes);
  return {
    id: 'score-gradients',
    symbol,
    title: 'Back through the softmax to the scores',
    formula: `${small}_{ij} = p_{ij} \\left(\\bar{p}_{ij} - \\delta_i\\right)`,
    check: { list: queries.map((_, i) => refer(`score-gradients-${i}`)) },
    value: byScores,
    steps: queries.map(
      (query, i): StepDraft => ({
        id: `score-gradients-${i}`,
        symbol: `${small}${below(i)}`,
        title: capital(query),
        formula: `${small}${below(i)} = p${below(i)} \\odot \\left(\\bar{p}${below(i)} - \\delta${below(i)}\\right)`,
        check: { list: keys.map((_, j) => refer(`score-gradient-${i}-${j}`)) },
        value: keys.map((_, j) => byScores.get(i, j)),
        steps: keys.map((key, j) => ({
          id: `score-gradient-${i}-${j}`,
          symbol: `${small}${below(i, j)}`,
          title: `${capital(query)} with ${key}`,
          check: multiply(
            refer('weights', [i, j], `p${below(i, j)}`),
            subtract(
              refer('weight-gradients', [i, j], `\\bar{p}${below(i, j)}`),
              refer('means', [i], `\\delta${below(i)}`),
            ),
          ),
          value: byScores.get(i, j),
        })),
      }),
    ),
  };
}

/** The bias is added to the scores: as it is, or one row of it to all. */
function biasSteps({ names, result, primes }: GradientProblem, scores: string): StepDraft[] {
  if (result.bias === undefined) return [];
  const { queries, keys } = names;
  const step = { id: 'bias-gradients', symbol: '\\bar{B}', value: result.bias };
  const small = barred('s', primes);
  if (result.bias.shape[0] === queries.length) {
    const title = 'The bias is added to the scores: its gradient is theirs';
    return [{ ...step, title, check: refer('score-gradients', [], scores) }];
  }
  const formula = `\\bar{b}_{j} = \\sum_i ${small}_{ij}`;
  return [
    {
      ...step,
      title: 'One row of bias is added to the scores of all queries: add up theirs',
      formula,
      // The same as the formula: the sums stand in the steps.
      substitution: formula,
      check: { list: [{ list: keys.map((_, j) => refer(`bias-gradient-${j}`)) }] },
      steps: keys.map((key, j): StepDraft => {
        const [first, ...others] = queries.map((_, i) =>
          refer('score-gradients', [i, j], `${small}${below(i, j)}`),
        );
        return {
          id: `bias-gradient-${j}`,
          symbol: `\\bar{b}${below(j)}`,
          title: capital(key),
          check: add(first!, ...others),
        };
      }),
    },
  ];
}
