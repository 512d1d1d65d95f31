// Which dimensions of a code say something about few samples.
import { checkOptions } from '../core/check.js';
import { readFewRows } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { count, greater, mean, power, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { shareOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type ActiveUnits, type ActiveUnitsOptions, activeUnitsFor } from './latent.js';

/** More samples or dimensions no one reads. */
const MOST: readonly [number, number] = [8, 8];

/**
 * Finds the dimensions of a code that say something about few samples, and shows the work: the mean and the variance of each
 * dimension over the samples, and whether it is above the threshold.
 *
 * $$A_j = \operatorname{Var}_x \mu_j(x) > \text{threshold}$$
 *
 * @param mean - the encoder's means [n, d], at most 8 by 8
 * @param options - `threshold`: 0.01 where left out
 * @returns the derivation; its `result` is what `activeUnits` returns
 * @throws as `activeUnits`; ShapeError for more than 8 samples or dimensions
 *
 * @example
 * The second of two dimensions has collapsed.
 * ```ts
 * import { explainActiveUnits, verifyDerivation } from 'fovea';
 * const d = explainActiveUnits([[1, 0.01], [-1, -0.01]]);
 * d.result.active // => [0]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainActiveUnits(
  mean: ArrayInput,
  options?: ActiveUnitsOptions,
): Derivation<ActiveUnits> {
  const fn = 'explainActiveUnits';
  const { threshold = 0.01 } = checkOptions(fn, options, ['threshold']);
  const rows = readFewRows(fn, 'mean', mean, MOST);
  const result = activeUnitsFor(fn, rows, { threshold });
  const d = rows[0]!.length;
  const idle = d - result.count;
  return createDerivation<ActiveUnits>({
    topic: 'vae',
    title: 'Which dimensions of a code are used',
    given: [
      { id: 'means', symbol: 'M', title: 'The encoder’s means, one sample a row', value: rows },
      {
        id: 'threshold',
        symbol: '\\theta',
        title: 'How much a dimension must vary',
        value: threshold,
      },
    ],
    steps: activitySteps(rows.length, result),
    result,
    answer: {
      record: {
        count: refer('count'),
        active: { list: result.active.map((j) => j) },
        variances: refer('variances'),
      },
    },
    conclusion: `${result.count} of ${d} dimensions ${result.count === 1 ? 'is' : 'are'} used${idle === 0 ? '' : `; ${idle === 1 ? 'the other has' : 'the others have'} collapsed on the prior: the decoder learns nothing from ${idle === 1 ? 'it' : 'them'}`}.`,
    sources: [
      'Y. Burda, R. Grosse, R. Salakhutdinov, "Importance weighted autoencoders", ICLR 2016, section 5.2.',
    ],
  });
}

function activitySteps(n: number, { variances, count: used }: ActiveUnits): StepDraft[] {
  return [
    {
      id: 'centre',
      symbol: 'm',
      title: 'The mean of each dimension over the samples',
      formula: `m_j = ${shareOf(n)}\\sum_i M_{ij}`,
      check: mean(refer('means'), 0),
    },
    {
      id: 'variances',
      symbol: 'A',
      title: 'Its variance over the samples',
      formula: `A_j = ${shareOf(n)}\\sum_i (M_{ij} - m_j)^2`,
      check: mean(power(subtract(refer('means'), refer('centre')), 2), 0),
      value: variances,
      note: 'Of the means, not of the codes drawn: a collapsed dimension varies too, by its noise alone.',
    },
    {
      id: 'used',
      symbol: 'b',
      title: 'Which are above the threshold',
      check: greater(refer('variances'), refer('threshold')),
    },
    { id: 'count', symbol: 'k', title: 'How many', check: count(refer('used')), value: used },
  ];
}
