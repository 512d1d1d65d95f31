// Statements and questions as HTML for a page.
import { checkBoolean, checkOptions } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import { checkText } from '../derivation/check-derivation.js';
import { escapeHtml } from '../derivation/escape.js';
import { latexToWords } from '../derivation/math-words.js';
import type { Katex } from '../derivation/render-html.js';
import { inlineHtml, type MathMarks, markupHtml } from './exports/markup.js';

/** What `renderStatement` may be told. */
export interface StatementOptions {
  /** The KaTeX module: `import katex from 'katex'`. */
  readonly katex: Katex;
  /** Whether the text is one paragraph, whose HTML is wanted without the paragraph, such as a choice's label (false). */
  readonly inline?: boolean | undefined;
}

/** Lets what is wider than the page scroll by itself. */
const SCROLLS = 'max-width: 100%; overflow-x: auto; overflow-y: hidden';

/**
 * The statement of an exercise, a question or the label of a choice as HTML: paragraphs, tables with headings, formulas
 * set by KaTeX and, for screen readers, the same in plain words. What is wider than the page scrolls by itself.
 *
 * It reads what `generateExercise` writes: paragraphs between blank lines, formulas between dollar signs, tables with
 * bars. Everything else comes out as it stands, escaped.
 *
 * @param markdown - `statement` of an exercise, `prompt` of a part or `label` of a choice
 * @param options - `katex`; `inline` (false)
 * @returns HTML
 * @throws KindError for anything but text and for a bad option
 *
 * @example
 * A stand-in for KaTeX that sets formulas as they are written.
 * ```ts
 * import { renderStatement } from 'fovea/exercise';
 * const katex = { renderToString: (latex: string) => `<code>${latex}</code>` };
 * renderStatement('Is $a < b$?', { katex }) // => '<p>Is <span role="math" aria-label="a is less than b"><code>a < b</code></span>?</p>'
 * ```
 */
export function renderStatement(markdown: string, options: StatementOptions): string {
  const fn = 'renderStatement';
  const { katex, inline = false } = checkOptions(fn, options, ['katex', 'inline']);
  checkBoolean(fn, 'inline', inline);
  checkText(fn, 'markdown', markdown);
  if (typeof katex?.renderToString !== 'function') {
    const got = describeValue(katex);
    throw new KindError({ function: fn, argument: 'katex', expected: 'the module katex', got });
  }
  const spoken = (latex: string): string =>
    `role="math" aria-label="${escapeHtml(latexToWords(latex))}"`;
  const marks: MathMarks = {
    inline: (latex) => `<span ${spoken(latex)}>${katex.renderToString(latex)}</span>`,
    display: (latex) => {
      const formula = katex.renderToString(latex, {
        displayMode: true,
        output: 'htmlAndMathml',
      });
      return `<span class="fovea-formula" ${spoken(latex)} style="display: block; ${SCROLLS}">${formula}</span>`;
    },
  };
  if (inline) return inlineHtml(markdown, marks);
  return markupHtml(markdown, marks, {
    before: `<div class="fovea-table" style="${SCROLLS}">\n<table>`,
    after: '</table>\n</div>',
  });
}
