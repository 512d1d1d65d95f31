// A region of the photos side by side, and what the features of the network look for.
import { encode } from 'fast-png';
import { fromNested, slice } from 'fovea/array';
import { panel, sheet } from '../shared/panels.mjs';
import { SIDE } from './patches.mjs';

/** Pixels of a picture's side for a photo's one. */
const SCALE = 2;
/** Features that are drawn, and pixels of a picture's side for a weight. */
const [ROWS, COLUMNS] = [6, 16];
const ZOOM = 5;

/** A region of several photos, each { title, photo }, side by side. */
export function regionPicture(title, photos, [top, left, height, width]) {
  const panels = photos.map(({ title: name, photo }, column) => {
    const region = slice(photo, [
      [top, top + height],
      [left, left + width],
    ]);
    return panel(0, column, name, image(region, SCALE));
  });
  return sheet(title, panels, { sides: [SCALE * width, SCALE * height] });
}

/** The strongest of rows of weights [n, 64], as patches in a grid: grey is 0, white and black the largest of a row. */
export function featurePicture(title, features) {
  const rows = Array.from({ length: features.shape[0] }, (_, i) =>
    Float64Array.from({ length: SIDE * SIDE }, (_, k) => features.get(i, k)),
  );
  const lengthOf = (row) => Math.hypot(...row);
  const strongest = rows.sort((a, b) => lengthOf(b) - lengthOf(a)).slice(0, ROWS * COLUMNS);
  const cell = ZOOM * (SIDE + 1);
  const shape = [ROWS * cell + ZOOM, COLUMNS * cell + ZOOM];
  const grid = fromNested(
    Array.from({ length: shape[0] }, () => new Array(shape[1]).fill(1)),
    'float32',
  );
  strongest.forEach((row, i) => {
    const largest = Math.max(...row.map(Math.abs));
    const [top, left] = [cell * Math.floor(i / COLUMNS) + ZOOM, cell * (i % COLUMNS) + ZOOM];
    for (let y = 0; y < ZOOM * SIDE; y++) {
      for (let x = 0; x < ZOOM * SIDE; x++) {
        const weight = row[Math.floor(y / ZOOM) * SIDE + Math.floor(x / ZOOM)];
        grid.set(top + y, left + x, 0.5 + weight / largest / 2);
      }
    }
  });
  return sheet(title, [panel(0, 0, title, image(grid, 1))], { sides: [shape[1], shape[0]] });
}

/** A grey photo as an element of an SVG. */
function image(photo, scale) {
  const [height, width] = photo.shape;
  const bytes = Uint8ClampedArray.from(
    { length: height * width },
    (_, i) => 255 * photo.get(Math.floor(i / width), i % width),
  );
  const png = encode({ width, height, channels: 1, depth: 8, data: new Uint8Array(bytes.buffer) });
  const address = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<image width="${scale * width}" height="${scale * height}" href="${address}"/>`;
}
