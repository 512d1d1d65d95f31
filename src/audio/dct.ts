// The discrete cosine transform, and the cepstral coefficients that it makes of log-mel spectrograms.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { computeDType } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { readLines, store } from './read.js';
import { planRealTransform, type RealTransform, turnsOf } from './transform.js';

/** Options of `dct` and `inverseDct`. */
export interface DctOptions {
  /** "ortho" where left out: lengths are kept; "none": no factors but SciPy's 2. */
  readonly norm?: 'ortho' | 'none' | undefined;
}

/**
 * The discrete cosine transform (type II) of each line along the last axis.
 *
 * $$C_k = 2 f_k \sum_{j=0}^{n-1} x_j \cos \frac{\pi k (2j + 1)}{2n}, \qquad k = 0, \dots, n - 1$$
 *
 * with $f_k = 1$ for the norm "none", and for "ortho" $f_0 = \sqrt{1/4n}$, else $f_k = \sqrt{1/2n}$: the transform is then
 * a rotation, and keeps lengths. SciPy's `dct` has the same names for "ortho" and `None`. It takes one Fourier transform
 * of n real numbers, of any length.
 *
 * @param x - real, [..., n]
 * @param options - `norm`: "ortho" where left out, or "none"
 * @returns [..., n]; float32 where `x` is
 * @throws KindError where something is of another kind or unknown, ShapeError where there is no axis or element,
 * DomainError where a number is not finite
 * @see N. Ahmed, T. Natarajan, K. Rao, "Discrete cosine transform", 1974; J. Makhoul, "A fast cosine transform in one and
 * two dimensions", 1980
 *
 * @example
 * A constant is all in the first number.
 * ```ts
 * import { dct, toNested } from 'fovea';
 * toNested(dct([1, 1, 1, 1])) // => [2.000, 0, 0, 0]
 * ```
 */
export function dct(x: ArrayInput, options?: DctOptions): FloatNdArray {
  return eachLine('dct', x, options, forward);
}

/**
 * The inverse of `dct` with the same norm, along the last axis: a transform of type III.
 *
 * @param x - real, [..., n]
 * @param options - `norm`: "ortho" where left out, or "none", as it was given to `dct`
 * @returns [..., n]; float32 where `x` is
 * @throws KindError where something is of another kind or unknown, ShapeError where there is no axis or element,
 * DomainError where a number is not finite
 * @see N. Ahmed, T. Natarajan, K. Rao, "Discrete cosine transform", 1974
 *
 * @example
 * ```ts
 * import { dct, inverseDct, toNested } from 'fovea';
 * toNested(inverseDct(dct([1, 2, 4]))) // => [1.000000, 2.000000, 4.000000]
 * ```
 */
export function inverseDct(x: ArrayInput, options?: DctOptions): FloatNdArray {
  return eachLine('inverseDct', x, options, backward);
}

type Line = (x: Float64Array, out: Float64Array, how: Plan) => void;

interface Plan {
  /** The transform of n real numbers, with room for them and for their spectrum. */
  readonly transform: RealTransform;
  readonly line: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** $2 f_0$ and $2 f_k$. */
  readonly first: number;
  readonly other: number;
  /** Cosines and sines of $\pi k / 2n$ for k up to n/2. */
  readonly turns: { readonly cos: Float64Array; readonly sin: Float64Array };
}

function eachLine(
  fn: string,
  x: ArrayInput,
  options: DctOptions | undefined,
  line: Line,
): FloatNdArray {
  const { data, shape } = readLines(fn, 'x', x);
  const { norm = 'ortho' } = checkOptions(fn, options, ['norm']);
  checkOneOf(fn, 'norm', norm, ['ortho', 'none']);
  const n = shape.at(-1)!;
  const [first, other] = norm === 'none' ? [2, 2] : [1 / Math.sqrt(n), Math.sqrt(2 / n)];
  const bins = Math.floor(n / 2) + 1;
  const plan: Plan = {
    transform: planRealTransform(n),
    line: new Float64Array(n),
    re: new Float64Array(bins),
    im: new Float64Array(bins),
    first,
    other,
    turns: turnsOf(bins, 4 * n),
  };
  const out = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += n) {
    const own = data.subarray(start, start + n) as Float64Array;
    line(own, out.subarray(start, start + n), plan);
  }
  return store(out, computeDType(x), shape);
}

