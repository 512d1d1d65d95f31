// A small reader of LaTeX formulas: what the printers write and what authors of steps use. It never fails;
// what it does not know is shown by its name.
import { ACCENTS, characterSigns, commands, type Role } from './latex-symbols.js';

/** A part of a formula. */
export type MathNode =
  | { readonly kind: 'atom'; readonly text: string; readonly role: Role }
  | { readonly kind: 'row'; readonly items: readonly MathItem[] }
  | { readonly kind: 'fraction'; readonly over: MathRow; readonly under: MathRow }
  | { readonly kind: 'root'; readonly of: MathRow }
  | {
      readonly kind: 'scripts';
      readonly base: MathNode;
      readonly below: MathRow | undefined;
      readonly above: MathRow | undefined;
    }
  | { readonly kind: 'fence'; readonly open: string; readonly close: string; readonly of: MathRow }
  | {
      readonly kind: 'grid';
      readonly rows: readonly (readonly MathRow[])[];
      readonly open: string;
      readonly close: string;
      readonly columns: string;
    };

/** Parts one after the other. */
export type MathRow = Extract<MathNode, { kind: 'row' }>;

/** A part with the place in the source that it was read from. */
export interface MathItem {
  readonly node: MathNode;
  readonly start: number;
  readonly end: number;
}

/** What stands around the rows of an environment. */
const GRIDS: { readonly [name: string]: readonly [open: string, close: string, columns: string] } =
  {
    array: ['', '', 'c'],
    matrix: ['', '', 'c'],
    pmatrix: ['(', ')', 'c'],
    bmatrix: ['[', ']', 'c'],
    vmatrix: ['|', '|', 'c'],
    cases: ['{', '', 'll'],
    aligned: ['', '', 'rl'],
  };

/** Commands that only change the typeface. */
const FACES: ReadonlySet<string> = new Set(['mathrm', 'mathbf', 'mathit', 'mathcal', 'mathbb']);

/**
 * Reads a formula.
 *
 * @param latex - the formula, without dollar signs
 * @returns its parts
 */
