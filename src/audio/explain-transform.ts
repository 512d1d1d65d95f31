// The steps from a frame to its power: window, Fourier transform by its definition, squares.
import { toNested } from '../core/to-nested.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import { alone } from '../derivation/phrases.js';
import { realFft } from './fft.js';
import { powerSpectrum } from './spectrum.js';
import { turn } from './transform.js';
import { windowTaps } from './windows.js';

/** The two amplitudes of each window's cosine. */
const AMPLITUDES = { hann: [0.5, 0.5], hamming: [0.54, 0.46] } as const;

/** Steps with the ids "window" to "power". */
export function transformSteps(
  samples: readonly number[],
  window: 'hann' | 'hamming' | 'rectangular',
): StepDraft[] {
  const { add, matmul, multiply, negate, power } = stepOperations;
  const n = samples.length;
  const bins = n / 2 + 1;
  const weights = Array.from(windowTaps(window, n, false));
  const frame = samples.map((x, j) => x * weights[j]!);
  const spectrum = realFft(frame);
  // Cosines and sines from a table that is exact at quarters of a turn, so that zeros are zeros.
  const table = (part: 0 | 1): StepExpression => ({
    list: Array.from({ length: bins }, (_, k) => ({
      list: Array.from({ length: n }, (_x, place) => turn((place * k) % n, n)[part]),
    })),
  });
  const windowed = window !== 'rectangular';
  const y = windowed ? refer('frame') : refer('x');
  const name = windowed ? 'y' : 'x';
  const windowSteps = (kind: 'hann' | 'hamming'): StepDraft[] => [
    windowStep(kind, n),
    {
      id: 'frame',
      symbol: 'y',
      title: 'The frame, weighed',
      formula: 'y_j = w_j x_j',
      check: multiply(refer('window'), refer('x')),
      value: frame,
    },
  ];
  return [
    ...(windowed ? windowSteps(window) : []),
    {
      kind: 'statement',
      id: 'definition',
      title: 'The Fourier transform of the frame: how much of each frequency is in it',
      formula: `X_k = \\sum_{j=0}^{${n - 1}} ${name}_j e^{-2 \\pi i j k / ${n}}, \\quad k = 0, \\dots, ${bins - 1}`,
      note: `The bins above ${bins - 1} are the mirror image of these, for the samples are real. It makes a line of numbers from a line of numbers: a picture needs one for each frame.`,
    },
    {
      id: 'real',
      symbol: '\\operatorname{Re} X',
      title: 'Its real parts: sums with cosines',
      ...alone(`\\operatorname{Re} X_k = \\sum_j ${name}_j \\cos \\frac{2 \\pi j k}{${n}}`),
      check: matmul(table(0), y),
      value: toNested(spectrum.real) as number[],
    },
    {
      id: 'imaginary',
      symbol: '\\operatorname{Im} X',
      title: 'Its imaginary parts: sums with sines',
      ...alone(`\\operatorname{Im} X_k = -\\sum_j ${name}_j \\sin \\frac{2 \\pi j k}{${n}}`),
      check: negate(matmul(table(1), y)),
      value: toNested(spectrum.imaginary) as number[],
    },
    {
      id: 'power',
      symbol: 'P',
      title: 'The power in each bin',
      formula: 'P_k = (\\operatorname{Re} X_k)^2 + (\\operatorname{Im} X_k)^2',
      check: add(power(refer('real'), 2), power(refer('imaginary'), 2)),
      value: toNested(powerSpectrum(spectrum)) as number[],
    },
  ];
}

/**
 * A window of two amplitudes.
 *
 * @param kind - which
 * @param n - how many samples
 * @returns the step with the id "window"
 */
export function windowStep(kind: 'hann' | 'hamming', n: number): StepDraft {
  const { multiply, subtract } = stepOperations;
  const [a, b] = AMPLITUDES[kind];
  const cosines = { list: Array.from({ length: n }, (_, place) => turn(place, n)[0]) };
  return {
    id: 'window',
    symbol: 'w',
    title: `The window that lets the frame begin and end softly (${kind === 'hann' ? 'Hann' : 'Hamming'}, periodic)`,
    formula: `w_j = ${a} - ${b} \\cos \\frac{2 \\pi j}{${n}}`,
    check: subtract(a, multiply(b, cosines)),
    value: Array.from(windowTaps(kind, n, false)),
  };
}

/**
 * Cosines or sines of a transform, one bin a row.
 *
 * @param id - of the step
 * @param symbol - of the table
 * @param title - of the step
 * @param name - which of the two, in LaTeX
 * @param bins - how many
 * @param n - samples of a frame
 * @returns the step
 */
export function tableStep(
  id: string,
  symbol: string,
  title: string,
  name: '\\cos' | '\\sin',
  bins: number,
  n: number,
): StepDraft {
  const part = name === '\\cos' ? 0 : 1;
  return {
    id,
    symbol,
    title,
    ...alone(`${symbol}_{kj} = ${name} \\frac{2 \\pi j k}{${n}}`),
    // From a table that is exact at quarters of a turn, so that zeros are zeros.
    check: {
      list: Array.from({ length: bins }, (_, k) => ({
        list: Array.from({ length: n }, (_x, j) => turn((j * k) % n, n)[part]),
      })),
    },
    ...(part === 0
      ? {
          note: 'Bin k makes k turns over a frame. Bins above the last one are mirror images, for the samples are real.',
        }
      : {}),
  };
}
