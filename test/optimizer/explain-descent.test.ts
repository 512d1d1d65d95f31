import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../src/array/index.js';
import { toNested } from '../../src/core/to-nested.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainGradientDescent, minibatches } from '../../src/optimizer/index.js';
import { expectShown } from '../derivation/shown.js';

/** The same by hand: one loop, without derivatives taken by the library. */
function byHand(
  x: readonly number[],
  y: readonly number[],
  batches: readonly (readonly number[])[],
  rate: number,
  [w, b]: readonly [number, number],
): number[][] {
  const way = [[w, b]];
  for (const batch of batches) {
    let [slope, rise] = [0, 0];
    for (const i of batch) {
      const error = w * x[i]! + b - y[i]!;
      slope += (2 * error * x[i]!) / batch.length;
      rise += (2 * error) / batch.length;
    }
    w -= rate * slope;
    b -= rate * rise;
    way.push([w, b]);
  }
  return way;
}

describe('explainGradientDescent', () => {
  it('goes online from sample to sample, as on paper', () => {
    const d = explainGradientDescent([1, 2], [2, 4], { batchSize: 1 });
    const text = expectShown(d);
    // e₁ = −2, both slopes −4; e₂ = 0.4·2 + 0.4 − 4 = −2.8, slopes −11.2 and −5.6.
    const wanted = [0, 0, 0.4, 0.4, 1.52, 0.96];
    d.result.parameters.data.forEach((v, i) => {
      expect(v).toBeCloseTo(wanted[i]!, 14);
    });
    expect(d.result.losses[0]).toBe(4);
    expect(d.result.losses[1]).toBeCloseTo(7.84, 13);
    for (const line of [
      'Online (stochastic) gradient descent',
      'e₂ = w₁ x₂ + b₁ − y₂ = 0.4 · 2 + 0.4 − 4 = −2.8',
      'w₂ = w₁ − η g_w = 0.4 − 0.1 · (−11.2) = 1.52',
      'from 10 to 0.1152 in one epoch',
    ])
      expect(text).toContain(line);
  });

  it('takes all samples at once, and says where the rate is too large', () => {
    const options = { learningRate: 0.5, epochs: 2, start: [1, -1] } as const;
    const d = explainGradientDescent([1, 2, -1], [2, 4, 0.5], options);
    const text = expectShown(d);
    // Errors −2, −3, −2.5: slopes −11/3 and −5; then 7 and 22/9.
    const wanted = [1, -1, 17 / 6, 1.5, -2 / 3, 1.5 - 11 / 9];
    d.result.parameters.data.forEach((v, i) => {
      expect(v).toBeCloseTo(wanted[i]!, 14);
    });
    expect(text).toContain('Batch gradient descent');
    expect(d.conclusion).toMatch(
      /from 6\.41667 to 10\.4877 in 2 epochs: it grows, so the learning rate/,
    );
    const minibatch = explainGradientDescent([1, 2, 3], [0, 0, 1], { batchSize: 2 });
    const shown = expectShown(minibatch);
    expect(shown).toContain('Minibatch gradient descent');
    expect(shown).toContain('Update 2: sample 3');
  });

  it('arrives where a loop by hand does, also with shuffled batches', () => {
    const value = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 5 }),
        fc.record({
          size: fc.integer({ min: 1, max: 5 }),
          epochs: fc.integer({ min: 1, max: 2 }),
          seed: fc.option(fc.nat(1000), { nil: undefined }),
          rate: fc.constantFrom(0.01, 0.1),
          start: fc.tuple(value, value),
        }),
        (samples, { size, epochs, seed, rate, start }) => {
          const [x, y] = [samples.map(([at]) => at), samples.map(([, at]) => at)];
          const batchSize = Math.min(size, x.length);
          const generator = () => (seed === undefined ? undefined : randomGenerator(seed));
          const d = explainGradientDescent(x, y, {
            batchSize,
            epochs,
            start,
            learningRate: rate,
            rng: generator(),
          } as object);
          expect(verifyDerivation(d).ok).toBe(true);
          const rng = generator();
          const every = x.map((_, i) => i);
          const batches = Array.from({ length: epochs }, () =>
            rng === undefined
              ? every.flatMap((i) => (i % batchSize ? [] : [every.slice(i, i + batchSize)]))
              : minibatches(x.length, batchSize, rng),
          ).flat();
          const wanted = byHand(x, y, batches, rate, start);
          (toNested(d.result.parameters) as number[][]).forEach((pair, t) => {
            pair.forEach((v, i) => {
              expect(Math.abs(v - wanted[t]![i]!)).toBeLessThan(1e-12);
            });
          });
          expect(d.result.losses).toHaveLength(batches.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ['other lengths', () => explainGradientDescent([1, 2], [1]), /^explainGradientDescent: "y" /],
    [
      'too many updates',
      () => explainGradientDescent([1, 2, 3], [1, 2, 3], { batchSize: 1, epochs: 5 }),
      'explainGradientDescent: "epochs" expected at most 12 updates, got 15',
    ],
    [
      'a batch larger than all',
      () => explainGradientDescent([1, 2], [1, 2], { batchSize: 3 }),
      /^explainGradientDescent: "batchSize" .*got 3/,
    ],
    [
      'a rate of 0',
      () => explainGradientDescent([1], [1], { learningRate: 0 }),
      /^explainGradientDescent: "learningRate" /,
    ],
    [
      'a start that is no pair',
      () => explainGradientDescent([1], [1], { start: [1] as never }),
      /^explainGradientDescent: "start" /,
    ],
    [
      'what grows beyond all numbers',
      () => explainGradientDescent([1e200], [0], { learningRate: 1, start: [1, 0], epochs: 3 }),
      'explainGradientDescent: "learningRate" expected a rate at which all losses are finite, got a loss of Infinity after 0 updates',
    ],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});
