// A derivation in every form: what each explain function owes, whatever it explains.
import katex from 'katex';
import { expect } from 'vitest';
import { textWidth } from '../../src/derivation/box.js';
import {
  type Derivation,
  derivationFromJson,
  derivationToJson,
  renderCsv,
  renderHtml,
  renderLatex,
  renderMarkdown,
  renderText,
  verifyDerivation,
} from '../../src/derivation/index.js';
import { steps } from './read-off.js';

const strict = {
  renderToString: (latex: string, options?: object): string =>
    katex.renderToString(latex, { ...options, strict: 'error', throwOnError: true }),
};

/** No line is wider, on paper or in a terminal. */
const WIDEST = 100;

/** What no one would write by hand, and what says it. */
const DISLIKED: readonly (readonly [what: string, looks: RegExp])[] = [
  ['a zero with a sign', /(^|[(,=≈⎛⎜⎝] *)−0(?![.\d])/m],
  ['two signs in a row', /[+−] [-−]\d/],
  ['a hyphen for a minus', /(^|[\s(,=≈])-\d/m],
  ['an exponent of a program', /\de[-−+]?\d/],
  ['what rounding left of a zero', /× 10⁻(1[6-9]|[2-9]\d)/],
  ['digits that no one reads', /\d{16}|\d\.\d{12}/],
  ['a straight apostrophe', /\p{L}'(?!\p{L}*\()/u],
  ['a name without a value', /undefined|NaN|\[object/],
  [
    'more than one of one',
    /(?<!− )\b1 (steps|samples|tokens|images|texts|pixels|places|patches|classes)\b/,
  ],
];

/**
 * Expects that each step verifies, that every printer takes the derivation, and that it comes back from storage.
 *
 * @param d - what was explained
 * @returns the text, for a closer look, with marks above letters in their composed form
 */
export function expectShown(d: Derivation): string {
  expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
  const text = renderText(d);
  for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(WIDEST);
  for (const [what, looks] of DISLIKED) {
    expect(text.match(looks)?.[0], what).toBeUndefined();
  }
  for (const { title } of steps(d)) expect(title, 'a title').not.toMatch(/[.;,:]$/);
  const latex = renderLatex(d);
  const formulas = [...latex.matchAll(/\\\[ (.*) \\\]/g)];
  expect(formulas.length).toBeGreaterThan(0);
  for (const [, formula] of formulas) strict.renderToString(formula!, { displayMode: true });
  // What LaTeX's own fonts do not have.
  expect(latex).not.toMatch(/[^\n -~À-ž‘’“”–—]/u);
  expect(renderHtml(d, { katex: strict })).not.toContain('katex-error');
  expect(renderMarkdown(d).split('$$').length % 2).toBe(1);
  expect(renderCsv(d)).not.toContain('hold numbers');
  const json = JSON.parse(JSON.stringify(derivationToJson(d)));
  const back = derivationFromJson(json);
  expect(derivationToJson(back)).toEqual(json);
  expect(verifyDerivation(back).ok).toBe(true);
  expect(renderText(back)).toBe(text);
  return text.normalize('NFC');
}
