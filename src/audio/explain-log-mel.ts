// One column of a log-mel spectrogram, worked out: window, Fourier transform, power, mel filters, logarithm.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { DomainError, describeValue, ShapeError } from '../core/errors.js';
import { toNested } from '../core/to-nested.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { filterSteps } from './explain-mel-filters.js';
import { transformSteps } from './explain-transform.js';
import { type MelFilterbankOptions, melWeights, readMelPlan } from './mel-filterbank.js';
import { logMelSpectrogram } from './mel-spectrogram.js';

/** Options of `explainLogMel`. */
export interface ExplainLogMelOptions extends Omit<MelFilterbankOptions, 'fftSize'> {
  /** Number of filters. */
  readonly bands: number;
  /** "hann" where left out, "hamming" or "rectangular". */
  readonly window?: 'hann' | 'hamming' | 'rectangular' | undefined;
  /** Smaller energies count as this; 1e-10 where left out. */
  readonly floor?: number | undefined;
}

/** Longer frames, and more bands, no one reads. */
const MOST_SAMPLES = 16;
const MOST_BANDS = 4;

const FN = 'explainLogMel';

/**
 * Works out one column of a log-mel spectrogram: what becomes of one frame of a signal.
 *
 * $$x \to w \odot x \to X_k = \sum_j w_j x_j e^{-2\pi i jk/N} \to |X_k|^2 \to S = M |X|^2 \to \ln \max(S, \text{floor})$$
 *
 * A Fourier transform of the whole signal would be a line of numbers again. A spectrogram is one such column for each
 * frame, side by side.
 *
 * @param samples - one frame: 4 to 16 samples, an even number
 * @param options - `sampleRate` in hertz; `bands`: 1 to 4 filters; `scale`: "slaney" where left out, or "htk"; `fMin`, `fMax`,
 * `norm`: as for `melFilterbank`; `window`: "hann" where left out, "hamming" or "rectangular"; `floor`: 1e-10 where left out
 * @returns the derivation; its `result` is the column of `logMelSpectrogram`, [bands]
 * @throws KindError where something is of another kind or unknown, ShapeError for another number of samples, DomainError
 * where a number is out of range or a filter empty
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, section 3; S. Davis, P. Mermelstein,
 * "Comparison of parametric representations for monosyllabic word recognition", 1980
 *
 * @example
 * ```ts
 * import { explainLogMel, verifyDerivation } from 'fovea';
 * const d = explainLogMel([0, 1, 0, -1, 0, 1, 0, -1], { sampleRate: 8000, bands: 2 });
 * d.result // => [-7.0401899, -5.9286727]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainLogMel(
  samples: readonly number[],
  options: ExplainLogMelOptions,
): Derivation<readonly number[]> {
  const {
    window = 'hann',
    floor = 1e-10,
    ...mel
  } = checkOptions(FN, options, [
    'sampleRate',
    'bands',
    'scale',
    'fMin',
    'fMax',
    'norm',
    'window',
    'floor',
  ]);
  const n = readFrame(samples);
  checkOneOf(FN, 'window', window, ['hann', 'hamming', 'rectangular']);
  checkNumber(FN, 'floor', floor, { above: 0 });
  checkNumber(FN, 'bands', mel.bands, { integer: true, min: 1, max: MOST_BANDS });
  const plan = readMelPlan(FN, { ...mel, fftSize: n });
  melWeights(FN, plan);
  const frame = { fftSize: n, hop: n, window, center: false };
  const column = logMelSpectrogram([...samples], { ...plan, ...frame, floor });
  const result = (toNested(column) as number[][]).map((row) => row[0]!);
  const given: Given[] = [
    { id: 'x', symbol: 'x', title: 'The samples of the frame', value: [...samples] },
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
    { id: 'floor', symbol: '\\varepsilon', title: 'The least energy that counts', value: floor },
  ];
  return createDerivation<readonly number[]>({
    topic: 'audio',
    title: 'One column of a log-mel spectrogram',
    given,
    steps: [...transformSteps(samples, window), ...filterSteps(FN, plan, result)],
    result,
    symbol: 'L',
    answer: refer('log-mel'),
    conclusion: `The column has ${plan.bands === 1 ? 'one number' : `${plan.bands} numbers`}, the lowest band first. The next frame gives the next column.`,
    sources: [
      'J. Allen, L. Rabiner, "A unified approach to short-time Fourier analysis and synthesis", Proceedings of the IEEE 65, 1977.',
      plan.scale === 'htk'
        ? 'S. Young and others, "The HTK Book", section 5.4.'
        : 'M. Slaney, "Auditory Toolbox", version 2, technical report 1998-010, 1998.',
    ],
  });
}

function readFrame(samples: readonly number[]): number {
  if (
    !Array.isArray(samples) ||
    samples.length < 4 ||
    samples.length > MOST_SAMPLES ||
    samples.length % 2 === 1
  ) {
    throw new ShapeError({
      function: FN,
      argument: 'samples',
      expected: `an even number of samples in a list, 4 to ${MOST_SAMPLES}`,
      got: Array.isArray(samples) ? String(samples.length) : typeof samples,
    });
  }
  samples.forEach((sample, j) => {
    if (Number.isFinite(sample)) return;
    const [expected, got] = ['finite numbers', `${describeValue(sample)} at [${j}]`];
    throw new DomainError({ function: FN, argument: 'samples', expected, got });
  });
  return samples.length;
}
