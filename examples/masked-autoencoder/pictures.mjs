// Crops, what was visible of them, and what was made of it, side by side.
import { encode } from 'fast-png';
import { unpatchify } from 'fovea';
import { panel, sheet } from '../shared/panels.mjs';
import { PATCH, SIDE } from './crops.mjs';

/** How many times as large pixels are drawn. */
const ZOOM = 3;
const WIDTH = SIDE * ZOOM;
/** Where a patch is hidden; no photo has it. */
const HIDDEN = [213, 200, 235];

/**
 * A row for each crop that is chosen: the masked input, copies of the nearest visible patches, the reconstruction with
 * the visible patches left as they are, and the original. `made` holds predictions by the title of their column.
 */
export function reconstructionPicture(batch, made, chosen) {
  const columns = [
    ['75 % hidden', (crop) => pixelsOf(batch, crop, undefined)],
    ...Object.entries(made).map(([title, patches]) => [
      title,
      (crop) => pixelsOf(batch, crop, patches),
    ]),
    ['original', (crop) => pixelsOf(batch, crop, batch.patches)],
  ];
  const panels = chosen.flatMap((crop, row) =>
    columns.map(([title, draw], column) =>
      panel(row, column, row === 0 ? title : '', imageOf(draw(crop))),
    ),
  );
  return sheet('Hidden patches of photos, reconstructed', panels, { sides: [WIDTH, WIDTH] });
}

/** Pixels of a crop, red, green and blue: visible patches as they are, hidden ones as predicted, or coloured. */
function pixelsOf({ patches, mask, means }, crop, predicted) {
  const toImage = (array) => unpatchify(array.pick(crop), { shape: [SIDE, SIDE], size: PATCH });
  const [true_, made] = [toImage(patches), predicted && toImage(predicted)];
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const place = Math.floor(y / PATCH) * (SIDE / PATCH) + Math.floor(x / PATCH);
      const hidden = mask.get(crop, place) === 1;
      const grey = (image) => 255 * Math.min(1, Math.max(0, image.get(y, x) + means[crop]));
      const colour = hidden && !made ? HIDDEN : new Array(3).fill(grey(hidden ? made : true_));
      pixels.set(colour.map(Math.round), 3 * (y * SIDE + x));
    }
  }
  return pixels;
}

/** Pixels as an image inside an SVG, each a square of ZOOM pixels. */
function imageOf(pixels) {
  const large = new Uint8Array(WIDTH * WIDTH * 3);
  for (let y = 0; y < WIDTH; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const from = 3 * (Math.floor(y / ZOOM) * SIDE + Math.floor(x / ZOOM));
      large.set(pixels.subarray(from, from + 3), 3 * (y * WIDTH + x));
    }
  }
  const png = encode({ data: large, width: WIDTH, height: WIDTH, channels: 3, depth: 8 });
  const url = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<image href="${url}" width="${WIDTH}" height="${WIDTH}"/>`;
}
