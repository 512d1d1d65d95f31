// Scaled dot-product attention of a few tokens, worked out as on paper.
import { bindShapes, checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import type { ArrayInput, Dense, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import {
  capital,
  pickRows,
  readNames,
  refuseLarge,
  rowsFor,
  TOKEN_OPTIONS,
  type TokenNames,
  type TokenOptions,
  takesMost,
  tupleOf,
} from './explain-names.js';
import { headSteps } from './explain-parts.js';
import { visibilitySteps } from './explain-visibility.js';
import { type AttentionOptions, readLayout, readTask } from './options.js';
import { maskNumbers } from './read-mask.js';
import { attentionStages } from './stages.js';

/** What `explainScaledDotProductAttention` may be told: what attention may be told, and about tokens. */
export interface ExplainAttentionOptions
  extends Omit<AttentionOptions<ArrayInput>, 'groupedHeads' | 'keyLengths'>,
    TokenOptions {
  /** How many keys count, from the first on. */
  readonly keyLengths?: number | undefined;
}

/** What derivations of attention arrive at. */
export interface ExplainedAttention {
  /** How much each query takes of each value: a row for each query that is worked out. */
  readonly weights: FloatNdArray;
  /** What comes out for each of them. */
  readonly output: FloatNdArray;
}

const FN = 'explainScaledDotProductAttention';

/**
 * Scaled dot-product attention of a few tokens, worked out: each product of a query and a key, the scale, what a
 * mask hides, the softmax of each row (exponentials, their sum, the shares), and the weighted means of the values.
 *
 * With `queries` only some queries are worked out, such as one word of a sentence; places count from 0, so that
 * a causal order still knows where they stand. Symbols count from 1, as on paper. Everything is computed in float64.
 *
 * @param q - queries, shape [n, d], d at most 16
 * @param k - keys, shape [m, d]
 * @param v - values, shape [m, e], e at most 16
 * @param options - as in `scaledDotProductAttention`, but for heads; `tokens`: names of the keys, and of the queries
 * where they are the same; `queryTokens`; `queries`: those that are worked out
 * @returns the derivation; its `result` holds the rows of `weights` and `output` of the queries that are worked out,
 * as `attentionStages` gives them
 * @throws as `scaledDotProductAttention`; KindError for names that are no words; ShapeError for another number of
 * names and for vectors of more than 16 numbers; DomainError for infinite numbers, a query that there is not, and
 * more than 144 pairs of query and key
 * @see A. Vaswani et al., "Attention is all you need", 2017, equation 1
 *
 * @example
 * One query and three keys, as in the course.
 * ```ts
 * import { explainScaledDotProductAttention, renderText, toNested, verifyDerivation } from 'fovea';
 * const keys = [[1, 0], [0, 1], [1, 1]];
 * const d = explainScaledDotProductAttention([[2, 1]], keys, keys, { tokens: ['a', 'small', 'bird'] });
 * toNested(d.result.weights) // => [[0.28399541, 0.14002925, 0.57597535]]
 * toNested(d.result.output) // => [[0.85997075, 0.7160046]]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('s₁₃ = q₁ · k₃ = 2 · 1 + 1 · 1 = 3') // => true
 * ```
 */
export function explainScaledDotProductAttention(
  q: ArrayInput,
  k: ArrayInput,
  v: ArrayInput,
  options?: ExplainAttentionOptions,
): Derivation<ExplainedAttention> {
  const { tokens, queryTokens, queries, ...rest } = checkOptions(FN, options, [
    ...SHOWN_OPTIONS,
    ...TOKEN_OPTIONS,
  ]);
  const query = readMatrix(FN, 'query', q, 'n d');
  const key = readMatrix(FN, 'key', k, 'm d');
  const value = readMatrix(FN, 'value', v, 'm e');
  const layout = readLayout(FN, query, key, rest);
  const { e } = readTask(FN, layout, query, key, value, rest.bias);
  const { n, m, d } = layout;
  const names = readNames(
    FN,
    { tokens, queryTokens, queries },
    { n, m, last: rest.causal === 'end' },
  );
  refuseLarge(FN, names.rows.length * m, { query: d, value: e });
  const stages = attentionStages(query, key, value, rest);
  const { mask, bias } = readTables(FN, rest);
  const { given, steps, ...allowed } = visibilitySteps(layout, mask, names);
  const result = {
    weights: pickRows(stages.weights, names.rows),
    output: pickRows(stages.output, names.rows),
  };
  const single = names.rows.length === 1 ? ` of ${names.queries[names.rows[0]!]!}` : '';
  return createDerivation<ExplainedAttention>({
    topic: 'attention',
    title: `Scaled dot-product attention${names.named ? single : ''}`,
    given: [
      { id: 'q', symbol: 'Q', title: 'Queries, one a row', value: pickRows(query, names.rows) },
      { id: 'k', symbol: 'K', title: 'Keys, one a row', value: key },
      { id: 'v', symbol: 'V', title: 'Values, one a row', value },
      ...scoreGivens(rest, d, bias, n, names),
      ...given,
    ],
    steps: headSteps({
      prefix: '',
      mark: '',
      keyMark: '',
      ids: { q: 'q', k: 'k', v: 'v' },
      names,
      stages,
      scaled: rest.scale !== undefined,
      capped: rest.softcap !== undefined,
      biased: bias !== undefined,
      allowed: allowed.id === undefined ? undefined : { ...allowed, id: allowed.id, steps },
      output: 'O',
    }),
    result,
    answer: { record: { weights: refer('weights'), output: refer('output') } },
    conclusion: conclusionOf(names, result),
    sources: [ATTENTION_SOURCE],
  });
}

/** Options of attention that derivations know. */
export const SHOWN_OPTIONS = [
  'mask',
  'bias',
  'causal',
  'window',
  'keyLengths',
  'softcap',
  'scale',
] as const;

/** Where attention comes from. */
export const ATTENTION_SOURCE =
  'A. Vaswani et al., "Attention is all you need", Advances in Neural Information Processing Systems 30 (2017), section 3.2.';

/** An array of finite numbers in storage of its own, with as many axes as there are names. */
export function readMatrix(
  fn: string,
  argument: string,
  input: ArrayInput,
  axes: string,
): FloatNdArray {
  const dense = checkFinite(fn, argument, readArray(fn, argument, input, 'float64'));
  bindShapes(fn, { [argument]: [dense, axes] });
  return wrap(Float64Array.from(dense.data), dense.shape);
}

/** Mask and bias, where there are any. */
export function readTables(
  fn: string,
  { mask, bias }: Pick<AttentionOptions<ArrayInput>, 'mask' | 'bias'>,
): { readonly mask: Dense | undefined; readonly bias: Dense | undefined } {
  return {
    mask: mask === undefined ? undefined : readArray(fn, 'mask', maskNumbers(mask), 'float64'),
    bias: bias === undefined ? undefined : readArray(fn, 'bias', bias, 'float64'),
  };
}

/** What scores are made with: the width or another scale, softcap and bias. */
export function scoreGivens(
  { scale, softcap }: Pick<AttentionOptions, 'scale' | 'softcap'>,
  d: number,
  bias: Dense | undefined,
  n: number,
  { rows }: TokenNames,
): Given[] {
  const width: Given = { id: 'd', symbol: 'd', title: 'Width of queries and keys', value: d };
  return [
    scale === undefined
      ? width
      : { id: 'scale', symbol: '\\alpha', title: 'Scale of the scores', value: scale },
    ...(softcap === undefined
      ? []
      : [{ id: 'softcap', symbol: 'c', title: 'Softcap of the scores', value: softcap }]),
    ...(bias === undefined
      ? []
      : [{ id: 'bias', symbol: 'B', title: 'Bias of the scores', value: rowsFor(bias, n, rows) }]),
  ];
}

/** Sentences are for few queries. */
export const MOST_SENTENCES = 4;

/** What the queries take, and what comes out, in words. */
export function conclusionOf(names: TokenNames, { weights, output }: ExplainedAttention): string {
  const row = (matrix: FloatNdArray, at: number): number[] =>
    Array.from({ length: matrix.shape[1]! }, (_, j) => matrix.get(at, j));
  if (names.rows.length > MOST_SENTENCES) {
    return 'Each row of O is the mean of the values, weighted by how well their keys match the query.';
  }
  return names.rows
    .map((i, at) => {
      const most = takesMost(capital(names.queries[i]!), names.keys, row(weights, at));
      return `${most}; its output is ${tupleOf(row(output, at))}.`;
    })
    .join(' ');
}
