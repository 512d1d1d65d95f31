// Text in pieces: numbers, names, signs, ends of lines, each with its place.
import { NAME, normalName } from './symbols.js';

/** A piece of text. */
export interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'line' | 'end';
  /** Names in their one spelling, else as written. */
  readonly text: string;
  /** As written. */
  readonly written: string;
  readonly line: number;
  readonly column: number;
}

/** Makes the error for a piece that does not fit. */
export type Fail = (token: Token, expected: string) => Error;

/** How the pieces of a language are spelled. Each pattern begins at the start of the text. */
export interface Vocabulary {
  readonly number: RegExp;
  readonly name: RegExp;
  /** Signs of several characters before those that begin alike. */
  readonly sign: RegExp;
  /** The one spelling of each sign. */
  readonly signs: { readonly [sign: string]: string };
}

/** Signs of arithmetic. */
export const SIGNS: { readonly [sign: string]: string } = {
  '+': '+',
  '-': '-',
  '−': '-',
  '*': '*',
  '·': '*',
  '⋅': '*',
  '×': '*',
  '/': '/',
  '^': '^',
  '(': '(',
  ')': ')',
  '=': '=',
  ';': ';',
};

const NUMBERS: Vocabulary = {
  number: /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/,
  name: NAME,
  sign: /^./su,
  signs: SIGNS,
};

/**
 * Cuts a text into pieces. Inside parentheses ends of lines are left out.
 *
 * @param text - definitions or an expression
 * @param fail - makes the error for a character that nothing starts with
 * @param vocabulary - how numbers, names and signs are spelled; of expressions of numbers where left out
 * @returns the pieces; the last one is the end
 */
export function tokenize(text: string, fail: Fail, vocabulary: Vocabulary = NUMBERS): Token[] {
  const tokens: Token[] = [];
  let rest = text;
  let line = 1;
  let column = 1;
  let open = 0;
  const push = (kind: Token['kind'], written: string, shown: string = written): void => {
    tokens.push({ kind, text: shown, written, line, column });
  };
  while (rest !== '') {
    const blank = /^(?:[^\S\r\n]+|#[^\r\n]*|\/\/[^\r\n]*)/.exec(rest)?.[0];
    const end = /^(?:\r\n|\r|\n)/.exec(rest)?.[0];
    const number = vocabulary.number.exec(rest)?.[0];
    const name = vocabulary.name.exec(rest)?.[0];
    const written = vocabulary.sign.exec(rest)?.[0] ?? rest[0]!;
    const sign = vocabulary.signs[written];
    const piece = blank ?? end ?? number ?? name ?? written;
    if (blank === undefined) {
      if (end !== undefined) {
        if (open === 0) push('line', end);
      } else if (number !== undefined) push('number', number);
      else if (name !== undefined) push('name', name, normalName(name));
      else if (sign !== undefined) push('sign', piece, sign);
      else {
        const [character = ''] = rest;
        const strange: Token = { kind: 'sign', text: character, written: character, line, column };
        throw fail(strange, 'a number, a name, an operator or a parenthesis');
      }
      if (sign === '(') open += 1;
      if (sign === ')') open = Math.max(0, open - 1);
    }
    rest = rest.slice(piece.length);
    if (end === undefined) column += piece.length;
    else {
      line += 1;
      column = 1;
    }
  }
  push('end', '');
  return tokens;
}
