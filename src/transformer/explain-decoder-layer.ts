// A decoder layer of a few tokens, worked out: causal self-attention, attention to the memory, feed-forward layer.
import {
  allHeads,
  type HeadsProblem,
  joinSteps,
  matrixGivens,
  prefixOf,
  projected,
  type Source,
  type Within,
} from '../attention/explain-heads.js';
import { readMatrices } from '../attention/explain-multi-head.js';
import {
  capital,
  checkWords,
  readNames,
  refuseLarge,
  refuseWide,
  type TokenNames,
} from '../attention/explain-names.js';
import {
  ATTENTION_SOURCE,
  readMatrix,
  readTables,
} from '../attention/explain-scaled-dot-product.js';
import { visibilitySteps } from '../attention/explain-visibility.js';
import { type MultiHeadParameters, multiHeadAttentionFor } from '../attention/multi-head.js';
import { type AttentionOptions, readLayout } from '../attention/options.js';
import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import type { DecoderLayerParameters } from './decoder-layer.js';
import { NORM_PLACES, type NormPlace } from './encoder-layer.js';
import { conclusionOf, LayerSheet, widthOf } from './explain-layer-sheet.js';

/** What `explainDecoderLayer` may be told. */
export interface ExplainDecoderOptions {
  /** How many heads both attentions have. */
  readonly heads: number;
  /** Where the norms are; "post" where left out. */
  readonly norm?: NormPlace | undefined;
  /** Whether a token sees no token after it; true where left out. */
  readonly causal?: boolean | undefined;
  /** 1 where a token may attend to another, [n, n] or [1, n]. */
  readonly mask?: ArrayInput | undefined;
  /** 1 where a token may attend to a vector of the memory, [n, m] or [1, m]. */
  readonly memoryMask?: ArrayInput | undefined;
  /** Added to variances; 1e-5 where left out. */
  readonly epsilon?: number | undefined;
  /** What the tokens are called. */
  readonly tokens?: readonly string[] | undefined;
  /** What the vectors of the memory are called, such as the words of the source. */
  readonly memoryTokens?: readonly string[] | undefined;
}

/** What the derivation of a decoder layer arrives at. */
export interface ExplainedDecoderLayer {
  /** How much each token takes of each, [heads, n, n]. */
  readonly selfWeights: FloatNdArray;
  /** How much each token takes of each vector of the memory, [heads, n, m]. */
  readonly crossWeights: FloatNdArray;
  /** What the self-attention gives, [n, D]. */
  readonly selfAttention: FloatNdArray;
  /** What the attention to the memory gives, [n, D]. */
  readonly crossAttention: FloatNdArray;
  /** What the layer gives, [n, D]. */
  readonly output: FloatNdArray;
}

const FN = 'explainDecoderLayer';

