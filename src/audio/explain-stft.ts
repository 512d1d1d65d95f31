// A short-time Fourier transform of a short signal, worked out frame by frame.
import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { ShapeError } from '../core/errors.js';
import { readFew } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  dot,
  floor,
  matmul,
  multiply,
  negate,
  power,
  subtract,
  transpose,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { alone } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { tableStep, windowStep } from './explain-transform.js';
import { padSignal, readFrames } from './frames.js';
import { powerSpectrum } from './spectrum.js';
import { stft } from './stft.js';

/** Options of `explainStft`. */
export interface ExplainStftOptions {
  /** Samples of a frame: 2, 4, 6 or 8. */
  readonly fftSize: number;
  /** Samples from one frame to the next. */
  readonly hop: number;
  /** "hann" where left out, "hamming" or "rectangular". */
  readonly window?: 'hann' | 'hamming' | 'rectangular' | undefined;
  /** Whether frame t has sample t·hop at its middle, the signal being mirrored at its ends; true where left out. */
  readonly center?: boolean | undefined;
}

/** What `explainStft` arrives at: [bins, frames] each. */
export interface ExplainedStft {
  /** The real parts. */
  readonly real: FloatNdArray;
  /** The imaginary parts. */
  readonly imaginary: FloatNdArray;
  /** The power of each bin in each frame. */
  readonly power: FloatNdArray;
}

const FN = 'explainStft';

/** More samples and frames no one reads. */
const MOST_SAMPLES = 24;
const MOST_FRAMES = 4;

