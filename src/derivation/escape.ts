// Plain words inside LaTeX, Markdown and HTML: whatever a title holds, it stays a title.

const LATEX: { readonly [character: string]: string } = {
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

/** Characters of good typography that LaTeX's text does not know by itself, outside formulas. */
const TYPOGRAPHY: { readonly [character: string]: string } = {
  '−': '$-$',
  '×': '$\\times$',
  '·': '$\\cdot$',
  '±': '$\\pm$',
  '≤': '$\\le$',
  '≥': '$\\ge$',
  '≠': '$\\ne$',
  '≈': '$\\approx$',
  '∞': '$\\infty$',
  '√': '$\\surd$',
  '→': '$\\to$',
  '…': '\\dots{}',
};

/** Plain words for the text of a LaTeX document. */
export function escapeLatex(text: string): string {
  return [...oneLine(text)].map((c) => LATEX[c] ?? TYPOGRAPHY[c] ?? c).join('');
}

// What KaTeX and LaTeX can set inside \text: ASCII, accented Latin, Greek, Cyrillic, and the scripts that
// KaTeX hands to the page's own fonts.
const SETTABLE = /[^ -~À-ÖØ-öø-ÿ\u0400-\u04FF\u3000-\u30FF\u4E00-\u9FAF\uAC00-\uD7AF]/gu;

/** Plain words inside a formula, as `\text{…}`; characters that cannot be set there become a question mark. */
export function mathText(text: string): string {
  const words = oneLine(text).normalize('NFC').replaceAll('−', '-').replace(SETTABLE, '?');
  return `\\text{${[...words].map((c) => LATEX[c] ?? c).join('')}}`;
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

/** Words on one line, without control characters that would move a terminal's cursor. */
export function oneLine(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();
}
