// What Unicode says of characters, in expressions that are made when they are first asked for: engines that meet
// `\p{L}` in a source collect all letters of the world at once, while the page loads.
import { once } from '../core/once.js';

const unicode = (pattern: string, flags = 'u'): (() => RegExp) =>
  once(() => new RegExp(pattern, flags));

/** A mark that stands over, under or within the letter before it. */
export const mark: () => RegExp = /* @__PURE__ */ unicode('\\p{M}');

/** A letter at the beginning. */
export const startsWithLetter: () => RegExp = /* @__PURE__ */ unicode('^\\p{L}');

/** A letter at the beginning, or a quotation mark and a letter. */
export const startsWithWord: () => RegExp = /* @__PURE__ */ unicode('^[“‘]?\\p{L}');

/** Capital letters at the beginning. */
export const startsWithCapital: () => RegExp = /* @__PURE__ */ unicode('^\\p{Lu}');

/** Nothing but letters and blanks between them. */
export const onlyWords: () => RegExp = /* @__PURE__ */ unicode('^\\p{L}[\\p{L} ]*$');

/** Nothing but letters and digits. */
export const onlyLettersAndDigits: () => RegExp = /* @__PURE__ */ unicode('^[\\p{L}\\p{N}]+$');

/** Each letter with its marks. */
export const markedLetters: () => RegExp = /* @__PURE__ */ unicode('\\P{M}\\p{M}*|\\p{M}+', 'gu');

/** Each sign that is no letter, digit, blank or punctuation. */
export const otherSigns: () => RegExp = /* @__PURE__ */ unicode(
  '[^\\p{L}\\p{N}\\s.,;:!?\'’“”"()-]',
  'gu',
);
