import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  addGaussianNoise,
  explainGaussianNoise,
  explainMaskPixels,
  maskPixels,
} from '../../src/vae/index.js';
import { dictated } from '../core/dictated.js';
import { expectShown } from '../derivation/shown.js';

const samples = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 10 });

describe('explainGaussianNoise', () => {
  it('adds σ times what was drawn', () => {
    const d = explainGaussianNoise([1, 0.5, -2], 0.5, randomGenerator(5));
    const drawn = normal(randomGenerator(5), [3]);
    [1, 0.5, -2].forEach((x, i) => {
      expect(d.result.get(i)).toBeCloseTo(x + drawn.get(i) / 2, 14);
      // The deviation is no variance: √0.5 would be another number.
      expect(d.result.get(i)).not.toBeCloseTo(x + drawn.get(i) * Math.sqrt(0.5), 2);
    });
    expect(toNested(d.given.find(({ id }) => id === 'noise')!.value as never)).toEqual(
      toNested(drawn),
    );
    expect(expectShown(d)).toContain('n = σ ε ≈ 0.5 · (');
  });

  it('is addGaussianNoise and leaves the stream where it does', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 0, max: 999 }), (list, seed) => {
        const x = list.map((v) => v / 10);
        const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
        const d = explainGaussianNoise(x, 0.3, a);
        expect(toNested(d.result)).toEqual(toNested(addGaussianNoise(x, 0.3, b)));
        expect(a.nextUint32()).toBe(b.nextUint32());
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses more than can be read, negative deviations and no stream', () => {
    const rng = randomGenerator(1);
    expect(() => explainGaussianNoise(new Array(11).fill(0), 1, rng)).toThrow(
      'explainGaussianNoise: "x" expected 1 to 10 numbers',
    );
    expect(() => explainGaussianNoise([1], -1, rng)).toThrow('"deviation"');
    expect(() => explainGaussianNoise([1], 1, 5 as never)).toThrow('explainGaussianNoise: "rng"');
  });
});

describe('explainMaskPixels', () => {
  it('shows which numbers are lost', () => {
    // A number at the rate is not below it.
    const d = explainMaskPixels([4, 5, 6], 0.5, dictated([0.4, 0.5, 0.1]), { value: 9 });
    expect(toNested(d.result)).toEqual([9, 5, 9]);
    const text = expectShown(d);
    expect(text).toContain('0.5 < 0.5 (false)');
    expect(text).toContain('k = |{i : uᵢ < r}| = 2');
    expect(text).toContain('E k = r · 3 = 0.5 · 3 = 1.5');
    expect(text).toContain('2 of 3 are lost.');
  });

  it('is maskPixels and leaves the stream where it does', () => {
    const rates = fc.constantFrom(0, 0.25, 0.7, 1);
    fc.assert(
      fc.property(samples, rates, fc.integer({ min: 0, max: 999 }), (x, rate, seed) => {
        const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
        const d = explainMaskPixels(x, rate, a, { value: -1 });
        expect(toNested(d.result)).toEqual(toNested(maskPixels(x, rate, b, { value: -1 })));
        expect(a.nextUint32()).toBe(b.nextUint32());
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses rates out of range and unknown options', () => {
    const rng = randomGenerator(1);
    expect(() => explainMaskPixels([1], 1.5, rng)).toThrow('"rate"');
    expect(() => explainMaskPixels([[1]], 1, rng)).toThrow('explainMaskPixels: "x"');
    expect(() => explainMaskPixels([1], 1, rng, { fill: 1 } as never)).toThrow('fill');
    expect(() => explainMaskPixels([1], 1, undefined as never)).toThrow('explainMaskPixels: "rng"');
  });
});
