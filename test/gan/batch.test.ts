import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, randomGenerator } from '../../src/core/random.js';
import {
  addLabelNoise,
  conditionOnLabel,
  confidencePenalty,
  cycleConsistencyLoss,
  featureMatchingLoss,
  minibatchDiscrimination,
  modeCoverage,
  oneHot,
  smoothLabels,
} from '../../src/gan/index.js';
import { checkGradient, type Traced } from '../../src/gradient/index.js';
import { softmax } from '../../src/gradient/softmax.js';

describe('minibatchDiscrimination', () => {
  // Pairwise different sizes, so that a swapped axis cannot pass.
  const [n, a, b, c] = [5, 3, 4, 2];
  const features = normal(randomGenerator(1), [n, a]);
  const tensor = normal(randomGenerator(2), [a, b, c]);

  it('is its definition, the sample itself counted', () => {
    const m = (i: number, k: number, l: number): number =>
      [0, 1, 2].reduce((sum, j) => sum + features.get(i, j) * tensor.get(j, k, l), 0);
    const got = minibatchDiscrimination(features, tensor);
    expect(got.shape).toEqual([n, b]);
    for (let i = 0; i < n; i++)
      for (let k = 0; k < b; k++) {
        let wanted = 0;
        for (let j = 0; j < n; j++)
          wanted += Math.exp(
            -Math.abs(m(i, k, 0) - m(j, k, 0)) - Math.abs(m(i, k, 1) - m(j, k, 1)),
          );
        expect(got.get(i, k)).toBeCloseTo(wanted, 12);
      }
  });

  it('is n where all are alike, 1 for a sample like no other, and follows the order of the batch', () => {
    const alike = minibatchDiscrimination(
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      [[[3]], [[4]]],
    );
    expect([...alike.data]).toEqual([3, 3, 3]);
    const alone = minibatchDiscrimination([[0], [1e3], [1e3]], [[[1]]]);
    expect([...alone.data]).toEqual([1, 2, 2]);
  });

  it('is differentiated by features and tensor', () => {
    const f = (v: { f: Traced; t: Traced }) => minibatchDiscrimination(v.f, v.t);
    expect(checkGradient(f, { f: features, t: tensor }, { order: 2 }).ok).toBe(true);
  });

  it('refuses a tensor of other features, with the sizes', () => {
    expect(() => minibatchDiscrimination([[1, 2]], [[[1]]])).toThrow(
      '"tensor" expected shape (a=2, b, c), got (1, 1, 1)',
    );
    expect(() => minibatchDiscrimination([[]], [[[1]]])).toThrow('at least one element');
  });
});

describe('losses of batches', () => {
  it('compare averages of features, of batches of two sizes', () => {
    const real = [
      [1, 2],
      [3, 4],
      [5, 9],
    ];
    expect(featureMatchingLoss(real, [[0, 1]])).toBe(9 + 16);
    const f = (v: { r: Traced; f: Traced }) => featureMatchingLoss(v.r, v.f);
    expect(
      checkGradient(
        f,
        {
          r: real,
          f: [
            [0.5, 1],
            [2, 2],
          ],
        },
        { order: 2 },
      ).ok,
    ).toBe(true);
    expect(() => featureMatchingLoss(real, [[1]])).toThrow('"fake" expected shape (m, a=2)');
  });

  it('count what does not come back, and being sure', () => {
    expect(cycleConsistencyLoss([[1, -2]], [[3, -5]], { weight: 2 })).toBe(5);
    const cycle = (v: { x: Traced; y: Traced }) => cycleConsistencyLoss(v.x, v.y);
    expect(checkGradient(cycle, { x: [1, 2, 3], y: [2, 1.5, -4] }).ok).toBe(true);
    expect(() => cycleConsistencyLoss([1, 2], [1])).toThrow('"returned" expected (2), got (1)');
    const even = confidencePenalty([[0.25, 0.25, 0.25, 0.25]], { weight: 1 });
    expect(even).toBeCloseTo(-Math.log(4), 14);
    expect(confidencePenalty([0, 1])).toBeCloseTo(0, 15);
    // Through a softmax, so that sums stay 1 where the difference is taken.
    const sure = (scores: Traced) => confidencePenalty(softmax(scores));
    expect(
      checkGradient(sure, [
        [0.5, -0.3],
        [2, 1],
      ]).ok,
    ).toBe(true);
  });
});

