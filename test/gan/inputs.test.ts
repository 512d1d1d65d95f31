// What holds for all losses of the subject: any layout of the same numbers is the same, and nothing is changed.
import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { randomGenerator } from '../../src/core/random.js';
import type { ArrayInput, NumericTypedArray } from '../../src/core/types.js';
import {
  addLabelNoise,
  clipWeights,
  conditionOnLabel,
  confidencePenalty,
  cycleConsistencyLoss,
  discriminatorLoss,
  discriminatorStationarity,
  featureMatchingLoss,
  ganCriterion,
  ganValue,
  ganValueDiscrete,
  generatorLoss,
  gradientPenalty,
  gradientPenaltyAt,
  minibatchDiscrimination,
  modeCoverage,
  oneHot,
  optimalDiscriminator,
  smoothLabels,
} from '../../src/gan/index.js';
import { square } from '../../src/gradient/arithmetic.js';
import type { Traced } from '../../src/gradient/index.js';
import { sum } from '../../src/gradient/reduce.js';
import { numbersOf, views } from '../laws/views.js';

const critic = (x: Traced): Traced => sum(square(x), { axis: 1 }) as Traced;

/** Functions of two arrays [3, 2] of numbers from 0.1 to 0.9, so that they may be probabilities. */
const OF_TWO: Readonly<Record<string, (a: ArrayInput, b: ArrayInput) => unknown>> = {
  cycleConsistencyLoss,
  discriminatorLoss: (a, b) => discriminatorLoss(a, b),
  'discriminatorLoss of probabilities': (a, b) =>
    discriminatorLoss(a, b, { input: 'probabilities', smoothing: 0.1 }),
  'discriminatorLoss "hinge"': (a, b) => discriminatorLoss(a, b, { variant: 'hinge' }),
  discriminatorStationarity: (a, b) => discriminatorStationarity(a, b, a),
  featureMatchingLoss,
  ganValue,
  ganValueDiscrete: (a, b) => ganValueDiscrete(a, b, b),
  generatorLoss: (a) => generatorLoss(a),
  gradientPenalty: (a, b) => gradientPenalty(critic, a, b, { mix: [0.2, 0.5, 1] }),
  gradientPenaltyAt: (a) => gradientPenaltyAt(critic, a),
  conditionOnLabel,
  minibatchDiscrimination: (a) => minibatchDiscrimination(a, [[[1, 2]], [[-1, 0.5]]]),
  modeCoverage: (a, b) => modeCoverage(a, b, 0.3),
  optimalDiscriminator,
  smoothLabels: (a) => smoothLabels(a, 0.1),
  clipWeights: (a, b) => clipWeights({ a, b: [b] }, 0.5),
};

type View = NdArray<NumericTypedArray>;
const nested = (view: View): number[][] => toNested(view) as number[][];
const numbers = (result: unknown): unknown =>
  JSON.parse(
    JSON.stringify(result, (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'stride' in value
        ? toNested(value as ArrayInput)
        : value,
    ),
  );

describe('the functions of fovea/gan', () => {
  const some = views({
    shape: [3, 2],
    dtypes: ['float64'],
    values: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
  });

  for (const [name, f] of Object.entries(OF_TWO))
    it(`read any layout and change nothing: ${name}`, () => {
      fc.assert(
        fc.property(some, some, (a, b) => {
          const stored = [a, b].map(({ data }) => data.slice());
          expect(numbers(f(a, b))).toEqual(numbers(f(nested(a), nested(b))));
          expect([a, b].map(({ data }) => data)).toEqual(stored);
        }),
        { numRuns: 20 },
      );
    });

  it('read laws of any layout and change nothing: ganCriterion, confidencePenalty', () => {
    // Rows of halves, of which one is changed below: each adds up to 1.
    const rows = views({ shape: [2, 2], dtypes: ['float64'], values: fc.constant(0.5) });
    fc.assert(
      fc.property(rows, rows, (p, g) => {
        p.set(0, 0, 0.25);
        p.set(0, 1, 0.75);
        g.set(1, 0, 1);
        g.set(1, 1, 0);
        const stored = [p, g].map(({ data }) => data.slice());
        expect(numbers(ganCriterion(p, g))).toEqual(numbers(ganCriterion(nested(p), nested(g))));
        expect(confidencePenalty(p)).toBe(confidencePenalty(nested(p)));
        expect([p, g].map(({ data }) => data)).toEqual(stored);
      }),
      { numRuns: 20 },
    );
  });

  it('read labels of any storage and change nothing: oneHot, addLabelNoise', () => {
    const labels = views({ shape: [4], values: fc.integer({ min: 0, max: 2 }) });
    fc.assert(
      fc.property(labels, (y) => {
        const before = numbersOf(y);
        const draw = (from: ArrayInput) =>
          addLabelNoise(from, { classes: 3, rate: 0.5, rng: randomGenerator(1) });
        expect(oneHot(y, 3)).toEqual(oneHot(before, 3));
        expect(draw(y)).toEqual(draw(before));
        expect(numbersOf(y)).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });
});
