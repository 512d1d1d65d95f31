// Chains and tables as LaTeX displays, for the printers whose formulas are set by TeX or KaTeX.
import { breakLatex } from './break-latex.js';
import { type Chain, chainParts } from './chain.js';
import { LINE } from './formula-words.js';
import { latexBox } from './math-text.js';
import type { ShownTable } from './records.js';

/** What stands to the left of the signs has a line of its own where it takes more than this. */
const MOST_LEFT = LINE / 3;

/** A chain as one display: on one line where it fits, else a line for each sign, aligned at them. */
export function chainLatex(chain: Chain): string {
  const { left, parts } = chainParts(chain);
  const whole = [left, ...parts.map(({ sign, latex }) => `${sign} ${latex}`)].join(' ');
  if (latexBox(whole).width <= LINE) return whole;
  const { width } = latexBox(left);
  const beside = parts.length > 0 && width <= MOST_LEFT;
  const lines = beside ? [] : breakLatex(left, LINE).map(continued(''));
  parts.forEach(({ sign, latex }, i) => {
    const room = LINE - (beside ? width : 0) - latexBox(sign).width - 3;
    const pieces = breakLatex(latex, room).map(continued(`${sign} `));
    if (i === 0 && beside) pieces[0] = left + pieces[0]!;
    lines.push(...pieces);
  });
  if (lines.length === 1) return lines[0]!.replace('&', '');
  return `\\begin{aligned} ${lines.join(' \\\\ ')} \\end{aligned}`;
}

/** Lines that stand at the alignment, the first behind a sign, the others moved to the right. */
function continued(sign: string): (piece: string, i: number) => string {
  return (piece, i) => (i === 0 ? `&${sign}${piece}` : `&\\qquad ${piece}`);
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
