// An encoder layer of a few tokens, worked out as on paper: attention, residual sum, norm, feed-forward layer.
import {
  allHeads,
  type HeadsProblem,
  joinSteps,
  matrixGivens,
  prefixOf,
  projected,
} from '../attention/explain-heads.js';
import { readMatrices } from '../attention/explain-multi-head.js';
import { capital, readNames, refuseLarge } from '../attention/explain-names.js';
import {
  ATTENTION_SOURCE,
  readMatrix,
  readTables,
  scoreGivens,
} from '../attention/explain-scaled-dot-product.js';
import { visibilitySteps } from '../attention/explain-visibility.js';
import { multiHeadAttentionFor } from '../attention/multi-head.js';
import { readLayout } from '../attention/options.js';
import type { AttentionMask } from '../attention/read-mask.js';
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type EncoderLayerParameters, NORM_PLACES, type NormPlace } from './encoder-layer.js';
import { conclusionOf, LayerSheet, widthOf } from './explain-layer-sheet.js';
import type { FeedForwardParameters } from './feed-forward.js';

/** The parameters of an encoder layer; without a feed-forward layer it ends after the first half. */
export interface ExplainEncoderParameters
  extends Omit<EncoderLayerParameters<ArrayInput>, 'feedForward'> {
  /** The feed-forward layer; where left out, only the attention and its norm are worked out. */
  readonly feedForward?: FeedForwardParameters<ArrayInput> | undefined;
}

/** What `explainEncoderLayer` may be told. */
export interface ExplainEncoderOptions {
  /** How many heads. */
  readonly heads: number;
  /** Where the norms are; "post" where left out. */
  readonly norm?: NormPlace | undefined;
  /** 1 or true where a token may attend to another, [n, n] or [1, n]. */
  readonly mask?: AttentionMask | undefined;
  /** Whether a token sees no token after it. */
  readonly causal?: boolean | undefined;
  /** Added to variances; 1e-5 where left out. */
  readonly epsilon?: number | undefined;
  /** What the tokens are called. */
  readonly tokens?: readonly string[] | undefined;
}

/** What the derivation of an encoder layer arrives at. */
export interface ExplainedEncoderLayer {
  /** How much each token takes of each, [heads, n, n]. */
  readonly weights: FloatNdArray;
  /** What the attention gives, [n, D]. */
  readonly attention: FloatNdArray;
  /** The tokens with that added, before any norm after it, [n, D]. */
  readonly residual: FloatNdArray;
  /** What the layer gives, [n, D]. */
  readonly output: FloatNdArray;
}

const FN = 'explainEncoderLayer';

