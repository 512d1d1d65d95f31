// The library in a program of ES modules: keypoints and corners of a photo.
//
//   npm run build && node examples/node-esm/main.mjs               the photographer
//   node examples/node-esm/main.mjs photo.png                      a photo of yours
//
// In a project of your own it runs after `npm install fovea fast-png`, without a build.

import { readFileSync } from 'node:fs';
// fovea decodes no files; whatever gives { width, height, data } will do.
import { decode } from 'fast-png';
import { detectCorners, sift, toGrayscale } from 'fovea';

const [file = new URL('../photos/camera.png', import.meta.url)] = process.argv.slice(2);
const image = toGrayscale(decode(readFileSync(file)));
const [height, width] = image.shape;

const { keypoints, descriptors } = sift(image);
const corners = detectCorners(image, { subpixel: true });

console.log(`${width} × ${height} pixels`);
console.log(
  `${keypoints.length} keypoints, descriptors ${descriptors.shape.join(' × ')}; strongest:`,
);
const strongest = [...keypoints].sort((a, b) => b.response - a.response).slice(0, 3);
for (const { x, y, sigma } of strongest) {
  console.log(`  (${x.toFixed(1)}, ${y.toFixed(1)}), sigma ${sigma.toFixed(1)}`);
}
console.log(`${corners.length} corners; strongest:`);
for (const { x, y } of corners.slice(0, 3)) console.log(`  (${x.toFixed(1)}, ${y.toFixed(1)})`);
