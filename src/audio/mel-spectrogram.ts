// From a signal to the energy in each band of mel, and its logarithm.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { computeDType } from '../core/create.js';
import type { ArrayInput, FloatNdArray, Options } from '../core/types.js';
import { type FrameOptions, readFrames } from './frames.js';
import {
  MEL_OPTIONS,
  type MelFilterbankOptions,
  melWeights,
  readMelPlan,
} from './mel-filterbank.js';
import { readSamples, store } from './read.js';
import { transformFrames } from './stft.js';

/** Options of `melSpectrogram`: those of `stft` and of `melFilterbank`, and the exponent. */
export interface MelSpectrogramOptions extends FrameOptions, MelFilterbankOptions {
  /** Length N of the transforms. */
  readonly fftSize: number;
  /** Exponent of the magnitude; 2 (power) where left out. */
  readonly power?: number | undefined;
}

/** Options of `logMelSpectrogram`: those of `melSpectrogram`, and the logarithm. */
export interface LogMelSpectrogramOptions extends MelSpectrogramOptions {
  /** "natural" where left out: logarithms to base e; "decibel": 20/power times those to base 10. */
  readonly log?: 'natural' | 'decibel' | undefined;
  /** Smaller numbers count as this; 1e-10 where left out. */
  readonly floor?: number | undefined;
}

const OPTIONS = [...MEL_OPTIONS, 'windowLength', 'hop', 'window', 'center', 'power'] as const;

/**
 * The mel spectrogram of a signal: how much of each band of pitch is heard when.
 *
 * $$S = M \, |X|^p$$
 * with the spectrum X of `stft`, the filters M of `melFilterbank`, and p = `power`.
 *
 * @param samples - one signal, [n]
 * @param options - `sampleRate`, `fftSize`, `hop`; the others of `stft` and `melFilterbank`; `power`: 2 where left out, 1 for
 * magnitudes
 * @returns [bands, frames]; float32 where the samples are
 * @throws KindError where something is of another kind or unknown, ShapeError where the signal is too short, DomainError
 * where an option is out of range, a sample not finite or a filter empty; DomainError for a result of more than 2²⁸
 * elements
 *
 * @example
 * A louder tone has more of it; the power grows with the square.
 * ```ts
 * import { melSpectrogram } from 'fovea';
 * const tone = Float64Array.from({ length: 800 }, (_, j) => Math.sin((2 * Math.PI * 440 * j) / 8000));
 * const options = { sampleRate: 8000, fftSize: 256, hop: 128, bands: 20 };
 * const quiet = melSpectrogram(tone, options);
 * const loud = melSpectrogram(tone.map((x) => 3 * x), options);
 * quiet.shape // => [20, 7]
 * loud.get(5, 3) / quiet.get(5, 3) // => 9.00000
 * ```
 */
export function melSpectrogram(samples: ArrayInput, options: MelSpectrogramOptions): FloatNdArray {
  const fn = 'melSpectrogram';
  const { data, shape } = melEnergies(fn, samples, checkOptions(fn, options, OPTIONS));
  return store(data, computeDType(samples), shape);
}

/**
 * The logarithm of the mel spectrogram of a signal, which networks that listen are given.
 *
 * $$L = \ln \max(M \, |X|^p, \text{floor}), \qquad \text{or in decibels} \quad
 * L = \tfrac{20}{p} \log_{10} \max(M \, |X|^p, \text{floor})$$
 *
 * It is the picture that a Fourier transform alone does not give: frames, their transforms, filters, a logarithm. Row 0 is
 * the lowest band. Decibels are the same for powers and magnitudes, but for the floor.
 *
 * @param samples - one signal, [n]
 * @param options - `sampleRate`, `fftSize`, `hop`; the others of `stft` and `melFilterbank`, such as `bands`: 128 where left
 * out; `power`: 2 where left out; `log`: "natural" where left out, or "decibel"; `floor`: 1e-10 where left out
 * @returns [bands, frames]; float32 where the samples are
 * @throws KindError where something is of another kind or unknown, ShapeError where the signal is too short, DomainError
 * where an option is out of range, a sample not finite or a filter empty; DomainError for a result of more than 2²⁸
 * elements
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, section 3, where patches of it are tokens
 *
 * @example
 * Silence is at the floor.
 * ```ts
 * import { logMelSpectrogram } from 'fovea';
 * const options = { sampleRate: 16000, fftSize: 512, hop: 160, bands: 40 };
 * const silence = logMelSpectrogram(new Float32Array(16000), options);
 * silence.shape // => [40, 101]
 * silence.get(0, 0) // => -23.02585
 * logMelSpectrogram(new Float32Array(16000), { ...options, log: 'decibel' }).get(0, 0) // => -100.0
 * ```
 */
export function logMelSpectrogram(
  samples: ArrayInput,
  options: LogMelSpectrogramOptions,
): FloatNdArray {
  const fn = 'logMelSpectrogram';
  const given = checkOptions(fn, options, [...OPTIONS, 'log', 'floor']);
  const log = checkOneOf(fn, 'log', given.log ?? 'natural', ['natural', 'decibel']);
  const floor = checkNumber(fn, 'floor', given.floor ?? 1e-10, { above: 0 });
  const { data, shape, power } = melEnergies(fn, samples, given);
  const [logarithm, factor] = log === 'natural' ? [Math.log, 1] : [Math.log10, 20 / power];
  return store(
    data.map((value) => factor * logarithm(Math.max(value, floor))),
    computeDType(samples),
    shape,
  );
}

function melEnergies(
  fn: string,
  samples: ArrayInput,
  options: Options<MelSpectrogramOptions>,
): { readonly data: Float64Array; readonly shape: readonly number[]; readonly power: number } {
  const signal = readSamples(fn, samples);
  const frames = readFrames(fn, options);
  const plan = readMelPlan(fn, options);
  const power = checkNumber(fn, 'power', options.power ?? 2, { above: 0 });
  const weights = melWeights(fn, plan);
  const { real, imaginary, shape } = transformFrames(fn, signal, frames);
  const [bins, count] = shape;
  const energy = real.map((re, i) => {
    const square = re * re + imaginary[i]! * imaginary[i]!;
    return power === 2 ? square : square ** (power / 2);
  });
  const data = new Float64Array(plan.bands * count);
  for (let band = 0; band < plan.bands; band++) {
    const own = data.subarray(band * count, (band + 1) * count);
    for (let k = 0; k < bins; k++) {
      const weight = weights[band * bins + k]!;
      if (weight === 0) continue;
      for (let t = 0; t < count; t++) own[t]! += weight * energy[k * count + t]!;
    }
  }
  return { data, shape: [plan.bands, count], power };
}
