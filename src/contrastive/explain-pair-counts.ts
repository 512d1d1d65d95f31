// How many pairs of a batch belong together, shown step by step.
import { createDerivation } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { contrastivePairCountsFor, type PairCounts } from './losses.js';

/**
 * Counts the pairs of a batch of images and texts, and shows the work.
 *
 * Negative pairs are n² − n; on a sheet whose superscript is lost it reads n − n, which would be none.
 *
 * @param n - images in the batch, with as many texts; at least 1, at most 94906265
 * @returns the derivation; its `result` is what `contrastivePairCounts` returns
 * @throws as `contrastivePairCounts`
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 2.3
 *
 * @example
 * From the course: a batch of eight.
 * ```ts
 * import { explainContrastivePairCounts, renderText, verifyDerivation } from 'fovea';
 * const d = explainContrastivePairCounts(8);
 * d.result // => { positives: 8, negatives: 56, chanceLoss: 2.0794415416798357 }
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('64 − 8 = 56') // => true
 * ```
 */
export function explainContrastivePairCounts(n: number): Derivation<PairCounts> {
  const result = contrastivePairCountsFor('explainContrastivePairCounts', n);
  const { log, power, subtract } = stepOperations;
  return createDerivation<PairCounts>({
    topic: 'contrastive',
    title: 'Pairs of a batch of images and texts',
    given: [{ id: 'n', symbol: 'n', title: 'Images, each with its own text', value: n }],
    steps: [
      {
        id: 'pairs',
        symbol: 'n_{\\text{all}}',
        title: 'Each image can be paired with each text',
        check: power(refer('n'), 2),
      },
      {
        id: 'negatives',
        symbol: 'n_{\\text{negative}}',
        title: 'All but the n on the diagonal, which belong together, are negative',
        check: subtract(refer('pairs'), refer('n')),
        value: result.negatives,
      },
      {
        id: 'chance',
        symbol: 'L_{\\text{chance}}',
        title: 'The loss of guessing: each of n texts gets the probability 1/n',
        check: log(refer('n')),
        value: result.chanceLoss,
      },
    ],
    result,
    answer: {
      record: {
        positives: refer('n'),
        negatives: refer('negatives'),
        chanceLoss: refer('chance'),
      },
    },
    conclusion: `${result.positives} pairs belong together, ${result.negatives} do not.`,
    sources: [
      'A. Radford and others, "Learning transferable visual models from natural language supervision", ICML 2021, section 2.3.',
    ],
  });
}
