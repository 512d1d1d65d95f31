// Peak memory of SIFT, in a process of its own: prints bytes a pixel of the upsampled image.
import ndarray from 'ndarray';
import { readImage } from '../../test/reference/read.js';
import { sift } from '../library.js';

const TILES = 2;

/** The photo with its mirror images beside and below it. */
function tiledPhoto(): ndarray.NdArray<Uint8Array> {
  const photo = readImage('camera');
  const [height, width] = photo.shape as [number, number];
  const data = new Uint8Array(TILES * height * TILES * width);
  const mirrored = (i: number, n: number) =>
    Math.floor(i / n) % 2 === 0 ? i % n : n - 1 - (i % n);
  for (let y = 0; y < TILES * height; y++) {
    for (let x = 0; x < TILES * width; x++) {
      data[y * TILES * width + x] = photo.get(mirrored(y, height), mirrored(x, width));
    }
  }
  return ndarray(data, [TILES * height, TILES * width]);
}

const image = tiledPhoto();
// Compile everything on something small, so that code is not counted as data.
sift(readImage('coins').hi(96, 96));
// The peak begins at that of the process that started this one: only what lies above it is seen.
const highest = process.resourceUsage().maxRSS * 1024;
const filled = new Uint8Array(Math.max(0, highest - process.memoryUsage.rss())).fill(1);
const before = process.memoryUsage.rss();
const { keypoints } = sift(image);
const peak = process.resourceUsage().maxRSS * 1024;
const pixels = 4 * image.data.length;
console.log(
  JSON.stringify({
    shape: image.shape,
    keypoints: keypoints.length,
    bytesPerPixel: (peak - before) / pixels,
    filled: filled.length,
  }),
);
