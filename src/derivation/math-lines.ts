// Chains and tables as LaTeX displays, for the printers whose formulas are set by TeX or KaTeX.
import { breakLatex } from './break-latex.js';
import type { Chain, Link } from './chain.js';
import { latexBox } from './math-text.js';
import type { ShownTable } from './outline.js';

/** A formula that takes more columns of a terminal than these goes on several lines. */
const LINE = 76;

const SIGNS: { readonly [link in Link]: string } = {
  equals: '=',
  about: '\\approx',
  namely: '\\colon\\quad',
  holds: '\\quad',
};

/** A chain as one display: on one line where it fits, else aligned at its first sign. */
export function chainLatex({ first, links }: Chain): string {
  const parts = links.map(({ link, latex }) => ({ sign: SIGNS[link], latex }));
  const whole = [first, ...parts.map(({ sign, latex }) => `${sign} ${latex}`)].join(' ');
  if (latexBox(whole).width <= LINE) return whole;
  const lines = alignFirst(first);
  for (const { sign, latex } of parts) {
    breakLatex(latex, LINE - 4).forEach((piece, i) => {
      lines.push(i === 0 ? `&${sign} ${piece}` : `&\\qquad ${piece}`);
    });
  }
  return `\\begin{aligned} ${lines.join(' \\\\ ')} \\end{aligned}`;
}

function alignFirst(first: string): string[] {
  const sign = topLevelSign(first);
  const left = sign < 0 ? '' : first.slice(0, sign);
  const pieces = breakLatex(sign < 0 ? first : first.slice(sign), LINE);
  return pieces.map((piece, i) => (i === 0 ? `${left}&${piece}` : `&\\qquad ${piece}`));
}

/** Where the first equals sign outside of braces and environments stands, or −1. */
function topLevelSign(latex: string): number {
  let depth = 0;
  for (const { 0: token, index } of latex.matchAll(
    /\\begin|\\end|\\left|\\right|\\[\s\S]|[{}=]/g,
  )) {
    if (token === '{' || token === '\\begin' || token === '\\left') depth++;
    else if (token === '}' || token === '\\end' || token === '\\right') depth--;
    else if (token === '=' && depth === 0) return index;
  }
  return -1;
}

/** Formulas in rows, as many side by side as fit. */
export function formulaRows(formulas: readonly string[]): string[] {
  const rows: { latex: string; width: number }[] = [];
  for (const formula of formulas) {
    const { width } = latexBox(formula);
    const last = rows.at(-1);
    if (last !== undefined && last.width + width + 3 <= LINE) {
      last.latex += ` \\qquad ${formula}`;
      last.width += width + 3;
    } else {
      rows.push({ latex: formula, width });
    }
  }
  return rows.map((row) => row.latex);
}

/** The rows of a table with their labels in front, headings first, each cell made by the caller. */
export function tableRows(
  table: ShownTable,
  words: (text: string) => string,
  formula: (latex: string) => string,
): string[][] {
  const labelled = table.corner !== undefined;
  const row = (label: string, cells: readonly string[]): string[] =>
    labelled ? [words(label), ...cells] : [...cells];
  return [
    row(table.corner ?? '', table.columns.map(words)),
    ...table.rows.map(({ label, cells }) =>
      row(
        label,
        cells.map((cell) => (cell === '' ? '' : formula(cell))),
      ),
    ),
  ];
}
