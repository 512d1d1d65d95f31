// Attention that may not look ahead, nor far back, nor at padding: what is allowed, weights, output.
import { explainScaledDotProductAttention } from '../../attention/explain-scaled-dot-product.js';
import { attentionWeights } from '../../attention/stages.js';
import { toNested } from '../../core/to-nested.js';
import { createDerivation } from '../../derivation/create-derivation.js';
import { refer } from '../../derivation/operations.js';
import type { Derivation } from '../../derivation/types.js';
import type { Draw } from '../draw.js';
import { joinDerivations } from '../join-derivations.js';
import {
  areTokens,
  areValues,
  dividedBy,
  isSpread,
  productOf,
  type Rows,
  softmaxOf,
  transposeRows,
} from '../rows.js';
import type { Topic, WrongAnswer } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, matrixTex, precisely } from '../wording.js';

type MaskedGiven = {
  readonly q: Rows;
  readonly k: Rows;
  readonly v: Rows;
  /** How many tokens at the end only fill up. */
  readonly padding: number;
  /** How many tokens before itself a token may see; all where nothing is said of it. */
  readonly window: readonly number[];
  /** How many tokens at the beginning see each other; none where nothing is said of it. */
  readonly prefix: readonly number[];
};

const DECIMALS = 3;

/** 1 where a query may attend to a key. */
function maskBy(
  { q, k, padding }: MaskedGiven,
  allows: (query: number, key: number) => boolean,
): Rows {
  const real = k.length - padding;
  return q.map((_, i) => k.map((_key, j) => (allows(i, j) && j < real ? 1 : 0)));
}

/** Whether a query may attend to a key, but for padding. */
function allows({ window: [reach = Infinity], prefix: [first = 0] }: MaskedGiven) {
  return (query: number, key: number): boolean =>
    key < first || (key <= query && key >= query - reach);
}

const maskOf = (given: MaskedGiven): Rows => maskBy(given, allows(given));
const weightsOf = ({ q, k }: MaskedGiven, mask: Rows, scale?: number): Rows =>
  toNested(attentionWeights(q, k, { mask, ...(scale === undefined ? {} : { scale }) })) as Rows;
const everything = ({ q, k }: MaskedGiven): Rows => q.map(() => k.map(() => 1));
const scoresOf = ({ q, k }: MaskedGiven): Rows =>
  dividedBy(productOf(q, transposeRows(k)), Math.sqrt(q[0]!.length));

/** What another mask makes of the mask and of the weights. */
function byMask(mask: (given: MaskedGiven) => Rows | undefined): {
  readonly [part: string]: WrongAnswer<MaskedGiven>;
} {
  return {
    a: mask,
    b: (given) => {
      const other = mask(given);
      return other === undefined ? undefined : weightsOf(given, other);
    },
  };
}

/** Who may attend to whom, in words. */
function rulesOf({ padding, window: [reach], prefix: [first] }: MaskedGiven): string {
  const rule =
    first !== undefined
      ? `The first ${first} tokens are given, as in a prefix language model: each of them may attend to all of them. Each later token may attend to itself and to all tokens before it.`
      : reach !== undefined
        ? `Attention is local: each token may attend to itself and to at most ${reach === 1 ? 'one token' : `${reach} tokens`} before it.`
        : 'Each token may attend to itself and to the tokens before it, as in a decoder.';
  if (padding === 0) return rule;
  return padding === 1
    ? `${rule} The last token only fills up the sequence: nobody may attend to it.`
    : `${rule} The last ${padding} tokens only fill up the sequence: nobody may attend to them.`;
}

