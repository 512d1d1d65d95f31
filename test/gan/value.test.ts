import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  discriminatorStationarity,
  ganCriterion,
  ganValue,
  ganValueDiscrete,
  optimalDiscriminator,
} from '../../src/gan/index.js';
import { checkGradient, grad, type Traced } from '../../src/gradient/index.js';
import { scaled } from '../divergence/draw.js';

const weight = fc.oneof(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.constant(0));
const laws = fc
  .integer({ min: 1, max: 7 })
  .chain((k) => {
    const some = fc.array(weight, { minLength: k, maxLength: k });
    const steps = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: k,
      maxLength: k,
    });
    return fc.tuple(some, some, steps);
  })
  .filter(([a, b]) => a.some((v) => v > 0) && b.some((v) => v > 0))
  .map(([a, b, steps]) => ({ p: scaled(a), g: scaled(b), steps }));
const clamp = (x: number): number => Math.min(1, Math.max(0, x));

describe('the value of the game', () => {
  it('is highest at the optimal discriminator', () => {
    fc.assert(
      fc.property(laws, ({ p, g, steps }) => {
        const best = optimalDiscriminator(p, g);
        const top = ganValueDiscrete(p, g, best);
        for (const size of [1, 0.1, 1e-3]) {
          const other = [...best.data].map((d, i) => clamp(d + size * steps[i]!));
          expect(ganValueDiscrete(p, g, other)).toBeLessThanOrEqual(top + 1e-13);
        }
      }),
    );
  });

  it('is −ln 4 + 2 JS there, with JS by its definition', () => {
    const kl = (a: number[], m: number[]): number =>
      a.reduce((total, x, i) => total + (x > 0 ? x * Math.log(x / m[i]!) : 0), 0);
    fc.assert(
      fc.property(laws, ({ p, g }) => {
        const m = p.map((x, i) => (x + g[i]!) / 2);
        const wanted = -Math.log(4) + kl(p, m) + kl(g, m);
        expect(ganCriterion(p, g)).toBeCloseTo(wanted, 12);
        expect(ganValueDiscrete(p, g, optimalDiscriminator(p, g))).toBeCloseTo(wanted, 12);
        expect(ganCriterion(p, g)).toBeGreaterThanOrEqual(-Math.log(4) - 1e-15);
        expect(ganCriterion(p, p)).toBe(-2 * Math.LN2);
      }),
    );
  });

  it('has slope 0 at the optimal discriminator, and the stated slope elsewhere', () => {
    fc.assert(
      fc.property(laws, ({ p, g, steps }) => {
        const best = optimalDiscriminator(p, g);
        discriminatorStationarity(p, g, best).data.forEach((slope, i) => {
          // What one law alone gives lies at the edge, and the slope points outwards.
          const edge = p[i] === 0 ? -g[i]! : g[i] === 0 ? p[i]! : 0;
          // 1 − D loses digits where D is near 1.
          expect(slope).toBeCloseTo(edge, 7);
        });
        const other = steps.map((s) => 0.5 + 0.4 * s);
        const slopes = grad((d) => ganValueDiscrete(p, g, d))(other);
        discriminatorStationarity(p, g, other).data.forEach((slope, i) => {
          expect(slopes.data[i]).toBeCloseTo(slope, 10);
        });
      }),
    );
  });

  it('of samples is that of their frequencies', () => {
    // Outcomes a, b and c with D = 0.9, 0.5 and 0.2: real a a b, made b c c c.
    const [real, fake] = [
      [0.9, 0.9, 0.5],
      [0.5, 0.2, 0.2, 0.2],
    ];
    expect(ganValue(real, fake)).toBeCloseTo(
      ganValueDiscrete([2 / 3, 1 / 3, 0], [0, 1 / 4, 3 / 4], [0.9, 0.5, 0.2]),
      14,
    );
    expect(ganValue(0.5, 0.5)).toBeCloseTo(-Math.log(4), 15);
    // Made samples that are hardly suspected keep their digits.
    expect(ganValue([1], [1e-20])).toBeCloseTo(-1e-20, 30);
  });

  it('is −∞ where a discriminator is sure and wrong, 0 where it is sure and right', () => {
    expect(ganValue([1, 0], [0])).toBe(-Infinity);
    expect(ganValue([1], [1, 0])).toBe(-Infinity);
    expect(Object.is(ganValue([1, 1], [0]), 0)).toBe(true);
    expect(ganValueDiscrete([1, 0], [0, 1], [1, 0])).toBe(0);
    expect(ganValueDiscrete([0.5, 0.5], [0, 1], [1, 0])).toBe(-Infinity);
    // What never comes costs nothing.
    expect(ganValueDiscrete([1, 0], [1, 0], [0.5, 1])).toBeCloseTo(-Math.log(4), 15);
    expect(ganCriterion([1, 0], [0, 1])).toBeCloseTo(0, 15);
    expect([...discriminatorStationarity([1, 0], [0, 1], [0, 1]).data]).toEqual([
      Infinity,
      -Infinity,
    ]);
  });

  it('is differentiated by what the discriminator says, and the criterion by the model’s law', () => {
    const at = { r: [0.3, 0.8], f: [0.2, 0.6, 0.9] };
    const value = (d: { r: Traced; f: Traced }) => ganValue(d.r, d.f);
    expect(checkGradient(value, at, { order: 2 }).ok).toBe(true);
    const p = [0.5, 0.3, 0.2];
    const discrete = (d: Traced) => ganValueDiscrete(p, [0.2, 0, 0.8], d);
    expect(checkGradient(discrete, [0.4, 0.3, 0.6], { order: 2 }).ok).toBe(true);
    const laws = { p, g: [0.2, 0.3, 0.5] };
    type Laws = { p: Traced; g: Traced };
    const best = (l: Laws) => optimalDiscriminator(l.p, l.g);
    expect(checkGradient(best, laws, { order: 2 }).ok).toBe(true);
    const slope = (l: Laws) => discriminatorStationarity(l.p, l.g, [0.4, 0.3, 0.6]);
    expect(checkGradient(slope, laws).ok).toBe(true);
    // On the simplex, along a direction that keeps the sum: ∂C/∂g = ln(g / (p + g)).
    const slopes = grad((g) => ganCriterion(p, g))(laws.g);
    const along = slopes.data[0]! - slopes.data[2]!;
    expect(along).toBeCloseTo(Math.log(0.2 / 0.7) - Math.log(0.5 / 0.7), 13);
  });

  it('says ½ where nothing comes, and of densities what it says of their quotients', () => {
    expect(optimalDiscriminator(0, 0)).toBe(0.5);
    expect(optimalDiscriminator(3, 1)).toBe(0.75);
    const slope = grad((p) => optimalDiscriminator(p, 0))(0);
    expect(slope).toBe(0);
    const single = optimalDiscriminator(Float32Array.of(1, 0), Float32Array.of(0, 0));
    expect(single.data).toEqual(Float32Array.of(1, 0.5));
  });

  it('refuses what are no probabilities, with the sizes', () => {
    expect(() => ganValue([0.5, 1.5], [0.5])).toThrow(
      'ganValue: "dReal" expected probabilities from 0 to 1, got 1.5 at [1]',
    );
    expect(() => ganValue([0.5], [])).toThrow('"dFake" expected at least one element');
    expect(() => optimalDiscriminator([0.5], [0.5, 0.5])).toThrow('the shape of pData, (1)');
    expect(() => optimalDiscriminator([-0.5], [1])).toThrow('at least 0, got -0.5 at [0]');
    expect(() => ganCriterion([0.5, 0.6], [0.5, 0.5])).toThrow('sum');
    expect(() => ganValueDiscrete([1], [1], [0.5, 0.5])).toThrow('"d"');
  });
});
