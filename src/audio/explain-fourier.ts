// The discrete Fourier transform of a short signal, bin by bin.
import { wrap } from '../core/create.js';
import { readFew } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, dot, negate, power, sqrt } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { alone } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { turn } from './transform.js';

/** What `explainFourierTransform` arrives at. */
export interface ExplainedFourierTransform {
  /** The real parts of the bins. */
  readonly real: FloatNdArray;
  /** The imaginary parts. */
  readonly imaginary: FloatNdArray;
  /** How large each bin is. */
  readonly magnitude: FloatNdArray;
}

const FN = 'explainFourierTransform';

/** More samples no one reads. */
const MOST = 8;

/**
 * Computes the discrete Fourier transform of a short real signal by its definition, and shows the work: for each bin the
 * cosines and sines, the two sums, and its magnitude.
 *
 * $$X_k = \sum_{j=0}^{n-1} x_j \, e^{-2\pi i jk/n}
 * = \sum_j x_j \cos \frac{2\pi jk}{n} - i \sum_j x_j \sin \frac{2\pi jk}{n}$$
 *
 * @param x - 1 to 8 real samples
 * @returns the derivation; its `result` holds `real` and `imaginary` as `fft` returns them but for rounding, and `magnitude`
 * @throws KindError where it is no array, ShapeError for none or more than 8 samples, DomainError where one is not finite
 * @see J. Cooley, J. Tukey, "An algorithm for the machine calculation of complex Fourier series", 1965
 *
 * @example
 * One turn of a sine is in the bins 1 and −1.
 * ```ts
 * import { explainFourierTransform, toNested, verifyDerivation } from 'fovea';
 * const d = explainFourierTransform([0, 1, 0, -1]);
 * toNested(d.result.imaginary) // => [0, -2, 0, 2]
 * toNested(d.result.magnitude) // => [0, 2, 0, 2]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainFourierTransform(x: ArrayInput): Derivation<ExplainedFourierTransform> {
  const samples = readFew(FN, 'x', x, MOST);
  const n = samples.length;
  // By the definition, not by `fft`: for lengths that are no power of two that leaves rounding where zeros belong.
  const real = wrap(definition(samples, 0), [n]);
  const imaginary = wrap(definition(samples, 1), [n]);
  const magnitude = wrap(
    Float64Array.from({ length: n }, (_, k) => Math.hypot(real.get(k), imaginary.get(k))),
    [n],
  );
  const result = { real, imaginary, magnitude };
  const bins = Array.from({ length: n }, (_, k) => k);
  const gathered = (
    part: 're' | 'im',
    symbol: string,
    title: string,
    value: FloatNdArray,
  ): StepDraft => ({
    id: part,
    symbol,
    title,
    ...alone(`${symbol}_k`),
    check: { list: bins.map((k) => refer(`${part}-${k}`)) },
    value,
  });
  return createDerivation<ExplainedFourierTransform>({
    topic: 'audio',
    title: 'The discrete Fourier transform of a signal',
    given: [
      { id: 'x', symbol: 'x', title: `${n === 1 ? 'One sample' : `${n} samples`}`, value: samples },
    ],
    steps: [
      {
        kind: 'statement',
        id: 'definition',
        title: 'Each bin asks how much of one frequency is in the signal',
        formula: `X_k = \\sum_{j=0}^{${n - 1}} x_j e^{-2 \\pi i j k / ${n}} = \\sum_j x_j \\cos \\frac{2 \\pi j k}{${n}} - i \\sum_j x_j \\sin \\frac{2 \\pi j k}{${n}}`,
        note: 'Bin k stands for k turns over the whole signal. Samples and bins are counted from 0.',
      },
      ...bins.map((k) => binStep(k, n, result)),
      gathered('re', '\\operatorname{Re} X', 'The real parts of all bins', real),
      gathered('im', '\\operatorname{Im} X', 'The imaginary parts of all bins', imaginary),
      {
        id: 'magnitude',
        symbol: '|X|',
        title: 'How large each bin is',
        formula: '|X_k| = \\sqrt{(\\operatorname{Re} X_k)^2 + (\\operatorname{Im} X_k)^2}',
        check: sqrt(add(power(refer('re'), 2), power(refer('im'), 2))),
        value: magnitude,
        note: 'For real samples bin n − k is the mirror image of bin k: the same real part, the other sign of the imaginary one.',
      },
    ],
    result,
    answer: {
      record: {
        real: refer('re'),
        imaginary: refer('im'),
        magnitude: refer('magnitude'),
      },
    },
    conclusion:
      'A line of numbers becomes a line of numbers: a spectrogram needs one such transform for each frame.',
    sources: [
      'A. V. Oppenheim, R. W. Schafer, "Discrete-Time Signal Processing", 3rd edition 2010, section 8.5.',
    ],
  });
}

/** Cosines or sines of a bin, exact at quarters of a turn, so that zeros are zeros. */
function tableOf(k: number, n: number, part: 0 | 1): number[] {
  return Array.from({ length: n }, (_, j) => turn((j * k) % n, n)[part]);
}

/** The real parts of all bins, or the imaginary ones. */
function definition(samples: readonly number[], part: 0 | 1): Float64Array {
  return Float64Array.from(samples, (_, k) => {
    const table = tableOf(k, samples.length, part);
    const total = samples.reduce((sum, x, j) => sum + x * table[j]!, 0);
    // 0 less 0 is 0, its negative −0.
    return part === 0 ? total : 0 - total;
  });
}

function binStep(k: number, n: number, { real, imaginary }: ExplainedFourierTransform): StepDraft {
  const turns = k === 1 ? 'one turn' : `${k} turns`;
  return {
    kind: 'statement',
    id: `bin-${k}`,
    title: k === 0 ? 'Bin 0: no turn at all, so the sum of the samples' : `Bin ${k}: ${turns}`,
    steps: [
      {
        id: `cos-${k}`,
        symbol: `c_{${k}}`,
        title: 'Its cosines',
        ...alone(`\\cos \\frac{2 \\pi \\cdot ${k} j}{${n}}`),
        check: { list: tableOf(k, n, 0) },
      },
      {
        id: `sin-${k}`,
        symbol: `s_{${k}}`,
        title: 'Its sines',
        ...alone(`\\sin \\frac{2 \\pi \\cdot ${k} j}{${n}}`),
        check: { list: tableOf(k, n, 1) },
      },
      {
        id: `re-${k}`,
        symbol: `\\operatorname{Re} X_{${k}}`,
        title: 'Real part: the samples times the cosines, added up',
        check: dot(refer('x'), refer(`cos-${k}`)),
        value: real.get(k),
      },
      {
        id: `im-${k}`,
        symbol: `\\operatorname{Im} X_{${k}}`,
        title: 'Imaginary part: the same with sines, with the other sign',
        check: negate(dot(refer('x'), refer(`sin-${k}`))),
        value: imaginary.get(k),
      },
    ],
  };
}
