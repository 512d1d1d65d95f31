// Windows that let a frame of a signal begin and end softly.
import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import type { FloatNdArray } from '../core/types.js';
import { turn } from './transform.js';

/** Names of windows. */
export type WindowKind =
  | 'rectangular'
  | 'bartlett'
  | 'hann'
  | 'hamming'
  | 'blackman'
  | 'blackman-harris'
  | 'nuttall'
  | 'sine';

/** Options of `windowFunction`. */
export interface WindowFunctionOptions {
  /** Whether the first sample equals the last, for filters; else the window is one turn of a periodic function. */
  readonly symmetric?: boolean | undefined;
}

/** Amplitudes $a_m$ of $\sum_m (-1)^m a_m \cos(2\pi m j/N)$. */
const COSINES = {
  rectangular: [1],
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
  'blackman-harris': [0.35875, 0.48829, 0.14128, 0.01168],
  nuttall: [0.3635819, 0.4891775, 0.1365995, 0.0106411],
} as const;

/** The names, for checks. */
export const WINDOWS: readonly WindowKind[] = [
  'rectangular',
  'bartlett',
  'hann',
  'hamming',
  'blackman',
  'blackman-harris',
  'nuttall',
  'sine',
];

/**
 * A window: weights from 0 to 1 that a frame is multiplied by before its Fourier transform.
 *
 * With N = `length`, or `length` − 1 where symmetric, and j = 0, …, `length` − 1:
 * $$\begin{aligned}
 * \text{hann:} \quad & \tfrac12 - \tfrac12 \cos(2\pi j/N) \\
 * \text{hamming:} \quad & 0.54 - 0.46 \cos(2\pi j/N) \\
 * \text{blackman:} \quad & 0.42 - 0.5 \cos(2\pi j/N) + 0.08 \cos(4\pi j/N) \\
 * \text{bartlett:} \quad & 1 - |2j/N - 1| \\
 * \text{sine:} \quad & \sin(\pi (j + \tfrac12)/\text{length})
 * \end{aligned}$$
 *
 * Periodic windows (the default, as in `stft`) add up to a constant when they are shifted by a part of their length;
 * symmetric ones are for filters. "blackman-harris" and "nuttall" have four cosines and the lowest side lobes; "sine" is
 * symmetric either way. A window of length 1 is 1.
 *
 * @param kind - "rectangular" (ones), "bartlett", "hann", "hamming", "blackman", "blackman-harris", "nuttall", "sine"
 * @param length - number of samples
 * @param options - `symmetric`: false where left out
 * @returns float64, [length]
 * @throws KindError for another kind, DomainError for a length that is not a whole number above 0
 * @see F. Harris, "On the use of windows for harmonic analysis with the discrete Fourier transform", 1978; A. Nuttall,
 * "Some windows with very good sidelobe behavior", 1981
 *
 * @example
 * ```ts
 * import { toNested, windowFunction } from 'fovea';
 * toNested(windowFunction('hann', 4)) // => [0, 0.500, 1.000, 0.500]
 * toNested(windowFunction('hann', 5, { symmetric: true })) // => [0, 0.500, 1.000, 0.500, 0]
 * ```
 */
export function windowFunction(
  kind: WindowKind,
  length: number,
  options?: WindowFunctionOptions,
): FloatNdArray {
  const fn = 'windowFunction';
  checkOneOf(fn, 'kind', kind, WINDOWS);
  checkNumber(fn, 'length', length, { integer: true, min: 1, max: 2 ** 28 });
  const { symmetric = false } = checkOptions(fn, options, ['symmetric']);
  checkBoolean(fn, 'symmetric', symmetric);
  return wrap(windowTaps(kind, length, symmetric), [length]);
}

/**
 * The numbers of `windowFunction`, from checked arguments.
 *
 * @param kind - name of the window
 * @param length - number of samples
 * @param symmetric - whether both ends are equal
 * @returns the weights
 */
export function windowTaps(kind: WindowKind, length: number, symmetric: boolean): Float64Array {
  if (length === 1) return Float64Array.of(1);
  const n = symmetric ? length - 1 : length;
  // Weights are taken from the nearer end, so that both halves are equal to the last bit, and so are ends of 0.
  const last = kind === 'sine' ? length - 1 : n;
  return Float64Array.from({ length }, (_, j) => weight(kind, Math.min(j, last - j), n, length));
}

function weight(kind: WindowKind, j: number, n: number, length: number): number {
  if (kind === 'bartlett') return (2 * j) / n;
  if (kind === 'sine') return Math.sin((Math.PI * (j + 0.5)) / length);
  const sum = COSINES[kind].reduce(
    (total, amplitude, m) =>
      total + (m % 2 === 0 ? amplitude : -amplitude) * turn((m * j) % n, n)[0],
    0,
  );
  // What rounding leaves at the ends of Blackman's window.
  return Math.abs(sum) < 1e-15 ? 0 : sum;
}
