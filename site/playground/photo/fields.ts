// The state of the photo page, as it stands in its address.
import type { StateOf } from '../state/address.js';
import { choiceField, type Field, flagField, numberField } from '../state/fields.js';
import type { Place } from './pixels.js';
import { shippedPhotos } from './shipped.js';

/** What the page shows. */
export const views = [
  ['keypoints', 'Keypoints'],
  ['corners', 'Corners'],
  ['hog', 'HOG'],
  ['matches', 'Matches'],
] as const;

/** How large pictures are read at most. */
export const sizes = [
  ['320', '320 pixels'],
  ['640', '640 pixels'],
  ['1024', '1024 pixels'],
  ['1600', '1600 pixels'],
] as const;

const valuesOf = <T extends string>(choices: readonly (readonly [T, string])[]): readonly T[] =>
  choices.map(([value]) => value);

/** A place that is looked at, as `120,56.5`; nothing where left out. */
const placeField: Field<Place | undefined> = {
  initial: undefined,
  write: (place) => (place ? `${short(place.x)},${short(place.y)}` : ''),
  read(text) {
    const [x = Number.NaN, y = Number.NaN, ...more] = text.split(',').map(Number);
    const fits = more.length === 0 && [x, y].every((it) => it >= -1 && it < 1e5);
    return fits ? { x, y } : undefined;
  },
};

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** All of it. */
export const fields = {
  view: choiceField('keypoints', valuesOf(views)),
  photo: choiceField('camera', valuesOf(shippedPhotos)),
  size: choiceField('640', valuesOf(sizes)),
  at: placeField,
  // Keypoints, and the keypoints of matches.
  contrast: numberField(0.04, { min: 0, max: 0.2 }),
  edge: numberField(10, { min: 1.5, max: 30 }),
  scales: numberField(3, { min: 1, max: 6, integer: true }),
  sigma: numberField(1.6, { min: 0.8, max: 3 }),
  double: flagField(true),
  // Corners.
  method: choiceField('harris', ['harris', 'shi-tomasi', 'foerstner']),
  k: numberField(0.04, { min: 0.01, max: 0.24 }),
  round: numberField(0.5, { min: 0, max: 1 }),
  window: choiceField('gauss', ['gauss', 'square']),
  reach: numberField(1, { min: 0.5, max: 5 }),
  side: numberField(3, { min: 1, max: 15, integer: true }),
  least: numberField(0.01, { min: 0.001, max: 0.5 }),
  apart: numberField(3, { min: 1, max: 30, integer: true }),
  subpixel: flagField(false),
  // HOG.
  cell: numberField(16, { min: 4, max: 64, integer: true }),
  bins: numberField(9, { min: 2, max: 18, integer: true }),
  signed: flagField(false),
  lines: choiceField('image', ['image', 'cell']),
  dim: flagField(true),
  // Matches.
  second: choiceField('turned', ['turned', 'own']),
  angle: numberField(30, { min: -180, max: 180 }),
  scale: numberField(0.8, { min: 0.5, max: 1.5 }),
  ratio: numberField(0.8, { min: 0.3, max: 1 }),
  mutual: flagField(false),
  model: choiceField('homography', ['homography', 'affine', 'similarity']),
  error: numberField(3, { min: 0.5, max: 20 }),
  inliers: flagField(false),
};

/** The state of the page. */
export type PhotoState = StateOf<typeof fields>;

/** Changes some of it. */
export type Change = (part: Partial<PhotoState>) => void;
