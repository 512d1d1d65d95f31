// Histograms of oriented gradients of a picture, and the picture of them.
import { reshape } from 'fovea/array';
import { toGrayscale } from 'fovea/image';
import { hog } from 'fovea/orientation-histogram';
import { plotHistogram, plotHog } from 'fovea/plot';
import { type Pixels, type PlacedPicture, timed } from './pixels.js';

/** Options that the page sets. */
export interface HogSettings {
  readonly cellSize: number;
  readonly orientations: number;
  readonly signed: boolean;
}

/** What is asked. */
export interface HogInput {
  readonly pixels: Pixels;
  readonly options: HogSettings;
}

/** What came of it. */
export interface HogOutput {
  /** Histograms of the cells, row by row. */
  readonly cells: ArrayLike<number>;
  /** Cells down, cells across, bins. */
  readonly shape: readonly number[];
  /** Numbers of the whole descriptor. */
  readonly length: number;
  readonly milliseconds: number;
}

/** HOG. */
export function findHog({ pixels, options }: HogInput): HogOutput {
  const [{ cells, descriptor }, milliseconds] = timed(() =>
    hog(toGrayscale(pixels), { ...options }),
  );
  return { cells: cells.data, shape: cells.shape, length: descriptor.size, milliseconds };
}

/** Stars of lines in the cells, as an SVG. */
export function drawHog(input: {
  readonly picture: PlacedPicture;
  readonly options: HogSettings;
  readonly longest: 'image' | 'cell';
  readonly cells: ArrayLike<number>;
  readonly shape: readonly number[];
}): string {
  const { picture, options, longest, cells, shape } = input;
  const { cellSize, signed } = options;
  return plotHog(picture, reshape(Float32Array.from(cells), shape), { cellSize, signed, longest });
}

/** The histogram of one cell, as an SVG. */
export function drawCell(input: {
  readonly counts: readonly number[];
  readonly signed: boolean;
  readonly theme: 'light' | 'dark';
}): string {
  const { counts, signed, theme } = input;
  const span = signed ? 360 : 180;
  const edges = Float64Array.from(
    { length: counts.length + 1 },
    (_, i) => (i * span) / counts.length,
  );
  return plotHistogram(
    { counts, edges },
    {
      theme,
      width: 300,
      height: 150,
      valueTitle: 'direction of the gradient, in degrees',
      countTitle: 'votes',
      title: 'The histogram of the cell',
    },
  );
}
