// Formulas in plain words, for screen readers and for reading aloud.
import { once } from '../core/once.js';
import { checkText } from './check-derivation.js';
import { type MathItem, type MathNode, type MathRow, parseLatex } from './latex-parse.js';
import { ACCENTS, commands } from './latex-symbols.js';
import { otherSigns, startsWithCapital } from './letters.js';

/**
 * A LaTeX formula in plain words, as it is read aloud: what a screen reader says where it knows no MathML.
 *
 * Groups of more than one thing are closed in words ("end fraction", "end root"), so that a listener knows
 * where they end.
 *
 * @param latex - the formula, without dollar signs
 * @returns the words; commands that are not known stand as their names
 * @throws KindError where it is no text
 *
 * @example
 * A formula of three kinds of signs, and a matrix.
 * ```ts
 * import { latexToWords } from 'fovea/derivation';
 * latexToWords('\\sigma^2 = \\frac{a + b}{2}') // => 'sigma squared equals fraction a plus b over 2 end fraction'
 * latexToWords('\\sum_{i=1}^{n} p_i \\le \\sqrt{2}') // => 'the sum over i equals 1 to n of p sub i is at most the square root of 2'
 * latexToWords('\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}') // => 'matrix of 2 rows and 2 columns: row 1: 1, 2; row 2: 3, 4; end matrix'
 * ```
 */
export function latexToWords(latex: string): string {
  return tidy(rowWords(parseLatex(checkText('latexToWords', 'latex', latex)).items));
}

function tidy(words: string): string {
  return (
    words
      .replace(/\s+/g, ' ')
      .replace(/ of$/, '')
      .replace(/ ([,;:.!?])/g, '$1')
      // A dot that nothing is multiplied with stands for anything.
      .replace(/(^|open \S+|given|,) times(?= close|,|$)/g, '$1 dot')
      .replace(/end matrix( transposed)? matrix/g, 'end matrix$1 times matrix')
      .replace(/([,;:]) ?(?=[,;:])/g, '')
      .replace(/^[,;: ]+|[,;: ]+$/g, '')
  );
}

/** Signs whose names are not those of their commands. */
const NAMES: { readonly [sign: string]: string } = {
  '+': 'plus',
  '−': 'minus',
  '∗': 'star',
  '/': 'over',
  '·': 'times',
  '×': 'times',
  '⊙': 'times, element by element,',
  '⊘': 'divided, element by element, by',
  '±': 'plus or minus',
  '∓': 'minus or plus',
  '÷': 'divided by',
  '∧': 'and',
  '∨': 'or',
  '¬': 'not',
  mod: 'modulo',
  '∪': 'united with',
  '∩': 'intersected with',
  '=': 'equals',
  '≠': 'is not equal to',
  '=\u0338': 'is not equal to',
  '≈': 'is about',
  '≡': 'is identical to',
  '<': 'is less than',
  '>': 'is greater than',
  '≤': 'is at most',
  '≥': 'is at least',
  '≪': 'is much less than',
  '≫': 'is much greater than',
  '∼': 'is distributed as',
  '∝': 'is proportional to',
  '∈': 'in',
  '∉': 'not in',
  '⊂': 'is a proper subset of',
  '⊆': 'is a subset of',
  '→': 'to',
  '←': 'from',
  '↦': 'maps to',
  '⇒': 'implies',
  '⇔': 'if and only if',
  '|': 'given',
  '‖': 'against',
  ':': ':',
  ',': ',',
  ';': ';',
  '(': 'open parenthesis',
  ')': 'close parenthesis',
  '[': 'open bracket',
  ']': 'close bracket',
  '{': 'open brace',
  '}': 'close brace',
  '⟨': 'open angle bracket',
  '⟩': 'close angle bracket',
  '⌊': 'floor of',
  '⌋': 'end floor',
  '⌈': 'ceiling of',
  '⌉': 'end ceiling',
  '∞': 'infinity',
  '∂': 'partial',
  '∇': 'nabla',
  ℓ: 'l',
  '′': 'prime',
  '°': 'degrees',
  '∀': 'for all',
  '∃': 'there is',
  '∅': 'the empty set',
  '…': 'and so on',
  '⋯': 'and so on',
  '⋮': 'and so on',
  '⋱': 'and so on',
  Σ: 'the sum',
  Π: 'the product',
  '∫': 'the integral',
  ln: 'the natural logarithm of',
  log: 'the logarithm of',
  exp: 'the exponential of',
  sin: 'sine of',
  cos: 'cosine of',
  tan: 'tangent of',
  arctan: 'arc tangent of',
  sinh: 'hyperbolic sine of',
  cosh: 'hyperbolic cosine of',
  tanh: 'hyperbolic tangent of',
  det: 'the determinant of',
  tr: 'the trace of',
  arg: 'the argument of',
  max: 'the maximum of',
  min: 'the minimum of',
  sup: 'the supremum of',
  inf: 'the infimum of',
  lim: 'the limit of',
};

/** Marks over letters. */
const marks: () => ReadonlyMap<string, string> = /* @__PURE__ */ once(namesOfMarks);

function namesOfMarks(): ReadonlyMap<string, string> {
  return new Map([...ACCENTS].map(([name, mark]) => [mark, name === 'overline' ? 'bar' : name]));
}

/** Greek letters and other signs by the names of their commands. */
const commandNames: () => ReadonlyMap<string, string> = /* @__PURE__ */ once(namesOfCommands);

function namesOfCommands(): ReadonlyMap<string, string> {
  return new Map([...commands()].map(([name, [sign]]) => [sign, name.replace(/^var/, '')]));
}

