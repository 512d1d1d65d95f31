import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, ShapeError } from '../../src/core/errors.js';
import { renderLatex, renderText, verifyDerivation } from '../../src/derivation/index.js';
import { explainExtremumRefinement, refineExtremum } from '../../src/scale-space/index.js';

const middle = { level: 1, y: 1, x: 1 };
/** A 3×3×3 volume. */
const cube = (f: (s: number, y: number, x: number) => number): number[][][] =>
  [0, 1, 2].map((s) => [0, 1, 2].map((y) => [0, 1, 2].map((x) => f(s, y, x))));

/** What a function returns, or undefined where it refuses a Hessian without an inverse. */
function unlessSingular<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof DomainError && error.expected.includes('inverse')) return undefined;
    throw error;
  }
}

describe('explainExtremumRefinement', () => {
  // Worked by hand: slopes (8−4)/2, (5−5)/2, (6−4)/2; curvatures 8+4−18, 5+5−18, 6+4−18; mixed derivatives
  // (4+2−4−2)/4, (5+2−3−2)/4, (3+2−2−3)/4. H = (−6 0 ½; 0 −8 0; ½ 0 −8), g = (2, 0, 1):
  // det of the x, s part 47.75, offset (16.5, 0, 7)/47.75, value 9 + (2·16.5 + 7)/(2·47.75).
  const table = [
    [
      [1, 2, 1],
      [2, 4, 3],
      [1, 2, 1],
    ],
    [
      [2, 5, 4],
      [4, 9, 8],
      [2, 5, 4],
    ],
    [
      [1, 3, 2],
      [2, 6, 5],
      [1, 3, 2],
    ],
  ];

  it('works out a table on paper', () => {
    const d = explainExtremumRefinement(table, middle);
    expect(d.result.x).toBeCloseTo(1 + 16.5 / 47.75, 14);
    expect(d.result.y).toBe(1);
    expect(d.result.level).toBeCloseTo(1 + 7 / 47.75, 14);
    expect(d.result.value).toBeCloseTo(9 + 40 / 95.5, 14);
    expect(d.result.edgeRatio).toBeCloseTo(14 ** 2 / 48, 14);
    expect(d.result.kept).toBe(true);
    expect(verifyDerivation(d).ok).toBe(true);
    const text = renderText(d);
    expect(text).toContain('Dₓ = (D₁(2, 1) − D₁(0, 1))/2 = (8 − 4)/2 = 2');
    expect(text).toContain('D_yy = D₁(1, 2) + D₁(1, 0) − 2 D₁(1, 1) = 5 + 5 − 2 · 9 = −8');
    expect(text).toContain('(5 − 3 − 2 + 2)/4 = 0.5');
    expect(text).toContain('4.083 < 12.1');
    expect(renderLatex(d)).toContain('-H^{-1} g');
  });

  it('says where it lies in a larger volume', () => {
    const large = [0, 1, 2, 3].map((s) =>
      Array.from({ length: 5 }, (_, y) =>
        Array.from({ length: 6 }, (_, x) => table[s - 1]?.[y - 2]?.[x - 3] ?? 0),
      ),
    );
    const d = explainExtremumRefinement(large, { level: 2, y: 3, x: 4 });
    const onPaper = explainExtremumRefinement(table, middle);
    expect(d.result.x).toBeCloseTo(onPaper.result.x + 3, 14);
    expect(d.result.y).toBe(3);
    expect(d.result.level).toBeCloseTo(onPaper.result.level + 1, 14);
    expect(renderText(d)).toContain('(D₂(5, 3) − D₂(3, 3))/2 = (8 − 4)/2 = 2');
    expect(d.given).toHaveLength(5);
  });

  it('is the first fit of refineExtremum, and holds, for any volume', () => {
    const samples = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: 27,
      maxLength: 27,
    });
    fc.assert(
      fc.property(samples, (values) => {
        const dog = cube((s, y, x) => values[9 * s + 3 * y + x]!);
        const fitted = refineExtremum(dog, middle, { maxSteps: 1 });
        const fit = 'rejected' in fitted ? fitted.last : fitted;
        fc.pre(fit !== undefined);
        const d = unlessSingular(() => explainExtremumRefinement(dog, middle));
        fc.pre(d !== undefined);
        expect(d.result).toMatchObject({
          level: fit.level,
          y: fit.y,
          x: fit.x,
          value: fit.value,
          edgeRatio: fit.edgeRatio,
        });
        const near = [fit.x, fit.y, fit.level].every((place) => Math.abs(place - 1) <= 0.5);
        expect(d.result.kept).toBe(near && Math.abs(fit.value) >= 0.03 && fit.edgeRatio < 12.1);
      }),
    );
  });

  it.each([
    ['a saddle', cube((s, y, x) => 1 - (x - 1) ** 2 + 0.5 * (y - 1) ** 2 - (s - 1) ** 2), /edge/],
    ['an edge', cube((s, y, x) => 1 - (x - 1) ** 2 - 0.05 * (y - 1) ** 2 - (s - 1) ** 2), /edge/],
    [
      'a faint one',
      cube((s, y, x) => 0.02 - ((x - 1) ** 2 + (y - 1) ** 2 + (s - 1) ** 2) / 50),
      /contrast/,
    ],
    ['one beside', cube((s, y, x) => 1 - (x - 1.6) ** 2 - (y - 1) ** 2 - (s - 1) ** 2), /nearer/],
  ])('drops %s and says why', (_, dog, reason) => {
    const d = explainExtremumRefinement(dog, middle);
    expect(d.result.kept).toBe(false);
    expect(d.conclusion).toMatch(reason);
    expect(d.conclusion!.match(/edge|contrast|nearer/g)).toHaveLength(1);
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('keeps what looser thresholds allow', () => {
    const edge = cube((s, y, x) => 1 - (x - 1) ** 2 - 0.05 * (y - 1) ** 2 - (s - 1) ** 2);
    // Curvatures 2 and 0.1: a ratio of 20.
    expect(explainExtremumRefinement(edge, middle, { edgeRatio: 19.9 }).result.kept).toBe(false);
    expect(explainExtremumRefinement(edge, middle, { edgeRatio: 20.1 }).result.kept).toBe(true);
    const low = { contrastThreshold: 2 };
    expect(explainExtremumRefinement(table, middle, low).result.kept).toBe(true);
    expect(explainExtremumRefinement(table, middle, { contrastThreshold: 10 }).result.kept).toBe(
      false,
    );
  });

  // Along a straight edge nothing is curved: what rounding leaves there once became an offset of any size.
  it('holds for the differences of any edge, or says that there is no fit', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const edges = fc.record({
      angle: number(0, Math.PI),
      beside: number(-0.4, 0.4),
      size: fc.constantFrom(1e-12, 0.003, 0.1, 255, 1e9),
      base: number(0, 1000),
      bend: fc.constantFrom(0, 0, 1e-13, 1e-3, 0.3),
    });
    let refused = 0;
    fc.assert(
      fc.property(edges, ({ angle, beside, size, base, bend }) => {
        const dog = cube((s, y, x) => {
          const across = (x - 1) * Math.cos(angle) + (y - 1) * Math.sin(angle) - beside;
          const along = (y - 1) * Math.cos(angle) - (x - 1) * Math.sin(angle);
          return size * (base + 1 - across ** 2 - (s - 1.1) ** 2 - bend * along ** 2);
        });
        const d = unlessSingular(() => explainExtremumRefinement(dog, middle));
        if (d === undefined) refused++;
        else expect(verifyDerivation(d).ok).toBe(true);
        if (bend >= 1e-3) expect(d).toBeDefined();
      }),
    );
    expect(refused).toBeGreaterThan(10);
  });

  it('refuses what has no fit', () => {
    const ridge = cube((s, _, x) => 1 - (x - 1) ** 2 - (s - 1) ** 2);
    expect(() => explainExtremumRefinement(ridge, middle)).toThrow(
      'explainExtremumRefinement: "dog" expected a Hessian with an inverse at the sample, got one whose determinant is 0',
    );
    expect(() => explainExtremumRefinement(table, { level: 0, y: 1, x: 1 })).toThrow(
      /explainExtremumRefinement: "extremum.level" .*got 0/,
    );
    expect(() => explainExtremumRefinement([[1]], middle)).toThrow(ShapeError);
    expect(() => explainExtremumRefinement(table, middle, { edgeRatio: 0.5 })).toThrow(
      /"edgeRatio" .*got 0.5/,
    );
    const broken = cube((s, y, x) => (s + y + x === 0 ? Number.NaN : 1));
    expect(() => explainExtremumRefinement(broken, middle)).toThrow(/"dog" .*finite/);
  });
});
