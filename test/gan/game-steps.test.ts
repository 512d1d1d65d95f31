import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GanPlayers, twoTimeScaleStep, unrolledGanStep } from '../../src/gan/index.js';
import { add, mul, square, sub } from '../../src/gradient/arithmetic.js';
import { tanh } from '../../src/gradient/functions.js';
import type { Traced } from '../../src/gradient/index.js';
import { sum } from '../../src/gradient/reduce.js';

type Point = GanPlayers<number, number>;
const bilinear = (g: Traced, d: Traced): Traced => mul(g, d);
const squared = ({ generator: x, discriminator: y }: Point): number => x * x + y * y;
const repeat = (n: number, from: Point, step: (p: Point) => Point): Point => {
  let now = from;
  for (let i = 0; i < n; i++) now = step(now);
  return now;
};
const rate = fc.double({ min: 0.01, max: 0.9, noNaN: true });
const place = fc.double({ min: -2, max: 2, noNaN: true });

describe('steps in the game V = θφ', () => {
  it('spiral out when simultaneous: θ²/a + φ²/b grows by the factor 1 + ab, whatever the rates', () => {
    fc.assert(
      fc.property(rate, rate, place, place, (a, b, x, y) => {
        const size = (p: Point): number => p.generator ** 2 / a + p.discriminator ** 2 / b;
        const start = { generator: x, discriminator: y };
        const next = twoTimeScaleStep(bilinear, start, { generatorRate: a, discriminatorRate: b });
        expect(next.generator).toBeCloseTo(x - a * y, 14);
        expect(next.discriminator).toBeCloseTo(y + b * x, 14);
        expect(size(next)).toBeCloseTo((1 + a * b) * size(start), 9);
      }),
    );
  });

  it('stay bounded when alternating, where the generator answers the new discriminator', () => {
    const options = { generatorRate: 0.3, discriminatorRate: 0.3, order: 'alternating' } as const;
    const start = { generator: 1, discriminator: 0 };
    expect(twoTimeScaleStep(bilinear, start, options)).toEqual({
      generator: 1 - 0.3 * 0.3,
      discriminator: 0.3,
    });
    // θ² + φ² + ηθφ is kept by each step.
    const kept = ({ generator: x, discriminator: y }: Point): number => x * x + y * y + 0.3 * x * y;
    const end = repeat(500, start, (p) => twoTimeScaleStep(bilinear, p, options));
    expect(kept(end)).toBeCloseTo(1, 10);
  });

  it('spiral inwards when unrolled: V is θφ + Kbθ² for the generator', () => {
    fc.assert(
      fc.property(fc.nat(5), rate, rate, place, place, (steps, a, b, x, y) => {
        const start = { generator: x, discriminator: y };
        const options = { generatorRate: a, discriminatorRate: b, steps };
        const next = unrolledGanStep(bilinear, start, options);
        expect(next.generator).toBeCloseTo(x - a * (y + 2 * steps * b * x), 12);
        expect(next.discriminator).toBeCloseTo(y + b * x, 14);
      }),
    );
    const start = { generator: 1, discriminator: 0 };
    const rates = { generatorRate: 0.2, discriminatorRate: 0.2 };
    const plain = repeat(200, start, (p) => twoTimeScaleStep(bilinear, p, rates));
    expect(squared(plain)).toBeCloseTo(1.04 ** 200, 6);
    const ahead = repeat(200, start, (p) => unrolledGanStep(bilinear, p, { ...rates, steps: 1 }));
    // The determinant of a step is 1 − η², the ellipse of the spiral at most a few times longer than wide.
    expect(squared(ahead)).toBeLessThan(4 * 0.96 ** 200);
    expect(squared(ahead)).toBeGreaterThan(0.25 * 0.96 ** 200);
  });
});