/**
 * An encoder layer of a few tokens, worked out: queries, keys and values, scores, weights and outputs of each head as
 * in `explainMultiHeadAttention`; the residual sum; the layer norm token by token (mean, variance, what is left); the
 * feed-forward layer, its residual sum and its norm.
 *
 * Course sheets often stop at the residual sum, or leave out the norm after it: with the norm after the sum ("post")
 * the sum alone is not what the layer gives. The activation is "relu". Symbols count from 1.
 *
 * @param x - the tokens, with their positions where there are any, shape [n, D], D at most 16
 * @param parameters - as in `encoderLayer`; without `feedForward` the work ends after the attention and its norm
 * @param options - `heads`; `norm`, "post"; `mask` and `causal` as in `encoderLayer`; `epsilon`, 1e-5; `tokens`: names
 * @returns the derivation; its `result` holds `weights` [heads, n, n], `attention`, `residual` (tokens and attention
 * added) and `output`, each [n, D]
 * @throws ShapeError, KindError and DomainError as `encoderLayer`; DomainError for infinite numbers and more than 144
 * pairs of tokens over all heads
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.1
 *
 * @example
 * Two one-hot tokens, as in the course: attention, sum and norm.
 * ```ts
 * import { explainEncoderLayer, toNested, verifyDerivation } from 'fovea';
 * const attention = { wq: [[1, 0], [0, 1]], wk: [[1, 1], [1, 1]], wv: [[0.5, 0], [0, 0.5]] };
 * const d = explainEncoderLayer([[1, 0], [0, 1]], { attention }, { heads: 1 });
 * toNested(d.result.attention) // => [[0.25, 0.25], [0.25, 0.25]]
 * toNested(d.result.residual) // => [[1.25, 0.25], [0.25, 1.25]]
 * toNested(d.result.output) // => [[0.99998, -0.99998], [-0.99998, 0.99998]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainEncoderLayer(
  x: ArrayInput,
  parameters: ExplainEncoderParameters,
  options: ExplainEncoderOptions,
): Derivation<ExplainedEncoderLayer> {
  const names = ['heads', 'norm', 'mask', 'causal', 'epsilon', 'tokens'] as const;
  const { heads, tokens, mask, causal, ...rest } = checkOptions(FN, options, names);
  const norm = checkOneOf(FN, 'norm', rest.norm ?? 'post', NORM_PLACES);
  const epsilon = checkNumber(FN, 'epsilon', rest.epsilon ?? 1e-5, { min: 0 });
  const parts = ['attention', 'norm1', 'feedForward', 'norm2'] as const;
  const { attention, feedForward, ...norms } = checkOptions(FN, parameters, parts, 'parameters');
  const input = readMatrix(FN, 'x', x, 'n D');
  const { shape } = input;
  const sheet = new LayerSheet({ fn: FN, x: input, place: norm, epsilon, norms });
  const words = readNames(FN, { tokens }, { n: shape[0]!, m: shape[0]!, same: true });
  sheet.names = words.queries.map(capital);

  const source = norm === 'pre' ? sheet.normed('N', 1) : sheet.at;
  const seen = { ...(mask !== undefined && { mask }), ...(causal !== undefined && { causal }) };
  const attended = multiHeadAttentionFor(FN, 'attention.', source.value, attention, {
    ...seen,
    heads,
    weights: true,
  });
  const own: HeadsProblem = {
    sources: { q: source, k: source, v: source },
    names: words,
    options: seen,
    ...readMatrices(FN, attention, heads, heads),
    allowed: undefined,
  };
  const [q, k] = [projected(own, 'q', 0), projected(own, 'k', 0)];
  const layout = readLayout(FN, q, k, seen);
  const widths = { x: shape[1]!, 'attention.wq': layout.d, ...widthOf(FN, feedForward) };
  refuseLarge(FN, heads * shape[0]! ** 2, widths);
  const { given, steps, id, symbol } = visibilitySteps(layout, readTables(FN, seen).mask, words);
  const problem = { ...own, allowed: id === undefined ? undefined : { id, symbol, steps } };
  const output = attended.output as FloatNdArray;
  const joined = joinSteps(problem, output);
  const attendedId = joined.at(-1)?.id ?? 'output';
  sheet.steps.push({
    id: 'attention',
    symbol: 'O',
    title: 'Attention: what each token takes of the others',
    formula: `O = \\operatorname{attention}(${source.symbol})`,
    check: refer(attendedId),
    value: output,
    steps: [...allHeads(problem), ...joined],
  });
  const residual = sheet.added(
    'U',
    { id: attendedId, symbol: 'O', value: output },
    'residual',
    'attention',
  );
  if (norm === 'post') sheet.normed('Y', 1);

  if (feedForward !== undefined) {
    const before = sheet.at;
    const from = norm === 'pre' ? sheet.normed("N'", 2) : before;
    const part = sheet.fed(from, feedForward);
    sheet.at = before;
    sheet.added(norm === 'pre' ? 'Y' : "U'", part, 'sum', 'feedForward');
    if (norm === 'post') sheet.normed("Y'", 2);
  }
  const result = {
    weights: attended.weights as FloatNdArray,
    attention: output,
    residual,
    output: sheet.at.value,
  };
  return createDerivation<ExplainedEncoderLayer>({
    topic: 'transformer',
    title: `${feedForward === undefined ? 'The first half of an encoder layer' : 'An encoder layer'}, ${heads === 1 ? 'one head' : `${heads} heads`}`,
    given: [
      { id: 'x', symbol: 'X', title: 'Tokens, one a row', value: input },
      ...matrixGivens(problem),
      ...scoreGivens({}, layout.d, undefined, shape[0]!, words),
      ...given,
      ...sheet.givens(feedForward === undefined ? [1] : [1, 2], feedForward),
    ],
    steps: sheet.steps,
    result,
    answer: {
      record: {
        weights: {
          list: problem.matrices.q.map((_, head) => refer(`${prefixOf(problem, head)}weights`)),
        },
        attention: refer(attendedId),
        residual: refer('residual'),
        output: refer(sheet.at.id),
      },
    },
    conclusion: conclusionOf(words.queries, result.output),
    sources: [
      ATTENTION_SOURCE,
      'J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer normalization", 2016, section 3.',
    ],
  });
}
