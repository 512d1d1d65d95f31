// Derivations in Markdown, with formulas in LaTeX between dollar signs.
import { checkBoolean } from '../core/check.js';
import { escapeMarkdown } from './escape.js';
import { chainLatex, formulaRows, tableRows } from './math-lines.js';
import { type Block, outlineOf, type Section, type ShownNumbers } from './outline.js';
import { checkPrintOptions, createPrintContext, type PrintOptions } from './print-context.js';
import type { ShownTable } from './records.js';
import type { Derivation } from './types.js';

/** What `renderMarkdown` may be told. */
export interface MarkdownOptions extends PrintOptions {
  /** Whether the title, each step, the result and the sources are slides, with a rule (`---`) between them (false). */
  readonly slides?: boolean | undefined;
}

/** Markdown has no smaller headings. */
const SMALLEST_HEADING = 6;

/**
 * A derivation in Markdown with LaTeX: displays between `$$`, cells of tables between `$`, as GitHub,
 * Jupyter and most editors set them.
 *
 * With `slides` each step, a nested one too, is a slide of its own, as Marp, Slidev, Pandoc and reveal.js cut them at
 * `---`; `depth` leaves the nested ones out. What such a tool wants at the head of a file, such as Marp's `marp: true`, is
 * put before it.
 *
 * @param derivation - made by `createDerivation` or an explain function
 * @param options - `digits` (4), `fractions` (false), `depth` (all), `slides` (false)
 * @returns Markdown
 * @throws KindError where it is no derivation, KindError or DomainError for a bad option
 *
 * @example
 * A derivation with one step.
 * ```ts
 * import { createDerivation, stepOperations, refer, renderMarkdown } from 'fovea/derivation';
 * const d = createDerivation({
 *   topic: 'example',
 *   title: 'A third',
 *   given: [{ id: 'n', symbol: 'n', title: 'A number', value: 3 }],
 *   steps: [{ id: 'third', symbol: 't', title: 'Divide', check: stepOperations.divide(1, refer('n')) }],
 *   result: 1 / 3,
 *   answer: refer('third'),
 * });
 * renderMarkdown(d).includes('t = \\frac{1}{n} = \\frac{1}{3} \\approx 0.3333') // => true
 * renderMarkdown(d, { slides: true }).split('\n---\n').length // => 3
 * ```
 */
export function renderMarkdown(derivation: Derivation, options?: MarkdownOptions): string {
  const fn = 'renderMarkdown';
  const { slides = false, ...rest } = checkPrintOptions(fn, options, ['slides']);
  checkBoolean(fn, 'slides', slides);
  const outline = outlineOf(fn, derivation, createPrintContext(fn, derivation, rest));
  const parts = [`# ${escapeMarkdown(outline.title)}`];
  const part = (heading: string, content: readonly string[]): void => {
    if (content.length > 0) parts.push(`## ${heading}`, ...content);
  };
  const cut = (): void => {
    if (slides) parts.push('---');
  };
  part('Given', [
    ...setNumbers(outline.numbers),
    ...outline.given.flatMap(({ title, blocks }) => [
      `**${escapeMarkdown(title)}**`,
      ...blocks.flatMap(setBlock),
    ]),
  ]);
  if (slides) parts.push(...outline.steps.flatMap(setSlides));
  else
    part(
      'Solution',
      outline.steps.flatMap((step) => setSection(step, 3)),
    );
  cut();
  part('Result', outline.result.flatMap(setBlock));
  if (outline.sources.length > 0) cut();
  part(
    'Sources',
    outline.sources.map((source) => escapeMarkdown(source)),
  );
  return `${parts.join('\n\n')}\n`;
}

/** A list: each title with its numbers. */
function setNumbers(numbers: readonly ShownNumbers[]): string[] {
  if (numbers.length === 0) return [];
  const items = numbers.map(({ title, note, formulas }) => {
    const set = formulas.map((latex) => `$${latex}$`).join(', ');
    return `- ${escapeMarkdown(title)}: ${set}${note === '' ? '' : `. ${escapeMarkdown(note)}`}`;
  });
  return [items.join('\n')];
}

function setSection(section: Section, level: number): string[] {
  const marks = '#'.repeat(Math.min(level, SMALLEST_HEADING));
  return [
    `${marks} ${section.number} ${escapeMarkdown(section.title)}`,
    ...section.blocks.flatMap(setBlock),
    ...section.sections.flatMap((step) => setSection(step, level + 1)),
  ];
}

/** A slide for the step, and one for each step inside. */
function setSlides(section: Section): string[] {
  const own = setSection({ ...section, sections: [] }, 2);
  return ['---', ...own, ...section.sections.flatMap(setSlides)];
}

function setBlock(block: Block): string[] {
  switch (block.kind) {
    case 'words':
      return [escapeMarkdown(block.text)];
    case 'chain':
      return [display(chainLatex(block.chain))];
    case 'formulas':
      return formulaRows(block.formulas).map(display);
    case 'table':
      return [setTable(block.table)];
  }
}

function display(latex: string): string {
  return `$$\n${latex}\n$$`;
}

function setTable(table: ShownTable): string {
  // A bar inside a formula would end the cell.
  const inline = (latex: string): string => `$${latex.replaceAll('|', '\\vert ')}$`;
  const rows = tableRows(table, escapeMarkdown, inline);
  const columns = rows[0]!.map((_, at) => (at === 0 && table.corner !== undefined ? ':--' : '--:'));
  return [rows[0]!, columns, ...rows.slice(1)].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