/**
 * A decoder layer of a few tokens, worked out: the causal self-attention with its mask, head by head; its residual sum
 * and norm; the attention to what the encoder gave, whose queries come from the tokens and whose keys and values come from
 * the memory; again sum and norm; the feed-forward layer, its sum and norm.
 *
 * What belongs to the self-attention is marked s, what belongs to the attention to the memory (cross-attention) c. The
 * activation is "relu". Symbols count from 1.
 *
 * @param x - the tokens so far, with their positions where there are any, [n, D], D at most 16
 * @param memory - what the encoder gave, [m, Dm], Dm at most 16
 * @param parameters - as in `decoderLayer`
 * @param options - `heads`; `norm`, "post"; `causal`, true; `mask`, `memoryMask`; `epsilon`, 1e-5; `tokens` and
 * `memoryTokens`: names
 * @returns the derivation; its `result` holds `selfWeights` [heads, n, n], `crossWeights` [heads, n, m], `selfAttention`,
 * `crossAttention` and `output`, each [n, D]
 * @throws ShapeError, KindError and DomainError as `decoderLayer`; DomainError for infinite numbers and more than 144
 * pairs of query and key over all heads
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.1
 *
 * @example
 * Two tokens that take the mean of a memory that they cannot tell apart.
 * ```ts
 * import { explainDecoderLayer, toNested, verifyDerivation } from 'fovea';
 * const [zero, one] = [[[0, 0], [0, 0]], [[1, 0], [0, 1]]];
 * const parameters = {
 *   selfAttention: { wq: zero, wk: zero, wv: one },
 *   crossAttention: { wq: zero, wk: zero, wv: one },
 *   feedForward: { w1: one, w2: one },
 * };
 * const memory = [[10, 20], [30, 40]];
 * const d = explainDecoderLayer([[1, 2], [3, 4]], memory, parameters, { heads: 1, norm: 'pre' });
 * toNested(d.result.selfWeights) // => [[[1, 0], [0.5, 0.5]]]
 * toNested(d.result.crossAttention) // => [[20, 30], [20, 30]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainDecoderLayer(
  x: ArrayInput,
  memory: ArrayInput,
  parameters: DecoderLayerParameters<ArrayInput>,
  options: ExplainDecoderOptions,
): Derivation<ExplainedDecoderLayer> {
  const { heads, tokens, memoryTokens, mask, memoryMask, ...rest } = checkOptions(FN, options, [
    ...(['heads', 'norm', 'causal', 'mask', 'memoryMask'] as const),
    ...(['epsilon', 'tokens', 'memoryTokens'] as const),
  ]);
  const norm = checkOneOf(FN, 'norm', rest.norm ?? 'post', NORM_PLACES);
  const causal = checkBoolean(FN, 'causal', rest.causal ?? true);
  const epsilon = checkNumber(FN, 'epsilon', rest.epsilon ?? 1e-5, { min: 0 });
  const { selfAttention, crossAttention, feedForward, ...norms } = checkOptions(
    FN,
    parameters,
    [...(['selfAttention', 'norm1', 'crossAttention', 'norm2', 'feedForward', 'norm3'] as const)],
    'parameters',
  );
  const input = readMatrix(FN, 'x', x, 'n D');
  const kept: Source = {
    ...{ id: 'memory', symbol: '\\mathrm{Mem}' },
    value: readMatrix(FN, 'memory', memory, 'm Dm'),
  };
  const [n, m] = [input.shape[0]!, kept.value.shape[0]!];
  checkNumber(FN, 'heads', heads, { integer: true, min: 1 });
  refuseLarge(FN, heads * n * (n + m), {
    ...{ x: input.shape[1]!, memory: kept.value.shape[1]! },
    ...widthOf(FN, checkOptions(FN, feedForward, ['w1', 'b1', 'w2', 'b2'], 'feedForward')),
  });
  const own = readNames(FN, { tokens }, { n, m: n, same: true });
  const keys =
    memoryTokens === undefined
      ? readNames(FN, {}, { n: m, m, key: 'memory' }).keys
      : checkWords(FN, 'memoryTokens', memoryTokens, m).map((word) => `“${word}”`);
  const sheet = new LayerSheet({ fn: FN, x: input, place: norm, epsilon, norms });
  sheet.names = own.queries.map(capital);

  const from = norm === 'pre' ? sheet.normed('N', 1) : sheet.at;
  const self = attend({
    ...{ name: 'self-attention', argument: 'selfAttention.', prefix: 'self-', letter: 's' },
    ...{ q: from, kv: from, parameters: selfAttention, heads, names: own },
    options: { causal, ...(mask !== undefined && { mask }) },
  });
  const title = causal
    ? 'Causal self-attention: what each token takes of itself and of those before it'
    : 'Self-attention: what each token takes of the others';
  pushPart(sheet, self, title, `O^{\\mathrm{s}} = \\operatorname{attention}(${from.symbol})`);
  sheet.added('U', self.part, 'residual1', 'selfAttention');
  if (norm === 'post') sheet.normed('Y', 1);

  const before = sheet.at;
  const asking = norm === 'pre' ? sheet.normed("N'", 2) : before;
  const cross = attend({
    ...{
      name: 'attention to the memory',
      argument: 'crossAttention.',
      prefix: 'cross-',
      letter: 'c',
    },
    ...{ q: asking, kv: kept, parameters: crossAttention, heads, names: { ...own, keys } },
    options: memoryMask === undefined ? {} : { mask: memoryMask },
  });
  pushPart(
    ...([sheet, cross, 'Cross-attention: what each token takes of the memory'] as const),
    `O^{\\mathrm{c}} = \\operatorname{attention}(${asking.symbol}, \\mathrm{Mem})`,
    'Queries come from the tokens, keys and values from the memory.',
  );
  sheet.at = before;
  sheet.added("U'", cross.part, 'residual2', 'crossAttention');
  if (norm === 'post') sheet.normed("Y'", 2);

  const last = sheet.at;
  const lifted = norm === 'pre' ? sheet.normed("N''", 3) : last;
  const fed = sheet.fed(lifted, feedForward);
  sheet.at = last;
  sheet.added(norm === 'pre' ? 'Y' : "U''", fed, 'residual3', 'feedForward');
  if (norm === 'post') sheet.normed("Y''", 3);

  const output = sheet.at.value;
  return createDerivation<ExplainedDecoderLayer>({
    topic: 'transformer',
    title: `A decoder layer, ${heads === 1 ? 'one head' : `${heads} heads`} in each attention`,
    given: [
      { id: 'x', symbol: 'X', title: 'Tokens so far, one a row', value: input },
      { ...kept, title: 'The memory: what the encoder gave, a vector a row' },
      ...self.given,
      ...cross.given,
      ...sheet.givens([1, 2, 3], feedForward),
    ],
    steps: sheet.steps,
    result: {
      ...{ selfWeights: self.weights, crossWeights: cross.weights },
      ...{ selfAttention: self.part.value, crossAttention: cross.part.value, output },
    },
    answer: {
      record: {
        ...{ selfWeights: self.weightsAt, crossWeights: cross.weightsAt },
        ...{ selfAttention: refer(self.part.id), crossAttention: refer(cross.part.id) },
        output: refer(sheet.at.id),
      },
    },
    conclusion: conclusionOf(own.queries, output),
    sources: [
      ATTENTION_SOURCE,
      'J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer normalization", 2016, section 3.',
    ],
  });
}

/** One of the attentions of the layer. */
interface Attending {
  readonly name: string;
  /** Where its parameters stand. */
  readonly argument: string;
  readonly prefix: string;
  readonly letter: string;
  readonly q: Source;
  readonly kv: Source;
  readonly parameters: MultiHeadParameters<ArrayInput>;
  readonly heads: number;
  readonly names: TokenNames;
  readonly options: Pick<AttentionOptions<ArrayInput>, 'mask' | 'causal'>;
}