describe('steps in other games', () => {
  const quadratic = (g: Traced, d: Traced): Traced =>
    sub(add(mul(square(g), 0.5), mul(mul(g, d), 2)), mul(square(d), 0.5));

  it('have the numbers worked out by hand for V = θ²/2 + 2θφ − φ²/2', () => {
    const start = { generator: 1, discriminator: 1 };
    const rates = { generatorRate: 0.1, discriminatorRate: 0.5 };
    // Slopes 1 + 2 and 2 − 1; then 4θ + ½ for φ₁ = φ/2 + θ, and 4.75 θ + 0.125 for φ₂ = φ/4 + 1.5 θ.
    for (const [steps, theta] of [
      [0, 0.7],
      [1, 0.55],
      [2, 0.5125],
    ] as const) {
      const next = unrolledGanStep(quadratic, start, { ...rates, steps });
      expect(next.generator).toBeCloseTo(theta, 14);
      expect(next.discriminator).toBeCloseTo(1.5, 14);
    }
    const turns = { ...rates, order: 'alternating' } as const;
    // φ = 1.5 first, then θ − 0.1 (1 + 3).
    expect(twoTimeScaleStep(quadratic, start, turns).generator).toBeCloseTo(0.6, 14);
    expect(unrolledGanStep(quadratic, start, { ...turns, steps: 0 }).generator).toBeCloseTo(
      0.6,
      14,
    );
    // From φ = 1.5: 5θ + φ − (θ + φ/2) = 4.75.
    expect(unrolledGanStep(quadratic, start, { ...turns, steps: 1 }).generator).toBeCloseTo(
      0.525,
      14,
    );
  });

  it('go in circles at one rate for both and settle at two, in V = θφ − φ²/2', () => {
    const held = (g: Traced, d: Traced): Traced => sub(mul(g, d), mul(square(d), 0.5));
    const start = { generator: 1, discriminator: 0.25 };
    const at = (generatorRate: number) => (p: Point) =>
      twoTimeScaleStep(held, p, { generatorRate, discriminatorRate: 1 });
    // λ² − λ + 1 = 0: six steps are a whole turn, exactly.
    expect(repeat(6, start, at(1))).toEqual(start);
    // λ² − λ + ¼ = 0: each step halves the distance, in the end.
    expect(squared(repeat(60, start, at(0.25)))).toBeLessThan(1e-25);
  });

  it('go through the answers to second order, in trees of arrays', () => {
    const w = [0.3, -0.8, 1.1];
    const start = {
      generator: { w, b: 0.2 },
      discriminator: { v: [[0.5, -0.4, 0.9]], c: 0.7 },
    };
    type G = { w: Traced; b: Traced };
    const value = (g: G, { v, c }: { v: Traced; c: Traced }): Traced =>
      sub(
        add(sum(mul(tanh(mul(g.w, add(g.b, 1))), tanh(v))), mul(g.b, c)),
        mul(add(sum(square(v)), square(c)), 0.3),
      );
    // The same in plain numbers.
    const [a, b, steps] = [0.2, 0.6, 3];
    const plain = (t: number[]): number => {
      let phi = [0.5, -0.4, 0.9, 0.7];
      const made = t.slice(0, 3).map((x) => Math.tanh(x * (t[3]! + 1)));
      for (let k = 0; k < steps; k++)
        phi = phi.map((x, i) =>
          i < 3
            ? x + b * (made[i]! * (1 - Math.tanh(x) ** 2) - 0.6 * x)
            : x + b * (t[3]! - 0.6 * x),
        );
      const all = phi.reduce((total, x) => total + x * x, 0);
      const met = made.reduce((total, x, i) => total + x * Math.tanh(phi[i]!), 0);
      return met + t[3]! * phi[3]! - 0.3 * all;
    };
    const theta = [...w, 0.2];
    const slope = theta.map((_, i) => {
      const at = (h: number) => plain(theta.map((x, k) => (k === i ? x + h : x)));
      // Fourth order.
      return (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 12e-3;
    });
    const options = { generatorRate: a, discriminatorRate: b, steps };
    const next = unrolledGanStep(value, start, options);
    const got = [...next.generator.w.data, next.generator.b];
    got.forEach((x, i) => {
      expect(x).toBeCloseTo(theta[i]! - a * slope[i]!, 10);
    });
    const { v, c } = next.discriminator;
    expect(v.shape).toEqual([1, 3]);
    expect(c).toBeCloseTo(0.7 + b * (0.2 - 0.6 * 0.7), 14);
    expect(start.generator).toEqual({ w: [0.3, -0.8, 1.1], b: 0.2 });
    expect(start.discriminator).toEqual({ v: [[0.5, -0.4, 0.9]], c: 0.7 });
  });

  it('keep float32, and copy where a rate is 0', () => {
    const generator = Float32Array.of(1, 2);
    const discriminator = Float32Array.of(3, 4);
    const value = (g: Traced, d: Traced): Traced => sum(mul(g, d)) as Traced;
    const options = { generatorRate: 0, discriminatorRate: 0.5, steps: 2 };
    const next = unrolledGanStep(value, { generator, discriminator }, options);
    expect(next.generator.data).toEqual(Float32Array.of(1, 2));
    expect(next.generator.data).not.toBe(generator);
    expect(next.discriminator.data).toEqual(Float32Array.of(3.5, 5));
    expect(discriminator).toEqual(Float32Array.of(3, 4));
  });

  it('refuse what does not fit, by its name', () => {
    const start = { generator: 1, discriminator: 0 };
    const rates = { generatorRate: 0.1, discriminatorRate: 0.1 };
    // @ts-expect-error: a rate is missing.
    expect(() => twoTimeScaleStep(bilinear, start, { generatorRate: 1 })).toThrow(
      'twoTimeScaleStep: "discriminatorRate" expected a finite number >= 0, got undefined',
    );
    expect(() => twoTimeScaleStep(bilinear, start, { ...rates, generatorRate: -1 })).toThrow(
      '"generatorRate"',
    );
    // @ts-expect-error: no such option.
    expect(() => twoTimeScaleStep(bilinear, start, { ...rates, steps: 1 })).toThrow(
      'only the names generatorRate, discriminatorRate, order',
    );
    expect(() => unrolledGanStep(bilinear, start, { ...rates, steps: 0.5 })).toThrow('"steps"');
    // @ts-expect-error: no function.
    expect(() => unrolledGanStep(3, start, rates)).toThrow('"value" expected a function');
    expect(() => unrolledGanStep(bilinear, { ...start, generator: NaN }, rates)).toThrow(
      '"players.generator" expected a finite number, got NaN',
    );
    const pair = (g: Traced, d: Traced): Traced => mul(g, d);
    expect(() => twoTimeScaleStep(pair, { generator: [1, 2], discriminator: 1 }, rates)).toThrow(
      'one number, shape ()',
    );
    // @ts-expect-error: three players.
    expect(() => twoTimeScaleStep(bilinear, { ...start, judge: 1 }, rates)).toThrow(
      '"players" expected only the names generator, discriminator',
    );
  });
});
