// What is read off a spectrum: power, magnitude, phase, decibels.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { type ComplexInput, checkNonNegative, readComplex, store } from './read.js';

/**
 * The power of each element of a spectrum, $|X|^2 = \operatorname{Re}^2 X + \operatorname{Im}^2 X$.
 *
 * Over the bins of `fft` it adds up to n times the energy of the signal (Parseval). The bins of `realFft` and `stft` stand
 * for two each, but for bin 0 and, where n is even, the last.
 *
 * @param spectrum - `real` and `imaginary`, of one shape
 * @returns the powers, of that shape
 * @throws KindError where it is no such record, ShapeError where the parts differ, DomainError where a number is not
 * finite
 *
 * @example
 * ```ts
 * import { powerSpectrum, toNested } from 'fovea';
 * toNested(powerSpectrum({ real: [3, 1], imaginary: [4, 0] })) // => [25, 1]
 * ```
 */
export function powerSpectrum(spectrum: ComplexInput): FloatNdArray {
  return eachElement('powerSpectrum', spectrum, (re, im) => re * re + im * im);
}

/**
 * The magnitude of each element of a spectrum, $|X|$: the root of its power.
 *
 * @param spectrum - `real` and `imaginary`, of one shape
 * @returns the magnitudes, of that shape
 * @throws KindError where it is no such record, ShapeError where the parts differ, DomainError where a number is not
 * finite
 *
 * @example
 * ```ts
 * import { magnitudeSpectrum, toNested } from 'fovea';
 * toNested(magnitudeSpectrum({ real: [3, 1], imaginary: [4, 0] })) // => [5, 1]
 * ```
 */
export function magnitudeSpectrum(spectrum: ComplexInput): FloatNdArray {
  return eachElement('magnitudeSpectrum', spectrum, Math.hypot);
}

/**
 * The phase of each element of a spectrum, $\arg X$, in radians from −π to π; 0 where the element is 0.
 *
 * @param spectrum - `real` and `imaginary`, of one shape
 * @returns the phases, of that shape
 * @throws KindError where it is no such record, ShapeError where the parts differ, DomainError where a number is not
 * finite
 *
 * @example
 * ```ts
 * import { phaseSpectrum, toNested } from 'fovea';
 * toNested(phaseSpectrum({ real: [2, 0], imaginary: [0, 3] })) // => [0, 1.570796]
 * ```
 */
export function phaseSpectrum(spectrum: ComplexInput): FloatNdArray {
  return eachElement('phaseSpectrum', spectrum, (re, im) => Math.atan2(im, re));
}

function eachElement(
  fn: string,
  spectrum: ComplexInput,
  f: (re: number, im: number) => number,
): FloatNdArray {
  const { re, im, dtype } = readComplex(fn, 'spectrum', spectrum);
  const data = allocate(dtype, re.data.length);
  for (let i = 0; i < data.length; i++) data[i] = f(re.data[i]!, im.data[i]!);
  return wrap(data, re.shape);
}

/** Options of `powerToDecibels`. */
export interface PowerToDecibelsOptions {
  /** The power of 0 dB; 1 where left out. */
  readonly reference?: number | undefined;
  /** Powers below this count as this; 1e-10 where left out. */
  readonly floor?: number | undefined;
  /** Results lie at most so far below the largest, in decibels; as far as they may where left out. */
  readonly range?: number | undefined;
}

/**
 * Powers in decibels: $10 \log_{10} \max(x, \text{floor}) - 10 \log_{10} \text{reference}$. For magnitudes take twice as
 * much, or square them first.
 *
 * @param power - numbers ≥ 0, of any shape
 * @param options - `reference`: 1 where left out; `floor`: 1e-10 where left out; `range`: none where left out
 * @returns decibels, of the same shape
 * @throws KindError where something is of another kind or unknown, DomainError where a power is negative or not finite or
 * an option not above 0
 *
 * @example
 * ```ts
 * import { powerToDecibels, toNested } from 'fovea';
 * toNested(powerToDecibels([1, 100, 0])) // => [0, 20, -100]
 * toNested(powerToDecibels([1, 100, 0], { range: 80 })) // => [0, 20, -60]
 * ```
 */
export function powerToDecibels(power: ArrayInput, options?: PowerToDecibelsOptions): FloatNdArray {
  const fn = 'powerToDecibels';
  const read = checkFinite(fn, 'power', readArray(fn, 'power', power, 'float64'));
  checkNonNegative(fn, 'power', read);
  const given = checkOptions(fn, options, ['reference', 'floor', 'range']);
  const reference = checkNumber(fn, 'reference', given.reference ?? 1, { above: 0 });
  const floor = checkNumber(fn, 'floor', given.floor ?? 1e-10, { above: 0 });
  const range =
    given.range === undefined ? Infinity : checkNumber(fn, 'range', given.range, { above: 0 });
  const zero = decibels(reference);
  const data = new Float64Array(read.data.length);
  let most = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = decibels(Math.max(read.data[i]!, floor));
    if (value > most) most = value;
    data[i] = value;
  }
  const least = most - range;
  for (let i = 0; i < data.length; i++) data[i] = Math.max(data[i]!, least) - zero;
  return store(data, computeDType(power), read.shape);
}

/** Ten times the decadic logarithm. */
function decibels(power: number): number {
  return 10 * Math.log10(power);
}
