// Triangles that gather the bins of a spectrum into bands of equal width in mel.

import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import type { FloatNdArray, Options, Settled } from '../core/types.js';
import { readFftSize } from './frames.js';
import { fromMel, type MelScale, readScale, toMel } from './mel-scale.js';

/** Which filters. */
export interface MelFilterbankOptions {
  /** Samples a second. */
  readonly sampleRate: number;
  /** Length of the Fourier transform whose bins are gathered, even. */
  readonly fftSize: number;
  /** Number of filters; 128 where left out. */
  readonly bands?: number | undefined;
  /** "slaney" where left out, or "htk". */
  readonly scale?: MelScale | undefined;
  /** Where the lowest filter begins, in hertz; 0 where left out. */
  readonly fMin?: number | undefined;
  /** Where the highest filter ends, in hertz; half the sampling rate where left out. */
  readonly fMax?: number | undefined;
  /** "slaney" where left out: triangles of equal area, 2/(f₃ − f₁) high; "none": 1 high. */
  readonly norm?: 'slaney' | 'none' | undefined;
}

/** Names of the options. */
export const MEL_OPTIONS = [
  'sampleRate',
  'fftSize',
  'bands',
  'scale',
  'fMin',
  'fMax',
  'norm',
] as const;

/** Checked, with defaults. */
export type MelPlan = Settled<MelFilterbankOptions>;

/**
 * Checks the options of filters.
 *
 * @param fn - name of the public function, for errors
 * @param options - what came
 * @returns all of them
 * @throws KindError for another kind of value, DomainError out of range
 */
export function readMelPlan(fn: string, options: Options<MelFilterbankOptions>): MelPlan {
  const sampleRate = checkNumber(fn, 'sampleRate', options.sampleRate, { above: 0 });
  const fftSize = readFftSize(fn, options.fftSize);
  const bands = checkNumber(fn, 'bands', options.bands ?? 128, {
    integer: true,
    min: 1,
    max: 65536,
  });
  const scale = readScale(fn, options.scale);
  const fMin = checkNumber(fn, 'fMin', options.fMin ?? 0, { min: 0, below: sampleRate / 2 });
  const fMax = checkNumber(fn, 'fMax', options.fMax ?? sampleRate / 2, {
    above: fMin,
    max: sampleRate / 2,
  });
  const norm = checkOneOf(fn, 'norm', options.norm ?? 'slaney', ['slaney', 'none']);
  return { sampleRate, fftSize, bands, scale, fMin, fMax, norm };
}

/**
 * A bank of mel filters: triangles whose corners lie at equal steps of the mel scale, from `fMin` to `fMax`.
 *
 * With corners $f_0 < f_1 < \dots < f_{B+1}$ in hertz and the frequency $\nu_k = k f_s / N$ of bin k:
 * $$M_{bk} = c_b \max\!\left(0, \min\!\left(\frac{\nu_k - f_b}{f_{b+1} - f_b}, \frac{f_{b+2} - \nu_k}{f_{b+2} - f_{b+1}}\right)\right),
 * \qquad b = 0, \dots, B - 1$$
 * with $c_b = 2/(f_{b+2} - f_b)$ for the norm "slaney", 1 for "none". Then `matmul(M, power)` is a mel spectrogram.
 *
 * A filter that lies between two bins would be 0 and its band silent whatever is heard: that is refused, with the filter
 * and what would help. Librosa's `filters.mel` has the same numbers by default, torchaudio's `melscale_fbanks` the
 * transpose, with "htk" and "none" by default.
 *
 * @param options - `sampleRate` f_s in hertz; `fftSize` N; `bands` B: 128 where left out; `scale`: "slaney" where left out,
 * or "htk"; `fMin`: 0, `fMax`: f_s/2 where left out; `norm`: "slaney" where left out, or "none"
 * @returns float64, [bands, fftSize/2 + 1]
 * @throws KindError where an option is of another kind or unknown, DomainError where one is out of range or a filter
 * empty; DomainError for a result of more than 2²⁸ elements
 * @see S. Davis, P. Mermelstein, "Comparison of parametric representations for monosyllabic word recognition in
 * continuously spoken sentences", 1980; M. Slaney, "Auditory Toolbox", 1998
 *
 * @example
 * Two triangles over nine bins, 500 Hz apart.
 * ```ts
 * import { melFilterbank, toNested } from 'fovea';
 * const bank = melFilterbank({ bands: 2, sampleRate: 8000, fftSize: 16, scale: 'htk', norm: 'none' });
 * toNested(bank.pick(0, null)) // => [0, 0.8057, 0.6759, 0.2488, 0, 0, 0, 0, 0]
 * toNested(bank.pick(1, null)) // => [0, 0, 0.3241, 0.7512, 0.9055, 0.6791, 0.4528, 0.2264, 0]
 * ```
 */
export function melFilterbank(options: MelFilterbankOptions): FloatNdArray {
  const fn = 'melFilterbank';
  const plan = readMelPlan(fn, checkOptions(fn, options, MEL_OPTIONS));
  return wrap(melWeights(fn, plan), [plan.bands, plan.fftSize / 2 + 1]);
}

/**
 * The corners of the triangles.
 *
 * @param plan - checked options
 * @returns bands + 2 frequencies in hertz
 */
export function melCorners({ bands, scale, fMin, fMax }: MelPlan): Float64Array {
  const [low, high] = [toMel(fMin, scale), toMel(fMax, scale)];
  const corners = Float64Array.from({ length: bands + 2 }, (_, i) =>
    fromMel(low + ((high - low) * i) / (bands + 1), scale),
  );
  // There and back rounding would move the ends.
  corners[0] = fMin;
  corners[bands + 1] = fMax;
  return corners;
}

/**
 * The numbers of `melFilterbank`, from checked options.
 *
 * @param fn - name of the public function, for errors
 * @param plan - checked options
 * @returns the weights, [bands, fftSize/2 + 1]
 * @throws DomainError where a filter is empty
 */
export function melWeights(fn: string, plan: MelPlan): Float64Array {
  const { sampleRate, fftSize, bands, norm } = plan;
  const bins = fftSize / 2 + 1;
  checkElements(fn, 'bands', [bands, bins]);
  const corners = melCorners(plan);
  const weights = new Float64Array(bands * bins);
  for (let band = 0; band < bands; band++) {
    const [from, peak, to] = [corners[band]!, corners[band + 1]!, corners[band + 2]!];
    const height = norm === 'slaney' ? 2 / (to - from) : 1;
    let empty = true;
    for (let k = 0; k < bins; k++) {
      const frequency = (k * sampleRate) / fftSize;
      const share = Math.min((frequency - from) / (peak - from), (to - frequency) / (to - peak));
      if (!(share > 0)) continue;
      weights[band * bins + k] = height * share;
      empty = false;
    }
    if (empty) throw emptyFilter(fn, plan, band, from, to);
  }
  return weights;
}

function emptyFilter(
  fn: string,
  plan: MelPlan,
  band: number,
  from: number,
  to: number,
): DomainError {
  const { sampleRate, fftSize, bands } = plan;
  const [low, high] = [from, to].map((hertz) => Number(hertz.toPrecision(4)));
  const apart = Number((sampleRate / fftSize).toPrecision(4));
  return new DomainError({
    function: fn,
    argument: 'bands',
    expected: `filters that hold a bin each (fewer bands, or a larger fftSize than ${fftSize}, whose bins lie ${apart} Hz apart)`,
    got: `${bands}, with filter ${band} from ${low} to ${high} Hz, which holds none`,
  });
}
