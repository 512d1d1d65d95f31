// The state of the attention page, as its address has it.
import type { StateOf } from '../state/address.js';
import { choiceField, numberField, textField } from '../state/fields.js';

/** Where the numbers come from: drawn from a seed, tokens and projections as typed, or queries, keys and values as typed. */
const sources = ['seed', 'tokens', 'matrices'] as const;

/** What may be hidden from a query. */
export const masks = ['none', 'causal', 'padding'] as const;

/** Mistakes that can be seen beside the right weights. */
export const mistakes = ['none', 'unscaled', 'by-width', 'columns'] as const;

/** A mistake, or none. */
export type Mistake = (typeof mistakes)[number];

/** More words than these no picture shows. */
export const MOST_WORDS = 16;

/** The state. */
export const fields = {
  from: choiceField('tokens', sources),
  tokens: textField('The early bird catches the worm', { max: 400 }),
  seed: numberField(1, { min: 0, max: 99_999, integer: true }),
  width: numberField(4, { min: 1, max: 8, integer: true }),
  x: textField('1 0\n1 1\n0 1\n1 0\n1 1\n0 1'),
  wq: textField('0 1\n1 0'),
  wk: textField('1 0\n0 1'),
  wv: textField('1 0\n0 1'),
  wo: textField(''),
  q: textField('2 1'),
  k: textField('1 0\n0 1\n1 1'),
  v: textField('1 0\n0 1\n1 1'),
  heads: numberField(1, { min: 1, max: 4, integer: true }),
  mask: choiceField('none', masks),
  keys: numberField(4, { min: 0, max: MOST_WORDS, integer: true }),
  scale: textField('', { max: 40 }),
  only: numberField(2, { min: -1, max: MOST_WORDS - 1, integer: true }),
  mistake: choiceField<Mistake>('none', mistakes),
  cell: textField('', { max: 12 }),
};

/** The state's type. */
export type AttentionState = StateOf<typeof fields>;

/** States worth a look. */
export const samples: readonly (readonly [name: string, state: Partial<AttentionState>])[] = [
  ['The early bird, as in the course', {}],
  [
    'One query by hand',
    {
      from: 'matrices',
      tokens: 'a small bird',
      q: '2 1',
      k: '1 0\n0 1\n1 1',
      v: '1 0\n0 1\n1 1',
      only: 0,
    },
  ],
  [
    'Two heads by hand: each has half of the columns',
    {
      from: 'matrices',
      tokens: 'a small bird',
      q: '2 1 0 1\n1 0 1 1',
      k: '1 0 0 1\n0 1 1 0\n1 1 1 1',
      v: '1 0 2 0\n0 1 0 2\n1 1 1 1',
      heads: 2,
      only: 0,
    },
  ],
  [
    'A decoder: no word sees what follows it',
    { from: 'seed', tokens: 'I saw the cat', seed: 4, width: 2, mask: 'causal', only: -1 },
  ],
  [
    'Two heads that look elsewhere',
    { from: 'seed', tokens: 'the cat sat there', seed: 11, width: 4, heads: 2, only: 0 },
  ],
  [
    'A sentence that was filled up',
    { from: 'seed', tokens: 'so be it ␀ ␀', seed: 2, width: 2, mask: 'padding', keys: 3, only: 0 },
  ],
];
