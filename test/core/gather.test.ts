import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, createNdArray, DTYPES } from '../../src/core/create.js';
import { gather } from '../../src/core/gather.js';
import { elementCount } from '../../src/core/layout.js';
import { numbersOf, views } from '../laws/views.js';

describe('gather', () => {
  it('gathers any view in the order in which `get` reads it', () => {
    fc.assert(
      fc.property(views(), (view) => {
        const target = new Float64Array(view.size);
        gather(view.data, view.shape, view.stride, view.offset, target);
        expect(Array.from(target)).toEqual(numbersOf(view));
      }),
    );
  });

  it('repeats an element along a step of zero and leaves empty shapes alone', () => {
    const target = [7, 7, 7, 7, 7, 7];
    gather([1, 2, 3], [3, 2], [1, 0], 0, target);
    expect(target).toEqual([1, 1, 2, 2, 3, 3]);
    gather([1], [0, 2], [2, 1], 0, target);
    gather([1], [2, 0], [0, 1], 0, target);
    expect(target).toEqual([1, 1, 2, 2, 3, 3]);
  });

  // Longer than a square of its copies along each axis, so that whole squares and their rests are met.
  it('gathers large arrays of every storage along axes in any order', () => {
    const orders = fc
      .uniqueArray(fc.nat(2), { minLength: 3, maxLength: 3 })
      .map((order) => [...order, 3]);
    const lengths = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...DTYPES),
        orders,
        lengths,
        fc.constantFrom(1, 2),
        (dtype, order, [a, b], last) => {
          const shape = [a, 3, b, last];
          const data = allocate(dtype, elementCount(shape));
          for (let i = 0; i < data.length; i++) data[i] = (i * 37) % 251;
          const moved = createNdArray(data, shape).transpose(...order);
          const target = allocate(dtype, data.length);
          gather(data, moved.shape, moved.stride, moved.offset, target);
          expect(Array.from(target)).toEqual(numbersOf(moved));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps the numbers where the storages differ', () => {
    const clamped = new Uint8ClampedArray(4);
    gather(Int8Array.of(-1, 1, -128, 127), [2, 2], [1, 2], 0, clamped);
    expect([...clamped]).toEqual([0, 0, 1, 127]);
    const singles = new Float32Array(2);
    gather(Float64Array.of(0.1, 0.2), [2], [-1], 1, singles);
    expect([...singles]).toEqual([Math.fround(0.2), Math.fround(0.1)]);
  });
});
