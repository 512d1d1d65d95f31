// Answers as they come in: numbers, text, nested arrays, typed arrays, ndarrays, ids of choices.
import { isNdArray, isNumericTypedArray } from '../core/create.js';
import { describeValue } from '../core/errors.js';
import { toNested } from '../core/to-nested.js';
import { numbersOf, shapeOf, sizeOf } from './compare.js';
import { plainCharacters } from './plain-signs.js';
import { type AskedNumber, isUnit, type Reading, readNumber } from './read-number.js';
import type { AnswerKind, ExerciseAnswer, ExerciseChoice } from './types.js';

/** What is known of the answer that a part asks for. */
export interface Asked extends AskedNumber {
  readonly kind: AnswerKind;
  readonly choices?: readonly ExerciseChoice[];
  /** How many numbers stand in a row. */
  readonly width?: number;
}

/** Numbers from here on are written with marks of thousands. */
const THOUSAND = 1000;

/** What is known of an answer once the problem is solved. */
export function askedOf(asked: Asked, answer: ExerciseAnswer): Asked {
  return { ...asked, width: shapeOf(answer).at(-1) ?? 1, large: sizeOf(answer) >= THOUSAND };
}

const MISSING = 'There is no answer yet.';
/** More numbers no part asks for. */
const MOST = 1000;
/** So many numbers fit in no longer text. */
const LONGEST = 20 * MOST;
/** No choice has a longer label. */
const LONGEST_WORD = 500;
const TOO_MUCH = 'This is more than was asked for.';

/**
 * Reads an answer. It need not have the shape that was asked for: a vector for a number is read as a vector.
 *
 * @param input - anything
 * @param asked - what the part asks for
 * @returns the answer, or a kind sentence that says why there is none
 */
export function readAnswer(input: unknown, asked: Asked): Reading<ExerciseAnswer> {
  try {
    if (input === undefined || input === null) return { problem: MISSING };
    if (asked.kind === 'choice') return readChoice(input, asked.choices ?? []);
    if (isNdArray(input) || isNumericTypedArray(input)) return readAny(toNested(input), asked);
    return readAny(input, asked);
  } catch {
    return { problem: 'I could not read this answer.' };
  }
}

