// What a comparison of two histograms consists of.
import type { ContrastMeasure } from './contrast-measures.js';

/** Which of two histograms, if any. */
export type EitherHistogram = 'a' | 'b' | 'neither';

/** A number of each histogram. */
export interface HistogramPair {
  /** Of the first. */
  readonly a: number;
  /** Of the second. */
  readonly b: number;
}

/** Why each answer is what it is, in words and numbers. */
export interface ComparisonReasons {
  /** Why one is darker. */
  readonly darker: string;
  /** Why one has more contrast, and whether the range would say otherwise. */
  readonly contrast: string;
  /** Why the second is, or is not, the first one moved. */
  readonly shifted: string;
  /** Why they are, or are not, each other's mirror image. */
  readonly negative: string;
}

/** How two histograms relate. */
export interface HistogramRelations {
  /** Mean intensities. */
  readonly mean: HistogramPair;
  /** The one with the smaller mean. */
  readonly darker: EitherHistogram;
  /** The measure of contrast that was asked for. */
  readonly measure: ContrastMeasure;
  /** Contrast by that measure. */
  readonly contrast: HistogramPair;
  /** The one with more contrast by that measure. */
  readonly moreContrast: EitherHistogram;
  /** Distance of the outermost levels. */
  readonly range: HistogramPair;
  /** The one with the larger range, which need not be the one with more contrast. */
  readonly wider: EitherHistogram;
  /** Mean of the second minus mean of the first, in the image's unit. */
  readonly shift: number;
  /** Whether the second is the first moved by `shift`, of the same form. */
  readonly shifted: boolean;
  /** Whether each is the other's mirror image, as those of an image and its negative are. */
  readonly negative: boolean;
}

/** How two histograms relate, and why. */
export interface HistogramComparison extends HistogramRelations {
  /** Why. */
  readonly reasons: ComparisonReasons;
}
