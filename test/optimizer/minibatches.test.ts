import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import { gatherRows, minibatches } from '../../src/optimizer/minibatches.js';
import { views } from '../laws/views.js';

const counts = fc.integer({ min: 0, max: 40 });
const sizes = fc.integer({ min: 1, max: 12 });

describe('minibatches', () => {
  it('hold every sample once, ⌈N / B⌉ lists, all full but the last', () => {
    fc.assert(
      fc.property(counts, sizes, fc.nat(), (count, size, seed) => {
        const batches = minibatches(count, size, randomGenerator(seed));
        expect(batches.length).toBe(Math.ceil(count / size));
        for (const batch of batches.slice(0, -1)) expect(batch.length).toBe(size);
        const all = batches.flat().sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    );
  });

  it('leave out a smaller last list where asked, and only that', () => {
    fc.assert(
      fc.property(counts, sizes, fc.nat(), (count, size, seed) => {
        const all = minibatches(count, size, randomGenerator(seed));
        const full = minibatches(count, size, randomGenerator(seed), { dropLast: true });
        expect(full).toEqual(all.filter((batch) => batch.length === size));
      }),
    );
  });

  it('come in another order each time, which the seed alone decides', () => {
    const rng = randomGenerator(3);
    const [first, second] = [minibatches(20, 6, rng), minibatches(20, 6, rng)];
    expect(first).not.toEqual(second);
    expect(minibatches(20, 6, randomGenerator(3))).toEqual(first);
  });

  it('refuse numbers and options that are none', () => {
    const rng = randomGenerator(0);
    expect(() => minibatches(-1, 1, rng)).toThrow('minibatches: "count"');
    expect(() => minibatches(4, 0, rng)).toThrow('minibatches: "size"');
    expect(() => minibatches(4, 1, undefined as never)).toThrow('a stream from randomGenerator');
    expect(() => minibatches(4, 1, rng, { dropLast: 1 as never })).toThrow('"dropLast"');
    expect(() => minibatches(4, 1, rng, { droplast: true } as never)).toThrow('"droplast"');
  });
});

describe('gatherRows', () => {
  it('takes the rows that are named, of every storage and layout', () => {
    fc.assert(
      fc.property(views({ shape: [4, 2, 3] }), fc.array(fc.nat(3)), (view, indices) => {
        const found = gatherRows(view, indices);
        expect(found.shape).toEqual([indices.length, 2, 3]);
        expect(found.dtype).toBe(view.dtype);
        const rows = toNested(view) as number[][][];
        expect(toNested(found)).toEqual(indices.map((i) => rows[i]));
      }),
    );
  });

  it('takes labels from a vector, by a typed array of indices too', () => {
    expect(gatherRows([7, 8, 9], Int32Array.of(2, 2, 0)).data).toEqual(Float64Array.of(9, 9, 7));
    expect(gatherRows(Uint8Array.of(7, 8), [1]).data).toEqual(Uint8Array.of(8));
  });

  it('shares nothing with the array', () => {
    const data = Float64Array.of(1, 2);
    const found = gatherRows(createNdArray(data, [2, 1]), [0, 1]);
    data[0] = 5;
    expect(found.data).toEqual(Float64Array.of(1, 2));
  });

  it('refuses scalars, and indices that are outside or no list', () => {
    expect(() => gatherRows(createNdArray(Float64Array.of(1), []), [0])).toThrow(
      'gatherRows: "a" expected at least one axis, shape (n, ...), got ()',
    );
    expect(() => gatherRows([1, 2], [0, 2])).toThrow(
      'gatherRows: "indices[1]" expected a whole number >= 0 and <= 1, got 2',
    );
    expect(() => gatherRows([1, 2], [-1])).toThrow('"indices[0]"');
    expect(() => gatherRows([1, 2], 0 as never)).toThrow('"indices" expected a list');
  });
});
