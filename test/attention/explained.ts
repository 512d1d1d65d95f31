// What every derivation of attention must stand.

import katex from 'katex';
import { expect } from 'vitest';
import { derivationFromJson } from '../../src/derivation/json-read.js';
import { derivationToJson } from '../../src/derivation/json-write.js';
import { renderHtml } from '../../src/derivation/render-html.js';
import { renderText } from '../../src/derivation/render-text.js';
import type { Derivation, Step } from '../../src/derivation/types.js';
import { verifyDerivation } from '../../src/derivation/verify.js';

/** Every step is right, after storage too; returns the text. */
export function expectShown(d: Derivation): string {
  const failed = (one: Derivation): unknown[] =>
    verifyDerivation(one).steps.filter(({ ok }) => !ok);
  expect(failed(d)).toEqual([]);
  const again = derivationFromJson(derivationToJson(d));
  expect(failed(again)).toEqual([]);
  return renderText(again);
}

/** KaTeX knows every formula. */
export function expectSet(d: Derivation): void {
  const strict = {
    renderToString: (latex: string) => katex.renderToString(latex, { throwOnError: true }),
  };
  expect(renderHtml(d, { katex: strict })).toContain(d.title);
}

/** A step by its id, wherever it stands. */
export function stepOf(d: Derivation, id: string): Step {
  const search = (steps: readonly Step[]): Step | undefined =>
    steps.map((step) => (step.id === id ? step : search(step.steps ?? []))).find(Boolean);
  const found = search(d.steps);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
}

/** The numbers of a value, in row-major order. */
export function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(numbersIn);
  return Array.from((value as { readonly data: Float64Array }).data);
}

/** Numbers agree to rounding. */
export function expectClose(value: unknown, expected: unknown): void {
  const [got, wanted] = [numbersIn(value), numbersIn(expected)];
  expect(got.length).toBe(wanted.length);
  got.forEach((x, i) => {
    if (x === wanted[i]) return;
    expect(Math.abs(x - wanted[i]!)).toBeLessThanOrEqual(4e-15 * Math.max(1, Math.abs(x)));
  });
}
