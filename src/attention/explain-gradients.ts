// The gradients of attention of a few tokens, worked out as on paper.
import { bindShapes, checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import type { ArrayInput, Dense, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type AttentionGradients, attentionGradients } from './attention-gradients.js';
import { gradientSteps } from './explain-gradient-steps.js';
import { readNames, refuseLarge, TOKEN_OPTIONS } from './explain-names.js';
import { headSteps } from './explain-parts.js';
import {
  ATTENTION_SOURCE,
  type ExplainAttentionOptions,
  readMatrix,
  readTables,
  SHOWN_OPTIONS,
  scoreGivens,
} from './explain-scaled-dot-product.js';
import { visibilitySteps } from './explain-visibility.js';
import { readLayout, readTask } from './options.js';
import { attentionStages } from './stages.js';

/** What `explainAttentionGradients` may be told: what attention may be told, and names of tokens. */
export type ExplainAttentionGradientsOptions = Omit<ExplainAttentionOptions, 'queries'>;

const FN = 'explainAttentionGradients';
const NAME_OPTIONS = TOKEN_OPTIONS.filter((name) => name !== 'queries');

/**
 * The gradients of scaled dot-product attention of a few tokens, worked out: the weights on the way forward; then back
 * through the weighted means to values and weights, through the softmax to the scores, and through the products to
 * queries and keys, term by term.
 *
 * A bar is the gradient of the loss by a quantity, in its shape: $\bar Q = \partial L / \partial Q$. Keys and values
 * are used by all queries, so that their gradients are sums over them; therefore no query can be left out. Symbols
 * count from 1, as on paper. Everything is computed in float64.
 *
 * @param q - queries, shape [n, d], d at most 16
 * @param k - keys, shape [m, d], n·m at most 144
 * @param v - values, shape [m, e], e at most 16
 * @param gradient - of the loss by the output, shape [n, e]
 * @param options - as in `scaledDotProductAttention`, but for heads; `tokens`: names of the keys, and of the queries
 * where they are the same; `queryTokens`
 * @returns the derivation; its `result` is what `attentionGradients` gives
 * @throws as `attentionGradients`; KindError for names that are no words; ShapeError for another number of names and
 * for vectors of more than 16 numbers; DomainError for infinite numbers and more than 144 pairs of query and key
 * @see T. Dao et al., "FlashAttention", 2022, appendix B.2
 *
 * @example
 * Two keys that match equally well: a step of the query towards the second raises the output, 3 and 5 on average.
 * ```ts
 * import { explainAttentionGradients, renderText, toNested, verifyDerivation } from 'fovea';
 * const d = explainAttentionGradients([[1, 0]], [[1, 1], [1, -1]], [[3], [5]], [[1]], { scale: 1 });
 * toNested(d.result.v) // => [[0.5], [0.5]]
 * toNested(d.result.q) // => [[0, -1]]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('δ₁ = p₁ · p̄₁ = 0.5 · 3 + 0.5 · 5 = 4') // => true
 * ```
 */
export function explainAttentionGradients(
  q: ArrayInput,
  k: ArrayInput,
  v: ArrayInput,
  gradient: ArrayInput,
  options?: ExplainAttentionGradientsOptions,
): Derivation<AttentionGradients> {
  const { tokens, queryTokens, ...rest } = checkOptions(FN, options, [
    ...SHOWN_OPTIONS,
    ...NAME_OPTIONS,
  ]);
  const query = readMatrix(FN, 'query', q, 'n d');
  const key = readMatrix(FN, 'key', k, 'm d');
  const value = readMatrix(FN, 'value', v, 'm e');
  const outer = readMatrix(FN, 'gradient', gradient, 'n e');
  const layout = readLayout(FN, query, key, rest);
  readTask(FN, layout, query, key, value, rest.bias);
  bindShapes(FN, { query: [query, 'n d'], value: [value, 'm e'], gradient: [outer, 'n e'] });
  const { n, m, d } = layout;
  const names = readNames(FN, { tokens, queryTokens }, { n, m, last: rest.causal === 'end' });
  refuseLarge(FN, n * m, { query: d, value: value.shape[1]! }, 'query');
  const { mask, bias } = readTables(FN, rest);
  const { given, steps, ...allowed } = visibilitySteps(layout, mask, names);
  const forward = headSteps({
    prefix: '',
    mark: '',
    keyMark: '',
    ids: { q: 'q', k: 'k', v: 'v' },
    names,
    stages: attentionStages(query, key, value, rest),
    scaled: rest.scale !== undefined,
    capped: rest.softcap !== undefined,
    biased: bias !== undefined,
    allowed: allowed.id === undefined ? undefined : { ...allowed, id: allowed.id, steps },
    output: 'O',
  });
  const result = attentionGradients(query, key, value, outer, rest);
  return createDerivation<AttentionGradients>({
    topic: 'attention',
    title: 'Gradients of scaled dot-product attention',
    given: [
      { id: 'q', symbol: 'Q', title: 'Queries, one a row', value: query },
      { id: 'k', symbol: 'K', title: 'Keys, one a row', value: key },
      { id: 'v', symbol: 'V', title: 'Values, one a row', value },
      {
        id: 'outer',
        symbol: '\\bar{O}',
        title: 'Gradient of the loss with respect to the output, one row for each query',
        value: outer,
      },
      ...scoreGivens(rest, d, bias, n, names),
      ...given,
    ],
    steps: [
      // What comes out is not needed on the way back.
      ...forward.slice(0, -1),
      ...gradientSteps({
        names,
        result,
        byScores: gradientByScores(),
        // Scaled, capped, with a bias, hidden.
        primes: forward.length - 3,
        scaled: rest.scale !== undefined,
        capped: rest.softcap !== undefined,
      }),
    ],
    result,
    answer: {
      record: {
        q: refer('query-gradients'),
        k: refer('key-gradients'),
        v: refer('value-gradients'),
        ...(bias === undefined ? {} : { bias: refer('bias-gradients') }),
      },
    },
    conclusion: `Each gradient has the shape of what it belongs to. The weights of a query always add up to 1, so what the softmax hands back adds up to 0 in each row${allowed.id === undefined ? '.' : '; to what is hidden nothing goes back.'}`,
    sources: [
      ATTENTION_SOURCE,
      'T. Dao et al., "FlashAttention: Fast and Memory-Efficient Exact Attention with IO-Awareness", Advances in Neural Information Processing Systems 35 (2022), appendix B.2.',
    ],
  });

  /** That by the scores is that by a bias with a number for each. */
  function gradientByScores(): FloatNdArray {
    const all = { ...rest, bias: wrap(stretched(bias, n, m), [n, m]) };
    return attentionGradients(query, key, value, outer, all).bias!;
  }
}

/** The bias of each pair; zeros where there is none. */
function stretched(bias: Dense | undefined, n: number, m: number): Float64Array {
  const all = allocate('float64', n * m);
  if (bias === undefined) return all;
  const [rows = 1] = bias.shape;
  return all.map((_, at) => bias.data[rows === 1 ? at % m : at]!);
}
