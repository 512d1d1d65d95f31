// Reading pictures: files, shipped photos, frames of a video, scaled down where they are large.
import { fromScript } from '../work/from-script.js';
import type { Pixels } from './pixels.js';
import type { ShippedPhoto } from './shipped.js';

/** A picture that has been read. */
export interface Photo {
  /** What it is called. */
  readonly name: string;
  readonly pixels: Pixels;
  /** Its size before it was scaled down. */
  readonly original: { readonly width: number; readonly height: number };
}

/**
 * A picture's pixels.
 *
 * @param source - what a canvas can draw
 * @param size - of the source
 * @param longest - pixels that the longer side may have at most
 */
export function readPixels(
  source: CanvasImageSource,
  size: { readonly width: number; readonly height: number },
  longest: number,
): Pixels {
  const factor = Math.min(1, longest / Math.max(size.width, size.height));
  const width = Math.max(1, Math.round(size.width * factor));
  const height = Math.max(1, Math.round(size.height * factor));
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  // What is transparent stands on white, as it would on paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** A picture from a file, turned as its maker held the camera. */
export async function loadFile(file: Blob, name: string, longest: number): Promise<Photo> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error(`${name} is no picture that this browser can read.`);
  }
  const original = { width: bitmap.width, height: bitmap.height };
  const pixels = readPixels(bitmap, original, longest);
  bitmap.close();
  return { name, pixels, original };
}

/** A photo that comes along. */
export async function loadShipped(name: ShippedPhoto, longest: number): Promise<Photo> {
  const image = new Image();
  image.src = await fromScript<string>(PHOTOS[name]!);
  await image.decode();
  const original = { width: image.naturalWidth, height: image.naturalHeight };
  return { name, pixels: readPixels(image, original, longest), original };
}
