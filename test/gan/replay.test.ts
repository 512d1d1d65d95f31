import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../src/core/random.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { type ReplayState, replayBuffer } from '../../src/gan/index.js';
import { FLOATS, numbersOf, views } from '../laws/views.js';

/** A batch of samples of two numbers that say when they were made and which one they are. */
const batchOf = (round: number, n: number): number[][] =>
  Array.from({ length: n }, (_, i) => [round, i]);
const rowsOf = (a: FloatNdArray | undefined): string[] =>
  a === undefined
    ? []
    : Array.from({ length: a.shape[0]! }, (_, i) => `${a.get(i, 0)}:${a.get(i, 1)}`);
const old = (batch: FloatNdArray, round: number): number =>
  rowsOf(batch).filter((row) => !row.startsWith(`${round}:`)).length;

describe('replayBuffer', () => {
  it('gives out and remembers only what was made, as much as there is room for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('half' as const, 'swap' as const),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }),
        fc.integer(),
        (method, capacity, sizes, seed) => {
          const { init, step } = replayBuffer(capacity, { method });
          const rng = randomGenerator(seed);
          const made = new Set<string>();
          let state = init();
          let total = 0;
          sizes.forEach((n, round) => {
            const history = rowsOf(state.samples);
            const batch = batchOf(round, n);
            for (const [a, b] of batch) made.add(`${a}:${b}`);
            const next = step(state, batch, rng);
            total += n;
            expect(next.batch.shape).toEqual([n, 2]);
            const known = new Set([...history, ...batch.map(([a, b]) => `${a}:${b}`)]);
            for (const row of rowsOf(next.batch)) expect(known).toContain(row);
            const kept = rowsOf(next.state.samples);
            expect(kept).toHaveLength(Math.min(capacity, total));
            // Nothing is remembered twice.
            expect(new Set(kept).size).toBe(kept.length);
            for (const row of kept) expect(made).toContain(row);
            expect(rowsOf(state.samples)).toEqual(history);
            state = next.state;
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes half of each batch from the history, and half a batch takes its places', () => {
    const { init, step } = replayBuffer(12);
    const rng = randomGenerator(3);
    let state: ReplayState = step(init(), batchOf(0, 12), rng).state;
    const halves: number[] = [];
    for (let round = 1; round < 200; round++) {
      const n = 4 + (round % 2);
      const next = step(state, batchOf(round, n), rng);
      const lent = old(next.batch, round);
      expect([Math.floor(n / 2), Math.ceil(n / 2)]).toContain(lent);
      if (n === 5) halves.push(lent);
      expect(rowsOf(next.state.samples).filter((r) => r.startsWith(`${round}:`))).toHaveLength(
        lent,
      );
      // New samples that are shown keep their places.
      for (const [i, row] of rowsOf(next.batch).entries())
        if (row.startsWith(`${round}:`)) expect(row).toBe(`${round}:${i}`);
      state = next.state;
    }
    // Half of five is two or three with equal chance: 100 throws, four standard deviations.
    const up = halves.filter((half) => half === 3).length;
    expect(Math.abs(up - 50)).toBeLessThan(20);
  });

  it('lends from a history shorter than half a batch all of it, at random places', () => {
    const { init, step } = replayBuffer(50);
    const places = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const rng = randomGenerator(seed);
      const first = step(init(), batchOf(0, 1), rng);
      expect(rowsOf(first.batch)).toEqual(['0:0']);
      const second = step(first.state, batchOf(1, 6), rng);
      expect(old(second.batch, 1)).toBe(1);
      places.add(rowsOf(second.batch).indexOf('0:0'));
    }
    expect([...places].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('with "swap" exchanges half of the samples one by one, and loses none', () => {
    const { init, step } = replayBuffer(10, { method: 'swap' });
    const rng = randomGenerator(5);
    let state = step(init(), batchOf(0, 10), rng).state;
    let swapped = 0;
    for (let round = 1; round <= 300; round++) {
      const batch = batchOf(round, 2);
      const next = step(state, batch, rng);
      swapped += old(next.batch, round);
      const before = [...rowsOf(state.samples), ...batch.map(([a, b]) => `${a}:${b}`)];
      const after = [...rowsOf(next.state.samples), ...rowsOf(next.batch)];
      expect(after.sort()).toEqual(before.sort());
      state = next.state;
    }
    // Of 600 samples half; now and then one of the same batch comes back. Four standard deviations are 49.
    expect(Math.abs(swapped - 290)).toBeLessThan(60);
  });

  it('reads any layout, changes nothing, keeps float32, and follows its seed', () => {
    fc.assert(
      fc.property(views({ shape: [3, 2, 2], dtypes: FLOATS }), fc.integer(), (batch, seed) => {
        const before = numbersOf(batch);
        const { init, step } = replayBuffer(4);
        const run = () => {
          const rng = randomGenerator(seed);
          return step(step(init(), batch, rng).state, batch, rng);
        };
        const got = run();
        expect(numbersOf(batch)).toEqual(before);
        expect(got.batch.shape).toEqual([3, 2, 2]);
        expect(got.batch.data.constructor).toBe(batch.data.constructor);
        expect(got.state.samples?.data.constructor).toBe(batch.data.constructor);
        expect(run()).toEqual(got);
        // Each sample is whole.
        const samples = [0, 4, 8].map((at) => before.slice(at, at + 4).join());
        for (const at of [0, 4, 8])
          expect(samples).toContain([...got.batch.data.slice(at, at + 4)].join());
        // Results do not share storage.
        got.batch.data.fill(-1);
        expect([...got.state.samples!.data]).not.toContain(-1);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses samples of another shape, and what is no history', () => {
    expect(() => replayBuffer(0)).toThrow('replayBuffer: "capacity" expected a whole number >= 1');
    // @ts-expect-error: no such method.
    expect(() => replayBuffer(2, { method: 'third' })).toThrow('"method" expected one of "half"');
    const rng = randomGenerator(1);
    const { init, step } = replayBuffer(2);
    const { state } = step(init(), [[1, 2]], rng);
    expect(() => step(state, [[1]], rng)).toThrow(
      'replayBuffer.step: "batch" expected at least one sample, (n, 2), got (1, 1)',
    );
    expect(() => step(init(), [], rng)).toThrow('at least one sample, (n, …), got (0)');
    expect(() => step(init(), [[NaN]], rng)).toThrow('finite numbers, got NaN at [0, 0]');
    // @ts-expect-error: no state.
    expect(() => step(undefined, [[1]], rng)).toThrow('"state" expected a state from init()');
    // @ts-expect-error: no stream.
    expect(() => step(state, [[1, 2]], 7)).toThrow('"rng" expected a stream');
    const large = replayBuffer(9);
    const many = large.step(large.init(), batchOf(0, 3), rng).state;
    expect(() => step(many, batchOf(1, 1), rng)).toThrow('at most 2 samples, got 3');
  });
});
