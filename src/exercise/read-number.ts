// Numbers as students type them: "1/3", "ln 2", "−0.5", "2e-3", "0,5", "√2/2", "50 %", "3 bits".
import { describeValue } from '../core/errors.js';
import { evaluate } from '../expression/expressions.js';
import { plainSigns } from './plain-signs.js';

/** What was read, or why not. */
export type Reading<T> =
  | { readonly value: T; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: string };

/** Longer texts are no numbers. */
const LONGEST = 200;

const KINDLY =
  'write a number such as 0.25, -3 or 2e-3, a fraction such as 1/3, or an expression such as ln(2) or sqrt(2)/2';

/** Where a unit is written in several ways, its one name; and how many of the basic unit it is. */
const UNITS: {
  readonly [word: string]: readonly [name: string, quantity: string, size: number];
} = {
  nat: ['nats', 'information', 1],
  nats: ['nats', 'information', 1],
  bit: ['bits', 'information', Math.LN2],
  bits: ['bits', 'information', Math.LN2],
  '°': ['degrees', 'angle', Math.PI / 180],
  deg: ['degrees', 'angle', Math.PI / 180],
  degree: ['degrees', 'angle', Math.PI / 180],
  degrees: ['degrees', 'angle', Math.PI / 180],
  rad: ['radians', 'angle', 1],
  radian: ['radians', 'angle', 1],
  radians: ['radians', 'angle', 1],
  px: ['pixels', 'length', 1],
  pixel: ['pixels', 'length', 1],
  pixels: ['pixels', 'length', 1],
  hz: ['hertz', 'frequency', 1],
  hertz: ['hertz', 'frequency', 1],
  khz: ['kilohertz', 'frequency', 1000],
  ms: ['milliseconds', 'time', 1 / 1000],
  millisecond: ['milliseconds', 'time', 1 / 1000],
  milliseconds: ['milliseconds', 'time', 1 / 1000],
  s: ['seconds', 'time', 1],
  sec: ['seconds', 'time', 1],
  second: ['seconds', 'time', 1],
  seconds: ['seconds', 'time', 1],
};

/** What is known of a number that is asked for. */
export interface AskedNumber {
  /** What it is measured in. */
  readonly unit?: string | undefined;
  /** Digits after the point. */
  readonly decimals?: number | undefined;
  /** Whether it has thousands: then the comma in "1,234" is no decimal one. Left out where nobody knows. */
  readonly large?: boolean | undefined;
}

