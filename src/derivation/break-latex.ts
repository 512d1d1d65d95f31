// Long formulas in several lines: broken before relations, after commas, before plus and minus; only where that is
// not enough inside of products and parentheses, never inside any other group. What stands in parentheses stays
// together as long as it fits in a line.
import { type MathItem, type MathNode, parseLatex } from './latex-parse.js';
import { latexBox } from './math-text.js';

/** A formula cut before its relations: `A = B ≤ C` into A, = B, ≤ C. */
export interface Relations {
  readonly left: string;
  readonly parts: readonly { readonly sign: string; readonly latex: string }[];
}

/** Signs by which a chain of reasoning goes on. */
const GOES_ON = /^[=≈≠≤≥<>≡∝]$/;

/**
 * Cuts a formula before each of its relations. Several formulas in a row, `A = B, C = D`, are no chain: what
 * follows the first comma stays whole.
 *
 * @param latex - the formula
 * @returns what stands to the left of the first relation, and each relation with what follows it
 */
export function splitRelations(latex: string): Relations {
  const cuts: MathItem[] = [];
  let depth = 0;
  for (const item of parseLatex(latex).items) {
    if (item.node.kind !== 'atom') continue;
    const { role, text } = item.node;
    if (role === 'open') depth++;
    else if (role === 'close') depth--;
    else if (depth > 0) continue;
    else if (role === 'relation' && GOES_ON.test(text)) cuts.push(item);
    else if (cuts.length > 0 && separates(item.node)) break;
  }
  return {
    left: latex.slice(0, cuts[0]?.start).trim(),
    parts: cuts.map(({ start, end }, i) => ({
      sign: latex.slice(start, end),
      latex: latex.slice(end, cuts[i + 1]?.start).trim(),
    })),
  };
}

/** Whether something new begins after it. */
function separates({ role, text }: Extract<MathNode, { kind: 'atom' }>): boolean {
  return role === 'relation' || role === 'punctuation' || (role === 'space' && text.length > 1);
}

/** What stays together, and what stands before it where it begins a line that goes on. */
interface Chunk {
  readonly latex: string;
  readonly lead: string;
}

/**
 * Breaks a formula into pieces of at most a width.
 *
 * @param latex - the formula
 * @param width - columns of a terminal, which also stand for the width on paper
 * @returns pieces of LaTeX, one where it fits; a part that cannot be broken may be wider
 */
export function breakLatex(latex: string, width: number): string[] {
  if (latexBox(latex).width <= width) return [latex];
  const lines: string[] = [];
  for (const { latex: piece, lead } of entries(latex, parseLatex(latex).items, width)) {
    const last = lines.at(-1);
    if (last !== undefined && latexBox(last + piece).width <= width) {
      lines[lines.length - 1] = last + piece;
    } else {
      lines.push((last === undefined ? '' : lead) + piece);
    }
  }
  return lines.length === 0 ? [latex] : lines.map((line) => line.trimEnd());
}

/** With nothing before it, a plus would be read as a sign. */
const NOTHING = '{} ';

/** A product without a dot gets one where a line begins with its second half. */
const DOT = '{} \\cdot ';

/** Entries of a list; what is too wide in finer parts. */
function entries(source: string, items: readonly MathItem[], width: number): Chunk[] {
  const whole = together(items);
  const begins = (i: number): string | undefined => (endsWithComma(whole[i - 1]) ? '' : undefined);
  return finer(source, whole, begins, width, terms);
}

/** Terms of a sum. */
function terms(source: string, items: readonly MathItem[], width: number): Chunk[] {
  const begins = (i: number): string | undefined => {
    const [before, item] = [items[i - 1], items[i]];
    return isOneOf(item, SUM) && !isOneOf(before, SUM) && !opens(before) ? NOTHING : undefined;
  };
  return finer(source, items, begins, width, factors);
}

function factors(source: string, items: readonly MathItem[], width: number): Chunk[] {
  const begins = (i: number): string | undefined => {
    const [before, item] = [items[i - 1], items[i]];
    if (isOneOf(item, PRODUCT)) return NOTHING;
    if (followsFraction(items, i)) return undefined;
    return isFactor(before) && isFactor(item) && (fenceIn(item) ?? fenceIn(before))
      ? DOT
      : undefined;
  };
  return finer(source, items, begins, width, insides);
}

/** Parentheses behind a fraction are rather broken than parted from it: ½ (a + b … */
function followsFraction(items: readonly MathItem[], i: number): boolean {
  return i === 1 && items[0]!.node.kind === 'fraction' && innerOf(items[1]) !== undefined;
}

