// Derivations as HTML for the page, made in the worker, where KaTeX is.
import { type Derivation, renderHtml } from 'fovea/derivation';
import katex from 'katex';
import { tidyMathml } from './mathml.js';

/** What a derivation's HTML may be told. */
export interface DerivationHtmlOptions {
  readonly digits?: number | undefined;
  readonly fractions?: boolean | undefined;
  /** How many levels stand open at first. */
  readonly open?: number | undefined;
  /** How many of the outermost steps are told; the others are named. */
  readonly told?: number | undefined;
}

const LATEX_CELL = /\\htmlData\{cell=([^{}]*)\}/g;
const MATHML_CELL = / href="#cell=([^"]*)"/g;
const STYLE = / style="/g;

/**
 * A derivation as HTML that a page with a strict policy may insert; `DerivationView` does.
 *
 * Formulas are MathML, which browsers set by themselves: KaTeX's HTML needs inline styles, which such a policy
 * refuses, and fonts. What inline styles there are travel as `data-style` and are set by the page's script,
 * which is allowed.
 */
export function derivationHtml(
  derivation: Derivation,
  options: DerivationHtmlOptions = {},
): string {
  const html = renderHtml(derivation, { ...options, cells: true, katex: { renderToString } });
  return html.replace(STYLE, ' data-style="');
}

/**
 * A formula in LaTeX as MathML.
 *
 * @param latex - the formula
 * @param options - `displayMode`
 */
export function formulaHtml(latex: string, options: { displayMode?: boolean } = {}): string {
  return renderToString(latex, options).replace(STYLE, ' data-style="');
}

/** KaTeX leaves marks of cells out of MathML; addresses it keeps, so the marks go through as such. */
function renderToString(latex: string, { displayMode = false } = {}): string {
  const marked = latex.replace(LATEX_CELL, '\\href{#cell=$1}');
  const set = katex
    .renderToString(marked, {
      displayMode,
      output: 'mathml',
      strict: 'ignore',
      throwOnError: false,
      trust: ({ command }) => command === '\\href',
    })
    .replace(/<annotation [^>]*>.*?<\/annotation>/gs, '')
    .replace(MATHML_CELL, ' data-cell="$1"');
  return tidyMathml(set);
}
