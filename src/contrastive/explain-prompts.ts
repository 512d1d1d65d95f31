// One class out of several prompts, and pairs of pictures that are nearly the same.
import { checkNumber, checkOptions } from '../core/check.js';
import { ShapeError } from '../core/errors.js';
import { readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray, Options } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  count,
  divide,
  dot,
  greaterEqual,
  mean,
  norm,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, shareOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type DuplicatePair, nearDuplicatePairsFor } from './near-duplicates.js';
import { ensemblePromptsFor } from './zero-shot.js';

/** More embeddings, or numbers of one, no one reads. */
const MOST: readonly [number, number] = [6, 8];

/**
 * Makes one embedding out of several prompts of a class, and shows the work: the direction of each, their mean,
 * and its own direction.
 *
 * $$w = \frac{m}{\lVert m \rVert}, \quad m = \frac1T \sum_t \frac{v_t}{\lVert v_t \rVert}$$
 *
 * @param prompts - the embeddings of the prompts of one class, [T, d], at most 6 of 8 numbers
 * @returns the derivation; its `result` is what `ensemblePrompts` returns for this class, [d]
 * @throws as `ensemblePrompts`; ShapeError for more than 6 prompts or 8 numbers
 *
 * @example
 * The longer one counts no more than the other.
 * ```ts
 * import { explainPromptEnsemble, toNested, verifyDerivation } from 'fovea';
 * const d = explainPromptEnsemble([[2, 0], [0, 1]]);
 * toNested(d.result) // => [0.70710678, 0.70710678]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainPromptEnsemble(prompts: ArrayInput): Derivation<FloatNdArray> {
  const rows = readFewRows('explainPromptEnsemble', 'prompts', prompts, MOST);
  const result = rowOf(
    ensemblePromptsFor('explainPromptEnsemble', [rows]) as FloatNdArray,
    rows[0]!.length,
  );
  return createDerivation<FloatNdArray>({
    topic: 'contrastive',
    title: 'One embedding of a class out of several prompts',
    given: [
      { id: 'prompts', symbol: 'V', title: 'Embeddings of its prompts, one a row', value: rows },
    ],
    steps: [
      directionsStep('prompts', 'V', rows.length, 'prompt'),
      {
        id: 'mean',
        symbol: 'm',
        title: 'The mean of the directions',
        formula: `m = ${shareOf(rows.length)}\\sum_t U_t`,
        check: mean(refer('directions'), 0),
      },
      {
        id: 'length',
        symbol: 'r',
        title: 'Its length: below 1 where the prompts differ',
        check: norm(refer('mean')),
      },
      {
        id: 'class',
        symbol: 'w',
        title: 'Divide by it: the direction of the class',
        check: divide(refer('mean'), refer('length')),
        value: result,
        note: 'Embeddings are averaged, not probabilities: all prompts together cost an image no more than one.',
      },
    ],
    result,
    symbol: 'w',
    answer: refer('class'),
    sources: [
      'A. Radford and others, "Learning transferable visual models from natural language supervision", ICML 2021, section 3.1.4.',
    ],
  });
}

/** The one row of a table, as a vector. */
function rowOf(table: FloatNdArray, d: number): FloatNdArray {
  return table.shape.length === 1 ? table : (table.pick(0, null) as FloatNdArray).hi(d);
}

function directionsStep(id: string, symbol: string, n: number, what: string): StepDraft {
  return {
    id: 'directions',
    symbol: 'U',
    title: `Each ${what} divided by its length, so that lengths do not count`,
    formula: `U_i = \\frac{${symbol}_i}{\\|${symbol}_i\\|}`,
    check: { list: Array.from({ length: n }, (_, i) => refer(`direction-${i}`)) },
    steps: Array.from({ length: n }, (_, i): StepDraft => {
      const row = refer(id, [i], `${symbol}_{${i + 1}}`);
      return {
        id: `direction-${i}`,
        symbol: `U_{${i + 1}}`,
        title: `Of ${what} ${i + 1}`,
        check: divide(row, norm(row)),
      };
    }),
  };
}

