import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, randomGenerator, toNested } from '../../src/array/index.js';
import { mergeHeads, splitHeads } from '../../src/attention/index.js';
import { createNdArray } from '../../src/core/create.js';
import { mul } from '../../src/gradient/arithmetic.js';
import { checkGradient, type Traced } from '../../src/gradient/index.js';
import { sum } from '../../src/gradient/reduce.js';

describe('splitHeads and mergeHeads', () => {
  it('undo each other, for any leading axes', () => {
    const length = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(
        fc.array(length, { maxLength: 2 }),
        length,
        length,
        length,
        (lead, n, heads, w) => {
          const x = normal(randomGenerator(1), [...lead, n, heads * w]);
          const split = splitHeads(x, heads);
          expect(split.shape).toEqual([...lead, heads, n, w]);
          const back = mergeHeads(split);
          expect(back.shape).toEqual(x.shape);
          expect(back.data).toEqual(x.data);
        },
      ),
    );
  });

  it('give the first head the first numbers, in a turned view too', () => {
    // Tokens (1, 2, 3, 4) and (5, 6, 7, 8), stored column by column.
    const x = createNdArray(new Float32Array([1, 5, 2, 6, 3, 7, 4, 8]), [2, 4], [1, 2]);
    expect(toNested(splitHeads(x, 2))).toEqual([
      [
        [1, 2],
        [5, 6],
      ],
      [
        [3, 4],
        [7, 8],
      ],
    ]);
  });

  it('can be differentiated', () => {
    const weights = normal(randomGenerator(2), [3, 2, 2]);
    const x = normal(randomGenerator(3), [2, 6]);
    const f = (t: Traced): Traced => sum(mul(splitHeads(t, 3), weights)) as Traced;
    expect(checkGradient(f, x).maxError).toBeLessThan(1e-8);
  });

  it('refuse what does not fit', () => {
    expect(() => splitHeads([[1, 2, 3]], 2)).toThrow(
      'splitHeads: "x" expected shape (..., n, a multiple of 2 heads), got (1, 3)',
    );
    expect(() => splitHeads([[1, 2]], 0)).toThrow('splitHeads: "heads"');
    expect(() => mergeHeads([[1, 2]])).toThrow(
      'mergeHeads: "x" expected shape (..., heads, n, w), got (1, 2)',
    );
  });
});
