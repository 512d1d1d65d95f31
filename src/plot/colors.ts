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
