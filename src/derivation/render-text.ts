// Derivations for a terminal.
import { checkNumber } from '../core/check.js';
import { type Box, beside, lineBox, padEnd, padStart, textWidth } from './box.js';
import { breakLatex } from './break-latex.js';
import { type Chain, type ChainPart, chainParts } from './chain.js';
import { oneLine } from './formula-words.js';
import { latexBox, latexToText } from './math-text.js';
import { type Block, outlineOf, type Section, type ShownNumbers } from './outline.js';
import { checkPrintOptions, createPrintContext, type PrintOptions } from './print-context.js';
import type { ShownTable } from './records.js';
import type { Derivation } from './types.js';

/** What `renderText` may be told. */
export interface TextOptions extends PrintOptions {
  /** Columns of the terminal (100). */
  readonly width?: number | undefined;
}

/** Columns where none are given. */
const WIDTH = 100;

/** Narrower terminals get this much. */
const LEAST_WIDTH = 40;

/** Columns by which nested steps move to the right. */
const INDENT = 3;

/** Columns between the margin and what follows a sign. */
const CONTINUED = 3;

/** Columns of a sign with blanks around it. */
const LEAD = 3;

const LEADS = { namely: ':  ', holds: ',  ' };

/**
 * A derivation as text for a terminal: formulas in Unicode, matrices as aligned columns.
 *
 * @param derivation - made by `createDerivation` or an explain function
 * @param options - `digits` (4), `fractions` (false), `depth` (all), `width` (100)
 * @returns lines separated by line feeds, none wider than `width` where formulas can be broken
 * @throws KindError where it is no derivation, KindError or DomainError for a bad option
 *
 * @example
 * The text of a derivation with one step.
 * ```ts
 * import { createDerivation, stepOperations, refer, renderText } from 'fovea/derivation';
 * const d = createDerivation({
 *   topic: 'example',
 *   title: 'A third',
 *   given: [{ id: 'n', symbol: 'n', title: 'A number', value: 3 }],
 *   steps: [{ id: 'third', symbol: 't', title: 'Divide', check: stepOperations.divide(1, refer('n')) }],
 *   result: 1 / 3,
 *   answer: refer('third'),
 * });
 * renderText(d).includes('t = 1/n = 1/3 ≈ 0.3333') // => true
 * ```
 */
export function renderText(derivation: Derivation, options?: TextOptions): string {
  const fn = 'renderText';
  const checked = checkPrintOptions(fn, options, ['width']);
  const width = checkNumber(fn, 'width', checked.width ?? WIDTH, { integer: true, min: 1 });
  const room = Math.max(width, LEAST_WIDTH);
  const outline = outlineOf(fn, derivation, createPrintContext(fn, derivation, checked));
  const title = oneLine(outline.title);
  const lines = [...wrap(title, room), '═'.repeat(Math.min(textWidth(title), room)), ''];
  const part = (heading: string, content: readonly string[]): void => {
    if (content.length === 0) return;
    lines.push(heading, '─'.repeat(heading.length), ...content, '');
  };
  part(
    'Given',
    spaced([
      ...(outline.numbers.length > 0 ? [setNumbers(outline.numbers, room)] : []),
      ...outline.given.map((given) => setSection(given, 0, room)),
    ]),
  );
  part('Solution', spaced(outline.steps.map((step) => setSection(step, 0, room))));
  part('Result', spaced(outline.result.map((block) => setBlock(block, room))));
  part(
    'Sources',
    outline.sources.flatMap((source) => wrap(oneLine(source), room)),
  );
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Groups of lines with an empty line between. */
function spaced(groups: readonly (readonly string[])[]): string[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, i) => (i === 0 ? group : ['', ...group]));
}

function setSection(section: Section, indent: number, width: number): string[] {
  const inner = indent + INDENT;
  const label = section.number === '' ? '' : `${section.number}  `;
  const heading = wrap(oneLine(section.title), width - indent - label.length).map(
    (line, i) => `${i === 0 ? label : ' '.repeat(label.length)}${line}`,
  );
  const blocks = section.blocks.flatMap((block) => shift(setBlock(block, width - inner), INDENT));
  const nested = section.sections.map((step) => shift(setSection(step, inner, width), INDENT));
  return [...heading, ...blocks, ...nested.flatMap((lines) => ['', ...lines])];
}

/** Titles in a column with their numbers beside them; below them where a title is long. */
function setNumbers(numbers: readonly ShownNumbers[], width: number): string[] {
  const titles = numbers.map(({ title }) => oneLine(title));
  const widest = Math.max(...titles.map(textWidth));
  const aside = widest <= width / 3;
  const margin = aside ? widest + 3 : INDENT;
  return numbers.flatMap(({ note, formulas }, i) => {
    const set = flow(formulas.map(latexBox), width - margin).filter((line) => line !== '');
    const remark = note === '' ? [] : wrap(oneLine(note), width - margin);
    const below = shift([...set, ...remark], margin);
    if (!aside) return [...wrap(titles[i]!, width), ...below];
    return [padEnd(titles[i]!, margin) + below[0]!.slice(margin), ...below.slice(1)];
  });
}

