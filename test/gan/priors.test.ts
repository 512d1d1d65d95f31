import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { randomGenerator } from '../../src/core/random.js';
import { sampleClusterPrior, sampleMixturePrior, sampleSwissRoll } from '../../src/gan/index.js';

const column = (a: { data: ArrayLike<number> }, k: number): number[] =>
  Array.from(a.data).filter((_, i) => i % 2 === k);
const average = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const deviation = (x: readonly number[]): number => {
  const centre = average(x);
  return Math.sqrt(average(x.map((v) => (v - centre) ** 2)));
};

describe('sampleMixturePrior', () => {
  it('has petals with the stated centre and spread, along the radius and across it', () => {
    const [n, k] = [4000, 5];
    for (let label = 0; label < k; label++) {
      const { samples, components } = sampleMixturePrior(new Float64Array(n).fill(label), {
        components: k,
        radius: 3,
        deviations: [0.6, 0.2],
        rng: randomGenerator(label),
      });
      expect(components.data.every((c: number) => c === label)).toBe(true);
      // Turned back, the petal lies on the first axis.
      const angle = (2 * Math.PI * label) / k;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const [x, y] = [column(samples, 0), column(samples, 1)];
      const along = x.map((v, i) => cos * v + sin * y[i]!);
      const across = x.map((v, i) => cos * y[i]! - sin * v);
      // Four standard errors: 0.6 / √4000 of a mean, 0.6 / √8000 of a deviation.
      expect(Math.abs(average(along) - 3)).toBeLessThan(0.038);
      expect(Math.abs(average(across))).toBeLessThan(0.013);
      expect(Math.abs(deviation(along) - 0.6)).toBeLessThan(0.027);
      expect(Math.abs(deviation(across) - 0.2)).toBeLessThan(0.009);
      // Along and across are independent.
      expect(Math.abs(average(along.map((v, i) => (v - 3) * across[i]!)))).toBeLessThan(0.008);
    }
  });

  it('draws components by their weights where no label says them', () => {
    const options = { components: 3, weights: [1, 0, 3], rng: randomGenerator(2) };
    const count = (components: { data: ArrayLike<number> }, k: number): number =>
      Array.from(components.data).filter((c) => c === k).length;
    const { components } = sampleMixturePrior(4000, options);
    expect(count(components, 1)).toBe(0);
    expect(Math.abs(count(components, 2) - 3000)).toBeLessThan(110);
    const labels = Array.from({ length: 4000 }, (_, i) => (i < 2000 ? 1 : -1));
    const mixed = sampleMixturePrior(labels, options).components;
    expect(count(mixed, 1)).toBe(2000);
    expect(Math.abs(count(mixed, 2) - 1500)).toBeLessThan(80);
    const even = sampleMixturePrior(5000, { rng: randomGenerator(3) }).components;
    for (let k = 0; k < 10; k++) expect(Math.abs(count(even, k) - 500)).toBeLessThan(85);
  });

  it('follows its seed, and leaves labels alone', () => {
    const stored = Float64Array.of(2, 9, 0, 9, -1);
    const labels = createNdArray(stored, [3], [2]);
    const run = (seed: number) => sampleMixturePrior(labels, { rng: randomGenerator(seed) });
    expect(run(1)).toEqual(run(1));
    expect(run(1).samples).not.toEqual(run(2).samples);
    expect([...run(1).components.data].slice(0, 2)).toEqual([2, 0]);
    expect(stored).toEqual(Float64Array.of(2, 9, 0, 9, -1));
  });

  it('refuses what is out of range', () => {
    const rng = randomGenerator(1);
    expect(() => sampleMixturePrior(0, { rng })).toThrow(
      'sampleMixturePrior: "what" expected a whole number >= 1, got 0',
    );
    expect(() => sampleMixturePrior([10], { rng })).toThrow('whole numbers from -1 to 9, got 10');
    expect(() => sampleMixturePrior([], { rng })).toThrow('at least one label');
    expect(() => sampleMixturePrior(1, { rng, weights: [1] })).toThrow(
      '"weights" expected one num',
    );
    expect(() => sampleMixturePrior(1, { rng, components: 2, weights: [1, -1] })).toThrow(
      'got -1 at [1]',
    );
    expect(() => sampleMixturePrior(1, { rng, components: 2, weights: [0, 0] })).toThrow(
      'a sum of 0',
    );
    expect(() => sampleMixturePrior(1, { rng, radius: -1 })).toThrow('"radius"');
    // @ts-expect-error: one number.
    expect(() => sampleMixturePrior(1, { rng, deviations: 0.5 })).toThrow('two numbers');
    // @ts-expect-error: no stream.
    expect(() => sampleMixturePrior(1, {})).toThrow('"rng" expected a stream');
  });
});

describe('sampleSwissRoll', () => {
  it('lies on its curve, each class on its share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer(), (k, seed) => {
        const labels = Array.from({ length: 12 }, (_, i) => i % k);
        const options = { components: k, radius: 2, turns: 1.5, rng: randomGenerator(seed) };
        const { samples } = sampleSwissRoll(labels, options);
        labels.forEach((label, i) => {
          const [x, y] = [samples.get(i, 0), samples.get(i, 1)];
          const share = (x * x + y * y) / 4;
          expect(share).toBeGreaterThanOrEqual(label / k - 1e-12);
          expect(share).toBeLessThanOrEqual((label + 1) / k + 1e-12);
          const angle = 2 * Math.PI * 1.5 * Math.sqrt(share);
          expect(x).toBeCloseTo(2 * Math.sqrt(share) * Math.cos(angle), 10);
          expect(y).toBeCloseTo(2 * Math.sqrt(share) * Math.sin(angle), 10);
        });
      }),
    );
  });

  it('has noise of the stated size, the same in both coordinates', () => {
    const [a, b] = [0, 0.3].map((noise) =>
      sampleSwissRoll(3000, { noise, rng: randomGenerator(4) }),
    );
    expect(a!.components).toEqual(b!.components);
    for (const k of [0, 1]) {
      const shifts = column(b!.samples, k).map((v, i) => v - column(a!.samples, k)[i]!);
      if (k === 0) expect(Math.abs(average(shifts))).toBeLessThan(0.022);
      expect(Math.abs(deviation(shifts) - 0.3)).toBeLessThan(0.016);
    }
    expect(() => sampleSwissRoll(1, { rng: randomGenerator(1), turns: 0 })).toThrow('"turns"');
  });
});

describe('sampleClusterPrior', () => {
  it('gives vectors with a single 1, as often as the weights say', () => {
    const rng = randomGenerator(6);
    const draws = sampleClusterPrior(6000, { clusters: 3, weights: [10, 20, 30], rng });
    expect(draws.shape).toEqual([6000, 3]);
    const counts = [0, 0, 0];
    for (let i = 0; i < 6000; i++) {
      const row = [0, 1, 2].map((k) => draws.get(i, k));
      expect(row.filter((v) => v === 1)).toHaveLength(1);
      expect(row.filter((v) => v === 0)).toHaveLength(2);
      counts[row.indexOf(1)]!++;
    }
    [1000, 2000, 3000].forEach((wanted, k) => {
      expect(Math.abs(counts[k]! - wanted)).toBeLessThan(160);
    });
    expect(() => sampleClusterPrior(0, { clusters: 2, rng })).toThrow('"count"');
    // @ts-expect-error: how many?
    expect(() => sampleClusterPrior(1, { rng })).toThrow('"clusters" expected a whole number');
  });
});