function readChoice(input: unknown, choices: readonly ExerciseChoice[]): Reading<string> {
  const given = typeof input === 'boolean' ? (input ? 'yes' : 'no') : String(input);
  const said = plainWords(given);
  if (said === '') return { problem: MISSING };
  if (given.length > LONGEST_WORD) return { problem: TOO_MUCH };
  const bare = plainWords(withoutMarkup(given).replace(/\\(?:text|mathrm)\s*\{(.*)\}/, '$1'))
    .replace(/^["'“”„‘’([]+|["'“”‘’)\]]+$/g, '')
    .trim();
  const find = (word: string): ExerciseChoice | undefined =>
    choices.find(({ id, label }) => [id, label].map(plainWords).includes(word));
  const chosen = find(said) ?? find(bare);
  if (chosen !== undefined) return { value: chosen.id };
  const ids = choices.map(({ id }) => `"${id}"`).join(', ');
  return { problem: `Please choose one of ${ids}; ${describeValue(given)} is none of them.` };
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[-‐‑–—\s$.\\]+/g, ' ')
    .trim();
}

function readAny(input: unknown, asked: Asked): Reading<ExerciseAnswer> {
  if (typeof input === 'string') return readText(input, asked);
  if (Array.isArray(input)) return readRows(input, asked);
  return readEntry(input, asked);
}

function readEntry(input: unknown, asked: Asked): Reading<number> {
  if (input === undefined || input === null || input === '') return { problem: MISSING };
  if (typeof input === 'string') return readNumber(input, asked);
  const number = typeof input === 'bigint' ? Number(input) : input;
  if (typeof number === 'number') {
    if (Number.isFinite(number)) return { value: number };
    return { problem: `The answer is made of finite numbers; ${number} is none.` };
  }
  return { problem: `I could not read ${describeValue(input)} as a number.` };
}

function readRows(input: readonly unknown[], asked: Asked): Reading<ExerciseAnswer> {
  if (input.length === 0) return { problem: MISSING };
  // Lengths first: an array may say that it is long without holding anything.
  const long = (row: unknown): boolean => Array.isArray(row) && row.length > MOST;
  if (long(input) || input.some(long) || input.flat().length > MOST) return { problem: TOO_MUCH };
  if (!input.some(Array.isArray)) return readRow(input, asked);
  const rows: number[][] = [];
  for (const row of input) {
    const read = Array.isArray(row) ? readRow(row, asked) : { problem: UNEVEN };
    if (read.value === undefined) return { problem: read.problem };
    rows.push(read.value);
  }
  if (rows.some((row) => row.length !== rows[0]!.length)) return { problem: UNEVEN };
  return { value: rows };
}

const UNEVEN = 'The rows of the matrix do not have the same length.';

function readRow(row: readonly unknown[], asked: Asked): Reading<number[]> {
  if (row.length > MOST) return { problem: TOO_MUCH };
  const numbers: number[] = [];
  for (let i = 0; i < row.length; i++) {
    const read = readEntry(row[i], asked);
    if (read.value === undefined) {
      const missing = read.problem === MISSING;
      return { problem: missing ? `Number ${i + 1} is missing.` : read.problem };
    }
    numbers.push(read.value);
  }
  return numbers.length === 0 ? { problem: MISSING } : { value: numbers };
}

/** "(1, 2)", "[1 2]", "1; 2": a vector. "[[1, 2], [3, 4]]", "1 2; 3 4", a line a row: a matrix. */
function readText(text: string, asked: Asked): Reading<ExerciseAnswer> {
  const { kind } = asked;
  if (text.length > LONGEST) return { problem: TOO_MUCH };
  const { list: tidy, unit } = splitUnit(withoutMarkup(text));
  if (tidy === '') return { problem: MISSING };
  const measured = (entry: string): string => (unit === '' ? entry : `${entry} ${unit}`);
  const labelled = kind === 'number' ? [] : labelledIn(tidy);
  if (labelled.length > 1) return readRow(labelled.map(measured), asked);
  const whole = withoutWrapper(afterEquals(tidy), kind);
  const inner = bracketed(whole);
  if (kind === 'number') {
    const some = inner ?? whole;
    const many = inner !== undefined && /[,;&\s]/.test(some.trim()) && !/[*/^+a-z°%]/i.test(some);
    if (!many && !/;\s*\S|,\s+\S/.test(some)) {
      const bare = inner !== undefined && /^[[{]/.test(whole) ? withoutBrackets(inner) : text;
      return readNumber(bare, asked);
    }
  }
  const body = inner ?? whole;
  const width = kind === 'number' ? undefined : asked.width;
  const row = (part: string): string[] => pieces(part, width).map(measured);
  if (kind === 'vector' && !/^\s*[[({]/.test(body)) {
    const flat = readRow(row(body), asked);
    // Several rows where one was asked for, unless one goes on below.
    const lines = body.split('\n').filter((each) => /\S\s+\S/.test(each));
    const rows = lines.length > 1 && flat.value?.length !== width ? lines.map(row) : [];
    const table = rows.every((each) => each.length > 1) ? readRows(rows, asked) : flat;
    return table.value === undefined ? flat : table;
  }
  const line = kind === 'number' ? readRow(row(body), asked) : undefined;
  if (line?.value !== undefined) return line;
  const nested = rowsIn(body);
  if (nested !== undefined) return readRows(nested.map(row), asked);
  if (kind !== 'vector') {
    for (const ends of [/[;|]?\s*\n/, /[;\n]/]) {
      const lines = body.split(ends).filter((line) => line.trim() !== '');
      const rows = lines.map(row);
      // A line may hold semicolons, where it has as many numbers as a row.
      const fits = ends.source.includes('|') ? rows.every((each) => each.length === width) : true;
      if (lines.length > 1 && fits) return readRows(rows, asked);
    }
  }
  return readRow(row(body), asked);
}

/** "(0.5, 0.3) nats": what each of the numbers is measured in; empty where nothing is said. */
function splitUnit(text: string): { readonly list: string; readonly unit: string } {
  const bare = text
    .replace(/(?:\.{3}|…)$/, '')
    .trimEnd()
    .replace(/(?<=[\]})⟩\d])[.,;]$/, '');
  const [, list = '', unit = ''] = /^(.*[\])}⟩])\s*([a-z]+|°|%)$/is.exec(bare) ?? [];
  const many = /[,;\s]/.test(afterEquals(list));
  return isUnit(unit) && many ? { list, unit } : { list: bare, unit: '' };
}

