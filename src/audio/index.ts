export {
  type CepstralOptions,
  cepstralCoefficients,
  type DctOptions,
  dct,
  inverseDct,
} from './dct.js';
export { type ExplainedFourierTransform, explainFourierTransform } from './explain-fourier.js';
export { type ExplainLogMelOptions, explainLogMel } from './explain-log-mel.js';
export { explainMelFilterbank } from './explain-mel-filterbank.js';
export { type ExplainedStft, type ExplainStftOptions, explainStft } from './explain-stft.js';
export {
  fft,
  fftFrequencies,
  type InverseRealFftOptions,
  inverseFft,
  inverseRealFft,
  realFft,
} from './fft.js';
export type { FrameOptions } from './frames.js';
export { type InverseStftOptions, inverseStft } from './inverse-stft.js';
export { type MelFilterbankOptions, melFilterbank } from './mel-filterbank.js';
export { hzToMel, type MelScale, type MelScaleOptions, melToHz } from './mel-scale.js';
export {
  type LogMelSpectrogramOptions,
  logMelSpectrogram,
  type MelSpectrogramOptions,
  melSpectrogram,
} from './mel-spectrogram.js';
export type { ComplexArray, ComplexInput } from './read.js';
export {
  magnitudeSpectrum,
  type PowerToDecibelsOptions,
  phaseSpectrum,
  powerSpectrum,
  powerToDecibels,
} from './spectrum.js';
export { type StftOptions, stft } from './stft.js';
export { type WindowFunctionOptions, type WindowKind, windowFunction } from './windows.js';
