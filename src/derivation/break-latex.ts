// Long formulas in several lines: broken before plus and minus and after commas, never inside a group.
import { type MathItem, parseLatex } from './latex-parse.js';
import { rowBox } from './math-text.js';

/**
 * Breaks a formula into pieces of at most a width.
 *
 * @param latex - the formula
 * @param width - columns of a terminal, which also stand for the width on paper
 * @returns pieces of LaTeX, one where it fits; a part that cannot be broken may be wider
 */
export function breakLatex(latex: string, width: number): string[] {
  const { items } = parseLatex(latex);
  if (rowBox(items).width <= width) return [latex];
  const lines: MathItem[][] = [];
  for (const chunk of chunksOf(items)) {
    const last = lines.at(-1);
    const room = lines.length > 1 && isOperator(last?.[0]) ? width - SIGN_SPACE : width;
    if (last !== undefined && rowBox([...last, ...chunk]).width <= room) last.push(...chunk);
    else lines.push([...chunk]);
  }
  return lines.map((line, i) => {
    const source = latex.slice(line[0]!.start, line.at(-1)!.end);
    // With nothing before it, a plus would be read as a sign.
    return i > 0 && isOperator(line[0]) ? `{} ${source}` : source;
  });
}

/** A plus that goes on from the line before has a blank on both sides, which a sign has not. */
const SIGN_SPACE = 2;

/** Parts that stay together. */
function chunksOf(items: readonly MathItem[]): MathItem[][] {
  const chunks: MathItem[][] = [[]];
  items.forEach((item, i) => {
    const breaks = isOperator(item) && i > 0 && !isOperator(items[i - 1]) && !opens(items[i - 1]);
    if (breaks || endsWithComma(items[i - 1])) chunks.push([]);
    chunks.at(-1)!.push(item);
  });
  return chunks.filter((chunk) => chunk.length > 0);
}

function isOperator(item: MathItem | undefined): boolean {
  return item?.node.kind === 'atom' && /^[+−∧∨]$/.test(item.node.text);
}

function opens(item: MathItem | undefined): boolean {
  return item?.node.kind === 'atom' && /open|relation|punctuation/.test(item.node.role);
}

function endsWithComma(item: MathItem | undefined): boolean {
  return item?.node.kind === 'atom' && item.node.role === 'punctuation';
}
