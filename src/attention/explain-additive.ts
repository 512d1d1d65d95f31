// Additive attention over a few states, worked out: the score of each state, the weights, the context.
import { checkOptions } from '../core/check.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, dot, tanh } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import {
  type AdditiveAttention,
  type AdditiveParameters,
  additiveAttentionFor,
} from './additive.js';
import { below, capital, readNames, refuseMany, takesMost, tupleOf } from './explain-names.js';
import { readMatrix } from './explain-scaled-dot-product.js';
import { averageStep, softmaxStep } from './explain-softmax.js';

/** What `explainAdditiveAttention` and `explainKernelAttention` may be told of names. */
export interface KeyNames {
  /** What the keys are called, such as the words of a sentence. */
  readonly tokens?: readonly string[] | undefined;
}

/** What `explainAdditiveAttention` may be told. */
export interface ExplainAdditiveOptions extends KeyNames {
  /** What is averaged, shape [m, e]; the keys where left out. */
  readonly values?: ArrayInput | undefined;
}

const FN = 'explainAdditiveAttention';

/**
 * Additive attention for one query, worked out: what the query gives, for each key its product, the sum, its tanh
 * and the score, then the softmax and the weighted mean.
 *
 * $$e_j = v^\top \tanh(W_s s + W_h h_j), \quad \alpha = \mathrm{softmax}(e), \quad c = \sum_j \alpha_j h_j$$
 *
 * For translating word i, s is the decoder's state before that word.
 *
 * @param query - the state s, shape [ds], ds at most 16
 * @param keys - the states $h_j$, shape [m, dh], at most 36 of them
 * @param parameters - as in `additiveAttention`
 * @param options - `values` [m, e], where not the keys are averaged; `tokens`: names of the keys
 * @returns the derivation; its `result` is what `additiveAttention` returns
 * @throws as `additiveAttention` (under its name where shapes do not meet); KindError and ShapeError for names that do
 * not fit; DomainError for infinite numbers and more than 36 keys; ShapeError for vectors of more than 16 numbers
 * @see D. Bahdanau, K. Cho, Y. Bengio, "Neural machine translation by jointly learning to align and translate",
 * 2015, equations 5 and 6, appendix A.1.2
 *
 * @example
 * Three states of an encoder, as in the course.
 * ```ts
 * import { explainAdditiveAttention, renderText, toNested, verifyDerivation } from 'fovea';
 * const parameters = { wQuery: [[1, 0], [0, 1]], wKeys: [[1, 1], [1, -1]], v: [1, 1] };
 * const d = explainAdditiveAttention([1, 2], [[1, 0], [0, 1], [1, 1]], parameters);
 * toNested(d.result.scores) // => [1.95908233, 1.72562174, 1.95908233]
 * toNested(d.result.context) // => [0.71638657, 0.64180671]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('tanh 3') // => true
 * ```
 */