/** Attention of a decoder, of a prefix or in a window, with padding when it is hard. */
export const maskedAttentionTopic: Topic<MaskedGiven> = {
  id: 'masked-attention',
  title: 'Masked attention',
  quantities: {
    q: 'matrix',
    k: 'matrix',
    v: 'matrix',
    padding: 'number',
    window: 'list',
    prefix: 'list',
  },
  generate,
  accepts: (given) =>
    areTokens(given.q) &&
    areTokens(given.k) &&
    areValues(given.v) &&
    isSpread(weightsOf(given, everything(given))),
  statement: (given) =>
    [
      `${given.q.length} tokens have these queries, keys and values, one a row:`,
      display(
        `Q = ${matrixTex(given.q)}`,
        `K = ${matrixTex(given.k)}`,
        `V = ${matrixTex(given.v)}`,
      ),
      `${rulesOf(given)} Products are scaled by $1 / \\sqrt{d}$.`,
    ].join('\n\n'),
  parts: (given) => [
    {
      id: 'a',
      prompt:
        'Write down the mask: a row for each query, a column for each key, 1 where the query may attend to the key, else 0.',
      marks: 2,
      kind: 'matrix',
      value: () => maskOf(given),
    },
    {
      id: 'b',
      prompt: `What are the weights of attention, a row for each query? ${precisely(DECIMALS)}`,
      marks: 3,
      kind: 'matrix',
      decimals: DECIMALS,
      value: (earlier) => weightsOf(given, earlier.matrix('a')),
      trivial: (earlier) => earlier.matrix('a').every((row) => row.filter((x) => x > 0).length < 2),
    },
    {
      id: 'c',
      prompt: `What comes out, a row for each query? ${precisely(DECIMALS)}`,
      marks: 2,
      kind: 'matrix',
      decimals: DECIMALS,
      value: (earlier) => productOf(earlier.matrix('b'), given.v),
    },
  ],
  misconceptions: [
    {
      id: 'causal-mask-transposed',
      name: 'Tokens look ahead instead of back',
      explanation:
        'Queries are rows: each may attend to keys up to its own place, so the ones stand on and below the diagonal.',
      wrong: /* @__PURE__ */ byMask((given) =>
        maskBy(given, (query, key) => allows(given)(key, query)),
      ),
    },
    {
      id: 'causal-mask-excludes-self',
      name: 'A token may not attend to itself',
      explanation: 'A token sees itself too: it is the next one that must stay hidden.',
      wrong: /* @__PURE__ */ byMask((given) =>
        maskBy(given, (query, key) => key !== query && allows(given)(query, key)),
      ),
    },
    {
      id: 'mask-window-ignored',
      name: 'All tokens before count',
      explanation: 'Only so many tokens before a token are seen by it, not all of them.',
      wrong: /* @__PURE__ */ byMask((given) =>
        given.window.length > 0 ? maskOf({ ...given, window: [] }) : undefined,
      ),
    },
    {
      id: 'mask-window-counts-itself',
      name: 'The token itself is counted as one before it',
      explanation: 'The token itself comes on top of those before it.',
      wrong: /* @__PURE__ */ byMask((given) => {
        const [reach = 0] = given.window;
        return reach > 0 ? maskOf({ ...given, window: [reach - 1] }) : undefined;
      }),
    },
    {
      id: 'mask-prefix-ignored',
      name: 'The first tokens do not see each other',
      explanation: 'The tokens of the beginning are all there from the start: they see each other.',
      wrong: /* @__PURE__ */ byMask((given) =>
        given.prefix.length > 0 ? maskOf({ ...given, prefix: [] }) : undefined,
      ),
    },
    {
      id: 'mask-inverted',
      name: 'Allowed and forbidden are exchanged',
      explanation: 'A 1 was to say that a query may attend to a key, not that it is hidden.',
      wrong: { a: (given) => maskOf(given).map((row) => row.map((allowed) => 1 - allowed)) },
    },
    {
      id: 'padding-attended',
      name: 'The padding is attended to',
      explanation: 'The last token only fills up: its column is hidden from everybody, itself too.',
      wrong: /* @__PURE__ */ byMask((given) =>
        given.padding > 0 ? maskOf({ ...given, padding: 0 }) : undefined,
      ),
    },
    {
      id: 'mask-ignored',
      name: 'The mask is left out',
      explanation: 'Hidden keys get no weight; these are the weights without a mask.',
      wrong: { b: (given) => weightsOf(given, everything(given)) },
    },
    {
      id: 'mask-after-softmax',
      name: 'Masked after the softmax',
      explanation:
        'Hidden keys are taken out before the softmax; crossed out afterwards the rows no longer add up to 1.',
      wrong: {
        b: (given, earlier) => {
          const weights = weightsOf(given, everything(given));
          return earlier.matrix('a').map((row, i) => row.map((x, j) => x * weights[i]![j]!));
        },
      },
    },
    {
      id: 'mask-by-zero',
      name: 'Hidden products are set to 0',
      explanation:
        'A product of 0 still has the exponential 1; hidden products become −∞, so that nothing is left of them.',
      wrong: {
        b: (given, earlier) => {
          const scores = scoresOf(given);
          return softmaxOf(
            earlier.matrix('a').map((row, i) => row.map((x, j) => x * scores[i]![j]!)),
          );
        },
      },
    },
    {
      id: 'attention-unscaled',
      name: 'The scaling by √d is left out',
      explanation:
        'The products are divided by the square root of the length of a key before the softmax.',
      wrong: { b: (given, earlier) => weightsOf(given, earlier.matrix('a'), 1) },
    },
    {
      id: 'attention-value-mean',
      name: 'All visible values count the same',
      explanation: 'The values count by their weights, not all the same.',
      wrong: {
        c: ({ v }, earlier) =>
          productOf(
            earlier.matrix('a').map((row) => {
              const seen = row.reduce((sum, x) => sum + x, 0);
              return row.map((x) => x / seen);
            }),
            v,
          ),
      },
    },
    {
      id: 'attention-weights-transposed',
      name: 'The weights are used by columns',
      explanation: 'Each row of the weights belongs to a query: it weighs the values for that one.',
      wrong: {
        c: ({ v }, earlier) => productOf(transposeRows(earlier.matrix('b')), v),
      },
    },
  ],
  solve: (given): Derivation => {
    const { q, k, v, padding } = given;
    if (padding + given.window.length + given.prefix.length === 0) {
      return explainScaledDotProductAttention(q, k, v, { causal: true });
    }
    const mask = maskOf(given);
    return joinDerivations('Masked attention', [
      { id: 'allowed', title: 'Who may attend to whom', derivation: explainMask(given) },
      {
        id: 'attention',
        title: 'Attention with this mask',
        derivation: explainScaledDotProductAttention(q, k, v, { mask }),
        from: { mask: 'allowed-mask' },
      },
    ]);
  },
};

