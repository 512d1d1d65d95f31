export { type CumulativeHistogram, cumulativeHistogram } from './cumulative.js';
export { type Histogram, type HistogramOptions, histogram } from './histogram.js';
export { type NegativeOptions, negative } from './negative.js';
export { otsuThreshold } from './otsu.js';