function shift(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}

function setBlock(block: Block, width: number): string[] {
  switch (block.kind) {
    case 'words':
      return wrap(oneLine(block.text), width);
    case 'chain':
      return setChain(block.chain, width);
    case 'formulas':
      return flow(block.formulas.map(latexBox), width);
    case 'table':
      return setTable(block.table);
  }
}

/** Words in lines of at most a width. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

function setChain(chain: Chain, width: number): string[] {
  const { left, parts } = chainParts(chain);
  const head = latexBox(left);
  const boxes = parts.map((part) => ({ ...part, lead: leadOf(part), box: latexBox(part.latex) }));
  const whole = beside([head, ...boxes.flatMap(({ lead, box }) => [lineBox(lead), box])]);
  if (whole.width <= width) return trimmed(whole);
  // Lines that go on stand below the first sign.
  const margin = boxes.length > 0 && head.width <= width / 3 ? head.width : 2;
  const indent = lineBox(' '.repeat(margin));
  const room = width - margin - CONTINUED;
  const lines = breakLatex(left, width - CONTINUED).map((piece, i) =>
    i === 0 ? latexBox(piece) : beside([lineBox(' '.repeat(CONTINUED)), latexBox(piece)]),
  );
  // What took several lines by itself ends with its last one.
  let full = lines.length > 1;
  boxes.forEach(({ link, lead, latex, box }, at) => {
    const last = lines.at(-1)!;
    if (!full && last.width + textWidth(lead) + box.width <= width) {
      lines[lines.length - 1] = beside([last, lineBox(lead), box]);
      return;
    }
    const pieces = breakWithin(latex, room);
    full = pieces.length > 1;
    pieces.forEach((piece, i) => {
      // No line begins with a comma.
      const sign = lineBox(
        i === 0 && link !== 'holds' ? `${padStart(lead.trimEnd(), CONTINUED - 1)} ` : '   ',
      );
      // A short symbol has its value beside it.
      if (at === 0 && i === 0 && margin === head.width) {
        lines[0] = beside([head, sign, latexBox(piece)]);
      } else {
        lines.push(beside([indent, sign, latexBox(piece)]));
      }
    });
  });
  return lines.flatMap(trimmed);
}

/** Pieces with the signs that they begin with, which take columns that they did not in the middle of a line. */
function breakWithin(latex: string, room: number): string[] {
  const pieces = breakLatex(latex, room);
  return pieces.some((piece) => latexBox(piece).width > room)
    ? breakLatex(latex, room - LEAD)
    : pieces;
}

function leadOf({ link, sign }: ChainPart): string {
  return link === 'namely' || link === 'holds' ? LEADS[link] : ` ${latexToText(sign)} `;
}

function trimmed(box: Box): string[] {
  return box.lines.map((line) => line.trimEnd());
}

/** Formulas side by side, as many as fit in a line. */
function flow(boxes: readonly Box[], width: number): string[] {
  const rows: Box[] = [];
  for (const box of boxes) {
    const last = rows.at(-1);
    if (last !== undefined && last.width + 3 + box.width <= width) {
      rows[rows.length - 1] = beside([last, lineBox('   '), box]);
    } else {
      rows.push(box);
    }
  }
  return spaced(rows.map(trimmed));
}

function setTable(table: ShownTable): string[] {
  const columns = table.columns.map((column, at) => [
    oneLine(column),
    ...table.rows.map((row) => latexBox(row.cells[at] ?? '').lines.join(' ')),
  ]);
  const labels = [oneLine(table.corner ?? ''), ...table.rows.map((row) => oneLine(row.label))];
  const labelWidth = Math.max(...labels.map(textWidth));
  const widths = columns.map((cells) => Math.max(...cells.map(textWidth)));
  const line = (at: number): string => {
    const cells = columns.map((cells, column) => padStart(cells[at]!, widths[column]!)).join('   ');
    return table.corner === undefined ? cells : `${padEnd(labels[at]!, labelWidth)} │ ${cells}`;
  };
  const rule = '─'.repeat(
    Math.max(
      0,
      widths.reduce((sum, width) => sum + width + 3, -3),
    ),
  );
  const under = table.corner === undefined ? rule : `${'─'.repeat(labelWidth)}─┼─${rule}`;
  return [line(0), under, ...table.rows.map((_, i) => line(i + 1))].map((text) => text.trimEnd());
}
