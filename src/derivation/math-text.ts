// Formulas in the characters of a terminal: on one line where they can be, matrices as aligned columns.

import { type Box, beside, blockBox, delimiterBox, lineBox, padEnd, padStart } from './box.js';
import { checkText } from './check-derivation.js';
import { type MathItem, type MathNode, type MathRow, parseLatex } from './latex-parse.js';
import { loweredSigns, type Role, raisedSigns } from './latex-symbols.js';
import { onlyLettersAndDigits, startsWithLetter } from './letters.js';

/**
 * A LaTeX formula as plain text for a terminal: Greek letters and signs as their characters, indices
 * lowered and powers raised where such characters exist, fractions with a slash, matrices as aligned
 * columns on several lines.
 *
 * @param latex - the formula, without dollar signs
 * @returns the text; commands that are not known stand as their names
 * @throws KindError where it is no text
 *
 * @example
 * Two formulas that fit on a line.
 * ```ts
 * import { latexToText } from 'fovea/derivation';
 * latexToText('\\frac{a + b}{2} \\le \\sigma_{1}^{2}') // => '(a + b)/2 ≤ σ₁²'
 * latexToText('\\sum_i p_i \\ln \\frac{p_i}{q_i}') // => 'Σᵢ pᵢ ln(pᵢ/qᵢ)'
 * ```
 */
export function latexToText(latex: string): string {
  return latexBox(checkText('latexToText', 'latex', latex))
    .lines.map((line) => line.trimEnd())
    .join('\n');
}

/** A formula as a box. */
export function latexBox(latex: string): Box {
  return rowBox(parseLatex(latex).items);
}

/** Parts of a formula side by side, with the space that each wants. */
function rowBox(items: readonly MathItem[]): Box {
  const boxes: Box[] = [];
  items.forEach(({ node }, i) => {
    const before = items[i - 1]?.node;
    // "a/b c" would be read as a over b times c: a thin space does not part them.
    const after = items.slice(i + 1).find((item) => !isThinSpace(item.node))?.node;
    boxes.push(lineBox(spaceBetween(items, i)));
    const box = nodeBox(node);
    const clings = node.kind === 'fraction' && (sticks(before, 'left') || sticks(after, 'right'));
    boxes.push(clings ? fenced('(', box, ')') : box);
  });
  return beside(boxes);
}

/** The part a node plays in its row. */
function roleOf(node: MathNode | undefined): Role | 'none' {
  if (node === undefined) return 'none';
  if (node.kind === 'atom') return node.role;
  if (node.kind === 'scripts') return roleOf(node.base);
  return 'ordinary';
}

function isThinSpace(node: MathNode): boolean {
  return node.kind === 'atom' && node.role === 'space' && node.text.length <= 1;
}

/** Whether a fraction beside this node would be read as a part of it. */
function sticks(node: MathNode | undefined, side: 'left' | 'right'): boolean {
  const role = roleOf(node);
  if (side === 'left') {
    return role === 'ordinary' || role === 'close' || (role === 'function' && !isBig(node!));
  }
  return role === 'ordinary' || role === 'function' || role === 'open';
}

const BIG: ReadonlySet<string> = new Set(['Σ', 'Π', '∫']);

function isBig(node: MathNode): boolean {
  if (node.kind === 'scripts') return isBig(node.base);
  return node.kind === 'atom' && BIG.has(node.text);
}

/** The space before an item. */
function spaceBetween(items: readonly MathItem[], at: number): string {
  const before = items[at - 1]?.node;
  const node = items[at]!.node;
  const left = roleOf(before);
  const right = roleOf(node);
  if (left === 'none' || left === 'space' || right === 'space') return '';
  if (right === 'operator' && isSign(items, at)) {
    const joins = left === 'relation' || left === 'punctuation' || left === 'operator';
    return joins && !isSign(items, at - 1) ? ' ' : '';
  }
  if (right === 'operator') return ' ';
  if (left === 'operator') return isSign(items, at - 1) ? '' : ' ';
  if (left === 'relation' || right === 'relation' || left === 'punctuation') return ' ';
  if (left === 'function') return isOpening(node) && before?.kind !== 'scripts' ? '' : ' ';
  if (right === 'function') return left === 'open' ? '' : ' ';
  return '';
}

/** Whether an operator stands for a sign: there is nothing to its left that it could join. */
function isSign(items: readonly MathItem[], at: number): boolean {
  if (roleOf(items[at]?.node) !== 'operator') return false;
  let left = at - 1;
  while (roleOf(items[left]?.node) === 'space') left--;
  const before = items[left]?.node;
  const role = roleOf(before);
  if (before?.kind === 'atom' && before.text.endsWith(' ')) return true;
  return role !== 'ordinary' && role !== 'close';
}

function isOpening(node: MathNode): boolean {
  return node.kind === 'fence' || node.kind === 'fraction' || roleOf(node) === 'open';
}

function nodeBox(node: MathNode): Box {
  switch (node.kind) {
    case 'atom':
      return lineBox(node.text);
    case 'row':
      return rowBox(node.items);
    case 'fraction':
      return fractionBox(rowBox(node.over.items), rowBox(node.under.items), node);
    case 'root': {
      const box = rowBox(node.of.items);
      return isOne(node.of)
        ? beside([lineBox('√'), box])
        : beside([lineBox('√'), fenced('(', box, ')')]);
    }
    case 'scripts':
      return scriptsBox(node);
    case 'fence':
      return fenced(node.open, rowBox(node.of.items), node.close);
    case 'grid':
      return gridBox(node);
  }
}

