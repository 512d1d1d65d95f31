// Discrete Fourier transforms along the last axis.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, computeDType, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, FloatNdArray, Options } from '../core/types.js';
import {
  type ComplexArray,
  type ComplexInput,
  isComplex,
  type ReadComplex,
  readComplex,
  readLines,
  store,
} from './read.js';
import { planRealTransform, planTransform, type Transform } from './transform.js';

/**
 * The discrete Fourier transform of each line along the last axis.
 *
 * $$X_k = \sum_{j=0}^{n-1} x_j \, e^{-2\pi i jk/n}, \qquad k = 0, \dots, n - 1$$
 *
 * Nothing is divided here; `inverseFft` divides by n. Any length will do, in time $n \log n$: powers of two and products
 * of primes up to 13 are the fastest, others take four to twenty times as long. The transform of a real line of n numbers is a line of n
 * complex ones: a line stays a line, and becomes a picture only in `stft`.
 *
 * @param x - real, [..., n], or complex: a record of `real` and `imaginary`, [..., n] each
 * @returns `real` and `imaginary`, [..., n] each; float32 where all that came in was
 * @throws KindError where `x` is no array, ShapeError where it has no axis, no element or parts of two shapes, DomainError
 * where a number is not finite
 * @see J. Cooley, J. Tukey, "An algorithm for the machine calculation of complex Fourier series", 1965; L. Bluestein, "A
 * linear filtering approach to the computation of discrete Fourier transform", 1970, for other lengths
 *
 * @example
 * One turn of a sine is in the bins 1 and −1.
 * ```ts
 * import { fft, toNested } from 'fovea';
 * const { real, imaginary } = fft([0, 1, 0, -1]);
 * toNested(real) // => [0, 0, 0, 0]
 * toNested(imaginary) // => [0, -2, 0, 2]
 * ```
 */
export function fft(x: ArrayInput | ComplexInput): ComplexArray {
  const fn = 'fft';
  if (isComplex(x)) return eachLine(readComplex(fn, 'x', x), (plan) => plan.forward);
  const re = readLines(fn, 'x', x);
  return eachLine({ re, dtype: computeDType(x) }, (plan) => plan.forward);
}

/**
 * The inverse of `fft`, along the last axis.
 *
 * $$x_j = \frac1n \sum_{k=0}^{n-1} X_k \, e^{2\pi i jk/n}$$
 *
 * @param spectrum - `real` and `imaginary`, [..., n] each
 * @returns `real` and `imaginary`, [..., n] each
 * @throws KindError where it is no such record, ShapeError where it has no axis, no element or parts of two shapes,
 * DomainError where a number is not finite
 *
 * @example
 * ```ts
 * import { fft, inverseFft, toNested } from 'fovea';
 * toNested(inverseFft(fft([1, 2, 4])).real) // => [1.000000, 2.000000, 4.000000]
 * ```
 */
export function inverseFft(spectrum: ComplexInput): ComplexArray {
  return eachLine(readComplex('inverseFft', 'spectrum', spectrum), (plan) => plan.inverse);
}

/** Imaginary parts that are not there are 0. */
function eachLine(
  { re, im, dtype }: Pick<ReadComplex, 're' | 'dtype'> & Partial<ReadComplex>,
  direction: (plan: Transform) => Transform['forward'],
): ComplexArray {
  const n = re.shape.at(-1)!;
  const transform = direction(planTransform(n));
  const [a, b] = [new Float64Array(n), new Float64Array(n)];
  const real = allocate(dtype, re.data.length);
  const imaginary = allocate(dtype, re.data.length);
  for (let start = 0; start < real.length; start += n) {
    a.set(re.data.subarray(start, start + n));
    if (im === undefined) b.fill(0);
    else b.set(im.data.subarray(start, start + n));
    transform(a, b);
    real.set(a, start);
    imaginary.set(b, start);
  }
  return { real: wrap(real, re.shape), imaginary: wrap(imaginary, re.shape) };
}

/**
 * The discrete Fourier transform of real lines: the bins from 0 to ⌊n/2⌋, of which the others are the mirror image.
 *
 * $$X_k = \sum_{j=0}^{n-1} x_j \, e^{-2\pi i jk/n}, \qquad k = 0, \dots, \lfloor n/2 \rfloor, \qquad
 * X_{n-k} = \overline{X_k}$$
 *
 * Bin k stands for the frequency k/n in turns a sample, $k f_s / n$ in hertz (`fftFrequencies`).
 *
 * @param x - real, [..., n]
 * @returns `real` and `imaginary`, [..., ⌊n/2⌋ + 1] each; float32 where `x` is
 * @throws KindError where `x` is no array, ShapeError where it has no axis or no element, DomainError where a number is
 * not finite
 *
 * @example
 * A constant is all in bin 0.
 * ```ts
 * import { realFft, toNested } from 'fovea';
 * toNested(realFft([3, 3, 3, 3]).real) // => [12, 0, 0]
 * ```
 */
