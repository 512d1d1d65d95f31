// Matrices as people type them: rows on lines or after semicolons, numbers between blanks or commas.
import { evaluate } from 'fovea/expression';

/** Something wrong with what was typed, said of a field. */
export class InputError extends Error {
  readonly argument: string;
  constructor(argument: string, message: string) {
    super(message);
    this.name = 'InputError';
    this.argument = argument;
  }
}

/**
 * Reads a matrix. Numbers may be fractions and expressions without blanks: `1/3`, `sqrt(2)/2`, `−0.5`.
 *
 * @param field - the field that it was typed into
 * @param name - what it is called in messages
 * @param text - what was typed
 */
export function readMatrix(field: string, name: string, text: string): number[][] {
  const rows = text
    .split(/[;\n]/)
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .map((row, i) =>
      row
        .split(/[\s,]+/)
        .filter((word) => word !== '')
        .map((word, j) => readNumber(field, `${name}, row ${i + 1}, number ${j + 1}`, word)),
    );
  const [first] = rows;
  if (first === undefined) throw new InputError(field, `${name} has no numbers yet.`);
  const odd = rows.findIndex((row) => row.length !== first.length);
  if (odd >= 0) {
    throw new InputError(
      field,
      `${name}: row ${odd + 1} has ${countOf(rows[odd]!.length)}, row 1 has ${countOf(first.length)}.`,
    );
  }
  return rows;
}

function countOf(count: number): string {
  return count === 1 ? 'one number' : `${count} numbers`;
}

/**
 * Reads a number.
 *
 * @param field - the field that it was typed into
 * @param place - where it stands, for messages
 * @param word - what was typed
 */
export function readNumber(field: string, place: string, word: string): number {
  let value: number;
  try {
    value = evaluate(word, { pi: Math.PI, e: Math.E });
  } catch {
    throw new InputError(field, `${place}: “${word}” is not a number such as 2, −0.5 or 1/3.`);
  }
  if (Number.isFinite(value)) return value;
  throw new InputError(field, `${place}: “${word}” is not finite.`);
}

/** A matrix as it would be typed. */
export function matrixText(rows: readonly (readonly number[])[]): string {
  return rows.map((row) => row.map(String).join(' ')).join('\n');
}
