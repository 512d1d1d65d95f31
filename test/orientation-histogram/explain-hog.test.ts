import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { renderMarkdown, verifyDerivation } from '../../src/derivation/index.js';
import { explainHog, hog } from '../../src/orientation-histogram/index.js';
import { expectShown } from '../derivation/shown.js';

const ramp = Array.from({ length: 8 }, () => [0, 1, 2, 3, 4, 5, 6, 7]);

describe('explainHog', () => {
  it('works out a ramp on paper', () => {
    // Gradients of length 1 at 0°, between the last bin and the first; none in the outermost columns: 12 pixels a cell.
    const d = explainHog(ramp, { orientations: 4, interpolation: 'orientation', norm: 'l2' });
    const each = [6, 0, 0, 6].map((vote) => vote / Math.sqrt(8 * 36 + 1e-10));
    expect(toNested(d.result)).toEqual(
      [...each, ...each, ...each, ...each].map((x) => expect.closeTo(x, 12)),
    );
    const text = expectShown(d);
    expect(text).toContain('N = m_down m_across b² K = 1 · 1 · 2² · 4 = 16');
    expect(text).toContain('h₀₀ = (6, 0, 0, 6)');
    expect(text).toContain('The descriptor has 16 numbers.');
  });

  it('shares one vote between four cells and two bins', () => {
    // A single gradient: of length ½ at (1, 2) and (3, 2), along x, and at (2, 1) and (2, 3), along y.
    const dot = Array.from({ length: 8 }, (_, y) =>
      ramp[0]!.map((__, x) => (x === 2 && y === 2 ? 1 : 0)),
    );
    const text = expectShown(explainHog(dot, { at: { x: 3, y: 2 } }));
    // (3.5/4 − ½, 2.5/4 − ½) = (0.375, 0.125); 180° is 0°, which is 8.5 or −0.5 bins: half to bin 8, half to bin 0.
    expect(text).toContain('X = (x + 0.5)/q − 0.5 = (3 + 0.5)/4 − 0.5 = 0.375');
    expect(text).toContain('Y = (y + 0.5)/q − 0.5 = (2 + 0.5)/4 − 0.5 = 0.125');
    expect(text).toContain('0, 0              │  0.1367    0.1367');
    // On paper the formula of all cells was broken within |v − j|.
    expect(renderMarkdown(explainHog(dot))).toContain(
      '\\Lambda(\\beta - k)\\, \\Lambda(X - i)\\, \\Lambda(Y - j) \\\\ &',
    );
  });

  it('is the descriptor of hog, for any image and settings', () => {
    const side = fc.integer({ min: 2, max: 8 });
    const images = fc.tuple(side, side).chain(([h, w]) =>
      fc.array(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: w, maxLength: w }), {
        minLength: h,
        maxLength: h,
      }),
    );
    const settings = fc.record({
      cellSize: fc.integer({ min: 1, max: 4 }),
      blockSize: fc.integer({ min: 1, max: 2 }),
      blockStride: fc.integer({ min: 1, max: 2 }),
      orientations: fc.integer({ min: 2, max: 12 }),
      norm: fc.constantFrom('l2-hys', 'l2', 'l1', 'l1-sqrt'),
      interpolation: fc.constantFrom('trilinear', 'orientation', 'none'),
    });
    let shown = 0;
    fc.assert(
      fc.property(images, settings, (image, options) => {
        let d: ReturnType<typeof explainHog>;
        try {
          d = explainHog(image, options);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
          return;
        }
        shown++;
        const expected = hog(image, options).descriptor;
        expect(d.result.shape).toEqual(expected.shape);
        for (let i = 0; i < expected.shape[0]!; i++) {
          expect(Math.abs(d.result.get(i) - expected.get(i))).toBeLessThan(1e-6);
        }
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 100 },
    );
    expect(shown).toBeGreaterThan(20);
    const wild = Array.from({ length: 8 }, (_, y) =>
      ramp[0]!.map((x) => ((37 * x * x + 91 * y * x + 13 * y) % 256) / 7 - 20),
    );
    for (const norm of ['l2-hys', 'l2', 'l1', 'l1-sqrt'] as const) {
      expectShown(explainHog(wild, { norm, cellSize: 2, orientations: 6, blockStride: 2 }));
    }
    const text = expectShown(
      explainHog(wild, { cellSize: 3, blockSize: 1, block: { row: 1, column: 0 } }),
    );
    expect(text).toContain('The block in row 1, column 0 of blocks');
    expectShown(
      explainHog(
        ramp.map((row) => row.map(() => 3)),
        { interpolation: 'none' },
      ),
    );
  });

  it('refuses what no one works out by hand', () => {
    expect(() => explainHog([...ramp, ramp[0]!])).toThrow(
      'explainHog: "image" expected 2 to 8 rows and columns; larger ones no one works out by hand, got (9, 8)',
    );
    expect(() => explainHog([1, 2])).toThrow(ShapeError);
    expect(() => explainHog(ramp, { cellSize: 9 })).toThrow(/"cellSize"/);
    expect(() => explainHog(ramp, { cellSize: 8 })).toThrow(/"blockSize"/);
    expect(() => explainHog(ramp, { cellSize: 1 })).toThrow(/at most 400 numbers/);
    expect(() => explainHog(ramp, { at: { x: 8, y: 0 } })).toThrow(/"at.x"/);
    expect(() => explainHog(ramp, { block: { row: 1, column: 0 } })).toThrow(/"block.row"/);
    expect(() =>
      explainHog([
        [1, 2],
        [3, 1e70],
      ]),
    ).toThrow(/of a size up to/);
    // @ts-expect-error: nothing to show.
    expect(() => explainHog(ramp, { norm: 'none' })).toThrow(/"norm"/);
    // @ts-expect-error: no such option here.
    expect(() => explainHog(ramp, { preset: 'opencv' })).toThrow(KindError);
  });
});
