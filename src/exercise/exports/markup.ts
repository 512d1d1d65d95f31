// Statements and questions are Markdown with LaTeX: paragraphs, tables, formulas between dollar signs. Here they become
// HTML and LaTeX.
import { escapeHtml, escapeLatex } from '../../derivation/escape.js';
import { renderHtml } from '../../derivation/render-html.js';
import type { Derivation } from '../../derivation/types.js';

/** How formulas stand in HTML, for the program that sets them. */
export interface MathMarks {
  readonly inline: (latex: string) => string;
  readonly display: (latex: string) => string;
}

/** What stands around the head and the body of a table in HTML. */
export interface TableMarks {
  readonly before: string;
  readonly after: string;
}

interface Piece {
  readonly math: boolean;
  readonly text: string;
}

type Block =
  | { readonly kind: 'display'; readonly latex: string }
  | { readonly kind: 'words'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Piece[])[])[] };

/** The parts of a text, which blank lines keep apart. */
function blocksOf(markdown: string): Block[] {
  return markdown
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block): Block => {
      const display = /^\$\$([^$]*)\$\$$/.exec(block);
      if (display !== null) return { kind: 'display', latex: display[1]!.trim() };
      if (!block.startsWith('|')) return { kind: 'words', pieces: piecesOf(block) };
      const [head, , ...body] = block.split('\n');
      return { kind: 'table', rows: [head!, ...body].map(cellsOf) };
    });
}

function cellsOf(row: string): Piece[][] {
  return row
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => piecesOf(cell.trim()));
}

/** Words and formulas by turns. */
function piecesOf(text: string): Piece[] {
  return text
    .split('$')
    .map((part, i) => ({ math: i % 2 === 1, text: part }))
    .filter((piece) => piece.text !== '');
}

/** How tables are drawn where no style sheet says so. */
const BORDERED: TableMarks = { before: '<table border="1" cellpadding="4">', after: '</table>' };

/** A text in HTML: paragraphs, tables, formulas between the marks of the program that sets them. */
export function markupHtml(
  markdown: string,
  marks: MathMarks,
  table: TableMarks = BORDERED,
): string {
  return blocksOf(markdown)
    .map((block) => {
      if (block.kind === 'display') return `<p>${marks.display(block.latex)}</p>`;
      if (block.kind === 'words') return `<p>${piecesHtml(block.pieces, marks)}</p>`;
      const [head, ...body] = block.rows.map((row) => row.map((cell) => piecesHtml(cell, marks)));
      const heading = head!.map((cell) => `<th scope="col">${cell}</th>`).join('');
      const rows = body.map(
        ([first, ...rest]) =>
          `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
      );
      return `${table.before}\n<thead><tr>${heading}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n${table.after}`;
    })
    .join('\n');
}

/** A text of one paragraph in HTML, without the paragraph. */
export function inlineHtml(markdown: string, marks: MathMarks): string {
  return piecesHtml(piecesOf(markdown), marks);
}

function piecesHtml(pieces: readonly Piece[], marks: MathMarks): string {
  return pieces.map(({ math, text }) => (math ? marks.inline(text) : escapeHtml(text))).join('');
}

/** A text in LaTeX. */
export function markupLatex(markdown: string): string {
  return blocksOf(markdown)
    .map((block) => {
      if (block.kind === 'display') return `\\[ ${block.latex} \\]`;
      if (block.kind === 'words') return piecesLatex(block.pieces);
      const [head, ...body] = block.rows.map((row) => `${row.map(piecesLatex).join(' & ')} \\\\`);
      const columns = 'r'.repeat(block.rows[0]!.length - 1);
      const lines = [`\\begin{tabular}{l|${columns}}`, head, '\\hline', ...body, '\\end{tabular}'];
      return `\\begin{center}\n${lines.join('\n')}\n\\end{center}`;
    })
    .join('\n\n');
}

function piecesLatex(pieces: readonly Piece[]): string {
  return pieces
    .map(({ math, text }) => {
      if (math) return `$${text}$`;
      // Blanks at the ends part words from formulas.
      const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
      return `${before && ' '}${escapeLatex(words)}${after && ' '}`;
    })
    .join('');
}

/** A worked solution in HTML, with formulas between the marks of the program that sets them. */
export function solutionHtml(
  solution: Derivation,
  digits: number,
  { inline, display }: MathMarks,
): string {
  const katex = {
    renderToString: (latex: string, options?: { displayMode?: boolean }) =>
      options?.displayMode === true ? display(latex) : inline(latex),
  };
  return renderHtml(solution, { katex, digits });
}
