import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyCriticalPoint, conditionNumber } from '../../src/optimizer/index.js';

/** A turned diagonal matrix of two curvatures. */
function turned(first: number, second: number, angle: number): number[][] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const off = (first - second) * c * s;
  return [
    [first * c * c + second * s * s, off],
    [off, first * s * s + second * c * c],
  ];
}

describe('classifyCriticalPoint', () => {
  it('sees through a turn of the axes', () => {
    const curvature = fc.double({ min: 0.01, max: 100, noNaN: true });
    const angle = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(curvature, curvature, angle, (a, b, phi) => {
        expect(classifyCriticalPoint(turned(a, b, phi))).toBe('minimum');
        expect(classifyCriticalPoint(turned(-a, -b, phi))).toBe('maximum');
        expect(classifyCriticalPoint(turned(a, -b, phi))).toBe('saddle');
      }),
    );
  });

  it('is undecided where a direction has no curvature, unless others disagree', () => {
    expect(
      classifyCriticalPoint([
        [2, 0],
        [0, 0],
      ]),
    ).toBe('undecided');
    expect(classifyCriticalPoint([[0]])).toBe('undecided');
    expect(
      classifyCriticalPoint([
        [2, 0, 0],
        [0, 0, 0],
        [0, 0, -1],
      ]),
    ).toBe('saddle');
    // Below the tolerance a curvature is none.
    expect(
      classifyCriticalPoint(
        [
          [1, 0],
          [0, 1e-3],
        ],
        { tolerance: 0.01 },
      ),
    ).toBe('undecided');
  });
});

describe('conditionNumber', () => {
  it('is the ratio of curvatures, whatever the turn and the unit', () => {
    const curvature = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        curvature,
        curvature,
        fc.double({ min: -4, max: 4, noNaN: true }),
        (a, b, phi) => {
          const wanted = Math.max(a, b) / Math.min(a, b);
          expect(conditionNumber(turned(a, b, phi)) / wanted).toBeCloseTo(1, 9);
          expect(conditionNumber(turned(-7 * a, 7 * b, phi)) / wanted).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  it('refuses what is no Hessian by name', () => {
    expect(() =>
      conditionNumber([
        [1, 2],
        [3, 4],
      ]),
    ).toThrow('conditionNumber: "hessian" expected a symmetric matrix');
    expect(() => classifyCriticalPoint([[1]], { tolerance: 1 })).toThrow(
      'classifyCriticalPoint: "tolerance"',
    );
  });
});
