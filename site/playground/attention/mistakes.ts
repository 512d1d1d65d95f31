// Mistakes that can be seen beside the right weights, in the words in which exercises tell them. A test holds them to these.
import type { Mistake } from './fields.js';

/** A mistake: its name in the catalogue of exercises, its name here, and what is right. */
export interface ShownMistake {
  readonly id: string;
  readonly name: string;
  readonly explanation: string;
}

/** All of them. */
export const shownMistakes: Readonly<Record<Exclude<Mistake, 'none'>, ShownMistake>> = {
  unscaled: {
    id: 'attention-unscaled',
    name: 'The scaling by √d is left out',
    explanation:
      'The products are divided by the square root of the length of a key before the softmax.',
  },
  'by-width': {
    id: 'attention-scale-by-d',
    name: 'Scaled by d instead of √d',
    explanation: 'The products are divided by the square root of the length, not by the length.',
  },
  columns: {
    id: 'softmax-over-columns',
    name: 'The softmax runs over the wrong axis',
    explanation:
      'Each query shares its attention among the keys, so each row adds up to 1, not each column.',
  },
};