function atomWords(text: string, role: string): string {
  // Two formulas side by side.
  if (role === 'space') return text.length > 1 ? ',' : ' ';
  const known = NAMES[text];
  if (known !== undefined) return known;
  const last = text.at(-1)!;
  const mark = text.length > 1 ? marks().get(last) : undefined;
  if (mark !== undefined) return `${atomWords(text.slice(0, -1), role)} ${mark}`;
  const command = commandNames().get(text);
  if (command !== undefined && startsWithCapital().test(command))
    return `capital ${command.toLowerCase()}`;
  return command ?? spoken(text);
}

/** Words as they are, but for signs within them. */
function spoken(text: string): string {
  return text.replace(otherSigns(), (sign) =>
    NAMES[sign] === undefined ? sign : ` ${NAMES[sign]} `,
  );
}

function rowWords(items: readonly MathItem[]): string {
  return items.map(({ node }) => nodeWords(node)).join(' ');
}

function nodeWords(node: MathNode): string {
  switch (node.kind) {
    case 'atom':
      return `${atomWords(node.text, node.role)}${isBig(node) ? ' of' : ''}`;
    case 'row':
      return rowWords(node.items);
    case 'fraction':
      return isShort(node.over) && isShort(node.under)
        ? `${rowWords(node.over.items)} over ${rowWords(node.under.items)}`
        : `fraction ${rowWords(node.over.items)} over ${rowWords(node.under.items)} end fraction`;
    case 'root':
      return `the square root of ${rowWords(node.of.items)}${isShort(node.of) ? '' : ' end root'}`;
    case 'scripts':
      return scriptWords(node);
    case 'fence':
      return fenceWords(node);
    case 'grid':
      return gridWords(node);
  }
}

const BIG: ReadonlySet<string> = new Set(['Σ', 'Π', '∫']);

function isBig(node: MathNode): boolean {
  return node.kind === 'atom' && node.role === 'function' && BIG.has(node.text);
}

/** Whether a group needs no words to close it. */
function isShort({ items }: MathRow): boolean {
  const [first, ...rest] = items;
  if (first === undefined) return true;
  if (rest.length > 0) return false;
  const { node } = first;
  if (node.kind === 'row') return isShort(node);
  return node.kind === 'atom' || (node.kind === 'scripts' && node.base.kind === 'atom');
}

/** Powers that have words of their own. */
const POWERS: { readonly [power: string]: string } = {
  2: 'squared',
  3: 'cubed',
  transposed: 'transposed',
  prime: 'prime',
  star: 'star',
  degrees: 'degrees',
  'minus 1': 'to the power minus 1',
};

function scriptWords({ base, below, above }: Extract<MathNode, { kind: 'scripts' }>): string {
  const low = below === undefined ? '' : tidy(rowWords(below.items));
  const high = above === undefined ? '' : tidy(powerWords(above));
  const isFunction = base.kind === 'atom' && base.role === 'function';
  if (isFunction) {
    const name = atomWords(base.text, base.role).replace(/ of$/, '');
    const over = low === '' ? '' : ` ${isBig(base) ? 'over' : 'for'} ${low}`;
    const logarithm = /logarithm$/.test(name) && low !== '' ? ` to base ${low}` : undefined;
    const to = high === '' ? '' : isBig(base) ? ` to ${high}` : `, ${raisedWords(high)},`;
    return `${name}${logarithm ?? over}${to} of`;
  }
  const index = low === '' ? '' : ` sub ${low}${below !== undefined && isShort(below) ? '' : ','}`;
  return `${nodeWords(base)}${index}${high === '' ? '' : ` ${raisedWords(high)}`}`;
}

function powerWords(above: MathRow): string {
  const [item] = above.items;
  const only = item?.node.kind === 'row' && above.items.length === 1 ? item.node : above;
  const [first] = only.items;
  const single = only.items.length === 1 && first?.node.kind === 'atom' ? first.node.text : '';
  return single === 'T' ? 'transposed' : rowWords(above.items);
}

function raisedWords(power: string): string {
  const known = POWERS[power];
  if (known !== undefined) return known;
  if (/^(prime ?)+$/.test(power)) return power;
  // A number in parentheses counts something; it is no power. Primes may stand before it.
  const counted = /^((?:prime )*)open parenthesis (\S+) close parenthesis$/.exec(power);
  if (counted !== null) return `${counted[1]}superscript ${counted[2]}`;
  return /^\S+$/.test(power) ? `to the power ${power}` : `to the power ${power} end power`;
}

const FENCES: { readonly [open: string]: readonly [before: string, after: string] } = {
  '|': ['the absolute value of', 'end absolute value'],
  '‖': ['the norm of', 'end norm'],
  '⌊': ['floor of', 'end floor'],
  '⌈': ['ceiling of', 'end ceiling'],
};

function fenceWords({ open, close, of }: Extract<MathNode, { kind: 'fence' }>): string {
  const [before, after] = FENCES[open] ?? [NAMES[open] ?? open, NAMES[close] ?? close];
  return `${before} ${rowWords(of.items)} ${after}`;
}

function gridWords({ rows, open, columns }: Extract<MathNode, { kind: 'grid' }>): string {
  const cells = rows.map((row) => row.map((cell) => tidy(rowWords(cell.items))));
  const width = Math.max(0, ...cells.map((row) => row.length));
  // Lines of a chain go on where they were broken.
  if (columns.startsWith('rl')) return cells.map((row) => row.join(' ')).join(', ');
  if (open === '{')
    return `in cases: ${cells.map((row) => row.join(', ')).join('; ')}; end of cases`;
  const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;
  const parts = cells.map((row, i) => `row ${i + 1}: ${row.join(', ')}`);
  return `matrix of ${count(rows.length, 'row')} and ${count(width, 'column')}: ${parts.join('; ')}; end matrix`;
}