describe('modeCoverage', () => {
  it('gives a sample to its nearest mode within the radius, the edge included', () => {
    const modes = [
      [0, 0],
      [3, 0],
      [0, 5],
    ];
    const samples = [
      [1, 0],
      [2, 0],
      [1.5, 0],
      [0, 3.9],
      [3, 1.001],
    ];
    expect(modeCoverage(samples, modes, 1)).toEqual({ covered: 2, counts: [1, 1, 0], share: 0.4 });
    // Between two modes the first counts.
    expect(modeCoverage([[1.5, 0]], modes, 2).counts).toEqual([1, 0, 0]);
    expect(() => modeCoverage([[1]], modes, 1)).toThrow(
      '"modes" expected shape (k, d=1), got (3, 2)',
    );
    expect(() => modeCoverage([[NaN, 0]], modes, 1)).toThrow('finite');
    expect(() => modeCoverage(samples, modes, 0)).toThrow('"radius"');
  });
});

describe('labels', () => {
  it('as vectors have one 1, at their place', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 9 }), (labels) => {
        const got = oneHot(labels, 5);
        expect(got.shape).toEqual([labels.length, 5]);
        labels.forEach((y, i) => {
          for (let k = 0; k < 5; k++) expect(got.get(i, k)).toBe(k === y ? 1 : 0);
        });
      }),
    );
    expect(() => oneHot([0, 3], 3)).toThrow(
      'oneHot: "labels" expected whole numbers from 0 to 2, got 3 at [1]',
    );
    expect(() => oneHot([0.5], 3)).toThrow('got 0.5 at [0]');
    expect(() => oneHot([-1], 3)).toThrow('got -1 at [0]');
    expect(() => oneHot([-2], 3, { unknown: true })).toThrow('from -1 to 2');
    expect(() => oneHot([[0]], 3)).toThrow('a list of labels');
    expect(() => oneHot([0], 0)).toThrow('"classes"');
    expect([...oneHot([-1, 2], 3, { unknown: true }).data]).toEqual([0, 0, 0, 1, 0, 0, 1, 0]);
  });

  it('are appended to samples, which are still differentiated', () => {
    const y = oneHot([1, 0], 2);
    const x = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect([...conditionOnLabel(x, y).data]).toEqual([1, 2, 3, 0, 1, 4, 5, 6, 1, 0]);
    expect(checkGradient((v) => conditionOnLabel(v, y), x).ok).toBe(true);
    expect(() => conditionOnLabel(x, oneHot([1], 2))).toThrow('"y" expected shape (n=2, k)');
  });

  it('are smoothed with their sum kept', () => {
    const got = smoothLabels(
      [
        [0, 1, 0],
        [1, 0, 0],
      ],
      0.3,
    );
    expect([...got.data].map((v) => Number(v.toFixed(12)))).toEqual([0.1, 0.8, 0.1, 0.8, 0.1, 0.1]);
    expect(() => smoothLabels([[1]], 2)).toThrow('"amount"');
  });

  it('are changed at the stated rate, into the other classes evenly', () => {
    const n = 9000;
    const noise = { classes: 4, rate: 0.3, rng: randomGenerator(1) };
    const got = addLabelNoise(new Float64Array(n).fill(2), noise);
    const counts = [0, 1, 2, 3].map((k) => [...got.data].filter((y) => y === k).length);
    expect(Math.abs(counts[2]! - 0.7 * n)).toBeLessThan(4 * Math.sqrt(0.21 * n));
    for (const k of [0, 1, 3])
      expect(Math.abs(counts[k]! - 0.1 * n)).toBeLessThan(4 * Math.sqrt(0.09 * n));
    expect(() => addLabelNoise([4], noise)).toThrow('got 4 at [0]');
    expect(() => addLabelNoise([1], { ...noise, classes: 1 })).toThrow('"classes"');
  });
});
