// Answers as they come in: numbers, text, nested arrays, typed arrays, ndarrays, ids of choices.
import { isNdArray, isNumericTypedArray } from '../core/create.js';
import { describeValue } from '../core/errors.js';
import { toNested } from '../core/to-nested.js';
import { numbersOf, shapeOf } from './compare.js';
import { plainCharacters } from './plain-signs.js';
import { type Reading, readNumber } from './read-number.js';
import type { AnswerKind, ExerciseAnswer, ExerciseChoice } from './types.js';

/** What is known of the answer that a part asks for. */
export interface Asked {
  readonly kind: AnswerKind;
  readonly choices?: readonly ExerciseChoice[];
  readonly unit?: string;
  /** Digits after the point. */
  readonly decimals?: number;
  /** How many numbers stand in a row. */
  readonly width?: number;
}

/** What is known of an answer once the problem is solved. */
export function askedOf(asked: Asked, answer: ExerciseAnswer): Asked {
  return { ...asked, width: shapeOf(answer).at(-1) ?? 1 };
}

const MISSING = 'There is no answer yet.';
/** More numbers no part asks for. */
const MOST = 1000;
/** So many numbers fit in no longer text. */
const LONGEST = 20 * MOST;
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
  const chosen = choices.find(({ id, label }) => [id, label].map(plainWords).includes(said));
  if (chosen !== undefined) return { value: chosen.id };
  const ids = choices.map(({ id }) => `"${id}"`).join(', ');
  return { problem: `Please choose one of ${ids}; ${describeValue(given)} is none of them.` };
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s$.\\]+/g, ' ')
    .trim();
}

function readAny(input: unknown, asked: Asked): Reading<ExerciseAnswer> {
  if (typeof input === 'string') return readText(input, asked);
  if (Array.isArray(input)) return readRows(input, asked);
  return readEntry(input, asked);
}

function readEntry(input: unknown, { unit, decimals }: Asked): Reading<number> {
  if (input === undefined || input === null || input === '') return { problem: MISSING };
  if (typeof input === 'string') return readNumber(input, unit, decimals);
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
  const { kind, unit, decimals } = asked;
  if (text.length > LONGEST) return { problem: TOO_MUCH };
  const tidy = withoutMarkup(text);
  if (tidy === '') return { problem: MISSING };
  const right = tidy.slice(Math.max(tidy.lastIndexOf('='), tidy.lastIndexOf('≈')) + 1).trim();
  const whole = withoutWrapper(right, kind);
  const inner = bracketed(whole);
  const list = inner !== undefined && /[,;&\s]/.test(inner.trim()) && !/[*/^+]/.test(inner);
  if (kind === 'number' && !list) {
    const number = inner !== undefined && whole.startsWith('[') ? inner : text;
    return readNumber(number, unit, decimals);
  }
  const body = inner ?? whole;
  const only = kind !== 'number' && asked.width === 1;
  const row = (part: string): string[] => pieces(part, only);
  if (kind === 'vector' && !/^\s*[[({]/.test(body)) return readRow(row(body), asked);
  const nested = [...body.matchAll(/[[({]([^[\](){}]*)[\])}]/g)].map(([, inside]) => inside!);
  const outside = body.replace(/[[({]([^[\](){}]*)[\])}]/g, '').replace(/[\s,;&]/g, '');
  if (nested.length > 0 && outside === '') return readRows(nested.map(row), asked);
  const lines = body.split(/[;\n]/).filter((line) => line.trim() !== '');
  if (lines.length > 1 && kind !== 'vector') return readRows(lines.map(row), asked);
  return readRow(row(body), asked);
}

/** Vectors and matrices without what LaTeX puts around and between their numbers; ends of rows become ends of lines. */
function withoutMarkup(text: string): string {
  return plainCharacters(text)
    .replace(/\\(?:begin|end)\s*\{(?:[a-z]*matrix|array)\}(?:\s*\{[a-z|\s]*\})?/g, '\n')
    .replace(/\\\\(?:\s*\[[^\]\n]*(?:em|ex|pt)\])?/g, '\n')
    .replace(/\\(?:left|right|[,;!:]|q?quad)/g, ' ')
    .replace(/\\[()[\]]|\$/g, ' ')
    .replace(/,\s*dtype\s*=\s*[\w.]+/, '')
    .trim();
}

/** "np.array([1, 2])" is [1, 2], and a column may be written as a row with a T. */
function withoutWrapper(text: string, kind: AnswerKind): string {
  const inside = /^(?:[a-z]+\.)?(?:array|matrix|tensor)\s*\((.*)\)$/s.exec(text)?.[1] ?? text;
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

/** The entries of a row: parted by ampersands, else by semicolons, else by commas, else by blanks. */
function pieces(row: string, only: boolean): string[] {
  const text = row.trim().replace(/[,;]$/, '');
  if (text.includes('&')) return text.split('&').map(trim);
  if (text.includes(';')) return text.split(';').map(trim);
  // The comma in an only number is that of a decimal.
  if (only && /^[^,\s]*,[^,\s]*$/.test(text)) return [text];
  const blanks = /\s/.test(text);
  if (text.includes(',') && (!blanks || /,\s/.test(text))) return text.split(',').map(trim);
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
