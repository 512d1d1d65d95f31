// Colours that people with any kind of colour vision tell apart, and that differ in brightness too.
// M. Okabe, K. Ito, "Color Universal Design", 2002, revised 2008, https://jfly.uni-koeln.de/color/

/** Okabe and Ito's yellow, the brightest of their eight colours. */
export const YELLOW = '#f0e442';

/** Okabe and Ito's sky blue. */
export const SKY_BLUE = '#56b4e9';

/** Okabe and Ito's orange. */
export const ORANGE = '#e69f00';

/** Rims around bright lines. */
export const BLACK = '#000';

/** What stands behind the marks where no photo is given: dark, so that bright lines show on it whatever the page's colour. */
export const BACKDROP = '#26282b';

/** From nothing to the most: white, a light blue, a dark one; evenly darker, so that grey prints keep the order. */
export const HEAT: readonly string[] = ['#ffffff', '#56b4e9', '#003a5c'];

/** The same from a dark page upwards: what is most is brightest. */
export const GLOW: readonly string[] = [BACKDROP, '#2f7fb0', '#ffffff'];

/**
 * A colour of a scale, in 64 steps.
 *
 * @param share - from 0, the first colour, to 1, the last
 * @param scale - colours at equal steps; `HEAT` where left out
 * @returns the colour as #rrggbb
 */
export function colorOf(share: number, scale: readonly string[] = HEAT): string {
  const step = Math.round(Math.min(Math.max(share, 0), 1) * 63) / 63;
  const place = step * (scale.length - 1);
  const from = Math.min(Math.floor(place), scale.length - 2);
  const mix = (k: number): string => {
    const [a, b] = [scale[from]!, scale[from + 1]!].map((color) =>
      Number.parseInt(color.slice(1 + 2 * k, 3 + 2 * k), 16),
    ) as [number, number];
    return Math.round(a + (b - a) * (place - from))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${mix(0)}${mix(1)}${mix(2)}`;
}
