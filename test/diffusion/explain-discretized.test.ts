import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  discretizedLogLikelihood,
  explainDiscretizedLogLikelihood,
} from '../../src/diffusion/index.js';
import { expectClose, stepOf } from '../attention/explained.js';
import { expectShown } from '../derivation/shown.js';

describe('explainDiscretizedLogLikelihood', () => {
  it('is what a table of the normal law gives', () => {
    const options = { variance: [0.25, 0.25, 1], levels: 3 };
    const d = explainDiscretizedLogLikelihood([0, 1, -1], [0, 0.1, -0.2], options);
    const text = expectShown(d);
    // Φ(1) = 0.841344746068543, Φ(0.8) = 0.788144601416603, Φ(−0.3) = 0.382088577811047.
    const masses = [2 * 0.841344746068543 - 1, 1 - 0.788144601416603, 0.382088577811047];
    d.result.pixels.forEach((log, i) => {
      expect(Math.exp(log)).toBeCloseTo(masses[i]!, 14);
    });
    const total = masses.reduce((sum, mass) => sum + Math.log(mass), 0);
    expect(d.result.logLikelihood).toBeCloseTo(total, 13);
    expect(d.result.bitsPerPixel).toBeCloseTo(-total / (3 * Math.LN2), 13);
    expect(text).toContain('z₁⁺ = (δ₁⁺ − μ₁)/σ₁ = (0.5 − 0)/0.5 = 1');
    expect(text).toContain('It is the highest level: all that is above belongs to it.');
    expect(text).toContain('It is the lowest level: all that is below belongs to it.');
  });

  it('is no density, and gives the outermost levels their tails', () => {
    const [x0, mean] = [[1], [0]];
    const d = explainDiscretizedLogLikelihood(x0, mean, { variance: 0.25, levels: 3 });
    const density = -0.5 * 4 - Math.log(0.5 * Math.sqrt(2 * Math.PI));
    expect(Math.abs(d.result.logLikelihood - density)).toBeGreaterThan(0.1);
    // A range that ends at 1.5 would leave out Φ(−3).
    expect(Math.exp(d.result.logLikelihood)).toBeCloseTo(0.158655253931457, 14);
    expect(Math.exp(d.result.logLikelihood)).toBeGreaterThan(0.158655253931457 - 0.0013);
  });

  it('gives all levels together the probability 1', () => {
    for (const levels of [2, 3, 5]) {
      const places = Array.from({ length: levels }, (_, k) => (2 * k) / (levels - 1) - 1);
      const means = places.map(() => 0.3);
      const d = explainDiscretizedLogLikelihood(places, means, { variance: 0.4, levels });
      const total = d.result.pixels.reduce((sum, log) => sum + Math.exp(log), 0);
      expect(total).toBeCloseTo(1, 14);
    }
  });

  it('is discretizedLogLikelihood, far out and narrow too', () => {
    const pixel = fc.record({
      level: fc.nat({ max: 255 }),
      mean: fc.integer({ min: -10, max: 10 }).map((x) => x / 8),
      deviation: fc.constantFrom(0.2, 1, 30, 1000),
    });
    fc.assert(
      fc.property(fc.array(pixel, { minLength: 1, maxLength: 8 }), (pixels) => {
        const x0 = pixels.map(({ level }) => level / 127.5 - 1);
        const mean = pixels.map((own) => own.mean);
        const variance = pixels.map(({ deviation }) => deviation ** 2);
        const d = explainDiscretizedLogLikelihood(x0, mean, { variance });
        const whole = discretizedLogLikelihood([x0], [mean], { variance: [variance] });
        expect(d.result.logLikelihood).toBe(whole.get(0));
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('mirrors ranges right of the mean, whose probability would drown', () => {
    const d = explainDiscretizedLogLikelihood(0, -1, { variance: 0.0025, levels: 3 });
    // Between 10 and 30 deviations: Φ(−10) = 7.61985302416e-24.
    expect(Math.exp(d.result.logLikelihood)).toBeCloseTo(7.61985302416e-24, 33);
    expect(expectShown(d)).toContain('The law is symmetric');
    expectClose(stepOf(d, 'z-0-').value, 10);
  });

  it('refuses what discretizedLogLikelihood refuses, and more than anyone reads', () => {
    const fn = 'explainDiscretizedLogLikelihood';
    const explain = explainDiscretizedLogLikelihood;
    expect(() => explain([0.1], [0], { variance: 1, levels: 3 })).toThrow(`${fn}: "x0"`);
    expect(() => explain([2], [0], { variance: 1, levels: 3 })).toThrow('3 levels');
    expect(() => explain([0, 1], [0], { variance: 1, levels: 3 })).toThrow(`${fn}: "mean"`);
    expect(() => explain([1], [0], { variance: 0 })).toThrow(`${fn}: "variance"`);
    expect(() => explain([1], [0], { variance: [-1] })).toThrow(`${fn}: "variance"`);
    expect(() => explain([1], [0], {} as { variance: number })).toThrow(`${fn}: "variance"`);
    expect(() => explain([1], [0], { variance: 1, levels: 1 })).toThrow(`${fn}: "levels"`);
    expect(() => explain(1, -1, { variance: 0.001 })).toThrow(`${fn}: "mean"`);
    expect(() => explain(new Array(9).fill(1), new Array(9).fill(0), { variance: 1 })).toThrow(
      'x0',
    );
    const misspelt = { variance: 1, level: 3 };
    expect(() => explain([1], [0], misspelt)).toThrow('level');
  });
});