export function explainAdditiveAttention(
  query: ArrayInput,
  keys: ArrayInput,
  parameters: AdditiveParameters<ArrayInput>,
  options?: ExplainAdditiveOptions,
): Derivation<AdditiveAttention> {
  const { values, tokens } = checkOptions(FN, options, ['values', 'tokens']);
  const s = readMatrix(FN, 'query', query, 'ds');
  const h = readMatrix(FN, 'keys', keys, 'm dh');
  const u = values === undefined ? undefined : readMatrix(FN, 'values', values, 'm e');
  const result = additiveAttentionFor('explainAdditiveAttention', s, h, parameters, u);
  const { wQuery, wKeys, v, b } = parameters;
  const [ws, wh, vector] = [
    readMatrix(FN, 'wQuery', wQuery, 'a ds'),
    readMatrix(FN, 'wKeys', wKeys, 'a dh'),
    readMatrix(FN, 'v', v, 'a'),
  ];
  const bias = b === undefined ? undefined : readMatrix(FN, 'b', b, 'a');
  const [m, a] = [h.shape[0]!, ws.shape[0]!];
  refuseMany(FN, 'keys', m, {
    query: s.shape[0]!,
    keys: h.shape[1]!,
    v: a,
    values: result.context.shape[0]!,
  });
  const { keys: names } = readNames(FN, { tokens }, { n: 1, m, key: 'state' });
  const row = (array: { get(...at: number[]): number }): number[] =>
    Array.from({ length: m }, (_, j) => array.get(j));
  const [id, letter] = u === undefined ? ['h', 'h'] : ['u', 'u'];
  return createDerivation<AdditiveAttention>({
    topic: 'attention',
    title: 'Additive attention',
    given: [
      { id: 's', symbol: 's', title: 'Query: the state that looks for something', value: s },
      { id: 'h', symbol: 'H', title: 'Keys, one state a row', value: h },
      ...(u === undefined ? [] : [{ id: 'u', symbol: 'U', title: 'Values, one a row', value: u }]),
      { id: 'ws', symbol: 'W_s', title: 'Multiplies the query', value: ws },
      { id: 'wh', symbol: 'W_h', title: 'Multiplies each key', value: wh },
      ...(bias === undefined
        ? []
        : [{ id: 'b', symbol: 'b', title: 'Added before the tanh', value: bias }]),
      { id: 'v', symbol: 'v', title: 'Turns the sums into a score', value: vector },
    ],
    steps: [
      {
        id: 'from-query',
        symbol: 'a',
        title: 'Multiply the query, once for all keys',
        formula: 'a = W_s\\,s',
        check: productOf('ws', a, refer('s')),
      },
      {
        id: 'scores',
        symbol: 'e',
        title: 'Score each key',
        formula: `e_j = v^{\\top} \\tanh\\left(W_s\\,s + W_h\\,h_j${bias === undefined ? '' : ' + b'}\\right)`,
        check: { list: names.map((_, j) => refer(`score-${j}`)) },
        value: result.scores,
        steps: names.map((name, j) =>
          scoreStep(name, j, a, bias !== undefined, result.scores.get(j)),
        ),
      },
      softmaxStep({
        scores: refer('scores'),
        values: row(result.scores),
        score: 'e',
        share: '\\alpha',
        exponential: 'x',
        names,
        value: result.weights,
      }),
      averageStep({
        title: `Average the ${u === undefined ? 'keys' : 'values'} with the weights`,
        id: 'context',
        symbol: 'c',
        share: '\\alpha',
        values: { id, symbol: letter },
        value: result.context,
        count: m,
      }),
    ],
    result,
    answer: {
      record: {
        scores: refer('scores'),
        weights: refer('weights'),
        context: refer('context'),
      },
    },
    conclusion: `${takesMost('The query', names, row(result.weights))}; the context is ${tupleOf(Array.from(result.context.data))}.`,
    sources: [
      'D. Bahdanau, K. Cho, Y. Bengio, "Neural machine translation by jointly learning to align and translate", ICLR 2015, equations 5 and 6, appendix A.1.2.',
    ],
  });
}

/** A matrix times a vector, element by element. */
function productOf(matrix: string, rows: number, vector: StepExpression): StepExpression {
  return {
    list: Array.from({ length: rows }, (_, i) => dot(refer(matrix, [i]), vector)),
  };
}

function scoreStep(
  name: string,
  j: number,
  width: number,
  biased: boolean,
  value: number,
): StepDraft {
  const at = below(j);
  const sums = [refer('from-query'), refer(`from-key-${j}`)] as const;
  return {
    id: `score-${j}`,
    symbol: `e${at}`,
    title: capital(name),
    formula: `e${at} = v^{\\top}\\,t${at}`,
    check: dot(refer('v'), refer(`activated-${j}`)),
    value,
    steps: [
      {
        id: `from-key-${j}`,
        symbol: `g${at}`,
        title: 'Multiply the key',
        formula: `g${at} = W_h\\,h${at}`,
        check: productOf('wh', width, refer('h', [j])),
      },
      {
        id: `sums-${j}`,
        symbol: `z${at}`,
        title: biased ? 'Add what the query gives, and the bias' : 'Add what the query gives',
        check: biased ? add(...sums, refer('b')) : add(...sums),
      },
      {
        id: `activated-${j}`,
        symbol: `t${at}`,
        title: 'Take the tanh of each',
        formula: `t${at} = \\tanh z${at}`,
        check: tanh(refer(`sums-${j}`)),
      },
    ],
  };
}
