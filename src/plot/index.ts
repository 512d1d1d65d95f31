export {
  type GraphOptions,
  type PlotEquationsOptions,
  type PlotGraphOptions,
  plotGraph,
} from './graph.js';
export { type PlotHeatmapOptions, plotHeatmap } from './heatmap.js';
export { type PlotHistogramOptions, plotHistogram } from './histogram.js';
export { type PlotHogOptions, plotHog } from './hog.js';
export { type PlotKeypointsOptions, type PlottedKeypoint, plotKeypoints } from './keypoints.js';
export { type PlotMatchesOptions, plotMatches } from './matches.js';
export type { Picture, PictureReference } from './picture.js';
export type { PlottedMatches, PlottedPoint } from './read-matches.js';
export { type PlotScaleSpaceOptions, plotScaleSpace } from './scale-space.js';
export { type PlotScheduleOptions, type PlottedSample, plotSchedule } from './schedule.js';
export { type PlotSpectrogramOptions, plotSpectrogram } from './spectrogram.js';
export { type PlotStructureTensorOptions, plotStructureTensor } from './structure-tensor.js';
