// A small bank of mel filters: from the ends in mel to the weights of each triangle.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import type { FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { filterSteps } from './explain-mel-filters.js';
import {
  MEL_OPTIONS,
  type MelFilterbankOptions,
  melWeights,
  readMelPlan,
} from './mel-filterbank.js';

const FN = 'explainMelFilterbank';

/** More bands, or longer transforms, no one reads. */
const [MOST_BANDS, MOST_SIZE] = [4, 16];

/**
 * Makes a small bank of mel filters and shows the work: the frequencies of the bins, both ends in mel, the corners at equal
 * steps of mel, back in hertz, and the weights of each triangle.
 *
 * @param options - as for `melFilterbank`: `sampleRate`; `fftSize`: at most 16; `bands`: 1 to 4; `scale`, `fMin`, `fMax`, `norm`
 * @returns the derivation; its `result`, [bands, fftSize/2 + 1], is what `melFilterbank` returns
 * @throws as `melFilterbank`; DomainError for more than 4 bands or an fftSize above 16
 * @see S. Davis, P. Mermelstein, "Comparison of parametric representations for monosyllabic word recognition in
 * continuously spoken sentences", 1980
 *
 * @example
 * Two triangles over nine bins, 500 Hz apart.
 * ```ts
 * import { explainMelFilterbank, toNested, verifyDerivation } from 'fovea';
 * const d = explainMelFilterbank({ bands: 2, sampleRate: 8000, fftSize: 16, scale: 'htk', norm: 'none' });
 * toNested(d.result.pick(0, null)) // => [0, 0.8057, 0.6759, 0.2488, 0, 0, 0, 0, 0]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMelFilterbank(
  options: MelFilterbankOptions & { readonly bands: number },
): Derivation<FloatNdArray> {
  const given = checkOptions(FN, options, MEL_OPTIONS);
  checkNumber(FN, 'bands', given.bands, { integer: true, min: 1, max: MOST_BANDS });
  checkNumber(FN, 'fftSize', given.fftSize, { integer: true, min: 2, max: MOST_SIZE });
  const plan = readMelPlan(FN, given);
  const result = wrap(melWeights(FN, plan), [plan.bands, plan.fftSize / 2 + 1]);
  const steps = filterSteps(FN, plan, []);
  return createDerivation<FloatNdArray>({
    topic: 'audio',
    title: `A bank of ${plan.bands === 1 ? 'one mel filter' : `${plan.bands} mel filters`}`,
    given: [
      { id: 'rate', symbol: 'f_s', title: 'Samples a second', value: plan.sampleRate },
      {
        id: 'low',
        symbol: 'f_{\\min}',
        title: 'Where the lowest filter begins, in hertz',
        value: plan.fMin,
      },
      {
        id: 'high',
        symbol: 'f_{\\max}',
        title: 'Where the highest filter ends, in hertz',
        value: plan.fMax,
      },
    ],
    // What follows the filters gathers the energy of a spectrum, which is not given here.
    steps: steps.slice(0, steps.findIndex(({ id }) => id === 'filters') + 1),
    result,
    answer: refer('filters'),
    symbol: 'M',
    conclusion:
      'The triangles are equally wide in mel, so the higher ones are wider in hertz, as ears hear pitch.',
    sources: [
      plan.scale === 'htk'
        ? 'S. Young and others, "The HTK Book", section 5.4.'
        : 'M. Slaney, "Auditory Toolbox", version 2, technical report 1998-010, 1998.',
    ],
  });
}
