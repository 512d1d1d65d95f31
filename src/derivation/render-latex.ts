// Derivations as LaTeX documents.
import { checkBoolean } from '../core/check.js';
import { escapeLatex } from './escape.js';
import { chainLatex, formulaRows, tableRows } from './math-lines.js';
import { type Block, outlineOf, type Section, type ShownNumbers } from './outline.js';
import { checkPrintOptions, createPrintContext, type PrintOptions } from './print-context.js';
import type { ShownTable } from './records.js';
import type { Derivation } from './types.js';

/** What `renderLatex` may be told. */
export interface LatexOptions extends PrintOptions {
  /** Whether the whole document is wanted (true), or only what stands between its begin and end. */
  readonly document?: boolean | undefined;
}

/** Margins of an inch, so that two matrices and their difference fit beside each other. */
const preamble = (): string =>
  [
    '\\documentclass{article}',
    '\\usepackage[utf8]{inputenc}',
    '\\usepackage[T1]{fontenc}',
    '\\usepackage{amsmath}',
    '\\usepackage{amssymb}',
    '\\setlength{\\textwidth}{160mm}',
    '\\setlength{\\textheight}{230mm}',
    '\\setlength{\\oddsidemargin}{0pt}',
    '\\setlength{\\topmargin}{-10mm}',
    '\\setlength{\\parindent}{0pt}',
    '',
  ].join('\n');

const COMMANDS = ['\\section*', '\\subsection*', '\\subsubsection*', '\\paragraph'] as const;

/**
 * A derivation as a LaTeX document that needs no packages but amsmath and amssymb. Given words in letters other than
 * Latin and Greek ones need XeLaTeX or LuaLaTeX and a font that has them.
 *
 * @param derivation - made by `createDerivation` or an explain function
 * @param options - `digits` (4), `fractions` (false), `depth` (all), `document` (true)
 * @returns the document, or its body where `document` is false
 * @throws KindError where it is no derivation, KindError or DomainError for a bad option
 *
 * @example
 * The body of a derivation with one step.
 * ```ts
 * import { createDerivation, stepOperations, refer, renderLatex } from 'fovea/derivation';
 * const d = createDerivation({
 *   topic: 'example',
 *   title: 'A third',
 *   given: [{ id: 'n', symbol: 'n', title: 'A number', value: 3 }],
 *   steps: [{ id: 'third', symbol: 't', title: 'Divide', check: stepOperations.divide(1, refer('n')) }],
 *   result: 1 / 3,
 *   answer: refer('third'),
 * });
 * renderLatex(d, { document: false }).startsWith('\\section*{A third}') // => true
 * ```
 */
export function renderLatex(derivation: Derivation, options?: LatexOptions): string {
  const fn = 'renderLatex';
  const checked = checkPrintOptions(fn, options, ['document']);
  const whole = checkBoolean(fn, 'document', checked.document ?? true);
  const outline = outlineOf(fn, derivation, createPrintContext(fn, derivation, checked));
  const parts = [`\\section*{${escapeLatex(outline.title)}}`];
  const part = (heading: string, content: readonly string[]): void => {
    if (content.length > 0) parts.push(`\\subsection*{${heading}}`, ...content);
  };
  part('Given', [
    ...setNumbers(outline.numbers),
    ...outline.given.flatMap(({ title, blocks }) => [
      `\\paragraph{${escapeLatex(title)}.}`,
      ...blocks.flatMap(setBlock),
    ]),
  ]);
  part(
    'Solution',
    outline.steps.flatMap((step) => setSection(step, 2)),
  );
  part('Result', outline.result.flatMap(setBlock));
  part('Sources', outline.sources.map(escapeLatex));
  const body = `${parts.join('\n\n')}\n`;
  if (!whole) return body;
  return `${preamble()}\\begin{document}\n${body}\\end{document}\n`;
}

/** A description list: each title with its numbers, which wrap between formulas only. */
function setNumbers(numbers: readonly ShownNumbers[]): string[] {
  if (numbers.length === 0) return [];
  const items = numbers.map(({ title, note, formulas }) => {
    const set = formulas.map((latex) => `\\mbox{$${latex}$}`).join(',\\quad ');
    return `\\item[{${escapeLatex(title)}.}] ${set}${note === '' ? '' : `. ${escapeLatex(note)}`}`;
  });
  return [`\\begin{description}\\raggedright\n${items.join('\n')}\n\\end{description}`];
}

function setSection(section: Section, level: number): string[] {
  const command = COMMANDS[Math.min(level, COMMANDS.length - 1)];
  return [
    `${command}{${section.number}\\quad ${escapeLatex(section.title)}}`,
    ...section.blocks.flatMap(setBlock),
    ...section.sections.flatMap((step) => setSection(step, level + 1)),
  ];
}

function setBlock(block: Block): string[] {
  switch (block.kind) {
    case 'words':
      return [escapeLatex(block.text)];
    case 'chain':
      return [display(chainLatex(block.chain))];
    case 'formulas':
      return formulaRows(block.formulas).map(display);
    case 'table':
      return [setTable(block.table)];
  }
}

function display(latex: string): string {
  return `\\[ ${latex} \\]`;
}

function setTable(table: ShownTable): string {
  const rows = tableRows(table, escapeLatex, (latex) => `$${latex}$`);
  const labelled = table.corner !== undefined;
  const columns = 'r'.repeat(table.columns.length);
  const [head, ...body] = rows.map((row) => `${row.join(' & ')} \\\\`);
  const lines = [`\\begin{tabular}{${labelled ? 'l|' : ''}${columns}}`, head, '\\hline', ...body];
  return `\\begin{center}\n${lines.join('\n')}\n\\end{tabular}\n\\end{center}`;
}
