// Plain words inside LaTeX, Markdown and HTML: whatever a title holds, it stays a title.
import { once } from '../core/once.js';
import { LATEX, oneLine } from './formula-words.js';
import { ACCENTS, commands, loweredSigns, raisedSigns } from './latex-symbols.js';
import { markedLetters } from './letters.js';

/** Signs that are set as maths, and typography that LaTeX has commands for. */
const TYPOGRAPHY: { readonly [character: string]: string } = {
  '−': '$-$',
  '√': '$\\surd$',
  '…': '\\dots{}',
  '½': '$\\frac12$',
  '¼': '$\\frac14$',
  '¾': '$\\frac34$',
  '²': '$^2$',
  '³': '$^3$',
  '¹': '$^1$',
  '°': '$^\\circ$',
  '′': "$'$",
  '§': '\\S{}',
  '£': '\\pounds{}',
  '©': '\\copyright{}',
  '₌': '$_=$',
  '⁼': '$^=$',
};

/** What LaTeX's text fonts have as they are: ASCII, accented Latin letters, quotation marks and dashes. */
const PRINTABLE = /[ -~À-ÖØ-öø-ž‘’“”‚„«»–—]/u;

/** Other characters by the maths that shows them. */
const asMaths: () => ReadonlyMap<string, string> = /* @__PURE__ */ once(mathsOfCharacters);

function mathsOfCharacters(): ReadonlyMap<string, string> {
  const maths = new Map<string, string>();
  const add = (character: string, latex: string): void => {
    if ([...character].length === 1 && !PRINTABLE.test(character))
      maths.set(character, `$${latex}$`);
  };
  for (const [from, lowered] of loweredSigns()) add(lowered, `_{${mathsOf(from)}}`);
  for (const [from, raised] of raisedSigns()) add(raised, `^{${mathsOf(from)}}`);
  for (const [name, [character]] of commands()) add(character, `\\${name}`);
  return maths;
}

/** A character that exists raised or lowered, in LaTeX. */
function mathsOf(character: string): string {
  if (character === '−') return '-';
  for (const [name, [sign]] of commands()) if (sign === character) return `\\${name}`;
  return character;
}

/** Plain words for the text of a LaTeX document; what its fonts do not have becomes a question mark. */
export function escapeLatex(text: string): string {
  const letters = oneLine(text).normalize('NFC').match(markedLetters()) ?? [];
  return letters.map(latexLetter).join('');
}

function latexLetter(letter: string): string {
  const known = LATEX[letter] ?? TYPOGRAPHY[letter] ?? asMaths().get(letter);
  if (known !== undefined) return known;
  if (PRINTABLE.test(letter) && [...letter].length === 1) return letter;
  const [base = '', mark] = letter.normalize('NFD');
  const accent = [...ACCENTS].find(([, sign]) => sign === mark)?.[0];
  const below = /^[A-Za-z]$/.test(base) ? base : asMaths().get(base)?.replaceAll('$', '');
  return accent === undefined || below === undefined ? '?' : `$\\${accent}{${below}}$`;
}

/** Plain words for Markdown, kept from being read as markup, as HTML or as a formula. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|$~^]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Plain words for HTML, inside elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
