// The photos that come along. They are read from scripts, because a page opened from a folder may not read the pixels
// of a picture's file; as data they may be read anywhere.

/** Names of the photos and what they show, the first at first. */
export const shippedPhotos = [
  ['camera', 'Photographer'],
  ['astronaut-rgb', 'Astronaut, in colour'],
  ['coins', 'Coins'],
  ['brick', 'Brick wall'],
  ['text', 'Handwriting'],
] as const;

/** One of them. */
export type ShippedPhoto = (typeof shippedPhotos)[number][0];
