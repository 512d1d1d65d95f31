// What the photo page shows the work of: a scale-space extremum, a corner, the votes of a gradient.
import type { Derivation } from 'fovea/derivation';
import { imageGradients } from 'fovea/filter';
import { toGrayscale } from 'fovea/image';
import { explainOrientationVotes, gradientPolar } from 'fovea/orientation-histogram';
import {
  explainScaleSpaceExtremum,
  gaussianScaleSpace,
  inspectKeypoints,
  type Keypoint,
  refineExtremum,
} from 'fovea/scale-space';
import { type Corner, explainHarris } from 'fovea/structure-tensor';
import { derivationHtml } from '../work/derivation-html.js';
import type { HogInput } from './hog-job.js';
import type { KeypointsInput } from './keypoints-job.js';
import type { Pixels } from './pixels.js';

/** A derivation, and what to know before reading it. */
export interface Explained {
  readonly html: string;
  /** Paragraphs. */
  readonly words: readonly string[];
}

function explained(derivation: Derivation, words: readonly string[], digits = 4): Explained {
  return { html: derivationHtml(derivation, { open: 1, digits }), words };
}

/** Why there is a keypoint: its difference of Gaussians against the 26 around it. */
export function explainKeypoint(
  input: KeypointsInput & { readonly keypoint: Keypoint },
): Explained {
  const { pixels, options, keypoint } = input;
  const grey = toGrayscale(pixels);
  const nearest = inspectKeypoints(grey, options)
    .filter(({ fate }) => fate === 'kept')
    .map((it) => ({
      it,
      distance:
        Math.hypot(it.x - keypoint.x, it.y - keypoint.y) + Math.abs(it.sigma - keypoint.sigma),
    }))
    .reduce((best, other) => (other.distance < best.distance ? other : best)).it;
  const { upsample = true, scalesPerOctave, baseSigma } = options;
  const { octaves } = gaussianScaleSpace(grey, {
    upsample,
    ...(scalesPerOctave !== undefined && { scalesPerOctave }),
    ...(baseSigma !== undefined && { baseSigma }),
  });
  const { sampling, levels } = octaves[nearest.octave + (upsample ? 1 : 0)]!;
  const { level, y, x } = nearest.sample;
  const difference = (l: number, row: number, column: number): number =>
    levels.get(l + 1, row, column) - levels.get(l, row, column);
  const around = [-1, 0, 1];
  const dog = around.map((l) =>
    around.map((row) => around.map((column) => difference(level + l, y + row, x + column))),
  );
  const fit = refineExtremum(dog, { level: 1, y: 1, x: 1 }, { maxSteps: 1 });
  const step = sampling === 1 ? 'a pixel' : `${sampling} pixels`;
  const words = [
    `The keypoint is an extremum of the differences of Gaussians in the octave whose samples are ${step} apart: ` +
      `level ${level}, row ${y}, column ${x} there. Below are its value and the 26 around it, with the sample itself in the middle (level 1, row 1, column 1).`,
    'rejected' in fit
      ? ''
      : `A quadratic through them has its top ${signed(fit.x - 1)} columns, ${signed(fit.y - 1)} rows and ${signed(fit.level - 1)} levels from the sample.`,
    `It is kept because ${nearest.reason}.`,
  ];
  return explained(
    explainScaleSpaceExtremum({ dog }),
    words.filter((text) => text !== ''),
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** Grey values from 0 to 255, whole, as one would read them off. */
function wholeGreys(pixels: Pixels): (row: number, column: number) => number {
  const grey = toGrayscale(pixels);
  const inside = (value: number, length: number): number =>
    Math.min(length - 1, Math.max(0, value));
  return (row, column) =>
    Math.round(255 * grey.get(inside(row, pixels.height), inside(column, pixels.width)));
}

/** Harris' measure of a window around a corner, by hand. */
export function explainCorner(input: {
  readonly pixels: Pixels;
  readonly corner: Corner;
  readonly k: number;
}): Explained {
  const { pixels, corner, k } = input;
  const grey = wholeGreys(pixels);
  const [row, column] = [Math.round(corner.y), Math.round(corner.x)];
  const window = [-1, 0, 1];
  const ix = window.map((v) =>
    window.map((u) => grey(row + v, column + u + 1) - grey(row + v, column + u - 1)),
  );
  const iy = window.map((v) =>
    window.map((u) => grey(row + v + 1, column + u) - grey(row + v - 1, column + u)),
  );
  return explained(explainHarris({ ix, iy }, { k }), [
    `By hand, on the 3 × 3 pixels around column ${column}, row ${row}: grey values are whole numbers from 0 to 255, derivatives ` +
      'are differences of the two neighbours, not halved, and each pixel of the window counts 1. The search above takes fractions of white, ' +
      'its own window and smoother derivatives, so its numbers differ by a factor; what decides does not.',
  ]);
}

/** How the longest gradient of a cell votes. */
export function explainCell(
  input: HogInput & { readonly row: number; readonly column: number },
): Explained {
  const { pixels, options, row, column } = input;
  const { cellSize, orientations, signed: full } = options;
  const period = full ? 360 : 180;
  const { ix, iy } = imageGradients(toGrayscale(pixels), { operator: 'central', border: 'mirror' });
  const { orientation, magnitude } = gradientPolar(ix, iy, { period });
  let best: [number, number] = [row * cellSize, column * cellSize];
  for (let y = row * cellSize; y < (row + 1) * cellSize; y++) {
    for (let x = column * cellSize; x < (column + 1) * cellSize; x++) {
      if (magnitude.get(y, x) > magnitude.get(...best)) best = [y, x];
    }
  }
  const angle = Math.round(orientation.get(...best) * 10) / 10;
  const length = Math.round(magnitude.get(...best) * 255 * 10) / 10;
  return explained(
    explainOrientationVotes(angle % period, length, { bins: orientations, period }),
    [
      `The longest gradient of the cell stands in column ${best[1]}, row ${best[0]}: ${length} grey values (of 255) a pixel, in the direction of ${angle}°. ` +
        'So it votes. In the histogram, lengths are fractions of white, and each vote is shared with the neighbouring cells too.',
    ],
  );
}