/** One and a half, or half of one? Of whole numbers alone, and not below a root, in an index or in a power. */
const MIXED = /(?:^|[^\d.,^_\\a-z{])\d+\s*\\[dt]?frac\s*(?:\{\s*\d+\s*\}\s*\{\s*\d+\s*\}|\d\s*\d)/i;

/** Whether a text is the name of a unit, or of a hundredth. */
export function isUnit(word: string): boolean {
  return HUNDREDTH.test(word) || Object.hasOwn(UNITS, word.toLowerCase());
}

const HUNDREDTH = /^(?:%|percent)$/i;

/**
 * Reads a number from a text. A unit may follow it; one of the same quantity is converted.
 *
 * @param text - what a student typed
 * @param asked - unit, digits after the point and size of what is asked for
 * @returns the number, or a kind sentence that says why there is none
 */
export function readNumber(text: string, asked: AskedNumber = {}): Reading<number> {
  const { unit } = asked;
  const shown = describeValue(text.trim());
  if (text.length > LONGEST) return { problem: `This is too long for a number: ${KINDLY}.` };
  if (MIXED.test(text)) return { problem: twoWays(shown) };
  const plain = bareNumber(afterEquals(plainSigns(text)));
  if (plain === '') return { problem: 'There is no answer yet.' };
  // 0.005, or 5 e less 3?
  if (/\d\.?\s+e[-+]?\d/i.test(plain)) return { problem: twoWays(shown) };
  if (/^[+-]?\s*(?:inf(?:inity)?|nan|undefined)$/i.test(plain)) {
    return { problem: `The answer is a finite number; ${shown} is none.` };
  }
  // log3(9) to base 3, or three times it?
  if (/\b(?!log(?:2|10)\s*\()[a-z]+\d+\s*\(/i.test(plain)) return { problem: twoWays(shown) };
  if (/\blog2?\s*\d/.test(plain) && /\blog2(?!\s*[\d(])/.test(plain)) {
    return { problem: `${shown} can be read in two ways: write log(2), or log2(x) for base 2.` };
  }
  const { number, word } = splitUnit(plain);
  const scaled = scaleOf(word, unit);
  if (scaled.problem !== undefined) return scaled;
  const decimal = decimalPoint(number.trim(), shown, asked);
  if (decimal.problem !== undefined) return decimal;
  const expression = writtenOut(decimal.value);
  if (expression === undefined) {
    return { problem: twoWays(shown) };
  }
  try {
    const value = evaluate(expression, { e: Math.E, pi: Math.PI }) * scaled.value;
    if (Number.isFinite(value)) return { value };
    return { problem: `The answer is a finite number; ${shown} is none.` };
  } catch {
    return { problem: `I could not read ${shown}: ${KINDLY}.` };
  }
}

function twoWays(shown: string): string {
  return `${shown} can be read in two ways: please set parentheses.`;
}

/** "D = 0.05" says 0.05. */
function afterEquals(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('='), text.lastIndexOf('≈')) + 1);
}

/** Without what is said around it: "ca. 0.5", "0.333…", "(0.5 bits)", the full stop of a sentence. */
function bareNumber(text: string): string {
  const said = text
    .trim()
    .replace(/^(?:ca|approx|approximately|about|circa|roughly)\b\.?\s*(?=[-+\d.(])/i, '')
    .replace(/(?<=[\d)])\s*(?:\.{3}|…|l?dots)$/, '')
    .replace(/(?<=[\d)a-z%°])\s*[.,;]$/i, '');
  return /^\(([^()]*)\)$/.exec(said)?.[1]?.trim() ?? said;
}

/** A number and what it is measured in. */
function splitUnit(text: string): { number: string; word: string | undefined } {
  const found =
    /^(.*[\d).\s])\s*(°|%|[a-z]+)\.?$/i.exec(text) ??
    /^(.*[\d)])\s*[([]\s*(°|%|[a-z]+)\s*[)\]]$/i.exec(text);
  const word = found?.[2]?.toLowerCase();
  // Constants are no units, and there is no unit without a number.
  const isNumber = /\d|\bpi\b|\be\b/.test(found?.[1] ?? '');
  if (found === null || word === undefined || word === 'e' || word === 'pi' || !isNumber) {
    return { number: text, word: undefined };
  }
  return { number: found[1]!, word };
}

function scaleOf(word: string | undefined, unit: string | undefined): Reading<number> {
  if (word === undefined) return { value: 1 };
  if (HUNDREDTH.test(word)) return { value: 0.01 };
  const written = Object.hasOwn(UNITS, word) ? UNITS[word] : undefined;
  if (written === undefined) {
    return { problem: `I do not know the unit ${describeValue(word)}: please leave it out.` };
  }
  if (unit === undefined) return { problem: `The answer has no unit; ${written[0]} do not fit.` };
  const asked = UNITS[unit];
  if (asked === undefined || asked[1] !== written[1]) {
    return { problem: `The answer is asked for in ${unit}; ${written[0]} do not fit.` };
  }
  return { value: written[2] / asked[2] };
}

/** Digits between two marks of thousands. */
const THOUSAND = 3;