/** The mask from its rule: queries i and keys j are counted from 1. */
function explainMask(given: MaskedGiven): Derivation<{ readonly mask: Rows }> {
  const {
    k,
    padding,
    window: [reach],
    prefix: [first],
  } = given;
  const back = reach === undefined ? 'j \\le i' : `i - ${reach} \\le j \\le i`;
  const seen = first === undefined ? back : `(${back} \\text{ or } j \\le ${first})`;
  const all = padding === 0 ? seen : `${seen} \\text{ and } j \\le ${k.length - padding}`;
  const mask = maskOf(given);
  return createDerivation<{ readonly mask: Rows }>({
    topic: 'attention',
    title: 'Who may attend to whom',
    given: [],
    steps: [
      {
        id: 'mask',
        symbol: 'M',
        title: 'A row for each query i, a column for each key j, both counted from 1',
        formula: `M_{ij} = \\begin{cases} 1 & \\text{if } ${all} \\\\ 0 & \\text{otherwise} \\end{cases}`,
        check: { list: mask.map((row) => ({ list: row })) },
        value: mask,
      },
    ],
    result: { mask },
    answer: { record: { mask: refer('mask') } },
  });
}

/** Lengths of the sequence and rules that a level draws from. */
const RULES: {
  readonly [Level in Difficulty]: readonly {
    readonly count: number;
    readonly padding?: number;
    readonly window?: readonly [number];
    readonly prefix?: readonly [number];
  }[];
} = {
  easy: [{ count: 3 }, { count: 3, prefix: [2] }, { count: 3, padding: 1 }],
  medium: [
    { count: 3, window: [1] },
    { count: 3, prefix: [2] },
    { count: 4 },
    { count: 4, window: [1] },
    { count: 4, window: [2] },
    { count: 4, prefix: [2] },
  ],
  hard: [
    { count: 4, padding: 1 },
    { count: 4, padding: 1, window: [1] },
    { count: 4, padding: 1, prefix: [2] },
    { count: 5, padding: 1, window: [2] },
    { count: 5, padding: 2, prefix: [2] },
  ],
};

function generate(draw: Draw, difficulty: Difficulty): MaskedGiven {
  const { count, padding = 0, window = [], prefix = [] } = draw.pick(RULES[difficulty]);
  const width = difficulty === 'easy' ? 4 : 2;
  const low = difficulty === 'easy' ? 0 : -2;
  const rows = (columns: number, least: number, most: number): number[][] =>
    Array.from({ length: count }, () => draw.integers(columns, least, most));
  return {
    q: rows(width, low, 2),
    k: rows(width, low, 2),
    v: rows(2, difficulty === 'easy' ? 0 : -3, 5),
    padding,
    window,
    prefix,
  };
}
