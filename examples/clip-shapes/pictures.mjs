// Held-out pictures with the captions that the model finds, and the table of similarities.
import { encode } from 'fast-png';
import { plotHeatmap } from 'fovea';

/** A picture's side on the sheet, and the room beside and around it. */
const SIZE = 120;
const WIDTH = 340;
const GAP = 16;
const HEAD = 40;
const COLUMNS = 2;

/** Pictures, each with its most probable captions; the right one is bold. */
export function galleryPicture(entries) {
  const rows = Math.ceil(entries.length / COLUMNS);
  const [width, height] = [GAP + COLUMNS * (SIZE + WIDTH + GAP), HEAD + rows * (SIZE + GAP)];
  const title =
    'Combinations that were never shown, and the captions that the model thinks likeliest';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img">`,
    `<title>${title}</title><rect width="${width}" height="${height}" fill="#fff"/>`,
    `<g font-family="sans-serif" font-size="14" fill="#111">`,
    `<text x="${GAP}" y="25" font-size="16">${title}</text>`,
    ...entries.map((entry, i) => {
      const x = GAP + (i % COLUMNS) * (SIZE + WIDTH + GAP);
      const y = HEAD + Math.floor(i / COLUMNS) * (SIZE + GAP);
      return `<g transform="translate(${x} ${y})">${card(entry)}</g>`;
    }),
    '</g></svg>\n',
  ].join('\n');
}

function card({ shown, pixels, captions }) {
  const lines = captions.map(({ name, share }, k) => {
    const y = 22 + k * 36;
    const right = name === shown.name;
    const bar = `<rect x="${SIZE + 12}" y="${y + 7}" width="${Math.max(1, share * 240).toFixed(1)}" height="7" fill="${right ? '#0072b2' : '#999'}"/>`;
    const weight = right ? ' font-weight="bold"' : '';
    const text = `<text x="${SIZE + 12}" y="${y}"${weight}>${name}, ${(100 * share).toFixed(1)} %</text>`;
    return text + bar;
  });
  const image = `<image width="${SIZE}" height="${SIZE}" href="${addressOf(pixels)}" style="image-rendering:pixelated" image-rendering="optimizeSpeed"/>`;
  return image + lines.join('');
}

/** Pixels [3, h, w] from 0 to 1 as the address of a PNG. */
function addressOf(pixels) {
  const [channels, height, width] = pixels.shape;
  const data = new Uint8Array(channels * height * width);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let k = 0; k < channels; k++)
        data[(y * width + x) * channels + k] = Math.round(
          255 * Math.min(Math.max(pixels.get(k, y, x), 0), 1),
        );
  const png = encode({ data, width, height, channels, depth: 8 });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

/** Cosines of pictures and captions; what belongs together stands on the diagonal. */
export function tablePicture({ values, names }) {
  return plotHeatmap(values, {
    rows: names,
    columns: names,
    rowTitle: 'pictures of held-out combinations',
    columnTitle: 'captions',
    title: 'Cosines of pictures and captions that were never shown together',
  });
}
