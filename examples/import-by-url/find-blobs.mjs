// A module that imports the library by the address of its built files: no package, no import map, no bundler. In a browser
// and in Deno it runs as it stands; the ES modules of fovea import nothing but each other. Of the network the address could
// be https://cdn.jsdelivr.net/npm/fovea@VERSION/dist/scale-space.js.
import { detectBlobs, sift } from 'http://localhost:8000/scale-space.js';

/** Three soft discs on grey: column, row and standard deviation of each. */
const DISCS = [
  [24, 30, 3],
  [70, 40, 5],
  [44, 74, 7],
];

/** Where the library finds the discs, a line for each, and how many keypoints they have. */
export function findBlobs() {
  const image = Array.from({ length: 100 }, (_, y) =>
    Array.from({ length: 100 }, (_, x) => brightness(x, y)),
  );
  const blobs = detectBlobs(image, { method: 'log', sigmaRatio: 1.1 }).sort(
    (a, b) => a.sigma - b.sigma,
  );
  const { keypoints, descriptors } = sift(image);
  return [
    ...blobs.map(
      ({ x, y, sigma }) => `disc at (${x.toFixed(1)}, ${y.toFixed(1)}), sigma ${sigma.toFixed(1)}`,
    ),
    `${keypoints.length} keypoints, descriptors ${descriptors.shape.join(' × ')}`,
  ];
}

function brightness(x, y) {
  const parts = DISCS.map(
    ([column, row, sigma]) =>
      0.5 * Math.exp(-((x - column) ** 2 + (y - row) ** 2) / (2 * sigma ** 2)),
  );
  return parts.reduce((sum, part) => sum + part, 0.2);
}
