// The short-time Fourier transform.

import { checkOptions } from '../core/check.js';
import { computeDType } from '../core/create.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput } from '../core/types.js';
import {
  countFrames,
  FRAME_OPTIONS,
  type FrameOptions,
  type Frames,
  padSignal,
  readFrames,
} from './frames.js';
import { type ComplexArray, readSamples, store } from './read.js';
import { planRealTransform } from './transform.js';

/** Options of `stft`: a `FrameOptions` with at least `fftSize` and `hop`. */
export type StftOptions = FrameOptions;

/**
 * The short-time Fourier transform: a Fourier transform of each frame of a signal, which says what frequencies are heard
 * when. The Fourier transform of the whole signal does not: that is one line of numbers again.
 *
 * With w the window, in the middle of a frame of N = `fftSize` samples, and H = `hop`:
 * $$X_{kt} = \sum_{j=0}^{N-1} w_j \, x_{tH + j - N/2} \, e^{-2\pi i jk/N}, \qquad k = 0, \dots, N/2$$
 *
 * Row k stands for the frequency $k f_s / N$ (`fftFrequencies`), column t for the time $tH/f_s$. With `center` (as above)
 * the signal of n samples is mirrored at its ends, the end sample not repeated, and there are 1 + ⌊n/H⌋ frames; without it
 * frame t begins at sample tH, and there are 1 + ⌊(n − N)/H⌋. Nothing is divided by the sum of the window. Librosa and
 * PyTorch (`stft` with `return_complex`) give the same numbers with `pad_mode="reflect"`.
 *
 * Integers are taken as they stand; divide samples of 16 bits by 32768 for a signal from −1 to 1.
 *
 * @param samples - one signal, [n]
 * @param options - `fftSize`: N, even, best a power of two; `hop`: H; `windowLength`: N where left out; `window`: "hann"
 * where left out, another name of `windowFunction` (periodic) or weights [windowLength]; `center`: true where left out
 * @returns `real` and `imaginary`, [N/2 + 1, frames] each; float32 where the samples are
 * @throws KindError where something is of another kind or unknown, ShapeError where the signal is too short or a window
 * of another length, DomainError where an option is out of range or a sample not finite; DomainError for a result of
 * more than 2²⁸ elements
 * @see J. Allen, L. Rabiner, "A unified approach to short-time Fourier analysis and synthesis", 1977
 *
 * @example
 * A tone of 2 turns in 8 samples is in row 2 of every frame.
 * ```ts
 * import { powerSpectrum, stft, toNested } from 'fovea';
 * const tone = Array.from({ length: 32 }, (_, j) => Math.cos((2 * Math.PI * 2 * j) / 8));
 * const spectrum = stft(tone, { fftSize: 8, hop: 8, window: 'rectangular', center: false });
 * spectrum.real.shape // => [5, 4]
 * toNested(powerSpectrum(spectrum).pick(2, null)) // => [16.000, 16.000, 16.000, 16.000]
 * ```
 */
export function stft(samples: ArrayInput, options: StftOptions): ComplexArray {
  const fn = 'stft';
  const signal = readSamples(fn, samples);
  const frames = readFrames(fn, checkOptions(fn, options, FRAME_OPTIONS));
  const { real, imaginary, shape } = transformFrames(fn, signal, frames);
  const dtype = computeDType(samples);
  return { real: store(real, dtype, shape), imaginary: store(imaginary, dtype, shape) };
}

/** A spectrum in float64, [bins, frames]. */
export interface Spectrum {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  readonly shape: readonly [bins: number, frames: number];
}

/**
 * The numbers of `stft`, from checked arguments.
 *
 * @param fn - name of the public function, for errors
 * @param signal - the samples
 * @param frames - how they are cut
 * @returns the spectrum
 * @throws ShapeError where the signal is too short
 */
export function transformFrames(fn: string, signal: Float64Array, frames: Frames): Spectrum {
  const { fftSize, hop, window } = frames;
  const padded = padSignal(fn, signal, frames);
  const count = countFrames(padded.length, frames);
  const bins = fftSize / 2 + 1;
  checkElements(fn, 'hop', [bins, count]);
  const { forward } = planRealTransform(fftSize);
  const frame = new Float64Array(fftSize);
  const re = new Float64Array(bins);
  const im = new Float64Array(bins);
  const real = new Float64Array(bins * count);
  const imaginary = new Float64Array(bins * count);
  for (let t = 0; t < count; t++) {
    for (let j = 0; j < fftSize; j++) frame[j] = window[j]! * padded[t * hop + j]!;
    forward(frame, re, im);
    for (let k = 0; k < bins; k++) {
      real[k * count + t] = re[k]!;
      imaginary[k * count + t] = im[k]!;
    }
  }
  return { real, imaginary, shape: [bins, count] };
}