/**
 * Even samples forwards, then odd ones backwards: the real part of their transform, turned a little, is the sum. Number
 * n − k of the transform is the mirror image of number k, and its cosine is the other's sine.
 */
function forward(x: Float64Array, out: Float64Array, plan: Plan): void {
  const { transform, line, re, im, first, other, turns } = plan;
  const n = x.length;
  for (let j = 0; 2 * j < n; j++) line[j] = x[2 * j]!;
  for (let j = 0; 2 * j + 1 < n; j++) line[n - 1 - j] = x[2 * j + 1]!;
  transform.forward(line, re, im);
  out[0] = first * re[0]!;
  for (let k = 1; 2 * k <= n; k++) {
    const cos = turns.cos[k]!;
    const sin = turns.sin[k]!;
    out[n - k] = other * (sin * re[k]! - cos * im[k]!);
    out[k] = other * (cos * re[k]! + sin * im[k]!);
  }
}

function backward(x: Float64Array, out: Float64Array, plan: Plan): void {
  const { transform, line, re, im, first, other, turns } = plan;
  const n = x.length;
  re[0] = x[0]! / first;
  im[0] = 0;
  for (let k = 1; 2 * k <= n; k++) {
    const cos = turns.cos[k]!;
    const sin = turns.sin[k]!;
    // The transform of real numbers: what k has of the cosine, n − k has of the sine.
    const a = x[k]! / other;
    const b = x[n - k]! / other;
    re[k] = cos * a + sin * b;
    im[k] = sin * a - cos * b;
  }
  transform.inverse(re, im, line);
  for (let j = 0; 2 * j < n; j++) out[2 * j] = line[j]!;
  for (let j = 0; 2 * j + 1 < n; j++) out[2 * j + 1] = line[n - 1 - j]!;
}

/** Options of `cepstralCoefficients`. */
export interface CepstralOptions {
  /** How many are kept; 13 where left out. */
  readonly count?: number | undefined;
}

/**
 * Mel-frequency cepstral coefficients: the first numbers of the cosine transform of each column of a log-mel spectrogram.
 * They say how the energy is spread over pitch, the coarsest first, and are less alike each other than the bands.
 *
 * $$c_{kt} = \sqrt{\frac{2 - [k = 0]}{B}} \sum_{b=0}^{B-1} L_{bt} \cos \frac{\pi k (2b + 1)}{2B}$$
 *
 * Librosa's `mfcc` has the same numbers of decibels, without its `top_db`.
 *
 * @param logMel - [bands, frames], as `logMelSpectrogram` gives it
 * @param options - `count`: how many coefficients, 13 where left out, at most as many as bands
 * @returns [count, frames]; float32 where the spectrogram is
 * @throws KindError where something is of another kind or unknown, ShapeError for another shape, DomainError where a number
 * is not finite or out of range
 * @see S. Davis, P. Mermelstein, "Comparison of parametric representations for monosyllabic word recognition in
 * continuously spoken sentences", 1980
 *
 * @example
 * The first coefficient is the mean of the bands times the root of their number.
 * ```ts
 * import { cepstralCoefficients, toNested } from 'fovea';
 * toNested(cepstralCoefficients([[1], [2], [3], [6]], { count: 2 })) // => [[6.000], [-3.5370055]]
 * ```
 */
export function cepstralCoefficients(logMel: ArrayInput, options?: CepstralOptions): FloatNdArray {
  const fn = 'cepstralCoefficients';
  const { data, shape } = readLines(fn, 'logMel', logMel);
  if (shape.length !== 2) {
    const [expected, got] = ['shape (bands, frames)', `(${shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'logMel', expected, got });
  }
  const [bands, frames] = shape as [number, number];
  const given = checkOptions(fn, options, ['count']);
  const count = checkNumber(fn, 'count', given.count ?? 13, { integer: true, min: 1, max: bands });
  const columns = new Float64Array(data.length);
  for (let b = 0; b < bands; b++)
    for (let t = 0; t < frames; t++) columns[t * bands + b] = data[b * frames + t]!;
  const all = dct(store(columns, 'float64', [frames, bands])).data;
  const out = new Float64Array(count * frames);
  for (let k = 0; k < count; k++)
    for (let t = 0; t < frames; t++) out[k * frames + t] = all[t * bands + k]!;
  return store(out, computeDType(logMel), [count, frames]);
}
