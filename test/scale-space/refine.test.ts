import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refineExtremum } from '../../src/scale-space/refine.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

/** A 5×5×5 volume of f(level, y, x). */
const volume = (f: (s: number, y: number, x: number) => number): number[][][] =>
  [0, 1, 2, 3, 4].map((s) => [0, 1, 2, 3, 4].map((y) => [0, 1, 2, 3, 4].map((x) => f(s, y, x))));

const middle = { level: 2, y: 2, x: 2 };
const near = fc.double({ min: -0.5, max: 0.5, noNaN: true });

describe('refineExtremum', () => {
  it('finds the top of any quadratic exactly', () => {
    fc.assert(
      fc.property(
        near,
        near,
        near,
        fc.double({ min: -0.4, max: 0.4, noNaN: true }),
        (ds, dy, dx, c) => {
          const f = (s: number, y: number, x: number): number => {
            const [a, b, d] = [s - 2 - ds, y - 2 - dy, x - 2 - dx];
            return 3 - a * a - 2 * b * b - d * d - c * (a * b + b * d + a * d);
          };
          for (const order of ['quadratic', 'cubic'] as const) {
            const refined = refineExtremum(volume(f), middle, { order });
            if ('rejected' in refined) throw new Error(refined.rejected);
            expect(refined.level).toBeCloseTo(2 + ds, 10);
            expect(refined.y).toBeCloseTo(2 + dy, 10);
            expect(refined.x).toBeCloseTo(2 + dx, 10);
            expect(refined.value).toBeCloseTo(3, 10);
            // The spatial Hessian is [[-2, -c], [-c, -4]].
            expect(refined.edgeRatio).toBeCloseTo(36 / (8 - c * c), 8);
          }
        },
      ),
    );
  });

  it('takes the mixed third derivatives into account where asked: a blob that grows with the scale', () => {
    // A Gaussian whose width grows with the level, centred 0.4 px beside the sample.
    const f = (s: number, y: number, x: number): number => {
      const variance = 4 * 2 ** ((2 * (s - 2)) / 3);
      return (
        Math.exp(-((x - 2.4) ** 2 + (y - 2) ** 2) / (2 * variance)) * (1 - 0.1 * (s - 2.4) ** 2)
      );
    };
    const place = (order: 'quadratic' | 'cubic'): number => {
      const refined = refineExtremum(volume(f), middle, { order });
      return 'rejected' in refined ? Number.NaN : refined.x;
    };
    expect(Math.abs(place('quadratic') - 2.4)).toBeGreaterThan(0.03);
    expect(Math.abs(place('cubic') - 2.4)).toBeLessThan(0.015);
  });

  it('agrees with NumPy in offset, value and edge ratio', () => {
    const [c] = readCases('02-pyramid-dog', 'refineExtremumQuadratic');
    const { volume: dog, points } = c!.inputs;
    const offsets: number[] = [];
    const values: number[] = [];
    const ratios: number[] = [];
    for (let i = 0; i < points.shape[0]; i++) {
      const [level, y, x] = Array.from(points.data.slice(3 * i, 3 * i + 3)) as number[];
      const sample = { level: level!, y: y!, x: x! };
      const fitted = refineExtremum(toFloats(dog, 'float64'), sample, { maxSteps: 1 });
      const fit = 'rejected' in fitted ? fitted.last! : fitted;
      offsets.push(fit.level - level!, fit.y - y!, fit.x - x!);
      values.push(fit.value);
      ratios.push(fit.edgeRatio);
    }
    expect(worstRatio(offsets, c!.expected.offset.data, c!.tolerance.float64)).toBeLessThan(1);
    expect(worstRatio(values, c!.expected.value.data, c!.tolerance.float64)).toBeLessThan(1);
    expect(worstRatio(ratios, c!.expected.edge_ratio.data, c!.tolerance.float64)).toBeLessThan(1);
  });

  it('follows the fit to the neighbouring sample', () => {
    const f = (s: number, y: number, x: number): number =>
      5 - (s - 2) ** 2 - (y - 2) ** 2 - (x - 3.1) ** 2;
    const refined = refineExtremum(volume(f), middle);
    expect(refined).toMatchObject({ sample: { level: 2, y: 2, x: 3 }, steps: 2 });
  });

  it('says why there is no place: led outside, never settled, no extremum', () => {
    const slope = volume((s, y, x) => -((s - 2) ** 2) - (y - 2) ** 2 - (x - 9) ** 2);
    expect(refineExtremum(slope, { level: 2, y: 2, x: 3 })).toMatchObject({ rejected: 'outside' });
    expect(
      refineExtremum(
        volume(() => 1),
        middle,
      ),
    ).toEqual({ rejected: 'degenerate' });
    expect(refineExtremum(slope, middle, { maxSteps: 1 })).toMatchObject({ rejected: 'unsettled' });
  });

  it('never swings between two samples', () => {
    // Two samples of equal height whose fits point at each other.
    const f = (s: number, y: number, x: number): number =>
      -((s - 2) ** 2) - (y - 2) ** 2 + [0, 0.9, 1, 1, 0.9][x]! * 0.01;
    const refined = refineExtremum(volume(f), middle, { maxSteps: 1000 });
    expect('rejected' in refined ? 0 : refined.steps).toBeLessThan(10);
  });

  it('refuses samples on the border, fractions and unknown options', () => {
    const dog = volume(() => 0);
    expect(() => refineExtremum(dog, { level: 0, y: 2, x: 2 })).toThrow(
      'refineExtremum: "extremum.level" expected an interior index of 5 (1 to 3), got 0',
    );
    expect(() => refineExtremum(dog, { level: 2, y: 2.5, x: 2 })).toThrow('a whole number');
    expect(() => refineExtremum(dog, middle, { maxSteps: 0 })).toThrow('"maxSteps"');
    // @ts-expect-error a polynomial that does not exist
    expect(() => refineExtremum(dog, middle, { order: 'quartic' })).toThrow('"quadratic", "cubic"');
  });
});
