// What the worker of the attention page does: weights, pictures, and the derivation.
import { softmax, toNested } from 'fovea/array';
import { type AttentionOptions, attentionStages } from 'fovea/attention';
import { plotHeatmap } from 'fovea/plot';
import { InputError } from '../work/matrix-text.js';
import type { Tell } from '../work/protocol.js';
import { deriveAttention } from './derive.js';
import { type AttentionInput, matricesOf, scaleOf, typedOf, wordsOf } from './input.js';

type Rows = readonly (readonly number[])[];

/** Options that the page has. */
interface Shown extends Omit<AttentionOptions, 'bias' | 'keyLengths'> {
  readonly keyLengths?: number;
}

/** One head, as the page shows it. */
export interface ShownHead {
  /** Its heat map. */
  readonly svg: string;
  /** The heat map with the mistake. */
  readonly wrong: string | undefined;
  /** Products, as they are scaled, exponentials and weights; what is hidden is null. */
  readonly products: Rows;
  readonly scaled: readonly (readonly (number | null)[])[];
  readonly weights: Rows;
  /** Weights with the mistake. */
  readonly mistaken: Rows | undefined;
}

/** Attention, as the page shows it. */
export interface ShownAttention {
  readonly html: string;
  readonly heads: readonly ShownHead[];
  /** Names of queries and keys. */
  readonly queries: readonly string[];
  readonly keys: readonly string[];
  /** Queries that are worked out. */
  readonly worked: readonly number[];
  /** Why not all are, where all were asked for. */
  readonly note: string | undefined;
  /** What comes out for the queries that are worked out. */
  readonly output: Rows;
  /** By what products are divided, or with what they are multiplied. */
  readonly scaling: string;
}

/** More pairs of a query and a key are not worked out. */
const MOST_PAIRS = 144;

/** Attention and how it is worked out. */
export async function attend(input: AttentionInput, tell: Tell): Promise<ShownAttention> {
  const matrices = matricesOf(input);
  const scale = scaleOf(input);
  const [n, m] =
    matrices.kind === 'given'
      ? [matrices.q.length, matrices.k.length]
      : [matrices.x.length, matrices.x.length];
  const { heads } = input;
  const options: Shown = {
    ...(input.mask === 'causal' && { causal: n === m ? true : 'end' }),
    ...(input.mask === 'padding' && { keyLengths: paddedLength(input, m) }),
    ...(scale !== undefined && { scale }),
  };
  const words = wordsOf(input.tokens);
  const named = words.length === m;
  if (!named && input.from !== 'matrices') {
    const message = `There are ${words.length} words and ${m} rows of X: as many rows as words, please.`;
    throw new InputError('tokens', message);
  }
  const whole = heads * n * m <= MOST_PAIRS;
  const asked = input.only >= 0 && input.only < n ? input.only : undefined;
  const worked = asked !== undefined ? [asked] : whole ? [...new Array(n).keys()] : [0];
  await tell(0.1, 'Working out the steps');
  const { parts, html, output } = deriveAttention(matrices, heads, {
    ...options,
    queries: worked,
    ...(named && { tokens: words }),
  });
  await tell(0.8, 'Drawing');
  const d = parts[0]!.q[0]!.length;
  const names = namesOf(words, n, m);
  const shown = parts.map(({ q, k, v }, head): ShownHead => {
    const stages = attentionStages(q, k, v, options);
    const [products, masked, weights] = [stages.scores, stages.masked, stages.weights].map(
      (matrix) => toNested(matrix) as number[][],
    ) as [number[][], number[][], number[][]];
    const mistaken = mistakenWeights(input, { q, k, v }, options, masked);
    const plot = (values: Rows, title: string): string =>
      plotHeatmap(values, {
        rows: names.queries,
        columns: names.keys,
        rowTitle: 'query',
        columnTitle: 'key',
        range: [0, 1],
        ...sizeOf(m),
        theme: input.theme,
        ...(title && { title }),
      });
    const title = heads === 1 ? '' : `head ${head + 1}`;
    return {
      svg: plot(weights, title || 'weights'),
      wrong: mistaken && plot(mistaken, title ? `${title}, the mistake` : 'the mistake'),
      products,
      scaled: masked.map((row) => row.map((score) => (Number.isFinite(score) ? score : null))),
      weights,
      mistaken,
    };
  });
  return {
    html,
    heads: shown,
    ...names,
    worked,
    note:
      asked === undefined && !whole
        ? `These are more than ${MOST_PAIRS} pairs of query and key: only “${names.queries[0]}” is worked out.`
        : undefined,
    output,
    scaling: scale === undefined ? `÷ √${d}` : `× ${scale}`,
  };
}

/** The numbers that were drawn, as text to go on with. */
export const type = typedOf;

function paddedLength({ keys }: AttentionInput, m: number): number {
  if (keys <= m) return keys;
  throw new InputError('keys', `There are only ${m} keys.`);
}

function namesOf(words: readonly string[], n: number, m: number) {
  const numbered = (kind: string, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `${kind} ${i + 1}`);
  const keys = words.length === m ? [...words] : numbered('key', m);
  const queries = n === m && words.length === m ? [...words] : numbered('query', n);
  return { queries, keys };
}

/** Cells with room for their numbers where there are few. */
function sizeOf(columns: number): { cellSize: number; digits?: number } {
  if (columns <= 6) return { cellSize: 46, digits: 2 };
  return columns <= 9 ? { cellSize: 36, digits: 2 } : { cellSize: 24 };
}

function mistakenWeights(
  { mistake, scale }: AttentionInput,
  { q, k, v }: { q: Rows; k: Rows; v: Rows },
  options: Shown,
  masked: Rows,
): Rows | undefined {
  const width = q[0]!.length;
  const scaled = (by: number): Rows =>
    toNested(attentionStages(q, k, v, { ...options, scale: by }).weights) as number[][];
  switch (mistake) {
    case 'none':
      return undefined;
    case 'unscaled':
      return scaled(1);
    case 'by-width':
      return scale.trim() === '' ? scaled(1 / width) : scaled(1);
    case 'columns':
      return acrossQueries(masked);
  }
}

/** The softmax of each column. A key that no query may see keeps weights of 0. */
function acrossQueries(masked: Rows): Rows {
  const columns = masked[0]!.map((_, j) => masked.map((row) => row[j]!));
  const shares = columns.map((column) =>
    column.every((score) => score === -Infinity)
      ? column.map(() => 0)
      : (toNested(softmax(column)) as number[]),
  );
  return masked.map((_, i) => shares.map((column) => column[i]!));
}
