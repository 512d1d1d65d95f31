export { type CompareHistogramsOptions, compareHistograms } from './compare.js';
export type {
  ComparisonReasons,
  EitherHistogram,
  HistogramComparison,
  HistogramPair,
  HistogramRelations,
} from './comparison-types.js';
export { type ContrastOptions, contrast } from './contrast.js';
export type { ContrastMeasure, IntensityStatistics } from './contrast-measures.js';
export { type CumulativeHistogram, cumulativeHistogram } from './cumulative.js';
export { type DescribeOptions, describeHistogram, type HistogramDescription } from './describe.js';
export {
  type HistogramDistanceOptions,
  type HistogramMetric,
  histogramDistance,
} from './distance.js';
export { type EqualizeOptions, equalizeHistogram } from './equalize.js';
export { explainHistogramComparison } from './explain-comparison.js';
export { type ExplainContrastOptions, explainContrast } from './explain-contrast.js';
export { type ExplainEqualizeOptions, explainEqualizeHistogram } from './explain-equalize.js';
export { type ExplainGrayscaleOptions, explainGrayscale } from './explain-grayscale.js';
export { explainHistogramModes } from './explain-modes.js';
export { explainNegative } from './explain-negative.js';
export { explainOtsuThreshold } from './explain-otsu.js';
export { explainShiftIntensity } from './explain-shift.js';
export type { HistogramPeak } from './find-modes.js';
export { adjustGamma, type GammaOptions } from './gamma.js';
export { type Histogram, type HistogramOptions, histogram } from './histogram.js';
export type { HistogramStatistics } from './histogram-statistics.js';
export { matchHistogram } from './match-histogram.js';
export { type NegativeOptions, negative } from './negative.js';
export { otsuThreshold } from './otsu.js';
export { percentiles } from './percentiles.js';
export type { CountsInput, HistogramInput } from './read-histogram.js';
export { type RescaleOptions, rescaleIntensity } from './rescale.js';
export { type ShiftOptions, shiftIntensity } from './shift.js';
