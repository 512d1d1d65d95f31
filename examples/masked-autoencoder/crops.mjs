// The data: square crops of the photos, cut into patches of which three quarters are hidden.
import { patchify, randomMasking } from 'fovea';
import { concat, mean, reshape, slice, sub } from 'fovea/array';
import { readPhoto } from '../keypoints/files.mjs';

/** Photos with shapes that can be guessed. */
const PHOTOS = ['astronaut', 'camera', 'coins'];
/** The right part of each photo is never trained on. */
const TRAINED_PART = 0.68;

/** Side of a crop and of a patch, in pixels. */
export const SIDE = 48;
export const PATCH = 6;
/** Patches along a side, in a crop, and numbers in a patch. */
export const GRID = SIDE / PATCH;
export const PATCHES = GRID ** 2;
export const VALUES = PATCH ** 2;
/** The part of the patches that is hidden. */
const RATIO = 0.75;

/** The photos, grey values from 0 to 1 in float32, each with the column where the held-out part begins. */
export function readPhotos() {
  return PHOTOS.map((name) => {
    const { data, width, height } = readPhoto(name);
    const grey = reshape(
      Float32Array.from(data, (v) => v / 255),
      [height, width],
    );
    return { name, grey, cut: Math.floor(TRAINED_PART * width) };
  });
}

/** Random crops [SIDE, SIDE], from the part to train on; half of them turned left to right. */
export function drawCrops(photos, count, rng) {
  const below = (n) => Math.floor(n * rng.nextFloat64());
  return Array.from({ length: count }, () => {
    const { grey, cut } = photos[below(photos.length)];
    const crop = cropAt(grey, below(grey.shape[0] - SIDE + 1), below(cut - SIDE + 1));
    return rng.nextFloat64() < 0.5 ? crop : slice(crop, [null, [null, null, -1]]);
  });
}

/** All crops of the held-out parts side by side, without overlap. */
export function heldOutCrops(photos) {
  return photos.flatMap(({ grey, cut }) => {
    const [height, width] = grey.shape;
    const crops = [];
    for (let y = 0; y + SIDE <= height; y += SIDE)
      for (let x = cut; x + SIDE <= width; x += SIDE) crops.push(cropAt(grey, y, x));
    return crops;
  });
}

function cropAt(grey, y, x) {
  return slice(grey, [
    [y, y + SIDE],
    [x, x + SIDE],
  ]);
}

/**
 * Crops with three quarters of their patches hidden: all patches [n, PATCHES, VALUES] and those that stay [n, kept,
 * VALUES], both less the mean of the visible pixels of their crop; `keep`, `restore` and `mask` as `randomMasking` gives
 * them, one row for each crop; and the means.
 */
export function hide(crops, rng) {
  const samples = crops.map((crop) => {
    const patches = patchify(crop, PATCH);
    const { visible, keep, restore, mask } = randomMasking(patches, { ratio: RATIO, rng });
    const grey = mean(visible);
    return { patches: sub(patches, grey), visible: sub(visible, grey), keep, restore, mask, grey };
  });
  const all = (name) => concat(samples.map((sample) => asOne(sample[name])));
  return {
    patches: all('patches'),
    visible: all('visible'),
    mask: all('mask'),
    keep: samples.map(({ keep }) => keep),
    restore: samples.map(({ restore }) => restore),
    means: samples.map(({ grey }) => grey),
  };
}

/** An array as the only one of a batch. */
function asOne(array) {
  return reshape(array, [1, ...array.shape]);
}
