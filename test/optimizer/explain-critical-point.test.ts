import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  classifyCriticalPoint,
  conditionNumber,
  explainCriticalPoint,
} from '../../src/optimizer/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainCriticalPoint', () => {
  it('works out a saddle, a valley and a plane on paper', () => {
    const saddle = explainCriticalPoint([
      [1, 2],
      [2, 1],
    ]);
    expect(saddle.result.kind).toBe('saddle');
    expect(saddle.result.curvatures.get(0)).toBeCloseTo(3, 14);
    expect(saddle.result.curvatures.get(1)).toBeCloseTo(-1, 14);
    // Without the absolute value it would be −3.
    expect(saddle.result.conditionNumber).toBeCloseTo(3, 14);
    expect(saddle.conclusion).not.toContain('descent');
    expect(expectShown(saddle)).toContain('det H');
    const valley = explainCriticalPoint([
      [20, 0],
      [0, 2],
    ]);
    expect(valley.result.kind).toBe('minimum');
    expect(valley.conclusion).toContain('0.818182');
    expectShown(valley);
    const flat = explainCriticalPoint([
      [1, 1],
      [1, 1],
    ]);
    expect(flat.result.kind).toBe('undecided');
    expect(flat.result.conditionNumber).toBe(Number.POSITIVE_INFINITY);
    expectShown(flat);
    const top = explainCriticalPoint([
      [-2, 0],
      [0, -2],
    ]);
    expect(top.result.kind).toBe('maximum');
    expectShown(top);
  });

  it('says what the functions say, and holds', () => {
    const entry = fc.integer({ min: -20, max: 20 }).map((x) => x / 4);
    fc.assert(
      fc.property(entry, entry, entry, (a, b, c) => {
        const hessian = [
          [a, b],
          [b, c],
        ];
        const d = explainCriticalPoint(hessian);
        expect(d.result.kind).toBe(classifyCriticalPoint(hessian));
        expect(d.result.conditionNumber).toBe(conditionNumber(hessian));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('refuses what is no Hessian of two variables', () => {
    expect(() => explainCriticalPoint([[1]])).toThrow(
      'explainCriticalPoint: "hessian" expected shape (2, 2), got shape (1, 1)',
    );
    expect(() =>
      explainCriticalPoint([
        [1, 2],
        [3, 4],
      ]),
    ).toThrow(/explainCriticalPoint: "hessian" .*symmetric/);
  });
});
