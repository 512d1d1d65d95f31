import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainReplayStep, replayBuffer } from '../../src/gan/index.js';
import { expectShown } from '../derivation/shown.js';

const old = [
  [1, 0],
  [2, 0],
  [3, 0],
  [4, 0],
];
const fresh = [
  [7, 1],
  [8, 1],
];

describe('explainReplayStep', () => {
  it('gives half of the batch to old samples, and half a batch of new ones to the history', () => {
    const d = explainReplayStep(old, fresh, randomGenerator(1), { capacity: 4 });
    const text = expectShown(d);
    const made = (rows: unknown): number => (rows as number[][]).filter(([, y]) => y === 1).length;
    expect(made(toNested(d.result.batch))).toBe(1);
    expect(made(toNested(d.result.history))).toBe(1);
    expect(text).toContain('1 of the 2 samples that go on is an old one; 4 are remembered.');
    expect(text).toContain('in place of the old one');
  });

  it('begins with nothing, and adds what finds room', () => {
    const d = explainReplayStep(undefined, fresh, randomGenerator(1), { capacity: 8 });
    expect(toNested(d.result.batch)).toEqual(fresh);
    expect([...d.result.history.data].sort()).toEqual([1, 1, 7, 8]);
    expect(expectShown(d)).toContain('its own sample goes on');
    expect(d.given.map(({ id }) => id)).not.toContain('history');
  });

  it('is a step of replayBuffer, and leaves the stream where it does', () => {
    const rows = (most: number): fc.Arbitrary<number[][]> =>
      fc.array(fc.tuple(fc.integer(), fc.nat(9)), { minLength: 1, maxLength: most });
    fc.assert(
      fc.property(
        rows(4),
        rows(6),
        fc.integer({ min: 4, max: 8 }),
        fc.constantFrom('half' as const, 'swap' as const),
        fc.nat(999),
        (history, batch, capacity, method, seed) => {
          const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
          const d = explainReplayStep(history, batch, a, { capacity, method });
          const samples = createNdArray(Float64Array.from(history.flat()), [history.length, 2]);
          const whole = replayBuffer(capacity, { method }).step({ samples }, batch, b);
          expect(toNested(d.result.batch)).toEqual(toNested(whole.batch));
          expect(toNested(d.result.history)).toEqual(toNested(whole.state.samples!));
          expect(a.nextUint32()).toBe(b.nextUint32());
          expect(verifyDerivation(d).ok).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses what replayBuffer refuses, and more than anyone reads', () => {
    const fn = 'explainReplayStep';
    const rng = randomGenerator(1);
    const explain = explainReplayStep;
    expect(() => explain(old, fresh, rng, { capacity: 3 })).toThrow(`${fn}: "history"`);
    expect(() => explain([[1]], fresh, rng, { capacity: 3 })).toThrow(`${fn}: "history"`);
    expect(() => explain(old, fresh, rng, { capacity: 9 })).toThrow(`${fn}: "capacity"`);
    expect(() => explain(old, fresh, rng, {} as { capacity: number })).toThrow(`"capacity"`);
    expect(() => explain(old, new Array(9).fill([1, 2]), rng, { capacity: 4 })).toThrow('"batch"');
    expect(() => explain(old, [1, 2], rng, { capacity: 4 })).toThrow(`${fn}: "batch"`);
    const unknown = { capacity: 4, method: 'all' } as unknown as { capacity: number };
    expect(() => explain(old, fresh, rng, unknown)).toThrow(`${fn}: "method"`);
    expect(() => explain(old, fresh, {} as typeof rng, { capacity: 4 })).toThrow(`${fn}: "rng"`);
  });
});