/**
 * Finds pairs of embeddings that are nearly the same, and shows the work: the direction of each, the cosine of each pair, and
 * which reach the threshold.
 *
 * @param embeddings - [n, d], 2 to 6 of at most 8 numbers
 * @param options - `threshold`: the least cosine of a pair, 0.95 where left out
 * @returns the derivation; its `result` is what `nearDuplicatePairs` returns
 * @throws as `nearDuplicatePairs`; ShapeError for more than 6 embeddings or 8 numbers
 *
 * @example
 * The first two point nearly the same way.
 * ```ts
 * import { explainNearDuplicates, verifyDerivation } from 'fovea';
 * const d = explainNearDuplicates([[1, 0], [2, 0.2], [0, 1]]);
 * d.result // => [{ a: 0, b: 1, similarity: 0.995037 }]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainNearDuplicates(
  embeddings: ArrayInput,
  options?: Options<{ readonly threshold: number }>,
): Derivation<DuplicatePair[]> {
  const fn = 'explainNearDuplicates';
  const { threshold = 0.95 } = checkOptions(fn, options, ['threshold']);
  checkNumber(fn, 'threshold', threshold, { above: -1, max: 1 });
  const rows = readFewRows(fn, 'embeddings', embeddings, MOST);
  if (rows.length < 2) {
    const [argument, expected] = ['embeddings', 'at least two rows'];
    throw new ShapeError({ function: fn, argument, expected, got: 'one' });
  }
  const result = nearDuplicatePairsFor(fn, rows, { threshold });
  const pairs = rows.flatMap((_, a) => rows.slice(a + 1).map((_, k) => ({ a, b: a + 1 + k })));
  const found = (a: number, b: number) => result.find((pair) => pair.a === a && pair.b === b);
  return createDerivation<DuplicatePair[]>({
    topic: 'contrastive',
    title: 'Pairs that are nearly the same',
    given: [
      { id: 'embeddings', symbol: 'V', title: 'The embeddings, one a row', value: rows },
      {
        id: 'threshold',
        symbol: '\\theta',
        title: 'The least cosine of such a pair',
        value: threshold,
      },
    ],
    steps: [
      directionsStep('embeddings', 'V', rows.length, 'embedding'),
      {
        id: 'cosines',
        symbol: 'c',
        title: 'The cosine of each pair: the dot product of the directions',
        formula: 'c_{ij} = U_i \\cdot U_j, \\quad i < j',
        check: { list: pairs.map(({ a, b }) => refer(`cosine-${a}-${b}`)) },
        steps: pairs.map(({ a, b }): StepDraft => {
          const hit = found(a, b);
          return {
            id: `cosine-${a}-${b}`,
            symbol: `c_{${a + 1}${b + 1}}`,
            title: `${a + 1} and ${b + 1}: ${hit ? 'nearly the same' : 'below the threshold'}`,
            check: dot(
              refer('directions', [a], `U_{${a + 1}}`),
              refer('directions', [b], `U_{${b + 1}}`),
            ),
            value: hit?.similarity,
          };
        }),
      },
      {
        id: 'pairs',
        symbol: 'n',
        title: 'How many reach the threshold',
        formula: 'n = \\left|\\{(i, j) : c_{ij} \\ge \\theta\\}\\right|',
        // A hair of room, as the function itself leaves for rounding.
        check: count(greaterEqual(refer('cosines'), subtract(refer('threshold'), 1e-12))),
        value: result.length,
      },
    ],
    result,
    answer: {
      list: result.map(({ a, b }) => ({
        record: { a, b, similarity: refer(`cosine-${a}-${b}`) },
      })),
    },
    conclusion:
      result.length === 0
        ? `No pair reaches ${inWords(threshold)}.`
        : `Nearly the same: ${result.map(({ a, b }) => `${a} and ${b}`).join('; ')}, counted from 0.`,
    sources: [
      'A. Radford and others, "Learning transferable visual models from natural language supervision", ICML 2021, section 5.',
    ],
  });
}
