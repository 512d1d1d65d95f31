// States of pages in their addresses: what is written is read back, and nothing that makes no sense gets in.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialState, readState, writeState } from '../../site/playground/state/address.js';
import {
  choiceField,
  flagField,
  numberField,
  textField,
} from '../../site/playground/state/fields.js';

const fields = {
  view: choiceField('a', ['a', 'b', 'c & d']),
  size: numberField(0.5, { min: -10, max: 10 }),
  count: numberField(3, { min: 0, max: 99, integer: true }),
  open: flagField(true),
  words: textField('three little words', { max: 200 }),
};

const states = fc.record({
  view: fc.constantFrom('a', 'b', 'c & d'),
  size: fc.double({ min: -10, max: 10, noNaN: true }).map((size) => size + 0),
  count: fc.integer({ min: 0, max: 99 }),
  open: fc.boolean(),
  words: fc.string({ unit: 'grapheme', maxLength: 40 }),
});

describe('a state in an address', () => {
  it('is read as it was written, and a browser changes nothing of it in its address', () => {
    fc.assert(
      fc.property(states, (state) => {
        const text = writeState(fields, state);
        expect(readState(fields, text)).toEqual({ state, refused: [] });
        const inAddress = new URL(`https://host/page#${text}`).hash.slice(1);
        expect(inAddress).toBe(text);
      }),
    );
  });

  it('says nothing of what is as it was at first', () => {
    expect(writeState(fields, initialState(fields))).toBe('1');
    expect(writeState(fields, { ...initialState(fields), count: 4 })).toBe('1&count=4');
  });

  it('stays readable: blanks are pluses, and what needs no code has none', () => {
    const state = { ...initialState(fields), words: 'x = (a, b) / [c]' };
    expect(writeState(fields, state)).toBe('1&words=x+%3D+(a,+b)+/+[c]');
    expect(readState(fields, '1&words=x+%3D+(a,+b)+/+[c]').state.words).toBe('x = (a, b) / [c]');
  });

  it('has its defaults where another version or nothing stands', () => {
    expect(readState(fields, '')).toEqual({ state: initialState(fields), refused: [] });
    expect(readState(fields, '2&count=4')).toEqual({
      state: initialState(fields),
      refused: ['version'],
    });
  });

  it.each([
    ['a number that is none', 'count=four'],
    ['no number', 'count='],
    ['a number out of range', 'count=100'],
    ['a broken whole number', 'count=1.5'],
    ['infinity', 'size=Infinity'],
    ['an unknown choice', 'view=z'],
    ['a flag that is none', 'open=yes'],
    ['a broken code', 'words=%E0%A4%A'],
    ['text without end', `words=${'x'.repeat(201)}`],
  ])('leaves out %s and says so', (_, part) => {
    const { state, refused } = readState(fields, `1&${part}`);
    expect(state).toEqual(initialState(fields));
    expect(refused).toEqual([part.split('=')[0]]);
  });

  it('names what it does not know', () => {
    expect(readState(fields, '1&other=1&count=4&toString=1')).toEqual({
      state: { ...initialState(fields), count: 4 },
      refused: ['other', 'toString'],
    });
  });
});
