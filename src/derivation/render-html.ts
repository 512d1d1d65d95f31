// Derivations as HTML, with formulas set by the KaTeX that the caller brings.
import { checkBoolean, checkNumber } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import { escapeHtml } from './escape.js';
import { chainLatex, tableRows } from './math-lines.js';
import { latexToWords } from './math-words.js';
import { type Block, outlineOf, type Section, type ShownNumbers } from './outline.js';
import { checkPrintOptions, createPrintContext, type PrintOptions } from './print-context.js';
import type { ShownTable } from './records.js';
import type { Derivation, StepReferral } from './types.js';
import type { Mark } from './value-latex.js';

/** Keeps a formula within a line on one line, with some space after it. */
const UNBROKEN = 'display: inline-block; margin-right: 1em';

/** Steps within a step stand to the right of a line. */
const WITHIN =
  'margin-left: 0.3em; border-left: 1px solid rgb(128 128 128 / 50%); padding-left: 0.8em';

/** Formulas side by side, as many as fit. */
const WRAPS = 'display: flex; flex-wrap: wrap; justify-content: space-evenly; column-gap: 2em';

/** Labels of rows up to this length stay on one line. */
const LONG_LABEL = 20;

/** Lets what is wider than the page scroll by itself. */
const SCROLLS = 'max-width: 100%; overflow-x: auto; overflow-y: hidden';

/** What is needed of KaTeX. */
export interface Katex {
  /** Sets a formula as HTML. */
  renderToString(
    latex: string,
    options?: {
      displayMode?: boolean;
      output?: 'htmlAndMathml';
      trust?: (context: { command: string }) => boolean;
      strict?: (code: string) => 'ignore' | 'warn';
    },
  ): string;
}

/** What `renderHtml` may be told. */
export interface HtmlOptions extends PrintOptions {
  /** The KaTeX module: `import katex from 'katex'`. */
  readonly katex: Katex;
  /** Whether each number of a value carries its place, as `data-cell="D.1.0.2"`, by which a page can highlight it (false). */
  readonly cells?: boolean | undefined;
  /** How many levels of steps stand open at first: 0 for an overview of titles, each of which opens (all). */
  readonly open?: number | undefined;
  /** How many of the outermost steps are told, as hints; the others stand there by their titles alone, and the result with the last (all). */
  readonly told?: number | undefined;
}

/**
 * A derivation as HTML: an article whose nested steps open and close, formulas set by KaTeX (with MathML
 * beside them and, for screen readers, the same in plain words), tables with headings. What is wider than the
 * page scrolls by itself. The page brings KaTeX's style sheet.
 *
 * Each step is an element with `data-step` set to its id, so that a page can find it, and `data-refers` to what it
 * looks at: JSON in the form of a step's `refers`. With `cells` the numbers of values carry their places, as
 * `data-cell="g.0.2"`; so a page can highlight what a step looks at.
 *
 * @param derivation - made by `createDerivation` or an explain function
 * @param options - `katex`; `digits` (4), `fractions` (false), `depth` (all), `open` (all),
 * `cells` (false), `told` (all)
 * @returns one `article` element
 * @throws KindError where it is no derivation, KindError or DomainError for a bad option
 *
 * @example
 * A stand-in for KaTeX that sets formulas as they are written.
 * ```ts
 * import { createDerivation, stepOperations, refer, renderHtml } from 'fovea/derivation';
 * const d = createDerivation({
 *   topic: 'example',
 *   title: 'A third',
 *   given: [{ id: 'n', symbol: 'n', title: 'A number', value: 3 }],
 *   steps: [{ id: 'third', symbol: 't', title: 'Divide', check: stepOperations.divide(1, refer('n')) }],
 *   result: 1 / 3,
 *   answer: refer('third'),
 * });
 * const katex = { renderToString: (latex: string) => `<code>${latex}</code>` };
 * renderHtml(d, { katex }).includes('<code>t = \\frac{1}{n} = \\frac{1}{3} \\approx 0.3333</code>') // => true
 * ```
 */
