// What every derivation must stand: its steps verify, it is printed in every form, and it survives storage.
import katex from 'katex';
import { expect } from 'vitest';
import { textWidth } from '../../src/derivation/box.js';
import {
  type Derivation,
  derivationFromJson,
  derivationToJson,
  renderCsv,
  renderLatex,
  renderText,
  verifyDerivation,
} from '../../src/derivation/index.js';

/** No line is wider, on paper or in a terminal. */
const WIDEST = 100;

/**
 * Expects that a derivation stands all of it.
 *
 * @param derivation - from an explain function
 * @returns its text, with marks above letters in their composed form
 */
export function expectSound(derivation: Derivation): string {
  expect(verifyDerivation(derivation).steps.filter(({ ok }) => !ok)).toEqual([]);
  const stored = derivationFromJson(JSON.parse(JSON.stringify(derivationToJson(derivation))));
  expect(verifyDerivation(stored).ok).toBe(true);
  const text = renderText(derivation);
  expect(renderText(stored)).toBe(text);
  for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(WIDEST);
  const formulas = [...renderLatex(derivation).matchAll(/\\\[ (.*) \\\]/g)];
  expect(formulas.length).toBeGreaterThan(0);
  for (const [, formula] of formulas) {
    katex.renderToString(formula!, { displayMode: true, strict: 'error', throwOnError: true });
  }
  expect(renderCsv(derivation).split('\n').length).toBeGreaterThan(3);
  return text.normalize('NFC');
}
