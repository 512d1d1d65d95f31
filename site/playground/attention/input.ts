// What the page was told, as matrices.
import { normal, randomGenerator, toNested } from 'fovea/array';
import { InputError, matrixText, readMatrix, readNumber } from '../work/matrix-text.js';
import type { AttentionState } from './fields.js';
import { MOST_WORDS } from './fields.js';

/** What the worker is told. */
export type AttentionInput = Pick<
  AttentionState,
  | 'from'
  | 'tokens'
  | 'seed'
  | 'width'
  | 'x'
  | 'wq'
  | 'wk'
  | 'wv'
  | 'wo'
  | 'q'
  | 'k'
  | 'v'
  | 'heads'
  | 'mask'
  | 'keys'
  | 'scale'
  | 'only'
  | 'mistake'
> & { readonly theme: 'light' | 'dark' };

type Matrix = readonly (readonly number[])[];

/** Tokens and projections, or queries, keys and values. */
export type Matrices =
  | {
      readonly kind: 'projected';
      readonly x: Matrix;
      readonly wq: Matrix;
      readonly wk: Matrix;
      readonly wv: Matrix;
      readonly wo: Matrix | undefined;
    }
  | { readonly kind: 'given'; readonly q: Matrix; readonly k: Matrix; readonly v: Matrix };

/** Words of a text. */
export function wordsOf(text: string): string[] {
  return text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** The matrices, typed or drawn. */
export function matricesOf(input: AttentionInput): Matrices {
  const words = wordsOf(input.tokens);
  if (words.length > MOST_WORDS) {
    throw new InputError(
      'tokens',
      `At most ${MOST_WORDS} words, please; these are ${words.length}.`,
    );
  }
  if (input.from === 'matrices') {
    return {
      kind: 'given',
      q: readMatrix('q', 'Q', input.q),
      k: readMatrix('k', 'K', input.k),
      v: readMatrix('v', 'V', input.v),
    };
  }
  if (input.from === 'seed') return { kind: 'projected', ...draw(words, input) };
  return {
    kind: 'projected',
    x: readMatrix('x', 'X', input.x),
    wq: readMatrix('wq', 'W_Q', input.wq),
    wk: readMatrix('wk', 'W_K', input.wk),
    wv: readMatrix('wv', 'W_V', input.wv),
    wo: input.wo.trim() === '' ? undefined : readMatrix('wo', 'W_O', input.wo),
  };
}

/** Vectors and projections from a seed, in halves, which are multiplied on paper; the same word has the same vector. */
function draw(words: readonly string[], { seed, width, heads }: AttentionInput) {
  if (words.length === 0) throw new InputError('tokens', 'Type a few words.');
  if (width % heads !== 0) {
    const expected = `a width that ${heads} heads can share`;
    throw new InputError(
      'width',
      `${width} numbers cannot be shared by ${heads} heads: choose ${expected}.`,
    );
  }
  const rng = randomGenerator(seed);
  const halves = (rows: number, columns: number, spread: number): number[][] =>
    (toNested(normal(rng, [rows, columns])) as number[][]).map((row) =>
      row.map((value) => Math.round(2 * spread * value) / 2 + 0),
    );
  const [wq, wk, wv] = [halves(width, width, 1), halves(width, width, 1), halves(width, width, 1)];
  const known = new Map<string, number[]>();
  const x = words.map((word) => {
    const key = word.toLowerCase();
    const vector = known.get(key) ?? halves(1, width, 1)[0]!;
    known.set(key, vector);
    return vector;
  });
  return { x, wq, wk, wv, wo: undefined };
}

/** Drawn numbers as text, to go on with by hand. */
export function typedOf(input: AttentionInput): Partial<AttentionState> {
  const read = matricesOf(input);
  if (read.kind === 'given') return {};
  const { x, wq, wk, wv } = read;
  return {
    from: 'tokens',
    x: matrixText(x),
    wq: matrixText(wq),
    wk: matrixText(wk),
    wv: matrixText(wv),
    wo: '',
  };
}

/** The scale that was typed; undefined for 1/√d. */
export function scaleOf({ scale }: AttentionInput): number | undefined {
  return scale.trim() === '' ? undefined : readNumber('scale', 'Scale', scale.trim());
}