/** What is said to be equal, without what it is equal to. */
function afterEquals(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('='), text.lastIndexOf('≈')) + 1).trim();
}

/** The parts of "a = 0.5, b = 0.3", each with its name; none where there is only one. */
function labelledIn(text: string): string[] {
  if (/[=≈]\s*[[({⟨]/.test(text)) return [];
  const parts = text.split(/[;\n]|,(?=[^,;\n=≈]*[=≈])/).map(trim);
  return parts.every((part) => /[=≈]/.test(part)) ? parts : [];
}

/** Nobody means brackets that are nested deeper. */
const DEEPEST = 4;

/** What stands in brackets that stand in brackets. */
function withoutBrackets(text: string, deepest = DEEPEST): string {
  const inner = deepest === 0 ? undefined : bracketed(text.trim());
  return inner === undefined ? text : withoutBrackets(inner, deepest - 1);
}

/** The rows that stand in brackets of their own, where there is nothing else. */
function rowsIn(body: string, deepest = DEEPEST): string[] | undefined {
  const rows: string[] = [];
  let outside = '';
  let [depth, start] = [0, 0];
  for (let i = 0; i < body.length; i++) {
    const sign = body[i]!;
    if (depth === 0 && !'[({⟨'.includes(sign)) outside += sign;
    if ('[({⟨'.includes(sign) && depth++ === 0) start = i + 1;
    if ('])}⟩'.includes(sign) && --depth === 0) rows.push(body.slice(start, i));
  }
  if (rows.length === 0 || depth !== 0 || /[^\s,;&]/.test(outside)) return undefined;
  // A stack of one matrix is that matrix.
  return rows.length === 1 && deepest > 0 ? (rowsIn(rows[0]!, deepest - 1) ?? rows) : rows;
}

/** Vectors and matrices without what LaTeX puts around and between their numbers; ends of rows become ends of lines. */
function withoutMarkup(text: string): string {
  return plainCharacters(text)
    .replace(/\\(?:begin|end)\s*\{(?:[a-z]*matrix|array)\}(?:\s*\{[a-z|\s]*\})?/g, '\n')
    .replace(/\\\\(?:\s*\[[^\]\n]*(?:em|ex|pt)\])?/g, '\n')
    .replace(/\\(?:left|right|displaystyle|[,;!: ]|q?quad)/g, ' ')
    .replace(/\\(?:text|mathrm)\s*\{\s*([a-z]+|°|%)\s*\}/gi, ' $1')
    .replace(/\\langle(?![a-z])/g, '⟨')
    .replace(/\\rangle(?![a-z])/g, '⟩')
    .replace(/\\([{}])/g, '$1')
    .replace(/\\[()[\]]|\$/g, ' ')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .replace(/, ?dtype ?= ?[\w.]+/, '')
    .trim()
    .replace(/^\\boxed ?\{(.*)\}$/s, '$1');
}

/** "np.array([1, 2])" is [1, 2], and a column may be written as a row with a T. */
function withoutWrapper(text: string, kind: AnswerKind): string {
  const inside =
    /^(?:[a-z]+\.)?(?:array|matrix|tensor)\s*\((.*)\)$/is.exec(text)?.[1] ??
    /^<(.*)>$/s.exec(text)?.[1] ??
    text;
  const plain =
    kind === 'vector' ? inside.replace(/(?:\^\s*\{?\s*(?:T|\\top)\s*\}?|ᵀ)$/, '') : inside;
  return plain.trim();
}

/** What stands in the outermost brackets, if they hold everything. */
function bracketed(text: string): string | undefined {
  if (!/^[[({⟨]/.test(text) || !/[\])}⟩]$/.test(text)) return undefined;
  let depth = 0;
  const characters = [...text];
  for (let i = 0; i < characters.length; i++) {
    if ('[({⟨'.includes(characters[i]!)) depth++;
    if ('])}⟩'.includes(characters[i]!)) depth--;
    if (depth === 0 && i < characters.length - 1) return undefined;
  }
  return characters.slice(1, -1).join('');
}

/** The entries of a row: parted by ampersands or bars, else by semicolons, else by commas, else by blanks. */
function pieces(row: string, width: number | undefined): string[] {
  const text = row.trim().replace(/[,;]$/, '');
  for (const sign of ['&', '|', ';']) {
    const bare = sign === '|' ? text.replace(/^\||\|$/g, '') : text;
    if (bare.includes(sign)) return bare.split(sign).map(trim);
  }
  // The comma in an only number is that of a decimal.
  if (width === 1 && /^[^,\s]*,[^,\s]*$/.test(text)) return [text];
  const blanks = /\s/.test(text);
  const all = text.split(',').map(trim);
  // In "0,5, 0,3" the commas with a blank part numbers, the others stand in them.
  const wide = text.split(/,\s+|\s+,/).map(trim);
  if (all.length > 1 && (!blanks || wide.length > 1)) {
    return wide.length === width && all.length !== width ? wide : all;
  }
  if (all.length === 1 && text.includes('\n')) {
    return text.split('\n').flatMap((line) => pieces(line, width));
  }
  if (!blanks || /[-+*/^=]\s|\s[+*/^=]|[a-z]\s/i.test(text)) return [text];
  return text.split(/\s+/);
}

function trim(text: string): string {
  return text.trim();
}

/**
 * An answer in the shape that is asked for, where only brackets are missing: a row or a column of a matrix is a vector, a
 * vector of one number is that number.
 *
 * @param answer - as it was read
 * @param like - the right answer
 * @returns the answer, as it was where there is more to it
 */
export function fitted(answer: ExerciseAnswer, like: ExerciseAnswer): ExerciseAnswer {
  if (typeof answer === 'string' || typeof like === 'string') return answer;
  const numbers = numbersOf(answer);
  const [own, shape] = [shapeOf(answer), shapeOf(like)];
  const long = (lengths: readonly number[]): number => lengths.filter((n) => n !== 1).length;
  const count = numbersOf(like).length;
  if (numbers.length !== count || long(own) > 1 || long(shape) > 1) return answer;
  // A column for a row is transposed.
  if (own.length === 2 && shape.length === 2) return answer;
  if (shape.length === 0) return numbers[0]!;
  if (shape.length === 1) return numbers;
  return shape[0] === 1 ? [numbers] : numbers.map((number) => [number]);
}

/** What an answer is, in words. */
export function describeAnswer(answer: ExerciseAnswer): string {
  if (typeof answer === 'string') return 'a word';
  const [rows, columns] = shapeOf(answer);
  if (rows === undefined) return 'a number';
  return columns === undefined
    ? `a vector of ${rows === 1 ? 'one number' : `${rows} numbers`}`
    : `a matrix of ${rows} × ${columns} numbers`;
}
