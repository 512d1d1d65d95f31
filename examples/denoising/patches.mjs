// Photos in pieces: patches as rows of numbers, and a photo put together again from what became of its patches.
import { reshape } from 'fovea/array';

/** Side of a patch in pixels. */
export const SIDE = 8;
export const PIXELS = SIDE * SIDE;

/** Clean patches [n, 64] by lot, each pixel of the photos as likely, half of them turned over and half mirrored. */
export function drawPatches(photos, count, rng) {
  const total = photos.reduce((sum, { data }) => sum + data.length, 0);
  const patches = new Float32Array(count * PIXELS);
  for (let i = 0; i < count; i++) {
    let at = rng.nextFloat64() * total;
    const photo = photos.find(({ data }) => {
      at -= data.length;
      return at < 0;
    });
    const [top, left] = photo.shape.map((side) =>
      Math.floor(rng.nextFloat64() * (side - SIDE + 1)),
    );
    const [isTurned, isMirrored] = [rng.nextFloat64() < 0.5, rng.nextFloat64() < 0.5];
    for (let k = 0; k < PIXELS; k++) {
      const [u, v] = [Math.floor(k / SIDE), isMirrored ? SIDE - 1 - (k % SIDE) : k % SIDE];
      patches[i * PIXELS + k] = isTurned
        ? photo.get(top + v, left + u)
        : photo.get(top + u, left + v);
    }
  }
  return reshape(patches, [count, PIXELS]);
}

/**
 * A photo after its patches went through a function of rows [n, 64]. Patches begin every `stride` pixels, so that they
 * overlap; a pixel becomes the mean of what they make of it.
 */
export function throughPatches(photo, stride, change) {
  const [height, width] = photo.shape;
  const [sums, counts] = [new Float64Array(photo.data.length), new Float64Array(photo.data.length)];
  const lefts = startsOf(width, stride);
  for (const top of startsOf(height, stride)) {
    const places = lefts.flatMap((left) =>
      Array.from(
        { length: PIXELS },
        (_, k) => (top + Math.floor(k / SIDE)) * width + left + (k % SIDE),
      ),
    );
    const rows = reshape(
      Float32Array.from(places, (place) => photo.data[place]),
      [lefts.length, PIXELS],
    );
    const { data } = change(rows);
    places.forEach((place, i) => {
      sums[place] += data[i];
      counts[place]++;
    });
  }
  return reshape(
    Float32Array.from(sums, (sum, i) => sum / counts[i]),
    photo.shape,
  );
}

/** Where patches begin along a side: every so many pixels, and at last so that the end is covered. */
function startsOf(side, stride) {
  const last = side - SIDE;
  const starts = Array.from({ length: Math.ceil(last / stride) }, (_, i) => i * stride);
  return [...starts, last];
}
