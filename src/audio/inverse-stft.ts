// From frames back to a signal.
import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { DomainError, describeValue, ShapeError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import type { FloatNdArray, Options } from '../core/types.js';
import { FRAME_OPTIONS, type FrameOptions, readFrames } from './frames.js';
import { type ComplexInput, readComplex, store } from './read.js';
import { planRealTransform } from './transform.js';

/** Options of `inverseStft`: those of `stft`, with at least `hop`, and the length of the signal. */
export interface InverseStftOptions extends Options<FrameOptions> {
  /** Samples from one frame to the next. */
  readonly hop: number;
  /** Samples of the signal; (frames − 1)·hop where left out, that with another N without `center`. */
  readonly length?: number | undefined;
}

/** Of the largest sum of squared weights; where less than this is left, rounding would be all that is seen. */
const LEAST = 1e-11;

/**
 * The inverse of `stft`: each frame is transformed back, weighed by the window again, added in its place, and the sum
 * divided by that of the squared windows. Of spectra that no signal has it gives the signal whose spectrum is nearest, in
 * the sum of squares.
 *
 * $$x_m = \frac{\sum_t w_{m - tH} \, y_{t, m - tH}}{\sum_t w_{m - tH}^2}$$
 *
 * Where the squared windows do not add up to more than 10⁻¹¹ of their largest sum, nothing is known of the signal, and
 * the call is refused: without `center` a Hann window hides the first sample, and a hop above the window's length leaves
 * gaps.
 *
 * @param spectrum - `real` and `imaginary`, [N/2 + 1, frames] each
 * @param options - as for `stft`: `hop`, `windowLength`, `window`, `center`, and `fftSize`, twice the bins less 2 where left
 * out; `length` of the signal: (frames − 1)·hop where left out, that with another N without `center`; to half a frame more
 * with `center`
 * @returns the signal, [length]; float32 where the spectrum is
 * @throws KindError where something is of another kind or unknown, ShapeError where shapes do not fit, DomainError where
 * an option is out of range, a number not finite or the windows vanish; DomainError for a result of more than 2²⁸
 * elements
 * @see D. Griffin, J. Lim, "Signal estimation from modified short-time Fourier transform", 1984, equation 6
 *
 * @example
 * ```ts
 * import { inverseStft, stft, toNested } from 'fovea';
 * const options = { fftSize: 4, hop: 2 };
 * const spectrum = stft([1, 2, 3, 5, 8], options);
 * toNested(inverseStft(spectrum, options)) // => [1.000, 2.000, 3.000, 5.000]
 * toNested(inverseStft(spectrum, { ...options, length: 5 })) // => [1.000, 2.000, 3.000, 5.000, 8.000]
 * ```
 */
export function inverseStft(spectrum: ComplexInput, options: InverseStftOptions): FloatNdArray {
  const fn = 'inverseStft';
  const { re, im, dtype } = readComplex(fn, 'spectrum', spectrum);
  const { bins, frames: count } = bindShapes(fn, { spectrum: [re, 'bins frames'] });
  const given = checkOptions(fn, options, [...FRAME_OPTIONS, 'length']);
  const frames = readFrames(fn, { ...given, fftSize: given.fftSize ?? 2 * bins - 2 });
  const { fftSize, hop, window, center } = frames;
  if (fftSize !== 2 * bins - 2) {
    const [expected, got] = [
      `shape (fftSize/2 + 1 = ${fftSize / 2 + 1}, frames)`,
      `(${re.shape.join(', ')})`,
    ];
    throw new ShapeError({ function: fn, argument: 'spectrum', expected, got });
  }
  const whole = fftSize + hop * (count - 1);
  checkElements(fn, 'hop', [whole]);
  const start = center ? fftSize / 2 : 0;
  const length = checkNumber(fn, 'length', given.length ?? whole - 2 * start, {
    integer: true,
    min: 1,
    max: whole - start,
  });
  const sum = new Float64Array(whole);
  const squares = new Float64Array(whole);
  const { inverse } = planRealTransform(fftSize);
  const [a, b] = [new Float64Array(bins), new Float64Array(bins)];
  const frame = new Float64Array(fftSize);
  for (let t = 0; t < count; t++) {
    for (let k = 0; k < bins; k++) {
      a[k] = re.data[k * count + t]!;
      b[k] = im.data[k * count + t]!;
    }
    inverse(a, b, frame);
    for (let j = 0; j < fftSize; j++) {
      sum[t * hop + j]! += window[j]! * frame[j]!;
      squares[t * hop + j]! += window[j]! ** 2;
    }
  }
  const least = LEAST * squares.reduce((most, value) => Math.max(most, value), 0);
  for (let i = start; i < start + length; i++) {
    if (!(squares[i]! > least)) throw hidden(fn, i - start, squares[i]!, given.window);
    sum[i]! /= squares[i]!;
  }
  return store(sum.slice(start, start + length), dtype, [length]);
}

function hidden(fn: string, sample: number, squares: number, window: unknown): DomainError {
  const name = typeof window === 'string' || window === undefined ? (window ?? 'hann') : '';
  const shown = name === '' ? describeValue(window) : `"${name}"`;
  return new DomainError({
    function: fn,
    argument: 'window',
    expected:
      'frames whose squared windows add up to more than 0 over every sample (a smaller hop, center, or a window that does not vanish at its ends)',
    got: `${shown} with a sum of ${squares} over sample ${sample}`,
  });
}
