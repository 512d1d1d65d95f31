// Sinusoidal positions, shown step by step: wavelengths, waves, and the sums with the tokens.
import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, cos, divide, power, sin } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { angleOf, USUAL_BASE } from './frequencies.js';
import { sinusoidalPositions } from './sinusoidal-positions.js';

/** What `explainSinusoidalPositions` may be told. */
export interface ExplainPositionsOptions {
  /** The base of the wavelengths; 10000 where left out. */
  readonly base?: number | undefined;
  /** The words of the tokens, for the titles of steps. */
  readonly labels?: readonly string[] | undefined;
}

/** What `explainSinusoidalPositions` finds. */
export interface ExplainedPositions {
  /** By what a position is divided, for each pair of numbers: $b^{2i/d}$, one for each sine. */
  readonly denominators: FloatNdArray;
  /** The encodings, [n, d]. */
  readonly positions: FloatNdArray;
  /** The tokens with their encodings added, [n, d]. */
  readonly output: FloatNdArray;
}

/** More tokens than these, or longer ones, no one reads. */
const MOST = 16;

const FN = 'explainSinusoidalPositions';

/**
 * Adds sinusoidal positions to a few tokens and shows the work: the denominator of each pair of numbers, each sine
 * and cosine, and each sum.
 *
 * Positions, pairs and places in a token count from 0. A sine and the cosine after it share a denominator; position 0
 * adds 1 to each odd place.
 *
 * @param tokens - embeddings [n, d], at most 16 tokens of at most 16 numbers; the first is at position 0
 * @param options - `base`: 10000 where left out; `labels`: a word for each token
 * @returns the derivation; its `result` holds `denominators`, `positions` and `output`
 * @throws KindError where an argument is of another kind, ShapeError for another shape or another number of labels,
 * DomainError for NaN, infinite numbers or a base that is not above 0
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.5
 *
 * @example
 * Two tokens of two numbers.
 * ```ts
 * import { explainSinusoidalPositions, toNested, verifyDerivation } from 'fovea';
 * const d = explainSinusoidalPositions([[0.5, 0.5], [0.5, 0.5]], { labels: ['so', 'so'] });
 * toNested(d.result.output) // => [[0.5, 1.5], [1.34147, 1.0403]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainSinusoidalPositions(
  tokens: ArrayInput,
  options?: ExplainPositionsOptions,
): Derivation<ExplainedPositions> {
  const given = checkOptions(FN, options, ['base', 'labels']);
  const base = checkNumber(FN, 'base', given.base ?? USUAL_BASE, { above: 0 });
  const read = checkFinite(FN, 'tokens', readArray(FN, 'tokens', tokens, 'float64'));
  const { n, d } = bindShapes(FN, { tokens: [read, 'n d'] });
  if (n < 1 || d < 1 || n > MOST || d > MOST) {
    throw new ShapeError({
      function: FN,
      argument: 'tokens',
      expected: `shape (n, d), each from 1 to ${MOST}`,
      got: `(${n}, ${d})`,
    });
  }
  const labels = readLabels(given.labels, n);
  const pairs = Math.ceil(d / 2);
  const positions = sinusoidalPositions(n, d, { base });
  const output = wrap(
    read.data.map((x, i) => x + positions.data[i]!),
    [n, d],
  );
  const denominators = wrap(
    Float64Array.from({ length: pairs }, (_, i) => 1 / angleOf(1, i, d, base)),
    [pairs],
  );
  const rows = Array.from({ length: n }, (_, p) => p);
  return createDerivation<ExplainedPositions>({
    topic: 'transformer',
    title: 'Tokens with sinusoidal positions',
    given: [
      {
        id: 'tokens',
        symbol: 'X',
        title: `${n} ${n === 1 ? 'token' : 'tokens'} of ${d} numbers, one a row`,
        note: 'Positions p (rows) and places in a token (columns) count from 0.',
        value: wrap(Float64Array.from(read.data), [n, d]),
      },
      { id: 'base', symbol: 'b', title: 'Base of the wavelengths', value: base },
    ],
    steps: [
      denominatorStep(pairs, d, denominators),
      ...rows.map((p) => waveStep(p, d, labels?.[p], positions)),
      {
        id: 'positions',
        symbol: 'P',
        title: 'The encodings, one a row',
        check: { list: rows.map((p) => refer(`row-${p}`)) },
        value: positions,
      },
      {
        id: 'output',
        symbol: 'Z',
        title: 'Add them to the tokens',
        check: add(refer('tokens'), refer('positions')),
        value: output,
      },
    ],
    result: { denominators, positions, output },
    answer: {
      record: {
        denominators: refer('denominators'),
        positions: refer('positions'),
        output: refer('output'),
      },
    },
    conclusion: conclusionOf(output, labels),
    sources: [
      'A. Vaswani et al., "Attention is all you need", Advances in Neural Information Processing Systems 30 (2017), section 3.5.',
    ],
  });
}

function readLabels(labels: unknown, n: number): readonly string[] | undefined {
  if (labels === undefined) return undefined;
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string')) {
    throw new KindError({
      function: FN,
      argument: 'labels',
      expected: 'a list of words',
      got: describeValue(labels),
    });
  }
  if (labels.length === n) return labels;
  throw new ShapeError({
    function: FN,
    argument: 'labels',
    expected: `${n} words, one a token`,
    got: String(labels.length),
  });
}

function denominatorStep(pairs: number, d: number, denominators: FloatNdArray): StepDraft {
  const each = Array.from({ length: pairs }, (_, i) => i);
  return {
    id: 'denominators',
    symbol: 'w',
    title: 'The denominator of each pair of places',
    note: `Pair i is the places 2i (sine) and 2i + 1 (cosine); both have the exponent 2i/d with d = ${d}.`,
    formula: 'w_i = b^{2i/d}',
    check: { list: each.map((i) => refer(`denominator-${i}`)) },
    value: denominators,
    steps: each.map((i) => ({
      id: `denominator-${i}`,
      symbol: `w_{${i}}`,
      title: `Pair ${i}`,
      check: power(refer('base'), divide(2 * i, d)),
      value: denominators.data[i]!,
    })),
  };
}

function waveStep(
  p: number,
  d: number,
  label: string | undefined,
  positions: FloatNdArray,
): StepDraft {
  const places = Array.from({ length: d }, (_, k) => k);
  return {
    id: `row-${p}`,
    symbol: `P_{${p}}`,
    title: `The encoding of position ${p}${label === undefined ? '' : `, “${label}”`}`,
    ...(p === 0 && {
      note: 'Position 0 is not zeros: the cosine of 0 is 1.',
    }),
    formula: `P_{${p}} = \\left(${d > 1 ? `\\sin\\frac{${p}}{w_0}, \\cos\\frac{${p}}{w_0}` : `\\sin\\frac{${p}}{w_0}`}${d > 2 ? ', \\dots' : ''}\\right)`,
    check: { list: places.map((k) => refer(`wave-${p}-${k}`)) },
    value: positions.pick(p),
    steps: places.map((k) => {
      const pair = k >> 1;
      const angle = divide(p, refer('denominators', [pair], `w_{${pair}}`));
      return {
        id: `wave-${p}-${k}`,
        symbol: `P_{${p},${k}}`,
        title: `Place ${k}, ${k % 2 === 0 ? 'sine' : 'cosine'} of pair ${pair}`,
        check: k % 2 === 0 ? sin(angle) : cos(angle),
        value: positions.get(p, k),
      };
    }),
  };
}

function conclusionOf(output: FloatNdArray, labels: readonly string[] | undefined): string {
  const [n, d] = output.shape as [number, number];
  const rows = Array.from({ length: n }, (_, p) => {
    const numbers = Array.from({ length: d }, (_, k) =>
      String(Number(output.get(p, k).toPrecision(6))),
    );
    return `${labels === undefined ? `position ${p}` : `“${labels[p]}”`} is (${numbers.join(', ')})`;
  });
  return `With its position ${rows.join('; ')}.`;
}