/** An attention that is worked out. */
interface Attended {
  readonly problem: HeadsProblem;
  /** What it gives. */
  readonly part: Source;
  readonly weights: FloatNdArray;
  readonly weightsAt: StepExpression;
  /** Its matrices, width and mask. */
  readonly given: readonly Given[];
}

function attend(attending: Attending): Attended {
  const { name, argument, prefix, letter, q, kv, parameters, heads, names, options } = attending;
  const mark = `\\mathrm{${letter}}`;
  const within: Within = { prefix, mark, name, width: `${prefix}d` };
  const { output, weights } = multiHeadAttentionFor(FN, argument, q.value, parameters, {
    ...{ ...options, heads, weights: true },
    ...(kv === q ? {} : { memory: kv.value }),
  });
  const plain: HeadsProblem = {
    ...{ within, names, options, sources: { q, k: kv, v: kv }, allowed: undefined },
    ...readMatrices(FN, parameters, heads, heads),
  };
  const layout = readLayout(FN, projected(plain, 'q', 0), projected(plain, 'k', 0), options);
  refuseWide(FN, { [`${argument}wq`]: layout.d });
  const { mask } = readTables(FN, options);
  const seen = visibilitySteps(layout, mask, names, { prefix, mark: `^{${mark}}` });
  const { symbol } = seen;
  const problem: HeadsProblem = {
    ...plain,
    allowed: seen.id === undefined ? undefined : { id: seen.id, symbol, steps: seen.steps },
  };
  const value = output as FloatNdArray;
  const id = joinSteps(problem, value).at(-1)?.id ?? `${prefix}output`;
  return {
    problem,
    part: { id, symbol: `O^{${mark}}`, value },
    weights: weights as FloatNdArray,
    weightsAt: {
      list: problem.matrices.q.map((_, head) => refer(`${prefixOf(problem, head)}weights`)),
    },
    given: [
      ...matrixGivens(problem),
      {
        id: within.width,
        symbol: `d_{${mark}}`,
        title: `Width of queries and keys of the ${name}`,
        value: layout.d,
      },
      ...seen.given,
    ],
  };
}

function pushPart(
  sheet: LayerSheet,
  { problem, part }: Attended,
  title: string,
  formula: string,
  note?: string,
): void {
  sheet.steps.push({
    ...{ id: problem.within!.prefix.slice(0, -1), symbol: part.symbol, title, formula },
    ...(note === undefined ? {} : { note }),
    check: refer(part.id),
    value: part.value,
    steps: [...allHeads(problem), ...joinSteps(problem, part.value)],
  });
}
