// The library in a CommonJS program: keypoints and corners of a photo.
//
//   npm run build && node examples/node-cjs/main.cjs               the photographer
//   node examples/node-cjs/main.cjs photo.png                      a photo of yours
//
// In a project of your own it runs after `npm install fovea fast-png`, without a build. One entry is all that a program
// needs to load: here two subjects, in the other example the root.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { toGrayscale } = require('fovea/image');
const { sift } = require('fovea/scale-space');
const { detectCorners } = require('fovea/structure-tensor');

const [file = join(__dirname, '../photos/camera.png')] = process.argv.slice(2);

main();

async function main() {
  // The decoder is an ES module, which CommonJS imports.
  const { decode } = await import('fast-png');
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
}
