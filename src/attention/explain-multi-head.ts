// Multi-head attention of a few tokens, worked out: projections, each head, heads side by side, their projection.
import { checkOptions } from '../core/check.js';
import { isNdArray, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import {
  allHeads,
  type HeadMatrix,
  type HeadsProblem,
  joinSteps,
  matrixGivens,
  prefixOf,
  projected,
  splitHeads,
} from './explain-heads.js';
import {
  pickRows,
  readNames,
  refuseLarge,
  TOKEN_OPTIONS,
  type TokenNames,
  tupleOf,
} from './explain-names.js';
import {
  ATTENTION_SOURCE,
  conclusionOf,
  type ExplainAttentionOptions,
  type ExplainedAttention,
  MOST_SENTENCES,
  readMatrix,
  readTables,
  SHOWN_OPTIONS,
  scoreGivens,
} from './explain-scaled-dot-product.js';
import { visibilitySteps } from './explain-visibility.js';
import {
  type AttentionMemory,
  type HeadProjection,
  type MultiHeadAttention,
  type MultiHeadParameters,
  multiHeadAttentionFor,
} from './multi-head.js';
import { readLayout } from './options.js';

/** What `explainMultiHeadAttention` may be told: what multi-head attention may be told, and about tokens. */
export interface ExplainMultiHeadOptions extends ExplainAttentionOptions {
  /** How many heads. */
  readonly heads: number;
  /** How many heads keys and values have, a divisor of `heads`; as many as `heads` where left out. */
  readonly groups?: number | undefined;
  /** What keys and values are made of, [m, D]; x itself where left out. */
  readonly memory?: ArrayInput | AttentionMemory<ArrayInput> | undefined;
}

const FN = 'explainMultiHeadAttention';

/**
 * Multi-head attention of a few tokens, worked out: the queries, keys and values of each head, its scores, weights
 * and output as in `explainScaledDotProductAttention`, the heads side by side, and the projection of the output.
 *
 * One head without `wo` is plain self-attention with its projections. With `queries` only some tokens are worked
 * out, such as one word of a sentence. Projections multiply from the right (X·W + b); symbols count from 1.
 *
 * @param x - the tokens, shape [n, D], D at most 16
 * @param parameters - as in `multiHeadAttention`
 * @param options - `heads`, `groups` and `memory` as in `multiHeadAttention`; the others as in
 * `explainScaledDotProductAttention`, with `mask` and `bias` the same for all heads
 * @returns the derivation; its `result` holds the rows of `weights` [heads, rows, m] and of `output` [rows, out] of
 * the tokens that are worked out, as `multiHeadAttention` gives them
 * @throws as `multiHeadAttention` (shapes of parameters under its name) and `explainScaledDotProductAttention`
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.2.2
 *
 * @example
 * What "bird" takes of the words of a sentence, in two dimensions, as in the course.
 * ```ts
 * import { explainMultiHeadAttention, renderText, toNested, verifyDerivation } from 'fovea';
 * const words = ['The', 'early', 'bird', 'catches', 'the', 'worm'];
 * const x = [[1, 0], [1, 1], [0, 1], [1, 0], [1, 1], [0, 1]];
 * const one = [[1, 0], [0, 1]];
 * const parameters = { wq: [[0, 1], [1, 0]], wk: one, wv: one };
 * const d = explainMultiHeadAttention(x, parameters, { heads: 1, tokens: words, queries: ['bird'] });
 * toNested(d.result.weights) // => [[[0.200556, 0.200556, 0.0988879, 0.200556, 0.200556, 0.0988879]]]
 * toNested(d.result.output) // => [[0.802224, 0.598888]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMultiHeadAttention(
  x: ArrayInput,
  parameters: MultiHeadParameters<ArrayInput>,
  options: ExplainMultiHeadOptions,
): Derivation<ExplainedAttention> {
  const {
    tokens,
    queryTokens,
    queries,
    heads,
    groups = heads,
    memory,
    ...rest
  } = checkOptions(FN, options, ['heads', 'groups', 'memory', ...SHOWN_OPTIONS, ...TOKEN_OPTIONS]);
  const sources = readSources(readMatrix(FN, 'x', x, 'n D'), memory);
  const [input, keys, values] = [sources.q.value, sources.k.value, sources.v.value];
  const whole = multiHeadAttentionFor(FN, '', input, parameters, {
    ...rest,
    heads,
    groups,
    memory: { keys, values },
    weights: true,
  }) as MultiHeadAttention;
  const [n, m] = [input.shape[0]!, keys.shape[0]!];
  const words = { tokens, queryTokens, queries };
  const names = readNames(FN, words, {
    n,
    m,
    last: rest.causal === 'end',
    same: sources.q === sources.k,
  });
  const unmasked: HeadsProblem = {
    sources,
    names,
    options: rest,
    ...readMatrices(FN, parameters, heads, groups),
    allowed: undefined,
  };
  const [q, k] = [projected(unmasked, 'q', 0), projected(unmasked, 'k', 0)];
  const layout = readLayout(FN, q, k, rest);
  refuseLarge(FN, heads * names.rows.length * m, {
    x: input.shape[1]!,
    memory: Math.max(keys.shape[1]!, values.shape[1]!),
    wq: layout.d,
    wv: unmasked.matrices.v[0]!.w.shape[1]!,
    wo: whole.output.shape[1]!,
  });
  const { mask, bias } = readTables(FN, rest);
  const { given, steps, id, symbol } = visibilitySteps(layout, mask, names);
  const problem = { ...unmasked, allowed: id === undefined ? undefined : { id, symbol, steps } };
  const result = {
    weights: pickQueries(whole.weights!, names.rows),
    output: pickRows(whole.output, names.rows),
  };
  const joined = joinSteps(problem, result.output);
  const { named, rows } = names;
  const kind = sources.q === sources.k ? 'Self-attention' : 'Attention';
  const single = named && rows.length === 1 ? ` of ${names.queries[rows[0]!]!}` : '';
  return createDerivation<ExplainedAttention>({
    topic: 'attention',
    title: `${kind}${single}, ${heads === 1 ? 'one head' : `${heads} heads`}`,
    given: [
      ...sourceGivens(sources),
      ...matrixGivens(problem),
      ...scoreGivens(rest, layout.d, bias, n, names),
      ...given,
    ],
    steps: [...allHeads(problem), ...joined],
    result,
    answer: {
      record: {
        weights: {
          list: problem.matrices.q.map((_, head) => refer(`${prefixOf(problem, head)}weights`)),
        },
        output: refer(joined.at(-1)?.id ?? 'output'),
      },
    },
    conclusion: heads === 1 ? conclusionOf(names, flat(result)) : outputsOf(names, result.output),
    sources: [ATTENTION_SOURCE],
  });
}

/** x, and what is attended to, where that is something else. */
function readSources(
  x: FloatNdArray,
  memory: ExplainMultiHeadOptions['memory'],
): HeadsProblem['sources'] {
  const own = { id: 'x', symbol: 'X', value: x };
  if (memory === undefined) return { q: own, k: own, v: own };
  const pair = typeof memory === 'object' && 'keys' in memory && 'values' in memory;
  if (!pair || typeof memory.keys === 'function') {
    const value = readMatrix(FN, 'memory', memory as ArrayInput, 'm D');
    const other = { id: 'memory', symbol: 'Y', value };
    return { q: own, k: other, v: other };
  }
  const { keys, values } = memory as AttentionMemory<ArrayInput>;
  return {
    q: own,
    k: { id: 'keys', symbol: 'Y', value: readMatrix(FN, 'memory.keys', keys, 'm Dk') },
    v: { id: 'values', symbol: 'U', value: readMatrix(FN, 'memory.values', values, 'm Dv') },
  };
}

const SOURCE_TITLES: Readonly<Record<string, string>> = {
  x: 'Tokens, one a row',
  memory: 'What is attended to, one token a row',
  keys: 'What keys are made of, one token a row',
  values: 'What values are made of, one token a row',
};

function sourceGivens({ q, k, v }: HeadsProblem['sources']): Given[] {
  return [...new Set([q, k, v])].map((source) => ({
    ...source,
    title: SOURCE_TITLES[source.id]!,
  }));
}

/**
 * Projections of each head, and of the output.
 *
 * @param fn - name of the public function, for errors
 * @param parameters - as in `multiHeadAttention`
 * @param heads - of the queries
 * @param groups - heads of keys and values
 * @returns the matrices of each head, and that of the output
 */
export function readMatrices(
  fn: string,
  { wq, wk, wv, wo, bq, bk, bv, bo }: MultiHeadParameters<ArrayInput>,
  heads: number,
  groups: number,
): Pick<HeadsProblem, 'matrices' | 'out'> {
  const split = (
    name: string,
    w: HeadProjection<ArrayInput>,
    b: ArrayInput | undefined,
    count: number,
  ): HeadMatrix[] => splitHeads(fn, name, isList(w) ? w : [w], b, count);
  return {
    matrices: {
      q: split('wq', wq, bq, heads),
      k: split('wk', wk, bk, groups),
      v: split('wv', wv, bv, groups),
    },
    out:
      wo === undefined
        ? undefined
        : {
            w: readMatrix(fn, 'wo', wo, 'e out'),
            b: bo === undefined ? undefined : readMatrix(fn, 'bo', bo, 'out'),
          },
  };
}

function isList(projection: HeadProjection<ArrayInput>): projection is readonly ArrayInput[] {
  return Array.isArray(projection) && isNdArray(projection[0]);
}

/** The rows of some queries out of the weights of all heads, [heads, n, m]. */
function pickQueries(weights: FloatNdArray, rows: readonly number[]): FloatNdArray {
  const [heads, n, m] = weights.shape as [number, number, number];
  const flatRows = Array.from({ length: heads }, (_, head) => rows.map((row) => head * n + row));
  const { data } = pickRows({ data: weights.data, shape: [heads * n, m] }, flatRows.flat());
  return wrap(data, [heads, rows.length, m]);
}

function flat({ weights, output }: ExplainedAttention): ExplainedAttention {
  return { weights: wrap(weights.data, weights.shape.slice(1)), output };
}

function outputsOf({ queries, rows }: TokenNames, output: FloatNdArray): string {
  if (rows.length > MOST_SENTENCES) return 'Each row of O belongs to one token.';
  return rows
    .map((i, at) => {
      const row = Array.from({ length: output.shape[1]! }, (_, c) => output.get(at, c));
      return `The output of ${queries[i]!} is ${tupleOf(row)}.`;
    })
    .join(' ');
}
