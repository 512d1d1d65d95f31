// The codes nearest to another, with the distance of each.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { argmin, divide, dot, multiply, norm, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type NearestCode, type NearestCodesOptions, nearestCodesFor } from './nearest-codes.js';

/**
 * Searches few codes for the nearest to another, and shows the work: the distance of each, the smallest,
 * and the order of all.
 *
 * @param query - a code [d], at most 8
 * @param codes - the codes to search, [n, d], at most 8
 * @param options - `count`: 1 where left out; `metric`: "euclidean" where left out, or "cosine"
 * @returns the derivation; its `result` is what `nearestCodes` returns
 * @throws as `nearestCodes`; ShapeError for more than 8 codes or numbers
 *
 * @example
 * The two nearest of three.
 * ```ts
 * import { explainNearestCodes, verifyDerivation } from 'fovea';
 * const d = explainNearestCodes([3, 4], [[0, 4], [3, 3], [9, 12]], { count: 2 });
 * d.result // => [{ index: 1, distance: 1 }, { index: 0, distance: 3 }]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainNearestCodes(
  query: ArrayInput,
  codes: ArrayInput,
  options?: NearestCodesOptions,
): Derivation<NearestCode[]> {
  const fn = 'explainNearestCodes';
  const { count = 1, metric = 'euclidean' } = checkOptions(fn, options, ['count', 'metric']);
  checkOneOf(fn, 'metric', metric, ['euclidean', 'cosine']);
  checkNumber(fn, 'count', count, { integer: true, min: 1 });
  const own = readFew(fn, 'query', query, 8);
  const others = readFewRows(fn, 'codes', codes, [8, 8]);
  const result = nearestCodesFor(fn, own, others, { count, metric });
  const all = nearestCodesFor(fn, own, others, { count: others.length, metric });
  const distances = others.map((_, i) => all.find(({ index }) => index === i)!.distance);
  const cosine = metric === 'cosine';
  const first = result[0]!;
  return createDerivation<NearestCode[]>({
    topic: 'vae',
    title: 'The codes nearest to another',
    given: [
      { id: 'query', symbol: 'z', title: 'The code that asks', value: own },
      { id: 'codes', symbol: 'C', title: 'The codes that are searched, one a row', value: others },
    ],
    steps: [
      {
        id: 'distances',
        symbol: 'd',
        title: cosine ? 'The cosine distance of each' : 'The distance of each',
        formula: cosine
          ? 'd_i = 1 - \\frac{z \\cdot C_i}{\\|z\\| \\, \\|C_i\\|}'
          : 'd_i = \\|z - C_i\\|',
        check: { list: others.map((_, i) => refer(`distance-${i}`)) },
        value: distances,
        steps: others.map((_, i): StepDraft => {
          const row = refer('codes', [i], `C_{${i}}`);
          const z = refer('query');
          return {
            id: `distance-${i}`,
            symbol: `d_{${i}}`,
            title: `Of code ${i}`,
            check: cosine
              ? subtract(1, divide(dot(z, row), multiply(norm(z), norm(row))))
              : norm(subtract(z, row)),
            value: distances[i]!,
          };
        }),
        ...(cosine ? { note: 'Lengths do not count: only directions are compared.' } : {}),
      },
      {
        id: 'nearest',
        symbol: 'i_1',
        title: 'The nearest one, counted from 0',
        formula: 'i_1 = \\operatorname*{arg\\,min}_i d_i',
        check: argmin(refer('distances')),
        value: first.index,
      },
      {
        id: 'order',
        kind: 'statement',
        title: `All in order, nearest first: ${all.map(({ index }) => index).join(', ')}`,
        note: 'Of equal distances the lower number comes first.',
      },
    ],
    result,
    answer: {
      list: result.map(({ index }, i) => ({
        record: {
          index: i === 0 ? refer('nearest') : index,
          distance: refer('distances', [index]),
        },
      })),
    },
    conclusion: `Code ${first.index} is nearest, at a distance of ${inWords(first.distance)}.`,
  });
}
