// Plots as PNG.
import { Resvg } from '@resvg/resvg-js';
import { plotKeypoints, plotMatches } from 'fovea';

/** Circles beyond these, weaker ones, would hide the photo. */
const MOST_KEYPOINTS = 300;

/** The strongest keypoints over their photo, twice its size. */
export function keypointPicture(photo, keypoints) {
  const strongest = keypoints.toSorted((a, b) => b.response - a.response);
  return toPng(plotKeypoints(photo, strongest.slice(0, MOST_KEYPOINTS), { scale: 2 }));
}

/** Photo and copy side by side with their matches, half as large again. */
export function matchPicture(photo, copy, result) {
  return toPng(plotMatches(photo, copy, result, { scale: 1.5 }));
}

function toPng(svg) {
  // There is no text in the plots, so no font is looked for.
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng();
}