/** A number with marks of thousands, and what comes after its point. */
const GROUPED: readonly RegExp[] = [
  /^([-+]?)([1-9]\d{0,2}(?:[ '’_]\d{3})+)(?:[.,](\d+))?$/,
  /^([-+]?)([1-9]\d{0,2}(?:,\d{3})+)\.(\d*)$/,
  /^([-+]?)([1-9]\d{0,2}(?:,\d{3}){2,})$/,
  /^([-+]?)([1-9]\d{0,2}(?:\.\d{3})+),(\d+)$/,
  /^([-+]?)([1-9]\d{0,2}(?:\.\d{3}){2,})$/,
];

/** A number whose comma may be either. */
const EITHER = /^([-+]?)([1-9]\d{0,2},\d{3})()$/;

/** "0,5" is 0.5 and "1,234.5" is 1234.5; "1,234" may be either, unless it is known what is asked for. */
function decimalPoint(
  text: string,
  shown: string,
  { decimals, large }: AskedNumber,
): Reading<string> {
  const forms = large === true && decimals !== THOUSAND ? [...GROUPED, EITHER] : GROUPED;
  const grouped = forms.map((form) => form.exec(text)).find((found) => found !== null);
  if (grouped !== undefined) {
    const [, sign = '', thousands = '', rest = ''] = grouped;
    return { value: `${sign}${thousands.replace(/\D/g, '')}${rest && '.'}${rest}` };
  }
  if (!text.includes(',')) return { value: text };
  if (text.includes('.') || !/^[^,]*\d,\d[^,]*$/.test(text)) {
    return { problem: `I could not read ${shown}: one number without thousands marks, please.` };
  }
  const known = decimals === THOUSAND || large === false || /,\d+e/i.test(text);
  if (!known && /(?:^|[^\d])[1-9]\d{0,2},\d{3}(?!\d)/.test(text)) {
    const problem = `${shown} can be read in two ways: please write it without the comma, or with a decimal point.`;
    return { problem };
  }
  return { value: text.replace(',', '.') };
}

type Piece = { readonly kind: 'number' | 'name' | 'sign'; readonly text: string };

const PIECE = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z]+)|(.))/gu;

/** Functions that are written without parentheses too. */
const FUNCTIONS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'ln',
  'log',
  'logtwo',
  'logten',
  'sqrt',
  'exp',
  'sin',
  'cos',
  'tanh',
  'abs',
  'sigmoid',
  'relu',
]);

/** Logarithms to other bases. */
const BASES: { readonly [name: string]: string } = {
  logtwo: '(1/log(2))*log',
  logten: '(1/log(10))*log',
};

/**
 * Puts in what is left out on paper: the dot in "2 ln 2", the parentheses in "ln 2".
 *
 * @returns undefined where there are two ways to read it
 */
function writtenOut(text: string): string | undefined {
  const named = text
    .replace(/\blog(?:_?2|_\(2\))(?=\s+\d|\s*\()/g, 'logtwo ')
    .replace(/\blog(?:_?10|_\(10\))(?=\s+\d|\s*\()/g, 'logten ')
    .replace(/\blb\b/g, 'logtwo');
  const pieces = [...named.matchAll(PIECE)].map(([, number, name, sign]): Piece => {
    if (number !== undefined) return { kind: 'number', text: number };
    return name !== undefined ? { kind: 'name', text: name } : { kind: 'sign', text: sign ?? '' };
  });
  let written = '';
  for (let i = 0; i < pieces.length; i++) {
    const [before, piece, next] = [pieces[i - 1], pieces[i]!, pieces[i + 1]];
    if (before !== undefined && ends(before) && begins(piece)) {
      // Two numbers side by side are no product.
      if (before.kind === 'number' && piece.kind === 'number') return undefined;
      written += '*';
    }
    if (piece.kind !== 'name' || !FUNCTIONS.has(piece.text)) {
      written += piece.text;
      continue;
    }
    const name = BASES[piece.text] ?? piece.text;
    if (next?.text === '(' || next === undefined || !begins(next) || FUNCTIONS.has(next.text)) {
      written += name;
      continue;
    }
    // Is "ln 2/3" the logarithm of two thirds?
    if (['/', '^'].includes(pieces[i + 2]?.text ?? '')) return undefined;
    written += `${name}(${next.text})`;
    i += 1;
  }
  return written;
}

/** Whether a factor may end with a piece. */
function ends({ kind, text }: Piece): boolean {
  return kind === 'number' || text === ')' || (kind === 'name' && !FUNCTIONS.has(text));
}

function begins({ kind, text }: Piece): boolean {
  return kind !== 'sign' || text === '(';
}
