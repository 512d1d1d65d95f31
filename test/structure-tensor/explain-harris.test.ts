import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { renderHtml } from '../../src/derivation/render-html.js';
import { renderText } from '../../src/derivation/render-text.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { explainHarris } from '../../src/structure-tensor/explain-harris.js';
import { step } from '../derivation/read-off.js';

const SSD = explainHarris(
  { ix: [[1, 2, 1], [0, 2, 1], [1, 1, 1]], iy: [[2, 1, 2], [1, 2, 0], [1, 0, 1]] }, // biome-ignore format: matrices
  { displacement: [1, 1] },
);
const EDGE = explainHarris(
  { ix: [[4, 7, 6], [8, 8, 7], [8, 6, 5]], iy: [[4, 8, 8], [8, 6, 7], [6, 6, 4]] }, // biome-ignore format: matrices
  { k: 0.04 },
);

describe('explainHarris', () => {
  it('solves the course problem about E(1, 1): a number, not the vector on the way', () => {
    expect(toNested(SSD.result.tensor)).toEqual([[14, 12], [12, 16]]); // biome-ignore format: a matrix
    expect(step(SSD, 'change').value).toBe(54);
    expect(SSD.result).toMatchObject({ change: 54, response: 44, kind: 'corner' });
    expect(SSD.result.larger).toBeCloseTo(27.041594578792296, 12);
    expect(SSD.result.smaller).toBeCloseTo(2.9584054212077047, 13);
    const text = renderText(SSD);
    for (const line of [
      'b = Σ IₓI_y = 2 + 2 + 2 + 0 + 4 + 0 + 1 + 0 + 1 = 12',
      'E(u, v) = u (Md)₁ + v (Md)₂ = 1 · 26 + 1 · 28 = 54',
      'R = det M − k(tr M)² = 80 − 0.04 · 30² = 44',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('solves the course problem about the edge, all nine squares added', () => {
    expect(toNested(EDGE.result.tensor)).toEqual([[403, 385], [385, 381]]); // biome-ignore format: a matrix
    expect(EDGE.result.response).toBeCloseTo(-19268.24, 10);
    expect(EDGE.result.kind).toBe('edge');
    expect('change' in EDGE.result).toBe(false);
    const text = renderText(EDGE);
    expect(text).toContain('c = Σ I_y² = 16 + 64 + 64 + 64 + 36 + 49 + 36 + 36 + 16 = 381');
    expect(text).toContain('det M = a c − b² = 403 · 381 − 385² = 5318');
    expect(EDGE.conclusion).toMatch(/^The window shows an edge\. R = −19268\.24 < 0/);
  });

  it('says what evaluating it gives, for any window, flat and nearly straight ones too', () => {
    const numbers = fc.integer({ min: -5400, max: 5400 }).map((v) => v / 600);
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.infiniteStream(numbers),
        fc.boolean(),
        (h, w, stream, straight) => {
          const next = (): number => stream.next().value as number;
          const rows = (make: () => number): number[][] =>
            Array.from({ length: h }, () => Array.from({ length: w }, make));
          const ix = rows(next);
          const iy = straight ? ix.map((row) => row.map((v) => 1.3 * v)) : rows(next);
          const d = explainHarris({ ix, iy }, { k: 0.06, displacement: [next(), next()] });
          expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
    const flat = explainHarris({ ix: [[0]], iy: [[0]] });
    expect(verifyDerivation(flat).ok).toBe(true);
    expect(flat.conclusion).toMatch(/^The window is flat\. R = 0/);
  });

  it('is set by KaTeX without complaint', () => {
    const html = renderHtml(SSD, { katex });
    expect(html).not.toContain('katex-error');
  });

  it('refuses windows of different shapes or too large to add up, and k where it means nothing', () => {
    expect(() => explainHarris({ ix: [[1, 2]], iy: [[1], [2]] })).toThrow(
      'explainHarris: "iy" expected shape (h=1, w=2), got (2, 1)',
    );
    const large = Array.from({ length: 12 }, () => new Array<number>(12).fill(1));
    expect(() => explainHarris({ ix: large, iy: large })).toThrow('1 to 121 pixels');
    expect(() => explainHarris({ ix: [[1]], iy: [[1]] }, { k: 0.3 })).toThrow('trace²/4');
    expect(() => explainHarris({ ix: [[Number.NaN]], iy: [[1]] })).toThrow('got NaN at [0, 0]');
  });

  it('refuses sizes that no one works with by hand, by the names of its own arguments', () => {
    const window = (unit: number) => ({ ix: [[unit, 0]], iy: [[0, unit]] });
    expect(() => explainHarris(window(1e200))).toThrow(
      'explainHarris: "derivatives" expected numbers of a size up to 1e+60, got 1e+200',
    );
    expect(() => explainHarris(window(1e-200))).toThrow('explainHarris: "derivatives"');
    expect(verifyDerivation(explainHarris({ ix: [[1, 0]], iy: [[1e-200, 1]] })).ok).toBe(true);
    expect(() => explainHarris(window(1), { displacement: [1e200, 0] })).toThrow(
      'explainHarris: "displacement"',
    );
  });
});
