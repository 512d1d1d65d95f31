// What tests read off a derivation.
import { renderText } from '../../src/derivation/render-text.js';
import type { Derivation, Step } from '../../src/derivation/types.js';
import { numbersOf } from '../laws/views.js';

/** Every step, nested ones included. */
export function steps(d: Derivation<unknown>): Step[] {
  const all = (list: readonly Step[]): Step[] =>
    list.flatMap((step) => [step, ...all(step.steps ?? [])]);
  return all(d.steps);
}

/** The step of this name. */
export const step = (d: Derivation<unknown>, id: string): Step =>
  steps(d).find((candidate) => candidate.id === id)!;

/** The numbers of an ndarray, row by row. */
export const flat = (value: unknown): number[] =>
  numbersOf(value as Parameters<typeof numbersOf>[0]);

/** The rows of the table of a step, as they are printed. */
export function tableRows(d: Derivation<unknown>, id: string): string[][] {
  const lines = renderText(d).split('\n');
  const start = lines.findIndex((line) => line.includes(step(d, id).title));
  const rule = lines.findIndex((line, i) => i > start && line.includes('─┼─'));
  const rows: string[][] = [];
  for (let i = rule + 1; lines[i]?.includes(' │ '); i++) {
    rows.push(lines[i]!.trim().split(/ +│ +| {3,}/));
  }
  return rows;
}
