// The state of the exercise page, as its address has it.
import type { StateOf } from '../state/address.js';
import { choiceField, type Field, flagField, numberField } from '../state/fields.js';
import { topicIds } from './topics.js';

/** How hard an exercise is. */
export const levels = ['easy', 'medium', 'hard'] as const;

/** Larger seeds are for programs; a link is read out in a lecture. */
export const LARGEST_SEED = 99_999;

/** Boxes of one part, and letters of all of them together. */
const [MOST_BOXES, MOST_LETTERS] = [100, 2000];

/** What was typed into the boxes of a part, row by row: `1/3|0|ln 2`. */
function boxesField(): Field<readonly string[]> {
  return {
    initial: [],
    write: (boxes) => boxes.map((text) => text.replaceAll('|', '')).join('|'),
    read(text) {
      const boxes = text.split('|');
      return boxes.length <= MOST_BOXES && text.length <= MOST_LETTERS ? boxes : undefined;
    },
  };
}

/** Ids of the parts that any exercise has. */
export const partIds = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;

/** The id of a part. */
export type PartId = (typeof partIds)[number];

/** The state: which exercise, what was answered, and how much of the solution is seen. */
export const fields = {
  topic: choiceField<string>('kl-divergence', topicIds),
  level: choiceField('easy', levels),
  seed: numberField(1, { min: 0, max: LARGEST_SEED, integer: true }),
  a: boxesField(),
  b: boxesField(),
  c: boxesField(),
  d: boxesField(),
  e: boxesField(),
  f: boxesField(),
  g: boxesField(),
  checked: flagField(false),
  hints: numberField(0, { min: 0, max: 20, integer: true }),
  solution: flagField(false),
  staff: flagField(false),
};

/** The state's type. */
export type ExerciseState = StateOf<typeof fields>;

/** No answers, no hints: what another exercise begins with. */
export const blank: Partial<ExerciseState> = {
  ...Object.fromEntries(partIds.map((id) => [id, []])),
  checked: false,
  hints: 0,
  solution: false,
};
