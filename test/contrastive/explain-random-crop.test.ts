import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { explainRandomCrop } from '../../src/contrastive/index.js';
import { randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { randomCrop } from '../../src/image/index.js';
import { dictated, wordOf } from '../core/dictated.js';
import { expectShown } from '../derivation/shown.js';

const image = [
  [0, 1, 2, 3],
  [10, 11, 12, 13],
  [20, 21, 22, 23],
];

describe('explainRandomCrop', () => {
  it('shows the places there are, and the one that was drawn', () => {
    // Rows 0 and 1, columns 0 to 2 are possible; row 1 and column 2 are drawn, in this order.
    const d = explainRandomCrop(image, [2, 2], dictated([wordOf(1, 2), wordOf(2, 3)]));
    expect(toNested(d.result)).toEqual([
      [12, 13],
      [22, 23],
    ]);
    const text = expectShown(d);
    expect(text).toContain('= 3 − 2 + 1 = 2');
    expect(text).toContain('= 4 − 2 + 1 = 3');
    expect(text).toContain('= 2 · 3 = 6');
    expect(text).toContain('rows 1 to 2, columns 2 to 3');
  });

  it('is randomCrop and leaves the stream where it does', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }));
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 999 }), (size, seed) => {
        const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
        const d = explainRandomCrop(image, size, a);
        expect(toNested(d.result)).toEqual(toNested(randomCrop(image, size, b)));
        expect(a.nextUint32()).toBe(b.nextUint32());
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expectShown(explainRandomCrop(image, [1, 1], randomGenerator(1)));
    expectShown(explainRandomCrop(image, [3, 4], randomGenerator(1)));
  });

  it('refuses larger pictures, parts that do not fit, and no stream', () => {
    const rng = randomGenerator(1);
    expect(() => explainRandomCrop(new Array(9).fill([1]), [1, 1], rng)).toThrow(
      'explainRandomCrop: "image" expected a table of at most 8 rows and 8 columns',
    );
    expect(() => explainRandomCrop([[[1, 2, 3]]], [1, 1], rng)).toThrow('"image"');
    expect(() => explainRandomCrop(image, [4, 1], rng)).toThrow('at most (3, 4)');
    expect(() => explainRandomCrop(image, [0, 1], rng)).toThrow('"size"');
    expect(() => explainRandomCrop(image, [1, 1, 1] as never, rng)).toThrow('"size"');
    expect(() => explainRandomCrop(image, [1, 1], {} as never)).toThrow('explainRandomCrop: "rng"');
  });
});
