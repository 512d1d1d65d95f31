// Plain words inside formulas. Whoever writes formulas needs this, and not what prints them.

/** A formula that takes more columns of a terminal than these goes on several lines. */
export const LINE = 76;

/** Characters that mean something to LaTeX, as it prints them. */
export const LATEX: { readonly [character: string]: string } = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
};

// What KaTeX and LaTeX can set inside \text: ASCII, accented Latin, Greek, Cyrillic, and the scripts that
// KaTeX hands to the page's own fonts.
const SETTABLE = /[^ -~À-ÖØ-öø-ÿ\u0400-\u04FF\u3000-\u30FF\u4E00-\u9FAF\uAC00-\uD7AF]/gu;

/** Plain words inside a formula, as `\text{…}`; characters that cannot be set there become a question mark. */
export function mathText(text: string): string {
  const words = oneLine(text).normalize('NFC').replaceAll('−', '-').replace(SETTABLE, '?');
  return `\\text{${[...words].map((c) => LATEX[c] ?? c).join('')}}`;
}

/** Words on one line, without control characters that would move a terminal's cursor. */
export function oneLine(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/[^ -~\u00A0-\u{10FFFF}]/gu, '')
    .trim();
}