function fenced(open: string, box: Box, close: string): Box {
  return beside([delimiterBox(open, box), box, delimiterBox(close, box)]);
}

function fractionBox(over: Box, under: Box, node: Extract<MathNode, { kind: 'fraction' }>): Box {
  if (over.lines.length === 1 && under.lines.length === 1) {
    const derivative =
      isDifferential(node.under) && (isDifferential(node.over) || isOperator(node.over));
    const plain = (row: MathRow): boolean => derivative || isOne(row) || isApplied(row);
    const top = plain(node.over) ? over : fenced('(', over, ')');
    const low = plain(node.under) ? under : fenced('(', under, ')');
    return beside([top, lineBox('/'), low]);
  }
  const width = Math.max(over.width, under.width);
  const lines = [...over.lines, '─'.repeat(width), ...under.lines];
  return blockBox(lines, over.lines.length);
}

/** Whether a row is one thing, that needs no parentheses beside a slash or below a root. */
function isOne(row: MathRow): boolean {
  const [item] = row.items;
  if (item === undefined) return false;
  if (row.items.length !== 1) return isEnclosed(row);
  if (item.node.kind === 'row') return isOne(item.node);
  // A matrix brings its own parentheses.
  return item.node.kind === 'grid' ? item.node.open !== '' : item.node.kind !== 'fraction';
}

/** Whether a row stands in parentheses of its own. */
function isEnclosed({ items }: Pick<MathRow, 'items'>): boolean {
  let depth = 0;
  return items.every(({ node }, i) => {
    const role = roleOf(node);
    if (role === 'open') depth++;
    if (role === 'close') depth--;
    return i === items.length - 1 ? depth === 0 && role === 'close' : depth > 0;
  });
}

/** Whether a row is one thing behind the sign of a derivative: ∂L, dx. */
function isDifferential({ items: [sign, of, ...rest] }: MathRow): boolean {
  const one = of !== undefined && rest.length === 0 && isOne({ kind: 'row', items: [of] });
  return one && isDerivativeSign(sign);
}

function isDerivativeSign(item: MathItem | undefined): boolean {
  return item?.node.kind === 'atom' && /^[∂d]$/.test(item.node.text);
}

/** Whether a row is the sign of a derivative, with what is differentiated behind the fraction. */
function isOperator({ items: [sign, ...rest] }: MathRow): boolean {
  return rest.length === 0 && isDerivativeSign(sign);
}

/** Whether a row is a letter with parentheses that follow at once, as p(x): no product, which has a space between. */
function isApplied({ items }: MathRow): boolean {
  const [first, ...rest] = items;
  if (first === undefined || rest.length === 0) return false;
  const base = first.node.kind === 'scripts' ? first.node.base : first.node;
  const letter =
    base.kind === 'atom' && base.role === 'ordinary' && startsWithLetter().test(base.text);
  return letter && isEnclosed({ items: rest });
}

function scriptsBox({ base, below, above }: Extract<MathNode, { kind: 'scripts' }>): Box {
  const box = nodeBox(base);
  const low = below === undefined ? '' : lowered(rowBox(below.items));
  const high = above === undefined ? '' : raised(rowBox(above.items));
  if (box.lines.length === 1) return beside([box, lineBox(low + high)]);
  const marks = new Array<string>(box.lines.length).fill('');
  marks[0] = high;
  marks[marks.length - 1] += low;
  return beside([box, blockBox(marks, box.baseline)]);
}

function raised(box: Box): string {
  const text = box.lines.join(' ');
  // A degree is raised already.
  if (text === '°') return text;
  const characters = [...text.replaceAll(' ', '')].map((character) => raisedSigns().get(character));
  if (characters.every((character) => character !== undefined)) return characters.join('');
  return [...text].length === 1 ? `^${text}` : `^(${text})`;
}

function lowered(box: Box): string {
  const text = box.lines.join(' ');
  const parts = text.split(', ');
  // Indices of one character each need no commas between them.
  const tight = parts.every((part) => [...part].length === 1) ? parts.join('') : text;
  const characters = [...tight.replaceAll(' ', '')].map((character) =>
    loweredSigns().get(character),
  );
  if (characters.every((character) => character !== undefined)) return characters.join('');
  if (parts.length > 1) return `[${text}]`;
  return onlyLettersAndDigits().test(text) ? `_${text}` : `_(${text})`;
}

function gridBox({ rows, open, close, columns }: Extract<MathNode, { kind: 'grid' }>): Box {
  const cells = rows.map((row) => row.map((cell) => rowBox(cell.items)));
  const count = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...cells.map((row) => row[column]?.width ?? 0)),
  );
  const gap = lineBox(columns.startsWith('rl') ? ' ' : '  ');
  const lines = cells.flatMap((row) => {
    const aligned = widths.map((width, column) => {
      const box = row[column] ?? lineBox('');
      const pad = columns[column] === 'l' ? padEnd : padStart;
      return blockBox(
        box.lines.map((line) => pad(line, width)),
        box.baseline,
      );
    });
    return beside(aligned.flatMap((box, column) => (column === 0 ? [box] : [gap, box]))).lines;
  });
  const filled = lines.length > 0 ? lines : [''];
  const inner = blockBox(filled, Math.floor((filled.length - 1) / 2));
  return fenced(open, open === '{' ? beside([lineBox(' '), inner]) : inner, close);
}
