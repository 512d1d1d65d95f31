import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, div, log, mul, square } from '../../src/array/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  explainPushForwardDensity,
  explainTwoTimeScaleStep,
  explainUnrolledGanStep,
  type NumberGame,
  pushForwardDensity,
  twoTimeScaleStep,
  unrolledGanStep,
} from '../../src/gan/index.js';
import { expectShown } from '../derivation/shown.js';

const product: NumberGame = (g, d) => mul(g, d);
/** Curved for both players. */
const curved: NumberGame = (g, d) => add(mul(g, d), mul(square(mul(g, d)), -0.1));
const rates = { generatorRate: 0.1, discriminatorRate: 0.4 };

describe('explanations of steps of a game', () => {
  it('show a step of both at once and one after the other', () => {
    const start = { generator: 1, discriminator: 0.5 };
    const d = explainTwoTimeScaleStep(product, start, rates);
    expect(d.result).toEqual({ generator: 0.95, discriminator: 0.9 });
    expect(expectShown(d)).toContain('0.5 + 0.4 · 1 = 0.9');
    const turns = explainTwoTimeScaleStep(product, start, { ...rates, order: 'alternating' });
    expect(turns.result.generator).toBeCloseTo(1 - 0.1 * 0.9, 15);
    expectShown(turns);
  });

  it('show the answers that an unrolled step foresees', () => {
    const start = { generator: 1, discriminator: 0.5 };
    const options = { generatorRate: 0.1, discriminatorRate: 0.1, steps: 3 };
    const d = explainUnrolledGanStep(product, start, options);
    // V = θ (φ + 3 b θ), of slope φ + 6 b θ = 1.1; without how the answers depend on θ it would be 0.8.
    expect(d.result.generator).toBeCloseTo(0.89, 14);
    expect(expectShown(d)).toContain('φ₃ = φ₂ + b s₂ = 0.7 + 0.1 · 1 = 0.8');
  });

  it('are the steps themselves, and hold', () => {
    const number = fc.integer({ min: -200, max: 200 }).map((x) => x / 100);
    fc.assert(
      fc.property(
        number,
        number,
        fc.integer({ min: 1, max: 4 }),
        (generator, discriminator, steps) => {
          const start = { generator, discriminator };
          const two = explainTwoTimeScaleStep(curved, start, rates);
          expect(two.result).toEqual(twoTimeScaleStep(curved, start, rates));
          const options = { ...rates, steps };
          const ahead = explainUnrolledGanStep(curved, start, options);
          expect(ahead.result).toEqual(unrolledGanStep(curved, start, options));
          expect(verifyDerivation(two).ok && verifyDerivation(ahead).ok).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('refuse players that are no numbers', () => {
    const start = { generator: [1] as never, discriminator: 0 };
    expect(() => explainTwoTimeScaleStep(product, start, rates)).toThrow(
      'explainTwoTimeScaleStep: "players.generator"',
    );
    const options = { ...rates, steps: 9 };
    expect(() =>
      explainUnrolledGanStep(product, { generator: 1, discriminator: 0 }, options),
    ).toThrow('explainUnrolledGanStep: "steps"');
  });
});

describe('explainPushForwardDensity', () => {
  it('divides by how much the generator stretches', () => {
    const d = explainPushForwardDensity(
      1.5,
      (x) => div(x, 2),
      () => 1,
    );
    expect(d.result).toBe(0.5);
    expect(expectShown(d)).toContain('s = 1/r = 1/0.5 = 2');
  });

  it('is pushForwardDensity where the axis is turned round', () => {
    const normal = (z: number): number => Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);
    for (const x of [0.2, 0.9, 3]) {
      const d = explainPushForwardDensity(x, (v) => mul(log(v), -1), normal);
      expect(d.result).toBe(pushForwardDensity(x, (v) => mul(log(v), -1), normal));
      expect(d.result).toBeCloseTo(normal(Math.log(x)) / x, 13);
      expect(verifyDerivation(d).ok).toBe(true);
    }
  });

  it('refuses a flat place', () => {
    expect(() =>
      explainPushForwardDensity(
        1,
        (x) => mul(x, 0),
        () => 1,
      ),
    ).toThrow('explainPushForwardDensity: "x" expected a place where the inverse is not flat');
    expect(() => explainPushForwardDensity(1, (x) => x, undefined as never)).toThrow(
      '"density" expected a function, got undefined',
    );
  });
});