export function parseLatex(latex: string): MathRow {
  const reader = createReader(latex);
  const items: MathItem[] = [];
  while (!reader.done()) {
    items.push(...parseRow(reader).items);
    // A brace or an ampersand that nothing opened is passed over.
    if (!reader.done()) reader.next();
  }
  return { kind: 'row', items };
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Reader {
  readonly source: string;
  done(): boolean;
  peek(): string;
  next(): Token;
  /** Where the last token ended. */
  place(): number;
}

function createReader(source: string): Reader {
  const tokens: Token[] = [];
  for (const match of source.matchAll(/\\[A-Za-z]+|\\[\s\S]|\d+(?:\.\d+)?|[^\s]/gu)) {
    tokens.push({ text: match[0], start: match.index, end: match.index + match[0].length });
  }
  let at = 0;
  return {
    source,
    done: () => at >= tokens.length,
    peek: () => tokens[at]?.text ?? '',
    next: () => tokens[at++] ?? { text: '', start: source.length, end: source.length },
    place: () => tokens[at - 1]?.end ?? 0,
  };
}

const ENDS: ReadonlySet<string> = new Set(['}', '&', '\\\\', '\\right', '\\end']);

function parseRow(reader: Reader, stop = ''): MathRow {
  const items: MathItem[] = [];
  while (!reader.done() && !ENDS.has(reader.peek()) && reader.peek() !== stop) {
    const token = reader.next();
    let node = parseNode(token, reader);
    let below: MathRow | undefined;
    let above: MathRow | undefined;
    while (reader.peek() === '_' || reader.peek() === '^' || reader.peek() === "'") {
      const mark = reader.next().text;
      if (mark === '_') below = parseGroup(reader);
      else {
        const more =
          mark === '^' ? parseGroup(reader) : rowOf({ kind: 'atom', text: '′', role: 'ordinary' });
        // Primes and what is raised stand one after the other.
        above = { kind: 'row', items: [...(above?.items ?? []), ...more.items] };
      }
    }
    if (below !== undefined || above !== undefined) {
      node = { kind: 'scripts', base: node, below, above };
    }
    items.push({ node, start: token.start, end: reader.place() });
  }
  return { kind: 'row', items };
}

/** What stands in braces, or the next part alone. */
function parseGroup(reader: Reader): MathRow {
  if (reader.done()) return { kind: 'row', items: [] };
  const token = reader.next();
  return token.text === '{' ? closeGroup(reader) : rowOf(parseNode(token, reader));
}

function closeGroup(reader: Reader): MathRow {
  const row = parseRow(reader);
  if (reader.peek() === '}') reader.next();
  return row;
}

function rowOf(node: MathNode): MathRow {
  return { kind: 'row', items: [{ node, start: 0, end: 0 }] };
}

/** The words between braces, taken as they stand. */
function parseWords(reader: Reader): string {
  if (reader.peek() !== '{') return reader.next().text;
  const { start } = reader.next();
  let depth = 1;
  let end = start + 1;
  while (!reader.done() && depth > 0) {
    const token = reader.next();
    if (token.text === '{') depth++;
    if (token.text === '}') depth--;
    end = token.start;
  }
  return reader.source
    .slice(start + 1, end)
    .replace(/\\([A-Za-z]+)(?:\{\})?|\\([\s\S])/gu, (_, name: string, character: string) => {
      const known = commands().get(name ?? character);
      return known?.[0] ?? name ?? character;
    });
}

function parseNode(token: Token, reader: Reader): MathNode {
  const { text } = token;
  if (text === '{') return closeGroup(reader);
  if (!text.startsWith('\\')) {
    const [shown, role] = characterSigns().get(text) ?? [text, 'ordinary'];
    return { kind: 'atom', text: shown, role };
  }
  const name = text.slice(1);
  if (name === 'frac') {
    const over = parseGroup(reader);
    return { kind: 'fraction', over, under: parseGroup(reader) };
  }
  if (name === 'htmlData') {
    // A mark for pages, which shows nothing.
    parseWords(reader);
    return parseGroup(reader);
  }
  if (name === 'sqrt') return { kind: 'root', of: parseGroup(reader) };
  if (name === 'left') return parseFence(reader);
  if (name === 'begin') return parseGrid(reader);
  if (name === 'not') return parseNot(reader);
  if (name === 'text' || name === 'textbf' || name === 'textit') {
    return { kind: 'atom', text: parseWords(reader), role: 'ordinary' };
  }
  if (name === 'operatorname') {
    if (reader.peek() === '*') reader.next();
    return { kind: 'atom', text: parseWords(reader), role: 'function' };
  }
  if (FACES.has(name)) return parseGroup(reader);
  const accent = ACCENTS.get(name);
  if (accent !== undefined) {
    return { kind: 'atom', text: `${plainText(parseGroup(reader))}${accent}`, role: 'ordinary' };
  }
  const [shown, role] = commands().get(name) ?? [name, 'ordinary'];
  return { kind: 'atom', text: shown, role };
}

function parseNot(reader: Reader): MathNode {
  const node = parseNode(reader.next(), reader);
  return node.kind === 'atom' ? { ...node, text: `${node.text}\u0338` } : node;
}

function parseFence(reader: Reader): MathNode {
  const open = delimiter(reader.next().text);
  const of = parseRow(reader);
  if (reader.peek() === '\\right') reader.next();
  const close = delimiter(reader.next().text);
  // Parentheses around nothing but a matrix are the matrix's own.
  const only = of.items.length === 1 ? of.items[0]!.node : undefined;
  if (only?.kind === 'grid' && only.open === '' && only.close === '') {
    return { ...only, open, close };
  }
  return { kind: 'fence', open, close, of };
}

function delimiter(text: string): string {
  if (text === '.') return '';
  return text.startsWith('\\') ? (commands().get(text.slice(1))?.[0] ?? text) : text;
}

function parseGrid(reader: Reader): MathNode {
  const name = parseWords(reader);
  const [open, close, usual] = GRIDS[name] ?? ['', '', 'c'];
  const columns = name === 'array' ? parseWords(reader) : usual;
  const rows: MathRow[][] = [[]];
  while (!reader.done() && reader.peek() !== '\\end') {
    rows.at(-1)!.push(parseRow(reader));
    const mark = reader.peek();
    if (mark === '\\\\') rows.push([]);
    if (mark !== '\\end') reader.next();
  }
  reader.next();
  parseWords(reader);
  const filled = rows.filter((row) => row.some((cell) => cell.items.length > 0));
  return { kind: 'grid', rows: filled, open, close, columns };
}

/** The characters of a row, without layout. */
function plainText(row: MathRow): string {
  return row.items
    .map(({ node }) =>
      node.kind === 'atom' ? node.text : node.kind === 'row' ? plainText(node) : '',
    )
    .join('');
}
