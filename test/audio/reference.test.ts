import { describe, expect, it } from 'vitest';
import { mul, transpose } from '../../src/array/index.js';
import {
  fft,
  inverseRealFft,
  logMelSpectrogram,
  melFilterbank,
  melSpectrogram,
  powerSpectrum,
  realFft,
  stft,
  windowFunction,
} from '../../src/audio/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

const FAMILY = '12-audio-patches';

/** Our options for the parameters of a case. */
// biome-ignore lint/suspicious/noExplicitAny: the parameters of a case.
function optionsOf(p: any) {
  const frames = {
    fftSize: p.n_fft as number,
    windowLength: p.win_length as number,
    hop: p.hop as number,
    center: p.centre_padding as boolean,
  };
  const mel = {
    sampleRate: p.sample_rate as number,
    bands: p.n_mels as number,
    scale: p.mel_scale as 'htk' | 'slaney',
    norm: p.norm as 'none' | 'slaney',
    fMin: p.f_min as number,
    fMax: p.f_max as number,
  };
  return { frames, mel, power: p.power as number };
}

describe.each(['float64', 'float32'] as const)(
  'sound in %s agrees with NumPy, SciPy and PyTorch',
  (dtype) => {
    for (const c of readCases(FAMILY, 'fft'))
      it(c.name, () => {
        const x = toFloats(c.inputs.x, dtype);
        const agree = (got: ArrayLike<number>, name: string): void =>
          expect(worstRatio(got, c.expected[name].data, c.tolerance[dtype])).toBeLessThanOrEqual(1);
        const [half, whole] = [realFft(x), fft(x)];
        expect(half.real.dtype).toBe(dtype);
        agree(half.real.data, 'rfft_real');
        agree(half.imaginary.data, 'rfft_imag');
        agree(whole.real.data, 'fft_real');
        agree(whole.imaginary.data, 'fft_imag');
        const back = inverseRealFft(half, { length: x.shape[0]! });
        expect(worstRatio(back.data, x.data, c.tolerance[dtype])).toBeLessThanOrEqual(1);
      });

    for (const c of readCases(FAMILY, 'logMelSpectrogram'))
      it(c.name, () => {
        const samples = toFloats(c.inputs.signal, dtype);
        const { frames, mel, power } = optionsOf(c.parameters);
        const agree = (got: { data: ArrayLike<number>; dtype: string }, name: string): void => {
          expect(got.dtype).toBe(dtype);
          expect(
            worstRatio(got.data, c.expected[name].data, c.tolerance[dtype]),
          ).toBeLessThanOrEqual(1);
        };
        const powers = powerSpectrum(stft(samples, frames));
        agree(
          power === 2 ? powers : { data: powers.data.map(Math.sqrt), dtype: powers.dtype },
          'power_spectrogram',
        );
        const options = { ...frames, ...mel, fftSize: frames.fftSize, power };
        const energies = melSpectrogram(samples, options);
        agree(energies, 'mel');
        agree({ data: energies.data.map((x) => Math.log(x + 1e-6)), dtype }, 'ln_plus_1e-6');
        const natural = logMelSpectrogram(samples, options);
        agree(mul(natural, Math.LOG10E) as typeof natural, 'log10_floor_1e-10');
        const decibels = logMelSpectrogram(samples, { ...options, log: 'decibel' });
        agree(mul(decibels, power / 20) as typeof natural, 'log10_floor_1e-10');
      });
  },
);

describe('tables agree with NumPy and SciPy', () => {
  for (const c of readCases(FAMILY, 'melFilterBank'))
    it(c.name, () => {
      const { frames, mel } = optionsOf(c.parameters);
      const bank = melFilterbank({ ...mel, fftSize: frames.fftSize });
      const wanted = transpose(toFloats(c.expected.bank, 'float64'));
      expect(bank.shape).toEqual(wanted.shape);
      expect(worstRatio(bank.data, wanted.data, c.tolerance.float64)).toBeLessThanOrEqual(1);
    });

  for (const c of readCases(FAMILY, 'window'))
    it(c.name, () => {
      const { kind, length, symmetric } = c.parameters;
      const got = windowFunction(kind, length, { symmetric });
      expect(worstRatio(got.data, c.expected.values.data, c.tolerance.float64)).toBeLessThanOrEqual(
        1,
      );
    });
});
