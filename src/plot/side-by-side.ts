// Two pictures in one plot.
import { BACKDROP } from './colors.js';
import { type Drawable, pictureElement } from './picture.js';
import { shortNumber } from './svg.js';

/** Part of the longer side of the pictures that the space between them is wide. */
const GAP = 1 / 40;

/** A picture and where its top left corner lies. */
export interface Placed extends Drawable {
  /** Pixels from the left edge of the plot. */
  readonly left: number;
  /** Pixels from its top. */
  readonly top: number;
}

/** Two pictures and the size of the plot that holds them. */
export interface Places {
  /** The first picture. */
  readonly first: Placed;
  /** The second picture. */
  readonly second: Placed;
  /** Width of the plot. */
  readonly width: number;
  /** Height of the plot. */
  readonly height: number;
}

/**
 * Places two pictures in a row or a column, the smaller one in the middle of the larger, by whole pixels.
 *
 * @param a - the first picture
 * @param b - the second picture
 * @param direction - "row" or "column"
 * @returns where they lie
 */
export function arrange(a: Drawable, b: Drawable, direction: 'row' | 'column'): Places {
  const gap = Math.ceil(GAP * Math.max(a.width, a.height, b.width, b.height));
  const between = (outer: number, inner: number): number => Math.floor((outer - inner) / 2);
  if (direction === 'row') {
    const height = Math.max(a.height, b.height);
    return {
      first: { ...a, left: 0, top: between(height, a.height) },
      second: { ...b, left: a.width + gap, top: between(height, b.height) },
      width: a.width + gap + b.width,
      height,
    };
  }
  const width = Math.max(a.width, b.width);
  return {
    first: { ...a, left: between(width, a.width), top: 0 },
    second: { ...b, left: between(width, b.width), top: a.height + gap },
    width,
    height: a.height + gap + b.height,
  };
}

/**
 * A picture at its place, in an SVG of its own that cuts off what reaches over its edge.
 *
 * @param picture - the picture
 * @param marks - SVG elements over it, in its own pixels
 * @returns an SVG element
 */
export function pictureAt(picture: Placed, marks = ''): string {
  const { left, top, width, height } = picture;
  return [
    `<svg x="${shortNumber(left - 0.5)}" y="${shortNumber(top - 0.5)}" width="${width}" height="${height}" viewBox="-.5 -.5 ${width} ${height}">`,
    pictureElement(picture, BACKDROP),
    ...(marks === '' ? [] : [marks]),
    '</svg>',
  ].join('\n');
}