export function renderHtml(derivation: Derivation, options: HtmlOptions): string {
  const fn = 'renderHtml';
  const checked = checkPrintOptions(fn, options, ['katex', 'open', 'cells', 'told']);
  const { katex, open = Infinity, cells = false, told = Infinity, ...rest } = checked;
  checkBoolean(fn, 'cells', cells);
  if (open !== Infinity) checkNumber(fn, 'open', open, { integer: true, min: 0 });
  if (told !== Infinity) checkNumber(fn, 'told', told, { integer: true, min: 0 });
  if (typeof katex?.renderToString !== 'function') {
    throw new KindError({
      function: fn,
      argument: 'katex',
      expected: 'the module katex',
      got: describeValue(katex),
    });
  }
  const context = createPrintContext(fn, derivation, rest);
  const outline = outlineOf(fn, derivation, cells ? { ...context, markOf } : context);
  const display = (latex: string): string => {
    const formula = katex.renderToString(latex, {
      displayMode: true,
      output: 'htmlAndMathml',
      ...(cells ? MARKED : {}),
    });
    return `<div class="fovea-formula" ${spoken(latex)} style="${SCROLLS}">${formula}</div>`;
  };
  const inline = (latex: string, style = ''): string =>
    `<span ${spoken(latex)}${style}>${katex.renderToString(latex, cells ? MARKED : {})}</span>`;
  const setBlock = (block: Block): string => {
    switch (block.kind) {
      case 'words':
        return `<p>${escapeHtml(block.text)}</p>`;
      case 'chain':
        return display(chainLatex(block.chain));
      case 'formulas':
        return `<div style="${WRAPS}">\n${block.formulas.map(display).join('\n')}\n</div>`;
      case 'table':
        return setTable(block.table, inline);
    }
  };
  const titleOf = ({ number, title }: Section): string =>
    `${number} ${escapeHtml(title)}`.trimStart();
  const setSection = (section: Section): string => {
    const { number, blocks, sections } = section;
    const within =
      sections.length === 0
        ? []
        : [`<div class="fovea-steps" style="${WITHIN}">`, ...sections.map(setSection), '</div>'];
    const content = [...blocks.map(setBlock), ...within].join('\n');
    const opened = number.split('.').length <= open ? ' open' : '';
    return `<details${opened} class="fovea-step" data-step="${escapeHtml(section.id)}"${looksAt(section.refers)}>\n<summary>${titleOf(section)}</summary>\n${content}\n</details>`;
  };
  const part = (heading: string, content: readonly string[]): string =>
    content.length === 0
      ? ''
      : `<section>\n<h3>${heading}</h3>\n${content.join('\n')}\n</section>\n`;
  return [
    '<article class="fovea-derivation">\n',
    `<h2>${escapeHtml(outline.title)}</h2>\n`,
    part('Given', [
      ...setNumbers(outline.numbers, inline),
      ...outline.given.map(
        ({ title, blocks }) => `<h4>${escapeHtml(title)}</h4>\n${blocks.map(setBlock).join('\n')}`,
      ),
    ]),
    part(
      'Solution',
      outline.steps.map((section, i) =>
        i < told ? setSection(section) : `<p class="fovea-untold">${titleOf(section)}</p>`,
      ),
    ),
    part('Result', told < derivation.steps.length ? [] : outline.result.map(setBlock)),
    part(
      'Sources',
      outline.sources.map((source) => `<p>${escapeHtml(source)}</p>`),
    ),
    '</article>\n',
  ].join('');
}

/** Lets KaTeX set the marks of cells, and nothing else that it does not trust. */
const MARKED = {
  trust: ({ command }: { command: string }): boolean => command === '\\htmlData',
  strict: (code: string): 'ignore' | 'warn' => (code === 'htmlExtension' ? 'ignore' : 'warn'),
};

/** Names that can stand in a mark as they are. */
const MARKABLE = /^[\w-]+$/;

/** Marks cells by the name of their value and their indices. */
function markOf(id: string): Mark {
  return (at, latex) =>
    MARKABLE.test(id) ? `\\htmlData{cell=${[id, ...at].join('.')}}{${latex}}` : latex;
}

/** What a step looks at, as JSON in an attribute. */
function looksAt(refers: readonly StepReferral[]): string {
  return refers.length === 0 ? '' : ` data-refers="${escapeHtml(JSON.stringify(refers))}"`;
}

/** What a screen reader says of a formula. */
function spoken(latex: string): string {
  return `role="math" aria-label="${escapeHtml(latexToWords(latex))}"`;
}

/** A description list: each title with its numbers, which wrap between formulas only. */
function setNumbers(
  numbers: readonly ShownNumbers[],
  inline: (latex: string, style: string) => string,
): string[] {
  if (numbers.length === 0) return [];
  const rows = numbers.map(({ title, note, formulas }) => {
    const set = formulas.map((latex) => inline(latex, ` style="${UNBROKEN}"`));
    const remark = note === '' ? '' : ` ${escapeHtml(note)}`;
    return `<dt>${escapeHtml(title)}</dt>\n<dd>${set.join(' ')}${remark}</dd>`;
  });
  return [`<dl class="fovea-numbers">\n${rows.join('\n')}\n</dl>`];
}

function setTable(table: ShownTable, inline: (latex: string) => string): string {
  const labelled = table.corner !== undefined;
  const [head, ...body] = tableRows(table, escapeHtml, inline);
  const cell = (text: string, at: number): string =>
    labelled && at === 0
      ? `<th scope="row"${text.length > LONG_LABEL ? '' : ' style="white-space: nowrap"'}>${text}</th>`
      : `<td>${text}</td>`;
  // A corner without words heads nothing.
  const heading = head!
    .map((text) => (text === '' ? '<td></td>' : `<th scope="col">${text}</th>`))
    .join('');
  const rows = body.map((row) => `<tr>${row.map(cell).join('')}</tr>`);
  return `<div class="fovea-table" style="${SCROLLS}">\n<table>\n<thead><tr>${heading}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>\n</div>`;
}
