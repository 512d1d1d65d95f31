import { describe, expect, it } from 'vitest';
import { add, exp, fromNested, mul, relu, sin, square, sum } from '../../src/array/index.js';
import { DomainError, KindError } from '../../src/core/errors.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { primitive } from '../../src/gradient/primitive.js';

describe('checkGradient', () => {
  it('finds nothing wrong with what is right', () => {
    const check = checkGradient(({ a, b }) => [exp(mul(a, b)), sum(sin(a))], {
      a: [0.1, 0.2, 0.3],
      b: 2,
    });
    expect(check.ok).toBe(true);
    expect(check.maxError).toBeLessThan(1e-9);
    expect(check.maxError).toBe(Math.max(check.differenceError, check.adjointError));
    expect(check.tolerance).toBe(1e-7);
  });

  it('finds a wrong factor, a wrong sign and a wrong element', () => {
    const wrongs = [
      primitive('factor', (x) => square(x!), [(g, _, x) => mul(g, mul(2.001, x!))]),
      primitive('sign', (x) => square(x!), [(g, _, x) => mul(g, mul(-2, x!))]),
      primitive('element', (x) => square(x!), [(g, _, x) => mul(g, mul([2, 2, 0], x!))]),
    ];
    for (const wrong of wrongs) {
      const check = checkGradient((x) => wrong(x), [1, 2, 3]);
      expect(check.ok).toBe(false);
      expect(check.differenceError).toBeGreaterThan(1e-5);
    }
  });

  it('finds a wrong second derivative at the second order alone', () => {
    const hidden = primitive('hidden', (x) => mul(2, x!), [(g) => mul(g, 3)]);
    const wrong = primitive('wrong', (x) => square(x!), [(g, _, x) => mul(g, hidden(x!))]);
    expect(checkGradient((x) => wrong(x), [1, 2]).ok).toBe(true);
    expect(checkGradient((x) => wrong(x), [1, 2], { order: 2 }).ok).toBe(false);
  });

  it('finds a pullback that is not linear, by the adjoint', () => {
    const bent = primitive('bent', (x) => x!, [(g) => add(g, mul(0.1, square(g)))]);
    expect(checkGradient((x) => bent(x), [1, 2]).adjointError).toBeGreaterThan(1e-3);
  });

  it('finds NaN', () => {
    const broken = primitive('broken', (x) => x!, [(g) => mul(g, Number.NaN)]);
    expect(checkGradient((x) => broken(x), 1)).toMatchObject({ ok: false, maxError: Number.NaN });
  });

  it('does not trust a kink', () => {
    expect(checkGradient(relu, [0, 1]).ok).toBe(false);
  });

  it('allows for the precision of float32, and what it is told to', () => {
    const x = fromNested([0.1, 0.7], 'float32');
    expect(checkGradient(exp, x)).toMatchObject({ ok: true, tolerance: 1e-3 });
    expect(checkGradient(exp, x, { tolerance: 1e-12 })).toMatchObject({ ok: false });
    expect(checkGradient(exp, [0.1], { tolerance: 0.5 }).tolerance).toBe(0.5);
  });

  it('looks in the same directions again, in others for another seed', () => {
    const look = (seed: number): number => checkGradient(exp, [0.1, 0.2], { seed }).differenceError;
    expect(look(3)).toBe(look(3));
    expect(look(3)).not.toBe(look(4));
  });

  it('refuses bad options', () => {
    // @ts-expect-error no such option
    expect(() => checkGradient(exp, 1, { eps: 1 })).toThrow(KindError);
    expect(() => checkGradient(exp, 1, { order: 3 })).toThrow(DomainError);
    expect(() => checkGradient(exp, 1, { tolerance: 0 })).toThrow(DomainError);
  });
});
