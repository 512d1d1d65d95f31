// Hertz and mel: two scales of pitch as ears judge it.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { checkNonNegative } from './read.js';

/** The two scales in use. */
export type MelScale = 'slaney' | 'htk';

/** Which scale. */
export interface MelScaleOptions {
  /** "slaney" where left out, or "htk". */
  readonly scale?: MelScale | undefined;
}

/** Slaney's scale: linear below a kilohertz, with 15 mel there; above it 27 mel for each factor of 6.4. */
const KILOHERTZ = 1000;
const LINEAR = 3 / 200;
const STEPS = 27 / Math.log(6.4);

/** The unit and the corner of the other. */
const HTK_FACTOR = 2595;
const HTK_CORNER = 700;

/**
 * Frequencies in mel.
 *
 * $$\text{htk:} \quad m = 2595 \log_{10}(1 + f/700), \qquad
 * \text{slaney:} \quad m = \begin{cases} 3f/200 & f < 1000 \\ 15 + 27 \log_{6.4}(f/1000) & \text{else} \end{cases}$$
 *
 * The two have different units: 1000 Hz are 1000 mel in the first and 15 in the second. Only differences count in a
 * filter bank.
 *
 * @param frequency - hertz, ≥ 0; a number or an array of any shape
 * @param options - `scale`: "slaney" where left out (Auditory Toolbox, librosa's default), or "htk" (O'Shaughnessy's formula;
 * torchaudio's default)
 * @returns mel: a number for a number, else an array of the same shape
 * @throws KindError where something is of another kind or unknown, DomainError where a frequency is negative or not finite
 * @see S. Stevens, J. Volkmann, E. Newman, "A scale for the measurement of the psychological magnitude pitch", 1937; M.
 * Slaney, "Auditory Toolbox", 1998; S. Young and others, "The HTK Book"
 *
 * @example
 * ```ts
 * import { hzToMel } from 'fovea';
 * hzToMel(1000) // => 15
 * hzToMel(1000, { scale: 'htk' }) // => 999.9855
 * ```
 */
export function hzToMel(frequency: number, options?: MelScaleOptions): number;
export function hzToMel(frequency: ArrayInput, options?: MelScaleOptions): FloatNdArray;
export function hzToMel(
  frequency: number | ArrayInput,
  options?: MelScaleOptions,
): number | FloatNdArray {
  return convert('hzToMel', 'frequency', frequency, options, toMel);
}

/**
 * Mel in hertz: the inverse of `hzToMel`.
 *
 * $$\text{htk:} \quad f = 700 \, (10^{m/2595} - 1), \qquad
 * \text{slaney:} \quad f = \begin{cases} 200m/3 & m < 15 \\ 1000 \cdot 6.4^{(m - 15)/27} & \text{else} \end{cases}$$
 *
 * @param mel - ≥ 0; a number or an array of any shape
 * @param options - `scale`: "slaney" where left out, or "htk"
 * @returns hertz: a number for a number, else an array of the same shape
 * @throws KindError where something is of another kind or unknown, DomainError where a number is negative or not finite
 *
 * @example
 * ```ts
 * import { melToHz } from 'fovea';
 * melToHz(42) // => 6400.00
 * ```
 */
export function melToHz(mel: number, options?: MelScaleOptions): number;
export function melToHz(mel: ArrayInput, options?: MelScaleOptions): FloatNdArray;
export function melToHz(
  mel: number | ArrayInput,
  options?: MelScaleOptions,
): number | FloatNdArray {
  return convert('melToHz', 'mel', mel, options, fromMel);
}

function convert(
  fn: string,
  argument: string,
  x: number | ArrayInput,
  options: MelScaleOptions | undefined,
  f: (value: number, scale: MelScale) => number,
): number | FloatNdArray {
  const scale = readScale(fn, checkOptions(fn, options, ['scale']).scale);
  if (typeof x === 'number') return f(checkNumber(fn, argument, x, { min: 0 }), scale);
  const read = checkFinite(fn, argument, readArray(fn, argument, x, 'float64'));
  checkNonNegative(fn, argument, read);
  const data = allocate(computeDType(x), read.data.length);
  for (let i = 0; i < data.length; i++) data[i] = f(read.data[i]!, scale);
  return wrap(data, read.shape);
}

/** A checked scale, "slaney" where left out. */
export function readScale(fn: string, scale: unknown): MelScale {
  return checkOneOf(fn, 'scale', scale ?? 'slaney', ['slaney', 'htk']);
}

/** A frequency in mel. */
export function toMel(hertz: number, scale: MelScale): number {
  if (scale === 'htk') return (HTK_FACTOR / Math.LN10) * Math.log1p(hertz / HTK_CORNER);
  return hertz < KILOHERTZ
    ? LINEAR * hertz
    : LINEAR * KILOHERTZ + STEPS * Math.log(hertz / KILOHERTZ);
}

/** A number of mel in hertz. */
export function fromMel(mel: number, scale: MelScale): number {
  if (scale === 'htk') return HTK_CORNER * Math.expm1((mel * Math.LN10) / HTK_FACTOR);
  return mel < LINEAR * KILOHERTZ
    ? mel / LINEAR
    : KILOHERTZ * Math.exp((mel - LINEAR * KILOHERTZ) / STEPS);
}
