import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { renderHtml } from '../../src/derivation/render-html.js';
import { renderText } from '../../src/derivation/render-text.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import {
  explainOrientationVotes,
  explainRotationInvariance,
  orientationVotes,
} from '../../src/orientation-histogram/index.js';
import { flat, step, tableRows } from '../derivation/read-off.js';

const DEGREES = { period: 180 } as const;
const SHEET = { ...DEGREES, anchors: 'edges' } as const;

describe('explainOrientationVotes', () => {
  it('solves the course problem at 50°: half each, for the third and the fourth bin', () => {
    const d = explainOrientationVotes(50, 10, SHEET);
    expect([step(d, 'theta-1').value, step(d, 'theta-2').value]).toEqual([40, 60]);
    expect([step(d, 'low-share').value, step(d, 'high-share').value]).toEqual([0.5, 0.5]);
    expect(flat(step(d, 'histogram').value)).toEqual([0, 0, 5, 5, 0, 0, 0, 0, 0]);
    expect(d.conclusion).toContain('Bin 2 (number 3 where bins are counted from 1) gets 5');
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('solves the course problem at 47°: the larger share to the nearer, lower bin', () => {
    const d = explainOrientationVotes(47, 8, SHEET);
    expect(step(d, 'low-share').value).toBe(0.65);
    // Not as the labels of the sheet have it: 0.65 belongs to the lower bin.
    expect(step(d, 'high-share').value).toBe(0.35);
    expect(d.result[0]).toEqual({ bin: 2, weight: expect.closeTo(5.2, 12) });
    expect(d.result[1]).toEqual({ bin: 3, weight: expect.closeTo(2.8, 12) });
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('has other votes where bins stand at their centres, and says which', () => {
    const a = explainOrientationVotes(50, 10, DEGREES);
    expect(flat(step(a, 'histogram').value)).toEqual([0, 0, 10, 0, 0, 0, 0, 0, 0]);
    const b = explainOrientationVotes(47, 8, DEGREES);
    expect([step(b, 'theta-1').value, step(b, 'theta-2').value]).toEqual([30, 50]);
    expect(b.result.map(({ bin }) => bin)).toEqual([1, 2]);
    expect(b.result[0]!.weight).toBeCloseTo(1.2, 12);
    expect(renderText(b)).toContain('Bins stand at their centres');
    expect(renderText(explainOrientationVotes(47, 8, SHEET))).toContain('at their lower edges');
    expect(renderText(b)).toContain('linear in the orientation alone');
  });

  it('joins the last bin to the first, and gives a whole vote where it is not split', () => {
    const d = explainOrientationVotes(175, 8, DEGREES);
    expect(d.result).toEqual([
      { bin: 8, weight: expect.closeTo(6, 12) },
      { bin: 0, weight: expect.closeTo(2, 12) },
    ]);
    const whole = explainOrientationVotes(47, 8, { ...DEGREES, interpolate: false });
    expect(flat(step(whole, 'histogram').value)).toEqual([0, 0, 8, 0, 0, 0, 0, 0, 0]);
    expect(explainOrientationVotes(47, 8, { ...DEGREES, bins: 1 }).result).toEqual([
      { bin: 0, weight: 8 },
    ]);
  });

  it('arrives at what orientationVotes returns, by steps that hold', () => {
    const tenths = fc.integer({ min: -4000, max: 4000 }).map((n) => n / 10);
    const settings = fc.record({
      bins: fc.integer({ min: 1, max: 12 }),
      anchors: fc.constantFrom('centers' as const, 'edges' as const),
      interpolate: fc.boolean(),
      period: fc.constantFrom(180, 360, 7),
    });
    fc.assert(
      fc.property(tenths, fc.integer({ min: 0, max: 50 }), settings, (angle, length, options) => {
        const d = explainOrientationVotes(angle, length, options);
        const { ok, steps } = verifyDerivation(d);
        expect(steps.filter((s) => !s.ok)).toEqual([]);
        expect(ok).toBe(true);
        const votes = orientationVotes(angle, length, options);
        expect(d.result.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(length, 9);
        expect(votes).toHaveLength(d.result.length);
      }),
    );
  });

  it('holds for angles far outside of the period, and for one just below 0', () => {
    for (const [angle, options] of [
      [906432735.9420589, { period: Math.PI }],
      [-9.70957182320659e-13, { bins: 4, period: 360, anchors: 'edges' }],
      [-22.1, { bins: 15 }],
    ] as const) {
      const d = explainOrientationVotes(angle, 7.4, options);
      expect(d.result).toEqual(orientationVotes(angle, 7.4, options));
      expect(verifyDerivation(d).ok).toBe(true);
    }
  });

  it('refuses what orientationVotes refuses', () => {
    expect(() => explainOrientationVotes(1, -1)).toThrow('explainOrientationVotes: "magnitude"');
    expect(() => explainOrientationVotes(Number.NaN, 1)).toThrow(DomainError);
    expect(() => explainOrientationVotes(1, 1, { bins: 0 })).toThrow(DomainError);
    expect(() => explainOrientationVotes(1, 1, { bin: 9 } as object)).toThrow(KindError);
  });
});

describe('explainRotationInvariance', () => {
  const problem = { dominant: 70, orientations: [15, 35], rotation: 25 };
  const d = explainRotationInvariance(problem, { period: 360 });

  it('solves the course problem: 305 and 325 before and after', () => {
    expect(toNested(d.result.before)).toEqual([305, 325]);
    expect(toNested(d.result.after)).toEqual([305, 325]);
    expect(d.result.dominant).toBe(95);
    expect(toNested(d.result.orientations)).toEqual([40, 60]);
    expect(verifyDerivation(d).ok).toBe(true);
    expect(d.conclusion).toBe(
      'The turn changes no relative orientation: 305 (55 before the dominant orientation), 325 (35 before the dominant orientation).',
    );
  });

  it('subtracts the turned dominant orientation, not the old one', () => {
    expect(step(d, 'after').formula).toBe(
      's_{i} = \\left(\\varphi_{i} - \\varphi_d\\right) \\bmod P',
    );
    expect(tableRows(d, 'unchanged')).toEqual([
      ['0', '15', '305', '40', '305'],
      ['1', '35', '325', '60', '325'],
    ]);
  });

  it('tells an orientation before the dominant one from one as far after it', () => {
    const both = explainRotationInvariance(
      { ...problem, orientations: [15, 125] },
      { period: 360 },
    );
    expect(toNested(both.result.before)).toEqual([305, 55]);
    expect(both.conclusion).toContain('55 (55 after the dominant orientation)');
  });

  it('holds for every turn, around the circle, in radians', () => {
    const angle = fc.integer({ min: -70, max: 70 }).map((n) => n / 10);
    fc.assert(
      fc.property(
        angle,
        fc.array(angle, { minLength: 1, maxLength: 4 }),
        angle,
        (dominant, orientations, rotation) => {
          const { result } = explainRotationInvariance({ dominant, orientations, rotation });
          expect(result.unchanged).toBe(true);
        },
      ),
    );
  });

  it('refuses empty lists, other shapes and what is no number', () => {
    const refused =
      (change: object): (() => unknown) =>
      () =>
        explainRotationInvariance({ ...problem, ...change });
    expect(refused({ orientations: [] })).toThrow(DomainError);
    expect(refused({ orientations: [[1]] })).toThrow(ShapeError);
    expect(refused({ dominant: Number.NaN })).toThrow(DomainError);
    expect(refused({ rotation: '25' })).toThrow(KindError);
    expect(() => explainRotationInvariance(problem, { period: 0 })).toThrow(DomainError);
  });
});

describe('both explanations', () => {
  it('are set by KaTeX without complaint', () => {
    for (const d of [
      explainOrientationVotes(47, 8, SHEET),
      explainRotationInvariance(
        { dominant: 70, orientations: [15, 35], rotation: 25 },
        { period: 360 },
      ),
    ]) {
      const html = renderHtml(d, { katex });
      expect(html).not.toContain('katex-error');
    }
  });
});
