// A small picture cut into patches, tokens put back in their places, and patches made tokens.
import { checkNumber, checkOptions } from '../core/check.js';
import { ShapeError } from '../core/errors.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, divide, less, matmul, multiply, tanh } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type Pooler, poolClassTokenFor } from './class-token.js';
import { embedPatchesFor, type PatchEmbedding } from './embed-patches.js';
import { patchifyFor } from './patches.js';
import { restoreTokensFor } from './restore.js';

/** More rows, or numbers in one, no one reads. */
const MOST: readonly [number, number] = [8, 8];

/**
 * Cuts a small picture of one channel, such as a spectrogram, into square patches, and shows the work: how many there are,
 * how many numbers each holds, and each patch read row by row.
 *
 * $$n = \frac h p \cdot \frac w p, \quad v = p^2$$
 *
 * @param image - [h, w], at most 8 by 8
 * @param size - p, by which both can be divided
 * @returns the derivation; its `result` is what `patchify` returns, [n, v]
 * @throws as `patchify`; ShapeError for a larger picture
 *
 * @example
 * Two patches of four pixels.
 * ```ts
 * import { explainPatches, toNested, verifyDerivation } from 'fovea';
 * const d = explainPatches([[1, 2, 3, 4], [5, 6, 7, 8]], 2);
 * toNested(d.result) // => [[1, 2, 5, 6], [3, 4, 7, 8]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainPatches(image: ArrayInput, size: number): Derivation<FloatNdArray> {
  const fn = 'explainPatches';
  const rows = readFewRows(fn, 'image', image, MOST);
  checkNumber(fn, 'size', size, { integer: true, min: 1 });
  const result = patchifyFor(fn, rows, size) as FloatNdArray;
  const [h, w] = [rows.length, rows[0]!.length];
  const across = w / size;
  const [n, v] = result.shape as [number, number];
  return createDerivation<FloatNdArray>({
    topic: 'pretraining',
    title: 'A picture cut into patches',
    given: [
      { id: 'image', symbol: 'I', title: `The picture, ${h} by ${w}`, value: rows },
      { id: 'h', symbol: 'h', title: 'Its height', value: h },
      { id: 'w', symbol: 'w', title: 'Its width', value: w },
      { id: 'size', symbol: 'p', title: 'Height and width of a patch', value: size },
    ],
    steps: [
      {
        id: 'count',
        symbol: 'n',
        title: 'How many patches there are',
        check: multiply(divide(refer('h'), refer('size')), divide(refer('w'), refer('size'))),
        value: n,
      },
      {
        id: 'length',
        symbol: 'v',
        title: 'How many numbers each holds',
        check: multiply(refer('size'), refer('size')),
        value: v,
      },
      {
        id: 'patches',
        symbol: 'P',
        title: 'One patch a row: from left to right, then from top to bottom',
        formula: 'P_i = (P_{i1}, \\dots, P_{iv}), \\quad i = 1, \\dots, n',
        check: { list: Array.from({ length: n }, (_, i) => refer(`patch-${i}`)) },
        value: result,
        note: 'Nothing is lost: put back in their places they are the picture again.',
        steps: Array.from({ length: n }, (_, i): StepDraft => {
          const [top, left] = [Math.floor(i / across) * size, (i % across) * size];
          return {
            id: `patch-${i}`,
            symbol: `P_{${i + 1}}`,
            title: `From row ${top}, column ${left}, counted from 0, read row by row`,
            check: {
              list: Array.from({ length: v }, (_, j) => {
                const [y, x] = [top + Math.floor(j / size), left + (j % size)];
                return refer('image', [y, x], `I_{${y + 1}${x + 1}}`);
              }),
            },
          };
        }),
      },
    ],
    result,
    symbol: 'P',
    answer: refer('patches'),
    sources: [
      'A. Dosovitskiy and others, "An image is worth 16x16 words", ICLR 2021, section 3.1.',
    ],
  });
}

/**
 * Puts few visible tokens back in their places and the mask token in all others, and shows the work: for each place whether
 * its token was seen, and what stands there.
 *
 * $$y_i = \begin{cases} x_{r_i} & r_i < k \\ m & \text{else} \end{cases}$$
 *
 * @param visible - the tokens that were seen, [k, d], at most 8 by 8
 * @param restore - for each place the number of its token, from 0; those from k on were hidden, [n], at most 8
 * @param maskToken - the learned token that stands for hidden ones, [d]
 * @returns the derivation; its `result` is what `restoreTokens` returns
 * @throws as `restoreTokens`; ShapeError for more than 8 tokens or numbers
 *
 * @example
 * The second of three places was hidden.
 * ```ts
 * import { explainTokenRestoration, toNested, verifyDerivation } from 'fovea';
 * const d = explainTokenRestoration([[1, 2], [3, 4]], [1, 2, 0], [0, 0]);
 * toNested(d.result) // => [[3, 4], [0, 0], [1, 2]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainTokenRestoration(
  visible: ArrayInput,
  restore: ArrayInput,
  maskToken: ArrayInput,
): Derivation<FloatNdArray> {
  const fn = 'explainTokenRestoration';
  const x = readFewRows(fn, 'visible', visible, MOST);
  const places = readFew(fn, 'restore', restore, MOST[0]);
  const mask = readFew(fn, 'maskToken', maskToken, MOST[1]);
  const result = restoreTokensFor(fn, x, places, mask) as FloatNdArray;
  const k = x.length;
  return createDerivation<FloatNdArray>({
    topic: 'pretraining',
    title: 'Mask tokens put back among the visible ones',
    given: [
      {
        id: 'x',
        symbol: 'X',
        title: `The ${k} tokens that were seen, one a row, counted from 0`,
        value: x,
      },
      {
        id: 'r',
        symbol: 'r',
        title: 'For each place the number of its token, counted from 0',
        value: places,
      },
      { id: 'm', symbol: 'm', title: 'The learned mask token', value: mask },
    ],
    steps: [
      {
        id: 'seen',
        symbol: 'b',
        title: `Which places were seen: those with a number below k = ${k}`,
        formula: `b_i = (r_i < ${k})`,
        check: less(refer('r'), k),
      },
      {
        id: 'tokens',
        symbol: 'Y',
        title: 'Each place takes its own token, or the mask token',
        formula: 'Y_i = \\begin{cases} X_{r_i} & b_i \\\\ m & \\text{else} \\end{cases}',
        check: { list: places.map((_, i) => refer(`token-${i}`)) },
        value: result,
        note: 'Positions are added after this: all mask tokens are equal, and only their places tell them apart.',
        steps: places.map((from, i): StepDraft => {
          const own = from < k;
          return {
            id: `token-${i}`,
            symbol: `Y_{${i}}`,
            title: own ? `Place ${i} takes token ${from}` : `Place ${i} was hidden`,
            check: own ? refer('x', [from], `X_{${from}}`) : refer('m'),
          };
        }),
      },
    ],
    result,
    symbol: 'Y',
    answer: refer('tokens'),
    sources: [
      'K. He and others, "Masked autoencoders are scalable vision learners", CVPR 2022, section 3.',
    ],
  });
}

/**
 * Makes few patches into tokens, and shows the work: each patch times the matrix, the bias, and the embeddings of its
 * modality, time, place and frequency.
 *
 * $$x_i = p_i W + b + e_i, \qquad e_{tsf} = m + T_t + S_s + F_f$$
 *
 * @param patches - [n, v], at most 8 by 8
 * @param parameters - `w` [v, d]; where wanted `b` [d], `modality` [d], and one of `time`, `space` and `frequency`, [n, d]
 * @returns the derivation; its `result` is what `embedPatches` returns
 * @throws as `embedPatches`; ShapeError for more than 8 patches or numbers, or for more than one of the three tables
 *
 * @example
 * Two patches of one number each, with their places.
 * ```ts
 * import { explainPatchEmbedding, toNested, verifyDerivation } from 'fovea';
 * const d = explainPatchEmbedding([[1], [2]], { w: [[1, 3]], modality: [1, 1], space: [[0, 0], [5, 5]] });
 * toNested(d.result) // => [[2, 4], [8, 12]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainPatchEmbedding(
  patches: ArrayInput,
  parameters: PatchEmbedding<ArrayInput>,
): Derivation<FloatNdArray> {
  const fn = 'explainPatchEmbedding';
  const p = readFewRows(fn, 'patches', patches, MOST);
  const names = ['w', 'b', 'modality', 'time', 'space', 'frequency'] as const;
  const given = checkOptions(fn, parameters, names, 'parameters');
  const result = embedPatchesFor(fn, p, parameters) as FloatNdArray;
  const tables = TABLES.filter(({ id }) => given[id] !== undefined);
  const placed = tables.filter(({ id }) => id === 'time' || id === 'space' || id === 'frequency');
  if (placed.length > 1) {
    const [argument, expected] = ['parameters', 'at most one of time, space and frequency'];
    throw new ShapeError({ function: fn, argument, expected, got: `${placed.length}` });
  }
  const parts = tables.map(({ id }) => refer(id));
  return createDerivation<FloatNdArray>({
    topic: 'pretraining',
    title: 'Patches made tokens',
    given: [
      { id: 'patches', symbol: 'P', title: 'The patches, one a row', value: p },
      {
        id: 'w',
        symbol: 'W',
        title: 'The matrix that makes tokens of them',
        value: readFewRows(fn, 'parameters.w', given.w as ArrayInput, MOST),
      },
      ...tables.map(({ id, symbol, title, rows }): Given => {
        const value = given[id] as ArrayInput;
        const argument = `parameters.${id}`;
        return {
          id,
          symbol,
          title,
          value: rows
            ? readFewRows(fn, argument, value, MOST)
            : readFew(fn, argument, value, MOST[1]),
        };
      }),
    ],
    steps: [
      {
        id: 'projected',
        symbol: 'Z',
        title: 'Each patch times the matrix: the same one for all',
        check: matmul(refer('patches'), refer('w')),
        ...(parts.length === 0 ? { value: result } : {}),
      },
      ...(parts.length === 0
        ? []
        : [
            {
              id: 'tokens',
              symbol: 'X',
              title: 'Add what is the same for all patches, and what tells their places',
              check: add(refer('projected'), ...parts),
              value: result,
              note: 'Attention does not know the order of its tokens; what is added here is all that tells it.',
            },
          ]),
    ],
    result,
    symbol: parts.length === 0 ? 'Z' : 'X',
    answer: refer(parts.length === 0 ? 'projected' : 'tokens'),
    sources: [
      'Z. Tang and others, "TVLT: Textless vision-language transformer", NeurIPS 2022, section 3.1.',
    ],
  });
}

const TABLES = [
  { id: 'b', symbol: 'b', title: 'The bias', rows: false },
  { id: 'modality', symbol: 'm', title: 'The embedding of the modality', rows: false },
  { id: 'time', symbol: 'T', title: 'The embeddings of the times, one a row', rows: true },
  { id: 'space', symbol: 'S', title: 'The embeddings of the places, one a row', rows: true },
  {
    id: 'frequency',
    symbol: 'F',
    title: 'The embeddings of the frequencies, one a row',
    rows: true,
  },
] as const;

/**
 * Pools few tokens by the one in front, [CLS], and shows the work: the token, its product with the matrix,
 * the bias and the tanh.
 *
 * $$\tanh(x_0 W + b)$$
 *
 * @param tokens - what the last layer gave, [n, d], at most 8 by 8
 * @param pooler - `w` [d, out] and where wanted `b` [out]
 * @returns the derivation; its `result` is what `poolClassToken` returns
 * @throws as `poolClassToken`; ShapeError for more than 8 tokens or numbers
 *
 * @example
 * With a matrix of one column.
 * ```ts
 * import { explainClassTokenPool, toNested, verifyDerivation } from 'fovea';
 * const d = explainClassTokenPool([[1, 2], [3, 4]], { w: [[1], [1]], b: [-2] });
 * toNested(d.result) // => [0.761594]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainClassTokenPool(
  tokens: ArrayInput,
  pooler: Pooler<ArrayInput>,
): Derivation<FloatNdArray> {
  const fn = 'explainClassTokenPool';
  const x = readFewRows(fn, 'tokens', tokens, MOST);
  const { w, b } = checkOptions(fn, pooler, ['w', 'b'], 'pooler');
  const result = poolClassTokenFor(fn, x, pooler) as FloatNdArray;
  const product = matmul(refer('first'), refer('w'));
  return createDerivation<FloatNdArray>({
    topic: 'pretraining',
    title: 'The whole text in one vector: the token in front',
    given: [
      { id: 'tokens', symbol: 'X', title: 'What the last layer gave, one token a row', value: x },
      {
        id: 'w',
        symbol: 'W',
        title: 'The matrix of the pooler',
        value: readFewRows(fn, 'pooler.w', w, MOST),
      },
      ...(b === undefined
        ? []
        : [
            {
              id: 'b',
              symbol: 'b',
              title: 'Its bias',
              value: readFew(fn, 'pooler.b', b, MOST[1]),
            },
          ]),
    ],
    steps: [
      {
        id: 'first',
        symbol: 'x_0',
        title: 'The token in front, [CLS]',
        formula: 'x_0 = X_1',
        check: refer('tokens', [0], 'X_1'),
        note: 'By attention it has seen all others.',
      },
      {
        id: 'inner',
        symbol: 'z',
        title: b === undefined ? 'Times the matrix' : 'Times the matrix, with the bias',
        check: b === undefined ? product : add(product, refer('b')),
      },
      {
        id: 'pooled',
        symbol: 'c',
        title: 'The tanh: what a classifier takes',
        check: tanh(refer('inner')),
        value: result,
      },
    ],
    result,
    symbol: 'c',
    answer: refer('pooled'),
    sources: ['J. Devlin and others, "BERT", NAACL 2019, section 4.1, and its authors’ code.'],
  });
}
