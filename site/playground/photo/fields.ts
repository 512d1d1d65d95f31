// The state of the photo page, as it stands in its address.
import { choiceField, numberField } from '../state/fields.js';
import { shippedPhotos } from './shipped.js';

/** All of it. */
export const fields = {
  photo: choiceField(
    'camera',
    shippedPhotos.map(([name]) => name),
  ),
  contrast: numberField(0.04, { min: 0, max: 0.2 }),
};