/**
 * Computes the short-time Fourier transform of a short signal, and shows the work: the window, the frames cut out of the
 * signal and weighed, cosines and sines, and for each frame real parts, imaginary parts and power.
 *
 * $$X_{kt} = \sum_{j=0}^{N-1} w_j \, x_{tH + j - N/2} \, e^{-2\pi i jk/N}, \qquad k = 0, \dots, N/2$$
 *
 * @param samples - one signal, at most 24 samples
 * @param options - `fftSize`: N, an even number up to 8; `hop`: H; `window`: "hann" where left out, "hamming" or
 * "rectangular"; `center`: true where left out
 * @returns the derivation; its `result` holds `real` and `imaginary` as `stft` returns them, and `power`
 * @throws as `stft`; ShapeError for more than 24 samples or 4 frames, DomainError for frames of more than 8
 * @see J. Allen, L. Rabiner, "A unified approach to short-time Fourier analysis and synthesis", 1977
 *
 * @example
 * Silence, then a tone of one turn in four samples: only the second frame has power in bin 1.
 * ```ts
 * import { explainStft, toNested, verifyDerivation } from 'fovea';
 * const options = { fftSize: 4, hop: 4, window: 'rectangular', center: false } as const;
 * const d = explainStft([0, 0, 0, 0, 1, 0, -1, 0], options);
 * toNested(d.result.power) // => [[0, 0], [0, 4], [0, 0]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainStft(
  samples: ArrayInput,
  options: ExplainStftOptions,
): Derivation<ExplainedStft> {
  const names = ['fftSize', 'hop', 'window', 'center'] as const;
  const { fftSize, hop, window = 'hann', center = true } = checkOptions(FN, options, names);
  const x = readFew(FN, 'samples', samples, MOST_SAMPLES);
  const size = checkNumber(FN, 'fftSize', fftSize, { integer: true, min: 2, max: 8 });
  checkOneOf(FN, 'window', window, ['hann', 'hamming', 'rectangular'] as const);
  checkBoolean(FN, 'center', center);
  const cut = { fftSize: size, hop, window, center };
  const signal = padSignal(FN, Float64Array.from(x), readFrames(FN, cut));
  const { real, imaginary } = stft(x, cut);
  const result = { real, imaginary, power: powerSpectrum({ real, imaginary }) };
  const [bins, count] = real.shape as [number, number];
  if (count > MOST_FRAMES) {
    const expected = `at most ${MOST_FRAMES} frames: fewer samples, or a larger hop`;
    throw new ShapeError({ function: FN, argument: 'samples', expected, got: `${count} frames` });
  }
  const source = center ? { id: 'padded', symbol: "x'" } : { id: 'x', symbol: 'x' };
  const frames = Array.from({ length: count }, (_, t) => t);
  return createDerivation<ExplainedStft>({
    topic: 'audio',
    title: 'The short-time Fourier transform of a signal',
    given: [
      { id: 'x', symbol: 'x', title: `The signal, ${x.length} samples`, value: x },
      { id: 'size', symbol: 'N', title: 'Samples of a frame', value: size },
      { id: 'hop', symbol: 'H', title: 'Samples from one frame to the next', value: hop },
    ],
    steps: [
      ...(window === 'rectangular' ? [] : [windowStep(window, size)]),
      ...(center ? [paddedStep(x, size, signal)] : []),
      {
        id: 'count',
        symbol: 'T',
        title: 'How many frames there are',
        check: add(floor(divide(subtract(signal.length, refer('size')), refer('hop'))), 1),
        value: count,
        note: 'What is left over at the end is in none.',
      },
      {
        id: 'frames',
        symbol: 'Y',
        title: `Cut out each frame${window === 'rectangular' ? '' : ' and weigh it with the window'}, one a row`,
        ...alone(
          `Y_{tj} = ${window === 'rectangular' ? '' : 'w_j\\,'}${source.symbol}_{tH + j}, \\quad t = 0, \\dots, ${count - 1}`,
        ),
        check: { list: frames.map((t) => refer(`frame-${t}`)) },
        steps: frames.map((t) => frameStep(t, { hop, size, source, window })),
      },
      tableStep('cosines', 'C', 'Cosines: one bin a row', '\\cos', bins, size),
      tableStep('sines', 'D', 'Sines: one bin a row', '\\sin', bins, size),
      partStep('real', 'Real parts: the frames times the cosines', result, count),
      partStep(
        'imaginary',
        'Imaginary parts: the same with sines, and the other sign',
        result,
        count,
      ),
      {
        id: 'power',
        symbol: 'P',
        title: 'The power of each bin in each frame: what a spectrogram shows',
        ...alone('P_{kt} = (\\operatorname{Re} X_{kt})^2 + (\\operatorname{Im} X_{kt})^2'),
        check: add(power(refer('real'), 2), power(refer('imaginary'), 2)),
        value: result.power,
        note: 'Rows are frequencies, columns are times. A Fourier transform of the whole signal would be one line of numbers.',
        steps: [
          {
            id: 'power-1',
            symbol: 'P_{10}',
            title: `Bin 1 of ${count === 1 ? 'the frame' : 'frame 0'}`,
            check: add(
              power(refer('real', [1, 0], '(\\operatorname{Re} X_{10})'), 2),
              power(refer('imaginary', [1, 0], '(\\operatorname{Im} X_{10})'), 2),
            ),
            value: result.power.get(1, 0),
          },
        ],
      },
    ],
    result,
    answer: {
      record: { real: refer('real'), imaginary: refer('imaginary'), power: refer('power') },
    },
    conclusion: `A line of ${x.length} numbers becomes a picture of ${bins} frequencies by ${count} ${count === 1 ? 'time' : 'times'}.`,
    sources: [
      'J. Allen, L. Rabiner, "A unified approach to short-time Fourier analysis and synthesis", Proceedings of the IEEE 65 (1977).',
    ],
  });
}

function paddedStep(x: readonly number[], size: number, signal: Float64Array): StepDraft {
  const half = size / 2;
  const place = (i: number): number => {
    const at = Math.abs(i - half);
    return at < x.length ? at : 2 * (x.length - 1) - at;
  };
  return {
    id: 'padded',
    symbol: "x'",
    title: `Mirror ${half === 1 ? 'one sample' : `${half} samples`} at each end, so that frame t has sample tH in its middle`,
    ...alone(`x'_i = x_{i - ${half}}`),
    note: 'The end sample is not repeated.',
    check: { list: Array.from(signal, (_, i) => refer('x', [place(i)])) },
    value: Array.from(signal),
  };
}

interface Cut {
  readonly hop: number;
  readonly size: number;
  readonly source: { readonly id: string; readonly symbol: string };
  readonly window: string;
}

function frameStep(t: number, { hop, size, source, window }: Cut): StepDraft {
  const from = t * hop;
  const part = { list: Array.from({ length: size }, (_, j) => refer(source.id, [from + j])) };
  const plain = window === 'rectangular';
  return {
    id: `frame-${t}`,
    symbol: `Y_{${t}}`,
    title: `Frame ${t}: places ${from} to ${from + size - 1}, counted from 0`,
    formula: `Y_{${t}} = ${plain ? '' : 'w \\odot '}(${source.symbol}_{${from}}, \\dots, ${source.symbol}_{${from + size - 1}})`,
    check: plain ? part : multiply(refer('window'), part),
  };
}

/** Real or imaginary parts of all frames, with the sums of the first frame inside. */
function partStep(
  part: 'real' | 'imaginary',
  title: string,
  { [part]: value }: ExplainedStft,
  frames: number,
): StepDraft {
  const [table, symbol] = part === 'real' ? ['cosines', 'C'] : ['sines', 'D'];
  const name = `\\operatorname{${part === 'real' ? 'Re' : 'Im'}} X`;
  const signed = (x: StepExpression): StepExpression => (part === 'real' ? x : negate(x));
  return {
    id: part,
    symbol: name,
    title,
    ...alone(`${name} = ${part === 'real' ? '' : '-'}${symbol}\\,Y^{\\top}`),
    check: signed(matmul(refer(table), transpose(refer('frames')))),
    value,
    steps: Array.from(
      { length: value.shape[0]! },
      (_, k): StepDraft => ({
        id: `${part}-${k}`,
        symbol: `${name}_{${k}0}`,
        title: `Bin ${k} of ${frames === 1 ? 'the frame' : 'frame 0'}`,
        formula: `${name}_{${k}0} = ${part === 'real' ? '' : '-'}\\sum_j ${symbol}_{${k}j}\\,Y_{0j}`,
        check: signed(dot(refer(table, [k]), refer('frames', [0]))),
        value: value.get(k, 0),
      }),
    ),
  };
}