/** The terms within parentheses, which no longer grow with what they hold. */
function insides(source: string, items: readonly MathItem[], width: number): Chunk[] {
  return items.flatMap((item, i): Chunk[] => {
    if (followsFraction(items, i + 1)) return [];
    const before = followsFraction(items, i) ? source.slice(items[0]!.start, item.start) : '';
    const latex = source.slice(item.start, items[i + 1]?.start);
    const inner = innerOf(item);
    const last = inner?.at(-1);
    const whole = before + latex;
    if (inner === undefined || last === undefined || latexBox(whole).width <= width) {
      return [{ latex: whole, lead: '' }];
    }
    const close = latex.slice(last.end - item.start).replace(/^\s*\\right\s*/, '');
    // Parentheses, and what stands before and after them, take columns too.
    const around = latexBox(whole).width - latexBox(source.slice(inner[0]!.start, last.end)).width;
    const chunks = entries(source.slice(0, last.end), inner, width - around);
    return chunks.map((chunk, at) => ({
      lead: chunk.lead,
      latex: `${at === 0 ? `${before}(` : ''}${chunk.latex}${at === chunks.length - 1 ? close : ''}`,
    }));
  });
}

/** Cuts a row where parts begin, and those that are too wide further. */
function finer(
  source: string,
  items: readonly MathItem[],
  begins: (i: number) => string | undefined,
  width: number,
  further: typeof terms,
): Chunk[] {
  const starts = items.flatMap((_, i) => {
    const lead = i === 0 ? '' : begins(i);
    return lead === undefined ? [] : [{ i, lead }];
  });
  return starts.flatMap(({ i, lead }, at): Chunk[] => {
    const next = starts[at + 1]?.i;
    const end = next === undefined ? source.length : items[next]!.start;
    const latex = source.slice(items[i]!.start, end);
    if (latexBox(latex).width <= width) return [{ latex, lead }];
    const [first, ...rest] = further(source.slice(0, end), items.slice(i, next), width);
    return first === undefined ? [] : [{ ...first, lead }, ...rest];
  });
}

const SUM = /^[+−∧∨]$/;
const PRODUCT = /^[·×⊙]$/;

function isOneOf(item: MathItem | undefined, signs: RegExp): boolean {
  return item?.node.kind === 'atom' && signs.test(item.node.text);
}

function isFactor(item: MathItem | undefined): boolean {
  return item !== undefined && (item.node.kind !== 'atom' || item.node.role === 'ordinary');
}

/** The parentheses that an item is, or is with a power. */
function fenceIn(item: MathItem | undefined): Extract<MathNode, { kind: 'fence' }> | undefined {
  const node = item?.node.kind === 'scripts' ? item.node.base : item?.node;
  return node?.kind === 'fence' ? node : undefined;
}

/** What stands within round parentheses, whether or not they grow with it. */
function innerOf(item: MathItem | undefined): readonly MathItem[] | undefined {
  const fence = fenceIn(item);
  if (fence !== undefined) {
    return fence.open === '(' && fence.close === ')' ? fence.of.items : undefined;
  }
  if (item?.node.kind !== 'row') return undefined;
  const [first, ...rest] = item.node.items;
  // Braces begin before what they hold.
  return first?.start === item.start && isOneOf(first, /^\($/) ? rest.slice(0, -1) : undefined;
}

/** The items with each pair of parentheses and what stands within as one. */
function together(items: readonly MathItem[]): MathItem[] {
  const whole: MathItem[] = [];
  const open: number[] = [];
  for (const item of items) {
    whole.push(item);
    const role = roleOf(item);
    if (role === 'open') open.push(whole.length - 1);
    const from = role === 'close' ? open.pop() : undefined;
    if (from === undefined) continue;
    const within = whole.splice(from);
    const node = { kind: 'row', items: within } as const;
    whole.push({ node, start: within[0]!.start, end: item.end });
  }
  return whole;
}

function roleOf({ node }: MathItem): string {
  const base = node.kind === 'scripts' ? node.base : node;
  return base.kind === 'atom' ? base.role : 'ordinary';
}

function opens(item: MathItem | undefined): boolean {
  return item?.node.kind === 'atom' && /open|relation|punctuation/.test(item.node.role);
}

function endsWithComma(item: MathItem | undefined): boolean {
  return item?.node.kind === 'atom' && item.node.role === 'punctuation';
}
