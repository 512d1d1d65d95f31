import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../src/array/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainEpochIterations, minibatches } from '../../src/optimizer/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainEpochIterations', () => {
  it('rounds up, or down where the last batch is left out', () => {
    const d = explainEpochIterations(1000, 32, { epochs: 10 });
    expect(d.result).toEqual({ iterations: 32, lastBatch: 8, total: 320 });
    expect(expectShown(d)).toContain('mini-batch');
    const less = explainEpochIterations(1000, 32, { dropLast: true });
    expect(less.result).toEqual({ iterations: 31, lastBatch: 32, total: 31 });
    expectShown(less);
    expect(explainEpochIterations(5, 5).conclusion).toContain('one step: batch');
    expect(explainEpochIterations(5, 1).conclusion).toContain('online');
  });

  it('counts the batches of minibatches', () => {
    const numbers = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(numbers, numbers, fc.boolean(), (count, size, dropLast) => {
        fc.pre(!dropLast || size <= count);
        const batches = minibatches(count, size, randomGenerator(1), { dropLast });
        const d = explainEpochIterations(count, size, { dropLast });
        expect(d.result.iterations).toBe(batches.length);
        expect(d.result.lastBatch).toBe(batches.at(-1)!.length);
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('refuses what makes no batch', () => {
    expect(() => explainEpochIterations(3, 4, { dropLast: true })).toThrow(
      /explainEpochIterations: "size" .*got 4/,
    );
    expect(() => explainEpochIterations(0, 1)).toThrow('"count"');
    expect(() => explainEpochIterations(1, 1, { epochs: 0 })).toThrow('"epochs"');
  });
});
