// Where frequencies stand among the rows of a spectrogram.
import { fromMel, toMel } from '../audio/mel-scale.js';
import { checkNumber, checkOneOf } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { ticksOf } from './ticks.js';

/** Frequencies and their places, from 0 at the bottom to 1 at the top. */
export interface FrequencyAxis {
  /** The lowest frequency, in hertz. */
  readonly low: number;
  /** The highest. */
  readonly high: number;
  /** Where a frequency stands. */
  readonly place: (hertz: number) => number;
  /** The frequency of the middle of a row. */
  readonly frequency: (row: number) => number;
  /** About so many round frequencies, the most important first. */
  readonly ticks: (count: number) => readonly number[];
}

/**
 * The axis of some rows.
 *
 * @param fn - name of the public function, for errors
 * @param rows - how many
 * @param sampleRate - samples a second
 * @param options - `scale`, `fMin` and `fMax`, not yet checked
 * @returns the axis
 * @throws KindError for another kind of option, DomainError for one out of range or of no use
 */
export function frequencyAxis(
  fn: string,
  rows: number,
  sampleRate: number,
  options: { readonly scale?: unknown; readonly fMin?: unknown; readonly fMax?: unknown },
): FrequencyAxis {
  const nyquist = sampleRate / 2;
  const scale = checkOneOf(fn, 'scale', options.scale ?? 'linear', ['linear', 'slaney', 'htk']);
  if (scale === 'linear') {
    for (const name of ['fMin', 'fMax'] as const) {
      if (options[name] === undefined) continue;
      const [expected, got] = [
        'nothing with the scale "linear", whose bins are known',
        String(options[name]),
      ];
      throw new DomainError({ function: fn, argument: name, expected, got });
    }
    // Bins stand in the middle of their rows, so the outer ones reach over the ends by half.
    const step = rows > 1 ? nyquist / (rows - 1) : nyquist;
    return {
      low: 0,
      high: nyquist,
      place: (hertz) => (hertz / step + 0.5) / rows,
      frequency: (row) => row * step,
      ticks: (count) => ticksOf(0, nyquist, count),
    };
  }
  const fMin = checkNumber(fn, 'fMin', options.fMin ?? 0, { min: 0, below: nyquist });
  const fMax = checkNumber(fn, 'fMax', options.fMax ?? nyquist, { above: fMin, max: nyquist });
  const [low, high] = [toMel(fMin, scale), toMel(fMax, scale)];
  const step = (high - low) / (rows + 1);
  return {
    low: fMin,
    high: fMax,
    // The peak of the triangle is the middle of its row.
    place: (hertz) => ((toMel(hertz, scale) - low) / step - 0.5) / rows,
    frequency: (row) => fromMel(low + (row + 1) * step, scale),
    ticks: () => {
      const octaves = Array.from({ length: 12 }, (_, i) => 1000 * 2 ** (i < 6 ? -i : i - 5));
      return octaves
        .filter((hertz) => Number.isInteger(hertz) || hertz === 62.5)
        .sort((a, b) => b - a);
    },
  };
}
