import '../laws/seed.js';
import fc from 'fast-check';
import katex from 'katex';
import { expect, test } from 'vitest';
import { derivationFromJson } from '../../src/derivation/json-read.js';
import { derivationToJson } from '../../src/derivation/json-write.js';
import { renderHtml } from '../../src/derivation/render-html.js';
import { renderText } from '../../src/derivation/render-text.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { compareHistograms } from '../../src/intensity-histogram/compare.js';
import { CONTRAST_MEASURES } from '../../src/intensity-histogram/contrast-measures.js';
import { explainHistogramComparison } from '../../src/intensity-histogram/explain-comparison.js';
import { histogram } from '../../src/intensity-histogram/histogram.js';
import { step } from '../derivation/read-off.js';

const of = (values: readonly number[]): ReturnType<typeof histogram> =>
  histogram(Uint8Array.from(values));
const images = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 6 });

test('a sheet’s comparison: means, deviations and the mirror image with their numbers', () => {
  const d = explainHistogramComparison(of([10, 10, 20, 40]), of([245, 245, 235, 215]));
  expect(verifyDerivation(d).ok).toBe(true);
  const text = renderText(d);
  expect(text).toContain('= (2 · 10 + 1 · 20 + 1 · 40)/4 = 20');
  expect(text).toContain('(255 − 245, 255 − 235, 255 − 215) = (10, 20, 40)');
  expect(text).toContain('σ_A');
  expect(step(d, 'negative').value).toBe(true);
  expect(d.conclusion).toContain('A is darker: its mean is 20, that of B is 235.');
});

test('every measure, pair of images and relation verifies, and says what compareHistograms says', () => {
  fc.assert(
    fc.property(images, images, fc.constantFrom(...CONTRAST_MEASURES), (x, y, measure) => {
      const others = [y, x.map((v) => 255 - v), x.map((v) => v >> 1), [...x, ...x]];
      for (const other of others) {
        const d = explainHistogramComparison(of(x), of(other), { measure });
        const { reasons, ...relations } = compareHistograms(of(x), of(other), { measure });
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        expect(d.result).toEqual(relations);
        for (const reason of Object.values(reasons)) expect(d.conclusion).toContain(reason);
      }
    }),
    { numRuns: 10 },
  );
});

test('black images are compared too', () => {
  for (const measure of CONTRAST_MEASURES) {
    const d = explainHistogramComparison(of([0, 0]), of([0, 3]), { measure });
    expect(verifyDerivation(d).ok).toBe(true);
  }
});

test('it is set without errors, and survives storage', () => {
  const d = explainHistogramComparison(of([10, 30]), of([5, 7, 9]), { measure: 'interquartile' });
  expect(() => renderHtml(d, { katex })).not.toThrow();
  expect(verifyDerivation(derivationFromJson(derivationToJson(d))).ok).toBe(true);
});

test('more levels than anyone reads are refused', () => {
  const counts = Array<number>(300).fill(1);
  const edges = Array.from({ length: 301 }, (_, i) => i);
  expect(() => explainHistogramComparison({ counts, edges }, { counts, edges })).toThrow(
    'explainHistogramComparison: "a" expected at most 256 levels that occur, got 300',
  );
});