export function realFft(x: ArrayInput): ComplexArray {
  const { data, shape } = readLines('realFft', 'x', x);
  const dtype = computeDType(x);
  const n = shape.at(-1)!;
  const bins = Math.floor(n / 2) + 1;
  const { forward } = planRealTransform(n);
  const full = [...shape.slice(0, -1), bins];
  const [re, im] = [new Float64Array(bins), new Float64Array(bins)];
  const real = allocate(dtype, elementCount(full));
  const imaginary = allocate(dtype, real.length);
  for (let line = 0; line < data.length / n; line++) {
    forward(data.subarray(line * n, (line + 1) * n) as Float64Array, re, im);
    real.set(re, line * bins);
    imaginary.set(im, line * bins);
  }
  return { real: wrap(real, full), imaginary: wrap(imaginary, full) };
}

/** Options of `inverseRealFft`. */
export interface InverseRealFftOptions {
  /** Length n of the lines: twice the bins less 2 where left out, or one more where n is odd. */
  readonly length?: number | undefined;
}

/**
 * The inverse of `realFft`, along the last axis. The imaginary parts of bin 0, and of the last bin where n is even, are 0
 * in the spectrum of real numbers and are not read, as in NumPy's `irfft`.
 *
 * @param spectrum - `real` and `imaginary`, [..., ⌊n/2⌋ + 1] each
 * @param options - `length`: n, to tell 2·bins − 2 (where left out) from 2·bins − 1
 * @returns real, [..., n]
 * @throws KindError where something is of another kind, ShapeError where shapes or the length do not fit, DomainError
 * where a number is not finite
 *
 * @example
 * ```ts
 * import { inverseRealFft, realFft, toNested } from 'fovea';
 * toNested(inverseRealFft(realFft([1, 2, 4]), { length: 3 })) // => [1.000000, 2.000000, 4.000000]
 * ```
 */
export function inverseRealFft(
  spectrum: ComplexInput,
  options?: InverseRealFftOptions,
): FloatNdArray {
  const fn = 'inverseRealFft';
  const { re, im, dtype } = readComplex(fn, 'spectrum', spectrum);
  const { length } = checkOptions(fn, options, ['length']);
  const bins = re.shape.at(-1)!;
  const n = checkNumber(fn, 'length', length ?? Math.max(2 * bins - 2, 1), {
    integer: true,
    min: 1,
  });
  if (Math.floor(n / 2) + 1 !== bins) {
    throw new ShapeError({
      function: fn,
      argument: 'length',
      expected: `${bins > 1 ? `${2 * bins - 2} or ` : ''}${2 * bins - 1} with ${bins} bins`,
      got: String(n),
    });
  }
  const { inverse } = planRealTransform(n);
  const [real, imaginary] = [re.data as Float64Array, im.data as Float64Array];
  const lines = re.data.length / bins;
  const out = new Float64Array(lines * n);
  for (let line = 0; line < lines; line++) {
    const [from, to] = [line * bins, (line + 1) * bins];
    const own = out.subarray(line * n, (line + 1) * n);
    inverse(real.subarray(from, to), imaginary.subarray(from, to), own);
  }
  return store(out, dtype, [...re.shape.slice(0, -1), n]);
}

/**
 * The frequencies of the bins of `realFft`, `stft` and `melFilterbank`: $f_k = k f_s / n$.
 *
 * @param fftSize - length n of a line
 * @param options - `sampleRate`: f_s in hertz; 1 where left out, for frequencies in turns a sample
 * @returns float64, [⌊n/2⌋ + 1], in hertz
 * @throws KindError or DomainError where a number is none, or not above 0; DomainError for a result of more than 2²⁸
 * elements
 *
 * @example
 * ```ts
 * import { fftFrequencies, toNested } from 'fovea';
 * toNested(fftFrequencies(8, { sampleRate: 8000 })) // => [0, 1000, 2000, 3000, 4000]
 * ```
 */
export function fftFrequencies(
  fftSize: number,
  options?: Options<{ readonly sampleRate: number }>,
): FloatNdArray {
  const fn = 'fftFrequencies';
  const n = checkNumber(fn, 'fftSize', fftSize, { integer: true, min: 1 });
  const given = checkOptions(fn, options, ['sampleRate']);
  const rate = checkNumber(fn, 'sampleRate', given.sampleRate ?? 1, { above: 0 });
  const bins = Math.floor(n / 2) + 1;
  checkElements(fn, 'fftSize', [bins]);
  return wrap(
    Float64Array.from({ length: bins }, (_, k) => (k * rate) / n),
    [bins],
  );
}
