// The measures of contrast, from numbers that images and histograms both have.

/** How contrast is measured; `contrast` says what each means. */
export type ContrastMeasure = 'rms' | 'michelson' | 'weber' | 'range' | 'interquartile';

/** The words for them. */
export const CONTRAST_MEASURES: readonly ContrastMeasure[] = [
  'rms',
  'michelson',
  'weber',
  'range',
  'interquartile',
];

/** What the measures are made of, in the image's unit. */
export interface IntensityStatistics {
  /** Mean. */
  readonly mean: number;
  /** Standard deviation over all pixels (divided by N). */
  readonly spread: number;
  /** Least value. */
  readonly lowest: number;
  /** Greatest value. */
  readonly highest: number;
  /** First quartile. */
  readonly lowerQuartile: number;
  /** Third quartile. */
  readonly upperQuartile: number;
}

/** Whether a measure is a ratio, for which intensities must not be negative. */
export function isRatio(measure: ContrastMeasure): boolean {
  return measure === 'michelson' || measure === 'weber';
}

/**
 * One measure of contrast. The ratios are 0 where all values are 0.
 *
 * @param measure - which
 * @param s - statistics; `lowest` ≥ 0 for the ratios
 * @returns the contrast
 */
export function contrastOf(measure: ContrastMeasure, s: IntensityStatistics): number {
  switch (measure) {
    case 'rms':
      return s.spread;
    case 'michelson':
      return s.highest > 0 ? michelson(s) : 0;
    case 'weber':
      return s.mean > 0 ? (s.highest - s.mean) / s.mean : 0;
    case 'range':
      return s.highest - s.lowest;
    case 'interquartile':
      return s.upperQuartile - s.lowerQuartile;
  }
}

function michelson({ highest, lowest }: IntensityStatistics): number {
  const sum = highest + lowest;
  // A sum may be larger than any number.
  return sum < Infinity
    ? (highest - lowest) / sum
    : (highest / 2 - lowest / 2) / (highest / 2 + lowest / 2);
}
