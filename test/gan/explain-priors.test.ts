import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainMixturePrior, sampleMixturePrior } from '../../src/gan/index.js';
import { expectClose, stepOf } from '../attention/explained.js';
import { expectShown } from '../derivation/shown.js';

describe('explainMixturePrior', () => {
  it('is what pen and paper give: petals of no width stand on a ring', () => {
    const options = { components: 6, radius: 3, deviations: [0, 0] as const };
    const d = explainMixturePrior([1, 3], { ...options, rng: randomGenerator(1) });
    const [first, second] = toNested(d.result.samples) as [number[], number[]];
    expectClose(first, [1.5, 1.5 * Math.sqrt(3)]);
    expectClose(second, [-3, 0]);
    expect(expectShown(d)).toContain('θ₁ = (2πk₁)/K = (2π · 1)/6 ≈ 1.047');
  });

  it('puts the longer side along the radius, and turns about 0', () => {
    const d = explainMixturePrior([1], {
      ...{ components: 4, radius: 2, deviations: [0.5, 0.1] as const },
      rng: randomGenerator(3),
    });
    const [u, v] = (d.given.find(({ id }) => id === 'noise')!.value as number[][])[0]!;
    // A quarter turn: (2 + u/2, v/10) becomes (−v/10, 2 + u/2).
    expectClose(stepOf(d, 'draw-0').value, [-0.1 * v!, 2 + 0.5 * u!]);
    expectShown(d);
  });

  it('is sampleMixturePrior and leaves the stream where it does', () => {
    const labels = fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(labels, fc.integer({ min: 5, max: 12 }), fc.nat(99), (what, components, seed) => {
        const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
        const weights = Array.from({ length: components }, (_, k) => k);
        const d = explainMixturePrior(what, { components, weights, rng: a });
        const whole = sampleMixturePrior(what, { components, weights, rng: b });
        expect(toNested(d.result.samples)).toEqual(toNested(whole.samples));
        expect(toNested(d.result.components)).toEqual(toNested(whole.components));
        expect(a.nextUint32()).toBe(b.nextUint32());
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses what sampleMixturePrior refuses, and more than anyone reads', () => {
    const fn = 'explainMixturePrior';
    const rng = randomGenerator(1);
    expect(() => explainMixturePrior(7, { rng })).toThrow(`${fn}: "what"`);
    expect(() => explainMixturePrior(0, { rng })).toThrow(`${fn}: "what"`);
    expect(() => explainMixturePrior([10], { rng })).toThrow(`${fn}: "what"`);
    expect(() => explainMixturePrior(1, { rng, radius: -1 })).toThrow(`${fn}: "radius"`);
    expect(() => explainMixturePrior(1, {} as { rng: typeof rng })).toThrow(`${fn}: "rng"`);
    const misspelt = { rng, turns: 2 };
    expect(() => explainMixturePrior(1, misspelt)).toThrow('turns');
  });
});
