// What needs no learning: the mean of what is visible, and the nearest visible patch.
import { zeros } from 'fovea/array';
import { GRID, PATCHES, VALUES } from './crops.mjs';

/** Every patch as grey as the visible ones are on average. Patches come less that mean, so this is zeros. */
export function meanOfVisible({ patches }) {
  return zeros(patches.shape, 'float32');
}

/** Every patch as the nearest visible one; of equally near ones the first in reading order. */
export function nearestVisible({ patches, keep }) {
  const copied = zeros(patches.shape, 'float32');
  keep.forEach((places, crop) => {
    const ordered = [...places].sort((a, b) => a - b);
    for (let patch = 0; patch < PATCHES; patch++) {
      const distances = ordered.map((place) => squaredDistance(place, patch));
      const nearest = ordered[distances.indexOf(Math.min(...distances))];
      for (let i = 0; i < VALUES; i++) copied.set(crop, patch, i, patches.get(crop, nearest, i));
    }
  });
  return copied;
}

function squaredDistance(a, b) {
  const rows = Math.floor(a / GRID) - Math.floor(b / GRID);
  const columns = (a % GRID) - (b % GRID);
  return rows ** 2 + columns ** 2;
}
