import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  activeUnits,
  explainActiveUnits,
  explainLatentArithmetic,
  explainLatentInterpolation,
  explainLatentTraversal,
  explainNearestCodes,
  interpolateLatents,
  latentArithmetic,
  latentTraversal,
  nearestCodes,
} from '../../src/vae/index.js';
import { expectShown } from '../derivation/shown.js';

const number = fc.integer({ min: -300, max: 300 }).map((x) => x / 100);
const code = fc.array(number, { minLength: 3, maxLength: 3 });
const codes = fc.array(code, { minLength: 1, maxLength: 5 });

describe('explanations of work with codes', () => {
  it('show a walk along one dimension', () => {
    expect(toNested(explainLatentTraversal([5, 7], 1, [-1, 0]).result)).toEqual([
      [5, -1],
      [5, 0],
    ]);
    const d = explainLatentTraversal([5, 7], 1, [-1, 0], { relative: true });
    expect(expectShown(d)).toContain('7 + (−1, 0) = (6, 7)');
    expectShown(explainLatentTraversal([5, 7], 1, [-1, 0]));
  });

  it('show a code on the arc and on the line', () => {
    const d = explainLatentInterpolation([1, 0], [0, 2], 0.25, { method: 'spherical' });
    expect(d.result.get(1)).toBeCloseTo(2 * Math.sin(Math.PI / 8), 14);
    expectShown(d);
    const line = explainLatentInterpolation([1, 0], [0, 2], 0.25);
    expect(expectShown(line)).toContain('(1 − 0.25) · (1, 0) + 0.25 · (0, 2) = (0.75, 0.5)');
    expect(() => explainLatentInterpolation([1, 0], [2, 0], 0.5, { method: 'spherical' })).toThrow(
      'explainLatentInterpolation: "b" expected a code in another direction than a',
    );
  });

  it('show arithmetic of groups', () => {
    const group = [
      [0, 4],
      [2, 6],
    ];
    const d = explainLatentArithmetic(group, [1, 1], [3, 1]);
    expect(toNested(d.result)).toEqual([3, 5]);
    expect(expectShown(d)).toContain('((0 + 2)/2, (4 + 6)/2) = (1, 5)');
  });

  it('show which dimensions are used', () => {
    const d = explainActiveUnits([
      [1, 0.01],
      [-1, -0.01],
    ]);
    expect(d.result.active).toEqual([0]);
    expect(expectShown(d)).toContain('the other has collapsed');
  });

  it('show the nearest codes, by both distances', () => {
    const list = [
      [0, 4],
      [3, 3],
      [9, 12],
    ];
    expect(expectShown(explainNearestCodes([3, 4], list, { count: 2 }))).toContain(
      'nearest first: 1, 0, 2',
    );
    expect(expectShown(explainNearestCodes([3, 4], list, { metric: 'cosine' }))).toContain(
      'nearest first: 2, 1, 0',
    );
  });

  it('are the functions themselves, and hold', () => {
    fc.assert(
      fc.property(code, codes, number, (z, list, t) => {
        const walk = explainLatentTraversal(z, 2, list[0]!);
        expect(toNested(walk.result)).toEqual(toNested(latentTraversal(z, 2, list[0]!)));
        const line = explainLatentInterpolation(z, list[0]!, t);
        expect(toNested(line.result)).toEqual(toNested(interpolateLatents(z, list[0]!, t)));
        const sum = explainLatentArithmetic(z, list, z);
        expect(toNested(sum.result)).toEqual(toNested(latentArithmetic(z, list, z)));
        const used = explainActiveUnits(list);
        const { count, active } = activeUnits(list);
        expect(used.result).toMatchObject({ count, active });
        const near = explainNearestCodes(z, list);
        expect(near.result).toEqual(nearestCodes(z, list));
        const away = [...list, z].map(([x, y, w]) => [x!, y!, w! + 10]);
        const angle = explainNearestCodes([1, z[0]!, 5], away, { metric: 'cosine', count: 2 });
        for (const d of [walk, line, sum, used, near, angle]) {
          expect(verifyDerivation(d).ok).toBe(true);
        }
        const arc = explainLatentInterpolation([z[0]!, 4, 0], [0, 1, 4], t, {
          method: 'spherical',
        });
        expect(verifyDerivation(arc).ok).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
