// Attention pooling of a few places, worked out: their mean asks, and attends to itself and to all of them.
import {
  allHeads,
  type HeadsProblem,
  joinSteps,
  matrixGivens,
  prefixOf,
  projected,
} from '../attention/explain-heads.js';
import { readMatrices } from '../attention/explain-multi-head.js';
import { MOST_PAIRS, refuseWide, tupleOf } from '../attention/explain-names.js';
import { readMatrix, scoreGivens } from '../attention/explain-scaled-dot-product.js';
import { checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, mean } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { shareOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import {
  type AttentionPool,
  type AttentionPoolParameters,
  attentionPoolFor,
} from './attention-pool.js';

/** What `explainAttentionPool` may be told. */
export interface ExplainAttentionPoolOptions {
  /** How many heads. */
  readonly heads: number;
}

const FN = 'explainAttentionPool';

/**
 * Pools the vectors of a few places to one by attention, and shows the work: their mean, embeddings of the places, and
 * attention of the mean to itself and to all places, head by head.
 *
 * $$y_0 = \frac1n \sum_i x_i + p_0, \quad y_i = x_i + p_i, \quad o = \mathrm{MultiHead}(y_0, Y)$$
 *
 * Symbols count from 1, as in other derivations of attention: $y_1$ is the mean. Everything is computed in float64.
 *
 * @param features - a vector for each place, [n, d], d at most 16
 * @param parameters - as in `attentionPool`
 * @param options - `heads`
 * @returns the derivation; its `result` is what `attentionPool` returns with its weights: `output` [out] and `weights`
 * [heads, 1 + n], the mean first
 * @throws as `attentionPool` (shapes of parameters under its name); ShapeError for vectors of more than 16 numbers and
 * more than 144 pairs of a head and a place; DomainError for infinite numbers
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 2.4
 *
 * @example
 * Two places whose queries are all alike: each of them and their mean gets a third, so the mean is left.
 * ```ts
 * import { explainAttentionPool, toNested, verifyDerivation } from 'fovea';
 * const [zero, one] = [[[0, 0], [0, 0]], [[1, 0], [0, 1]]];
 * const d = explainAttentionPool([[1, 4], [3, 0]], { wq: zero, wk: one, wv: one }, { heads: 1 });
 * toNested(d.result.weights) // => [[0.33333333, 0.33333333, 0.33333333]]
 * toNested(d.result.output) // => [2, 2]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainAttentionPool(
  features: ArrayInput,
  parameters: AttentionPoolParameters<ArrayInput>,
  options: ExplainAttentionPoolOptions,
): Derivation<Required<AttentionPool>> {
  const { heads } = checkOptions(FN, options, ['heads']);
  const x = readMatrix(FN, 'features', features, 'n d');
  const [n, d] = x.shape as [number, number];
  refuseWide(FN, { features: d });
  const result = attentionPoolFor(FN, x, parameters, {
    heads,
    weights: true,
  }) as Required<AttentionPool>;
  const { positions, ...projections } = parameters;
  const average = averageOf(x);
  const places =
    positions === undefined ? undefined : readMatrix(FN, 'positions', positions, 'count d');
  const stacked = Float64Array.of(...average, ...x.data);
  const tokens = wrap(places === undefined ? stacked : stacked.map((v, i) => v + places.data[i]!), [
    n + 1,
    d,
  ]);
  const input = { id: 'tokens', symbol: 'Y', value: tokens };
  const callings = ['the mean', ...Array.from({ length: n }, (_, i) => `place ${i + 1}`)];
  const problem: HeadsProblem = {
    sources: { q: input, k: input, v: input },
    names: { queries: callings, keys: callings, rows: [0], named: true },
    options: {},
    ...readMatrices(FN, projections, heads, heads),
    allowed: undefined,
  };
  refuseWide(FN, {
    wq: projected(problem, 'q', 0).shape[1]!,
    wv: projected(problem, 'v', 0).shape[1]!,
    wo: result.output.shape[0]!,
  });
  if (heads * (n + 1) > MOST_PAIRS) {
    throw new ShapeError({
      function: FN,
      argument: 'features',
      expected: `at most ${Math.floor(MOST_PAIRS / heads) - 1} places for ${heads} ${heads === 1 ? 'head' : 'heads'}`,
      got: `${n}`,
    });
  }
  const joined = joinSteps(problem, wrap(result.output.data, [1, result.output.shape[0]!]));
  return createDerivation<Required<AttentionPool>>({
    topic: 'contrastive',
    title: `Attention pooling of ${n === 1 ? 'one place' : `${n} places`}`,
    given: [
      { id: 'x', symbol: 'X', title: 'Features, one place a row', value: x },
      ...(places === undefined
        ? []
        : [
            {
              id: 'positions',
              symbol: 'E',
              title: 'Embeddings of the mean and of the places',
              value: places,
            },
          ]),
      ...matrixGivens(problem),
      ...scoreGivens({}, projected(problem, 'q', 0).shape[1]!, undefined, 1, problem.names),
    ],
    steps: [...tokenSteps(n, places !== undefined, tokens), ...allHeads(problem), ...joined],
    result,
    answer: {
      record: {
        output: refer(joined.at(-1)?.id ?? 'output', [0]),
        weights: {
          list: problem.matrices.q.map((_, head) =>
            refer(`${prefixOf(problem, head)}weights`, [0]),
          ),
        },
      },
    },
    conclusion: `The image is ${tupleOf([...result.output.data])}. Unlike a plain mean, the network learns which places count, and where they are.`,
    sources: [
      'A. Radford and others, "Learning transferable visual models from natural language supervision", ICML 2021, section 2.4.',
    ],
  });
}

/** The mean of the rows. */
function averageOf({ data, shape }: FloatNdArray): Float64Array {
  const [n, d] = shape as [number, number];
  const sums = new Float64Array(d);
  for (let i = 0; i < data.length; i++) sums[i % d]! += data[i]!;
  return sums.map((sum) => sum / n);
}

/** The mean before the places, with their embeddings. */
function tokenSteps(n: number, placed: boolean, tokens: FloatNdArray): StepDraft[] {
  const rows = Array.from({ length: n }, (_, i) => refer('x', [i]));
  const stack: StepDraft = {
    id: placed ? 'stacked' : 'tokens',
    symbol: placed ? 'Z' : 'Y',
    title: 'Put it before the places',
    formula: `${placed ? 'Z' : 'Y'} = \\begin{pmatrix} \\bar{x} \\\\ X \\end{pmatrix}`,
    check: { list: [refer('mean'), ...rows] },
    ...(placed ? {} : { value: tokens }),
  };
  return [
    {
      id: 'mean',
      symbol: '\\bar{x}',
      title: 'Average the places: the mean will ask',
      formula: `\\bar{x} = ${shareOf(n)}\\sum_i x_i`,
      check: mean(refer('x'), 0),
    },
    stack,
    ...(placed
      ? [
          {
            id: 'tokens',
            symbol: 'Y',
            title: 'Add the embeddings, so that places can be told apart',
            check: add(refer('stacked'), refer('positions')),
            value: tokens,
          },
        ]
      : []),
  ];
}
