// Matrices as rows of numbers, computed with by the library's own functions.
import { toNested } from '../core/to-nested.js';
import { matmul } from '../gradient/matmul.js';
import { softmax } from '../gradient/softmax.js';

/** A matrix, row by row. */
export type Rows = readonly (readonly number[])[];

/** The rows become columns. */
export function transposeRows(rows: Rows): Rows {
  return rows[0]!.map((_, i) => rows.map((row) => row[i]!));
}

/** The product of two matrices. */
export function productOf(a: Rows, b: Rows): Rows {
  return toNested(matmul(a, b)) as Rows;
}

/** Every number divided by another. */
export function dividedBy(rows: Rows, by: number): Rows {
  return rows.map((row) => row.map((each) => each / by));
}

/** The softmax of each row. */
export function softmaxOf(rows: Rows): Rows {
  return toNested(softmax(rows)) as Rows;
}

/** Matrices side by side. */
export function besideEachOther(parts: readonly Rows[]): Rows {
  return parts[0]!.map((_, i) => parts.flatMap((part) => part[i]!));
}

/** Some columns of a matrix. */
export function columnsOf(rows: Rows, from: number, to: number): Rows {
  return rows.map((row) => row.slice(from, to));
}

/** Whether no row is there twice: with equal tokens a part of the work is done twice. */
export function areDistinct(rows: Rows): boolean {
  return new Set(rows.map(String)).size === rows.length;
}

/** Whether tokens are worth comparing: no two alike, none of nothing but zeros. */
export function areTokens(rows: Rows): boolean {
  return areDistinct(rows) && rows.every((row) => row.some((each) => each !== 0));
}

/** Whether means of the rows tell their weights: no two rows alike, no column with the same number throughout. */
export function areValues(rows: Rows): boolean {
  return areDistinct(rows) && transposeRows(rows).every((column) => new Set(column).size > 1);
}

/** The least weight that still shows when it is rounded. */
const LEAST = 0.005;

/** Whether every key gets some of the attention. */
export function isSpread(weights: Rows): boolean {
  return weights.every((row) => row.every((weight) => weight > LEAST));
}
