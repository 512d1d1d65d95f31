// A picture's address, for plots that are saved.
import type { Pixels, PlacedPicture } from './pixels.js';

const QUALITY = 0.9;

/** A picture as a `data:` address, so that the file stands alone. */
export function placed({ data, width, height }: Pixels): PlacedPicture {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  canvas.getContext('2d')!.putImageData(new ImageData(data, width, height), 0, 0);
  return { width, height, href: canvas.toDataURL('image/jpeg', QUALITY) };
}
