import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError } from '../../src/core/errors.js';
import { gaussianKernel } from '../../src/filter/gaussian-kernel.js';
import { largestDifference } from './slow.js';

const sigmas = fc.double({ min: 0.3, max: 30, noNaN: true });

/** Σ i^power·kernel[i], i counted from the middle. */
function moment(kernel: ArrayLike<number>, power: number): number {
  const radius = (kernel.length - 1) / 2;
  return Array.from(kernel).reduce((sum, tap, i) => sum + tap * (i - radius) ** power, 0);
}

describe('gaussianKernel', () => {
  it('is the Gaussian of its samples divided by their sum', () => {
    // e^0 = 1, e^(-1/2) and e^(-2) by hand for sigma 1.
    const [one, two] = [0.6065306597126334, 0.1353352832366127];
    const sum = 1 + 2 * one + 2 * two;
    const expected = [two / sum, one / sum, 1 / sum, one / sum, two / sum];
    const { data } = gaussianKernel(1, { radius: 2 });
    expected.forEach((tap, i) => {
      expect(data[i]).toBeCloseTo(tap, 15);
    });
  });

  it('has mass 1, mean 0 and variance sigma², up to what is cut off', () => {
    fc.assert(
      fc.property(sigmas, (sigma) => {
        const { data } = gaussianKernel(sigma, { truncate: 8 });
        expect(moment(data, 0)).toBeCloseTo(1, 13);
        expect(Math.abs(moment(data, 1))).toBeLessThan(1e-12 * sigma);
        // Sampling changes the variance by 8π²σ² e^(−2π²σ²) of itself, and less (Poisson's sum).
        const sampling = 2 * Math.PI ** 2 * sigma ** 2;
        const error = Math.abs(moment(data, 2) / sigma ** 2 - 1);
        expect(error).toBeLessThan(4.4 * sampling * Math.exp(-sampling) + 1e-10);
      }),
    );
  });

  it('is positive, symmetric and falls from the middle on', () => {
    fc.assert(
      fc.property(sigmas, (sigma) => {
        const taps = Array.from(gaussianKernel(sigma).data);
        expect(taps).toEqual([...taps].reverse());
        const radius = (taps.length - 1) / 2;
        for (let i = radius; i + 1 < taps.length; i++) {
          expect(taps[i + 1]).toBeLessThan(taps[i]!);
          expect(taps[i + 1]).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('reaches truncate · sigma samples, halves rounded up, or the radius that is asked for', () => {
    expect(gaussianKernel(1.6).shape).toEqual([13]);
    expect(gaussianKernel(1.6, { truncate: 3 }).shape).toEqual([11]);
    expect(gaussianKernel(0.5, { truncate: 3 }).shape).toEqual([5]);
    expect(gaussianKernel(0.1).data).toEqual(Float64Array.of(1));
    expect(gaussianKernel(1.6, { truncate: 3, radius: 20 }).shape).toEqual([41]);
    expect(gaussianKernel(1.6, { radius: 0 }).data).toEqual(Float64Array.of(1));
  });

  it('convolves xⁿ to n! by its n-th derivative', () => {
    // Convolution takes Σ kernel[i]·(−i)ⁿ at 0: n! for a Gaussian, up to sampling and truncation.
    fc.assert(
      fc.property(fc.double({ min: 1.5, max: 8, noNaN: true }), (sigma) => {
        [1, 1, 2, 6, 24].forEach((factorial, n) => {
          const { data } = gaussianKernel(sigma, { derivative: n, truncate: 9 });
          expect((-1) ** n * moment(data, n)).toBeCloseTo(factorial, 6);
        });
      }),
    );
  });

  it('is antisymmetric for odd derivatives, positive to the left', () => {
    const taps = Array.from(gaussianKernel(2, { derivative: 1 }).data);
    expect(largestDifference(taps, taps.map((tap) => -tap).reverse())).toBe(0);
    expect(taps[0]).toBeGreaterThan(0);
    expect(taps[8]).toBe(0);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses sigma %s', (sigma) => {
    expect(() => gaussianKernel(sigma)).toThrow(DomainError);
    expect(() => gaussianKernel(sigma)).toThrow(
      `gaussianKernel: "sigma" expected a finite number > 0, got ${sigma}`,
    );
  });

  it('refuses options of the wrong kind or value', () => {
    expect(() => gaussianKernel('1' as unknown as number)).toThrow(KindError);
    expect(() => gaussianKernel(1, { truncate: 0 })).toThrow(DomainError);
    expect(() => gaussianKernel(1, { derivative: 1.5 })).toThrow('"derivative"');
    expect(() => gaussianKernel(1, { derivative: -1 })).toThrow(DomainError);
    expect(() => gaussianKernel(1, { radius: -1 })).toThrow('"radius"');
    expect(() => gaussianKernel(1, { radius: 2 ** 30 })).toThrow(DomainError);
    expect(() => gaussianKernel(1, { order: 1 } as object)).toThrow(
      'only the names truncate, derivative, radius',
    );
  });

  it('refuses what would not fit: a reach of millions of samples, infinite derivatives', () => {
    expect(() => gaussianKernel(1e9)).toThrow('reaches at most 4194304 samples');
    expect(() => gaussianKernel(1e-200, { derivative: 1 })).toThrow('"derivative"');
    // Work grows with the square of the order: this one would not come back.
    const hopeless =
      'gaussianKernel: "derivative" expected a whole number >= 0 and <= 1000, got 1000000000';
    expect(() => gaussianKernel(1, { derivative: 1e9 })).toThrow(hopeless);
    expect(gaussianKernel(1e-200, { radius: 1 }).data).toEqual(Float64Array.of(0, 1, 0));
  });
});
