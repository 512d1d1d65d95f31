import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  describeHistogram,
  explainHistogramModes,
  histogram,
} from '../../src/intensity-histogram/index.js';
import { expectShown } from '../derivation/shown.js';

const edgesOf = (n: number) => Array.from({ length: n + 1 }, (_, i) => i);

describe('explainHistogramModes', () => {
  it('tells hills from a ripple on paper', () => {
    const h = { counts: [1, 12, 3, 4, 2, 9, 0], edges: edgesOf(7) };
    const d = explainHistogramModes(h, { prominence: 0.2 });
    // 4 has 3 and 2 beside it, on the ways to 12 and 9: it stands out by 1, less than 0.2 · 12.
    expect(d.result).toEqual([
      { value: 1.5, count: 12, prominence: 12 },
      { value: 5.5, count: 9, prominence: 7 },
    ]);
    const text = expectShown(d);
    expect(text).toContain('p₁ = h₃ − max(l₁, r₁) = 4 − max(3, 2) = 1');
    expect(text).toContain('l₂ = min(h₄, h₃, h₂) = min(2, 4, 3) = 2');
    expect(text).toContain('it is bimodal');
    expect(explainHistogramModes(h, { prominence: 0 }).result).toHaveLength(3);
  });

  it('takes a plateau as one hill', () => {
    const d = explainHistogramModes({ counts: [2, 5, 5, 1], edges: [0, 10, 20, 30, 40] });
    expect(d.result).toEqual([{ value: 20, count: 5, prominence: 5 }]);
    expect(expectShown(d)).toContain('it is unimodal');
    // All bins alike are one plateau.
    expectShown(explainHistogramModes({ counts: [3, 3, 3], edges: [-1.5, 0.25, 1 / 3, 8] }));
  });

  it('finds the peaks of describeHistogram, whatever the counts', () => {
    const counts = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 24 })
      .filter((list) => list.some((n) => n > 0));
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), (list, prominence) => {
        const h = { counts: list, edges: list.concat(0).map((_, i) => 0.1 * i - 0.7) };
        const d = explainHistogramModes(h, { prominence });
        expect(d.result).toEqual(describeHistogram(h, { prominence }).peaks);
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 200 },
    );
    const long = Array.from({ length: 24 }, (_, i) => (37 * i * i) % 101);
    expectShown(explainHistogramModes({ counts: long, edges: edgesOf(24) }));
  });

  it('refuses what no one works out by hand', () => {
    expect(() => explainHistogramModes(histogram(new Uint8Array([1, 2])))).toThrow(
      'explainHistogramModes: "h.counts" expected at most 24 bins; in more no one looks for hills by hand, got 256',
    );
    expect(() => explainHistogramModes({ counts: [1, 2], edges: [0, 1] })).toThrow(ShapeError);
    expect(() => explainHistogramModes({ counts: [0.5], edges: [0, 1] })).toThrow(DomainError);
    const one = { counts: [1], edges: [0, 1] };
    expect(() => explainHistogramModes(one, { prominence: 2 })).toThrow(/"prominence"/);
    // @ts-expect-error: no such option.
    expect(() => explainHistogramModes(one, { least: 2 })).toThrow(KindError);
  });
});
