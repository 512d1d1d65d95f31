export { type PlotHeatmapOptions, plotHeatmap } from './heatmap.js';
export { type PlotHistogramOptions, plotHistogram } from './histogram.js';
export { type PlotHogOptions, plotHog } from './hog.js';
export { type PlotKeypointsOptions, type PlottedKeypoint, plotKeypoints } from './keypoints.js';
export { type PlotMatchesOptions, plotMatches } from './matches.js';
export type { Picture, PictureReference } from './picture.js';
export type { PlottedMatches, PlottedPoint } from './read-matches.js';
export { type PlotSpectrogramOptions, plotSpectrogram } from './spectrogram.js';
export { type PlotStructureTensorOptions, plotStructureTensor } from './structure-tensor.js';
