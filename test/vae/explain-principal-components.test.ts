import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { renderText, verifyDerivation } from '../../src/derivation/index.js';
import { explainPrincipalComponents, principalComponents } from '../../src/vae/index.js';
import { expectClose, stepOf } from '../attention/explained.js';
import { expectShown } from '../derivation/shown.js';

describe('explainPrincipalComponents', () => {
  it('is what pen and paper give in a plane', () => {
    // Mean (2, 2); centred (−2, −1), (−1, −2), (3, 3): C = [[14, 13], [13, 14]] / 3, λ = 9 and 1/3.
    const x = [
      [0, 1],
      [1, 0],
      [5, 5],
    ];
    const d = explainPrincipalComponents(x, 1);
    const text = expectShown(d);
    const r = Math.SQRT1_2;
    expect(toNested(d.result.mean)).toEqual([2, 2]);
    expect(toNested(d.result.components)).toEqual([[expect.closeTo(r, 15), expect.closeTo(r, 15)]]);
    expect(d.result.variances.get(0)).toBeCloseTo(9, 13);
    expect(d.result.codes.get(2, 0)).toBeCloseTo(6 * r, 14);
    expect(d.result.explained).toBeCloseTo(27 / 28, 14);
    expect(d.result.reconstruction.get(0, 0)).toBeCloseTo(0.5, 14);
    // The error is the variance that is left out: 28/3 − 9.
    expect(stepOf(d, 'lost').value).toBeCloseTo(1 / 3, 13);
    expect(text).toContain('c₁₂ = (1/n) Σᵢ aᵢ₁aᵢ₂ = ((−2) · (−1) + (−1) · (−2) + 3 · 3)/3');
    // Divided by n − 1 the variance would be 13.5, without centring the component would lie elsewhere.
    expect(Math.abs(d.result.variances.get(0) - 13.5)).toBeGreaterThan(1);
  });

  it('turns a direction round, and keeps the components at right angles', () => {
    const x = [
      [0, 1],
      [1, 0],
      [5, -5],
      [2, -2],
    ];
    const d = explainPrincipalComponents(x, 2);
    // C = [[3.5, −4.25], [−4.25, 5.25]]: trace 8.75, determinant 0.3125.
    const root = Math.sqrt(8.75 ** 2 - 4 * 0.3125);
    expectClose(stepOf(d, 'eigenvalues').value, [(8.75 + root) / 2, (8.75 - root) / 2]);
    expect(expectShown(d)).toContain('Brought to length 1 and turned round');
    const [[a, b], [p, q]] = toNested(d.result.components) as [[number, number], [number, number]];
    expect(a * p + b * q).toBeCloseTo(0, 15);
    expect(b / a).toBeCloseTo(((8.75 + root) / 2 - 3.5) / -4.25, 12);
    expect(d.steps.map(({ id }) => id)).not.toContain('lost');
  });

  it('takes the components as given in space, and of a round cloud', () => {
    const x = [
      [0, 1, 1],
      [1, 0, 2],
      [5, 5, 0],
      [1, 1, 1],
    ];
    const d = explainPrincipalComponents(x, 2);
    expect(d.given.map(({ id }) => id)).toEqual(['x', 'components']);
    expectShown(d);
    const round = [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ];
    expectShown(explainPrincipalComponents(round, 1));
  });

  it('shows zeros where numbers cancel, as pen and paper do', () => {
    // Centred (0.5, −1.5, −0.5), (−1.5, 0.5, −0.5), …: the first component is (−1, −1, 2)/√6, and along it the first two
    // points lie at (−0.5 + 1.5 − 1)/√6 = 0.
    const space = explainPrincipalComponents(
      [
        [2, 0, 1],
        [0, 2, 1],
        [1, 1, 4],
        [3, 3, 0],
      ],
      2,
    );
    expectShown(space);
    expect(space.result.codes.get(0, 0)).toBe(0);
    expect(space.result.codes.get(1, 0)).toBe(0);
    expect(space.result.codes.get(2, 0)).toBeCloseTo(Math.sqrt(6), 14);
    // Tenths in a line: the mean of 0.1, 0.2 and 0.3 is not 0.2 to the last bit, and the determinant is 0.
    const line = explainPrincipalComponents(
      [
        [0.1, 0.3],
        [0.2, 0.6],
        [0.3, 0.9],
      ],
      2,
    );
    expectShown(line);
    expect(stepOf(line, 'determinant').value).toBe(0);
    expect(toNested(line.result.variances)).toEqual([expect.closeTo(1 / 15, 15), 0]);
    for (const d of [space, line]) expect(renderText(d)).not.toMatch(/10⁻¹/);
  });

  it('is principalComponents but for rounding, whatever the points', () => {
    const number = fc.integer({ min: -20, max: 20 }).map((v) => v / 2);
    const sizes = fc.record({
      n: fc.integer({ min: 1, max: 6 }),
      d: fc.integer({ min: 1, max: 4 }),
    });
    const points = sizes.chain(({ n, d }) =>
      fc.array(fc.array(number, { minLength: d, maxLength: d }), { minLength: n, maxLength: n }),
    );
    fc.assert(
      fc.property(points, fc.nat({ max: 3 }), (x, more) => {
        fc.pre(x.some((point) => point.some((value, j) => value !== x[0]![j])));
        const k = 1 + (more % Math.min(x.length, x[0]!.length));
        const d = explainPrincipalComponents(x, k);
        const whole = principalComponents(x, k);
        for (const name of [
          'mean',
          'components',
          'codes',
          'variances',
          'reconstruction',
        ] as const) {
          const [shown, computed] = [d.result[name], whole[name]];
          expect(shown.shape).toEqual(computed.shape);
          computed.data.forEach((value, i) => {
            expect(Math.abs(shown.data[i]! - value)).toBeLessThan(1e-12);
          });
        }
        expect(renderText(d)).not.toMatch(/10⁻¹/);
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses what principalComponents refuses, and more than anyone reads', () => {
    const fn = 'explainPrincipalComponents';
    const explain = explainPrincipalComponents;
    expect(() => explain([[1, 2]], 1)).toThrow('not all alike');
    const two = [
      [1, 2],
      [3, 4],
    ];
    expect(() => explain(two, 3)).toThrow(`${fn}: "k"`);
    expect(() => explain(two, 0)).toThrow(`${fn}: "k"`);
    expect(() => explain([1, 2], 1)).toThrow(`${fn}: "x"`);
    expect(() => explain([[1, Number.NaN]], 1)).toThrow(`${fn}: "x"`);
    expect(() => explain(new Array(11).fill([1]), 1)).toThrow(`${fn}: "x"`);
  });
});
